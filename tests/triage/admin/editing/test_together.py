"""Two clinicians on one draft: the second is told who did what, sees both texts, and loses nothing."""

import html

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.form_page import fields_of, opened, sent
from tests.triage.admin.editing.pages import condition, new, page_of, signed_in
from triage.engine.parts.rule import Rule
from triage.models import ProtocolVersion
from triage.versions.draft_check import content


@pytest.fixture
def ray(desk) -> Client:
    User.objects.create_superuser("dr-ray", password="x")
    return signed_in("dr-ray")


def rule(draft, key) -> Rule:
    return next(rule for rule in content(draft).rules if rule.key == key)


def test_the_second_is_told_and_may_save_over_it_after_looking(desk, ray, draft) -> None:
    page = page_of(draft, "rule", "severe_pain")
    fields = opened(ray, page)
    instead = {"when-0-DELETE": "on", **condition(draft, "when-1", "walks", "no")}
    sent(desk, page, fields, because="Lee was quicker.", **instead)
    back = sent(ray, page, fields, because="Ray typed this.", urgency="urgent")
    for words in ("dr-lee at", "rule severe_pain: because", "Lee was quicker.", "Ray typed this.", "Save over it"):
        assert words in html.unescape(back), words
    assert rule(draft, "severe_pain").finding.because == "Lee was quicker."
    text = html.unescape(sent(ray, page, fields_of(back)))
    assert "urgent, because “Ray typed this.”" in text
    assert [c.question for c in rule(draft, "severe_pain").when] == ["walks", "pain"], "what either wrote is there"


def test_the_second_is_told_of_another_entry_too(desk, ray, draft) -> None:
    page = new(draft, "advice")
    fields = opened(ray, page)
    lees = page_of(draft, "threshold", "severe")
    sent(desk, lees, fields_of(desk.get(lees).content.decode()), value="8")
    back = sent(ray, page, fields, kind="do", text="Ray’s advice.", place="1")
    assert "threshold severe: value" in html.unescape(back)
    sent(ray, page, fields_of(back))
    assert content(draft).advice[0].text == "Ray’s advice."


def test_what_was_typed_comes_back_when_the_entry_or_the_draft_is_gone(desk, draft) -> None:
    page, adding = page_of(draft, "rule", "severe_pain"), new(draft, "advice")
    fields = opened(desk, page)
    draft.rule_set.get(key="severe_pain").delete()
    gone = html.unescape(sent(desk, page, fields, because="Typed with care."))
    assert "Somebody else has deleted this entry" in gone
    frozen = {"reason": "x", "checksum": "x", "report": {}, "goes_live_at": "2030-01-01T00:00Z"}
    ProtocolVersion.objects.filter(pk=draft.pk).update(status="scheduled", **frozen)
    late = html.unescape(sent(desk, adding, {"revision": ["0"]}, text="Typed with care."))
    assert "no draft any more" in late
    assert gone.count("Typed with care.") == late.count("Typed with care.") == 1
