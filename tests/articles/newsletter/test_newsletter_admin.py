"""The email list on the desk: for administrators, to read, to take home, and to delete from without a trace."""

import csv
import io
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from articles.models import Topic
from articles.newsletter import sending
from articles.newsletter.models import Subscriber
from calfsite.audit.models import AuditEntry
from tests.articles.newsletter.conftest import reader
from tests.calfsite.accounts.desk import account

pytestmark = pytest.mark.django_db
LIST, DIGESTS = "/admin/newsletter/subscriber/", "/admin/newsletter/digest/"


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(account("chief", is_superuser=True))  # quicker than to make the roles
    return client


@pytest.fixture
def people(topic: Topic, other_topic: Topic) -> list[Subscriber]:
    """One who gets all, one with a topic, one who has not confirmed."""
    return [reader("all"), reader("calf", topic), Subscriber.objects.create(email="=cmd|x@example.org")]


def listed(desk: Client, **query: str) -> set[str]:
    return {subscriber.email.partition("@")[0] for subscriber in desk.get(LIST, query).context["cl"].queryset}


def test_the_list_can_be_searched_and_narrowed(desk: Client, people: list[Subscriber]) -> None:
    assert listed(desk) == {"all", "calf", "=cmd|x"}
    assert listed(desk, confirmed="no") == {"=cmd|x"}
    assert listed(desk, confirmed="yes", topic="calf") == {"all", "calf"}
    assert listed(desk, confirmed="yes", topic="nerve") == {"all"}
    assert listed(desk, q="calf") == {"calf"}


def chosen(people: list[Subscriber], action: str) -> dict[str, Any]:
    return {"action": action, "_selected_action": [one.pk for one in people]}


def test_the_export_runs_nothing_in_a_spreadsheet_and_holds_no_key(desk: Client, people: list[Subscriber]) -> None:
    response = desk.post(LIST, chosen(people, "export_as_csv"))
    text = b"".join(response.streaming_content).decode()
    rows = {row["email"]: row for row in csv.DictReader(io.StringIO(text))}
    assert set(rows) == {"all@example.org", "calf@example.org", "'=cmd|x@example.org"}
    assert rows["calf@example.org"]["topics"] == "Calf trouble"
    assert rows["'=cmd|x@example.org"]["confirmed_at"] == ""
    assert not [one for one in people if one.key in text]
    assert "no-store" in response["Cache-Control"]
    entry = AuditEntry.objects.get(action="newsletter.export")
    assert (entry.who_name, entry.details) == ("chief", {"subscribers": 3})


@pytest.mark.parametrize("at_once", [True, False])
def test_a_deletion_is_asked_for_by_address_and_leaves_none(
    desk: Client, people: list[Subscriber], at_once: bool
) -> None:
    path = LIST if at_once else f"{LIST}{people[1].pk}/delete/"
    form = chosen(people[1:2], "delete_selected") if at_once else {}
    asked = desk.post(path, form) if at_once else desk.get(path)
    assert "calf@example.org" in asked.content.decode()
    done = desk.post(path, form | {"post": "yes"}, follow=True)
    assert "calf@" not in done.content.decode()
    assert not Subscriber.objects.filter(pk=people[1].pk).exists()
    kept = [*LogEntry.objects.values_list("object_repr", "change_message"), *AuditEntry.objects.values_list()]
    assert "calf@" not in repr(kept)
    assert AuditEntry.objects.get(action="newsletter.delete").details == {"subscribers": 1}


def test_nobody_is_put_on_the_list_or_changed_there(desk: Client, people: list[Subscriber]) -> None:
    for path in (f"{LIST}add/", f"{LIST}{people[0].pk}/change/"):
        assert desk.post(path, {"email": "x@example.org", "confirmed_at": timezone.now()}).status_code == 403
    page = desk.get(f"{LIST}{people[0].pk}/change/").content.decode()
    assert "all@example.org" in page
    assert people[0].key not in page


def test_digests_show_what_was_sent_and_how_many_got_it(desk: Client, people: list[Subscriber], publish: Any) -> None:
    publish(title="<b>Calves</b>")
    digest = sending.run().made
    assert digest
    people[0].delete()
    assert "2 sent" in desk.get(DIGESTS).content.decode()
    page = desk.get(f"{DIGESTS}{digest.pk}/change/").content.decode()
    assert "Calf trouble: &lt;b&gt;Calves&lt;/b&gt;" in page
    assert "example.org" not in page
    for path in (f"{DIGESTS}{digest.pk}/delete/", f"{DIGESTS}add/"):
        assert desk.post(path, {"post": "yes"}).status_code == 403


def test_only_administrators_see_it(people: list[Subscriber]) -> None:
    other = Client()
    other.force_login(account("pub", "author", "publisher"))
    for page in (LIST, DIGESTS, f"{LIST}{people[0].pk}/change/", f"{LIST}{people[0].pk}/delete/"):
        assert other.get(page).status_code == 403
        assert Client().get(page).status_code == 302
    other.force_login(account("boss", "administrator"))
    for page in (LIST, DIGESTS, f"{LIST}{people[0].pk}/delete/"):
        assert other.get(page).status_code == 200
