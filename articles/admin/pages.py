"""What the article pages other than the form share: permissions, the article, the template."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles.models import Article
from articles.publishing import versions
from articles.publishing.workflow import PUBLISH

View = Callable[..., HttpResponse]


class ArticlePages(admin.ModelAdmin[Article]):
    """Opens an article for users with permission, and renders a page of the admin about it."""

    def address(self, end: str, view: View) -> URLPattern:
        """The address of a page about an article, named `admin:articles_article_<first part of its end>`."""
        name = f"articles_article_{end.partition('/')[0].replace('-', '_')}"
        return path(f"<path:object_id>/{end}/", self.admin_site.admin_view(_whole_or_not(view)), name=name)

    def opened(self, request: HttpRequest, object_id: str, *, to_change: bool = False) -> Article:
        """The article; PermissionDenied without the right to see (or change) it, Http404 when it is gone."""
        article = self.get_object(request, unquote(object_id))
        may = self.has_change_permission if to_change else self.has_view_permission
        if not may(request, article):
            raise PermissionDenied
        if article is None:
            raise Http404
        return article

    def version(self, article: Article, key: str) -> versions.Version:
        """One state of the article; Http404 when there is none with this key."""
        try:
            return versions.find(article, key)
        except versions.UnknownVersionError as error:
            raise Http404 from error

    def page(self, request: HttpRequest, name: str, article: Article, **context: Any) -> HttpResponse:
        """A page of the admin about this article, from the template of this name."""
        common = {**self.admin_site.each_context(request), "opts": self.opts, "original": article, "media": self.media}
        return TemplateResponse(request, f"admin/articles/article/{name}.html", {**common, **context})

    def to_form(self, article: Article) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _whole_or_not(view: View) -> View:
    """What is sent to the page is saved as a whole, with its entries in the histories, or not at all."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return page


def signed_in(request: HttpRequest) -> User:
    """The user. The admin has already refused anonymous ones."""
    return cast(User, request.user)


def publishers() -> str:
    """The names of users who can publish, shown to those who can't."""
    backend = "django.contrib.auth.backends.ModelBackend"
    users = User.objects.with_perm(PUBLISH, backend=backend).filter(is_staff=True).order_by("username")
    return ", ".join(str(user.get_full_name() or user.get_username()) for user in users)


def may_publish(request: HttpRequest) -> bool:
    """Whether the user may publish articles and take them back."""
    return request.user.has_perm(PUBLISH)
