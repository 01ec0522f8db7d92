"""What a digest tells of: articles that are new, or say something else, since the last one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, LiveArticle, Topic
from articles.newsletter import digests
from articles.newsletter.models import Digest
from articles.publishing import workflow
from tests.articles.newsletter.conftest import HOUR_AGO, WEEK_AGO, reader, set_back

pytestmark = pytest.mark.django_db
Publish = Callable[..., LiveArticle]
LONG_AGO = timedelta(days=30)


def found() -> list[tuple[str, bool]]:
    """What is new of the last two days: the titles, and whether the article is new."""
    now = timezone.now()
    return [(item.title, item.is_new) for item in digests.news_between(now - timedelta(days=2), now)]


def test_new_and_changed_articles_are_told_apart(publish: Publish) -> None:
    publish("old", LONG_AGO, title="Old")
    publish("changed", LONG_AGO, title="Changed")
    publish("changed", title="Changed", body="Rest your leg for 2 days.")
    publish("new", title="New")
    assert found() == [("Changed", False), ("New", True)]


def test_pages_about_the_site_are_no_news(publish: Publish, topic: Topic) -> None:
    about = Topic.objects.create(slug="about", title="About", summary="Us.", is_about_site=True)
    publish("privacy", title="Privacy", topic=about)
    publish("new", title="New")
    assert found() == [("New", True)]


@pytest.mark.parametrize(
    ("change", "tells"),
    [
        ({"summary": "Why it really hurts."}, True),
        ({"body": "Rest your leg. "}, False),
        ({"sources": "", "related": "calf-stretch", "order": 9, "reviewer": "Dr. Toe"}, False),
        ({"review_due": timezone.localdate() + timedelta(days=9000)}, False),
        ({"slug": "pulled"}, False),
    ],
)
def test_only_other_words_are_a_change(publish: Publish, change: dict[str, Any], tells: bool) -> None:
    publish("strain", LONG_AGO)
    publish("strain", **change)
    assert found() == ([("A pulled calf", False)] if tells else [])


def test_a_change_that_was_taken_back_is_none(publish: Publish) -> None:
    publish("strain", LONG_AGO)
    publish("strain", HOUR_AGO, body="Run.")
    publish("strain", HOUR_AGO / 2, body="Rest your leg.")
    assert found() == []


@pytest.mark.parametrize(("again", "tells"), [({}, False), ({"body": "Walk."}, True), (None, False)])
def test_an_article_that_went_and_came_again_is_no_new_one(
    publish: Publish, again: dict[str, Any] | None, tells: bool
) -> None:
    publish("strain", LONG_AGO)
    workflow.take_back(Article.objects.get(), by=None, reason="Wrong.")
    set_back(LiveArticle.history.latest("history_id"), WEEK_AGO)
    if again is not None:
        publish("strain", **again)
    assert found() == ([("A pulled calf", False)] if tells else [])


def test_the_first_digest_begins_when_the_first_reader_came(publish: Publish, topic: Topic) -> None:
    publish("old", LONG_AGO, title="Old")
    publish("new", title="New")
    assert digests.make() is None, "nobody would read it"
    reader()
    digest = digests.make()
    assert digest
    assert [item["title"] for item in digest.articles] == ["New"]


def test_each_digest_begins_where_the_last_one_ended(publish: Publish, topic: Topic) -> None:
    reader()
    publish("one", title="One")
    first = digests.make()
    assert first
    assert digests.make() is None, "nothing is new"
    publish("two", -timedelta(seconds=1), title="Two")
    assert digests.make() is None, "what is published at this moment waits"
    set_back(LiveArticle.history.latest("history_id"), digests.SETTLED)
    Digest.objects.update(since=first.since - HOUR_AGO, until=first.until - HOUR_AGO / 2)
    second = digests.make()
    assert second
    assert [item["title"] for item in second.articles] == ["Two"]


def test_readers_who_come_later_have_no_part_in_it(publish: Publish, topic: Topic) -> None:
    reader()
    publish()
    digest = digests.make()
    assert digest
    reader("late")
    assert digest.deliveries.count() == 1
    assert digests.make() is None
