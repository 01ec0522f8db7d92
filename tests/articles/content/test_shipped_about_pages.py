"""The pages about the site that ship: complete, plain, free of dead links, and true to what the code does."""

import re
from datetime import timedelta
from functools import cache
from inspect import getsource

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from articles.editorial import numbers
from calfsite.practice.current import QUOTED
from tests.articles.content.test_shipped_content import (
    ALL_TOPICS,
    ARTICLES,
    FIELDS,
    HIGHEST_GRADE,
    PAGES,
    PLACEHOLDER,
    TOPICS,
    VALUES,
    Shipped,
    cards,
    grade,
)
from triage.totals import counting

ABOUT = [page for page in PAGES if page not in ARTICLES]
SLUGS = {"about", "who-reviews", "privacy", "accessibility", "terms", "contact"}
KNOWN = set(VALUES) | {f"practice:{key}" for key in QUOTED}
every_page = pytest.mark.parametrize("page", ABOUT, ids=[page.slug for page in ABOUT])


@cache
def text(slug: str) -> str:
    """The page's words on one line, without marks of Markdown."""
    page = next(page for page in ABOUT if page.slug == slug)
    return " ".join(re.sub(r"\]\([^)]*\)|[\[*]", "", page.body).split())


def leads_somewhere(address: str) -> bool:
    """Whether this is the address of a page that ships, or of one of the site's own."""
    try:
        match = resolve(address)
    except Resolver404:
        return False
    shelf = ABOUT if match.url_name in {"about", "about_page"} else ARTICLES
    return "slug" not in match.kwargs or match.kwargs["slug"] in {page.slug for page in shelf}


def test_there_is_one_topic_about_the_site_and_it_has_all_its_pages() -> None:
    (topic,) = (topic for topic in ALL_TOPICS if topic not in TOPICS)
    assert topic["slug"] == "about-this-site"
    assert topic["order"] > max(other["order"] for other in TOPICS)
    assert grade(topic["summary"]) <= HIGHEST_GRADE
    assert {page.slug for page in ABOUT} == SLUGS


@every_page
def test_page_is_complete_plain_and_owns_up_to_who_checked_it(page: Shipped, monkeypatch: pytest.MonkeyPatch) -> None:
    meta = page.meta
    assert set(meta) == FIELDS
    assert meta["status"] == "published"
    assert (meta["sources"], meta["facts"]) == ([], [])
    assert "your clinic has yet to check this page" in meta["reviewer"]
    assert timedelta(days=0) < meta["review_due"] - meta["reviewed_on"] <= timedelta(days=366)
    for key in QUOTED:
        monkeypatch.setitem(VALUES, f"practice:{key}", "Calf Clinic")
    texts = [page.body, meta["summary"], *cards(page.body)]
    assert {text.splitlines()[0]: grade(text) for text in texts if grade(text) > HIGHEST_GRADE} == {}
    assert set(PLACEHOLDER.findall(page.body)) <= KNOWN
    assert numbers.bare(page.body) + numbers.bare(meta["summary"]) == []


@every_page
def test_links_lead_to_pages_that_ship(page: Shipped) -> None:
    links = re.findall(r"\]\(([^)]*)\)", page.body)
    dead = [link for link in links if not link.startswith("tel:{{ practice:") and not leads_somewhere(link)]
    assert dead == []


def test_a_dead_link_would_be_noticed() -> None:
    assert leads_somewhere("/about/privacy/")
    assert not any(map(leads_somewhere, ["/about/prices/", "/articles/none/", "/nowhere/"]))


def test_contact_and_terms_begin_with_what_to_do_in_an_emergency() -> None:
    for page in ABOUT:
        if page.slug in {"contact", "terms"}:
            first = cards(page.body)[0]
            assert page.body.startswith(first)
            assert first.startswith("::: emergency ")
            assert "tel:{{ practice:emergency_number }}" in first
    assert all(f"{{{{ practice:{key} }}}}" in text("contact") for key in QUOTED)


def test_times_are_those_of_the_settings_and_the_code() -> None:
    """Whoever changes how long something is kept is sent here, to change what patients are promised."""
    assert settings.JOURNEY_LIFETIME_SECONDS == 4 * 60 * 60
    assert "four hours after your last answer" in text("privacy")
    assert settings.CSRF_COOKIE_AGE <= 366 * 24 * 60 * 60
    assert "can stay for up to one year" in text("privacy")
    assert "two years" in getsource(counting)
    assert "After two years, they are deleted" in text("privacy")


def test_terms_say_what_the_check_is_not() -> None:
    limits = ("not a diagnosis", "not been tested with real patients", "not sold as a medical device", "MIT license")
    assert [words for words in limits if words not in text("terms")] == []
    licence = (settings.BASE_DIR / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License")


def test_it_is_told_that_the_shipped_texts_wait_for_a_clinician() -> None:
    """For as long as a shipped article's own foot says so."""
    waiting = [article for article in ARTICLES if "awaiting clinician review" in article.meta["reviewer"]]
    assert waiting, "A clinician has reviewed all articles: say so on the pages below."
    assert "awaiting clinician review" in text("who-reviews")
    assert "still wait for a clinician to review them" in text("terms")
