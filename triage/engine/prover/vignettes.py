"""Check 6: every worked case gets the urgency that clinicians expect."""

from __future__ import annotations

from collections.abc import Iterator

from triage.engine.parts.protocol import Protocol
from triage.engine.prover import examples
from triage.engine.prover.report import Check, Problem
from triage.engine.run.assess import assess
from triage.engine.run.scoring import judge


def check(protocol: Protocol) -> Iterator[Problem]:
    """A problem for each worked case with another urgency, or an open question. Only under-triage blocks."""
    skipped = {question.key: None for question in protocol.questions if question.optional}
    for vignette, verdict in judge(protocol):
        answers = {**skipped, **dict(vignette.answers)}
        if not verdict.exact:
            told = f"told {verdict.got.word}, and clinicians expect {verdict.expected.word}"
            unsafe = "" if verdict.safe else f" (at the very least {verdict.lowest_safe.word})"
            reasons = assess(protocol, answers).reasons
            yield Problem(
                Check.VIGNETTES,
                f"Worked case {vignette.key} is {told}{unsafe}. “{vignette.story}”",
                blocks=verdict.under,
                rules=tuple(r.rule for r in reasons if r.finding.urgency is verdict.got),
                example=examples.of(protocol, answers),
            )
        open_question = assess(protocol, answers).path.next_question
        if open_question is not None:
            short = protocol.question_by_key[open_question].short
            yield Problem(
                Check.VIGNETTES,
                f"Worked case {vignette.key} has no answer to “{short}”, which is asked of this patient. Add one.",
                blocks=False,
                questions=(open_question,),
            )
