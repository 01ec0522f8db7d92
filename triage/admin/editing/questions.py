"""Questions of a draft, with their answers, and when they are asked."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage.admin.editing.conditions import ConditionInline
from triage.admin.editing.draft_forms import KINDS, DraftParts, PartForm, choose, offer, owners
from triage.admin.editing.inlines import QuickSelect, RowForm, RowInline, RowsFormSet
from triage.admin.editing.part_admin import PartAdmin
from triage.engine import sentences
from triage.engine.parts import question as engine_question
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Stage
from triage.journey.forms import GUIDE
from triage.models import Choice, Condition, Criterion, Question
from triage.versions import drafts, editing


def guides() -> list[tuple[str, str]]:
    """The guides, step by step, that a question's page can show: one template each."""
    found = sorted((settings.BASE_DIR / "templates").glob(GUIDE.format("*")))
    return [("", "–"), *((path.stem, path.stem.replace("_", " ")) for path in found)]


OF_NUMBERS = ("minimum", "maximum", "unit", "unit_choice", "decimals", "worse", "derive")
"""Fields that say something of a number alone."""


class ChoiceForm(RowForm):
    """One answer."""

    twin = forms.ModelChoiceField(
        Criterion.objects.none(),
        label=gettext_lazy("The same truth as"),
        required=False,
        help_text=gettext_lazy(
            "For a question that asks again: what is true of whoever gives this answer, by their other answers. "
            "The check before publishing proves that one slip there is caught here."
        ),
        widget=QuickSelect,
    )

    class Meta:
        model = Choice
        fields: ClassVar[list[str]] = []  # ChoiceInline says which
        help_texts = {
            "exclusive": gettext_lazy("Such as “none of these”: it can’t be combined with another tick."),
            "unsure": gettext_lazy(
                "Such as “I’m not sure” or “I have not tried”. The check before publishing proves that it is never "
                "milder than the answer that denies the problem: nobody is sent home for not knowing."
            ),
            "severity": gettext_lazy(
                "The check before publishing proves that a worse answer never lowers the urgency."
            ),
        }

    def __init__(self, *args: Any, parts: DraftParts, **kwargs: Any) -> None:
        super().__init__(*args, parts=parts, **kwargs)
        if parts.criteria:
            offered = [("", "–"), *((one.pk, one.label) for one in parts.criteria)]
            choose(self.fields["twin"], Criterion.objects.filter(version=parts.version), offered)
        else:
            del self.fields["twin"]


class ChoiceFormSet(RowsFormSet):
    """The answers of a question. Their keys are made from their words once."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """A page that was opened for a number sends no answers: some can be typed when it comes back."""
        prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
            data = data.copy()
            data.update({f"{prefix}-TOTAL_FORMS": "3", f"{prefix}-INITIAL_FORMS": "0"})
            data.update({f"{prefix}-{number}-order": str(number) for number in range(3)})
        super().__init__(data, *args, **kwargs)

    def clean(self) -> None:
        """Answers for all but numbers; and none may go that something looks at."""
        super().clean()
        if any(self.errors):
            return
        for form in self.deleted_forms:
            self._must_be_unused(form.instance)
        kind, kept = self.data.get("kind"), self.kept_forms()
        if kind == "number" and kept:
            raise ValidationError(_("A number has no answers to choose from: delete them, or choose another kind."))
        if kind != "number" and not kept:
            raise ValidationError(_("Add the answers that patients choose from."))
        if kind != "multi" and any(form.cleaned_data.get("exclusive") for form in kept):
            raise ValidationError(
                _("Only an answer to tick can exclude the others: untick “excludes every other answer”.")
            )

    @staticmethod
    def _must_be_unused(choice: Choice) -> None:
        users = owners(Condition.objects.filter(choices=choice))
        if users:
            raise ValidationError(
                _("“%(answer)s” can’t be deleted: %(owners)s look at it. Change them first.")
                % {"answer": choice.text, "owners": ", ".join(users)}
            )

    def save_new(self, form: Any, commit: bool = True) -> Any:
        taken = set(Choice.objects.filter(question=self.instance).values_list("key", flat=True))
        form.instance.key = editing.new_key(form.cleaned_data["text"], taken, "answer")
        return super().save_new(form, commit=commit)


class ChoiceInline(RowInline):
    """The answers."""

    model = Choice
    form = ChoiceForm
    formset = ChoiceFormSet
    verbose_name = gettext_lazy("answer")
    verbose_name_plural = gettext_lazy("Answers to choose from")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A draft without criteria has none that an answer could be the twin of."""
        twin = ["twin"] if DraftParts.of(self.desk.draft_of(request, obj)).criteria else []
        return ["text", "hint", ("exclusive", "unsure"), *twin, ("severity", "order")]


class AskWhenInline(ConditionInline):
    """When the question is asked."""

    fk_name = "asks"
    verbose_name_plural = gettext_lazy("Asked when: always, if there is no condition")


