"""Sending: killed anywhere it goes on the next time, and nobody gets a digest twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import LiveArticle, Topic
from articles.newsletter import digests, mails, sending
from articles.newsletter.mails import Purpose
from articles.newsletter.models import Delivery, Digest, SendingLease, Subscriber
from tests.articles.newsletter.conftest import SITE, got, reader, states

pytestmark = pytest.mark.django_db
NAMES = ["ann", "bob", "cid"]


class Killed(BaseException):
    """What no `except Exception` catches: the process is gone."""


@pytest.fixture
def readers(publish: Callable[..., LiveArticle]) -> list[Subscriber]:
    """Three readers, and one article that is new to them."""
    publish()
    return [reader(name) for name in NAMES]


def no_more_lease() -> None:
    """What a killed run leaves: its lease, until that has expired."""
    SendingLease.objects.update(holder="killed", until=timezone.now() - timedelta(seconds=1))


def test_each_reader_gets_it_once(readers: list[Subscriber]) -> None:
    Subscriber.objects.create(email="waiting@example.org")
    assert sending.run().counts["sent"] == 3
    assert sending.run().counts["sent"] == 0
    assert got() == NAMES
    assert Digest.objects.count() == 1


def test_what_a_digest_says(topic: Topic, other_topic: Topic, publish: Callable[..., LiveArticle]) -> None:
    ann = reader()
    publish("one", title="A <pulled> calf & more", summary="Why it’s sore.", topic=topic)
    publish("two", title="Nerves", topic=other_topic)
    sending.run()
    (message,) = mail.outbox
    assert message.subject == "News from Calfsite", "what somebody reads about is nobody else's business"
    assert message.from_email == "Calfsite <list@calf.example>"
    leave = f"{SITE}/newsletter/leave/"
    headers = message.message()
    assert headers["List-Unsubscribe"].startswith(f"<{leave}")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = headers["List-Unsubscribe"].removeprefix(f"<{leave}").removesuffix("/>")
    assert mails.reader_of(token, Purpose.LEAVE) == ann
    html = message.alternatives[0][0]
    for text, title in ((message.body, "A <pulled> calf & more"), (html, "A &lt;pulled&gt; calf &amp; more")):
        assert "Hello from Calfsite" in text
        assert title in text
        assert f"{SITE}/articles/one/" in text
        assert f"{SITE}/newsletter/topics/" in text
        assert "Why it’s sore." in text
    assert "<img" not in html
    assert message.body.index("CALF TROUBLE") < message.body.index("SCIATICA")


def test_each_reader_gets_their_topics_as_they_are_now(
    topic: Topic, other_topic: Topic, publish: Callable[..., LiveArticle]
) -> None:
    publish("one", topic=topic, title="Calf")
    ann, bob = reader("ann", topic), reader("bob", topic, other_topic)
    digests.make()
    ann.topics.set([other_topic])
    bob.topics.set([other_topic, topic])
    sending.run()
    assert got() == ["bob"]
    assert states() == ["nothing", "sent"]


Kill = Callable[[pytest.MonkeyPatch], None]


def before(place: Any, name: str, on: int = 1) -> Kill:
    """Kills the process as it is about to do this for the nth time."""

    def kill(monkeypatch: pytest.MonkeyPatch) -> None:
        done, calls = getattr(place, name), []

        def killed(*args: Any, **kwargs: Any) -> Any:
            calls.append(1)
            if len(calls) == on:
                raise Killed
            return done(*args, **kwargs)

        monkeypatch.setattr(place, name, killed)

    return kill


def after(place: Any, name: str) -> Kill:
    """Kills the process when it has just done this."""

    def kill(monkeypatch: pytest.MonkeyPatch) -> None:
        done = getattr(place, name)

        def killed(*args: Any, **kwargs: Any) -> Any:
            done(*args, **kwargs)
            raise Killed

        monkeypatch.setattr(place, name, killed)

    return kill


@pytest.mark.parametrize(
    ("kill", "unsure"),
    [
        (before(Digest, "save"), 0),
        (before(Delivery.objects, "bulk_create"), 0),
        (after(digests, "make"), 0),
        (before(mails, "digest"), 0),
        (before(sending, "_claimed"), 0),
        (after(sending, "_claimed"), 1),
        (before(locmem.EmailBackend, "send_messages"), 1),
        (before(locmem.EmailBackend, "send_messages", on=2), 1),
        (after(locmem.EmailBackend, "send_messages"), 1),
        (after(sending, "deliver"), 0),
        (before(mails.MailServer, "close"), 0),
    ],
    ids=[
        "making", "listing readers", "made", "writing the mail", "claiming", "claimed", "handing over",
        "handing over the second", "handed over", "marked", "hanging up",
    ],
)  # fmt: skip
def test_killed_anywhere_the_next_run_goes_on(
    readers: list[Subscriber], monkeypatch: pytest.MonkeyPatch, kill: Kill, unsure: int
) -> None:
    with monkeypatch.context() as patched:
        kill(patched)
        with pytest.raises(Killed):
            sending.run()
    no_more_lease()
    report = sending.run()
    assert len(got()) == len(set(got())), "nobody gets it twice"
    assert len(got()) >= 3 - unsure
    assert states().count("unsure") == report.counts["unsure"] == unsure
    assert set(states()) <= {"sent", "unsure"}
    assert sending.run().counts == {"unsure": 0}, "and it is told once"
    sending.run(retry_unsure=True)
    assert states() == ["sent"] * 3
    assert set(got()) == set(NAMES)


def test_a_second_run_beside_the_first_does_nothing(readers: list[Subscriber], during: Callable[..., None]) -> None:
    busy: list[bool] = []

    def second_run() -> None:
        with pytest.raises(sending.BusyError):
            sending.run()
        busy.append(True)

    during(second_run)
    sending.run()
    assert busy == [True] * 3
    assert got() == NAMES


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Has something happen while each mail is handed over, but not while that makes mails of its own."""

    def during(happen: Callable[[], object]) -> None:
        send, inside = locmem.EmailBackend.send_messages, []

        def send_messages(self: Any, messages: Any) -> int:
            if not inside:
                inside.append(1)
                happen()
                inside.clear()
            return send(self, messages)

        monkeypatch.setattr(locmem.EmailBackend, "send_messages", send_messages)

    return during


