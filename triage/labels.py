"""The interface's texts for what the engine says in keys: urgencies, faults of an answer, units. Translatable."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Condition
from triage.engine.parts.errors import Problem
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.threshold import Unit, converted, number_text, same_kind
from triage.engine.parts.urgency import Urgency


class UrgencyLabels(NamedTuple):
    """One urgency in the interface: two labels for everybody, the others for patients."""

    word: str
    """The urgency in a word, as cards and tables name it."""
    within: str
    """By when to be seen, in a clinician's words."""
    title: str
    """The headline of a result."""
    what_to_do: str
    whom_to_call: str
    """Where the practice has given no number of its own; with one, its button stands there."""
    until: str
    """The heading over what to do until help comes."""
    look_again: str
    """When to answer the questions again, where the protocol has no advice on it."""
    act_if: str
    """The heading over the signs that would mean this urgency."""


URGENCIES = {
    Urgency.EMERGENCY: UrgencyLabels(
        word=gettext_noop("Emergency"),
        within=gettext_noop("Emergency: now"),
        title=gettext_noop("Get emergency help now"),
        what_to_do=gettext_noop(
            "Call the emergency number right now. Or have someone take you to an emergency department right now. "
            "Don’t drive yourself."
        ),
        whom_to_call="",
        until=gettext_noop("Until help comes"),
        look_again="",
        act_if=gettext_noop("Call the emergency number if"),
    ),
    Urgency.URGENT: UrgencyLabels(
        word=gettext_noop("Urgent"),
        within=gettext_noop("Urgent: within 24 hours"),
        title=gettext_noop("Be seen by a clinician today"),
        what_to_do=gettext_noop(
            "See a clinician within 24 hours, even on a weekend or at night. Don’t wait for it to pass."
        ),
        whom_to_call=gettext_noop("Call your clinic, an urgent care center or a nurse line now."),
        until=gettext_noop("Until you are seen"),
        look_again=gettext_noop("Answer the questions again if something changes before you are seen."),
        act_if=gettext_noop("Be seen today if"),
    ),
    Urgency.SOON: UrgencyLabels(
        word=gettext_noop("Soon"),
        within=gettext_noop("Soon: within days to two weeks"),
        title=gettext_noop("Book a visit with a clinician"),
        what_to_do=gettext_noop(
            "Be seen by a clinician or a physical therapist in the next days. Don’t wait longer than two weeks."
        ),
        whom_to_call=gettext_noop("Call your clinic or a physical therapist to book."),
        until=gettext_noop("Until your visit"),
        look_again=gettext_noop("Answer the questions again if something changes before your visit."),
        act_if=gettext_noop("Book a visit if"),
    ),
    Urgency.SELF_CARE: UrgencyLabels(
        word=gettext_noop("Self-care"),
        within=gettext_noop("Self-care at home"),
        title=gettext_noop("You can look after this at home"),
        what_to_do=gettext_noop("Your answers show no sign that you need to be seen now."),
        whom_to_call=gettext_noop("If you are worried, call your clinic or a nurse line."),
        until=gettext_noop("What to do at home"),
        look_again=gettext_noop("Answer the questions again at once if something gets worse or new signs come up."),
        act_if="",
    ),
}
"""Not yet translated: see `of`."""


def of(urgency: Urgency) -> UrgencyLabels:
    """An urgency's labels in the reader's language."""
    return UrgencyLabels(*(_(text) if text else "" for text in URGENCIES[urgency]))


def call_alone() -> str:
    """What to do in an emergency where minutes count: never to go by car."""
    return _("Call the emergency number right now. Stay where you are until help comes. Don’t go by car.")


def emergency_number_words() -> tuple[str, ...]:
    """The words by which texts mean the number to call in an emergency; on a page, that number takes their place."""
    return tuple(_("the emergency number|your emergency number|your local emergency number").split("|"))


def quoted(answer: str) -> str:
    """An answer in the words of the page."""
    return _("“%(answer)s”") % {"answer": answer}


def _limits(question: Question) -> str:
    """The limits of a number: `0 to 10`; in several units `0 days to 100 years`, `0 inches to 12 inches (30 cm)`."""
    number = question.number
    if number is None:
        return ""
    if not number.unit_choice:
        return number.limits_text
    value, unit = min((converted(number.maximum, number.unit, unit), unit) for unit in same_kind(number.unit))
    most = value.to_integral_value(ROUND_FLOOR) if unit is not number.unit else value
    limits = _("%(least)s to %(most)s") % {
        "least": _measure(number.minimum, number.unit),
        "most": _measure(most, unit),
    }
    if unit is not number.unit:
        return limits
    others = (other for other in same_kind(unit) if other is not unit)
    same = (_measure(converted(most, unit, other).to_integral_value(ROUND_FLOOR), other) for other in others)
    return f"{limits} ({', '.join(same)})"


def _measure(value: Decimal, unit: Unit) -> str:
    return f"{number_text(value)} {unit.after(value)}"


