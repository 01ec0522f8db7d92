"""What needs a clinician now: practice details, versions of the triages, and articles.

A need is shown only to users who may see what it is about, and its queries run only for them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Asked, Draft
from articles.publishing import approval, dates
from articles.publishing.workflow import PUBLISH
from calfsite.practice import current
from calfsite.practice.details import PracticeDetails, desk_url
from triage.models import Protocol, ProtocolVersion
from triage.versions import replacing

Status = ProtocolVersion.Status
MAX_SHOWN = 5


@dataclass(frozen=True)
class Item:
    """One thing to do: its name, the page to do it on, and a note."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Need:
    """Things of one kind. `urgent` ones concern what patients see right now."""

    title: str
    items: tuple[Item, ...]
    urgent: bool = False
    all_url: str = ""
    """The page that lists all of them."""
    hidden: int = 0
    """How many more there are than `items`."""

    @classmethod
    def of(cls, title: str, items: Iterable[Item], *, urgent: bool = False, all_url: str = "") -> "Need":
        """The first MAX_SHOWN items, and the number of the others."""
        found = tuple(items)
        return cls(title, found[:MAX_SHOWN], urgent, all_url, max(len(found) - MAX_SHOWN, 0))


@dataclass(frozen=True)
class LastReport:
    """The safety report of a live version."""

    version: str
    url: str
    verdict: str
    day: str


def needs_of(user: AbstractUser) -> list[Need]:
    """All that waits for this user, urgent needs first; kinds without items are left out."""
    today = timezone.localdate()
    every = [*_practice_needs(user), *_triage_needs(user), *_article_needs(user, today)]
    return sorted((need for need in every if need.items), key=lambda need: not need.urgent)


def last_reports(user: AbstractUser) -> list[LastReport]:
    """The safety report of each live version: one query."""
    if not _may_see(user, "triage", "protocolversion"):
        return []
    live = _versions(Status.PUBLISHED).annotate(approval=KeyTextTransform("approval", "report"))
    return [LastReport(v.name, _version_page(v, "change"), _verdict(v.approval), _day(v.published_at)) for v in live]


def _verdict(approval: str | None) -> str:
    """In words: a live version passed every check, and its approval says whether somebody had to look at it."""
    return {
        "given": _("All checks passed, and a second clinician approved it."),
        "switched off by the practice": _(
            "All checks passed. It needed a second clinician; the practice has switched that off."
        ),
        "taken back by its author within the hour": _(
            "All checks passed. Its author took the version before it back within the hour."
        ),
    }.get(approval or "", _("All checks passed, and nobody gets a lower urgency."))


def _may_see(user: AbstractUser, app: str, model: str) -> bool:
    """Whether the admin shows these rows to the user."""
    return user.has_perm(f"{app}.view_{model}") or user.has_perm(f"{app}.change_{model}")


def _day(moment: date | None) -> str:
    """A day as people write it; of a moment, the local day."""
    if moment is None:
        return "–"
    return date_format(timezone.localdate(moment) if isinstance(moment, datetime) else moment, "DATE_FORMAT")


def _person(user: AbstractUser | None) -> str:
    """Somebody's name; None means a command."""
    return (user.get_full_name() or user.get_username()) if user else _("the site itself")


# The practice


def _practice_needs(user: AbstractUser) -> Iterator[Need]:
    """Practice details that nobody has filled in, or that wait for a second administrator: one query."""
    if not user.has_perm("calfsite.change_practicedetails"):
        return
    row = PracticeDetails.objects.select_related("asked_by").first()
    if row is not None:
        if row.asked:
            note = _("%(name)s asked for approval on %(day)s") % {
                "name": _person(row.asked_by),
                "day": _day(row.asked_at),
            }
            items = [Item(", ".join(map(str, row.asked.values())), reverse("admin:practice_approval"), note)]
            yield Need.of(_("Practice details that wait for a second administrator"), items, urgent=True)
        return
    practice = current.practice()
    text = _(
        "patients see the name “%(name)s”, are told to call %(number)s in an emergency, "
        "and find no phone number for you"
    )
    note = text % {"name": practice.name, "number": practice.emergency_number}
    items = [Item(_("Fill in the practice details"), desk_url(), note)]
    yield Need.of(_("Practice details are not filled in"), items, urgent=True)


# Triages


def _triage_needs(user: AbstractUser) -> Iterator[Need]:
    """Triages without a live version, approvals, scheduled versions and drafts: three queries."""
    if not _may_see(user, "triage", "protocolversion"):
        return
    if _may_see(user, "triage", "protocol"):
        yield Need.of(_("Triages that patients can’t use"), _closed(), urgent=True)
        yield Need.of(_("Triages that a newer one replaces"), _kept())
    versions = list(_versions(Status.DRAFT, Status.SCHEDULED).prefetch_related("authors"))
    mine = [version for version in versions if _waits_for(user, version)]
    yield Need.of(_("Waiting for your approval"), (_asked(version, "publish") for version in mine), urgent=True)
    scheduled = [version for version in versions if version.status == Status.SCHEDULED]
    yield Need.of(_("Versions scheduled to go live"), map(_scheduled, scheduled))
    drafts = [version for version in versions if version.is_draft and version not in mine]
    yield Need.of(
        _("Drafts of triages"),
        (_asked(draft, "change") if draft.asked_at else _draft(draft) for draft in drafts),
        all_url=reverse("admin:triage_protocolversion_changelist") + "?status__exact=draft",
    )


