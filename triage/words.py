"""The interface's words for patients: what the engine says in keys is said here in sentences, translatable."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from triage.engine.parts.errors import Problem
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency


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


def urgency_word(urgency: Urgency) -> str:
    """An urgency in a word or two, as the care cards say it."""
    return {
        Urgency.EMERGENCY: _("Emergency"),
        Urgency.URGENT: _("Urgent"),
        Urgency.SOON: _("Soon"),
        Urgency.SELF_CARE: _("Self-care"),
    }[urgency]


def within(urgency: Urgency) -> str:
    """By when to be seen, in a clinician's words."""
    return {
        Urgency.EMERGENCY: _("Emergency: now"),
        Urgency.URGENT: _("Urgent: within 24 hours"),
        Urgency.SOON: _("Soon: within days to two weeks"),
        Urgency.SELF_CARE: _("Self-care at home"),
    }[urgency]


def act_if(urgency: Urgency) -> str:
    """The heading over the answers that would mean this urgency."""
    return {
        Urgency.EMERGENCY: _("Get emergency help if"),
        Urgency.URGENT: _("Be seen the same day if"),
        Urgency.SOON: _("Book a visit if"),
        Urgency.SELF_CARE: _("Look after it at home if"),
    }[urgency]


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
    return _("On its own: %(urgency)s.") % {"urgency": within(urgency)}


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
    return unit_names().get(unit, unit.value)


def unit_names() -> dict[Unit, str]:
    """The units that a length can be typed in."""
    return {Unit.INCHES: _("inches"), Unit.CENTIMETERS: _("centimeters")}


def notice(name: str) -> str:
    """A kind word on the start page; nothing for a name that is not ours."""
    return {
        "deleted": _("Your answers are deleted. You can start again whenever you like."),
        "withdrawn": _("We have changed these questions to keep you safe. Please start again, it is quick."),
        "fresh": _("We could not read your earlier answers. They were too old or not whole. Please start again."),
    }.get(name, "")


def check(name: str) -> str:
    """One of the prover's checks, as it is announced."""
    return {
        "requirements": _("Does every requirement hold?"),
        "monotone": _("Does a worse answer ever lower the urgency?"),
        "alive": _("Can every rule, question and advice be seen?"),
        "gaps": _("For whom does no rule decide?"),
        "paths": _("Does every journey end soon enough?"),
        "vignettes": _("What are the worked cases told?"),
        "impact": _("Who is told something else than now?"),
    }.get(name, name)
