"""A draft that does not begin from what is live: what publishing it would undo, and a draft that has both."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from tests.triage.engine.samples import any_of, rule
from tests.triage.journey.test_journey import body
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.urgency import Urgency
from triage.models import Advice, ProtocolVersion, Rule, Threshold
from triage.storage import rows
from triage.versions import drafts, newer, proofs, publishing


@pytest.fixture
def mine(sample, clinician) -> ProtocolVersion:
    """A draft that says the advice in other words."""
    draft = drafts.copy(sample, by=clinician)
    Advice.objects.filter(version=draft, key="rest").update(text="Rest your leg.")
    return draft


@pytest.fixture
def stricter(mine, sample, clinician) -> ProtocolVersion:
    """What somebody else has published meanwhile: a stricter threshold, and a source."""
    other = drafts.copy(sample, by=clinician)
    Threshold.objects.filter(version=other, key="severe").update(value=Decimal(6))
    return publishing.publish(other, proofs.prove(other), reason="Our audit.", by=clinician)


def found(draft: ProtocolVersion) -> newer.Newer | None:
    return newer.newer(draft, rows.read(draft))


def keys(draft: ProtocolVersion) -> list[tuple[str, str]]:
    about = found(draft)
    return [(part.kind, entry.key) for part in about.undone for entry in part.entries] if about else []


def test_a_draft_of_what_is_live_says_nothing(mine) -> None:
    assert found(mine) is None


def test_the_page_says_in_red_what_would_be_undone_and_a_new_draft_has_both(mine, stricter, clinician) -> None:
    assert keys(mine) == [("threshold", "severe")]
    desk = Client()
    desk.force_login(clinician)
    page = f"/admin/triage/protocolversion/{mine.pk}/"
    for shown in (f"{page}change/", f"{page}publish/"):
        text = body(desk.get(shown))
        assert "Version 3 is live, and this draft does not begin from it" in text
        assert "Take it over into a new draft" in text
        assert "severe" in text
    assert desk.get(f"{page}take-over/").status_code == 405
    desk.post(f"{page}take-over/")
    both = ProtocolVersion.objects.latest("pk")
    assert (both.base, both.number, list(both.authors.all())) == (stricter, 4, [clinician])
    assert Threshold.objects.get(version=both, key="severe").value == 6
    assert Advice.objects.get(version=both, key="rest").text == "Rest your leg."
    assert found(both) is None
    assert "does not begin from it" not in body(desk.get(f"/admin/triage/protocolversion/{both.pk}/change/"))
    with pytest.raises(ProtocolError):
        newer.take_over(both, by=clinician)


def test_what_both_changed_stays_as_the_draft_has_it_and_a_copy_of_the_draft_knows_too(
    mine, stricter, clinician
) -> None:
    Threshold.objects.filter(version=mine, key="severe").update(value=Decimal(8))
    copied = drafts.copy(mine, by=clinician)
    for draft in (mine, copied):
        assert keys(draft) == [("threshold", "severe")]
        assert found(draft).clashes == ["severe"]
    both = newer.take_over(mine, by=clinician)
    assert Threshold.objects.get(version=both, key="severe").value == 8


def test_one_that_says_the_same_as_the_live_one_undoes_nothing(mine, stricter) -> None:
    Threshold.objects.filter(version=mine, key="severe").update(value=Decimal(6))
    assert found(mine) is None


def merged(old: Protocol, new: Protocol, mine: Protocol) -> list[str]:
    both = newer._Merge(old, new, mine).both(mine)
    return [rule.key for rule in both.rules]


def test_parts_that_came_went_or_moved_keep_their_places(sample) -> None:
    old = rows.read(sample)
    first, *rest = old.rules
    added = rule("added", Urgency.URGENT, any_of("walks", "no"))
    names = [one.key for one in old.rules]
    new = replace(old, rules=(first, added, *rest))
    assert merged(old, new, old) == [first.key, "added", *names[1:]]
    assert merged(old, new, replace(old, rules=tuple(reversed(old.rules)))).index("added") > 0
    assert merged(old, old, new) == [first.key, "added", *names[1:]], "the draft's own stays"
    without = replace(old, rules=tuple(rest))
    assert merged(old, without, old) == names[1:], "what the live one deleted goes"
    assert merged(old, old, without) == names[1:], "what the draft deleted stays so"
    changed = replace(old, rules=(replace(first, finding=replace(first.finding, because="New.")), *rest))
    assert merged(old, changed, without) == names[1:], "deleted here, changed there: as the draft has it"
    assert merged(old, replace(old, rules=tuple(reversed(old.rules))), old) == names[::-1]
    assert Rule.objects.filter(version=sample).count() == len(names)
