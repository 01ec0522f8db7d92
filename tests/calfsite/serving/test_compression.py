"""Pages for reading travel compressed; what a patient answers, and what a clinician does, never."""

import brotli
import pytest
from django.test import Client

ENCODINGS = {"Accept-Encoding": "gzip, deflate, br, zstd"}  # as Chromium sends it


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/articles/", "/no-such-page/"])
def test_a_page_for_reading_travels_compressed_and_arrives_whole(client: Client, address: str) -> None:
    plain, answer = client.get(address), client.get(address, headers=ENCODINGS)
    assert answer["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer["Vary"].title()
    assert brotli.decompress(answer.content) == plain.content
    assert len(answer.content) < len(plain.content) / 2
    assert "Content-Encoding" not in plain


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip", "gzip"), ("zstd", "zstd"), ("br;q=0.5, gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None)],
)
def test_a_client_gets_what_it_takes(client: Client, accepted: str, coding: str | None) -> None:
    assert client.get("/", headers={"Accept-Encoding": accepted}).get("Content-Encoding") == coding


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/triage/", "/triage/calf/", "/triage/no-such/", "/newsletter/", "/admin/login/"])
def test_where_secrets_stand_nothing_is_compressed(client: Client, address: str) -> None:
    answer = client.get(address, headers=ENCODINGS)
    assert answer.content
    assert "Content-Encoding" not in answer
