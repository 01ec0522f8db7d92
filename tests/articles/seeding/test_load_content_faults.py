"""A broken seed file is named, with what to do, and nothing at all is loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.articles.seeding.seeds import ARTICLE, TOPICS, edit, state

pytestmark = pytest.mark.django_db

Load = Callable[[], list[str]]


@pytest.mark.parametrize(
    ("file", "old", "new", "instruction"),
    [
        ("strain.md", "---\ntitle", "title", "begin with ---"),
        ("draft.md", "---\nText", "Text", "put the front matter between two lines of ---"),
        ("strain.md", "---\ntitle", "Hello\n---\ntitle", "begin with ---"),
        ("strain.md", "title: A", "title: [A", "correct the YAML"),
        ("strain.md", "title: A", "- A", "correct the YAML"),
        ("strain.md", "title: A pulled calf\n", "", "add the line `title: ...`"),
        ("strain.md", "topic: calf\n", "", "add the line `topic: ...`"),
        ("strain.md", "topic: calf", "topic: elbow", "the topic 'elbow' is not in topics.yaml"),
        ("strain.md", "status: published", "status: public", "make the status one of draft, published"),
        ("strain.md", "reviewed_on: 2026-01-31", "reviewed_on: 2026-02-31", "correct the YAML"),
        ("strain.md", "reviewed_on: 2026-01-31", "reviewed_on: May", "make reviewed_on a date"),
        ("strain.md", "reviewed_on: 2026-01-31", "reviewed_on: 2026-01-31 10:00:00", "make reviewed_on a date"),
        ("strain.md", "reviewed_on: 2026-01-31", "reviewed_on:", "reviewed_on: Say when the article was reviewed"),
        ("strain.md", "review_due: 2099-01-31", "review_due: 2020-01-31", "review_due: Set the next review"),
        ("strain.md", "reviewer:", "reviewr:", "take out or correct reviewr"),
        ("strain.md", "order: 3", "order: yes", "make order a whole number"),
        ("strain.md", "order: 3", "order: -3", "order: "),
        ("strain.md", "facts: [C1, C2]", "facts: C1", "make facts a list"),
        ("strain.md", "Old book | 1990 |", "Old book", "sources: Line 2"),
        ("strain.md", "leg.no_improvement_after", "calf.nothing", "There is no value “threshold:calf.nothing”"),
        ("strain.md", "Wait", "::: emergency\nWait", "Close the box “emergency”"),
        ("draft.md", "Text.\n", "\n", "begin with ---"),
        ("draft.md", "status: draft", "status: published", "reviewer: Say who reviewed the article"),
        ("topics.yaml", "slug: nerve", "slug: calf", "the slug 'calf' is there twice"),
        ("topics.yaml", "slug: nerve", "slug: no spaces", "letters, digits and hyphens only"),
        ("topics.yaml", "  title: Sciatica\n", "", "topic nerve: add the line `title: ...`"),
        ("topics.yaml", "- slug: calf", "slug: calf", "correct the YAML"),
        ("topics.yaml", TOPICS, "calf", "write a list of topics"),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_loaded(
    load: Load, folder: Path, file: str, old: str, new: str, instruction: str
) -> None:
    edit(folder / file, old, new)
    with pytest.raises(CommandError) as refused:
        load()
    assert str(refused.value).startswith("Nothing was loaded. ")
    assert file in str(refused.value)
    assert instruction in str(refused.value)
    assert not any(state())


def test_a_broken_update_changes_nothing_else(load: Load, folder: Path) -> None:
    load()
    edit(folder / "topics.yaml", "From the back.", "From the low back.")
    edit(folder / "strain.md", "Wait {{", "Wait {{ nonsense }} {{")
    before = state()
    with pytest.raises(CommandError, match=r"strain\.md"):
        load()
    assert state() == before


def test_a_file_that_is_no_text_is_named(load: Load, folder: Path) -> None:
    (folder / "strain.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match=r"strain\.md: save it as a readable UTF-8 text file"):
        load()


def test_a_file_name_that_is_no_address_is_named(load: Load, folder: Path) -> None:
    (folder / "my strain.md").write_text(ARTICLE)
    with pytest.raises(CommandError, match="letters, digits and hyphens only"):
        load()


def test_a_missing_folder_is_named(folder: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere/topics\.yaml: there is no such file"):
        call_command("load_content", "--from", str(folder / "nowhere"))
