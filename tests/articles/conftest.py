"""A topic, a published article, and people who may and may not edit it."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import Client

from articles.models import Article, LiveArticle, Topic
from tests.articles.seeding.seeds import ARTICLE, DRAFT, TOPICS

REVIEWED, DUE = date(2026, 1, 31), date(2099, 1, 31)


@pytest.fixture(autouse=True)
def _values(settings: Any) -> None:
    settings.ARTICLE_VALUES = {
        "threshold": "tests.articles.stubs.thresholds",
        "sign": "tests.articles.stubs.signs",
        "practice": "calfsite.practice.current.texts",
    }


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(slug="calf", title="Calf trouble", summary="Pain or a weak push.", order=1)


@pytest.fixture
def make_article(topic: Topic) -> Callable[..., Article]:
    """Builds an article that is fit to be published; not saved."""

    def make(**changes: Any) -> Article:
        fields = {
            "slug": "strain",
            "topic": topic,
            "title": "A pulled calf",
            "summary": "Why it hurts.",
            "body": "Rest your leg.",
            "sources": "Book of calves | 2020 | https://example.org/calves",
            "reviewer": "Dr. Leg",
            "reviewed_on": REVIEWED,
            "review_due": DUE,
        }
        return Article(**(fields | changes))

    return make


@pytest.fixture
def make_live(make_article: Callable[..., Article]) -> Callable[..., LiveArticle]:
    """Saves an article and lets patients read it, fit or not."""

    def make(**changes: Any) -> LiveArticle:
        article = make_article(**changes)
        article.save()
        live = LiveArticle(article=article)
        live.take_content(article)
        live.save()
        return live

    return make


@pytest.fixture
def article(make_live: Callable[..., LiveArticle]) -> Article:
    """A published article, whose draft says the same."""
    return make_live().article


@pytest.fixture
def make_staff(db: None) -> Callable[..., User]:
    """Creates a member of staff with the named permissions on articles."""

    def make(*permissions: str, name: str = "ann", is_staff: bool = True) -> User:
        user = User.objects.create(username=name, is_staff=is_staff)
        user.user_permissions.set(Permission.objects.filter(codename__in=[f"{p}_article" for p in permissions]))
        return user

    return make


@pytest.fixture
def editor(client: Client, make_staff: Callable[..., User]) -> Client:
    """A browser in which a clinician who may add and change articles is signed in."""
    client.force_login(make_staff("view", "add", "change"))
    return client


@pytest.fixture
def publisher(make_staff: Callable[..., User]) -> Client:
    """A browser in which a clinician who may also publish articles is signed in."""
    client = Client()
    client.force_login(make_staff("view", "add", "change", "publish", name="pat"))
    return client


@pytest.fixture
def form(article: Article) -> dict[str, Any]:
    """The change form of the article as the browser would send it."""
    return {
        "title": article.title,
        "slug": article.slug,
        "topic": article.topic.pk,
        "summary": article.summary,
        "body": article.body,
        "sources": article.sources,
        "facts": article.facts,
        "related": article.related,
        "reviewer": article.reviewer,
        "reviewed_on": "2026-01-31",
        "review_due": "2099-01-31",
        "order": "0",
        "language": "en",
        "revision": article.revision,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "topics.yaml").write_text(TOPICS)
    (tmp_path / "strain.md").write_text(ARTICLE)
    (tmp_path / "draft.md").write_text(DRAFT)
    return tmp_path


@pytest.fixture
def load(folder: Path) -> Callable[[], list[str]]:
    """Loads the folder and returns the lines printed."""

    def load() -> list[str]:
        out = StringIO()
        call_command("load_content", "--from", str(folder), stdout=out)
        return out.getvalue().splitlines()

    return load
