"""Every page says where it stands, or that it is nobody else's; search and sitemap know the triages."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.models import Article, Topic
from articles.publishing import workflow
from calfsite import sitemaps
from triage import search_feed
from triage.models import ArticleLink, Protocol

pytestmark = pytest.mark.usefixtures("shipped", "db")

PUBLIC = {
    "home": {},
    "article_list": {},
    "article": {"slug": "strain"},
    "topic": {"slug": "calf"},
    "about": {},
    "about_page": {"slug": "privacy"},
    "glossary": {},
    "exercise_sheet": {},
    "triage_list": {},
    "triage_performance": {},
    "triage_start": {"protocol": "calf"},
}
"""The pages that anybody may find. Whoever adds one names it here, and in the sitemap."""
NOT_FOUND_BY_OTHERS = {
    *(
        "search",
        "style_guide",
        "triage_question",
        "triage_check",
        "triage_result",
        "triage_plan",
        "triage_delete",
    ),  # noindex
    *("triage_questionnaire", "triage_assess", "triage_answers", "feed", "sitemap", "robots", "healthz"),  # no pages
    *("practice_css", "practice_logo"),
    *("newsletter", "newsletter_check_your_mail", "newsletter_confirm", "newsletter_topics", "newsletter_leave"),
}


def patterns(resolver: URLResolver) -> Iterator[str]:
    """The name of every address but the admin's."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif pattern.app_name != "admin":
            yield from patterns(pattern)


@pytest.fixture
def article(db: None) -> Article:
    about = Topic.objects.create(slug="about-this-site", title="About", summary="Us.", is_about_site=True)
    topic = Topic.objects.create(slug="calf", title="Calf", summary="Calves.")
    for slug, where in (("about", about), ("privacy", about), ("strain", topic)):
        day = {"reviewed_on": date(2026, 1, 1), "review_due": date(2099, 1, 1), "reviewer": "Dr. Leg"}
        article = Article(slug=slug, topic=where, title=slug, summary="It hurts.", body="Rest.", **day)
        article.save()
        workflow.publish(article, by=None, reason="New.")
    return article


def canonical(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    assert ("noindex" in html) is ("canonical" not in html)
    return re.findall(r'<link rel="canonical" href="http://testserver(.*?)">', html)


def test_every_page_is_either_public_or_not() -> None:
    assert set(patterns(get_resolver())) == PUBLIC.keys() | NOT_FOUND_BY_OTHERS


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_has_one_address_and_is_in_the_sitemap(client: Client, article: Article, name: str) -> None:
    address = reverse(name, kwargs=PUBLIC[name])
    assert canonical(client, address) == [address]
    assert f"<loc>http://testserver{address}</loc>" in client.get("/sitemap.xml").content.decode()


def test_search_and_journeys_have_none(client: Client) -> None:
    assert canonical(client, "/search/?q=calf") == []
    page = client.post("/triage/calf/", follow=True)
    assert canonical(client, page.redirect_chain[-1][0]) == []
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/search/" not in sitemap
    assert sitemap.count("/triage/calf/") == 1


def test_the_sitemap_says_when_pages_changed(client: Client, article: Article) -> None:
    for kind in ("articles", "topics", "triages"):
        made = sitemaps.SITEMAPS[kind]()
        assert all(made.lastmod(item) for item in made.items())
        assert len(list(made.items())) == {"articles": 3, "topics": 1, "triages": 2}[kind]


def test_search_finds_a_triage_by_its_question_and_leads_to_its_start(client: Client) -> None:
    html = client.get("/search/?q=tingling+mouth").content.decode()
    assert '<a href="/triage/calf/">' in html.partition('<ol class="results">')[2]


def test_a_triage_that_is_switched_off_is_not_found(client: Client) -> None:
    Protocol.objects.filter(slug="calf").update(switched_off=True, off_message="Closed.")
    assert [entry["address"] for entry in search_feed.entries()] == ["/triage/sciatica/"]
    assert [address for address, _at in search_feed.starts()] == ["/triage/sciatica/"]


def test_an_article_that_a_live_triage_links_to_is_known_with_the_words_of_the_link() -> None:
    link = ArticleLink.objects.filter(version__status="published").select_related("version").first()
    assert link is not None
    named = search_feed.naming_article(link.key)
    assert any(link.text in one and link.version.title in one for one in named)
    assert search_feed.naming_article("nothing") == []
