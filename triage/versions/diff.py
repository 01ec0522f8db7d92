"""What a version says differently from another: part by part, entry by entry, word by word."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from django.db.models import Model
from django.utils.translation import gettext as _

from calfsite.lib import word_diff
from calfsite.lib.word_diff import Difference
from triage import models
from triage.engine import sentences
from triage.engine.parts.condition import Criterion
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Question
from triage.engine.parts.rule import Advice, Finding, Requirement, Vignette
from triage.engine.parts.threshold import Threshold, limits_text, number_text
from triage.storage import rows
from triage.storage.rows import AnyPart


@dataclass(frozen=True)
class Part:
    """All differences among the thresholds, the questions, and so on."""

    name: str
    differences: list[Difference]


def differences(old: Protocol | None, new: Protocol) -> list[Part]:
    """The parts in which the two differ. Without an old one, there is nothing to compare with: none."""
    if old is None:
        return []
    # A rule's sentence has the values of its thresholds: a new value is shown once, at the threshold.
    newest = {threshold.key: threshold for threshold in new.thresholds}
    with_new_values = replace(old, thresholds=tuple(newest.get(t.key, t) for t in old.thresholds))
    parts = [Part(_("Thresholds"), list(_compared(_thresholds(old), _thresholds(new))))]
    parts += [Part(name, list(_compared(texts(with_new_values), texts(new)))) for name, texts in _parts().items()]
    return [part for part in parts if part.differences]


def _compared(old: dict[str, str], new: dict[str, str]) -> Iterator[Difference]:
    yield from word_diff.differences(old, new)
    stay = [key for key in new if key in old]
    if stay != [key for key in old if key in new]:
        yield Difference("", _("order"), word_diff.pieces("\n".join(k for k in old if k in new), "\n".join(stay)))


def _parts() -> dict[str, Callable[[Protocol], dict[str, str]]]:
    return {
        _("Texts"): _texts,
        _("Questions"): lambda p: {q.key: _question(p, q) for q in p.questions},
        _("Criteria"): lambda p: {c.key: _criterion(p, c) for c in p.criteria},
        _("Rules"): lambda p: {
            r.key: _lines([sentences.rule_text(p, r), *_finding_text(p, r.finding)]) for r in p.rules
        },
        _("Requirements"): lambda p: {r.key: _requirement(p, r) for r in p.requirements},
        _("Hazards"): lambda p: {h.key: _lines(_field_texts(h, models.Hazard)) for h in p.hazards},
        _("Advice"): lambda p: {a.key: _advice(p, a) for a in p.advice},
        _("Articles"): lambda p: {a.slug: a.text for a in p.articles},
        _("Worked cases"): lambda p: {v.key: _vignette(p, v) for v in p.vignettes},
    }


def _texts(protocol: Protocol) -> dict[str, str]:
    default = _lines([protocol.default.because, *_finding_text(protocol, protocol.default)])
    return {
        _("title"): protocol.title,
        _("summary"): protocol.summary,
        _("introduction"): protocol.intro,
        _("when no rule holds"): default,
        _("language of the texts"): protocol.language,
        _("takes the place of"): ", ".join(protocol.replaces),
    }


def _thresholds(protocol: Protocol) -> dict[str, str]:
    return {t.key: _threshold(t) for t in protocol.thresholds}


def _threshold(threshold: Threshold) -> str:
    limits = limits_text(threshold.minimum, threshold.maximum, threshold.unit)
    shown = f"Texts say it in {threshold.shown_in.value}" if threshold.shown_in else ""
    return _lines([threshold.label, threshold.text, f"({limits})", shown, threshold.source])


def _question(protocol: Protocol, question: Question) -> str:
    asked = f"Asked when {sentences.ask_when_text(protocol, question)}" if question.ask_when else ""
    derived = f"Worked out from {sentences.listed(question.derived_from, 'and')}" if question.derived_from else ""
    number = _field_texts(question.number, models.Question) if question.number else []
    choices = [_choice(protocol, choice) for choice in question.choices]
    return _lines([*_field_texts(question, models.Question), *number, *choices, asked, derived])


def _choice(protocol: Protocol, choice: Choice) -> str:
    twin = f"the same truth as: {protocol.criterion_by_key[choice.twin].label}" if choice.twin else ""
    return " · ".join(filter(None, [*_field_texts(choice, models.Choice), twin]))


def _criterion(protocol: Protocol, criterion: Criterion) -> str:
    return _lines([*_field_texts(criterion, models.Criterion), sentences.criterion_text(protocol, criterion)])


def _requirement(protocol: Protocol, requirement: Requirement) -> str:
    said = _field_texts(requirement, models.Requirement)
    return _lines([*said, sentences.requirement_text(protocol, requirement), requirement.hazard])


def _advice(protocol: Protocol, advice: Advice) -> str:
    when = f"Only when {sentences.conditions_text(protocol, advice.when)}" if advice.when else ""
    return _lines([*_field_texts(advice, models.Advice), when])


def _field_texts(part: AnyPart, model: type[Model]) -> list[str]:
    """What a part says in the fields that it shares with its rows: texts alone, other values after the field's name."""
    found = []
    for name, column in rows.shared(type(part), model).items():
        value = getattr(part, name)
        if name == "key" or value is None or value is False or value == "":
            continue
        if value is True:
            found.append(str(column.verbose_name))
        elif isinstance(value, str) and not isinstance(value, StrEnum):
            found.append(value)
        else:
            found.append(f"{column.verbose_name}: {number_text(value) if isinstance(value, Decimal) else value}")
    return found


def _finding_text(protocol: Protocol, finding: Finding) -> list[str]:
    advice = [protocol.advice_by_key[key].text for key in finding.advice]
    alone = str(models.Rule._meta.get_field("call_alone").verbose_name) if finding.call_alone else ""
    return [alone, f"Source: {finding.source}", *advice, f"Article: {finding.article}" if finding.article else ""]


def _vignette(protocol: Protocol, vignette: Vignette) -> str:
    given = [
        f"{protocol.question_by_key[key].short}: {sentences.answer_text(protocol.question_by_key[key], answer)}"
        for key, answer in vignette.answers
    ]
    expected = f"Expected {vignette.expected.value}, at least {vignette.lowest_safe.value}"
    others = str(models.Vignette._meta.get_field("by_others").verbose_name) if vignette.by_others else ""
    return _lines([vignette.story, expected, *given, others, vignette.source])


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)
