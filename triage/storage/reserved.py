"""Keys that are taken by pages of ours: the address of a triage, and of a question's page, is made from its key."""

from typing import Final

from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol

PROTOCOLS: Final = frozenset({"how-well"})
QUESTIONS: Final = frozenset({"check", "result", "plan", "delete"})
"""Both are the words in `triage/urls.py` that are in the place of a key."""


def check(protocol: Protocol) -> None:
    """Raises ProtocolError when a page of ours hides a page of this protocol. Call it for all that is stored."""
    if protocol.slug in PROTOCOLS:
        raise ProtocolError(f"A protocol can't be called “{protocol.slug}”: a page has that address.")
    for question in protocol.questions:
        if question.key in QUESTIONS:
            raise ProtocolError(f"A question can't have the key “{question.key}”: a page has that address.")
