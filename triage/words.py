"""The interface's words for patients: what the engine says in keys is said here in sentences, translatable."""

from django.utils.translation import gettext as _

from triage.engine.errors import Problem
from triage.engine.question import Kind, Question
from triage.engine.threshold import Unit
from triage.engine.urgency import Urgency


def urgency_title(urgency: Urgency) -> str:
    """The headline of a result."""
    return {
        Urgency.EMERGENCY: _("Get emergency help now"),
        Urgency.URGENT: _("Be seen by a clinician today"),
        Urgency.SOON: _("Book a visit with a clinician"),
        Urgency.SELF_CARE: _("You can look after this at home"),
    }[urgency]


def expected_urgency(urgency: Urgency) -> str:
    """An urgency in a few words, for a table."""
    return {
        Urgency.EMERGENCY: _("Emergency"),
        Urgency.URGENT: _("Today"),
        Urgency.SOON: _("Soon"),
        Urgency.SELF_CARE: _("Self-care"),
    }[urgency]


def all_cases() -> str:
    """The last line of a table."""
    return _("All")


def what_to_do(urgency: Urgency) -> str:
    """What to do now, and by when."""
    return {
        Urgency.EMERGENCY: _("Call the emergency number, or go to an emergency department, right now."),
        Urgency.URGENT: _("See a clinician within 24 hours. Do not wait for it to pass."),
        Urgency.SOON: _("See a clinician or a physical therapist within days, and within two weeks at the latest."),
        Urgency.SELF_CARE: _("Your answers show no sign that needs a visit now. Here is how to care for your leg."),
    }[urgency]


def look_again(urgency: Urgency) -> str:
    """When to look again."""
    return {
        Urgency.EMERGENCY: _("Do not wait to look again. Get help first."),
        Urgency.URGENT: _("If you can't be seen today, go to an emergency department."),
        Urgency.SOON: _("Answer the questions again tomorrow, and each time something changes."),
        Urgency.SELF_CARE: _("Answer the questions again tomorrow, and at once if it gets worse."),
    }[urgency]


def if_changed(short: str, answer: str, urgency: Urgency) -> str:
    """What one other answer would mean."""
    then = {
        Urgency.EMERGENCY: _("get emergency help"),
        Urgency.URGENT: _("be seen the same day"),
        Urgency.SOON: _("book a visit"),
        Urgency.SELF_CARE: _("look after it at home"),
    }[urgency]
    return _("%(short)s – “%(answer)s”: %(then)s.") % {"short": short, "answer": answer, "then": then}


def problem(question: Question, problem: Problem) -> str:
    """What is wrong with an answer, as an instruction to the patient."""
    limits = question.number.limits_text if question.number else ""
    if problem is Problem.MISSING:
        return {
            Kind.SINGLE: _("Choose one answer."),
            Kind.MULTI: _("Tick all that apply. If nothing applies, tick the last answer."),
            Kind.NUMBER: _("Enter a number from %(limits)s.") % {"limits": limits},
        }[question.kind]
    return {
        Problem.UNKNOWN_CHOICE: _("That is not one of the answers. Choose from the list."),
        Problem.TOO_MANY: _("That is more than one answer. Give just one."),
        Problem.EXCLUSIVE: _("“None of these” can't stand with another tick. Clear one or the other."),
        Problem.NOT_A_NUMBER: _("That is not a number. Enter one from %(limits)s, in digits.") % {"limits": limits},
        Problem.OUT_OF_LIMITS: _("That number can't be right. Enter a number from %(limits)s.") % {"limits": limits},
        Problem.TOO_PRECISE: _precision(question),
    }[problem]


def _precision(question: Question) -> str:
    if question.number is not None and question.number.decimals:
        return _("Enter at most %(digits)s digit after the point.") % {"digits": question.number.decimals}
    return _("Enter a whole number, such as 7.")


def unit_name(unit: Unit) -> str:
    """A unit in full, for a choice of units."""
    return {Unit.INCHES: _("inches"), Unit.CENTIMETERS: _("centimeters")}.get(unit, unit.value)


def notice(name: str) -> str:
    """A kind word on the start page; nothing for a name that is not ours."""
    return {
        "deleted": _("Your answers are deleted. You can start again whenever you like."),
        "fresh": _("We could not read your earlier answers. They were too old or not whole. Please start again."),
    }.get(name, "")
