"""A page that moves leads on from its old address, wherever that is written; one that a triage needs stays."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.article_page import article_context
from articles.editorial import links
from articles.models import Article, LiveArticle, Topic
from articles.publishing import workflow
from tests.articles.admin.desk import change_url

pytestmark = pytest.mark.django_db
NAMED = "tests.articles.stubs.naming"


def moved(article: Article, slug: str) -> None:
    article.slug = slug
    article.save()
    workflow.publish(article, by=None, reason="A better address.")


def test_an_old_address_leads_on_for_good(article: Article, client: Client) -> None:
    moved(article, "torn-calf")
    moved(article, "tear")
    for old in ("strain", "torn-calf"):
        response = client.get(f"/articles/{old}/")
        assert (response.status_code, response.headers["Location"]) == (301, "/articles/tear/")
    moved(article, "strain")
    assert client.get("/articles/strain/").status_code == 200
    workflow.take_back(article, by=None, reason="Wrong.")
    assert client.get("/articles/tear/").status_code == 404


def test_links_and_read_next_follow(article: Article, make_live: Callable[..., LiveArticle]) -> None:
    moved(article, "tear")
    other = make_live(slug="other", body="[More](/articles/strain/)", related="strain")
    assert links.broken(other) == []
    assert [page.slug for page in article_context(other)["related"]] == ["tear"]
    other.body = "[More](/articles/strain/#s-nothing)"
    assert "names a heading that does not exist" in links.broken(other)[0]


def test_nobody_else_gets_an_old_address(article: Article, make_article: Callable[..., Article]) -> None:
    moved(article, "tear")
    with pytest.raises(ValidationError, match="It was the address of “A pulled calf”"):
        make_article(slug="strain").full_clean()
    workflow.take_back(article, by=None, reason="Wrong.")
    make_article(slug="strain").full_clean()


def test_a_topic_that_moves_leads_on(article: Article, topic: Topic, client: Client) -> None:
    for slug in ("calves", "legs"):
        topic.slug = slug
        topic.save()
    for old in ("calf", "calves"):
        assert client.get(f"/topics/{old}/").headers["Location"] == "/topics/legs/"


def test_what_a_live_triage_names_neither_moves_nor_goes(publisher: Client, article: Article, settings: Any) -> None:
    settings.ARTICLE_NAMED_BY = NAMED
    form = {"reason": "Why not."}
    page = publisher.get(change_url(article, "take-back")).content.decode()
    assert "Leg check, version 2" in page
    assert "Take it back" not in page
    publisher.post(change_url(article, "take-back"), {**form, "revision": article.revision})
    article.slug = "tear"
    article.save()
    page = publisher.post(change_url(article, "publish"), {**form, "revision": article.revision}).content.decode()
    assert "Leg check, version 2" in page
    assert LiveArticle.objects.get().slug == "strain"
    with pytest.raises(ValidationError, match="Leg check, version 2"):
        workflow.publish(article, by=None, reason="Why not.")
    with pytest.raises(ValidationError, match="Leg check, version 2"):
        workflow.take_back(article, by=None, reason="Why not.")


def test_who_takes_a_page_back_reads_which_pages_link_to_it(
    publisher: Client, article: Article, make_live: Callable[..., LiveArticle]
) -> None:
    make_live(slug="other", title="Another page", body="[More](/articles/strain/)")
    make_live(slug="third", title="A third page", related="strain")
    make_live(slug="fourth", title="Strains", body="[More](/articles/strain-two/)")
    page = publisher.get(change_url(article, "take-back")).content.decode()
    assert "Another page" in page
    assert "A third page" in page
    assert "Strains" not in page


def test_whoever_publishes_sees_which_pages_link_to_a_heading_that_goes(
    publisher: Client, article: Article, make_live: Callable[..., LiveArticle]
) -> None:
    article.body = "## Who heals?\n\nYou.\n\n## Für wen?\n\nYou."
    article.save()
    workflow.publish(article, by=None, reason="Headings.")
    for slug, anchor in {"one": "s-who-heals", "two": "s-f%C3%BCr-wen", "three": ""}.items():
        make_live(slug=slug, title=slug.title(), body=f"[More](/articles/strain/#{anchor})")
    page = change_url(article, "publish")
    article.body = "## Who mends?\n\nYou.\n\n## Für wen?\n\nYou all."
    article.save()
    shown = publisher.get(page).content.decode()
    assert "“One” links to /articles/strain/#s-who-heals: keep that heading" in shown
    assert "“Two”" not in shown
    article.body = "You."
    article.save()
    shown = publisher.get(page).content.decode()
    assert "“Two” links to /articles/strain/#s-für-wen" in shown
    assert "“Three”" not in shown
