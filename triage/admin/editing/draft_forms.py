"""The forms of a draft's pages, and what their fields offer to choose from."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.db.models import CharField, DecimalField, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from calfsite.lib.edit_conflict import Edit, EditForm
from triage import labels
from triage.engine.parts.condition import Comparison, Mode
from triage.engine.parts.errors import AnswerError, Problem
from triage.engine.parts.question import Derive, Kind, Number, Section, Stage, Worse
from triage.engine.parts.rule import AdviceKind, Harm
from triage.engine.parts.threshold import Unit, number_text
from triage.engine.run import typed_numbers
from triage.models import Advice, ArticleLink, Choice, Condition, Criterion, ProtocolVersion, Question, Threshold
from triage.models.content import VersionContent
from triage.models.rules import OWNERS
from triage.versions import editing

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
    (Mode.ALL.value, _("all conditions below hold")),
    (Mode.ANY.value, _("any condition below holds")),
]
STAGES = [
    (Stage.CHECK.value, _("the check: it bears on the urgency")),
    (Stage.PLAN.value, _("the plan: asked after the result, for the exercises at home")),
]
SECTIONS = [
    (Section.STORY.value, _("how it began and went on")),
    (Section.FINDINGS.value, _("what is found now")),
    (Section.HISTORY.value, _("illnesses, risks and medicines")),
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
    (AdviceKind.PLAN.value, _("a step of the exercises at home")),
    (AdviceKind.AGAIN.value, _("when to look again")),
    (AdviceKind.NO_PLAN.value, _("no exercises at home, and why")),
]
ADVICE_SIGNS = {
    AdviceKind.DO: "✓",
    AdviceKind.AVOID: "✗",
    AdviceKind.PLAN: "→",
    AdviceKind.AGAIN: "↻",
    AdviceKind.NO_PLAN: "⊘",
}

CHOICES_OF_FIELD: Final = {
    "urgency": URGENCIES,
    "at_least": URGENCIES,
    "expected": URGENCIES,
    "lowest_safe": URGENCIES,
    "ask_mode": ASK_MODES,
    "mode": ASK_MODES,
    "stage": STAGES,
    "section": SECTIONS,
    "up_to": [("", _("at any urgency")), *URGENCIES],
    "worse": WORSE,
    "derive": DERIVES,
    "harm": HARMS,
}
"""By the name of the field. `kind` means something else in a question than in advice: their forms say it."""


_EDITABLE: Final = Number(Decimal(-999_999), Decimal(999_999), Unit.SECONDS, decimals=2)
"""What a column of a number holds; the unit has a field of its own."""


class ExactNumber(forms.DecimalField):
    """A number as people type it, kept exactly as it was meant: `4.25`, `4,25`, `4 1/2`, `4½`."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "class": "number"}

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError for a number that two decimals can't say, such as `1/3`."""
        if value in self.empty_values:
            return None
        try:
            return typed_numbers.read(_EDITABLE, typed_numbers.tidy(str(value)))
        except AnswerError as error:
            if error.problem is Problem.TOO_PRECISE:
                raise forms.ValidationError(_("Enter at most two digits after the point, such as 4.25.")) from None
            raise forms.ValidationError(_("Enter a number, such as 4.25 or 4 1/2.")) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Not where only its form differs: 7.00 and 7."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True


