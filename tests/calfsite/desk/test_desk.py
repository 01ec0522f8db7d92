"""The desk's first page: what needs a clinician now, for whom, and the plots."""

import csv
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from calfsite.desk import needs
from tests.calfsite.accounts.desk import account
from triage.models import DailyTotal, Protocol, ProtocolVersion, Question

pytestmark = pytest.mark.django_db
Status = ProtocolVersion.Status
WHY = {"checksum": "c", "reason": "r"}


def version(protocol: Protocol, number: int, **fields: Any) -> ProtocolVersion:
    """A version without content, as far as the desk looks at it."""
    title = f"{protocol.slug.capitalize()} pain"
    texts = {"summary": "s", "intro": "i", "default_because": "b", "default_source": "s"}
    row = ProtocolVersion.objects.create(protocol=protocol, number=number, title=title, **texts)
    ProtocolVersion.objects.filter(pk=row.pk).update(**fields or {"title": title})
    row.refresh_from_db()
    return row


def live(protocol: Protocol, number: int, approval: str = "not needed") -> ProtocolVersion:
    draft = version(protocol, number)
    Question.objects.create(version=draft, key="age", kind="multi", text="How old are you?", short="Age & so on")
    draft.status, draft.report, draft.published_at = Status.PUBLISHED, {"approval": approval}, timezone.now()
    draft.checksum, draft.reason = WHY.values()
    draft.save()
    return draft


@pytest.fixture
def calf() -> Protocol:
    return Protocol.objects.create(slug="calf")


@pytest.fixture
def anna() -> User:
    return account("anna", "author", first_name="Anna", last_name="Weber")


@pytest.fixture
def ben() -> User:
    return account("ben", "publisher")


def desk(user: User) -> str:
    """The first page, as this person sees it."""
    client = Client()
    client.force_login(user)
    return unescape(client.get("/admin/").content.decode())


def titles(user: User) -> list[str]:
    return [need.title for need in needs.needs_of(user)]


def test_when_nothing_waits_it_says_so_kindly(calf, ben) -> None:
    live(calf, 1)
    text = desk(ben)
    assert "Nothing is waiting for you." in text
    assert "Calf pain, version 1" in text
    assert "All checks passed, and nobody gets a lower urgency." in text


def test_an_approval_waits_for_who_may_give_it(calf, anna, ben) -> None:
    live(calf, 1, approval="given")
    draft = version(calf, 2, created_by=anna, asked_by=anna, asked_at=timezone.now())
    draft.authors.add(anna)
    publish, change = f"/admin/triage/protocolversion/{draft.pk}/publish/", f"{draft.pk}/change/"
    text = desk(ben)
    assert "Waiting for your approval" in text
    assert "Anna Weber asked for a second clinician’s approval" in text
    assert publish in text
    assert "a second clinician approved" in text
    assert titles(anna) == ["Drafts of triages"], "an author does not approve"
    assert change in desk(anna)
    draft.authors.add(ben)
    assert titles(ben) == ["Drafts of triages"], "who edited it does not approve it"


def test_drafts_schedules_and_closed_triages_say_who_and_when(calf, anna, ben) -> None:
    draft = version(calf, 2, created_by=anna)
    draft.authors.add(anna, ben)
    version(calf, 1, status=Status.SCHEDULED, report={}, goes_live_at=timezone.now(), published_by=ben, **WHY)
    off = Protocol.objects.create(slug="hip", switched_off=True, off_message="Ring us.")
    text = desk(ben)
    closed, *others = titles(ben)
    assert closed == "Triages that patients can’t use", "what is urgent comes first"
    assert others == ["Versions scheduled to go live", "Drafts of triages"]
    assert "started by Anna Weber on" in text
    assert "also edited by ben" in text
    assert ", by ben" in text
    assert "has no live version" in text
    assert "is switched off: “Ring us.”" in text
    assert f"/admin/triage/protocol/{off.pk}/change/" in text


def article(pk: int, title: str) -> SimpleNamespace:
    return SimpleNamespace(pk=pk, title=title, review_due=date(2026, 1, pk), updated_at=timezone.now())


