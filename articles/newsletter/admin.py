"""The email list in the admin: to read, to export as CSV, and to delete from."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.newsletter.digests import Item
from articles.newsletter.models import Delivery, Digest, Subscriber
from articles.newsletter.models import topics as all_topics
from calfsite.audit import log
from calfsite.lib import exports

COLUMNS = ("email", "topics", "asked_at", "confirmed_at")


class ReadOnlyMixin:
    """No adding or changing: the rows are made by readers and by `send_digest`."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ConfirmedFilter(admin.SimpleListFilter):
    """Whether they confirmed."""

    title = _("confirmed")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [("yes", gettext("Confirmed")), ("no", gettext("Not yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> QuerySet[Subscriber]:
        chosen = {"yes": Q(confirmed_at__isnull=False), "no": Q(confirmed_at=None)}
        return queryset.filter(chosen.get(self.value() or "", Q()))


class TopicFilter(admin.SimpleListFilter):
    """Who gets a topic, including those who get every topic."""

    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(topic.slug, topic.title) for topic in all_topics()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> QuerySet[Subscriber]:
        if not self.value():
            return queryset
        return queryset.filter(Q(every_topic=True) | Q(topics__slug=self.value())).distinct()


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnlyMixin, admin.ModelAdmin[Subscriber]):
    """The readers. Each deletion and export is in the audit log, which never holds an address."""

    list_display = ("email", "topics_chosen", "asked_at", "confirmed_at")
    list_filter = (ConfirmedFilter, TopicFilter)
    search_fields = ("email",)
    fields = list_display
    readonly_fields = list_display
    actions = ("export_as_csv",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscriber]:
        return super().get_queryset(request).prefetch_related("topics")

    @admin.display(description=_("topics"))
    def topics_chosen(self, subscriber: Subscriber) -> str:
        return _topics(subscriber)

    @admin.action(description=_("Export the selected subscribers as CSV"), permissions=["view"])
    def export_as_csv(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> StreamingHttpResponse:
        """The selected rows, without their keys, with which anybody could unsubscribe a reader."""
        rows = list(queryset)
        log.record("newsletter.export", by=request.user, subject="email list as CSV", subscribers=len(rows))
        return exports.csv_download("email-list", _cells(rows))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """For the confirmation page: the addresses, which `str(subscriber)` leaves out."""
        listed = [subscriber.email for subscriber in objs]
        denied = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        return listed, {self.opts.verbose_name_plural: len(listed)}, denied, []

    def delete_model(self, request: HttpRequest, obj: Subscriber) -> None:
        super().delete_model(request, obj)
        log.record("newsletter.delete", by=request.user, subject="email list", subscribers=1)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> None:
        count = queryset.count()
        super().delete_queryset(request, queryset)
        log.record("newsletter.delete", by=request.user, subject="email list", subscribers=count)


def _topics(subscriber: Subscriber) -> str:
    if subscriber.every_topic:
        return gettext("every topic")
    return ", ".join(topic.title for topic in subscriber.topics.all())


def _cells(rows: list[Subscriber]) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for subscriber in rows:
        confirmed = subscriber.confirmed_at.isoformat() if subscriber.confirmed_at else ""
        yield subscriber.email, _topics(subscriber), subscriber.asked_at.isoformat(), confirmed


@admin.register(Digest)
class DigestAdmin(ReadOnlyMixin, admin.ModelAdmin[Digest]):
    """What was sent, and to how many; never to whom."""

    list_display = ("__str__", "since", "until", "made_at", "counts")
    fields = ("since", "until", "made_at", "content", "counts")
    readonly_fields = fields
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Digest | None = None) -> bool:
        """A deleted digest would be made again."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Digest]:
        """Digests with their counts. A delivery to a reader who left is not counted as waiting."""
        gone = Q(deliveries__state=Delivery.State.WAITING, deliveries__subscriber=None)
        counts = {
            f"of_{state}": Count("deliveries", filter=Q(deliveries__state=state) & ~gone)
            for state in Delivery.State.values
        }
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("articles"))
    def content(self, digest: Digest) -> str:
        items = [Item(**item) for item in digest.articles]
        return format_html_join("", "<div>{}: {}</div>", ((item.topic_title, item.title) for item in items))

    @admin.display(description=_("mails"))
    def counts(self, digest: Digest) -> str:
        found = ((getattr(digest, f"of_{state.value}"), state.label) for state in Delivery.State)
        return ", ".join(f"{count} {label}" for count, label in found if count)
