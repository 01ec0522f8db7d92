"""Check 9, as far as it is about questions: what the other checks know of answers, and where danger signs are asked."""

from __future__ import annotations

from collections.abc import Iterator

from triage.engine.parts.condition import Meets
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Question, Stage, Worse
from triage.engine.prover.comparison import meaning_of
from triage.engine.prover.report import Problem, weaker
from triage.engine.prover.worse_answers import steps
from triage.engine.sentences import listed


def red_flags(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """Danger signs that are not asked first any more, or by a question that is not marked to ask for them."""
    first_page = draft.pages[draft.questions[0].key]
    for question in live.questions:
        now = draft.question_by_key.get(question.key)
        if question.red_flags and (now is None or now.key not in first_page):
            sentence = f"“{question.short}” asks for danger signs, and is not on the first page any more."
            yield weaker(f"{sentence} Only a release can do that.", only_release=True, question=now.key if now else "")
        elif question.red_flags and now is not None and not now.red_flags:
            yield weaker(f"“{now.short}” is no longer marked to ask for danger signs.", question=now.key)
    if live.questions[0].red_flags and not draft.questions[0].red_flags:
        sentence = f"“{draft.questions[0].short}” is asked before the danger signs. Only a release can do that."
        yield weaker(sentence, only_release=True, question=draft.questions[0].key)


def questions(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """Marks of choices that are gone, and answers that are not worse than others any more."""
    for before in live.questions:
        now = draft.question_by_key.get(before.key)
        if now is not None and now.kind is before.kind:
            yield from _marks(live, before, draft, now)
            lost = list(_steps_lost(before, now))
            if lost:
                yield weaker(f"“{now.short}”: {'; '.join(lost)}.", question=now.key)
            if before.number and now.number and before.number.worse not in (now.number.worse, Worse.NEITHER):
                sentence = f"“{now.short}”: {before.number.worse.value} was worse, and is not any more."
                yield weaker(sentence, question=now.key)


def _marks(live: Protocol, before: Question, draft: Protocol, now: Question) -> Iterator[Problem]:
    for was in before.choices:
        choice = now.by_key.get(was.key)
        if choice is None:
            continue
        says = f"“{now.short}”: “{choice.text}”"
        if was.unsure and not choice.unsure:
            yield weaker(f"{says} is no longer marked as “not sure”.", question=now.key)
        if was.exclusive is not choice.exclusive:
            change = "can’t be ticked with others any more" if choice.exclusive else "can be ticked with others now"
            yield weaker(f"{says} {change}.", question=now.key)
        if was.twin and _twin(live, was) != _twin(draft, choice):
            yield weaker(f"{says} has another twin now, or none.", question=now.key)


def _twin(protocol: Protocol, choice: Choice) -> object:
    return meaning_of(protocol, (Meets(choice.twin),)) if choice.twin else None


def _steps_lost(before: Question, now: Question) -> Iterator[str]:
    """Which answers were worse than which, and are not any more."""
    steps_now = {(milder.key, worse.key) for milder, worse in steps(now)}
    for milder, worse in steps(before):
        if milder.key in now.by_key and worse.key in now.by_key and (milder.key, worse.key) not in steps_now:
            yield f"“{worse.text}” was worse than “{milder.text}”, and is not any more"
    for was in before.choices:
        choice = now.by_key.get(was.key)
        if choice is not None and not was.exclusive and was.severity and not choice.severity:
            yield f"one more tick at “{choice.text}” was worse, and is not any more"


def places(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """Other triages whose place it newly takes, and questions of the check that are asked later than before."""
    for slug in sorted(set(draft.replaces) - set(live.replaces)):
        yield weaker(f"It takes the place of {slug}. Only a release can do that.", only_release=True)
    for slug in sorted(set(live.replaces) - set(draft.replaces)):
        yield weaker(f"It does not take the place of {slug} any more, so its address leads nowhere.")
    asked, was = _in_both(draft, live), _in_both(live, draft)
    if asked != was:
        moved = [draft.question_by_key[key].short for key in asked if was.index(key) < asked.index(key)]
        yield weaker(f"Asked later than before: {listed(moved, 'and')}.")
    moved = [
        q.short
        for q in draft.questions
        if q.key in was and q.shares_page is not live.question_by_key[q.key].shares_page
    ]
    if moved:
        yield weaker(f"On another page than before: {listed(moved, 'and')}.")


def _in_both(protocol: Protocol, other: Protocol) -> list[str]:
    """The questions of the check that both have, in this one's order."""
    kept = {question.key for question in other.questions if _is_asked(question)}
    return [question.key for question in protocol.questions if _is_asked(question) and question.key in kept]


def _is_asked(question: Question) -> bool:
    return question.derive is None and question.stage is Stage.CHECK
