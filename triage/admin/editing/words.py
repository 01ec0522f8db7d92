"""The engine's words as clinicians read them in forms."""

from django.utils.translation import gettext_lazy as _

from triage import labels
from triage.engine.parts.condition import Comparison
from triage.engine.parts.question import AskMode, Derive, Kind, Worse
from triage.engine.parts.rule import AdviceKind, Harm

URGENCIES = [(urgency.value, _(texts.within)) for urgency, texts in labels.URGENCIES.items()]
COMPARISONS = [
    (Comparison.ANY_OF.value, _("is any of these answers")),
    (Comparison.AT_LEAST.value, _("is at least")),
    (Comparison.ABOVE.value, _("is more than")),
    (Comparison.AT_MOST.value, _("is at most")),
    (Comparison.BELOW.value, _("is less than")),
]
KINDS = [
    (Kind.SINGLE.value, _("one answer of a list")),
    (Kind.MULTI.value, _("any number of ticks")),
    (Kind.NUMBER.value, _("a number")),
]
ASK_MODES = [
    (AskMode.ALL.value, _("all conditions below hold")),
    (AskMode.ANY.value, _("any condition below holds")),
]
WORSE = [
    (Worse.NEITHER.value, _("neither way")),
    (Worse.HIGHER.value, _("the number is higher")),
    (Worse.LOWER.value, _("the number is lower")),
]
DERIVES = [
    ("", _("it is asked")),
    (Derive.LEAST.value, _("the smaller of two answers")),
    (Derive.APART.value, _("how far two answers lie apart")),
]
HARMS = [
    (Harm.CATASTROPHIC.value, _("catastrophic: death, or many harmed")),
    (Harm.MAJOR.value, _("major: lasting harm to one life")),
    (Harm.CONSIDERABLE.value, _("considerable: harm that takes long to heal")),
    (Harm.SIGNIFICANT.value, _("significant: harm that heals")),
    (Harm.MINOR.value, _("minor: a nuisance")),
]
ADVICE_KINDS = [
    (AdviceKind.DO.value, _("to do")),
    (AdviceKind.AVOID.value, _("not to do")),
]

CHOICES = {
    "urgency": URGENCIES,
    "at_least": URGENCIES,
    "expected": URGENCIES,
    "lowest_safe": URGENCIES,
    "ask_mode": ASK_MODES,
    "worse": WORSE,
    "derive": DERIVES,
    "harm": HARMS,
}
"""By the name of the field. `kind` means something else in a question than in advice: their forms say it."""
