"""Do the parts of a protocol fit together? Every name used must be defined, and questions only look back."""

import re
from collections import Counter
from collections.abc import Iterable

from triage.engine.parts import placeholders
from triage.engine.parts.alternatives import conditions_in, written_out
from triage.engine.parts.condition import Comparison, Condition, Meets, When
from triage.engine.parts.content import Content
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.question import Choice, Kind, Question, Stage
from triage.engine.parts.rule import Harm, Requirement
from triage.engine.parts.urgency import Urgency

_SOURCES = 2  # of a derived number
_KEY = re.compile(r"[a-z][a-z0-9_-]*")


def check(protocol: Content) -> None:
    """Raises ProtocolError at the first part that does not fit. The message names the part and the fault."""
    _default_is_soon(protocol)
    _keys_are_unique(protocol)
    _rules_have_conditions(protocol)
    _criteria_build_on_earlier_ones(protocol)
    _conditions_make_sense(protocol)
    _questions_look_back(protocol)
    _pages_are_whole(protocol)
    _plan_bears_on_advice_alone(protocol)
    _twins_are_criteria(protocol)
    _derived_numbers_have_their_sources(protocol)
    _vignettes_answer_questions(protocol)
    _findings_are_explained(protocol)
    _texts_quote_known_thresholds(protocol)
    _requirements_have_known_hazards(protocol)


def _default_is_soon(protocol: Content) -> None:
    if protocol.default.urgency is not Urgency.SOON:
        raise ProtocolError("The default finding must be soon: neither self-care nor an alarm, when no rule holds.")


def _requirements_have_known_hazards(protocol: Content) -> None:
    for requirement in protocol.requirements:
        if requirement.hazard and requirement.hazard not in protocol.hazard_by_key:
            raise ProtocolError(f"there is no hazard {requirement.hazard}.", "requirement", requirement.key)
        if requirement.slip_proof:
            fault = _of_a_slip_proof_one(protocol, requirement)
            if fault:
                raise ProtocolError(fault, "requirement", requirement.key)


def _of_a_slip_proof_one(protocol: Content, requirement: Requirement) -> str:
    if not requirement.hazard:
        return "name its hazard: how bad that is decides what a slip may come to."
    is_catastrophic = protocol.hazard_by_key[requirement.hazard].harm is Harm.CATASTROPHIC
    if is_catastrophic and requirement.at_least.level < Urgency.URGENT.level:
        return "its hazard is catastrophic, so make it at least urgent: after a slip it may not be less."
    asked_again = {q.key for q in protocol.questions if any(choice.twin for choice in q.choices)}
    if any(
        condition.question in asked_again for condition in conditions_in(requirement.when, protocol.criterion_by_key)
    ):
        return "after a slip it must hold for what was asked before, so it can’t look at a question with twins."
    return ""


def _keys_are_unique(protocol: Content) -> None:
    parts: dict[str, Iterable[str]] = {
        "thresholds": (part.key for part in protocol.thresholds),
        "questions": (part.key for part in protocol.questions),
        "rules": (part.key for part in protocol.rules),
        "requirements": (part.key for part in protocol.requirements),
        "advice": (part.key for part in protocol.advice),
        "vignettes": (part.key for part in protocol.vignettes),
        "articles": (part.slug for part in protocol.articles),
        "hazards": (part.key for part in protocol.hazards),
        "criteria": (part.key for part in protocol.criteria),
    }
    for name, keys in parts.items():
        for key, times in Counter(keys).items():
            if not _KEY.fullmatch(key):
                raise ProtocolError(f"{name}: “{key}” can't be a key. Use small letters, digits and _.")
            if times > 1:
                raise ProtocolError(f"{name}: “{key}” is used {times} times. Keys must be unique.")
    if not protocol.questions:
        raise ProtocolError("A protocol needs at least one question.")


def _rules_have_conditions(protocol: Content) -> None:
    for kind, key, conditions in _conditions(protocol, with_ask_when=False):
        if not conditions:
            raise ProtocolError("add at least one condition.", kind, key)


def _conditions(protocol: Content, *, with_ask_when: bool = True) -> Iterable[tuple[str, str, When]]:
    yield from (("criterion", criterion.key, criterion.when) for criterion in protocol.criteria)
    yield from (("rule", rule.key, rule.when) for rule in protocol.rules)
    yield from (("requirement", requirement.key, requirement.when) for requirement in protocol.requirements)
    if with_ask_when:
        yield from (("question", question.key, question.ask_when) for question in protocol.questions)
        yield from (("advice", advice.key, advice.when) for advice in protocol.advice)


def _criteria_build_on_earlier_ones(protocol: Content) -> None:
    earlier: set[str] = set()
    for criterion in protocol.criteria:
        for item in criterion.when:
            if isinstance(item, Meets) and item.criterion not in earlier:
                raise ProtocolError(f"there is no criterion {item.criterion} before it.", "criterion", criterion.key)
        earlier.add(criterion.key)


def _conditions_make_sense(protocol: Content) -> None:
    for kind, key, when in _conditions(protocol):
        for item in when:
            if isinstance(item, Condition):
                _makes_sense(protocol, kind, key, item)
            elif item.criterion not in protocol.criterion_by_key:
                raise ProtocolError(f"there is no criterion {item.criterion}.", kind, key)
    _ = protocol.alternatives_of_rules  # raises where they are too many, and so does this:
    for kind, key, when in _conditions(protocol):
        if kind != "rule":
            written_out(when, protocol.alternatives_of_criteria, of=(kind, key))


