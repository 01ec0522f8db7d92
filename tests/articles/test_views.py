from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from articles.models import Article, LiveArticle, Topic
from tests.articles import stubs

MakeArticle = Callable[..., Article]
MakeLive = Callable[..., LiveArticle]
MakeStaff = Callable[..., User]


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_groups_published_articles_by_topic(
    client: Client, article: Article, make_article: MakeArticle, make_live: MakeLive
) -> None:
    other = Topic.objects.create(slug="nerve", title="Sciatica", summary="From the back.", order=0)
    Topic.objects.create(slug="empty", title="Empty shelf", summary="Nothing.")
    make_live(slug="nerve-pain", topic=other, title="Nerve pain")
    make_article(slug="secret", title="Secret draft").save()
    page = text_of(client, "/articles/").partition("<section")[2]
    assert page.index("Sciatica") < page.index("Nerve pain") < page.index("Calf trouble") < page.index("A pulled calf")
    assert 'href="/articles/strain/"' in page
    assert "Secret draft" not in page
    assert "Empty shelf" not in page


def test_the_list_says_so_when_there_is_nothing(client: Client, db: None) -> None:
    assert "There are no articles yet" in text_of(client, "/articles/")


def test_the_list_asks_the_database_twice(
    client: Client, article: Article, make_live: MakeLive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = Topic.objects.create(slug="nerve", title="Sciatica", summary="From the back.")
    make_live(slug="nerve-pain", topic=other)
    with django_assert_num_queries(2):
        client.get("/articles/")


def test_a_topic_shows_its_published_articles(client: Client, article: Article, make_article: MakeArticle) -> None:
    make_article(slug="secret", title="Secret draft").save()
    page = text_of(client, "/topics/calf/")
    assert "<h1" in page
    assert "A pulled calf" in page
    assert "Secret draft" not in page


def test_an_empty_topic_says_so(client: Client, topic: Topic) -> None:
    assert "There are no articles here yet" in text_of(client, "/topics/calf/")


def test_an_article_shows_all_that_a_reader_needs(client: Client, article: Article) -> None:
    page = text_of(client, "/articles/strain/")
    assert page.count("<h1") == 1
    assert '<p class="lede">Why it hurts.</p>' in page
    assert '<div class="prose"><p>Rest your leg.</p>' in page
    assert 'href="/topics/calf/"' in page
    assert '<a href="https://example.org/calves">Book of calves</a> (2020)' in page
    assert "Reviewed by: Dr. Leg" in page
    assert '<time datetime="2026-01-31">Jan. 31, 2026</time>' in page
    assert '<time datetime="2099-01-31">Jan. 31, 2099</time>' in page
    assert "review of this page is late" not in page
    assert "noindex" not in page


def test_an_overdue_review_is_told(client: Client, make_live: MakeLive) -> None:
    today = timezone.localdate()
    make_live(reviewed_on=today - timedelta(days=400), review_due=today - timedelta(days=1))
    assert "The review of this page is late." in text_of(client, "/articles/strain/")


@pytest.mark.parametrize(("headings", "shown"), [(3, False), (4, True)])
def test_a_long_article_has_a_list_of_contents(client: Client, make_live: MakeLive, headings: int, shown: bool) -> None:
    make_live(body="\n".join(f"## Part <{n}>" for n in range(headings)))
    page = text_of(client, "/articles/strain/")
    assert ('<a href="#s-part-0">Part &lt;0&gt;</a>' in page) is shown
    assert '<h2 id="s-part-0">' in page


def test_title_and_summary_are_escaped(client: Client, make_live: MakeLive) -> None:
    make_live(title="<script>1</script>", summary='"><script>2</script>')
    for address in ("/articles/", "/articles/strain/", "/topics/calf/"):
        page = text_of(client, address)
        assert "<script>" not in page
        assert "&lt;script&gt;1" in page


def test_an_article_costs_two_queries_and_shows_the_threshold(
    client: Client, make_live: MakeLive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = "Wait {{ threshold:leg.no_improvement_after }}, pain {{ threshold:leg.severe_pain }}."
    make_live(body=body + " Call {{ practice:emergency_number }}.")
    with django_assert_num_queries(2):
        page = text_of(client, "/articles/strain/")
    assert "Wait 2 days, pain 7 of 10. Call 112." in page


def test_a_changed_threshold_shows_at_once(
    client: Client, make_live: MakeLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_live(body="Wait {{ threshold:leg.no_improvement_after }}.")
    assert "Wait 2 days." in text_of(client, "/articles/strain/")
    monkeypatch.setitem(stubs.THRESHOLDS, "leg.no_improvement_after", "1 day")
    assert "Wait 1 day." in text_of(client, "/articles/strain/")


def test_a_value_that_is_gone_is_shown_as_such_and_logged(
    client: Client, make_live: MakeLive, caplog: pytest.LogCaptureFixture
) -> None:
    make_live(body="Wait {{ threshold:calf.gone }}.")
    assert "Wait (ask your clinic)." in text_of(client, "/articles/strain/")
    assert "'strain'" in caplog.text
    assert "'threshold:calf.gone'" in caplog.text


def test_the_page_outlives_a_triage_that_cannot_answer(client: Client, make_live: MakeLive, settings: Any) -> None:
    settings.ARTICLE_VALUES = {"threshold": "tests.articles.stubs.broken"}
    make_live(body="Wait {{ threshold:leg.severe_pain }}.")
    assert "Wait (ask your clinic)." in text_of(client, "/articles/strain/")


@pytest.mark.parametrize("address", ["/articles/none/", "/topics/none/", "/articles/strain/more/", "/articles/a%00b/"])
def test_an_unknown_page_is_not_found(client: Client, article: Article, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/articles/", "/topics/calf/", "/articles/strain/"])
def test_pages_can_only_be_read(client: Client, article: Article, address: str) -> None:
    assert client.head(address).status_code == 200
    for method in (client.post, client.put, client.delete):
        assert method(address).status_code == 405


def test_what_patients_read_is_not_the_draft(client: Client, article: Article) -> None:
    article.title, article.slug, article.body = "New title", "renamed", "New text."
    article.save()
    page = text_of(client, "/articles/strain/")
    assert "Rest your leg." in page
    assert "New" not in page
    assert "New" not in text_of(client, "/articles/") + text_of(client, "/topics/calf/")
    assert client.get("/articles/renamed/").status_code == 404


def test_a_draft_is_not_found_by_patients(client: Client, make_article: MakeArticle) -> None:
    make_article().save()
    assert client.get("/articles/strain/").status_code == 404


@pytest.mark.parametrize(
    ("permissions", "is_staff", "status"),
    [(["view"], True, 200), (["change"], True, 200), ([], True, 404), (["view"], False, 404), (["delete"], True, 404)],
)
def test_a_draft_opens_for_staff_who_may_see_it(
    client: Client,
    make_article: MakeArticle,
    make_staff: MakeStaff,
    permissions: list[str],
    is_staff: bool,
    status: int,
) -> None:
    make_article().save()
    client.force_login(make_staff(*permissions, is_staff=is_staff))
    assert client.get("/articles/strain/").status_code == status


def test_a_draft_says_so_and_is_kept_by_no_cache(
    client: Client, make_article: MakeArticle, make_staff: MakeStaff
) -> None:
    make_article().save()
    client.force_login(make_staff("view"))
    response = client.get("/articles/strain/")
    assert "Only staff can see this page." in response.content.decode()
    assert "noindex" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
