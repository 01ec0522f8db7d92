"""A draft may be inconsistent: it is saved, every page says why and what to open, and nothing publishes it."""

import html

import pytest

from tests.form_page import fields_of, opened, put, sent
from tests.triage.admin.editing.pages import condition, new, page_of, version_page
from triage.models import ProtocolVersion
from triage.versions.drafts import content, fault

LOOKS_BACK = "Question “pain”: its conditions can only look at earlier questions."


@pytest.fixture
def inconsistent(desk, draft) -> ProtocolVersion:
    """The draft, with a question that is asked because of a later answer."""
    page = page_of(draft, "question", "pain")
    put(desk, page, opened(desk, page), text="New words?", **condition(draft, "ask_when-0", "walks", "no"))
    return draft


def test_it_is_saved_and_its_pages_say_why_and_which_part_to_open(desk, inconsistent) -> None:
    pain = page_of(inconsistent, "question", "pain")
    assert inconsistent.question_set.get(key="pain").text == "New words?"
    for page in (pain, page_of(inconsistent, "rule", "flag"), version_page(inconsistent, "change")):
        text = desk.get(page).content.decode()
        assert "This draft is not consistent yet." in text
        assert LOOKS_BACK in text
        assert (f'<a href="{pain}">Open question “pain”</a>' in text) == (page != pain)
    put(desk, pain, opened(desk, pain), **{"ask_when-0-DELETE": "on"})
    assert "not consistent" not in desk.get(version_page(inconsistent, "change")).content.decode()
    assert content(inconsistent).questions[1].text == "New words?"


def test_what_needs_a_consistent_draft_leads_to_its_page_and_changes_nothing(desk, inconsistent) -> None:
    drafts = ProtocolVersion.objects.count()
    for step in ("publish", "try", "diagram", "evidence", "export"):
        text = desk.get(version_page(inconsistent, step), follow=True).content.decode()
        assert LOOKS_BACK in text, step
    for step in ("publish", "copy"):
        response = desk.post(version_page(inconsistent, step), {"reason": "x", "checksum": "x"}, follow=True)
        assert LOOKS_BACK in response.content.decode(), step
    inconsistent.refresh_from_db()
    assert (inconsistent.status, ProtocolVersion.objects.count()) == ("draft", drafts)


def test_a_worked_case_whose_answer_is_gone_is_named_and_can_be_edited(desk, draft) -> None:
    draft.vignette_set.filter(key="cold").update(answers={"flags": ["gone"], "none_such": ["x"]})
    page = page_of(draft, "vignette", "cold")
    text = html.unescape(desk.get(version_page(draft, "publish"), follow=True).content.decode())
    assert "Worked case “It is cold.”: it gives an answer that “flags” no longer has." in text
    assert f'<a href="{page}">' in text
    put(desk, page, opened(desk, page), answer__flags=["cold"])
    assert fault(draft) == ""
    assert draft.vignette_set.get(key="cold").answers == {"flags": ["cold"]}


def test_a_quoted_threshold_that_does_not_exist_is_named(desk, draft) -> None:
    page = new(draft, "advice")
    text = html.unescape(sent(desk, page, opened(desk, page), kind="do", text="{{ threshold:none_such }}", place="1"))
    assert "quotes a threshold none_such" in text
    assert fields_of(text)["text"] == ["{{ threshold:none_such }}"]


def test_a_move_may_make_it_inconsistent(desk, draft) -> None:
    move = version_page(draft, "move")
    up, down = ({"part": "question-eases", "to": to, "revision": seen} for to, seen in (("2", "0"), ("3", "1")))
    text = desk.post(move, up, follow=True).content.decode()
    assert "Question “eases”: its conditions can only look at earlier questions." in text
    assert "Question eases" not in desk.post(move, down, follow=True).content.decode()
