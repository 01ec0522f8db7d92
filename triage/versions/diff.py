"""What a version says differently from another: part by part, entry by entry, word by word."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from calfsite.lib import word_diff
from calfsite.lib.names import first_words
from calfsite.lib.word_diff import Difference, Kind
from triage import models
from triage.engine import sentences
from triage.engine.parts.condition import Criterion, Meets
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Choice, Question
from triage.engine.parts.rule import Advice, Finding, Requirement, Vignette
from triage.engine.parts.threshold import Threshold, limits_text, number_text
from triage.storage import rows
from triage.storage.rows import AnyPart
from triage.versions import restated


@dataclass(frozen=True)
class Entry:
    """One part that is new, deleted or changed."""

    difference: Difference
    key: str
    """Empty for the order of a kind."""
    used_by: int
    """The rules that show it or look at it."""
    can_be_commented: bool = False
    """Whether the draft still has it."""
    is_shown_above: bool = False
    """Whether all that changed in it are texts that the report shows, whole."""


@dataclass(frozen=True)
class Part:
    """All differences among the thresholds, the questions, and so on."""

    kind: str
    """The model's name, as in the places of a version's page: `threshold`. `texts` for those of the version."""
    name: str
    entries: list[Entry]


_Texts = Callable[[Protocol, Protocol], dict[str, str]]
"""What the entries of a kind say, by key: in a protocol whose words other entries quote, and in the one they are of."""


def differences(old: Protocol | None, new: Protocol, shown: Collection[tuple[str, str]] = ()) -> list[Part]:
    """The parts in which the two differ. Without an old one, there is nothing to compare with: none.

    `shown`: the old and the new text of each change that the report shows already.
    A changed text is shown once, where it belongs, and not with all that quotes it: a rule's advice, the answers that
    it looks at, the value of a threshold.
    """
    if old is None:
        return []
    there = names(new)
    named = {**names(old), **there}
    used = _users(old) | _users(new)
    old = restated.in_new_order(old, new)
    quoted = restated.in_new_words(old, new)
    found = []
    for kind, texts in _SAID.items():
        called = {key: name for (of, key), name in named.items() if of == kind}
        entries = [
            Entry(
                replace(one, label=called.get(one.label, one.label)),
                one.label,
                used[kind, one.label],
                (kind, one.label) in there,
                _is_all_of(one, shown),
            )
            for one in _compared(texts(quoted, old), texts(new, new), called)
        ]
        found.append(Part(kind, str(_NAMES[kind]), entries))
    return [part for part in found if part.entries]


def _is_all_of(difference: Difference, shown: Collection[tuple[str, str]]) -> bool:
    """Whether the old text becomes the new one by these changes alone."""
    old, new = (
        "".join(piece.text for piece in difference.pieces if piece.kind in {Kind.KEPT, kind})
        for kind in (Kind.REMOVED, Kind.ADDED)
    )
    for before, after in shown:
        old = old.replace(before, after) if before else old
    return old == new


def summary(parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
    """What to look at, deleted things first, each with its kind: `1 worked case deleted`, `2 advice texts changed`."""
    for kind, said, _names in _summed_up(parts):
        yield kind, said


def in_words(old: Protocol | None, new: Protocol) -> str:
    """All in which they differ, for somebody who was not there: `1 question changed (“Heel raise”)`.

    Nothing for another triage than the old one.
    """
    if old is not None and old.slug != new.slug:
        return ""
    found = _summed_up(differences(old, new))
    return "; ".join(f"{said} ({_some(names)})" if names else said for _kind, said, names in found)


def _some(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else _("%(some)s and others") % {"some": shown}


def _summed_up(parts: Iterable[Part]) -> Iterator[tuple[str, str, list[str]]]:
    found = defaultdict[tuple[str, str], list[str]](list)
    for part in parts:
        for entry in part.entries:
            found[entry.difference.what, part.kind].append(entry.difference.label)
    for (what, kind), names in sorted(found.items(), key=lambda item: item[0][0] != _("gone")):
        if what == _("order"):
            yield kind, _("%(things)s in another order") % {"things": _NAMES[kind]}, []
        else:
            number = _COUNTED[kind] % {"number": len(names)}
            yield kind, f"{number} {_('deleted') if what == _('gone') else what}", names


def _compared(old: dict[str, str], new: dict[str, str], called: Mapping[str, str]) -> Iterator[Difference]:
    yield from word_diff.differences(old, new)
    stay = [key for key in new if key in old]
    stood = [key for key in old if key in new]
    if stay != stood:
        before, after = ("\n".join(called.get(key, key) for key in keys) for keys in (stood, stay))
        yield Difference("", _("order"), word_diff.pieces(before, after))


_NAMED: Final = 3
"""How many of a kind the audit log names."""
_NAMES: Final = {
    "threshold": gettext_lazy("Thresholds"),
    "texts": gettext_lazy("Texts"),
    "question": gettext_lazy("Questions"),
    "criterion": gettext_lazy("Criteria"),
    "rule": gettext_lazy("Rules"),
    "requirement": gettext_lazy("Requirements"),
    "hazard": gettext_lazy("Hazards"),
    "advice": gettext_lazy("Advice"),
    "articlelink": gettext_lazy("Articles"),
    "vignette": gettext_lazy("Worked cases"),
}
_COUNTED: Final = {
    "threshold": ngettext_lazy("%(number)d threshold", "%(number)d thresholds", "number"),
    "texts": ngettext_lazy("%(number)d text of the version", "%(number)d texts of the version", "number"),
    "question": ngettext_lazy("%(number)d question", "%(number)d questions", "number"),
    "criterion": ngettext_lazy("%(number)d criterion", "%(number)d criteria", "number"),
    "rule": ngettext_lazy("%(number)d rule", "%(number)d rules", "number"),
    "requirement": ngettext_lazy("%(number)d requirement", "%(number)d requirements", "number"),
    "hazard": ngettext_lazy("%(number)d hazard", "%(number)d hazards", "number"),
    "advice": ngettext_lazy("%(number)d advice text", "%(number)d advice texts", "number"),
    "articlelink": ngettext_lazy("%(number)d article link", "%(number)d article links", "number"),
    "vignette": ngettext_lazy("%(number)d worked case", "%(number)d worked cases", "number"),
}


@kept_with_protocol
def names(protocol: Protocol) -> dict[tuple[str, str], str]:
    """What an entry is called: its name, or else its first words."""
    return {
        **{("threshold", t.key): t.label for t in protocol.thresholds},
        **{("question", q.key): q.short for q in protocol.questions},
        **{("criterion", c.key): c.label for c in protocol.criteria},
        **{("rule", r.key): first_words(r.finding.because) for r in protocol.rules},
        **{("requirement", r.key): first_words(r.statement) for r in protocol.requirements},
        **{("hazard", h.key): h.name for h in protocol.hazards},
        **{("advice", a.key): first_words(a.text) for a in protocol.advice},
        **{("articlelink", a.slug): a.text for a in protocol.articles},
        **{("vignette", v.key): first_words(v.story) for v in protocol.vignettes},
    }


def _users(protocol: Protocol) -> Counter[tuple[str, str]]:
    """How many rules show each advice and article, and look at each question, threshold and criterion."""
    used: Counter[tuple[str, str]] = Counter()
    for rule in protocol.rules:
        conditions = protocol.conditions_in(rule.when)
        used.update({("question", condition.question) for condition in conditions})
        used.update({("threshold", condition.threshold) for condition in conditions if condition.threshold})
        used.update(("criterion", item.criterion) for item in rule.when if isinstance(item, Meets))
        used.update(("advice", key) for key in rule.finding.advice)
        if rule.finding.article:
            used["articlelink", rule.finding.article] += 1
    return used


def _texts(quoted: Protocol, protocol: Protocol) -> dict[str, str]:
    default = _lines([protocol.default.because, *_finding_text(quoted, protocol.default)])
    return {
        _("title"): protocol.title,
        _("summary"): protocol.summary,
        _("introduction"): protocol.intro,
        _("when no rule holds"): default,
        _("language of the texts"): protocol.language,
        _("takes the place of"): ", ".join(protocol.replaces),
    }


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
    expected = f"Expected {vignette.expected.word}, at least {vignette.lowest_safe.word}"
    others = str(models.Vignette._meta.get_field("by_others").verbose_name) if vignette.by_others else ""
    return _lines([vignette.story, expected, *given, others, vignette.source])


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


_SAID: Final[dict[str, _Texts]] = {
    "threshold": lambda _all, own: {t.key: _threshold(t) for t in own.thresholds},
    "texts": _texts,
    "question": lambda p, own: {q.key: _question(p, q) for q in own.questions},
    "criterion": lambda p, own: {c.key: _criterion(p, c) for c in own.criteria},
    "rule": lambda p, own: {
        r.key: _lines([sentences.rule_text(p, r), *_finding_text(p, r.finding)]) for r in own.rules
    },
    "requirement": lambda p, own: {r.key: _requirement(p, r) for r in own.requirements},
    "hazard": lambda _all, own: {h.key: _lines(_field_texts(h, models.Hazard)) for h in own.hazards},
    "advice": lambda p, own: {a.key: _advice(p, a) for a in own.advice},
    "articlelink": lambda _all, own: {a.slug: a.text for a in own.articles},
    "vignette": lambda p, own: {v.key: _vignette(p, v) for v in own.vignettes},
}