def _makes_sense(protocol: Content, kind: str, key: str, condition: Condition) -> None:
    question = protocol.question_by_key.get(condition.question)
    if question is None:
        raise ProtocolError(f"there is no question {condition.question}.", kind, key)
    if (condition.comparison is Comparison.ANY_OF) != (question.kind is not Kind.NUMBER):
        raise ProtocolError(
            f"compare numbers with a threshold, and other answers with choices ({question.key}).", kind, key
        )
    if condition.comparison is Comparison.ANY_OF:
        unknown = set(condition.choices) - question.by_key.keys()
        if unknown or not condition.choices:
            raise ProtocolError(f"{question.key} has no choice {', '.join(sorted(unknown)) or 'named'}.", kind, key)
        return
    threshold = protocol.threshold_by_key.get(condition.threshold or "")
    if threshold is None:
        raise ProtocolError(f"there is no threshold {condition.threshold}.", kind, key)
    if question.number is not None and threshold.unit is not question.number.unit:
        raise ProtocolError(f"{question.key} and threshold {threshold.key} have different units.", kind, key)


def _questions_look_back(protocol: Content) -> None:
    earlier: set[str] = set()
    for question in protocol.questions:
        for condition in conditions_in(question.ask_when, protocol.criterion_by_key):
            if condition.question not in earlier:
                raise ProtocolError("its conditions can only look at earlier questions.", "question", question.key)
        if question.derive is None:
            earlier.add(question.key)


def _derived_numbers_have_their_sources(protocol: Content) -> None:
    earlier: dict[str, Question] = {}
    for question in protocol.questions:
        if question.derive is None:
            earlier[question.key] = question
            continue
        sources = [earlier[key] for key in question.derived_from if key in earlier]
        units = {source.number.unit for source in (*sources, question) if source.number is not None}
        if len(sources) != len(question.derived_from) or len(sources) != _SOURCES or len(units) != 1:
            raise ProtocolError("derive it from two earlier numbers of the same unit.", "question", question.key)


def _pages_are_whole(protocol: Content) -> None:
    before: Question | None = None
    for question in protocol.questions:
        if question.shares_page and (
            before is None or before.stage is not question.stage or question.derive is not None
        ):
            raise ProtocolError("there is no page before it that it could share.", "question", question.key)
        if question.derive is None:
            before = question


def _plan_bears_on_advice_alone(protocol: Content) -> None:
    stages = [question.stage for question in protocol.questions]
    if Stage.CHECK not in stages or sorted(stages, key=list(Stage).index) != stages:
        raise ProtocolError("Questions for the plan come last, after those for the check.")
    plan = {question.key for question in protocol.questions if question.stage is Stage.PLAN}
    for kind, key, when in _conditions(protocol, with_ask_when=False):
        if kind != "criterion" and any(c.question in plan for c in conditions_in(when, protocol.criterion_by_key)):
            raise ProtocolError("questions for the plan can’t bear on the urgency.", kind, key)


def _twins_are_criteria(protocol: Content) -> None:
    earlier: set[str] = set()
    for question in protocol.questions:
        for choice in question.choices:
            if choice.twin:
                _can_be_twins(protocol, question, choice, earlier)
        earlier |= {question.key}


def _can_be_twins(protocol: Content, question: Question, choice: Choice, earlier: set[str]) -> None:
    if choice.twin not in protocol.criterion_by_key:
        raise ProtocolError(f"“{choice.text}”: there is no criterion {choice.twin}.", "question", question.key)
    looked_at = conditions_in((Meets(choice.twin),), protocol.criterion_by_key)
    if any(condition.question not in earlier for condition in looked_at):
        raise ProtocolError(f"“{choice.text}” can only have a twin before it.", "question", question.key)
    none = any(other.exclusive and not other.unsure for other in question.choices)
    if choice.exclusive or question.kind is not Kind.MULTI or not none:
        raise ProtocolError("twins need more than one tick, and a choice for none of them.", "question", question.key)


def _vignettes_answer_questions(protocol: Content) -> None:
    for vignette in protocol.vignettes:
        for key, _ in vignette.answers:
            if key not in protocol.question_by_key or protocol.question_by_key[key].derive is not None:
                raise ProtocolError(f"there is no question {key} to answer.", "vignette", vignette.key)
        if vignette.lowest_safe.level > vignette.expected.level:
            raise ProtocolError("the lowest safe urgency can’t be above the expected one.", "vignette", vignette.key)


def _findings_are_explained(protocol: Content) -> None:
    for key, finding in protocol.findings():
        for name, value in (("a reason", finding.because), ("its source", finding.source), ("advice", finding.advice)):
            if not value:
                raise ProtocolError(f"give {name}.", "rule", key)
        if finding.call_alone and finding.urgency is not Urgency.EMERGENCY:
            raise ProtocolError("only for an emergency do minutes count.", "rule", key)
        for advice in finding.advice:
            if advice not in protocol.advice_by_key:
                raise ProtocolError(f"there is no advice {advice}.", "rule", key)
        if finding.article is not None and finding.article not in protocol.article_by_slug:
            raise ProtocolError(f"there is no article {finding.article} in the protocol's list.", "rule", key)


def _texts_quote_known_thresholds(protocol: Content) -> None:
    for text in placeholders.texts(protocol):
        for key in placeholders.keys_in(text):
            if key not in protocol.threshold_by_key:
                raise ProtocolError(f"The text “{text}” quotes a threshold {key} that does not exist.")
