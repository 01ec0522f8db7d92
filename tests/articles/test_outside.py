"""What the world outside is told: previews, schema.org, feed, robots.txt, icons."""

import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import Client

from articles.models import Article, LiveArticle
from articles.publishing import workflow

pytestmark = pytest.mark.django_db

MakeLive = Callable[..., LiveArticle]
ATOM = "{http://www.w3.org/2005/Atom}"


def head_of(client: Client, address: str) -> str:
    return client.get(address).content.decode().partition("</head>")[0]


def test_an_article_is_described_for_others(client: Client, make_live: MakeLive, settings: Any) -> None:
    settings.SITE_URL = "https://calf.example"
    make_live(title='A "pulled" <calf>', summary="Why it </script> hurts & how.")
    head = head_of(client, "/articles/strain/")
    assert '<link rel="canonical" href="https://calf.example/articles/strain/">' in head
    assert '<meta property="og:title" content="A &quot;pulled&quot; &lt;calf&gt;">' in head
    assert head.count('content="Why it &lt;/script&gt; hurts &amp; how."') == 1
    assert '<meta property="og:type" content="article">' in head
    assert re.search(r'property="og:image" content="https://calf\.example/static/social[^"]*\.png"', head)
    page = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', head)[0])
    assert (page["@type"], page["name"], page["lastReviewed"]) == ("MedicalWebPage", 'A "pulled" <calf>', "2026-01-31")
    crumbs = [(crumb["name"], crumb["item"]) for crumb in page["breadcrumb"]["itemListElement"]]
    assert crumbs[2:] == [
        ("Calf trouble", "https://calf.example/topics/calf/"),
        ('A "pulled" <calf>', "https://calf.example/articles/strain/"),
    ]


def test_a_draft_is_described_to_nobody(make_article: Callable[..., Article], make_staff: Callable[..., User]) -> None:
    make_article().save()
    client = Client()
    client.force_login(make_staff("view"))
    head = head_of(client, "/articles/strain/")
    assert '<meta name="robots" content="noindex">' in head
    assert "canonical" not in head
    assert "og:" not in head
    assert "ld+json" not in head


def test_what_stands_after_the_question_mark_is_no_other_page(client: Client, article: Article) -> None:
    head = head_of(client, "/articles/strain/?from=mail&x=1")
    assert re.findall(r'<link rel="canonical" href="(.*?)">', head) == ["http://testserver/articles/strain/"]


def test_a_forged_host_gets_no_link(client: Client, article: Article, settings: Any) -> None:
    for address in ("/articles/strain/", "/feed/", "/sitemap.xml", "/robots.txt"):
        assert client.get(address, headers={"host": "evil.example"}).status_code == 400
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], "https://calf.example"
    for address in ("/articles/strain/", "/feed/", "/sitemap.xml", "/robots.txt"):
        text = client.get(address, headers={"host": "evil.example"}).content.decode()
        assert "https://calf.example" in text
        assert "evil.example/feed" not in text
        assert "canonical" not in text or 'href="https://calf.example' in text


def test_a_site_that_lets_any_host_in_is_warned_to_say_its_own(settings: Any) -> None:
    def ids() -> list[str | None]:
        return [m.id for m in run_checks(tags=["security"], include_deployment_checks=True)]

    assert "calfsite.W010" not in ids()
    settings.ALLOWED_HOSTS = ["*"]
    assert "calfsite.W010" in ids()
    settings.SITE_URL = "https://calf.example"
    assert "calfsite.W010" not in ids()


def entries(client: Client) -> list[dict[str, str]]:
    feed = ElementTree.fromstring(client.get("/feed/").content)
    return [
        {
            "title": entry.findtext(f"{ATOM}title", ""),
            "id": entry.findtext(f"{ATOM}id", ""),
            "summary": entry.findtext(f"{ATOM}summary", ""),
            "link": entry.find(f"{ATOM}link").attrib["href"],
        }
        for entry in feed.iter(f"{ATOM}entry")
    ]


def test_the_feed_has_every_article_the_last_published_first(
    client: Client, article: Article, make_live: MakeLive, make_article: Callable[..., Article]
) -> None:
    make_live(slug="cramp", title="Cramp & Co", summary="5 < 6")
    make_article(slug="secret", title="Secret").save()
    first = entries(client)
    assert [entry["title"] for entry in first] == ["Cramp & Co", "A pulled calf"]
    assert first[0]["summary"] == "5 &lt; 6"  # HTML, as feeds have it
    article = Article.objects.get(pk=article.pk)
    article.slug, article.title = "pulled", "Pulled"
    article.save()
    workflow.publish(article, by=None, reason="A better name.")
    now = entries(client)
    assert [entry["title"] for entry in now] == ["Pulled", "Cramp & Co"]
    assert now[0]["link"] == "http://testserver/articles/pulled/"
    assert now[0]["id"] == first[1]["id"] != now[1]["id"]


def test_the_head_leads_to_the_feed(client: Client, article: Article) -> None:
    address = re.findall(r'<link rel="alternate" type="application/atom\+xml" href="(.*?)">', head_of(client, "/"))
    assert client.get(address[0])["Content-Type"].startswith("application/atom+xml")


def test_robots_find_the_sitemap(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    address = re.findall("^Sitemap: http://testserver(.*)$", text, re.M)[0]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/favicon.ico", "/apple-touch-icon.png", "/static/social.png"])
def test_icons_stand_where_they_are_asked_for(client: Client, address: str) -> None:
    response = client.get(address)
    assert response["Content-Type"].startswith("image/")
    assert len(b"".join(response.streaming_content)) < 60_000
