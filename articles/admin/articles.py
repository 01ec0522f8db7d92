"""Articles in the admin: the list, and the form of the draft with all that an editor would say about it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import cheat_sheet
from articles.admin.filters import ReviewFilter, StateFilter
from articles.admin.forms import ArticleForm
from articles.admin.pages import may_publish, publishers, signed_in
from articles.admin.preview import PreviewPage
from articles.admin.publish_pages import PublishPages
from articles.admin.version_pages import VersionPages
from articles.editorial.report import report
from articles.models import Article
from articles.publishing import versions, workflow


@admin.register(Article)
class ArticleAdmin(PreviewPage, PublishPages, VersionPages):
    """Articles: a draft is written in Markdown and looked at as patients will see it, then published with a reason."""

    form = ArticleForm
    change_form_template = "admin/articles/article/draft_form.html"
    list_display = ("title", "topic", "state", "live__reviewed_on", "review_state")
    list_filter = (StateFilter, ReviewFilter, "topic")
    list_select_related = ("topic", "live")
    search_fields = ("title", "summary", "body", "sources", "facts")
    prepopulated_fields = {"slug": ("title",)}
    actions = None

    class Media:
        css = {"all": ["css/admin-articles.css", "css/admin-differences.css", "css/admin-markdown-help.css"]}

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The form's parts, each with the effect of what is set there."""
        return [
            (None, {"fields": ["title", "slug", "topic", "summary"]}),
            (_("Text"), {"fields": ["body"], "description": lazy(_markdown_help, str)()}),
            (_("Sources"), {"fields": ["sources", "facts"]}),
            (
                _("Review"),
                {
                    "fields": ["reviewer", "reviewed_on", "review_due"],
                    "description": _("Patients see these at the foot of the page. To publish, fill in all three."),
                },
            ),
            (_("Place and language"), {"fields": ["related", "order", "language"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Every article with what patients read of it."""
        return super().get_queryset(request).select_related("topic", "live")

    @admin.display(description=_("patients read"))
    def state(self, article: Article) -> str:
        """What patients read of it."""
        if article.published is None:
            return gettext("nothing yet")
        return gettext("an earlier text than the draft") if article.is_changed else gettext("the draft’s text")

    @admin.display(description=_("next review due"), ordering="live__review_due")
    def review_state(self, article: Article) -> str:
        """The day of the next review of what patients read, and a word when it has passed."""
        live = article.published
        day = date_format(live.review_due) if live and live.review_due else ""
        return gettext("%(day)s, overdue") % {"day": day} if live and live.is_overdue else day

    def view_on_site(self, obj: Article) -> str:
        """The public page; an article that is not published opens there for staff only."""
        return (obj.published or obj).get_absolute_url()

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        """Save the draft; patients see nothing of it. A save without a change leaves no trace in the history."""
        if form.has_changed() or not change:
            workflow.save_draft(obj, by=signed_in(request))

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """After “Save and publish …” lead to the page for that."""
        response = super().response_change(request, obj)
        return self._to_publishing(obj) if "_publish" in request.POST else response

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        """After “Save and publish …” lead to the page for that."""
        response = super().response_add(request, obj, post_url_continue)
        return self._to_publishing(obj) if "_publish" in request.POST else response

    def _to_publishing(self, article: Article) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:articles_article_publish", args=[article.pk]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Add what an editor would say about the saved draft, and who may publish it."""
        article: Article | None = kwargs.get("obj")
        context |= {"may_publish": may_publish(request), "publishers": publishers()}
        if article and article.pk:
            saved = self.get_queryset(request).get(pk=article.pk)  # the form may have written on its own copy
            context |= {"saved": saved, "report": report(saved), "published": versions.published(saved)[:1]}
        return super().render_change_form(request, context, *args, **kwargs)


def _markdown_help() -> str:
    """The help beside the text; it asks the database, so it is made only where it is shown."""
    return render_to_string("admin/articles/article/markdown_help.html", cheat_sheet.context())
