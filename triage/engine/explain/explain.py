"""Why this urgency: the answers that decided it, and the single changes that would raise it."""

from triage.engine.explain.changes import Change, would_change
from triage.engine.explain.deciding import smallest_guarantee
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import Assessment

__all__ = ["Change", "deciding_answers", "would_change"]


def deciding_answers(protocol: Protocol, assessment: Assessment) -> tuple[str, ...]:
    """The questions, in order, whose answers decide the urgency.

    Above self-care: the smallest set of answers that guarantees at least this urgency. Keep them, change any others,
    and the urgency never falls; drop one, and it can. Empty when no answers can come to less, and while the path is
    not complete and the answers so far guarantee nothing.

    For self-care, which nothing can be milder than: what earned it (see `earned_by`).
    """
    if assessment.urgency is Urgency.SELF_CARE:
        return earned_by(protocol, assessment)
    smallest = smallest_guarantee(protocol, assessment)
    if smallest is None and any(reason.finding.urgency is assessment.urgency for reason in assessment.reasons):
        return tuple(assessment.path.answers)  # all of them: only where two derived numbers share one source
    return smallest or ()


def earned_by(protocol: Protocol, assessment: Assessment) -> tuple[str, ...]:
    """The questions, in order, of the self-care rule that holds; of several rules the one that asks for most."""
    most = max((reason.questions for reason in assessment.reasons), key=len, default=())
    return tuple(question.key for question in protocol.questions if question.key in most)
