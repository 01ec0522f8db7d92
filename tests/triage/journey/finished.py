"""Finished journeys, handed to a browser as the cookie that a walk would have left: for tests that look at the end."""

from dataclasses import replace
from http.cookies import Morsel
from pathlib import Path
from typing import Any

from django.http import HttpResponse

from tests.triage import first_edition
from tests.triage.first_edition import calf_cases
from tests.triage.first_edition.case_table import CaseTable
from triage.engine.parts import placeholders
from triage.engine.parts.protocol import Protocol
from triage.journey import cookie
from triage.journey.cookie import Journey, Store
from triage.storage import text_file


def published(path: Path) -> Protocol:
    """The protocol of a file as a new site publishes it."""
    return placeholders.filled(replace(text_file.load(path), version=1))


CALF = published(first_edition.FOLDER / "calf.toml")


def journey(changes: dict[str, Any], protocol: Protocol = CALF, table: CaseTable = calf_cases.TABLE) -> Journey:
    """The journey of the table's well-known patient, for calf the mild strain, with these answers different."""
    return Journey(protocol, Store(protocol.slug, "abcdefghijkl"), table.answers(changes))


def cookie_of(of: Journey) -> Morsel[str]:
    """The cookie that carries it."""
    response = HttpResponse()
    of.store.write(response, of)
    return response.cookies[cookie.COOKIE]