def test_even_without_the_lease_two_runs_share_the_readers(
    readers: list[Subscriber], during: Callable[..., None]
) -> None:
    """As when a run stood still for so long that its lease passed on."""

    def another_run() -> None:
        for pk in sending.waiting():
            with mails.mail_server() as server:
                sending.deliver(pk, server)

    during(another_run)
    sending.run()
    assert sorted(got()) == NAMES
    assert states() == ["sent"] * 3


def test_a_run_whose_lease_passed_on_stops(readers: list[Subscriber], during: Callable[..., None]) -> None:
    during(lambda: SendingLease.objects.update(holder="another"))
    with pytest.raises(sending.BusyError):
        sending.run()
    assert got() == ["ann"]
    assert SendingLease.objects.get().holder == "another", "and leaves the other's lease alone"


def test_who_leaves_in_mid_run_gets_nothing(readers: list[Subscriber], during: Callable[..., None]) -> None:
    during(lambda: Subscriber.objects.filter(email="bob@example.org").delete())
    sending.run()
    assert got() == ["ann", "cid"]


def test_who_leaves_while_their_mail_is_written_gets_nothing(
    readers: list[Subscriber], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = mails.digest

    def leave_meanwhile(sent: Digest, items: Any, subscriber: Subscriber) -> Any:
        message = write(sent, items, subscriber)
        Subscriber.objects.filter(pk=subscriber.pk, email="bob@example.org").delete()
        return message

    monkeypatch.setattr(mails, "digest", leave_meanwhile)
    sending.run()
    assert got() == ["ann", "cid"]


@pytest.mark.parametrize("fault", ["SMTPRecipientsRefused", "SMTPDataError"])
def test_a_refused_address_is_tried_again_and_then_given_up(
    readers: list[Subscriber], refuse: Callable[[str], None], settings: Any, fault: str
) -> None:
    settings.NEWSLETTER_SENDING_TRIES = 2
    refuse(fault)
    assert sending.run().counts == {"unsure": 0, "waiting": 3}
    assert sending.run().counts == {"unsure": 0, "refused": 3}
    refuse("")
    assert sending.run().counts == {"unsure": 0}
    assert got() == []


@pytest.mark.parametrize("fault", ["SMTPSenderRefused", "closing"])
def test_a_server_that_takes_nothing_from_us_is_no_fault_of_the_readers(
    readers: list[Subscriber], refuse: Callable[[str], None], settings: Any, fault: str
) -> None:
    settings.NEWSLETTER_SENDING_TRIES = 1
    refuse(fault)
    assert sending.run().trouble.startswith("SMTP")
    assert states() == ["waiting"] * 3
    assert set(Delivery.objects.values_list("tries", flat=True)) == {0}
    refuse("")
    sending.run()
    assert got() == NAMES


@pytest.mark.parametrize("fault", ["disconnected", "timeout"])
def test_a_line_that_breaks_in_mid_mail_leaves_it_open(
    readers: list[Subscriber], refuse: Callable[[str], None], fault: str
) -> None:
    refuse(fault)
    assert sending.run().counts == {"unsure": 3}
    refuse("")
    assert sending.run().counts == {"unsure": 0}
    assert sending.run(retry_unsure=True).counts == {"unsure": 0, "sent": 3}


def test_the_same_digest_has_the_same_number_for_a_reader(readers: list[Subscriber]) -> None:
    digest = digests.make()
    assert digest
    items = digests.items_for(digest, readers[0])
    numbers = [mails.digest(digest, items, one).extra_headers["Message-ID"] for one in (readers[0], *readers)]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3
    assert numbers[0].endswith("@calf.example>")


def test_the_database_refuses_what_would_send_twice(readers: list[Subscriber]) -> None:
    digest = digests.make()
    assert digest
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(digest=digest, subscriber=readers[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(since=digest.since, until=digest.until + timedelta(days=1), articles=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(state="posted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(state="sent")
    with pytest.raises(IntegrityError), transaction.atomic():
        SendingLease.objects.create(pk=2)