class OneLine(forms.Textarea):
    """A text of one line, in a box that grows with it, so that it can be read whole."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"rows": 1, "class": "one-line", **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """On one line, whatever was pasted."""
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.split()) if isinstance(value, str) else value


OVERRIDES: Final[Any] = {DecimalField: {"form_class": ExactNumber}, CharField: {"widget": OneLine}}
"""How the desk edits a column."""


class DraftForm(EditForm):
    """A form that saves into a draft. The admin makes a class of it for each page, with the draft."""

    draft: ClassVar[ProtocolVersion]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_choices(self)

    def saved_revision(self) -> int:
        return self.draft.revision

    def edits_since(self, revision: int) -> Sequence[Edit]:
        return editing.edits_since(self.draft, revision)


class PartForm(DraftForm):
    """A part with a key, which is made from its words once, and a place among its kind."""

    place = forms.IntegerField(label=_("Place"), min_value=1, help_text=_("1 is the first. The others move down."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.version = self.draft
        self.initial["place"] = editing.place_of(self.instance)


class DraftParts:
    """The parts of one version to choose from, read once: as lists, and as choices of a form."""

    def __init__(self, version: ProtocolVersion | None) -> None:
        self.version = version

    @classmethod
    def of(cls, version: ProtocolVersion | None) -> "DraftParts":
        """Those of a row object, which each request reads anew: the forms of a page share them."""
        if version is None:
            return cls(None)
        found: DraftParts = vars(version).setdefault("_parts_to_choose", cls(version))
        return found

    @cached_property
    def questions(self) -> list[Question]:
        """In order, each with its choices."""
        return list(Question.objects.filter(version=self.version).order_by("order").prefetch_related("choices"))

    @cached_property
    def question_choices(self) -> list[tuple[object, str]]:
        """Numbered as patients meet them."""
        return [("", "–"), *((q.pk, f"{number}. {q.short}") for number, q in enumerate(self.questions, 1))]

    @cached_property
    def threshold_choices(self) -> list[tuple[object, str]]:
        thresholds = Threshold.objects.filter(version=self.version).order_by("order")
        return [("", "–"), *((t.pk, f"{t.label}: {t.in_words}") for t in thresholds)]

    @cached_property
    def grouped_choices(self) -> list[tuple[str, list[tuple[object, str]]]]:
        return [(q.short, [(c.pk, c.text) for c in q.choices.all()]) for q in self.questions if q.kind != "number"]

    @cached_property
    def advice_choices(self) -> list[tuple[object, str]]:
        """Each with the sign of its kind."""
        advice = Advice.objects.filter(version=self.version).order_by("order")
        return [("", "–"), *((a.pk, f"{ADVICE_SIGNS[AdviceKind(a.kind)]} {a.text}") for a in advice)]

    @cached_property
    def criteria(self) -> list[Criterion]:
        """In order: each may build on those before it."""
        return list(Criterion.objects.filter(version=self.version).order_by("order"))

    def criteria_before(self, owner: Any) -> list[Criterion]:
        """Those that conditions of this part can name: a criterion builds only on those before it."""
        is_saved_criterion = isinstance(owner, Criterion) and owner.pk is not None
        return [one for one in self.criteria if not is_saved_criterion or one.order < owner.order]

    @cached_property
    def article_choices(self) -> list[tuple[object, str]]:
        links = ArticleLink.objects.filter(version=self.version).order_by("order")
        return [("", "–"), *((a.pk, f"{a.text} ({a.key})") for a in links)]

    def choice_owner(self, choice: Choice) -> Question:
        """The question that a choice belongs to."""
        return next(q for q in self.questions if q.pk == choice.question_id)


def choose(field: forms.Field, rows: Any, choices: Any) -> None:
    """Have a field offer these rows with these words, without a query for each form."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
    field.queryset = rows
    field.choices = choices


def offer(form: forms.BaseForm, name: str, choices: Any) -> None:
    """Have a field of choices offer these, where the page has it."""
    field = form.fields.get(name)
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def name_choices(form: forms.ModelForm[Any]) -> None:
    """Show the engine's words as people say them, and numbers without trailing zeros."""
    for name, choices in CHOICES_OF_FIELD.items():
        offer(form, name, choices)
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.Textarea) and not isinstance(field.widget, OneLine):
            field.widget.attrs["rows"] = 3
        value = form.initial.get(name)
        if isinstance(field, forms.DecimalField) and value is not None:
            form.initial[name] = number_text(value)


def articles(quoting: str = "") -> list[tuple[str, str]]:
    """Address (slug) and title of every article; or of those that quote this: `threshold:calf.severe_pain`.

    The triage does not know the app that keeps them: settings name two functions of it.
    """
    if quoting:
        return list(import_string(settings.TRIAGE_ARTICLES["quoting"])(quoting))
    return list(import_string(settings.TRIAGE_ARTICLES["all"])())


def keys_taken(part: VersionContent) -> Iterable[str]:
    """The keys of its kind in its version."""
    return type(part)._default_manager.filter(version_id=part.version_id).values_list("key", flat=True)


def owner_name(condition: Condition) -> str:
    """What the condition belongs to, by kind and name: `question “Heel raise”`."""
    owner = next(filter(None, (getattr(condition, name) for name in OWNERS)), None)
    return owner.called if owner is not None else ""


def owners(conditions: QuerySet[Condition]) -> list[str]:
    """What these conditions belong to, each once, in alphabetical order."""
    return sorted({owner_name(one) for one in conditions.select_related(*OWNERS)})
