"""The ways that a question's page can be on: through the check, past an emergency, or through the plan for home."""

from dataclasses import dataclass

from triage.engine.parts.question import Question, Stage
from triage.engine.run.assess import assess
from triage.engine.run.replay import Path, replay
from triage.journey import result_page
from triage.journey.cookie import Journey


@dataclass(frozen=True)
class Way:
    """A path, and the pages before and after it."""

    path: Path
    begin: str
    """The page that leads to its first question; empty for the start page."""
    end: str
    """The page after its last question."""
    own: tuple[str, ...]
    """The questions on the path that are asked on this way alone."""

    @property
    def next_page(self) -> str:
        """The page of the first open question, or the one after the last."""
        return self.path.next_page if self.path.next_question is not None else self.end

    @property
    def is_check(self) -> bool:
        """Whether its answers bear on the urgency."""
        return not self.begin


def way_to(journey: Journey, question: Question) -> Way:
    """The way that this question is on; of one that can't be opened yet, the way that leads there.

    Questions that an emergency has cut off can be answered while waiting for help, and those for the plan once the
    result offers one. Both begin at the result, and change nothing in it.
    """
    protocol, answers = journey.protocol, journey.answers
    check = replay(protocol, answers)
    if question.stage is Stage.PLAN and plan_is_open(journey):
        plan = replay(protocol, answers, plan=True)
        return Way(plan, "result", "plan", _after(plan, check))
    if check.is_emergency and question.stage is Stage.CHECK and question.key not in check.asked:
        past = replay(protocol, answers, past_emergency=True)
        return Way(past, "result", "result", _after(past, check))
    return Way(check, "", check.next_page, check.asked)


def plan_is_open(journey: Journey) -> bool:
    """Whether the result of these answers offers a plan for home."""
    return result_page.plan_is_offered(journey.protocol, assess(journey.protocol, journey.answers))


def _after(path: Path, check: Path) -> tuple[str, ...]:
    return tuple(key for key in path.asked if key not in check.asked)
