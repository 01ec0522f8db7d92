"""The settings: where they come from, and what they say when something is missing."""

import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the settings in a folder without a `.env`, with a space in its name."""
    folder = tmp_path / "a folder"
    (folder / "calfsite").mkdir(parents=True)
    shutil.copy(ROOT / "calfsite" / "settings.py", folder / "calfsite")
    return folder


def load(checkout: Path, **environment: str) -> dict[str, Any]:
    """All settings, as a process with just this environment has them."""
    with mock.patch.dict(os.environ, {"PATH": os.environ["PATH"], **environment}, clear=True):
        return runpy.run_path(str(checkout / "calfsite" / "settings.py"))


@pytest.mark.parametrize("environment", [{}, {"SECRET_KEY": ""}])
def test_without_a_secret_key_the_message_says_what_to_do(checkout: Path, environment: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY is not set\. Run `make setup`"):
        load(checkout, **environment)


def test_without_a_secret_key_nothing_starts(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SECRET_KEY": ""}
    command = [sys.executable, "-m", "django", "check", "--settings", "calfsite.settings"]
    done = subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "SECRET_KEY is not set. Run `make setup`" in done.stderr


def test_the_defaults_are_the_safe_ones(checkout: Path) -> None:
    found = load(checkout, SECRET_KEY="x")
    assert found["DEBUG"] is False
    assert found["HTTPS"] is found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True


def test_the_env_file_is_read(checkout: Path) -> None:
    (checkout / ".env").write_text("SECRET_KEY=from-the-file\nHTTPS=off\n")
    found = load(checkout)
    assert (found["SECRET_KEY"], found["SECURE_SSL_REDIRECT"]) == ("from-the-file", False)


def test_the_environment_wins_over_the_env_file(checkout: Path) -> None:
    (checkout / ".env").write_text("SECRET_KEY=from-the-file\n")
    assert load(checkout, SECRET_KEY="from-outside")["SECRET_KEY"] == "from-outside"


def test_the_embedded_database_lies_in_var_even_when_the_path_has_a_space(checkout: Path) -> None:
    assert load(checkout, SECRET_KEY="x")["DATABASES"]["default"]["NAME"] == str(checkout / "var" / "db.sqlite3")


def test_a_database_address_is_followed(checkout: Path) -> None:
    address = "postgres://user:word@db.example:5432/calfsite"
    database = load(checkout, SECRET_KEY="x", DATABASE_URL=address)["DATABASES"]["default"]
    assert database["ENGINE"] == "calfsite.lib.postgresql"


@pytest.mark.parametrize("name", ["DEBUG", "HTTPS", "BEHIND_PROXY"])
@pytest.mark.parametrize("word", ["ture", ""])
def test_a_switch_that_is_neither_on_nor_off_is_refused(checkout: Path, name: str, word: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} is {word!r}. Set it to on or off."):
        load(checkout, SECRET_KEY="x", **{name: word})


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SECOND_FACTOR": "requierd"}, "SECOND_FACTOR is 'requierd'. Set it to optional, required or off."),
        ({"SESSION_IDLE_MINUTES": "0"}, "SESSION_IDLE_MINUTES must be 1 or more."),
        ({"EMERGENCY_NUMBER": ""}, "EMERGENCY_NUMBER is '', which no phone can dial. Set it to digits"),
        ({"EMERGENCY_NUMBER": "call 112"}, "EMERGENCY_NUMBER is 'call 112', which no phone can dial."),
    ],
)
def test_a_slip_that_could_harm_is_refused(checkout: Path, environment: dict[str, str], message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(message)):
        load(checkout, SECRET_KEY="x", **environment)


@pytest.mark.parametrize(("word", "value"), [("on", True), ("Yes", True), ("1", True), ("off", False), ("0", False)])
def test_a_switch_understands(checkout: Path, word: str, value: bool) -> None:
    assert load(checkout, SECRET_KEY="x", HTTPS=word)["HTTPS"] is value


def test_mail_goes_where_its_address_says(checkout: Path) -> None:
    url = "smtp+tls://ann%40example.org:p%40ss%2Fword@mail.example.org"
    found = load(checkout, SECRET_KEY="x", EMAIL_URL=url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ann@example.org", "p@ss/word")
    assert found["EMAIL_USE_TLS"] is found["NEWSLETTER"] is True


@pytest.mark.parametrize(("https", "is_open"), [("on", False), ("off", True)])
def test_where_mail_is_only_printed_patients_can_t_join(checkout: Path, https: str, is_open: bool) -> None:
    assert load(checkout, SECRET_KEY="x", HTTPS=https)["NEWSLETTER"] is is_open
