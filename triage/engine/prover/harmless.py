"""What one clinician may change alone: a short list. Whatever is not on it asks for a second one.

Each entry says when a change of a field is harmless; a part that is new, or gone, has a list of its own. What moves
patients is proven besides: this list is about what no proof looks at, and about what tomorrow's proofs rest on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from triage.engine.parts.condition import Criterion
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Number, Question, Worse
from triage.engine.parts.rule import Advice, AdviceKind, ArticleLink, Finding, Harm, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Threshold
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import words
from triage.engine.prover.comparison import UP, covers
from triage.engine.prover.pairs import Pair, mode_of
from triage.engine.prover.wording import GET_HELP, meaning
from triage.engine.prover.worse_answers import steps

Harmless = Callable[[Pair], bool]


def is_harmless(pair: Pair) -> bool:
    """Whether a change that is no text for patients is on the list."""
    part = type(pair.part)
    if pair.before is None or pair.now is None:
        return (NEW if pair.before is None else GONE).get(part, _never)(pair)
    if HARMLESS.get((part, pair.field), _never)(pair):
        return True
    return _says_the_same(pair.was, pair.is_)


def _says_the_same(was: Any, is_: Any) -> bool:
    """Whether two texts for clinicians differ in case, spacing and punctuation alone. A key has no space."""
    return type(was) is type(is_) is str and " " in was and meaning(was) == meaning(is_)


def _always(_pair: Pair) -> bool:
    return True


def _never(_pair: Pair) -> bool:
    return False


def _is_set(pair: Pair) -> bool:
    return bool(pair.is_)


def _is_higher(pair: Pair) -> bool:
    return bool(pair.is_.level > pair.was.level)


def _is_wider(pair: Pair) -> bool:
    """Whether the conditions still hold wherever they did."""
    before, now = mode_of(pair.before), mode_of(pair.now)
    return covers(pair.live, pair.was, pair.draft, pair.is_, before, now)


def _raises(pair: Pair) -> bool:
    """More patients for a rule that is urgent, or only tells to get help; fewer for one that sends home."""
    finding = pair.now.finding
    if finding.urgency is not Urgency.SELF_CARE:
        told = [pair.draft.advice_by_key[key] for key in finding.advice]
        only_help = all(one.kind is not AdviceKind.DO or GET_HELP.search(one.text) for one in told)
        return _is_wider(pair) and (only_help or finding.urgency.level >= words.URGENT)
    return _only_sends_home(pair) and covers(pair.draft, pair.is_, pair.live, pair.was)


def _only_sends_home(pair: Pair) -> bool:
    """Whether it is a rule for home, without a word on what to avoid."""
    finding, known = pair.before.finding, pair.live.advice_by_key
    return finding.urgency is Urgency.SELF_CARE and not any(known[key].kind.holds_back for key in finding.advice)


def gravity(harm: Harm) -> int:
    """How bad a harm is: 1 for the mildest."""
    return len(Harm) - list(Harm).index(harm)


def _is_asked_of_more(pair: Pair) -> bool:
    return not pair.is_ or _is_wider(pair)


def _keeps_what_was_worse(pair: Pair) -> bool:
    """Whether every answer that was worse than another one still is, and every tick that made it worse."""
    question = pair.place[1]
    before, now = pair.live.question_by_key[question], pair.draft.question_by_key[question]
    return _steps(before) <= _steps(now) and (pair.is_ is not None or not pair.was)


def _steps(question: Question) -> set[tuple[str, str]]:
    return {(milder.key, worse.key) for milder, worse in steps(question)}


def _asks_graver_ones_earlier(pair: Pair) -> bool:
    """Whether no question has to wait for one on which less hangs, and none with danger signs for any."""
    levels = words.urgency_of_questions(pair.draft)
    place = {key: number for number, key in enumerate(pair.was)}
    now = pair.is_
    return all(
        levels[earlier].level >= levels[later].level and not pair.live.question_by_key[later].red_flags
        for number, earlier in enumerate(now)
        for later in now[number + 1 :]
        if place[earlier] > place[later]
    )


def _warns_more(pair: Pair) -> bool:
    """Whether all to whom it said what to avoid still read it."""
    before, now = pair.before, pair.now
    levels = [(advice.up_to or Urgency.EMERGENCY).level for advice in (before, now)]
    return (
        before.kind is now.kind
        and now.kind.holds_back
        and covers(pair.live, before.when, pair.draft, now.when)
        and now.everyone >= before.everyone
        and levels[0] <= levels[1]
    )


def _is_said_at_home(pair: Pair) -> bool:
    """Whether a rule for home says it: “Do not eat or drink” is not for everybody."""
    home = (finding for _key, finding in pair.live.findings() if finding.urgency is Urgency.SELF_CARE)
    return any(pair.place[1] in finding.advice for finding in home)


def _narrows_no_requirement(pair: Pair) -> bool:
    """Whether every requirement that compares with a threshold still holds for all for whom it did."""
    ups = {
        condition.comparison in UP
        for requirement in pair.live.requirements
        for condition in pair.live.conditions_in(requirement.when)
        if condition.threshold == pair.place[1]
    }
    return not ups or ups == {pair.is_ < pair.was}


def _answers_new_questions_too(pair: Pair) -> bool:
    return {key: answer for key, answer in pair.is_ if key in pair.live.question_by_key} == dict(pair.was)


HARMLESS: Final[dict[tuple[type, str], Harmless]] = {
    # limits hold for a value, and proofs show whom it moves
    (Threshold, "value"): _narrows_no_requirement,
    (Threshold, "shown_in"): _always,
    (Threshold, "minimum"): lambda pair: pair.is_ > pair.was,
    (Threshold, "maximum"): lambda pair: pair.is_ < pair.was,
    (Question, "ask_when"): _is_asked_of_more,
    (Question, "ask_mode"): _always,  # it is part of `ask_when`
    (Question, "always"): _is_set,
    (Question, "red_flags"): _is_set,
    (Choice, "severity"): _keeps_what_was_worse,
    (Number, "worse"): lambda pair: pair.was is Worse.NEITHER,
    # a criterion counts where it is used
    (Criterion, "when"): _always,
    (Criterion, "mode"): _always,
    (Rule, "when"): _raises,
    (Finding, "urgency"): _is_higher,
    (Finding, "source"): _always,
    (Finding, "call_alone"): _is_set,
    (Finding, "advice"): _always,  # words.py compares what is said
    (Finding, "article"): _always,
    (Requirement, "when"): _is_wider,
    (Requirement, "at_least"): _is_higher,
    (Requirement, "floor"): _is_set,
    (Requirement, "slip_proof"): _is_set,
    (Requirement, "hazard"): lambda pair: pair.was == pair.is_ and not _is_milder(pair),
    (Hazard, "harm"): lambda pair: gravity(pair.is_) > gravity(pair.was),
    (Advice, "when"): _warns_more,
    (Advice, "everyone"): lambda pair: _warns_more(pair) and _is_said_at_home(pair),
    (Advice, "up_to"): _warns_more,
    (Vignette, "expected"): _is_higher,
    (Vignette, "lowest_safe"): _is_higher,
    (Vignette, "answers"): _answers_new_questions_too,
    # their order
    (Protocol, "questions"): _asks_graver_ones_earlier,
    **{
        (Protocol, name): _always
        for name in ["thresholds", "rules", "requirements", "hazards", "criteria", "advice", "articles", "vignettes"]
    },
}
NEW: Final[dict[type, Harmless]] = {
    **dict.fromkeys((Threshold, Requirement, Hazard, Criterion, Vignette), _always),
    # their texts are read in any case
    **dict.fromkeys((Question, Choice, ArticleLink), _always),
    Advice: lambda pair: not pair.now.picture and (pair.now.kind.holds_back or not pair.now.everyone),
}
GONE: Final[dict[type, Harmless]] = {
    Criterion: _always,
    Rule: _only_sends_home,
}


def _is_milder(pair: Pair) -> bool:
    """Whether the hazard of a requirement is less bad than it was, or there is none any more."""
    return harm_of(pair.draft, pair.now) < harm_of(pair.live, pair.before)


def harm_of(protocol: Protocol, requirement: Requirement) -> int:
    """How bad the hazard of a requirement is: 0 without one."""
    return gravity(protocol.hazard_by_key[requirement.hazard].harm) if requirement.hazard else 0