class QuestionForm(PartForm):
    """A question's words, and what it accepts."""

    guide = forms.ChoiceField(label=gettext_lazy("Guide, step by step"), required=False)
    derived_from = forms.ModelMultipleChoiceField(
        Question.objects.none(),
        label=gettext_lazy("Worked out from"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = []  # QuestionAdmin says which
        help_texts = {
            "shares_page": gettext_lazy("For two or three short questions that belong together."),
            "red_flags": gettext_lazy("The check before publishing proves that it is on the first page."),
            "unit_choice": gettext_lazy("Days as weeks, months or years; inches as centimeters."),
            "in_heading": gettext_lazy("As the age is, and not in one of its sections."),
        }
        labels = {"section": gettext_lazy("Section")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", KINDS)
        offer(self, "guide", guides())
        parts = DraftParts.of(self.draft)
        numbers = [(q.pk, q.short) for q in parts.questions if q.kind == "number" and not q.derive]
        numbers = [(pk, short) for pk, short in numbers if pk != self.instance.pk]
        if "derived_from" in self.fields:
            choose(self.fields["derived_from"], Question.objects.filter(version=self.draft), numbers)

    def clean(self) -> dict[str, Any]:
        """Numbers have limits and a unit; nothing else has, whatever it was before."""
        found = super().clean()
        if found.get("kind") == "number":
            self._number(found)
        else:
            fresh = Question()
            for name in OF_NUMBERS:
                found[name] = getattr(fresh, name)
                setattr(self.instance, name, found[name])
            found["derived_from"] = []
        return found

    def _number(self, found: dict[str, Any]) -> None:
        for name in ("minimum", "maximum"):
            if found.get(name) is None and name not in self.errors:
                self.add_error(name, _("A number needs limits. Enter one."))
        low, high = found.get("minimum"), found.get("maximum")
        if low is not None and high is not None and not low < high:
            self.add_error("maximum", _("The highest answer must be above the lowest."))
        if not found.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Choose what the number counts."))
        if bool(found.get("derive")) != (len(found.get("derived_from") or ()) == 2):  # noqa: PLR2004  of two
            self.add_error("derived_from", _("Tick two numbers for one that is worked out, and none for any other."))


@admin.register(Question)
class QuestionAdmin(PartAdmin):
    """One question."""

    form = QuestionForm
    inlines = [ChoiceInline, AskWhenInline]
    fieldsets = [
        (None, {"fields": ["text", "short", "hint", "why", "kind", "guide"]}),
        (
            gettext_lazy("Where and when it is asked"),
            {"fields": ["place", "stage", "shares_page", "red_flags", "always", "optional", "ask_mode"]},
        ),
        (gettext_lazy("In the clinician’s summary"), {"fields": ["in_heading", "section"]}),
    ]
    for_numbers: ClassVar[Any] = [
        (
            gettext_lazy("The number"),
            {"fields": ["minimum", "maximum", "unit", "unit_choice", "decimals", "worse"]},
        ),
        (gettext_lazy("If it is not asked, but worked out"), {"fields": ["derive", "derived_from"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What only a number has is there for a number: a saved one, or what has just been chosen to be one."""
        found = super().get_fieldsets(request, obj)
        if _kind(request, obj) != "number":
            return found
        return [found[0], self.for_numbers[0], *found[1:], self.for_numbers[1]]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A number has no answers to choose from. What was typed as one before it became a number is still read."""
        is_number = obj is not None and obj.kind == "number" and _kind(request, obj) == "number"
        return [AskWhenInline] if is_number else [ChoiceInline, AskWhenInline]

    def sentence(self, content: Protocol, obj: Question) -> str:
        """When it is asked, and on which page."""
        question = content.question_by_key[obj.key]
        if question.derive is not None:
            shorts = [content.question_by_key[key].short for key in question.derived_from]
            return _("Never asked: worked out from %(sources)s.") % {"sources": sentences.listed(shorts, "and")}
        shared = [_("On the page of the question before it.")] if question.shares_page else []
        return " ".join([_asked(content, question), *shared])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save; then point out answers that seem to mean "not sure" and are not marked so."""
        super().save_related(request, form, formsets, change)
        for warning in drafts.unmarked_answers(form.instance):
            messages.warning(request, warning)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = context.get("original")
        if obj is not None and not obj.derive:
            url = reverse("admin:triage_protocolversion_preview", args=[obj.version_id, obj.key])
            context["preview"] = format_html('<a href="{}">{}</a>', url, _("See the page as patients do"))
        return super().render_change_form(request, context, *args, **kwargs)


def _kind(request: HttpRequest, obj: Question | None) -> str:
    return request.POST.get("kind") or (obj.kind if obj is not None else "")


def _asked(content: Protocol, question: engine_question.Question) -> str:
    """Of whom, in a sentence."""
    conditions = sentences.ask_when_text(content, question)
    if question.stage is Stage.PLAN:
        always, when = (
            _("Asked after the result, of all who want a plan."),
            _("Asked for the plan when %(conditions)s."),
        )
    else:
        always, when = _("Asked of everybody, unless an emergency is certain before."), _("Asked when %(conditions)s.")
    return when % {"conditions": conditions} if conditions else always
