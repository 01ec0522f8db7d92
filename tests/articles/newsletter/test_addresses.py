"""Which addresses we write to, and the one way in which each is kept."""

import pytest
from django.core.exceptions import ValidationError

from articles.newsletter.forms import AddressField
from articles.newsletter.models import normalized


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ann@Example.ORG ", "Ann@example.org"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("ann+calf@example.org", "ann+calf@example.org"),
        ("=cmd@example.org", "=cmd@example.org"),
        ('"a,b"@example.org', '"a,b"@example.org'),
    ],
)
def test_odd_addresses_are_taken(typed: str, kept: str) -> None:
    assert AddressField().clean(typed) == kept == normalized(kept)


@pytest.mark.parametrize(
    "typed",
    [
        "ann", "ann@", "@example.org", "ann@example.org, bob@example.org", "ann@example.org\nBcc: bob@example.org",
        "ann@example.org\r\nSubject: x", "Ann <ann@example.org>", "ann@localhost", "root@[127.0.0.1]",
        "K\u212aelvin@example.org", '"a\x01b"@example.org', "ann@example.org\0", f"{'a' * 250}@example.org",
        f"ann@{'ü' * 60}.{'ü' * 60}.{'ü' * 60}.example", "ann@" + "ü" * 63 + ".example",
    ],
)  # fmt: skip
def test_what_can_t_be_written_to_is_refused(typed: str) -> None:
    for check in (normalized, AddressField().clean):
        with pytest.raises(ValidationError):
            check(typed)
