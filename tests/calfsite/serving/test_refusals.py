"""Requests that are refused as a whole: our page answers them, and the log names no journey and nothing of theirs."""

import io
import logging
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory

from calfsite.practice import current
from calfsite.serving.handler import Handler
from calfsite.serving.log_lines import LogLine

ROOT = Path(__file__).resolve().parents[3]
QUESTION = "/triage/leg/ThisJourneys/danger_unsure/"
MANY = "&".join(f"secret{n}=typed" for n in range(1001))
MARKS = ("ThisJourneys", "danger_unsure", "secret", "typed", "Traceback")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the console would show."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(LogLine(settings.LOGGING["formatters"]["line"]["format"], style="{"))
    django = logging.getLogger("django")
    django.addHandler(handler)
    yield said
    django.removeHandler(handler)


def served(path: str, query: str, kind: str) -> tuple[str, str]:
    """What the server would answer: its status, and the page."""
    statuses: list[str] = []
    environ = RequestFactory().get(path).environ | {"QUERY_STRING": query, "CONTENT_TYPE": kind}
    request_started.disconnect(close_old_connections)  # as the test client does: no test may touch the database here
    try:
        response = Handler()(environ, lambda status, headers: statuses.append(status))
    finally:
        request_started.connect(close_old_connections)
    return statuses[0], b"".join(response).decode()


@pytest.mark.parametrize("path", ["/", "/triage/leg/"])
@pytest.mark.parametrize("kind", ["", "text/plain; charset=utf-8"])
def test_an_address_with_too_many_fields_gets_our_page(log: io.StringIO, path: str, kind: str) -> None:
    status, page = served(path, MANY, kind)
    assert status == "400 Bad Request"
    assert f'href="{current.practice().emergency_href}"' in page
    assert log.getvalue().count("\n") == 1
    assert [mark for mark in MARKS if mark in log.getvalue()] == []


def test_a_type_that_can_not_be_read_is_none() -> None:
    status, page = served("/no-such-page/", "", "text/plain; charset*=no-such'en'utf-8")
    assert status == "404 Not Found"
    assert f'href="{current.practice().emergency_href}"' in page


def test_no_line_of_the_log_names_a_journey_or_its_page(log: io.StringIO) -> None:
    client = Client(enforce_csrf_checks=True)
    form = "application/x-www-form-urlencoded"
    assert client.post(QUESTION).status_code == 403
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    assert client.post(QUESTION, MANY, content_type=form).status_code == 400
    assert client.post(QUESTION, "secret=" + "typed" * 800_000, content_type=form).status_code == 400
    assert client.get("/triage/leg/ThisJourneys/a/danger_unsure").status_code == 404
    assert client.post(QUESTION, HTTP_ORIGIN="https://else.example").status_code == 403
    assert client.get("/newsletter/no-such-page/secret-token/").status_code == 404
    lines = log.getvalue().splitlines()
    assert len(lines) == 6, lines
    assert [mark for mark in MARKS if mark in log.getvalue()] == []
    assert lines[0].endswith("/triage/leg/…")


def test_a_traceback_keeps_its_file_names(log: io.StringIO) -> None:
    try:
        raise RuntimeError
    except RuntimeError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", QUESTION)
    assert "/triage/leg/…\nTraceback" in log.getvalue()
    assert "test_refusals.py" in log.getvalue()


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (
            f"Invalid request from ip=::1: Invalid HTTP request line: 'GETTY {QUESTION}'",
            "Invalid request: Invalid HTTP request line",
        ),
        (
            "Invalid request from ip=10.0.0.1: Request Line is too large (9000 > 8190)",
            "Invalid request: Request Line is too large ",
        ),
        (f"Error handling request GET {QUESTION}?secret=typed", "Error handling request"),
        ("Worker exiting", "Worker exiting"),
    ],
)
def test_gunicorns_own_lines_name_nothing_that_was_sent(line: str, kept: str) -> None:
    quiet = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["_WithoutRequest"]()
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, line, (), None)
    assert quiet.filter(record)
    assert record.getMessage() == kept
