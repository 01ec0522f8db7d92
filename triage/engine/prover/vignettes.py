"""Check 6: every worked case gets the urgency that clinicians expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Vignette
from triage.engine.prover import examples
from triage.engine.prover.report import Check, Problem
from triage.engine.run import scoring
from triage.engine.run.assess import Assessment


def check(protocol: Protocol, cases: Iterable[tuple[Vignette, Assessment]]) -> Iterator[Problem]:
    """A problem for each worked case with another urgency, or an open question. Only under-triage blocks."""
    for vignette, assessment in cases:
        verdict = scoring.verdict(vignette, assessment.urgency)
        if not verdict.exact:
            told = f"told {verdict.got.word}, and clinicians expect {verdict.expected.word}"
            unsafe = "" if verdict.safe else f" (at the very least {verdict.lowest_safe.word})"
            yield Problem(
                Check.VIGNETTES,
                f"Worked case “{vignette.story}” is {told}{unsafe}.",
                blocks=verdict.under,
                rules=tuple(reason.rule for reason in assessment.as_urgent),
                example=examples.of(protocol, assessment.path.answers),
            )
        open_question = assessment.path.next_question
        if open_question is not None:
            short = protocol.question_by_key[open_question].short
            yield Problem(
                Check.VIGNETTES,
                f"Worked case “{vignette.story}” has no answer to “{short}”, which is asked of this patient. Add one.",
                blocks=False,
                questions=(open_question,),
            )
