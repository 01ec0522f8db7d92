"""`load_protocols` is idempotent and never overwrites a clinician's version; `export_protocol` writes what it reads."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

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


def shipped_with(folder: Path, old: str, new: str) -> str:
    """A folder with the calf protocol changed as a later release might."""
    text = text_file.dumps(text_file.load(text_file.SHIPPED / "calf.toml"))
    assert old in text
    (folder / "calf.toml").write_text(text.replace(old, new, 1))
    return f"--from={folder}"


@pytest.fixture
def no_protocols(breakable: None) -> None:
    """An empty database, whatever the other tests of this folder share."""
    for model in (Condition, Rule, Requirement, Choice, Question, ProtocolVersion, LoadedProtocol, Protocol):
        model.objects.all().delete()


def test_the_second_load_changes_nothing(no_protocols) -> None:
    first, second = load(), load()
    for slug in ("calf", "sciatica"):
        assert f"{slug}: loaded as version 1" in first
        assert f"{slug}: unchanged" in second
        assert ProtocolVersion.objects.filter(protocol__slug=slug).count() == 1


def test_a_new_release_replaces_what_the_last_one_loaded(calf, tmp_path) -> None:
    assert "loaded as version 2" in load(shipped_with(tmp_path, "value = 7", "value = 6"))
    assert live.current("calf").threshold_by_key["severe_pain"].value == Decimal(6)


def test_a_clinicians_version_is_kept(calf, clinician, tmp_path) -> None:
    publishing.change_threshold(calf, "severe_pain", Decimal(6), reason="Our audit.", by=clinician)
    assert "unchanged" in load()
    assert "clinic's own version is kept" in load(shipped_with(tmp_path, "value = 7", "value = 8"))
    assert live.current("calf").threshold_by_key["severe_pain"].value == Decimal(6)


def test_a_threshold_outside_its_limits_is_refused_and_nothing_is_loaded(no_protocols, tmp_path) -> None:
    with pytest.raises(CommandError, match=r"Nothing was loaded.*5 to 9 of 10"):
        load(shipped_with(tmp_path, "value = 7", "value = 11"))
    assert not ProtocolVersion.objects.exists()


def test_an_export_can_be_loaded_again(calf, tmp_path) -> None:
    out = StringIO()
    call_command("export_protocol", "calf", stdout=out)
    assert text_file.checksum(text_file.loads(out.getvalue())) == calf.checksum


def test_the_export_of_an_unknown_version_is_refused(calf) -> None:
    with pytest.raises(CommandError, match="no such version of “hip”"):
        call_command("export_protocol", "hip")
    with pytest.raises(CommandError, match="no such version"):
        call_command("export_protocol", "calf", number=7)
