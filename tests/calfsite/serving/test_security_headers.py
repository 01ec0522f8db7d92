"""The headers that keep every page within its own origin."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

POLICY = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self'; manifest-src 'self'; script-src 'self'; style-src 'self'"
)


@pytest.mark.parametrize("address", ["/", "/admin/login/", "/no-such-page/"])
def test_content_security_policy_is_exactly_this(client: Client, address: str) -> None:
    header = client.get(address)["Content-Security-Policy"]
    assert "; ".join(sorted(part.strip() for part in header.split(";") if part.strip())) == POLICY


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_home_page_sends(client: Client, header: str, value: str) -> None:
    assert client.get("/")[header] == value
