"""Texts of a draft: advice, links to articles, and the words of the version itself."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calfsite.lib import illustrations
from calfsite.lib.names import first_words
from triage.admin.editing.conditions import ConditionInline
from triage.admin.editing.draft_admin import DraftAdmin
from triage.admin.editing.draft_forms import ADVICE_KINDS, DraftForm, DraftParts, PartForm, articles, choose, offer
from triage.admin.editing.inlines import RowInline
from triage.admin.editing.part_admin import PartAdmin
from triage.admin.editing.rules import AdviceForm, AdviceFormSet
from triage.engine import sentences
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Finding
from triage.models import Advice, ArticleLink, DefaultAdvice, ProtocolVersion, VersionTexts


class AdviceTextForm(PartForm):
    """One thing to do, or not to do."""

    picture = forms.ChoiceField(label=gettext_lazy("Illustration"), required=False)

    class Meta:
        model = Advice
        fields = ["kind", "text", "picture", "everyone", "up_to"]
        help_texts = {
            "everyone": gettext_lazy("Of those whom the conditions below fit."),
            "up_to": gettext_lazy("The most urgent result that still says it: nobody exercises in an emergency."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", ADVICE_KINDS)
        pictures = [found for name in illustrations.names() if (found := illustrations.picture(name)) is not None]
        offer(self, "picture", [("", "–"), *((found.name, found.title) for found in pictures)])


class AdviceWhenInline(ConditionInline):
    """Whom a piece of advice fits."""

    fk_name = "advice"
    verbose_name_plural = gettext_lazy("Only when all of these hold: always, if there is no condition")


@admin.register(Advice)
class AdviceAdmin(PartAdmin):
    """One piece of advice."""

    form = AdviceTextForm
    fieldsets = [
        (None, {"fields": ["kind", "text", "picture", "place"]}),
        (gettext_lazy("Who is told"), {"fields": ["everyone", "up_to"]}),
    ]
    inlines = [AdviceWhenInline]

    def sentence(self, content: Protocol, obj: Advice) -> str:
        """By which rules it is given, and to whom of those whom they tell."""
        advice = content.advice_by_key[obj.key]
        users = _findings(content, lambda finding: obj.key in finding.advice)
        if advice.everyone:
            said = [_("Given to everybody.")]
        else:
            said = [_("Given by: %(rules)s.") % {"rules": users} if users else _("No rule gives it yet.")]
        if advice.when:
            when = sentences.conditions_text(content, advice.when)
            said.append(_("Only when %(conditions)s.") % {"conditions": when})
        if advice.up_to is not None:
            said.append(_("Not beside a result above %(urgency)s.") % {"urgency": advice.up_to.word})
        return " ".join(said)


def _findings(content: Protocol, wanted: Callable[[Finding], bool]) -> str:
    """Those that are wanted, by what they tell patients."""
    return ", ".join(f"“{first_words(finding.because)}”" for _key, finding in content.findings() if wanted(finding))


class ArticleLinkForm(PartForm):
    """A link's words; for a new one, the article."""

    article = forms.ChoiceField(label=gettext_lazy("Article"))

    class Meta:
        model = ArticleLink
        fields = ["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:  # its key is the article's address, which never changes
            del self.fields["article"]
            return
        known = set(ArticleLink.objects.filter(version=self.draft).values_list("key", flat=True))
        offer(self, "article", [("", "–"), *(a for a in articles() if a[0] not in known)])


@admin.register(ArticleLink)
class ArticleLinkAdmin(PartAdmin):
    """A link to an article."""

    form = ArticleLinkForm
    form_only_fields = ("place", "article")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The article is chosen once."""
        return ["text", "place"] if obj is not None else ["article", "text", "place"]

    def key_for(self, obj: Any, form: PartForm) -> str:
        return str(form.cleaned_data["article"])

    def sentence(self, content: Protocol, obj: ArticleLink) -> str:
        where = _findings(content, lambda finding: finding.article == obj.key) or _("no rule yet")
        return _("Leads to /articles/%(slug)s/. Linked by: %(rules)s.") % {"slug": obj.key, "rules": where}


class DefaultAdviceInline(RowInline):
    """What patients who are not covered by any rule are told to do."""

    model = DefaultAdvice
    form = AdviceForm
    formset = AdviceFormSet
    fk_name = "protocolversion"
    fields = ["advice", "order"]
    verbose_name = gettext_lazy("piece of advice")
    verbose_name_plural = gettext_lazy("Advice when no rule holds, in order")


class TextsForm(DraftForm):
    """The words of the version itself."""

    default_article = forms.ModelChoiceField(
        ArticleLink.objects.none(), label=gettext_lazy("Article when no rule holds"), required=False
    )

    class Meta:
        model = VersionTexts
        fields = ["title", "summary", "intro", "default_because", "default_source", "default_article"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        links = ArticleLink.objects.filter(version=self.draft)
        choose(self.fields["default_article"], links, DraftParts.of(self.draft).article_choices)


@admin.register(VersionTexts)
class VersionTextsAdmin(DraftAdmin):
    """The texts of a version."""

    form = TextsForm
    inlines = [DefaultAdviceInline]

    readonly_fields = ["takes_the_place_of"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Which triages it replaces is part of a release: said where there are any."""
        replaces = ["takes_the_place_of"] if obj is not None and obj.replaces else []
        return [*TextsForm.Meta.fields, *replaces]

    @admin.display(description=gettext_lazy("takes the place of"))
    def takes_the_place_of(self, version: ProtocolVersion) -> str:
        return ", ".join(version.replaces)

    def title_of(self, obj: Any) -> str:
        return _("Texts")

    def draft_of(self, request: HttpRequest, obj: Any = None) -> ProtocolVersion | None:
        """The version is its own draft."""
        return obj if isinstance(obj, ProtocolVersion) else None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("protocol")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version begins as a copy, or as an import."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A draft is discarded on its own page."""
        return False

    def save_part(self, obj: Any, form: Any, *, change: bool) -> None:
        """Only its texts: the revision is a column of the same row."""
        obj.save(update_fields=TextsForm.Meta.fields)

    def named(self, obj: Any) -> str:
        return "texts"

    def anchor(self, obj: Any) -> str:
        return "texts"
