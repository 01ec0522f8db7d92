"""`load_protocols` is idempotent and never overwrites a clinician's version; `export_protocol` writes what it reads."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.triage.engine import samples
from triage.models import (
    Choice,
    Condition,
    LoadedProtocol,
    Protocol,
    ProtocolVersion,
    Question,
    Requirement,
    Rule,
)
from triage.storage import text_file
from triage.versions import live, publishing


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_protocols", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def release(tmp_path: Path) -> Callable[[int], str]:
    """Says where a release with the sample protocol lies, whose threshold has this value."""

    def release(value: int) -> str:
        text = text_file.dumps(samples.protocol())
        assert "value = 7" in text
        (tmp_path / "sample.toml").write_text(text.replace("value = 7", f"value = {value}", 1))
        return f"--from={tmp_path}"

    return release


def current_value() -> Decimal:
    return live.current("sample").threshold_by_key["severe"].value


@pytest.fixture
def no_protocols(breakable: None) -> None:
    """An empty database, whatever the other tests of this folder share."""
    for model in (Condition, Rule, Requirement, Choice, Question, ProtocolVersion, LoadedProtocol, Protocol):
        model.objects.all().delete()


def test_a_new_release_replaces_what_the_last_one_loaded(db, release) -> None:
    assert "loaded as version 1" in load(release(7))
    assert "loaded as version 2" in load(release(6))
    assert current_value() == 6


def test_a_release_that_waits_for_approval_does_not_stop_the_next_one(db, release) -> None:
    """Nobody at the clinic has edited anything, so the next release is not refused as the clinic's own."""
    load(release(7))
    assert "loaded as draft 2" in load(release(8))
    assert "loaded as version 3" in load(release(6))
    assert current_value() == 6


def test_a_clinicians_version_is_kept(db, clinician, release) -> None:
    load(release(7))
    loaded = ProtocolVersion.objects.get(protocol__slug="sample")
    publishing.change_threshold(loaded, "severe", Decimal(6), reason="Our audit.", by=clinician)
    assert "unchanged" in load(release(7))
    assert "clinic's own version is kept" in load(release(8))
    assert current_value() == 6


def test_a_threshold_outside_its_limits_is_refused_and_nothing_is_loaded(db, release, tmp_path) -> None:
    (tmp_path / "another.toml").write_text(text_file.dumps(samples.protocol(slug="another")))
    with pytest.raises(CommandError, match=r"Nothing was loaded.*5 to 9 of 10"):
        load(release(11))
    assert not ProtocolVersion.objects.filter(protocol__slug__in=["sample", "another"]).exists()


def test_an_export_can_be_loaded_again(calf, tmp_path) -> None:
    out = StringIO()
    call_command("export_protocol", "calf", stdout=out)
    assert text_file.checksum(text_file.loads(out.getvalue())) == calf.checksum


def test_the_export_of_an_unknown_version_is_refused(calf) -> None:
    with pytest.raises(CommandError, match="no such version of “hip”"):
        call_command("export_protocol", "hip")
    with pytest.raises(CommandError, match="no such version"):
        call_command("export_protocol", "calf", number=7)
