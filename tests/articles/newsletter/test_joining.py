"""Joining by email with double confirmation: nobody learns who is on the list, and only a press of a button counts."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from articles.models import Topic
from articles.newsletter import subscribing
from articles.newsletter.mails import Purpose, token
from articles.newsletter.models import Subscriber, normalized
from tests.articles.newsletter.conftest import SITE, reader

pytestmark = pytest.mark.django_db

JOIN = "/newsletter/"
ADDRESS = "Ann.Lee@example.org"


def join(client: Client, email: str = ADDRESS, *topics: Topic, **more: Any) -> Any:
    return client.post(JOIN, {"email": email, "topics": [topic.pk for topic in topics], **more})


def links(number: int = -1) -> dict[str, str]:
    """The links of a mail, by their purpose."""
    found = re.findall(rf"{SITE}(/newsletter/(\w+)/\S+)", mail.outbox[number].body)
    return {purpose: path for path, purpose in found}


def test_a_reader_joins_in_two_steps(client: Client, topic: Topic, other_topic: Topic) -> None:
    response = join(client, ADDRESS, topic)
    assert (response.status_code, response["Location"]) == (302, "/newsletter/check-your-mail/")
    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.confirmed_at, subscriber.every_topic) == (ADDRESS, None, False)
    assert mail.outbox[0].to == [ADDRESS]
    page = client.get(links()["confirm"]).content.decode()
    assert "Calf trouble" in page
    assert "Sciatica" not in page
    assert Subscriber.objects.get().confirmed_at is None, "a look is no yes: programs that check mails look as well"
    assert "You are on our email list" in client.post(links()["confirm"]).content.decode()
    first = Subscriber.objects.get().confirmed_at
    assert first is not None
    client.post(links()["confirm"])
    assert Subscriber.objects.get().confirmed_at == first


def test_all_topics_ticked_means_those_to_come_as_well(client: Client, topic: Topic, other_topic: Topic) -> None:
    Topic.objects.create(slug="about", title="About", summary="Us.", is_about_site=True)
    assert list(client.get(JOIN).context["form"].fields["topics"].queryset) == [topic, other_topic]
    join(client, ADDRESS, topic, other_topic)
    subscriber = Subscriber.objects.get()
    assert subscriber.every_topic
    assert subscribing.chosen_by(subscriber) == [topic, other_topic]
    late = Topic.objects.create(slug="late", title="Late", summary="Late.")
    assert late in subscribing.chosen_by(subscriber)


def answer(response: Any) -> tuple[int, Any, bytes]:
    """All that the person who asks can see, but for the clock and the form’s one-time token."""
    headers = {name: value for name, value in response.items() if name not in ("Set-Cookie", "Expires")}
    return response.status_code, headers, re.sub(rb'name="csrf\w+" value="\w+"', b"", response.content)


def test_the_answer_is_the_same_for_whoever_is_on_the_list(client: Client, topic: Topic) -> None:
    confirmed = reader("confirmed")
    Subscriber.objects.create(email="waiting@example.org")
    answers = [answer(join(client, f"{name}@example.org", topic)) for name in ("new", "waiting", "confirmed")]
    assert answers[0] == answers[1] == answers[2]
    assert len(mail.outbox) == 3, "and a mail takes its time for each of them"
    assert set(links()) == {"topics", "leave"}, "who is on the list gets no link to join"
    confirmed.refresh_from_db()
    assert confirmed.every_topic, "whoever knows an address can't change its topics"


def test_each_address_stands_once_however_it_is_written(client: Client, topic: Topic) -> None:
    for email in ("Ann@Example.ORG", "ann@example.org", "ANN@EXAMPLE.org"):
        join(client, email, topic)
    assert Subscriber.objects.get().email == "Ann@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscriber.objects.bulk_create([Subscriber(email="aNN@example.org")])


def test_what_is_no_address_is_refused_and_stays_in_its_box(client: Client, topic: Topic) -> None:
    for typed in ("ann@example.org\r\nBcc: bob@example.org", "ann@example.org\0", f"{'a' * 250}@example.org"):
        response = join(client, typed, topic)
        assert response.status_code == 200
        assert set(response.context["form"].errors) == {"email"}
        assert response.context["form"]["email"].value() == typed
    assert (mail.outbox, Subscriber.objects.count()) == ([], 0)


def test_faults_are_told_as_what_to_do(client: Client, topic: Topic) -> None:
    response = client.post(JOIN, {"email": ""})
    assert response.context["form"].errors == {
        "email": ["Enter your email address."],
        "topics": ["Tick one topic or more."],
    }
    page = response.content.decode()
    assert page.count("<h1") == 1
    assert re.search(r"<title>\s*Error:\s+Join", page)
    assert join(client, ADDRESS, topic, topics=["999", "x"]).context["form"].errors["topics"] == [
        "One of these topics is gone. Choose again."
    ]


def test_without_topics_there_is_nothing_to_tick(client: Client, db: None) -> None:
    assert join(client).status_code == 302
    assert Subscriber.objects.get().every_topic


def test_a_title_can_t_begin_a_header(client: Client, topic: Topic, settings: Any) -> None:
    settings.PRACTICE_NAME = "Calf\nBcc: bob@example.org"
    join(client, ADDRESS, topic)
    raw = mail.outbox[0].message().as_bytes()
    assert message_from_bytes(raw)["Bcc"] is None
    assert message_from_bytes(raw)["Auto-Submitted"] == "auto-generated"


def test_nobody_is_mailed_more_than_a_few_times_a_day(client: Client, topic: Topic, settings: Any) -> None:
    settings.NEWSLETTER_MAILS_PER_ADDRESS = 2
    reader("known")
    answers = {answer(join(client, name, topic))[0] for name in ["Known@example.org", "new@example.org"] * 3}
    assert answers == {302}, "and it is not told"
    assert sorted(message.to[0] for message in mail.outbox) == ["known@example.org"] * 2 + ["new@example.org"] * 2


@pytest.mark.parametrize(
    ("name", "address"), [("NEWSLETTER_TRIES_PER_CLIENT", "198.51.100.7"), ("NEWSLETTER_MAILS_PER_HOUR", None)]
)
def test_a_flood_is_stopped_and_the_typed_words_stay(
    client: Client, topic: Topic, settings: Any, name: str, address: str | None
) -> None:
    setattr(settings, name, 2)
    for number in range(2):
        assert join(client, f"a{number}@example.org", topic).status_code == 302
    response = join(client, ADDRESS, topic)
    assert response.status_code == 429
    assert "Try again in an hour" in response.content.decode()
    assert f'value="{ADDRESS}"' in response.content.decode()
    assert len(mail.outbox) == 2
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert join(elsewhere, ADDRESS, topic).status_code == (302 if address else 429)


def test_a_whole_network_of_the_new_kind_counts_as_one_place(topic: Topic, settings: Any) -> None:
    settings.NEWSLETTER_TRIES_PER_CLIENT = 1
    assert join(Client(REMOTE_ADDR="2001:db8::1"), "a@example.org", topic).status_code == 302
    assert join(Client(REMOTE_ADDR="2001:db8::ffff:2"), "b@example.org", topic).status_code == 429
    assert join(Client(REMOTE_ADDR="2001:db8:0:1::2"), "b@example.org", topic).status_code == 302


def test_the_cache_holds_no_address(client: Client, topic: Topic) -> None:
    join(Client(REMOTE_ADDR="198.51.100.7"), ADDRESS, topic)
    kept = repr(vars(cache._cache if hasattr(cache, "_cache") else cache)) + repr(getattr(cache, "_cache", ""))
    assert "newsletter:client:" in kept
    assert not re.search("198.51|ann.lee|example.org", kept, re.IGNORECASE)


def test_a_program_that_fills_in_every_field_is_told_that_all_went_well(client: Client, topic: Topic) -> None:
    assert join(client, ADDRESS, topic, website="https://spam.example").status_code == 302
    assert (mail.outbox, Subscriber.objects.count()) == ([], 0)


def test_a_page_elsewhere_can_t_make_visitors_join(topic: Topic) -> None:
    elsewhere = Client(enforce_csrf_checks=True)
    for _ in range(2):  # without our cookie, then with one that does not fit
        response = join(elsewhere, ADDRESS, topic)
        page = response.content.decode()
        assert response.status_code == 403
        assert "Type your address once more" in page
        assert "answers" not in page[page.index("<main") : page.index("</main>")]
        elsewhere.cookies["csrftoken"] = "a" * 32
    assert mail.outbox == []


def test_links_run_out_are_good_for_one_thing_and_can_t_be_forged(client: Client, topic: Topic, settings: Any) -> None:
    waiting = Subscriber.objects.create(email=ADDRESS)
    confirming = token(waiting, Purpose.CONFIRM)
    forged = confirming[:-3] + ("AAA" if not confirming.endswith("AAA") else "BBB")
    elsewhere = [f"/newsletter/leave/{confirming}/", f"/newsletter/topics/{confirming}/"]
    for path in (f"/newsletter/confirm/{forged}/", f"/newsletter/confirm/{waiting.key}/", *elsewhere):
        assert client.post(path).status_code == 404, path
    settings.NEWSLETTER_CONFIRM_DAYS = -1
    old = client.post(f"/newsletter/confirm/{confirming}/")
    assert (old.status_code, "Get a new link" in old.content.decode()) == (410, True)
    assert Subscriber.objects.get().confirmed_at is None


def test_every_page_stays_out_of_caches_and_search_engines(client: Client, topic: Topic) -> None:
    join(client, ADDRESS, topic)
    found = links()
    subscriber = Subscriber.objects.get()
    found["topics"] = f"/newsletter/topics/{token(subscriber, Purpose.TOPICS)}/"
    for path in (JOIN, "/newsletter/check-your-mail/", *found.values(), "/newsletter/leave/nonsense/"):
        response = client.get(path)
        page = response.content.decode()
        assert "no-store" in response["Cache-Control"], path
        assert response["X-Robots-Tag"] == "noindex"
        assert page.count("<h1") == 1
        assert ADDRESS.lower() not in (path + page).lower()
        assert ("Referrer-Policy" in response, response["Referrer-Policy"] == "no-referrer") == (
            True,
            path.count("/") > 3,
        )


def test_addresses_that_nobody_confirms_are_forgotten(client: Client, topic: Topic, settings: Any) -> None:
    long_ago = timezone.now() - timedelta(days=settings.NEWSLETTER_FORGET_DAYS, hours=1)
    Subscriber.objects.create(email="old@example.org", asked_at=long_ago)
    Subscriber.objects.create(email="fresh@example.org")
    reader("confirmed", at=long_ago)
    assert subscribing.forget_unconfirmed() == 1
    assert set(Subscriber.objects.values_list("email", flat=True)) == {"fresh@example.org", "confirmed@example.org"}


def test_when_no_mail_can_be_sent_it_is_said_and_no_log_names_the_address(
    client: Client, topic: Topic, settings: Any, caplog: pytest.LogCaptureFixture, refuse: Callable[[str], None]
) -> None:
    refuse("SMTPRecipientsRefused")
    for _ in range(settings.NEWSLETTER_MAILS_PER_ADDRESS + 1):
        response = join(client, ADDRESS, topic)
        assert response.status_code == 503
        assert "you have not joined" in response.content.decode()
    assert "could not send a mail: SMTPRecipientsRefused 550" in caplog.text
    assert "example.org" not in caplog.text.lower()
    refuse("")
    assert join(client, ADDRESS, topic).status_code == 302
    assert len(mail.outbox) == 1, "mails that failed do not count against the address"


def test_a_practice_may_keep_the_list_closed(client: Client, topic: Topic, settings: Any) -> None:
    settings.NEWSLETTER = False
    assert "not open" in client.get(JOIN).content.decode()
    join(client, ADDRESS, topic)
    assert (mail.outbox, Subscriber.objects.count()) == ([], 0)


def test_the_model_keeps_no_address_in_its_name_and_writes_it_one_way(db: None) -> None:
    subscriber = Subscriber(email="Ann@BÜCHER.example")
    subscriber.full_clean()
    subscriber.save()
    assert str(subscriber) == f"Subscriber {subscriber.pk}"
    assert subscriber.email == "Ann@xn--bcher-kva.example" == normalized(subscriber.email)
