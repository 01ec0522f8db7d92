"""Pages about the site: the same desk and history as articles, other addresses, no sources, no shelf."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from articles.editorial.report import report
from articles.lookup import all_articles
from articles.models import Article, LiveArticle, Topic
from articles.publishing import workflow
from articles.seeding import seed_files
from tests.calfsite.accounts.desk import PASSWORD, account, desk_of

MakeLive = Callable[..., LiveArticle]


@pytest.fixture
def site(db: None) -> Topic:
    return Topic.objects.create(slug="site", title="About us", summary="Who we are.", order=9, is_about_site=True)


@pytest.fixture
def about(site: Topic, make_live: MakeLive) -> LiveArticle:
    return make_live(slug="about", topic=site, title="Who we are", sources="")


@pytest.fixture
def privacy(site: Topic, make_live: MakeLive) -> LiveArticle:
    return make_live(slug="privacy", topic=site, title="Your data", sources="")


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_they_stand_below_about(client: Client, about: LiveArticle, privacy: LiveArticle) -> None:
    assert (about.get_absolute_url(), privacy.get_absolute_url()) == ("/about/", "/about/privacy/")
    page = text_of(client, "/about/privacy/")
    assert "Your data" in page
    assert "Reviewed by: Dr. Leg" in page
    assert '<li><a href="/about/">About us</a></li>' in page
    assert '<a href="/about/">Who we are</a>' in page, "each leads to the others"
    assert '<a href="/articles/">Articles</a></li>\n        <li><a href="/about/">' not in page
    assert "Not sure how soon to get help?" not in page
    assert '<li><a href="/about/">About us</a></li>' not in text_of(client, "/about/"), "no page leads to itself"


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("/articles/about/", "/about/"),
        ("/articles/privacy/", "/about/privacy/"),
        ("/about/about/", "/about/"),
        ("/about/strain/", "/articles/strain/"),
        ("/topics/site/", "/about/"),
    ],
)
def test_there_is_one_address_of_each_page(
    client: Client, about: LiveArticle, privacy: LiveArticle, article: Article, address: str, right: str
) -> None:
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, right)
    assert response["Cache-Control"] == "max-age=600", "a topic may change, and a browser must learn of it"


@pytest.mark.parametrize("address", ["/about/", "/about/none/", "/about/strain/"])
def test_what_patients_may_not_read_is_not_found_there(
    client: Client, site: Topic, make_article: Callable[..., Article], address: str
) -> None:
    make_article().save()
    make_article(slug="about", topic=site).save()
    assert client.get(address).status_code == 404


def test_they_stand_on_no_shelf(client: Client, privacy: LiveArticle, article: Article) -> None:
    page = text_of(client, "/articles/")
    assert "A pulled calf" in page
    assert "About us" not in page
    assert "Your data" not in page
    assert all_articles() == [("strain", "A pulled calf")], "no result of the check leads there"


def test_they_are_found_by_title_and_are_no_news_and_no_medical_page(
    client: Client, site: Topic, topic: Topic, make_article: Callable[..., Article]
) -> None:
    for page in (
        make_article(slug="privacy", topic=site, title="Your data", body="Nothing on your cramp."),
        make_article(title="A cramp"),
    ):
        workflow.save_draft(page, by=None, reason="New")
        workflow.publish(page, by=None, reason="New")
    feed, sitemap = text_of(client, "/feed/"), text_of(client, "/sitemap.xml")
    assert ("A cramp" in feed, "Your data" in feed) == (True, False)
    assert "/about/privacy/</loc>" in sitemap
    assert "/about/</loc>" not in sitemap, "that page is not there, so its topic leads nowhere"
    assert "Your data" in text_of(client, "/search/?q=data")
    assert "Your data" not in text_of(client, "/search/?q=cramp"), "it only mentions the trouble"
    assert '"@type":"WebPage"' in text_of(client, "/about/privacy/")
    assert '"@type":"MedicalWebPage"' in text_of(client, "/articles/strain/")


def test_they_may_go_without_sources_where_an_article_may_not(
    site: Topic, topic: Topic, make_article: Callable[..., Article]
) -> None:
    assert report(make_article(topic=site, sources="")).refusals == ()
    assert len(report(make_article(topic=topic, sources="")).refusals) == 1


def test_they_need_a_review_like_any_page(site: Topic, make_article: Callable[..., Article], publisher: Client) -> None:
    page = make_article(slug="privacy", topic=site, sources="", reviewer="")
    page.save()
    address = f"/admin/articles/article/{page.pk}/publish/"
    form = {"revision": page.revision, "reason": "New"}
    assert "Say who reviewed the article." in publisher.post(address, form).content.decode()
    page.reviewer = "Dr. Leg"
    page.save()
    form["revision"] = page.revision
    assert publisher.post(address, form).status_code == 302  # asks: a new page has nothing to compare it with
    desk_of(account("tim", "publisher")).post(address, form | {"confirm": PASSWORD})
    assert LiveArticle.objects.get().reviewed_on == date(2026, 1, 31)


def test_a_link_to_one_is_looked_up_with_its_headings(
    site: Topic, make_live: MakeLive, make_article: Callable[..., Article]
) -> None:
    make_live(slug="privacy", topic=site, body="## Cookies")
    right, wrong = "[a](/about/privacy/#s-cookies)", "[a](/about/privacy/#s-cakes) [b](/about/none/)"
    assert report(make_article(body=right)).refusals == ()
    assert len(report(make_article(body=wrong)).refusals) == 2


def test_a_seed_says_that_a_topic_is_about_the_site(folder: Path, load: Callable[[], list[str]], db: None) -> None:
    with (folder / "topics.yaml").open("a") as topics:
        topics.write("- {slug: site, title: Us, summary: We., order: 9, is_about_site: true}\n")
    load()
    assert list(Topic.objects.filter(is_about_site=True).values_list("slug", flat=True)) == ["site"]
    assert "topic site: unchanged" in load()


def test_topics_that_were_loaded_before_count_as_unedited() -> None:
    """Their seeds named no such field, so it must leave their fingerprint as it was."""
    old = {"title": "Calf", "summary": "Pain.", "order": 1}
    assert seed_files.checksum({**old, "is_about_site": False}) == seed_files.checksum(old)
    assert seed_files.checksum({**old, "is_about_site": True}) != seed_files.checksum(old)
