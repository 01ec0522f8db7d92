"""Publishing in the admin: what would change, what stands in the way, why it is done, and the button."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _

from articles.admin.forms import PublishForm, ReasonForm
from articles.admin.pages import ArticlePages, may_publish, publishers, signed_in
from articles.editorial.report import Report, report
from articles.models import Article, StaleDraftError
from articles.publishing import comparison, workflow


class PublishPages(ArticlePages):
    """The pages for publishing a draft and for taking an article back."""

    def get_urls(self) -> list[URLPattern]:
        """The addresses of these pages, before the admin's own can catch them."""
        return [
            self.address("publish", self.publish_page),
            self.address("take-back", self.take_back_page),
            *super().get_urls(),
        ]

    def publish_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what patients would read anew (GET); publish it (POST) unless something stands in the way."""
        article = self.opened(request, object_id)
        looked_over = report(article)
        refusals = [*workflow.faults(article), *looked_over.refusals]
        form = PublishForm(request.POST or None, is_hard=bool(looked_over.too_hard))
        if (
            self._is_sent(request, article, form)
            and not refusals
            and self._publish(request, article, form, looked_over)
        ):
            return self.to_form(article)
        return self.page(
            request,
            "publish",
            article,
            title=_("Publish “%(title)s”") % {"title": article.title},
            form=form,
            report=looked_over,
            refusals=refusals,
            differences=comparison.differences(article.published, article),
            is_changed=article.is_changed,
            may_publish=may_publish(request),
            publishers=publishers(),
        )

    def take_back_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask why the article is taken back (GET), and take it back (POST)."""
        article = self.opened(request, object_id)
        if article.published is None:
            messages.info(request, _("Patients don’t see this article, so there is nothing to take back."))
            return self.to_form(article)
        form = ReasonForm(request.POST or None)
        if self._is_sent(request, article, form):
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
            may_publish=may_publish(request),
            publishers=publishers(),
        )

    def _is_sent(self, request: HttpRequest, article: Article, form: forms.Form) -> bool:
        """Whether the form was sent complete, by somebody who may, about the draft as it still is."""
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

    def _publish(self, request: HttpRequest, article: Article, form: PublishForm, looked_over: Report) -> bool:
        try:
            workflow.publish(article, by=signed_in(request), reason=form.reasons, grade=looked_over.grade)
        except (StaleDraftError, ValidationError) as error:  # somebody was quicker by the blink of an eye
            form.add_error(None, str(error) if isinstance(error, StaleDraftError) else error.messages)
            return False
        self.log_change(request, article, _("Published."))
        messages.success(request, _("Published. Patients read this text from now on."))
        return True
