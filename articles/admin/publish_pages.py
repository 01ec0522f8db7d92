"""From draft to patients in the admin: preview, publish with a reason, take back with a reason."""

from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.forms import ArticleForm, PublishForm, ReasonForm
from articles.admin.pages import ArticlePages, Decision, may_publish, publishers, signed_in
from articles.article_page import article_context
from articles.editorial.report import Report, report
from articles.models import Article, StaleDraftError
from articles.publishing import approval, references, versions, workflow


class PreviewPage(ArticlePages):
    """The preview: unsaved text as patients would see it, in a new tab. Saves nothing."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.preview))
        return [
            path("add/preview/", view, name="articles_article_add_preview"),
            self.address("preview", require_POST(self.preview)),
            *super().get_urls(),  # last: one of them catches every path
        ]

    def preview(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """The article as patients would see it, from the form as sent, with the editorial report on it."""
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
        """The article that is changed, or none when one is added; PermissionDenied without the right to."""
        if object_id is not None:
            return self.opened(request, object_id, to_change=True)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return None


class PublishPages(ArticlePages):
    """The pages for publishing a draft and for taking an article back."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.address("publish", self.publish_page),
            self.address("take-back", self.take_back_page),
            *super().get_urls(),
        ]

    def publish_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what would change for patients (GET); publish it (POST) unless something must be fixed first."""
        article = self.opened(request, object_id)
        checked = report(article)
        refusals = [*workflow.faults(article), *checked.refusals]
        decision = Decision(request, article, workflow.changes(article))
        form = decision.form(PublishForm(request.POST or None, is_hard=bool(checked.too_hard)))
        is_sent = self._is_sent(request, article, form) and not refusals and decision.is_confirmed(form)
        if is_sent and self._publish(request, article, form, checked):
            return self.to_form(article)
        return self.page(
            request,
            "publish",
            article,
            title=_("Publish “%(title)s”") % {"title": article.title},
            form=form,
            report=checked,
            refusals=refusals,
            differences=versions.differences(article.published, article),
            is_changed=article.is_changed,
            headings_lost=references.headings_lost(article.live, article.body) if article.published else [],
            decision=decision,
        )

    def take_back_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask why the article is taken back (GET), and take it back (POST)."""
        article = self.opened(request, object_id)
        if article.published is None:
            messages.info(request, _("Patients don’t see this article, so there is nothing to take back."))
            return self.to_form(article)
        form, live = ReasonForm(request.POST or None), article.live
        refusals = references.refusals(live)
        if self._is_sent(request, article, form) and not refusals:
            workflow.take_back(article, by=signed_in(request), reason=form.cleaned_data["reason"])
            self.log_change(request, article, _("Taken back."))
            messages.success(request, _("Patients no longer see the article. The draft and all history are kept."))
            return self.to_form(article)
        title = _("Take “%(title)s” back") % {"title": article.published.title}
        return self.page(
            request,
            "take_back",
            article,
            title=title,
            form=form,
            refusals=refusals,
            linking=references.linking_to(live),
            may_publish=may_publish(request),
            publishers=publishers(),
        )

    def _is_sent(self, request: HttpRequest, article: Article, form: forms.Form) -> bool:
        """Whether a complete form was sent, about the newest draft; PermissionDenied without the right to publish."""
        if request.method != "POST":
            return False
        if not may_publish(request):
            raise PermissionDenied
        if not form.is_valid():
            return False
        if form.cleaned_data["revision"] != article.revision:
            form.add_error(None, str(StaleDraftError()))
            return False
        return True

    def _publish(self, request: HttpRequest, article: Article, form: PublishForm, checked: Report) -> bool:
        try:
            workflow.publish(article, by=signed_in(request), reason=form.reasons, grade=checked.grade)
        except approval.ApprovalNeededError:
            approval.ask(article, by=signed_in(request), reason=form.reasons)
            messages.success(request, _("Another clinician must now approve this draft."))
            return True
        except (StaleDraftError, approval.TooCloseError, ValidationError) as error:  # a race after the check above
            form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
            return False
        self.log_change(request, article, _("Published."))
        messages.success(request, _("Published. Patients read this text from now on."))
        return True
