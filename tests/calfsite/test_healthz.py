"""The health check that load balancers ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection
from django.test import Client


@pytest.mark.django_db
def test_says_ok_and_may_not_be_stored(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content == b"ok"
    assert response["Content-Type"] == "text/plain"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_fails_when_the_database_does_not_answer(client: Client) -> None:
    client.raise_request_exception = False

    def broken(execute: Any, sql: str, *rest: Any) -> None:
        raise DatabaseError("gone")

    @contextmanager
    def no_database() -> Iterator[None]:
        with connection.execute_wrapper(broken):
            yield

    with no_database(), patch("django.core.handlers.exception.log_response"):
        assert client.get("/healthz").status_code == 500


@pytest.mark.django_db
def test_answers_plain_http_where_every_other_page_wants_https(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301
