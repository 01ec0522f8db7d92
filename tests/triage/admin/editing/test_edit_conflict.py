"""Two clinicians on one draft: the second is told who did what, sees both texts, and loses nothing."""

import html

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.form_page import fields_of, opened, put, sent
from tests.triage.admin.editing.pages import condition, new, page_of, signed_in
from triage.engine.parts.rule import Rule
from triage.models import ProtocolVersion
from triage.versions.drafts import content


@pytest.fixture
def ray(desk) -> Client:
    User.objects.create_superuser("dr-ray", password="x")
    return signed_in("dr-ray")


def rule(draft, key) -> Rule:
    return next(rule for rule in content(draft).rules if rule.key == key)


def test_the_second_sees_both_texts_and_saves_again_knowingly(desk, ray, draft) -> None:
    page = page_of(draft, "rule", "severe_pain")
    fields = opened(ray, page)
    instead = {"when-0-DELETE": "on", **condition(draft, "when-1", "walks", "no")}
    put(desk, page, fields, because="Lee was quicker.", source="Lee’s source", **instead)
    back = sent(ray, page, fields, because="Ray typed this.", urgency="urgent", **{"when-0-threshold": ""})
    for words in (
        "dr-lee</strong> saved on",
        "rule “Lee was quicker.”: because",
        "Lee was quicker.",
        "Ray typed this.",
    ):
        assert words in html.unescape(back), words
    assert "<dt>Condition: " not in back, "a row that is gone is named as a whole"
    assert "Question: 2. pain" in back.partition("<dt>Condition</dt>")[2], "the condition that Lee has deleted"
    assert "Any of these answers: no" in back, "the one that Lee has added"
    assert rule(draft, "severe_pain").finding.because == "Lee was quicker."
    text = html.unescape(sent(ray, page, fields_of(back)))
    assert "When walks is “no”: urgent, because “Ray typed this.”" in text
    assert rule(draft, "severe_pain").finding.source == "Lee’s source", "only Lee had changed it"
    assert "<dt>" not in text


def test_rows_of_both_are_brought_together(desk, ray, draft) -> None:
    page = page_of(draft, "question", "flags")
    fields = opened(ray, page)
    texts = [name for name in fields if name.startswith("choices-") and name.endswith("-text")]
    put(desk, page, fields, **{texts[0]: "Lee’s words", texts[3]: "Lee’s new answer", "choices-3-order": "3"})
    mine = {texts[1]: "Ray’s words", texts[3]: "Ray’s new answer", "choices-3-order": "4"}
    back = sent(ray, page, fields, **mine)
    assert "Answer 1: Answer" in back
    assert "Answer 4" in back
    put(ray, page, fields_of(back))
    (question,) = (question for question in content(draft).questions if question.key == "flags")
    assert [c.text for c in question.choices] == [
        "Lee’s words", "Ray’s words", question.choices[2].text, "Lee’s new answer", "Ray’s new answer",
    ]  # fmt: skip


def test_the_second_is_told_of_another_entry_too(desk, ray, draft) -> None:
    page = new(draft, "advice")
    fields = opened(ray, page)
    lees = page_of(draft, "threshold", "severe")
    put(desk, lees, fields_of(desk.get(lees).content.decode()), value="8")
    back = sent(ray, page, fields, kind="do", text="Ray’s advice.", place="1")
    assert "threshold “severe”: value" in html.unescape(back)
    put(ray, page, fields_of(back))
    assert content(draft).advice[0].text == "Ray’s advice."


def test_what_was_typed_comes_back_when_the_part_or_the_draft_is_gone(desk, draft) -> None:
    page, adding = page_of(draft, "rule", "severe_pain"), new(draft, "advice")
    fields = opened(desk, page)
    draft.rule_set.get(key="severe_pain").delete()
    gone = html.unescape(sent(desk, page, fields, because="Typed with care."))
    assert "Somebody else has deleted this" in gone
    frozen = {"reason": "x", "checksum": "x", "report": {}, "goes_live_at": "2030-01-01T00:00Z"}
    ProtocolVersion.objects.filter(pk=draft.pk).update(status="scheduled", **frozen)
    late = html.unescape(sent(desk, adding, {"revision": ["0"]}, text="Typed with care."))
    assert "not a draft any more" in late
    assert gone.count("Typed with care.") == late.count("Typed with care.") == 1
