"""The sources of an article, one a line: `Title | year | address`. So its history shows each change of one."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

_YEAR = re.compile(r"(19|20)\d\d")
_PARTS = 3
_is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Source:
    """Where a statement of an article comes from; the address may be empty, for a printed work."""

    title: str
    year: str
    address: str


def _split(line: str) -> Source:
    """The source a line holds. A title may itself hold a bar, so the line is cut from its end."""
    parts = [part.strip() for part in line.rsplit("|", _PARTS - 1)]
    return Source(*parts) if len(parts) == _PARTS else Source(line.strip(), "", "")


def _fault(source: Source) -> str:
    """What is wrong with the source, as an instruction; empty when nothing is."""
    if not source.title or not _YEAR.fullmatch(source.year):
        return _("Write it as: Title | year | address. The address can be left empty, but keep both bars.")
    if source.address:
        try:
            _is_address(source.address)
        except ValidationError:
            return _("Give the whole address, from https:// on, or leave it empty.")
    return ""


def listed(text: str) -> list[Source]:
    """The sources as the page shows them. A line that cannot be read keeps its words and gets no link."""
    sources = [_split(line) for line in text.splitlines() if line.strip()]
    return [source if not _fault(source) else Source(source.title, source.year, "") for source in sources]


def validate(text: str) -> None:
    """Refuse sources that the page could not show as title, year and link; the message names the line."""
    faults = [
        _("Line %(number)d, “%(line)s”: %(fault)s") % {"number": number, "line": line.strip()[:60], "fault": fault}
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and (fault := _fault(_split(line)))
    ]
    if faults:
        raise ValidationError(faults, code="source")
