"""Every state of an article in the admin: list them, compare any two, restore one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from articles.admin.pages import ArticlePages, signed_in
from articles.models import Article, StaleDraftError
from articles.publishing import versions, workflow


class VersionPages(ArticlePages):
    """The pages for looking at earlier states."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.address("compare", require_GET(self.compare_page)),
            self.address("restore/<slug:key>", self.restore_page),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Who published or saved what, when and why; two states can be chosen to compare."""
        article = self.opened(request, object_id)
        published, drafts = versions.published(article), versions.drafts(article)
        return self.page(
            request,
            "versions",
            article,
            title=_("Versions of “%(title)s”") % {"title": article.title},
            now=versions.now(article),
            published=published,
            drafts=drafts,
            versions=[*published, *drafts],
            may_restore=self.has_change_permission(request, article),
            **(extra_context or {}),
        )

    def compare_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Two states of the article, word by word: `?old=live-1&new=draft`."""
        article = self.opened(request, object_id)
        old = self.version(article, request.GET.get("old", ""))
        new = self.version(article, request.GET.get("new", versions.NOW))
        return self.page(
            request,
            "compare",
            article,
            title=_("What changed in “%(title)s”") % {"title": article.title},
            old=old,
            new=new,
            differences=versions.differences(old.content, new.content),
        )

    def restore_page(self, request: HttpRequest, object_id: str, key: str) -> HttpResponse:
        """Show what the draft would lose and gain (GET), and make the state the draft (POST)."""
        article = self.opened(request, object_id, to_change=True)
        version = self.version(article, key)
        faults: list[str] = []
        if request.method == "POST":
            faults = self._restore(request, article, version)
            if not faults:
                messages.success(request, _("This is the draft now. Patients see it once it is published."))
                return self.to_form(article)
            article = self.opened(request, object_id, to_change=True)
        return self.page(
            request,
            "restore",
            article,
            title=_("Restore an earlier text of “%(title)s”") % {"title": article.title},
            version=version,
            faults=faults,
            differences=versions.differences(article, version.content),
        )

    def _restore(self, request: HttpRequest, article: Article, version: versions.Version) -> list[str]:
        """Make the version the draft; what prevented that, as instructions."""
        if request.POST.get("revision") != str(article.revision):
            return [str(StaleDraftError())]
        when = date_format(localtime(version.at), "DATETIME_FORMAT")
        reason = _("Restored: %(name)s, %(when)s") % {"name": version.name, "when": when}
        try:
            workflow.restore(article, version.content, by=signed_in(request), reason=reason)
        except StaleDraftError as error:
            return [str(error)]
        except ValidationError as error:
            return [*error.messages, _("Nothing was changed. Compare the two and copy what you need.")]
        self.log_change(request, article, reason)
        return []
