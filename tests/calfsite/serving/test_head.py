"""HEAD: the same headers as GET, and no body."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from calfsite.serving.middleware import no_body_on_head


def test_the_server_is_handed_no_body() -> None:
    answer = no_body_on_head(lambda request: HttpResponse("hello"))
    head = answer(RequestFactory().head("/"))
    assert (head.content, head["Content-Length"]) == (b"", "5")
    assert answer(RequestFactory().get("/")).content == b"hello"


@pytest.mark.parametrize("address", ["/", "/no-such-page/"])
def test_pages_tell_their_length(db: None, client: Client, address: str) -> None:
    assert client.head(address)["Content-Length"] == str(len(client.get(address).content))
