"""Words that mean the same: shipped, edited by clinicians, and never overwritten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from articles.models import Draft, Synonym
from articles.search.index import Vocabulary
from articles.search.query import read
from calfsite.audit.models import AuditEntry
from tests.articles.seeding.seeds import edit

pytestmark = pytest.mark.django_db

Load = Callable[[], list[str]]
ADDRESS = "/admin/articles/synonym/add/"


@pytest.fixture
def shipped(folder: Path, load: Load) -> Path:
    """The shipped lists, loaded; gives their file, to be edited."""
    file = folder / "synonyms.yaml"
    file.write_text((settings.BASE_DIR / "articles" / "content" / "synonyms.yaml").read_text())
    load()
    return file


def test_what_the_clinic_changed_or_deleted_stays_so(shipped: Path, load: Load) -> None:
    assert "synonym cramp: unchanged" in load()
    Synonym.objects.filter(slug="cramp").update(words="cramp\nknot")
    Synonym.objects.get(slug="danger-despair").delete()
    edit(shipped, "charlie horse", "charly horse")
    edit(shipped, "calves]", "calves, calfs]")
    lines = load()
    assert "synonym cramp: kept the clinic's edit" in lines
    assert "synonym danger-despair: left out, the clinic deleted it" in lines
    assert "synonym calf: updated" in lines


MEANT = {
    "charley horse": ("cramp",),
    "a pulled muscle": ("strain",),
    "slipped discs": ("herniat", "disc"),
    "blood clot": ("deep", "vein", "thrombosis"),
    "calves": ("calf",),
    "ruptured": ("torn",),
}
DANGERS = [
    *("chest pain", "i can't breathe", "short of breth", "numb between my legs", "cant pee since yesterday"),
    *("both legs are weak", "my foot is cold", "i want to die"),
    *("my foot has turned dark", "the bleeding won't stop", "dark urine", "a snap in my calf", "my leg is numb"),
]
NO_DANGERS = [
    *("calf pain", "numb toes", "how to stretch my calf", "sciatica in one leg", "knee to wall test", "cramp at night"),
]


def test_the_shipped_lists_lead_to_our_words_and_know_danger(shipped: Path) -> None:
    nothing = Vocabulary((), frozenset())
    for typed, stems in MEANT.items():
        assert any(stems in group for group in read(typed, nothing).groups), typed
    assert [typed for typed in [*DANGERS, *NO_DANGERS] if read(typed, nothing).is_danger] == DANGERS


def test_a_list_is_at_work_as_soon_as_it_is_published(admin_client: Client, make_live: Callable[..., Any]) -> None:
    make_live(title="Cramp")
    form = {"slug": "knot", "words": "Knot\r\ncramp", "language": "en"}
    assert admin_client.post(ADDRESS, form).status_code == 302
    assert 'href="/articles/strain/"' not in admin_client.get("/search/?q=knots").content.decode()
    draft = f"/admin/articles/draft/{Draft.objects.get().pk}/change/"
    assert admin_client.post(draft, {"revision": 1, "reason": "Our patients say so."}).status_code == 302
    assert 'href="/articles/strain/"' in admin_client.get("/search/?q=knots").content.decode()
    assert AuditEntry.objects.filter(action="synonym.publish", subject="knot").exists()


@pytest.mark.parametrize("words", ["", "alone", "one\n!?"])
def test_a_list_that_could_do_nothing_is_refused(admin_client: Client, words: str) -> None:
    response = admin_client.post(ADDRESS, {"slug": "knot", "words": words, "language": "en"})
    assert list(response.context["adminform"].form.errors) == ["words"]
    assert not Synonym.objects.exists()
