"""An old version in the order and the words of a new one, so that a comparison finds each change in one place."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from triage.engine.parts.condition import Condition, When
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.parts.threshold import Threshold


def in_new_order(old: Protocol, new: Protocol) -> Protocol:
    """The old version with the new one's order in what only lists things in the order of the questions and answers."""
    listed = [[(question.key, *question.by_key) for question in protocol.questions] for protocol in (old, new)]
    if listed[0] == listed[1]:
        return old
    place = {name: number for number, name in enumerate(_places(new))}
    place = {name: number for number, name in enumerate(_places(old), len(place))} | place

    def when(conditions: When) -> When:
        return tuple(
            replace(item, choices=tuple(sorted(item.choices, key=lambda key, of=item.question: place[of, key])))  # type: ignore[misc]
            if isinstance(item, Condition)
            else item
            for item in conditions
        )

    def of_all(parts: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(replace(part, when=when(part.when)) for part in parts)

    return replace(
        old,
        questions=tuple(replace(question, ask_when=when(question.ask_when)) for question in old.questions),
        criteria=of_all(old.criteria),
        rules=of_all(old.rules),
        requirements=of_all(old.requirements),
        advice=of_all(old.advice),
        vignettes=tuple(
            replace(case, answers=tuple(sorted(case.answers, key=lambda given: place[given[0], ""])))
            for case in old.vignettes
        ),
    )


def _places(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Every question and every answer, in order."""
    for question in protocol.questions:
        yield question.key, ""
        yield from ((question.key, choice.key) for choice in question.choices)


def in_new_words(old: Protocol, new: Protocol) -> Protocol:
    """The old version with the new one's values and words, for what other entries quote of them."""
    thresholds = tuple(_in_its_unit(threshold, new.threshold_by_key.get(threshold.key)) for threshold in old.thresholds)
    labels = {criterion.key: criterion.label for criterion in new.criteria}
    texts = {advice.key: advice.text for advice in new.advice}
    try:
        return replace(
            old,
            thresholds=thresholds,
            questions=tuple(_reworded(q, new.question_by_key.get(q.key)) for q in old.questions),
            criteria=tuple(replace(c, label=labels.get(c.key, c.label)) for c in old.criteria),
            advice=tuple(replace(a, text=texts.get(a.key, a.text)) for a in old.advice),
        )
    except ProtocolError:  # old parts and new words do not fit together: then they are shown wherever they are quoted
        return replace(old, thresholds=thresholds)


def _in_its_unit(old: Threshold, new: Threshold | None) -> Threshold:
    """The new one, unless it counts something else now: the old questions still count what they did."""
    return new if new is not None and new.unit is old.unit else old


def _reworded(old: Question, new: Question | None) -> Question:
    if new is None:
        return old
    texts = {choice.key: choice.text for choice in new.choices}
    place = {key: number for number, key in enumerate(texts)}
    in_order = sorted(old.choices, key=lambda choice: place.get(choice.key, len(place)))
    choices = tuple(replace(choice, text=texts.get(choice.key, choice.text)) for choice in in_order)
    return replace(old, short=new.short, choices=choices)
