"""Versions of the triages that wait for somebody, and triages that are closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from calfsite.desk.needs import Item, Need, day, may_see, name_of
from triage.models import Protocol, ProtocolVersion

Status = ProtocolVersion.Status
PUBLISH = "triage.publish_protocolversion"


@dataclass(frozen=True)
class LastReport:
    """The safety report of a live version."""

    version: str
    url: str
    verdict: str
    day: str


def _versions(*statuses: str) -> QuerySet[ProtocolVersion]:
    """Versions without their texts and reports, which are long."""
    return (
        ProtocolVersion.objects.filter(status__in=statuses)
        .select_related("protocol", "created_by", "asked_by", "published_by")
        .defer("summary", "intro", "default_because", "default_source", "report", "reason", "withdrawn_because")
        .order_by("protocol", "number")
    )


def triage_needs(user: User, today: date) -> Iterator[Need]:
    """Closed triages, approvals, schedules and drafts: three queries, none for who may not see versions."""
    if not may_see(user, "triage", "protocolversion"):
        return
    if may_see(user, "triage", "protocol"):
        yield Need.of(_("Triages that patients can’t use"), _closed(), urgent=True)
    versions = list(_versions(Status.DRAFT, Status.SCHEDULED).prefetch_related("authors"))
    mine = [version for version in versions if waits_for(user, version)]
    yield Need.of(_("Your approval is asked"), (_asked(version, "publish") for version in mine), urgent=True)
    scheduled = [version for version in versions if version.status == Status.SCHEDULED]
    yield Need.of(_("Versions that go live by themselves"), map(_scheduled, scheduled))
    drafts = [version for version in versions if version.is_draft and version not in mine]
    yield Need.of(
        _("Drafts of triages"),
        (_asked(draft, "change") if draft.asked_at else _draft(draft) for draft in drafts),
        all_url=reverse("admin:triage_protocolversion_changelist") + "?status__exact=draft",
    )


def waits_for(user: User, version: ProtocolVersion) -> bool:
    """Whether this person may give the approval that a draft waits for: who edited it, or asked, may not."""
    if not version.is_draft or version.asked_at is None or not user.has_perm(PUBLISH):
        return False
    return user.pk not in {version.asked_by_id, *(author.pk for author in version.authors.all())}


def last_reports(user: User) -> list[LastReport]:
    """The report of each live version: one query."""
    if not may_see(user, "triage", "protocolversion"):
        return []
    live = _versions(Status.PUBLISHED).annotate(approval=KeyTextTransform("approval", "report"))
    return [LastReport(_name(v), _page(v, "change"), _verdict(v.approval), day(v.published_at)) for v in live]


def _verdict(approval: str | None) -> str:
    """A version is live, so every check held; how the approval stood tells whether it lowers an urgency."""
    return {
        "given": _("Every check held. Some patients are told a lower urgency; a second clinician approved."),
        "switched off by the practice": _(
            "Every check held. Some patients are told a lower urgency; no second clinician was asked."
        ),
    }.get(approval or "", _("Every check held, and nobody is told a lower urgency."))


def _closed() -> Iterator[Item]:
    live = set(ProtocolVersion.objects.filter(status=Status.PUBLISHED).values_list("protocol_id", flat=True))
    for protocol in Protocol.objects.all():
        if protocol.switched_off:
            url = reverse("admin:triage_protocol_change", args=[protocol.pk])
            yield Item(protocol.slug, url, _("is switched off: “%(message)s”") % {"message": protocol.off_message})
        elif protocol.pk not in live:
            url = f"{reverse('admin:triage_protocolversion_changelist')}?protocol__id__exact={protocol.pk}"
            yield Item(protocol.slug, url, _("has no live version: publish one"))


def _asked(version: ProtocolVersion, step: str) -> Item:
    words = _("%(name)s asked for a second clinician’s approval on %(day)s")
    return _item(version, step, words % {"name": name_of(version.asked_by), "day": day(version.asked_at)})


def _scheduled(version: ProtocolVersion) -> Item:
    at = date_format(localtime(version.goes_live_at), "DATETIME_FORMAT")
    return _item(version, "change", _("on %(time)s, by %(name)s") % {"time": at, "name": name_of(version.published_by)})


def _draft(version: ProtocolVersion) -> Item:
    words = _("begun by %(name)s on %(day)s")
    names = {"name": name_of(version.created_by), "day": day(version.created_at)}
    others = [name_of(author) for author in version.authors.all() if author.pk != version.created_by_id]
    if others:
        words = _("begun by %(name)s on %(day)s, edited by %(others)s as well")
    return _item(version, "change", words % {**names, "others": ", ".join(others)})


def _item(version: ProtocolVersion, step: str, note: str) -> Item:
    return Item(_name(version), _page(version, step), note)


def _name(version: ProtocolVersion) -> str:
    return _("%(title)s, version %(number)s") % {"title": version.title, "number": version.number}


def _page(version: ProtocolVersion, step: str) -> str:
    return reverse(f"admin:triage_protocolversion_{step}", args=[version.pk])
