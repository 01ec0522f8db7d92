"""A triage that takes the place of others, such as `leg` that of `calf`: which are switched off, which a clinic keeps.

A version names them in `replaces`. Once it is live, each is switched off with a sentence that leads on, and its start
page leads to the new one; versions, totals and the audit log stay. One whose live version the clinic wrote or edited
itself stays open beside the new one, and the desk says so: what clinicians decided is theirs to end.
"""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from triage.models import Protocol, ProtocolVersion
from triage.versions import stopped

Status = ProtocolVersion.Status


def take_place(version: ProtocolVersion) -> None:
    """Switch off what this version, which has just gone live, replaces. Only once: a clinic may switch it on again."""
    if not version.replaces:
        return
    known = version.protocol.versions.exclude(pk=version.pk).exclude(status__in=[Status.DRAFT, Status.SCHEDULED])
    before = {slug for slugs in known.values_list("replaces", flat=True) for slug in slugs}
    for protocol in Protocol.objects.filter(slug__in=set(version.replaces) - before, switched_off=False):
        if not _is_the_clinics(protocol):
            words = _("This check is now part of “%(title)s”. Please answer that one instead: it covers this and more.")
            stopped.switch_off(protocol, message=words % {"title": version.title}, by=None)


def replaced() -> dict[str, ProtocolVersion]:
    """The live version that takes its place, by the slug of each triage that is replaced: one query."""
    live = ProtocolVersion.objects.filter(status=Status.PUBLISHED, protocol__switched_off=False).exclude(replaces=[])
    return {slug: version for version in live.select_related("protocol") for slug in version.replaces}


def kept() -> list[tuple[Protocol, ProtocolVersion]]:
    """Each triage that stays open although a live version takes its place, with that version."""
    successors = replaced()
    open_ones = Protocol.objects.filter(slug__in=successors, switched_off=False, versions__status=Status.PUBLISHED)
    return [(protocol, successors[protocol.slug]) for protocol in open_ones]


def _is_the_clinics(protocol: Protocol) -> bool:
    in_use: QuerySet[ProtocolVersion] = protocol.versions.filter(status__in=[Status.PUBLISHED, Status.SCHEDULED])
    return in_use.filter(Q(created_by__isnull=False) | Q(authors__isnull=False)).exists()
