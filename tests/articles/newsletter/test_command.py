"""What cron sees of `send_digest`: few words, no address, and an exit code that says who must see to the rest."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import LiveArticle
from articles.newsletter.models import Delivery, Digest, SendingLease, Subscriber
from tests.articles.newsletter.conftest import got, reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def command() -> Callable[..., tuple[int, str]]:
    """Runs it; gives the exit code and all that was said."""

    def run(*options: str, **more: Any) -> tuple[int, str]:
        said, code = StringIO(), 0
        try:
            call_command("send_digest", *options, stdout=said, stderr=said, **more)
        except CommandError as error:
            code = error.returncode
            said.write(str(error))
        return code, said.getvalue()

    return run


Command = Callable[..., tuple[int, str]]


def test_nothing_new_and_all_sent_are_both_well(command: Command, publish: Callable[..., LiveArticle]) -> None:
    reader()
    assert command() == (0, "Nothing is new: no digest.\n")
    publish()
    code, said = command()
    assert (code, said) == (0, f"Made digest {Digest.objects.get().pk}.\n1 sent\n")
    assert command(verbosity=0) == (0, "")


def test_a_dry_run_says_what_would_be_and_does_nothing(command: Command, publish: Callable[..., LiveArticle]) -> None:
    reader()
    publish(title="A pulled calf")
    assert command("--dry-run") == (
        0,
        "New: A pulled calf (Calf trouble)\nA new digest for 1 readers.\nWaiting from earlier digests: 0.\n",
    )
    assert (got(), Digest.objects.count(), SendingLease.objects.count()) == ([], 0, 0)


@pytest.fixture
def one_reader(publish: Callable[..., LiveArticle]) -> None:
    publish()
    reader("ann-lee")


@pytest.mark.parametrize(
    "case",
    [
        ("SMTPDataError", 5, 75, "1 mails were refused and wait for the next run."),
        ("SMTPDataError", 1, 1, "1 mails were refused too often and are given up."),
        ("SMTPSenderRefused", 5, 75, "The mail server takes no mail from us (SMTPSenderRefused 550). 1 wait"),
        ("disconnected", 5, 1, "1 mails were interrupted"),
    ],
)
def test_the_exit_code_says_who_must_see_to_it(
    command: Command, one_reader: None, refuse: Any, settings: Any, case: tuple[str, int, int, str]
) -> None:
    fault, settings.NEWSLETTER_SENDING_TRIES, code, words = case
    refuse(fault)
    exit_code, said = command()
    assert exit_code == code
    assert words in said
    assert "ann-lee" not in said


def test_while_another_run_is_at_it_it_says_so(command: Command, publish: Callable[..., LiveArticle]) -> None:
    publish()
    reader()
    SendingLease.objects.create(pk=1, holder="another", until=timezone.now() + timedelta(minutes=1))
    assert command() == (75, "Another run is sending. Nothing was done.")
    SendingLease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert command()[0] == 0
    assert SendingLease.objects.get().until is None


def test_what_a_killed_run_left_is_told_once_and_sent_when_asked(
    command: Command, publish: Callable[..., LiveArticle]
) -> None:
    publish()
    reader()
    command()
    Delivery.objects.update(state="sending", sent_at=None)
    assert command()[0] == 1
    assert command()[0] == 0
    assert got() == ["ann"]
    assert command("--retry-unsure")[0] == 0
    assert got() == ["ann", "ann"]


def test_without_the_site_s_address_it_says_what_to_set(command: Command, settings: Any) -> None:
    settings.SITE_URL = ""
    assert command() == (1, "Set SITE_URL to the site's address, so that the mails can link to it.")


def test_it_forgets_the_unconfirmed(command: Command, db: None) -> None:
    then = timezone.now() - timedelta(days=30)
    for name in ("one", "two"):
        Subscriber.objects.create(email=f"{name}@example.org", asked_at=then)
    said = StringIO()
    assert "Deleted 2 addresses" in command()[1]
    call_command("forget_unconfirmed", stdout=said)
    assert said.getvalue() == "Deleted 0 addresses that nobody confirmed.\n"
