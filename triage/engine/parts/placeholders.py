"""Texts that quote thresholds: `{{ threshold:severe_pain }}` reads as `7 of 10`, so that no number is written twice."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from triage.engine.parts.content import Content
from triage.engine.parts.question import Choice, Question
from triage.engine.parts.rule import Advice, ArticleLink, Finding

_TEXTS: dict[type, tuple[str, ...]] = {
    Content: ("title", "summary", "intro"),
    Question: ("text", "short", "hint", "why"),
    Choice: ("text", "hint"),
    Finding: ("because",),
    Advice: ("text",),
    ArticleLink: ("text",),
}
"""The texts that patients read, by the part that has them. All of these may quote thresholds, and no others."""
_PLACEHOLDER = re.compile(r"\{\{\s*threshold:([a-z0-9_]+)\s*\}\}")
_Content = TypeVar("_Content", bound=Content)
_Part = TypeVar("_Part", Question, Choice, Finding, Advice, ArticleLink)


def keys_in(text: str) -> list[str]:
    """The keys of the thresholds that a text quotes."""
    return _PLACEHOLDER.findall(text)


def texts(content: Content) -> Iterator[str]:
    """Every text that a patient reads."""
    yield from (getattr(content, name) for name in _TEXTS[Content])
    choices = (choice for question in content.questions for choice in question.choices)
    findings = (finding for _, finding in content.findings())
    for part in (*content.questions, *choices, *findings, *content.advice, *content.articles):
        yield from (getattr(part, name) for name in _TEXTS[type(part)])


def filled(content: _Content) -> _Content:
    """The same content with every quoted threshold written out: the one that patients see."""

    def fill(text: str) -> str:
        return _PLACEHOLDER.sub(lambda quote: content.threshold_by_key[quote[1]].text, text)

    def texts_of(part: object, of: type) -> dict[str, Any]:
        return {name: fill(getattr(part, name)) for name in _TEXTS[of]}

    def with_texts(part: _Part) -> _Part:
        return replace(part, **texts_of(part, type(part)))

    return replace(
        content,
        **texts_of(content, Content),
        default=with_texts(content.default),
        questions=tuple(
            replace(with_texts(question), choices=tuple(map(with_texts, question.choices)))
            for question in content.questions
        ),
        rules=tuple(replace(rule, finding=with_texts(rule.finding)) for rule in content.rules),
        advice=tuple(map(with_texts, content.advice)),
        articles=tuple(map(with_texts, content.articles)),
    )
