"""The shipped triage, live without a database."""

import pytest

from tests.triage.protocols import leg_cases
from triage.engine.parts import placeholders
from triage.engine.parts.protocol import Protocol
from triage.versions import live

LEG = placeholders.filled(leg_cases.LEG)


@pytest.fixture
def leg(monkeypatch: pytest.MonkeyPatch) -> Protocol:
    """The shipped triage is live: no test waits for its proof, and none may ask the database."""

    def current(slug: str, *_version: int) -> Protocol:
        if slug != LEG.slug:
            raise live.UnknownProtocolError(slug)
        return LEG

    monkeypatch.setattr(live, "current", current)
    monkeypatch.setattr(live, "of_journey", current)
    monkeypatch.setattr(live, "all_current", lambda: [LEG])
    return LEG
