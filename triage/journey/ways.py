"""The ways that a page of questions can be on: through the check, past an emergency, or through the plan for home."""

from dataclasses import dataclass

from triage.engine.parts.question import Stage
from triage.engine.run.assess import assess
from triage.engine.run.replay import Path, replay
from triage.journey import pages, result_page
from triage.journey.cookie import Journey


@dataclass(frozen=True)
class Way:
    """A path through questions, and where it ends."""

    path: Path
    pages: tuple[str, ...]
    """Its pages so far; the last is the one with the first open question, if any is open."""
    next_page: str
    """The page with the first open question, or the one after the last."""
    from_result: bool = False
    """Its questions come after the result, and their answers change nothing in it."""
    is_plan: bool = False


def way_to(journey: Journey, page: str) -> Way:
    """The way that this page of questions is on; of one that can't be opened now, the way that the journey is on.

    Questions that an emergency has cut off can be answered while waiting for help, and those for the plan once the
    result offers one.
    """
    protocol, answers = journey.protocol, journey.answers
    check = replay(protocol, answers)
    if protocol.question_by_key[page].stage is Stage.PLAN and plan_is_open(journey):
        return _after_result(journey, check, replay(protocol, answers, plan=True), "plan")
    if check.is_emergency and not set(protocol.pages[page]) & set(check.asked):
        return _after_result(journey, check, replay(protocol, answers, past_emergency=True), "result")
    return Way(check, _pages(journey, check), check.next_page)


def plan_is_open(journey: Journey) -> bool:
    """Whether the result of these answers offers a plan for home."""
    return result_page.plan_is_offered(journey.protocol, assess(journey.protocol, journey.answers))


def _after_result(journey: Journey, check: Path, path: Path, end: str) -> Way:
    before = _pages(journey, check)
    later = tuple(page for page in _pages(journey, path) if page not in before)
    return Way(path, later, end if path.complete else path.next_page, from_result=True, is_plan=end == "plan")


def _pages(journey: Journey, path: Path) -> tuple[str, ...]:
    seen = path.asked if path.next_question is None else path.asked[: path.asked.index(path.next_question) + 1]
    return tuple(pages.of(journey.protocol, seen))
