"""A site that was set up before articles had history: patients go on reading what they read, and drafts stay drafts."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = [("articles", "0001_initial")], [("articles", "0004_article_without_status")]


def migrate(state: list[tuple[str, str]]) -> Any:
    """Brings the articles' tables to this state; gives their models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate(state)
    return MigrationExecutor(connection).loader.project_state(state).apps


@pytest.fixture
def before(transactional_db: None) -> Iterator[Any]:
    yield migrate(BEFORE)
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def test_an_upgrade_and_the_way_back_lose_no_article(before: Any) -> None:
    topic = before.get_model("articles", "Topic").objects.create(slug="calf", title="Calf", summary="Pain.")
    article = {"topic": topic, "title": "T", "summary": "S", "body": "B", "reviewer": "Dr. Leg"}
    dates = {"reviewed_on": "2026-01-31", "review_due": "2099-01-31"}
    rows = before.get_model("articles", "Article").objects
    rows.create(slug="public", status="published", **article, **dates)
    rows.create(slug="draft", status="draft", **article)

    after = migrate(AFTER)
    live = after.get_model("articles", "LiveArticle").objects.get()
    assert (live.slug, live.body, live.article.slug, live.topic.slug) == ("public", "B", "public", "calf")
    assert [row.slug for row in after.get_model("articles", "Article").objects.order_by("slug")] == ["draft", "public"]
    assert after.get_model("articles", "HistoricalArticle").objects.count() == 2
    kept = after.get_model("articles", "HistoricalLiveArticle").objects.get()
    assert kept.history_change_reason == "As it was before history was kept"

    again = migrate(BEFORE).get_model("articles", "Article").objects
    assert dict(again.values_list("slug", "status")) == {"public": "published", "draft": "draft"}
    again.all().delete()
