"""Finished journeys, handed to a browser as the cookie that a walk would have left: for tests that look at the end."""

from dataclasses import replace
from http.cookies import Morsel
from typing import Any

from django.http import HttpResponse

from tests.triage.first_edition import calf_cases
from tests.triage.first_edition.case_table import CaseTable
from triage.engine.parts import placeholders
from triage.engine.parts.protocol import Protocol
from triage.journey import cookie
from triage.journey.cookie import Journey, Store


def published(protocol: Protocol) -> Protocol:
    """The protocol of a text file as a new site publishes it."""
    return placeholders.filled(replace(protocol, version=1))


CALF = published(calf_cases.TABLE.protocol)


def journey(changes: dict[str, Any], protocol: Protocol = CALF, table: CaseTable = calf_cases.TABLE) -> Journey:
    """The journey of the table's well-known patient, for calf the mild strain, with these answers different."""
    return Journey(protocol, Store(protocol.slug, "abcdefghijkl"), table.answers(changes))


def cookie_of(of: Journey) -> Morsel[str]:
    """The cookie that carries it."""
    response = HttpResponse()
    of.store.write(response, of)
    return response.cookies[cookie.COOKIE]
