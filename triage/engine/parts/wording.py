"""Texts that quote thresholds: `{{ threshold:severe_pain }}` reads as `7 of 10`, so that no number is written twice."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from triage.engine.parts.content import Content
from triage.engine.parts.rule import Finding

_Content = TypeVar("_Content", bound=Content)
_QUOTE = re.compile(r"\{\{\s*threshold:([a-z0-9_]+)\s*\}\}")


def keys_in(text: str) -> list[str]:
    """The keys of the thresholds that a text quotes."""
    return _QUOTE.findall(text)


def texts(protocol: Content) -> Iterator[str]:
    """Every text of the protocol that a patient reads."""
    yield from (protocol.title, protocol.summary, protocol.intro)
    for question in protocol.questions:
        yield from (question.text, question.short, question.hint, question.why)
        for choice in question.choices:
            yield from (choice.text, choice.hint)
    yield from (finding.because for _, finding in protocol.findings())
    yield from (advice.text for advice in protocol.advice)
    yield from (article.text for article in protocol.articles)


def worded(protocol: _Content) -> _Content:
    """The same protocol with every quoted threshold written out: the one that patients see."""

    def fill(text: str) -> str:
        return _QUOTE.sub(lambda quote: protocol.threshold_by_key[quote[1]].text, text)

    return _map_texts(protocol, fill)


def _map_texts(protocol: _Content, change: Callable[[str], str]) -> _Content:
    def finding(old: Finding) -> Finding:
        return replace(old, because=change(old.because))

    return replace(
        protocol,
        title=change(protocol.title),
        summary=change(protocol.summary),
        intro=change(protocol.intro),
        default=finding(protocol.default),
        questions=tuple(
            replace(
                question,
                text=change(question.text),
                short=change(question.short),
                hint=change(question.hint),
                why=change(question.why),
                choices=tuple(replace(c, text=change(c.text), hint=change(c.hint)) for c in question.choices),
            )
            for question in protocol.questions
        ),
        rules=tuple(replace(rule, finding=finding(rule.finding)) for rule in protocol.rules),
        advice=tuple(replace(advice, text=change(advice.text)) for advice in protocol.advice),
        articles=tuple(replace(article, text=change(article.text)) for article in protocol.articles),
    )
