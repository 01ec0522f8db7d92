"""The clinicians' desk for topics and articles, with a preview of unsaved text."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.models import Article, Topic
from articles.pages import article_context

if TYPE_CHECKING:  # Django's admin classes take no type parameters when they run
    TopicModelAdmin = admin.ModelAdmin[Topic]
    ArticleModelAdmin = admin.ModelAdmin[Article]
    ArticleModelForm = forms.ModelForm[Article]
else:
    TopicModelAdmin = ArticleModelAdmin = admin.ModelAdmin
    ArticleModelForm = forms.ModelForm


class ReviewFilter(admin.SimpleListFilter):
    """Which articles need a reviewer's eye."""

    title = _("review")
    parameter_name = "review"
    SOON = timedelta(days=60)

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        """The choices beside the list."""
        return [
            ("overdue", gettext("Overdue")),
            ("soon", gettext("Due within 60 days")),
            ("later", gettext("Due later")),
            ("never", gettext("No date set")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """The articles of the chosen group; all of them when none is chosen."""
        today = timezone.localdate()
        groups = {
            "overdue": Q(review_due__lt=today),
            "soon": Q(review_due__range=(today, today + self.SOON)),
            "later": Q(review_due__gt=today + self.SOON),
            "never": Q(review_due=None),
        }
        return queryset.filter(groups.get(self.value() or "", Q()))


@admin.register(Topic)
class TopicAdmin(TopicModelAdmin):
    """Topics: the shelves on the article list."""

    list_display = ("title", "slug", "order", "language")
    list_editable = ("order",)
    search_fields = ("title", "summary")
    prepopulated_fields = {"slug": ("title",)}


class ArticleForm(ArticleModelForm):
    """The article's form, with room for its text."""

    class Meta:
        widgets = {
            "summary": AdminTextareaWidget(attrs={"rows": 3}),
            "body": AdminTextareaWidget(attrs={"rows": 32, "spellcheck": "true"}),
            "sources": AdminTextareaWidget(attrs={"rows": 6}),
        }


@admin.register(Article)
class ArticleAdmin(ArticleModelAdmin):
    """Articles: written in Markdown, looked at as patients will see them, then saved."""

    form = ArticleForm
    list_display = ("title", "topic", "status", "reviewed_on", "review_state")
    list_filter = ("status", "topic", ReviewFilter)
    list_select_related = ("topic",)
    search_fields = ("title", "summary", "body", "sources", "facts")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("updated_at",)
    save_on_top = True

    class Media:
        css = {"all": ["css/admin-articles.css"]}

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:  # noqa: ANN401 (Django's own type is private)
        """The form's parts, each with the effect of what is set there."""
        return [
            (None, {"fields": ["title", "slug", "topic", "summary", "status"]}),
            (
                _("Text"),
                {"fields": ["body"], "description": render_to_string("admin/articles/article/markdown_help.html")},
            ),
            (_("Sources"), {"fields": ["sources", "facts"]}),
            (
                _("Review"),
                {
                    "fields": ["reviewer", "reviewed_on", "review_due"],
                    "description": _("Patients see these at the foot of the page. To publish, fill in all three."),
                },
            ),
            (_("Place and language"), {"fields": ["order", "language", "updated_at"]}),
        ]

    @admin.display(description=_("next review due"), ordering="review_due")
    def review_state(self, article: Article) -> str:
        """The day of the next review, and a word when it has passed."""
        day = date_format(article.review_due) if article.review_due else ""
        return gettext("%(day)s, overdue") % {"day": day} if article.is_overdue else day

    def view_on_site(self, obj: Article) -> str:
        """The public page; a draft opens there for staff only."""
        return obj.get_absolute_url()

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses and, before they can catch them, those of the preview."""
        preview = self.admin_site.admin_view(require_POST(self.preview))
        return [
            path("add/preview/", preview, name="articles_article_add_preview"),
            path("<path:object_id>/preview/", preview, name="articles_article_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """The article as patients would see it, from the form as it stands. Saves nothing."""
        article = self._previewed(request, object_id)
        form = self.get_form(request, article, change=article is not None)(request.POST, instance=article)
        if form.is_valid():
            context = {**article_context(form.instance), "is_preview": True}
            response = render(request, "articles/article.html", context)
        else:
            faults = [(form[name].label if name in form.fields else "", errors) for name, errors in form.errors.items()]
            response = render(request, "admin/articles/article/preview_faults.html", {"faults": faults}, status=422)
        add_never_cache_headers(response)
        return response

    def _previewed(self, request: HttpRequest, object_id: str | None) -> Article | None:
        """The article under change, or none when one is being added; refuses who may not do that."""
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        article = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if article is None:
            raise Http404
        return article
