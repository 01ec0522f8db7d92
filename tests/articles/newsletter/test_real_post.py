"""A real SMTP line: what arrives at the other end, and what becomes of a digest when the line is dropped or refused."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.mail.utils import DNS_NAME
from django.test import Client

from articles.models import LiveArticle
from articles.newsletter import sending
from articles.newsletter.models import Delivery
from tests.articles.newsletter.conftest import SITE, reader, states
from tests.articles.newsletter.smtp_sink import DROP, Sink, listening

pytestmark = pytest.mark.django_db
NAMES = ["ann", "bob", "cid", "dot", "eve"]


@pytest.fixture
def sink(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    monkeypatch.setattr(DNS_NAME, "_fqdn", "calf.example", raising=False)  # or it asks the network for our name
    with listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


def arrived(sink: Sink) -> list[str]:
    return [to.partition("@")[0] for to, _content in sink.mails]


def test_a_digest_over_a_bad_line_reaches_everyone_once(sink: Sink, publish: Callable[..., LiveArticle]) -> None:
    publish()
    for name in NAMES:
        reader(name)
    sink.instead = {
        ("ann@example.org", "RCPT"): "450 try later",
        ("bob@example.org", "."): DROP,  # it has the mail, but we can't know
        ("dot@example.org", "."): "421 closing",
    }
    report = sending.run()
    assert report.trouble == "SMTPDataError 421"
    assert arrived(sink) == ["bob", "cid"]
    assert states() == ["waiting", "unsure", "sent", "waiting", "waiting"]
    assert sink.lines == 2, "one line for all mails, and a new one when it was dropped"
    assert sending.run().counts == {"unsure": 0, "sent": 3}
    assert sorted(arrived(sink)) == NAMES
    assert Delivery.objects.filter(state="unsure").count() == 1
    message = message_from_bytes(sink.mails[-1][1], policy=policy.default)
    assert message["To"] == "eve@example.org"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip(" <>")
    assert f"\n{address}\r\n" in message.get_body(("plain",)).get_content(), "no line of it is cut in two"
    assert Client().post(address.removeprefix(SITE)).status_code == 200
    assert not Delivery.objects.filter(subscriber__email="eve@example.org").exists()


def test_a_line_that_was_dropped_between_two_mails_is_taken_up_anew(
    sink: Sink, publish: Callable[..., LiveArticle], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    for name in NAMES[:2]:
        reader(name)
    deliver = sending.deliver

    def deliver_and_lose(pk: int, courier: Any) -> Any:
        state = deliver(pk, courier)
        courier._backend.connection.sock.shutdown(socket.SHUT_RDWR)
        return state

    monkeypatch.setattr(sending, "deliver", deliver_and_lose)
    assert sending.run().counts == {"unsure": 0, "sent": 2}
    assert sink.lines == 2


def test_where_no_server_listens_nothing_is_begun(
    settings: Any, sink: Sink, publish: Callable[..., LiveArticle]
) -> None:
    publish()
    reader()
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = taken.getsockname()[1]
        assert sending.run().trouble == "ConnectionRefusedError"
    assert states() == ["waiting"]
    assert list(Delivery.objects.values_list("tries", flat=True)) == [0]
