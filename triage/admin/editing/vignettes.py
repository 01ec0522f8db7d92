"""Worked cases of a draft: a story, and its answers chosen from the version's own questions."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage import labels
from triage.admin.editing.draft_forms import PartForm
from triage.admin.editing.part_admin import PartAdmin
from triage.engine.parts import placeholders
from triage.engine.parts.errors import AnswerError, ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.urgency import Urgency
from triage.engine.run import answers
from triage.engine.run.assess import assess
from triage.models import ProtocolVersion, Vignette
from triage.versions import drafts

LEFT_EMPTY = "__left_empty__"  # no key has such a form


class VignetteForm(PartForm):
    """A worked case. The fields of its answers come with the draft's questions."""

    questions: ClassVar[tuple[Question, ...]] = ()

    class Meta:
        model = Vignette
        fields = ["story", "expected", "lowest_safe", "source", "by_others"]
        help_texts = {
            "by_others": gettext_lazy("Counted in a line of its own where patients read how well this works."),
            "lowest_safe": gettext_lazy("The mildest urgency that would still have been safe."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = _given(self.instance)
        for question in self.questions:
            name = field_name(question)
            self.initial[name] = _initial(question, given.get(question.key))

    def clean(self) -> dict[str, Any]:
        """Every answer must be one that the question accepts."""
        found = super().clean()
        if self.questions:  # none are known while the draft is inconsistent: the answers stay as they are then
            self.instance.answers = {}
        for question in self.questions:
            values = self._values(question, found)
            if values is None:
                continue
            try:
                self.instance.answers[question.key] = answers.write(answers.read(question, values))
            except AnswerError as error:
                self.add_error(field_name(question), labels.problem(question, error.problem))
        expected, lowest = found.get("expected"), found.get("lowest_safe")
        if expected and lowest and Urgency(lowest).level > Urgency(expected).level:
            self.add_error("lowest_safe", _("The lowest safe urgency can’t be above the expected one."))
        return found

    def _values(self, question: Question, found: dict[str, Any]) -> list[str] | None:
        """The answer as values; None for a question that the case does not answer."""
        value = found.get(field_name(question))
        if question.kind is Kind.NUMBER and question.optional and found.get(f"{field_name(question)}__empty"):
            return []
        chosen = [value] if isinstance(value, str) else list(value or ())
        if LEFT_EMPTY in chosen:
            return []
        return [one for one in chosen if one] or None


def field_name(question: Question) -> str:
    """The name of the field for this question's answer."""
    return f"answer__{question.key}"


def _initial(question: Question, values: list[str] | None) -> Any:
    if values == [] and question.kind is not Kind.NUMBER:
        return [LEFT_EMPTY] if question.kind is Kind.MULTI else LEFT_EMPTY
    if not values:
        return [] if question.kind is Kind.MULTI else ""
    return values if question.kind is Kind.MULTI else values[0]


def _field(question: Question) -> forms.Field:
    if question.number is not None:
        hint = f"{question.number.limits_text} {question.number.unit.value}"
        return forms.CharField(label=question.short, required=False, help_text=hint, max_length=40)
    offered = [(choice.key, choice.text) for choice in question.choices]
    empty = [(LEFT_EMPTY, _("(asked, and left empty)"))] if question.optional else []
    if question.kind is Kind.MULTI:
        return forms.MultipleChoiceField(
            label=question.short, required=False, choices=[*offered, *empty], widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(
        label=question.short, required=False, choices=[("", _("(the case does not say)")), *offered, *empty]
    )


def _asked(draft: ProtocolVersion | None) -> tuple[Question, ...]:
    """The questions that patients answer; none while the draft is inconsistent."""
    try:
        found = placeholders.filled(drafts.content_without_cases(draft)).questions if draft is not None else ()
    except ProtocolError:
        return ()
    return tuple(question for question in found if question.derive is None)


@admin.register(Vignette)
class VignetteAdmin(PartAdmin):
    """One worked case."""

    form = VignetteForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The case, and an answer for each question of its version."""
        case = (None, {"fields": ["story", "expected", "lowest_safe", "source", "by_others", "place"]})
        if obj is not None and not self.has_change_permission(request, obj):
            return [(None, {"fields": ["story", "answers", "expected", "lowest_safe", "source", "by_others"]})]
        names = [name for question in _asked(self.draft_of(request, obj)) for name in _names(question)]
        return [case, (_("The answers in this case"), {"fields": names})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return super().get_form(request, obj, change, **kwargs)
        questions = _asked(self.draft_of(request, obj))
        kwargs["fields"] = list(VignetteForm.Meta.fields)
        fields: dict[str, Any] = {field_name(question): _field(question) for question in questions}
        for question in questions:
            if question.optional and question.number is not None:
                label = _("%(question)s: asked, and left empty") % {"question": question.short}
                was = obj is not None and _given(obj).get(question.key) == []
                fields[f"{field_name(question)}__empty"] = forms.BooleanField(label=label, required=False, initial=was)
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (made,), {**fields, "questions": questions})

    def sentence(self, content: Protocol, obj: Vignette) -> str:
        """The urgency that this patient gets from the draft now."""
        vignette = next(v for v in content.vignettes if v.key == obj.key)
        urgency = assess(content, dict(vignette.answers)).urgency
        verdict = _("as expected") if urgency is vignette.expected else _("another urgency was expected")
        return _("The draft says: %(urgency)s (%(verdict)s).") % {"urgency": urgency.word, "verdict": verdict}


def _names(question: Question) -> list[str]:
    name = field_name(question)
    return [name, f"{name}__empty"] if question.optional and question.number is not None else [name]


def _given(vignette: Vignette) -> dict[str, Any]:
    """Its answers; none where the database was changed and holds something else."""
    return vignette.answers if isinstance(vignette.answers, dict) else {}