def _versions(*statuses: str) -> QuerySet[ProtocolVersion]:
    """Versions without their texts and reports, which are long."""
    return (
        ProtocolVersion.objects.filter(status__in=statuses)
        .select_related("protocol", "created_by", "asked_by", "published_by")
        .defer("summary", "intro", "default_because", "default_source", "report", "reason", "withdrawn_because")
        .order_by("protocol", "number")
    )


def _waits_for(user: AbstractUser, version: ProtocolVersion) -> bool:
    """Whether this user can give the approval that was asked for: nobody who edited the draft or asked can."""
    if not version.is_draft or version.asked_at is None or not user.has_perm("triage.publish_protocolversion"):
        return False
    return user.pk not in {version.asked_by_id, *(author.pk for author in version.authors.all())}


def _closed() -> Iterator[Item]:
    live = set(ProtocolVersion.objects.filter(status=Status.PUBLISHED).values_list("protocol_id", flat=True))
    for protocol in Protocol.objects.exclude(slug__in=replacing.replaced()):
        if protocol.switched_off:
            url = reverse("admin:triage_protocol_change", args=[protocol.pk])
            yield Item(_title(protocol), url, _("is switched off: “%(message)s”") % {"message": protocol.off_message})
        elif protocol.pk not in live:
            url = f"{reverse('admin:triage_protocolversion_changelist')}?protocol__id__exact={protocol.pk}"
            yield Item(_title(protocol), url, _("has no live version: publish one"))


def _title(protocol: Protocol) -> str:
    """What it is called in its newest version; without one, its short name in addresses."""
    return protocol.versions.order_by("-number").values_list("title", flat=True).first() or protocol.slug


def _kept() -> Iterator[Item]:
    """Those that stay open because somebody here has edited them."""
    text = _("“%(title)s” takes its place. It was edited here, so it stays open: switch it off once nobody needs it")
    for protocol, successor in replacing.kept():
        url = reverse("admin:triage_protocol_change", args=[protocol.pk])
        yield Item(_title(protocol), url, text % {"title": successor.title})


def _asked(version: ProtocolVersion, step: str) -> Item:
    text = _("%(name)s asked for a second clinician’s approval on %(day)s")
    return _item(version, step, text % {"name": _person(version.asked_by), "day": _day(version.asked_at)})


def _scheduled(version: ProtocolVersion) -> Item:
    at = date_format(timezone.localtime(version.goes_live_at), "DATETIME_FORMAT")
    return _item(version, "change", _("on %(time)s, by %(name)s") % {"time": at, "name": _person(version.published_by)})


def _draft(version: ProtocolVersion) -> Item:
    text = _("started by %(name)s on %(day)s")
    names = {"name": _person(version.created_by), "day": _day(version.created_at)}
    others = [_person(author) for author in version.authors.all() if author.pk != version.created_by_id]
    if others:
        text = _("started by %(name)s on %(day)s, also edited by %(others)s")
    return _item(version, "change", text % {**names, "others": ", ".join(others)})


def _item(version: ProtocolVersion, step: str, note: str) -> Item:
    return Item(version.name, _version_page(version, step), note)


def _version_page(version: ProtocolVersion, step: str) -> str:
    return reverse(f"admin:triage_protocolversion_{step}", args=[version.pk])


# Articles


def _article_needs(user: AbstractUser, today: date) -> Iterator[Need]:
    """Overdue reviews, those due within 30 days, drafts, and what needs a second clinician: five queries."""
    if not _may_see(user, "articles", "article"):
        return
    every = reverse("admin:articles_article_changelist")
    yield Need.of(
        _("Articles whose review is overdue"),
        (_review(article, _("was due on %(day)s")) for article in dates.overdue(today)),
        urgent=True,
        all_url=f"{every}?review=overdue",
    )
    yield Need.of(
        _("Article reviews due within 30 days"),
        (_review(article, _("due on %(day)s")) for article in dates.due_soon(today)),
        all_url=f"{every}?review=soon",
    )
    yield Need.of(
        _("Article drafts waiting to be published"),
        (
            Item(draft.title, _article_page(draft), _("last saved on %(day)s") % {"day": _day(draft.updated_at)})
            for draft in dates.unpublished_drafts()
        ),
        all_url=f"{every}?state=waiting",
    )
    yield Need.of(
        _("Drafts of topics and words"),
        (Item(str(draft), reverse("admin:articles_draft_change", args=[draft.pk])) for draft in Draft.objects.all()),
        all_url=reverse("admin:articles_draft_changelist"),
    )
    if user.has_perm(PUBLISH):
        yield Need.of(_("Texts that wait for a second clinician"), map(_text_to_approve, approval.waiting(user.pk)))


def _text_to_approve(asked: Asked) -> Item:
    article, name = asked.article, str(asked.article or asked.draft)
    kind, pk = ("article_publish", article.pk) if article else ("draft_change", asked.draft_id)
    note = _("asked by %(who)s on %(day)s") % {"who": _person(asked.by), "day": _day(asked.at)}
    return Item(name, reverse(f"admin:articles_{kind}", args=[pk]), note)


def _review(article: Any, due: str) -> Item:
    return Item(article.title, _article_page(article), due % {"day": _day(article.review_due)})


def _article_page(article: Any) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])
