"""What the article pages other than the form share: permissions, the article, the template."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from articles.models import Article
from articles.publishing import approval, versions
from articles.publishing.workflow import PUBLISH
from calfsite.accounts import approval as accounts

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


class Decision:
    """What whoever looks at a draft of a text can do with it, for `admin/articles/_decision.html`."""

    def __init__(self, request: HttpRequest, draft: Any, changes: list[str]) -> None:
        self.request, self.changes = request, changes
        self.may_publish, self.publishers = may_publish(request), publishers()
        self.asked, self.too_close, self.button = approval.asked(draft), "", _("Publish for patients")
        by = signed_in(request)
        self.accounts = accounts.about(self.asked.by, by, approval.involved(draft)) if self.asked else []
        try:
            self.approves = approval.given(draft, changes, by) == "given"
        except approval.ApprovalNeededError:
            self.approves, self.button = False, _("Ask a second clinician to approve")
        except approval.TooCloseError as error:
            self.approves, self.too_close = False, str(error)
        if self.approves:
            self.button = _("Approve and publish")

    def form(self, form: Any) -> Any:
        """The form, which asks an approver for password or code."""
        if self.approves:
            accounts.add_confirmation(form, signed_in(self.request))
        return form

    def is_confirmed(self, form: forms.Form) -> bool:
        """Whether an approver's password or code is right; the form says so if not."""
        return not self.approves or accounts.is_confirmed(self.request, form)