def problem(question: Question, problem: Problem) -> str:
    """What is wrong with an answer, as an instruction to the patient."""
    limits = _limits(question)
    if problem is Problem.MISSING and units(question):
        return _("Enter a number, then choose %(units)s.") % {"units": either(units(question).values())}
    if problem is Problem.MISSING:
        return {
            Kind.SINGLE: _("Choose one answer."),
            Kind.MULTI: _("Tick all that apply. If nothing applies, tick the last answer."),
            Kind.NUMBER: _("Enter a number from %(limits)s.") % {"limits": limits},
        }[question.kind]
    return {
        Problem.UNKNOWN_CHOICE: _("That is not one of the answers. Choose from the list."),
        Problem.TOO_MANY: _("That is more than one answer. Give just one."),
        Problem.EXCLUSIVE: _("You can’t tick “None of these” together with another answer. Clear one or the other."),
        Problem.NOT_A_NUMBER: _("That is not a number. Enter one from %(limits)s, in digits.") % {"limits": limits},
        Problem.OTHER_UNIT: _other_unit(question),
        Problem.OUT_OF_LIMITS: _("That number can’t be right. Enter a number from %(limits)s.") % {"limits": limits},
        Problem.TOO_PRECISE: _precision(question),
    }[problem]


def _precision(question: Question) -> str:
    if question.number is not None and question.number.decimals:
        digits = question.number.decimals
        return ngettext(
            "Enter at most %(digits)s digit after the point.",
            "Enter at most %(digits)s digits after the point.",
            digits,
        ) % {"digits": digits}
    return _("Enter a whole number, such as 7.")


def _other_unit(question: Question) -> str:
    if question.number is None:
        return ""
    if question.number.unit_choice:
        units = [unit.value for unit in same_kind(question.number.unit)]
        names = {"units": ", ".join(units[:-1]), "last": units[-1]}
        return _("Enter a number, and its unit if you like: %(units)s or %(last)s.") % names
    if question.number.unit is Unit.OF_TEN:
        return _("Enter only a number from %(limits)s.") % {"limits": question.number.limits_text}
    return _("Enter only the number of %(unit)s.") % {"unit": question.number.unit.value}


def units(question: Question) -> dict[Unit, str]:
    """The units that its number can be typed in, as a list beside it shows them; none where there is no choice."""
    if question.number is None or not question.number.unit_choice:
        return {}
    names = {
        Unit.DAYS: _("days"),
        Unit.WEEKS: _("weeks"),
        Unit.MONTHS: _("months"),
        Unit.YEARS: _("years"),
        Unit.INCHES: _("inches"),
        Unit.CENTIMETERS: _("centimeters"),
    }
    return {unit: names.get(unit, unit.value) for unit in same_kind(question.number.unit)}


def unit_missing(question: Question) -> str:
    """What to do about a number without a unit, where it could be in several."""
    return _("Choose %(units)s.") % {"units": either(units(question).values())}


def either(words: Iterable[str]) -> str:
    """A list of which one is meant: `days, weeks, months or years`."""
    *others, last = words
    return _("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last} if others else last


def only_if(protocol: Protocol, ways: Sequence[Alternative]) -> str:
    """When to answer a question that hangs on the answers above it on the same page; empty where it hangs on none."""
    if not ways:
        return ""
    question = protocol.question_by_key[ways[0][0].question]
    if len(ways) == len(ways[0]) == 1 and question.kind is Kind.SINGLE:
        others = [choice.text for choice in question.choices if choice.key not in ways[0][0].choices]
        if len(others) <= len(ways[0][0].choices):
            return _("Skip this if you chose %(answers)s.") % {"answers": either(map(quoted, others))}
    conditions = (_(" and ").join(_chosen(protocol, condition) for condition in way) for way in ways)
    return _("Answer this only if %(conditions)s.") % {"conditions": _(", or if ").join(conditions)}


def _chosen(protocol: Protocol, condition: Condition) -> str:
    question = protocol.question_by_key[condition.question]
    if condition.threshold is not None:
        compared = {"question": question.short, "comparison": condition.comparison.words}
        compared["number"] = protocol.threshold_by_key[condition.threshold].text
        return _("“%(question)s” is %(comparison)s %(number)s") % compared
    chosen = either(quoted(choice.text) for choice in question.choices if choice.key in condition.choices)
    return (_("you ticked %s") if question.kind is Kind.MULTI else _("you chose %s")) % chosen


WHO = ("", "child", "other")
"""Whom the answers are about: who gives them, a child, or somebody else. As the cookie has it."""


def whom() -> list[tuple[str, str]]:
    """Each of WHO, as the start page offers it."""
    return list(zip(WHO, (_("Myself"), _("A child"), _("Someone else")), strict=True))


def answer_for(who: str) -> str:
    """Whom "you" means on the pages, where it is not who reads them."""
    if not who:
        return ""
    return {
        "child": _("Answer for the child: “you” means the child."),
        "other": _("Answer for the person you help: “you” means that person."),
    }.get(who, "")


def about(who: str) -> str:
    """On the result: whom "you" means, where it is not who reads it."""
    return {
        "child": _("On this page, “you” means the child."),
        "other": _("On this page, “you” means the person you help."),
    }.get(who, "")


def answered_by(who: str) -> str:
    """For a clinician: who gave the answers, and that nobody has examined the patient."""
    answered = {
        "child": _("An adult answered for a child."),
        "other": _("Someone else answered for the patient."),
    }.get(who, _("The patient gave these answers."))
    return f"{answered} {_('Nobody has examined the patient.')}"


def notice(name: str) -> str:
    """A message at the top of the start page; empty for an unknown name."""
    return {
        "deleted": _("Your answers are deleted. You can start again whenever you like."),
        "withdrawn": _("We have changed these questions to keep you safe. Please start again, it is quick."),
        "fresh": _("We could not read your earlier answers. They were too old or not complete. Please start again."),
    }.get(name, "")
