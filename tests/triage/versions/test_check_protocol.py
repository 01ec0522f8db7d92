"""The safety report of the shipped protocols, and `manage.py check_protocol`."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.triage import first_edition
from triage.storage import text_file


def checked(*arguments: object) -> str:
    out = StringIO()
    call_command("check_protocol", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_report_of_the_live_version(calf) -> None:
    printed = checked("calf", "--number", "1", "--against", "live")
    assert printed.startswith("calf, version 1: may be published.")
    assert "1 requirements: every requirement holds, for every patient" in printed
    assert "the longest journey has 18 pages" in printed
    assert "7 impact: nobody's urgency changes" in printed


def test_the_command_refuses_a_file_that_would_send_somebody_in_danger_home(calf, tmp_path: Path) -> None:
    shipped = text_file.load(first_edition.FOLDER / "calf.toml")
    without = replace(shipped, rules=tuple(rule for rule in shipped.rules if rule.key != "dark_urine"))
    broken = tmp_path / "calf.toml"
    broken.write_text(text_file.dumps(without), encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="must not be published"):
        call_command("check_protocol", "calf", "--file", broken, "--against", "live", stdout=out)
    assert "MUST NOT be published" in out.getvalue()
    assert "REFUSED: “Dark urine with bad muscles: always an emergency.” does not hold" in out.getvalue()
    assert "      rules: dark_urine" in out.getvalue()
    assert "LOWER: emergency → soon. Rule “Dark pee along with sore or weak muscles" in out.getvalue()
    with pytest.raises(CommandError, match="is the protocol “calf”, not “sciatica”"):
        checked("sciatica", "--file", broken)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["hip"], "no such version of “hip”"),
        (["calf", "--number", "9"], "no such version of “calf”"),
        (["calf", "--against", "draft"], "not with “draft”"),
        (["calf", "--file", "nowhere.toml"], "cannot be read"),
    ],
)
def test_the_command_says_what_is_wrong(calf, arguments, says) -> None:
    with pytest.raises(CommandError, match=says):
        checked(*(Path(part) if part.endswith(".toml") else part for part in arguments))
