"""The settings: where they come from, and what they say when something is missing. Each in a process of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = "from calfsite import settings; print(settings.{})"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the settings in a folder without a `.env`, with a space in its name."""
    folder = tmp_path / "a folder"
    shutil.copytree(ROOT / "calfsite", folder / "calfsite", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def load(checkout: Path, show: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Loads the settings with just this environment, and prints one of them."""
    code = SHOW.format(show)
    bare = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=checkout, env=bare, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("environment", [{}, {"SECRET_KEY": ""}])
def test_without_a_secret_key_nothing_starts_and_the_message_says_what_to_do(
    checkout: Path, environment: dict[str, str]
) -> None:
    done = load(checkout, "DEBUG", **environment)
    assert done.returncode != 0
    assert "SECRET_KEY is not set. Run `make setup`" in done.stderr


def test_the_defaults_are_the_safe_ones(checkout: Path) -> None:
    names = "DEBUG, settings.HTTPS, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE"
    done = load(checkout, names, SECRET_KEY="x")
    assert done.stdout.split() == ["False", "True", "True", "True"]


def test_the_env_file_is_read(checkout: Path) -> None:
    (checkout / ".env").write_text("SECRET_KEY=from-the-file\nHTTPS=off\n")
    done = load(checkout, "SECRET_KEY, settings.SECURE_SSL_REDIRECT")
    assert done.stdout.split() == ["from-the-file", "False"]


def test_the_environment_wins_over_the_env_file(checkout: Path) -> None:
    (checkout / ".env").write_text("SECRET_KEY=from-the-file\n")
    assert load(checkout, "SECRET_KEY", SECRET_KEY="from-outside").stdout.strip() == "from-outside"


def test_the_embedded_database_lies_in_var_even_when_the_path_has_a_space(checkout: Path) -> None:
    done = load(checkout, "DATABASES['default']['NAME']", SECRET_KEY="x")
    assert done.stdout.strip() == str(checkout / "var" / "db.sqlite3")


def test_a_database_address_is_followed(checkout: Path) -> None:
    address = "postgres://user:word@db.example:5432/calfsite"
    done = load(checkout, "DATABASES['default']['ENGINE']", SECRET_KEY="x", DATABASE_URL=address)
    assert done.stdout.strip() == "django.db.backends.postgresql"


@pytest.mark.parametrize("name", ["DEBUG", "HTTPS", "BEHIND_PROXY"])
@pytest.mark.parametrize("word", ["ture", ""])
def test_a_switch_that_is_neither_on_nor_off_is_refused(checkout: Path, name: str, word: str) -> None:
    done = load(checkout, "DEBUG", SECRET_KEY="x", **{name: word})
    assert done.returncode != 0
    assert f"{name} is {word!r}. Set it to on or off." in done.stderr


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
    done = load(checkout, "DEBUG", SECRET_KEY="x", **environment)
    assert done.returncode != 0
    assert message in done.stderr


@pytest.mark.parametrize(
    ("word", "value"), [("on", "True"), ("Yes", "True"), ("1", "True"), ("off", "False"), ("0", "False")]
)
def test_a_switch_understands(checkout: Path, word: str, value: str) -> None:
    assert load(checkout, "HTTPS", SECRET_KEY="x", HTTPS=word).stdout.strip() == value


def test_mail_goes_where_its_address_says(checkout: Path) -> None:
    url = "smtp+tls://ann%40example.org:p%40ss%2Fword@mail.example.org"
    names = "EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD"
    done = load(checkout, f"{names}, settings.EMAIL_USE_TLS, settings.NEWSLETTER", SECRET_KEY="x", EMAIL_URL=url)
    assert done.stdout.split() == ["mail.example.org", "587", "ann@example.org", "p@ss/word", "True", "True"]


@pytest.mark.parametrize(("https", "is_open"), [("on", "False"), ("off", "True")])
def test_where_mail_is_only_printed_patients_can_t_join(checkout: Path, https: str, is_open: str) -> None:
    assert load(checkout, "NEWSLETTER", SECRET_KEY="x", HTTPS=https).stdout.strip() == is_open
