"""The floor of safety: a draft that weakens it is refused, however it was made."""

from dataclasses import replace
from typing import Any

import pytest

from tests.triage.engine import samples
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Harm, Requirement
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import guards
from triage.models import Criterion, ProtocolVersion
from triage.versions import drafts, proofs, publishing

WHOLE = samples.with_every_part()
FLOOR = replace(WHOLE.requirements[0], floor=True, slip_proof=False)
NUMB = samples.any_of("flags", "numb")
BEFORE = replace(WHOLE, requirements=(FLOOR,))


def with_floor(**changes: Any) -> Protocol:
    return replace(BEFORE, requirements=(replace(FLOOR, **changes),))


@pytest.mark.parametrize(
    "after",
    [
        replace(BEFORE, requirements=()),
        with_floor(floor=False),
        with_floor(at_least=Urgency.URGENT),
        with_floor(when=(*FLOOR.when, samples.any_of("walks", "no"))),
        replace(BEFORE, criteria=(replace(WHOLE.criteria[0], when=(NUMB,)), *WHOLE.criteria[1:])),
        replace(BEFORE, hazards=(replace(WHOLE.hazards[0], harm=Harm.MINOR),)),
    ],
    ids=["deleted", "no floor", "lower", "narrower", "another criterion beneath it", "a milder hazard"],
)  # fmt: skip
def test_what_weakens_a_floor_is_named(after: Protocol) -> None:
    (sentence,) = [problem.sentence for problem in guards.check(BEFORE, after) if problem.only_release]
    assert sentence.startswith("Requirement “Cold.” ")
    assert "Only a release can" in sentence


def test_what_leaves_it_as_it_was_is_not() -> None:
    said_again = with_floor(statement="A cold foot.", watch_for="Cold.", when=FLOOR.when[::-1])
    more = replace(BEFORE, requirements=(FLOOR, Requirement("more", "x", FLOOR.when, Urgency.SOON, "x", floor=True)))
    assert not any(problem.only_release for problem in guards.check(BEFORE, said_again))
    assert not list(guards.check(BEFORE, more))


def test_publishing_refuses_a_draft_whose_criterion_was_narrowed_beneath_a_floor(db, clinician) -> None:
    version, _ = publishing.publish_content(replace(BEFORE, slug="floored"), reason="A release.")
    draft = drafts.copy(version, by=clinician)
    row = Criterion.objects.get(version=draft, key="cold").when.get()
    row.choices.set(draft.choice_set.filter(question__key="flags", key="numb"))
    with pytest.raises(publishing.RefusedError, match="Only a release can do that"):
        publishing.publish(draft, proofs.prove(draft), reason="Fewer.", by=clinician)
    assert ProtocolVersion.objects.get(pk=draft.pk).is_draft
    milder = replace(BEFORE, slug="floored", requirements=())
    assert publishing.publish_content(milder, reason="The next release.")[1], "a release may"
