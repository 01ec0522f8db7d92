"""The versions that this process holds. A version never changes once published, so what is held is never stale."""

import logging
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from calfsite.lib import held
from calfsite.lib.units import Quantity
from triage.engine.parts import placeholders
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.threshold import number_text
from triage.engine.run.steps import steps
from triage.models import Protocol as ProtocolRow
from triage.models import ProtocolVersion
from triage.storage import rows, text_file
from triage.versions import stopped

logger = logging.getLogger(__name__)
_PUBLIC = (ProtocolVersion.Status.PUBLISHED, ProtocolVersion.Status.RETIRED)
_EVER_PUBLIC = (*_PUBLIC, ProtocolVersion.Status.WITHDRAWN)


class UnavailableError(RuntimeError):
    """This triage has no published version that loads. Tell the patient so, with the cautious advice."""


class UnknownProtocolError(LookupError):
    """There is no protocol, or no public version of it, with this name."""


class WithdrawnError(RuntimeError):
    """This version was found unsafe and is withdrawn: nobody can continue with it. Start again on the live one."""


class SwitchedOffError(UnavailableError):
    """This triage is switched off. The message is what patients read."""


@dataclass(frozen=True)
class Closed:
    """A triage that asks nothing right now: its page says so, with the cautious advice."""

    slug: str
    title: str
    is_closed = True


@held.cached(32)
def version(slug: str, number: int) -> Protocol:
    """A published or retired version, worded for patients, held by the process from its first use on.

    Raises UnknownProtocolError when there is none, UnavailableError when it does not load.
    """
    return _read(slug, number)


def _read(slug: str, number: int) -> Protocol:
    rows_of = ProtocolVersion.objects.select_related("protocol", "default_article")
    row = rows_of.filter(protocol__slug=slug, number=number, status__in=_PUBLIC).first()
    if row is None:
        raise UnknownProtocolError(slug)
    try:
        protocol = placeholders.filled(published_content(row))
        steps(protocol)  # made ready here once, not within somebody's request
    except Exception as error:  # whatever it is, patients must read that the triage is closed, and what to do then
        logger.exception("%s does not load", row)
        raise UnavailableError(f"{row} does not load: {error}") from error
    return protocol


def published_content(row: ProtocolVersion) -> Protocol:
    """The content of a version that is no draft, exactly as it was published. Always read it through this.

    Triggers keep the rows from changing; but a trigger can be dropped, and a backup put back halfway. Raises
    ProtocolError when the checksum shows that something has changed, or the rows are inconsistent.
    """
    content = rows.read(row)
    if text_file.checksum(content) != row.checksum:
        raise ProtocolError(_("The content of version %(number)s is not what was published.") % {"number": row.number})
    return content


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
    return _loaded(_published().filter(protocol__switched_off=False))


def successor(slug: str) -> Protocol | None:
    """The live triage that has taken the place of this one, if any."""
    return next((protocol for protocol in all_current() if slug in protocol.replaces), None)


def listed() -> list[Protocol | Closed]:
    """Every triage that is or was open to patients, in the order of the list: one query, and what is not held yet.

    One that is switched off, has no live version any more, or one that does not load, is listed as closed: somebody
    who does not find it would take the check of another problem instead. Not so one whose place another
    has taken; one that a clinic keeps open beside it is listed.
    """
    known = (ProtocolVersion.Status.WITHDRAWN, ProtocolVersion.Status.PUBLISHED)
    rows_of = ProtocolVersion.objects.filter(status__in=known).order_by("protocol", "number")
    newest: dict[str, tuple[str, int, str, bool]] = {}
    columns = ("protocol__slug", "status", "number", "title", "protocol__switched_off")
    for slug, status, number, title, is_off in rows_of.values_list(*columns):
        if slug not in newest or newest[slug][0] != ProtocolVersion.Status.PUBLISHED:
            newest[slug] = (status, number, title, is_off)
    found = [_open_or_closed(slug, *row) for slug, row in newest.items()]
    replaced = {slug for one in found if isinstance(one, Protocol) for slug in one.replaces}
    return [one for one in found if isinstance(one, Protocol) or one.slug not in replaced]


