"""Articles and topics in the admin: the list, and the form of the draft with the editorial report on it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import cheat_sheet
from articles.admin.drafted import DraftedAdmin
from articles.admin.forms import ArticleForm
from articles.admin.pages import may_publish, publishers, signed_in
from articles.admin.publish_pages import PreviewPage, PublishPages
from articles.admin.version_pages import VersionPages
from articles.editorial.report import report
from articles.models import Article, Topic
from articles.publishing import checksums, dates, versions, workflow
from calfsite.lib.edit_conflict import typed_words


class StateFilter(admin.SimpleListFilter):
    """Which articles patients read, and which have a draft that they do not read yet."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [
            ("waiting", gettext("Draft not published")),
            ("public", gettext("Patients read it")),
            ("hidden", gettext("Patients don’t see it")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        groups = {
            "waiting": Q(pk__in=dates.unpublished_drafts().values("pk")),
            "public": Q(live__isnull=False),
            "hidden": Q(live=None),
        }
        return queryset.filter(groups.get(self.value() or "", Q()))


class ReviewFilter(admin.SimpleListFilter):
    """Which of the articles that patients read need a review."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [
            ("overdue", gettext("Overdue")),
            ("soon", gettext("Due within 30 days")),
            ("later", gettext("Due later")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        today = timezone.localdate()
        groups = {
            "overdue": Q(live__in=dates.overdue(today)),
            "soon": Q(live__in=dates.due_soon(today)),
            "later": Q(live__review_due__gt=today + dates.SOON),
        }
        return queryset.filter(groups.get(self.value() or "", Q()))


@admin.register(Article)
class ArticleAdmin(PreviewPage, PublishPages, VersionPages):
    """Articles: a draft is written in Markdown and previewed as patients will see it, then published with a reason."""

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
        return super().get_queryset(request).select_related("topic", "live")

    @admin.display(description=_("patients read"))
    def state(self, article: Article) -> str:
        if article.published is None:
            return gettext("nothing yet")
        return gettext("an earlier text than the draft") if article.is_changed else gettext("the draft’s text")

    @admin.display(description=_("next review due"), ordering="live__review_due")
    def review_state(self, article: Article) -> str:
        """When the next review of what patients read is due, and whether it is overdue."""
        live = article.published
        day = date_format(live.review_due) if live and live.review_due else ""
        return gettext("%(day)s, overdue") % {"day": day} if live and live.is_overdue else day

    def view_on_site(self, obj: Article) -> str:
        """The public page; an article that is not published opens there for staff only."""
        return (obj.published or obj).get_absolute_url()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form; save it. What was typed into an article that is gone comes back, to copy from."""
        with transaction.atomic():
            if request.method == "POST" and object_id is not None and self.has_change_permission(request):
                article = self.get_object(request, unquote(object_id))
                # Locked here: nobody else can delete it until the transaction ends.
                if article is None or not Article.objects.select_for_update().filter(pk=article.pk):
                    return self._gone(request)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _gone(self, request: HttpRequest) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Somebody else has deleted this: nothing was saved."),
            "opts": self.opts,
            "typed": typed_words(request.POST, self.opts),
        }
        return render(request, "admin/articles/article/kept.html", context, status=409)

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        """Save the draft. A save without a change leaves no trace in the history."""
        if form.has_changed() or not change:
            workflow.save_draft(obj, by=signed_in(request))

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        response = super().response_change(request, obj)
        return self._to_publishing(obj) if "_publish" in request.POST else response

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        return self._to_publishing(obj) if "_publish" in request.POST else response

    def _to_publishing(self, article: Article) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:articles_article_publish", args=[article.pk]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Add the editorial report on the saved draft, and who may publish it."""
        article: Article | None = kwargs.get("obj")
        context |= {"may_publish": may_publish(request), "publishers": publishers()}
        if article and article.pk:
            saved = self.get_queryset(request).get(pk=article.pk)  # the form may have changed its own copy
            context |= {"saved": saved, "report": report(saved), "published": versions.published(saved)[:1]}
            context["is_not_published"] = saved.published is not None and bool(checksums.changed([saved.published]))
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Topic)
class TopicAdmin(DraftedAdmin):
    """Topics, under which articles are listed."""

    list_display = ("title", "slug", "order", "is_about_site", "language")
    search_fields = ("title", "summary")
    prepopulated_fields = {"slug": ("title",)}


def _markdown_help() -> str:
    """The help next to the text. It queries the database, so it is rendered only where it is shown."""
    return render_to_string("admin/articles/article/markdown_help.html", cheat_sheet.context())
