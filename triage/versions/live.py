"""The versions that this process holds. A version never changes once published, so what is held is never stale."""

import logging
from collections.abc import Collection

from calfsite.lib import held
from calfsite.lib.units import Quantity
from triage.engine.parts import placeholders
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.threshold import Unit, number_text
from triage.engine.run.steps import steps
from triage.models import Protocol as ProtocolRow
from triage.models import ProtocolVersion, Question, Threshold
from triage.storage import rows
from triage.versions import stopped

logger = logging.getLogger(__name__)
_PUBLIC = (ProtocolVersion.Status.PUBLISHED, ProtocolVersion.Status.RETIRED)
_EVER_PUBLIC = (*_PUBLIC, ProtocolVersion.Status.WITHDRAWN)


class UnavailableError(RuntimeError):
    """This triage has no published version that loads. Tell the patient so, with the cautious advice."""


class UnknownProtocolError(LookupError):
    """There is no protocol, or no public version of it, with this name."""


class WithdrawnError(RuntimeError):
    """This version was found unsafe and is withdrawn: nobody goes on with it. Begin again on the live one."""


class SwitchedOffError(UnavailableError):
    """This triage is switched off. The message is what patients read."""


@held.cached(32)
def version(slug: str, number: int) -> Protocol:
    """A published or retired version, worded for patients, held by the process from its first use on.

    Without its vignettes, which no patient needs: see `with_vignettes`.

    Raises UnknownProtocolError when there is none, UnavailableError when its rows do not fit together.
    """
    row = _row(slug, number)
    try:
        protocol = placeholders.filled(rows.read(row, vignettes=False))
        steps(protocol)  # made ready here once, not within somebody's request
    except Exception as error:  # whatever it is, patients must hear that the triage is closed, and what to do then
        logger.exception("%s does not load", row)
        raise UnavailableError(f"{row} does not load: {error}") from error
    return protocol


def of_journey(slug: str, number: int) -> Protocol:
    """The version that a journey began with, as long as it may go on.

    Raises SwitchedOffError, WithdrawnError, and what `version` raises.
    """
    known = stopped.current()
    if slug in known.switched_off:
        raise SwitchedOffError(known.switched_off[slug])
    if (slug, number) in known.withdrawn:
        raise WithdrawnError(slug)
    return version(slug, number)


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

    Raises UnknownProtocolError for an unknown protocol, SwitchedOffError, and UnavailableError when it has no live
    version that loads.
    """
    stopped.current()  # known from here on: the journey that begins now must not need the database
    rows_of = ProtocolRow.objects.filter(slug=slug)
    found = rows_of.values_list("switched_off", "off_message", "versions__status", "versions__number")
    numbers = {status: number for _off, _message, status, number in found if status in _EVER_PUBLIC}
    if not numbers:
        raise UnknownProtocolError(slug)
    switched_off, message, _status, _number = found[0]
    if switched_off:
        raise SwitchedOffError(message)
    if ProtocolVersion.Status.PUBLISHED not in numbers:
        raise UnavailableError(f"{slug} has no published version.")
    return version(slug, numbers[ProtocolVersion.Status.PUBLISHED])


def all_current() -> list[Protocol]:
    """Every live version that loads, in the order of the list: one query, and what is not held yet."""
    published = ProtocolVersion.objects.filter(
        status=ProtocolVersion.Status.PUBLISHED, protocol__switched_off=False
    ).order_by("protocol")
    found = []
    for slug, number in published.values_list("protocol__slug", "number"):
        try:
            found.append(version(slug, number))
        except UnavailableError:
            logger.exception("Left out of the list of triages: %s", slug)
    return found


def threshold_quantities(keys: Collection[str]) -> dict[str, Quantity]:
    """Live thresholds by key, `calf.severe_pain` → 7 of 10, in one query; unknown keys are left out."""
    slugs = {key.partition(".")[0] for key in keys}
    live = Threshold.objects.select_related("version__protocol").filter(
        version__protocol__slug__in=slugs, version__status=ProtocolVersion.Status.PUBLISHED
    )
    found = {f"{row.version.protocol.slug}.{row.key}": row.engine() for row in live}
    return {
        key: Quantity(threshold.value, threshold.unit.value, threshold.text)
        for key in keys
        if (threshold := found.get(key))
    }


def limit_quantities(keys: Collection[str]) -> dict[str, Quantity]:
    """The limits of live questions by key, `sciatica.knee_to_wall_left.maximum` → 12 inches, in one query.

    Unknown keys are left out, and so are questions whose answer is not a number.
    """
    slugs = {key.partition(".")[0] for key in keys}
    live = Question.objects.select_related("version__protocol").filter(
        version__protocol__slug__in=slugs, version__status=ProtocolVersion.Status.PUBLISHED, maximum__isnull=False
    )
    limits = {
        f"{row.version.protocol.slug}.{row.key}.{end}": Quantity(
            limit, row.unit, f"{number_text(limit)} {Unit(row.unit).after(limit)}"
        )
        for row in live
        for end in ("minimum", "maximum")
        if (limit := getattr(row, end)) is not None
    }
    return {key: limits[key] for key in keys if key in limits}
