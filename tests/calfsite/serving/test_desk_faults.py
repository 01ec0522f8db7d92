"""The database fails while somebody saves on the desk: a page with what they typed, and nothing half-written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from articles.models import Article, Term, Topic
from articles.publishing import drafts as topic_drafts
from articles.publishing import workflow
from calfsite.accounts.roles import make_roles
from tests.articles.conftest import DUE, REVIEWED
from tests.triage.engine import samples
from triage.models import ProtocolVersion
from triage.storage import text_file
from triage.versions import drafts, publishing

WRITES = ("INSERT", "UPDATE", "DELETE")
TYPED = "Typed for half an hour <b>"


@contextmanager
def failing(at: int, *, words: tuple[str, ...] = WRITES) -> Iterator[list[str]]:
    """Let the database fail at the n-th such statement, and at each after it. Gives those that were tried."""
    tried: list[str] = []

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(words) and "django_session" not in sql:
            tried.append(sql)
            if len(tried) >= at:
                raise OperationalError("the database is away")
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield tried


def everything() -> dict[str, list[Any]]:
    """Every row of every table but the sessions."""
    models = [model for model in apps.get_models() if model is not Session and not model._meta.proxy]
    return {str(model._meta): list(model._base_manager.order_by("pk").values_list()) for model in models}


@pytest.fixture
def desk(db: None) -> Client:
    make_roles()
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("ann", password="-"))
    return client


@pytest.fixture
def sample(db: None) -> ProtocolVersion:
    return publishing.publish_content(samples.protocol(), reason="A test.")[0]


@pytest.fixture
def article(db: None) -> Article:
    topic = Topic.objects.create(slug="calf", title="Calf", summary="It hurts.")
    article = Article(slug="strain", topic=topic, title="A strain", summary="Why.", body="Rest.", sources="A | 2020 |")
    article.reviewer, article.reviewed_on, article.review_due = "Dr. A", REVIEWED, DUE
    article.save()
    workflow.publish(article, by=None, reason="New.")
    article.body = "Walk."
    article.save()
    return article


def forms(article: Article, sample: ProtocolVersion, user: User) -> dict[str, tuple[str, dict[str, Any]]]:
    """Forms of every kind on the desk, as somebody sends them."""
    draft = drafts.copy(sample, by=user)
    rule = draft.rule_set.first()
    assert rule is not None
    topic = article.topic
    topic.summary = "New words."
    waiting = topic_drafts.save(topic, None, by=user)
    term = Term.objects.create(slug="soleus", term="soleus", meaning="A muscle.")
    about = {name: getattr(article, name) for name in ("title", "slug", "summary", "sources", "reviewer", "revision")}
    about |= {"topic": article.topic_id, "order": 0, "language": "en", "facts": "", "related": ""}
    about |= {"reviewed_on": "2026-01-31", "review_due": "2099-01-31"}

    def at(name: str, *args: Any) -> str:
        return reverse(f"admin:{name}", args=args)

    return {
        "article": (at("articles_article_change", article.pk), {**about, "body": TYPED.replace(" <b>", "")}),
        "publishing": (at("articles_article_publish", article.pk), {"revision": article.revision, "reason": TYPED}),
        "taking back": (at("articles_article_take_back", article.pk), {"revision": article.revision, "reason": TYPED}),
        "topic": (at("articles_draft_change", waiting.pk), {"revision": waiting.revision, "reason": TYPED}),
        "word": (
            at("articles_term_change", term.pk),
            {"term": "soleus", "meaning": "A muscle, deep.", "slug": "soleus", "language": "en", "revision": "0"},
        ),
        "account": (at("auth_user_change", user.pk), {"username": "ann", "first_name": "Ann Lee", "is_active": "on"}),
        "withdrawing": (at("triage_protocolversion_withdraw", sample.pk), {"because": TYPED}),
        "password": (
            at("auth_user_password_change", User.objects.create_user("bob").pk),
            {"password1": "kneetowalltest", "password2": "kneetowalltest", "usable_password": "true"},
        ),
        "copying": (at("triage_protocolversion_copy", sample.pk), {}),
        "importing": (at("triage_protocolversion_import"), {"text": text_file.dumps(drafts.content(sample))}),
        "moving": (
            at("triage_protocolversion_move", draft.pk),
            {"revision": draft.revision, "part": f"rule-{rule.key}", "to": "3"},
        ),
        "deleting": (at("triage_protocolversion_discard", draft.pk), {}),
    }


def test_nothing_is_half_written_and_what_was_typed_comes_back(
    desk: Client, article: Article, sample: ProtocolVersion
) -> None:
    sent = forms(article, sample, User.objects.get(username="ann"))
    before = everything()
    faults = []
    session = desk.cookies["sessionid"].value
    for name, (address, fields) in sent.items():
        with failing(10_000) as tried, connection.cursor() as cursor:
            cursor.execute("SAVEPOINT drill")
            assert desk.post(address, fields).status_code == 302, name
            cursor.execute("ROLLBACK TO drill")
        desk.cookies["sessionid"] = session  # a new password gave it another, which is rolled back
        assert tried, f"{name} writes nothing"
        for place in {1, 2, len(tried)}:
            with failing(place):
                response = desk.post(address, fields)
            connection.set_rollback(False)  # what was written outside of a transaction of the page's own stays
            page = response.content.decode()
            if response.status_code != 503:
                faults.append(f"{name}, statement {place}: {response.status_code}")
            words = [value for value in fields.values() if len(str(value).split()) > 1]
            missing = [word for word in words if escape(word) not in page]
            if missing:
                faults.append(f"{name}, statement {place}: {missing} is lost")
            changed = [table for table, rows in everything().items() if rows != before[table]]
            if changed:
                faults.append(f"{name}, statement {place} ({tried[place - 1][:60]}): {changed} changed")
    assert not faults, "\n".join(faults)


def test_the_page_sends_it_again_and_shows_no_secret(desk: Client, article: Article) -> None:
    address = reverse("admin:articles_article_take_back", args=[article.pk])
    with failing(1):
        response = desk.post(address, {"revision": "2", "reason": TYPED})
    page = response.content.decode()
    assert response.headers["Retry-After"]
    assert response.headers["Cache-Control"] == "no-store"
    assert f'<form method="post" action="{address}" data-unsaved>' in page
    assert '<input type="hidden" name="revision" value="2">' in page
    assert "Nothing was saved" in page
    with failing(1, words=("SELECT",)):
        page = desk.post(reverse("admin:login"), {"username": "ann", "password": "my dear password"}).content.decode()
    assert "my dear" not in page


def test_an_approval_sends_all_again_but_the_password(desk: Client, article: Article) -> None:
    """A password may be several words: they are not among what was typed, to copy."""
    address = reverse("admin:articles_article_publish", args=[article.pk])
    sent = {"revision": article.revision, "reason": TYPED, "confirm": "correct horse battery"}
    with failing(1, words=("SELECT",)):
        page = desk.post(address, sent).content.decode()
    assert "Nothing is approved yet. You will be asked for your password or code again" in page
    assert escape(TYPED) in page
    assert "horse" not in page
    assert 'value="Send it again"' in page


def test_an_import_asks_for_the_file_again_and_a_code_for_itself(desk: Client, sample: ProtocolVersion) -> None:
    address = reverse("admin:triage_protocolversion_import")
    file = SimpleUploadedFile("leg.toml", text_file.dumps(drafts.content(sample)).encode())
    codes, secrets = reverse("admin:second_factor_set_up"), {"code": "123456", "secret": "a secret key"}
    for where, sent, told in (
        (address, {"file": file, "text": ""}, "choose the file again"),
        (codes, secrets, "type it again: we don’t keep passwords and codes"),
    ):
        with failing(1, words=("SELECT",)):
            response = desk.post(where, sent)
        page = response.content.decode()
        assert response.status_code == 503
        assert told in page
        assert f'<a href="{where}">' in page
        assert "Send it again" not in page
        assert "secret key" not in page


def test_a_page_of_the_desk_that_was_only_opened_says_so_too(desk: Client, article: Article) -> None:
    with failing(1, words=("SELECT",)):
        response = desk.get(reverse("admin:articles_article_changelist"))
    assert response.status_code == 503
    assert "The database does not answer" in response.content.decode()


def test_who_was_sent_here_by_another_site_gets_nothing_to_send(desk: Client, article: Article) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    with failing(1, words=("SELECT",)):
        response = client.post(reverse("admin:articles_article_add"), {"title": "Not mine"})
    assert response.status_code in {403, 503}
    assert "Not mine" not in response.content.decode()


def test_a_full_disk(desk: Client, article: Article) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite’s own limit")
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            words = f"{TYPED} " * 5000
            response = desk.post(
                reverse("admin:articles_article_take_back", args=[article.pk]), {"revision": "2", "reason": words}
            )
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert response.status_code == 503
    assert "Typed for half an hour" in response.content.decode()
    assert article.live.slug == "strain"