def _open_or_closed(slug: str, status: str, number: int, title: str, switched_off: bool) -> Protocol | Closed:
    if status != ProtocolVersion.Status.PUBLISHED or switched_off:
        return Closed(slug, title)
    try:
        return version(slug, number)
    except UnavailableError:
        logger.exception("Listed as closed: %s", slug)
        return Closed(slug, title)


def ever_public() -> QuerySet[ProtocolVersion]:
    """Every version that patients were once asked by."""
    return ProtocolVersion.objects.filter(status__in=_EVER_PUBLIC).select_related("protocol", "default_article")


def _published() -> QuerySet[ProtocolVersion]:
    return ProtocolVersion.objects.filter(status=ProtocolVersion.Status.PUBLISHED).order_by("protocol")


def _loaded(published: QuerySet[ProtocolVersion]) -> list[Protocol]:
    found = []
    for slug, number in published.values_list("protocol__slug", "number"):
        try:
            found.append(version(slug, number))
        except UnavailableError:
            logger.exception("Left out: %s", slug)
    return found


def threshold_quantities(keys: Collection[str]) -> dict[str, Quantity]:
    """Live thresholds by key, `leg.severe_pain` → 7 of 10, in one query; unknown keys are left out."""
    found = {f"{protocol.slug}.{t.key}": t for protocol in _quoted_in(keys) for t in protocol.thresholds}
    return {key: Quantity(found[key].value, found[key].unit.value, found[key].text) for key in keys if key in found}


def limit_quantities(keys: Collection[str]) -> dict[str, Quantity]:
    """The limits of live questions by key, `leg.knee_to_wall_left.maximum` → 12 inches, in one query.

    Unknown keys are left out, and so are questions whose answer is not a number.
    """
    limits = {
        f"{protocol.slug}.{question.key}.{end}": Quantity(
            limit, question.number.unit.value, f"{number_text(limit)} {question.number.unit.after(limit)}"
        )
        for protocol in _quoted_in(keys)
        for question in protocol.questions
        if question.number is not None
        for end, limit in (("minimum", question.number.minimum), ("maximum", question.number.maximum))
    }
    return {key: limits[key] for key in keys if key in limits}


def sign_texts(keys: Collection[str]) -> dict[str, str]:
    """The danger sign of a requirement by key: `leg.stroke` → what to watch for. Unknown keys are left out.

    Of the last version that was ever live and loads. That a triage is withdrawn, or does not load, makes none of its
    danger signs milder, and an emergency card without its lines would harm more than one with yesterday's.
    """
    signs: dict[str, str] = {}
    for slug in {key.partition(".")[0] for key in keys}:
        for number in ever_public().filter(protocol__slug=slug).order_by("-number").values_list("number", flat=True):
            try:
                found = _signs(slug, number)
            except Exception:
                logger.exception("Articles quote an older version than %s %s for its danger signs", slug, number)
                continue
            signs |= {f"{slug}.{key}": text for key, text in found.items()}
            break
    return {key: signs[key] for key in keys if key in signs}


@held.cached(32)
def _signs(slug: str, number: int) -> dict[str, str]:
    """What to watch for, by the key of the requirement."""
    row = ever_public().get(protocol__slug=slug, number=number)
    requirements = placeholders.filled(published_content(row)).requirements
    return {requirement.key: requirement.watch_for for requirement in requirements if requirement.watch_for}


def _quoted_in(keys: Collection[str]) -> list[Protocol]:
    """The live versions whose slug is the first part of a key; those of a triage that is switched off too."""
    return _loaded(_published().filter(protocol__slug__in={key.partition(".")[0] for key in keys}))
