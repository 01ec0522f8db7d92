"""The preview: unsaved text as patients would see it. Saves nothing."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from articles.admin.forms import ArticleForm
from articles.admin.pages import ArticlePages
from articles.article_page import article_context
from articles.editorial.report import report
from articles.models import Article


class PreviewPage(ArticlePages):
    """The page that the preview button opens in a new tab."""

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the preview, before the admin's own can catch them."""
        view = self.admin_site.admin_view(require_POST(self.preview))
        return [
            path("add/preview/", view, name="articles_article_add_preview"),
            self.address("preview", require_POST(self.preview)),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """The article as patients would see it, from the form as it stands, and what is to be mended in it."""
        article = self._previewed(request, object_id)
        form_class = cast(type[ArticleForm], self.get_form(request, article, change=article is not None))
        form = form_class(request.POST, instance=article)
        form.is_checked = False
        if form.is_valid():
            context = {**article_context(form.instance), "is_preview": True, "report": report(form.instance)}
            response = render(request, "articles/article.html", context)
        else:
            faults = [(form[name].label if name in form.fields else "", errors) for name, errors in form.errors.items()]
            response = render(request, "admin/articles/article/preview_faults.html", {"faults": faults}, status=422)
        add_never_cache_headers(response)
        return response

    def _previewed(self, request: HttpRequest, object_id: str | None) -> Article | None:
        """The article under change, or none when one is being added; refuses who may not do that."""
        if object_id is not None:
            return self.opened(request, object_id, to_change=True)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return None
