"""The versions that this process holds. A version never changes once published, so what is held is never stale."""

import logging
from collections.abc import Collection
from functools import lru_cache

from triage import rows
from triage.engine import wording
from triage.engine.protocol import Protocol
from triage.models import ProtocolVersion, Threshold

logger = logging.getLogger(__name__)
_PUBLIC = (ProtocolVersion.Status.PUBLISHED, ProtocolVersion.Status.RETIRED)


class UnavailableError(RuntimeError):
    """This triage has no published version that loads. Tell the patient so, with the cautious advice."""


class UnknownProtocolError(LookupError):
    """There is no protocol, or no public version of it, with this name."""


@lru_cache(maxsize=32)
def version(slug: str, number: int) -> Protocol:
    """A published or retired version, worded for patients, held by the process from its first use on.

    Without its vignettes, which no patient needs: see `with_vignettes`.

    Raises UnknownProtocolError when there is none, UnavailableError when its rows do not fit together.
    """
    row = _row(slug, number)
    try:
        protocol = wording.worded(rows.read(row, vignettes=False))
        _ = protocol.steps  # made ready here once, not within somebody's request
    except Exception as error:  # whatever it is, patients must hear that the triage is closed, and what to do then
        logger.exception("%s does not load", row)
        raise UnavailableError(f"{row} does not load: {error}") from error
    return protocol


def _row(slug: str, number: int) -> ProtocolVersion:
    row = (
        ProtocolVersion.objects.select_related("protocol", "default_article")
        .filter(protocol__slug=slug, number=number, status__in=_PUBLIC)
        .first()
    )
    if row is None:
        raise UnknownProtocolError(slug)
    return row


def with_vignettes(protocol: Protocol) -> Protocol:
    """The same version whole, read afresh: what it says to its vignettes is worked out from this."""
    return rows.read(_row(protocol.slug, protocol.version))


def current(slug: str) -> Protocol:
    """The live version of a protocol: one small query for its number, so that a new one is seen at once.

    Raises UnknownProtocolError for an unknown protocol, UnavailableError when it has no live version that loads.
    """
    versions = dict(ProtocolVersion.objects.filter(protocol__slug=slug).values_list("status", "number"))
    if not versions:
        raise UnknownProtocolError(slug)
    if ProtocolVersion.Status.PUBLISHED not in versions:
        raise UnavailableError(f"{slug} has no published version.")
    return version(slug, versions[ProtocolVersion.Status.PUBLISHED])


def all_current() -> list[Protocol]:
    """Every live version that loads, in the order of the list: one query, and what is not held yet."""
    published = ProtocolVersion.objects.filter(status=ProtocolVersion.Status.PUBLISHED).order_by("protocol")
    found = []
    for slug, number in published.values_list("protocol__slug", "number"):
        try:
            found.append(version(slug, number))
        except UnavailableError:
            logger.exception("Left out of the list of triages: %s", slug)
    return found


def threshold_texts(keys: Collection[str]) -> dict[str, str]:
    """Live thresholds as text, `calf.severe_pain` → `7 of 10`, in one query; unknown keys are left out."""
    slugs = {key.partition(".")[0] for key in keys}
    live = Threshold.objects.select_related("version__protocol").filter(
        version__protocol__slug__in=slugs, version__status=ProtocolVersion.Status.PUBLISHED
    )
    texts = {f"{row.version.protocol.slug}.{row.key}": row.engine().text for row in live}
    return {key: texts[key] for key in keys if key in texts}
