"""The interface's texts for what the engine says in keys: urgencies, faults of an answer, units. Translatable."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from triage.engine.parts.errors import Problem
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.threshold import Unit, same_kind
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
    look_again: str
    """When to answer the questions again."""
    act_if: str
    """The heading over the answers that would mean this urgency."""


URGENCIES = {
    Urgency.EMERGENCY: UrgencyLabels(
        word=gettext_noop("Emergency"),
        within=gettext_noop("Emergency: now"),
        title=gettext_noop("Get emergency help now"),
        what_to_do=gettext_noop("Call the emergency number, or go to an emergency department, right now."),
        look_again=gettext_noop("Do not wait to check again. Get help first."),
        act_if=gettext_noop("Get emergency help if"),
    ),
    Urgency.URGENT: UrgencyLabels(
        word=gettext_noop("Urgent"),
        within=gettext_noop("Urgent: within 24 hours"),
        title=gettext_noop("Be seen by a clinician today"),
        what_to_do=gettext_noop("See a clinician within 24 hours. Do not wait for it to pass."),
        look_again=gettext_noop("If you can't be seen today, go to an emergency department."),
        act_if=gettext_noop("Be seen the same day if"),
    ),
    Urgency.SOON: UrgencyLabels(
        word=gettext_noop("Soon"),
        within=gettext_noop("Soon: within days to two weeks"),
        title=gettext_noop("Book a visit with a clinician"),
        what_to_do=gettext_noop(
            "See a clinician or a physical therapist within days, and within two weeks at the latest."
        ),
        look_again=gettext_noop("Answer the questions again tomorrow, and each time something changes."),
        act_if=gettext_noop("Book a visit if"),
    ),
    Urgency.SELF_CARE: UrgencyLabels(
        word=gettext_noop("Self-care"),
        within=gettext_noop("Self-care at home"),
        title=gettext_noop("You can look after this at home"),
        what_to_do=gettext_noop("Your answers show no sign that needs a visit now. Here is how to care for your leg."),
        look_again=gettext_noop("Answer the questions again tomorrow, and at once if it gets worse."),
        act_if=gettext_noop("Look after it at home if"),
    ),
}
"""Not yet translated: see `of`."""


def of(urgency: Urgency) -> UrgencyLabels:
    """An urgency's labels in the reader's language."""
    return UrgencyLabels(*map(_, URGENCIES[urgency]))


def quoted(answer: str) -> str:
    """An answer in the words of the page."""
    return _("“%(answer)s”") % {"answer": answer}


def or_more(number: str) -> str:
    """A number and all above it: `7 of 10 or more`."""
    return _("%(number)s or more") % {"number": number}


def or_less(number: str) -> str:
    """A number and all below it: `15 years or less`."""
    return _("%(number)s or less") % {"number": number}


def on_its_own(urgency: Urgency) -> str:
    """How much a reason milder than the result weighs."""
    return _("On its own: %(urgency)s.") % {"urgency": of(urgency).within}


def decides(answers: int) -> str:
    """What it means that so many answers decided the urgency."""
    return ngettext(
        "This answer alone decides it. Keep it, and nothing else you change makes it milder.",
        "These answers alone decide it. Keep them, and nothing else you change makes it milder.",
        answers,
    )


def _limits(question: Question) -> str:
    """The limits of a number; of a length with its unit, as there are two."""
    if question.number is None:
        return ""
    unit = question.number.unit
    return f"{question.number.limits_text} {unit.value}" if unit in unit_names() else question.number.limits_text


def problem(question: Question, problem: Problem) -> str:
    """What is wrong with an answer, as an instruction to the patient."""
    limits = _limits(question)
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
        Problem.OUT_OF_LIMITS: _("That number can't be right. Enter a number from %(limits)s.") % {"limits": limits},
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


def unit_names() -> dict[Unit, str]:
    """The units that a length can be typed in."""
    return {Unit.INCHES: _("inches"), Unit.CENTIMETERS: _("centimeters")}


def notice(name: str) -> str:
    """A message at the top of the start page; empty for an unknown name."""
    return {
        "deleted": _("Your answers are deleted. You can start again whenever you like."),
        "withdrawn": _("We have changed these questions to keep you safe. Please start again, it is quick."),
        "fresh": _("We could not read your earlier answers. They were too old or not complete. Please start again."),
    }.get(name, "")
