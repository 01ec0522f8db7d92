"""Search, as somebody who types sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, LiveArticle, Synonym, Term
from articles.publishing import workflow
from tests.articles import stubs

pytestmark = pytest.mark.django_db

MakeLive = Callable[..., LiveArticle]
HELPS = "Other ways to find help"


@pytest.fixture
def shelf(make_live: MakeLive) -> None:
    """Three articles, a word, and words that mean the same."""
    make_live(slug="achilles", title="A torn Achilles tendon", summary="The cord at your heel.", body="You felt a pop.")
    make_live(slug="cramp", title="Cramps at night", body="## At night\n\nA spasm of your **calf**. Stretch <b>it</b>.")
    make_live(slug="sciatica", title="Sciatica", body="Pain from your back. It can feel like a cramp in the calf.")
    Term.objects.create(slug="soleus", term="soleus", meaning="The deep calf muscle.", also="soleus muscle")
    Synonym.objects.create(slug="cramp", words="cramp\ncharley horse")
    Synonym.objects.create(slug="calf", words="calf\ncalves")
    Synonym.objects.create(slug="danger", words="chest pain\ncan't breathe\nnumb between the legs", is_danger=True)


@pytest.fixture
def page(client: Client, shelf: None) -> Callable[[str], str]:
    """What somebody reads who looks for this, and what the browser is told."""

    def page(typed: str) -> str:
        response = client.get("/search/", {"q": typed})
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "same-origin"
        html = response.content.decode()
        assert '<meta name="robots" content="noindex">' in html
        return html

    return page


def found(html: str) -> list[str]:
    """The addresses of the results, in order."""
    results = html.partition('<ol class="results">')[2].partition("</ol>")[0]
    return [part.partition('"')[0] for part in results.split('<a href="')[1:]]


FOUND = {
    "achilles": ["/articles/achilles/"],
    "ACHILLES'": ["/articles/achilles/"],
    "achiles": ["/articles/achilles/"],
    "aichlles": ["/articles/achilles/"],
    "siatica": ["/articles/sciatica/"],
    "cramping": ["/articles/cramp/", "/articles/sciatica/"],
    "charley horse": ["/articles/cramp/", "/articles/sciatica/"],
    "charly horse": ["/articles/cramp/", "/articles/sciatica/"],
    "calves": ["/articles/sciatica/", "/articles/cramp/", "/glossary/#soleus"],
    "the pain in my back": ["/articles/sciatica/"],
    "Soléus": ["/glossary/#soleus"],
    "pop zebra": ["/articles/achilles/"],
}


def test_words_find_their_pages(page: Callable[[str], str]) -> None:
    for typed, addresses in FOUND.items():
        assert sorted(found(page(typed))) == sorted(addresses), typed


def test_the_title_counts_more_than_the_text(page: Callable[[str], str]) -> None:
    assert found(page("cramp"))[0] == "/articles/cramp/"


def test_an_excerpt_marks_the_words_and_nothing_else(page: Callable[[str], str]) -> None:
    html = page("calves spasm")
    assert "A <mark>spasm</mark> of your <mark>calf</mark>. Stretch &lt;b&gt;it&lt;/b&gt;." in html


def test_a_misspelled_word_says_what_was_taken_for_it(page: Callable[[str], str]) -> None:
    html = page("achiles")
    assert "No page has “achiles”. We looked for <strong>achilles</strong>." in html


def test_a_sign_of_danger_shows_first_of_all_how_to_get_help(page: Callable[[str], str], make_live: MakeLive) -> None:
    make_live(slug="when-to-get-help", title="When to get help")
    for typed in ("chest pain", "pains in my chest", "chest pian", "I cant breath", "numb betwen legs"):
        html = page(typed)
        card = html.index("Is this happening to you now?")
        assert (
            card < html.index("Call 112 now") < html.index('href="/articles/when-to-get-help/"') < html.index("<form")
        )
    for typed in ("calf pain", "chest", "numb foot"):
        assert "Is this happening" not in page(typed)


STRANGE = [
    "zzzz",
    "what is it",
    "💥🦵",
    "\u0627\u0644\u0633\u0627\u0642\u200f",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    '"unclosed',
    "NEAR(zq xj) AND OR *",
    "& | ! <-> :*",
    "%s %(x)s {0} {{ x }}",
    "a" * 100,
]


def test_whatever_is_typed_gets_a_kind_page(page: Callable[[str], str]) -> None:
    for typed in STRANGE:
        html = page(typed)
        assert HELPS in html, typed
        assert 'href="/topics/calf/"' in html
        assert 'href="/triage/"' in html
        assert "<script>alert" not in html


@pytest.mark.parametrize("typed", ["calf " * 40, "x" * 10_000])
def test_too_much_is_given_back_to_be_shortened(page: Callable[[str], str], typed: str) -> None:
    html = page(typed)
    assert 'id="search-error"' in html
    assert 'aria-describedby="search-error"' in html
    assert f'value="{typed[:150]}' in html


def test_bytes_that_are_no_text_get_a_kind_page(client: Client, shelf: None) -> None:
    assert HELPS in client.get("/search/?q=%ff%ed%a0%80%fe").content.decode()


def test_without_words_the_page_says_what_to_type(client: Client, shelf: None) -> None:
    for address in ("/search/", "/search/?q=", "/search/?q=%20", "/search/?q=%00"):
        html = client.get(address).content.decode()
        assert "Type a word or two" in html
        assert "We found nothing" not in html


def test_what_is_published_edited_or_taken_back_is_found_so_at_once(
    page: Callable[[str], str], make_article: Callable[..., Article]
) -> None:
    assert found(page("zebra")) == []
    article = make_article(slug="zebra", title="Zebras")
    article.save()
    assert found(page("zebra")) == []
    workflow.publish(article, by=None, reason="New.")
    assert found(page("zebras")) == ["/articles/zebra/"]
    workflow.take_back(article, by=None, reason="Wrong.")
    assert found(page("zebras")) == []
    Term.objects.create(slug="zebra", term="zebra", meaning="A striped horse.")
    assert found(page("zebras")) == ["/glossary/#zebra"]


def test_an_excerpt_shows_the_threshold_as_it_is_now(
    page: Callable[[str], str], make_live: MakeLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_live(slug="wait", title="Waiting", body="Wait {{ threshold:leg.no_improvement_after }} with a limp.")
    assert "Wait 2 days with a <mark>limp</mark>." in page("limp")
    monkeypatch.setitem(stubs.THRESHOLDS, "leg.no_improvement_after", "1 day")
    assert "Wait 1 day with a <mark>limp</mark>." in page("limp")


def test_the_triages_are_found_by_their_questions(page: Callable[[str], str], settings: Any) -> None:
    settings.SEARCH_SOURCES = {"triage": "tests.articles.stubs.triages"}
    html = page("tiptoe")
    assert found(html) == ["/triage/calf/"]
    assert "Can you stand on <mark>tiptoe</mark>?" in html


def test_a_source_that_fails_hides_no_other(
    page: Callable[[str], str], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SEARCH_SOURCES = {"triage": "tests.articles.stubs.broken_source"}
    assert found(page("achilles")) == ["/articles/achilles/"]
    assert "The search index of triage could not be rebuilt" in caplog.text
    assert "achilles" not in caplog.text


def test_a_search_writes_nothing_and_logs_nothing(page: Callable[[str], str], caplog: pytest.LogCaptureFixture) -> None:
    page("calf")
    with CaptureQueriesContext(connection) as queries:
        page("secretword achilles")
    assert not [query["sql"] for query in queries if not query["sql"].lstrip().startswith("SELECT")]
    assert "secretword" not in caplog.text