def test_articles_need_a_review_or_to_be_published(ben, monkeypatch) -> None:
    dates = SimpleNamespace(
        overdue=lambda today: [article(n, f"Late {n}") for n in range(1, 8)],
        due_soon=lambda today: [article(8, "Soon due")],
        unpublished_drafts=lambda: [article(9, "A draft")],
    )
    monkeypatch.setattr(needs, "dates", dates)
    text = desk(ben)
    assert titles(ben)[0] == "Articles whose review is overdue"
    assert "was due on Jan. 1, 2026" in text
    assert "Late 5" in text
    assert "Late 6" not in text
    assert 'href="/admin/articles/article/?review=overdue">and 2 more' in text
    assert 'href="/admin/articles/article/8/change/">Soon due' in text
    assert 'href="/admin/articles/article/9/change/">A draft' in text


def test_nobody_sees_a_link_to_what_they_may_not_open(calf, anna, monkeypatch) -> None:
    live(calf, 1)
    version(calf, 2, created_by=anna)
    monkeypatch.setattr(needs, "dates", SimpleNamespace())  # and it may not even be asked
    clerk = account("clerk")
    fill(calf)
    text = desk(clerk)
    assert "Nothing is waiting for you." in text
    assert "/admin/triage/" not in text
    assert "How the triages are used" not in text
    client = Client()
    client.force_login(clerk)
    assert client.get("/admin/totals.csv").status_code == 403
    assert Client().get("/admin/totals.csv").status_code == 302
    clerk.user_permissions.add(Permission.objects.get(codename="view_protocolversion"))
    assert titles(User.objects.get(pk=clerk.pk)) == ["Drafts of triages"]


def fill(protocol: Protocol) -> date:
    """Last week's totals of the live version; gives its Monday."""
    monday = timezone.localdate() - timedelta(days=7 + timezone.localdate().weekday())
    version = protocol.versions.get(status=Status.PUBLISHED)
    totals = {("begun", ""): 31, ("reached", "age"): 31, ("left", "age"): 18, ("outcome", "soon"): 16}
    for (kind, key), count in {**totals, ("outcome", "urgent"): 2}.items():
        DailyTotal.objects.create(day=monday, version=version, kind=kind, key=key, count=count)
    return monday


def test_the_totals_stand_in_plots_and_tables_without_small_numbers(calf, ben) -> None:
    assert "There are no numbers to show yet" in desk(ben)
    live(calf, 1)
    fill(calf)
    text = desk(ben)
    assert text.count('<svg class="plot"') == 2
    assert 'role="img" aria-labelledby="outcomes-calf-title outcomes-calf-description"' in text
    assert "Where people stop: Calf pain" in text
    assert ">Age & so on</text>" in text
    assert ">v1</text>" in text
    cells = text.replace(" ", "").replace("\n", "")
    assert "<td>1</td><td>30</td><td>under5</td><td>under5</td><td>15</td><td>under5</td>" in cells
    assert '<thscope="row">Age&soon</th><td>1</td><td>30</td><td>15</td>' in cells


def test_the_csv_hides_what_the_page_hides(calf, ben) -> None:
    live(calf, 1)
    monday = fill(calf)
    client = Client()
    client.force_login(ben)
    response = client.get("/admin/totals.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = [tuple(row.values()) for row in csv.DictReader(b"".join(response.streaming_content).decode().splitlines())]
    week = (monday.isoformat(), "calf", "1")
    assert rows == [
        (*week, "begun", "", "30"),
        (*week, "outcome", "emergency", "under 5"),
        (*week, "outcome", "urgent", "under 5"),
        (*week, "outcome", "soon", "15"),
        (*week, "outcome", "self_care", "under 5"),
        (*week, "asked", "age", "30"),
        (*week, "stopped", "age", "15"),
    ]


def test_it_asks_the_database_little_however_much_waits(calf, anna, ben, django_assert_max_num_queries) -> None:
    for number in range(2, 6):
        version(calf, number, created_by=anna).authors.add(anna, ben)
    live(calf, 1)
    fill(calf)
    user = User.objects.get(pk=ben.pk)
    with django_assert_max_num_queries(14):
        assert needs.needs_of(user)
