"""The help beside the text: what it teaches is what the renderer does."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.admin import cheat_sheet
from articles.models import Article, Term
from articles.text import markdown, values
from articles.text.boxes import KINDS
from tests.articles import stubs
from tests.articles.text.test_figures import LEG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def there_is_one_of_each(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ILLUSTRATIONS = tmp_path
    (tmp_path / "leg.svg").write_text(LEG)
    Term.objects.create(slug="soleus", term="soleus", meaning="The deep calf muscle.")
    monkeypatch.setitem(stubs.THRESHOLDS, "leg.knee_to_wall_optimal", "5 inches")
    monkeypatch.setitem(stubs.THRESHOLDS, "leg.stretch_seconds_max", "120 seconds")


def test_each_example_is_without_a_fault_and_shown_as_patients_see_it() -> None:
    examples = cheat_sheet.context()["examples"]
    for example in examples:
        assert [*values.faults(example.source), *markdown.faults(example.source)] == []
        assert "ask your clinic" not in example.shown
    shown = "".join(example.shown for example in examples)
    for part in (
        "<img ",
        "<h2 ",
        "<ol>",
        'id="tool-',
        'popovertarget="word-soleus"',
        "12.7 cm",
        "2 minutes",
        "tel:112",
    ):
        assert part in shown


def test_every_kind_of_box_is_taught() -> None:
    sources = "\n".join(example.source for example in cheat_sheet.context()["examples"])
    cards = {"emergency", "soon", "self_care"}  # named in the words above the urgent one
    assert [kind for kind in KINDS if f"::: {kind}" not in sources and kind not in cards] == []


def test_it_stands_beside_the_text_with_all_names_to_choose_from(editor: Client, article: Article) -> None:
    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "<code>leg</code> A leg" in page
    assert "<code>stretch-timer</code> Stretch timer" in page
    assert "<code>[soleus](/glossary/#soleus)</code>" in page
    assert page.count('id="word-soleus"') == 1


def test_it_does_without_pictures_and_words(editor: Client, settings: Any, tmp_path: Path) -> None:
    settings.ILLUSTRATIONS = tmp_path / "none"
    Term.objects.all().delete()
    page = editor.get("/admin/articles/article/add/").content.decode()
    assert page.count("There are none.") == 2
