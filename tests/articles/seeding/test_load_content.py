from collections.abc import Callable
from pathlib import Path

import pytest

from articles.models import Article, LiveArticle, LoadedSeed, Topic
from articles.publishing import checksums, versions, workflow
from calfsite.audit.models import AuditEntry
from tests.articles.seeding.seeds import DRAFT, edit, state

pytestmark = pytest.mark.django_db

Load = Callable[[], list[str]]


def test_a_first_load_creates_everything(load: Load) -> None:
    assert load() == [
        "topic calf: created",
        "topic nerve: created",
        "article draft: created",
        "article strain: created",
        "4 created",
    ]
    article = Article.objects.get(slug="strain")
    assert article.topic.slug == "calf"
    assert article.body == "Wait {{ threshold:leg.no_improvement_after }}.\n\n---\n\nThen look again."
    assert article.sources == "Book of calves | 2020 | https://example.org/calves\nOld book | 1990 |"
    assert (article.facts, article.order, article.is_changed) == ("C1 C2", 3, False)
    assert (str(article.reviewed_on), str(article.review_due)) == ("2026-01-31", "2099-01-31")
    draft = Article.objects.get(slug="draft")
    assert (draft.reviewed_on, draft.published) == (None, None)
    assert len(AuditEntry.objects.get(action="content.load").details["texts"]) == 2
    assert checksums.changed() == []


def test_a_load_says_so_in_the_history(load: Load) -> None:
    load()
    article = Article.objects.get(slug="strain")
    states = [*versions.published(article), *versions.drafts(article)]
    assert [(state.name, state.by, state.reason) for state in states] == [
        ("Published", "the site", "Loaded with the site"),
        ("Draft saved", "the site", "Loaded with the site"),
    ]


def test_a_second_load_changes_nothing(load: Load) -> None:
    load()
    before = state()
    assert load()[-1] == "4 unchanged"
    assert state() == before


def test_a_new_seed_updates_what_nobody_has_edited(load: Load, folder: Path) -> None:
    load()
    edit(folder / "strain.md", "Then look again.", "Then see us.")
    edit(folder / "strain.md", "topic: calf", "topic: nerve")
    edit(folder / "topics.yaml", "From the back.", "From the low back.")
    assert load()[-1] == "2 unchanged, 2 updated"
    article = Article.objects.get(slug="strain")
    assert article.live.body.endswith("Then see us.")
    assert article.live.topic.slug == "nerve"
    assert not article.is_changed
    assert Topic.objects.get(slug="nerve").summary == "From the low back."
    assert load()[-1] == "4 unchanged"


def test_an_edit_of_the_clinic_is_never_overwritten(load: Load, folder: Path) -> None:
    load()
    Article.objects.filter(slug="strain").update(summary="The clinic's words.")
    Topic.objects.filter(slug="calf").update(title="Legs")
    edit(folder / "strain.md", "Then look again.", "Then see us.")
    edit(folder / "topics.yaml", "Pain or a weak push.", "Pain.")
    before = state()
    lines = load()
    assert "article strain: kept the clinic's edit" in lines
    assert "topic calf: kept the clinic's edit" in lines
    assert state() == before


def test_a_text_that_the_clinic_published_stays_even_below_the_old_draft(load: Load, folder: Path) -> None:
    load()
    LiveArticle.objects.filter(slug="strain").update(body="The clinic's words.")  # published, then the draft restored
    edit(folder / "strain.md", "Then look again.", "Then see us.")
    before = state()
    assert "article strain: kept the clinic's edit" in load()
    assert state() == before


def test_what_the_clinic_took_back_is_not_published_again(load: Load, folder: Path) -> None:
    load()
    workflow.take_back(Article.objects.get(slug="strain"), by=None, reason="Wrong.")
    edit(folder / "strain.md", "Then look again.", "Then see us.")
    before = state()
    assert "article strain: kept the clinic's edit" in load()
    assert state() == before


def test_a_seed_that_is_a_draft_now_is_no_longer_read(load: Load, folder: Path) -> None:
    load()
    edit(folder / "strain.md", "status: published", "status: draft")
    assert "article strain: updated" in load()
    assert Article.objects.get(slug="strain").published is None
    assert load()[-1] == "4 unchanged"


@pytest.mark.parametrize("field", ["body", "sources", "reviewer", "facts"])
def test_an_edit_is_kept_even_if_the_seed_is_as_before(load: Load, field: str) -> None:
    load()
    Article.objects.filter(slug="strain").update(**{field: "C9"})
    assert "article strain: kept the clinic's edit" in load()


def test_what_the_clinic_published_unchanged_is_no_edit(load: Load, folder: Path) -> None:
    load()
    article = Article.objects.get(slug="strain")
    article.save()
    workflow.publish(article, by=None, reason="Looked over.")
    edit(folder / "strain.md", "Then look again.", "Then see us.")
    assert "article strain: updated" in load()


def test_what_the_clinic_deleted_stays_deleted(load: Load, folder: Path) -> None:
    load()
    article = Article.objects.get(slug="strain")
    workflow.take_back(article, by=None, reason="Wrong.")
    Article.objects.get(slug="strain").delete()
    edit(folder / "strain.md", "Then look again.", "Then see us.")
    assert "article strain: left out, the clinic deleted it" in load()
    assert not Article.objects.filter(slug="strain").exists()


def test_what_the_clinic_renamed_does_not_come_back(load: Load) -> None:
    load()
    Article.objects.filter(slug="strain").update(slug="pulled-calf")
    assert "article strain: left out, the clinic deleted it" in load()
    assert Article.objects.count() == 2


def test_a_new_article_of_a_deleted_topic_is_left_out(load: Load, folder: Path) -> None:
    load()
    Article.objects.get(slug="draft").delete()
    Topic.objects.get(slug="nerve").delete()
    (folder / "new.md").write_text(DRAFT)
    edit(folder / "strain.md", "topic: calf", "topic: nerve")
    lines = load()
    assert "topic nerve: left out, the clinic deleted it" in lines
    assert "article new: left out, the clinic deleted its topic" in lines
    assert "article strain: left out, the clinic deleted its topic" in lines
    assert [article.topic.slug for article in Article.objects.all()] == ["calf"]


def test_a_row_that_was_never_loaded_is_left_alone(load: Load) -> None:
    topic = Topic.objects.create(slug="calf", title="Our calves", summary="Ours.")
    Article.objects.create(slug="strain", topic=topic, title="Our own", summary="Ours.", body="Ours.")
    lines = load()
    assert "topic calf: kept the clinic's own" in lines
    assert "article strain: kept the clinic's own" in lines
    assert Article.objects.get(slug="strain").title == "Our own"
    assert not LoadedSeed.objects.filter(slug__in=["calf", "strain"]).exists()


def test_an_article_without_a_seed_any_more_stays(load: Load, folder: Path) -> None:
    load()
    (folder / "strain.md").unlink()
    load()
    assert Article.objects.filter(slug="strain").exists()


def test_windows_line_ends_load_alike(load: Load, folder: Path) -> None:
    load()
    path = folder / "strain.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load()[-1] == "4 unchanged"
