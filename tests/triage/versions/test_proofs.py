"""A proof that was made a moment ago isn't made again; one of another text is."""

from decimal import Decimal
from typing import Any

from tests.triage.engine import samples
from triage.engine import prover
from triage.versions import proofs


def test_the_same_text_beside_the_same_one_is_proven_once(monkeypatch) -> None:
    proven: list[Any] = []
    monkeypatch.setattr(prover, "prove", lambda content, before: proven.append(content) or len(proven))
    before, milder = samples.protocol(), samples.protocol().with_threshold("severe", Decimal(8))
    for content, other, number in (
        (milder, before, 1),
        (samples.protocol().with_threshold("severe", Decimal(8)), samples.protocol(), 1),
        (milder, None, 2),
        (before, before, 3),
        (milder, before, 1),
    ):
        assert proofs._worked_out(content, other) == number
    assert proven == [milder, milder, before]
