"""The audit log on the desk: to read and to export, and nothing else."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import User
from django.test import Client

from calfsite.audit import log
from calfsite.audit.models import AuditEntry
from tests.calfsite.accounts.desk import account

pytestmark = pytest.mark.django_db

LIST = "/admin/calfsite/auditentry/"
FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def desk(client) -> Client:
    client.force_login(account("chief", "administrator"))
    log.record("triage.publish", by=User.objects.get(), subject="calf version 3", reason="Our <b>audit</b>.", n=3)
    log.record("triage.withdraw", by=None, subject=FORMULA, reason="@SUM(1)")
    return client


def exported(desk: Client, kind: str, query: str = "") -> str:
    response = desk.get(f"{LIST}export/{kind}/{query}")
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content).decode()


def test_it_is_listed_filtered_searched_and_shown(desk) -> None:
    text = desk.get(f"{LIST}?action=triage.publish&q=calf").content.decode()
    assert "calf version 3" in text
    assert "HYPERLINK" not in text
    entry = AuditEntry.objects.get(action="triage.publish")
    page = desk.get(f"{LIST}{entry.pk}/change/").content.decode()
    assert "Our &lt;b&gt;audit&lt;/b&gt;." in page
    assert "<strong>n:</strong> 3" in page
    assert entry.checksum in page


def test_nothing_is_added_changed_or_deleted_there(desk) -> None:
    entry = AuditEntry.objects.latest("id")
    for page in (f"{LIST}add/", f"{LIST}{entry.pk}/delete/", f"{LIST}{entry.pk}/change/"):
        assert desk.post(page, {"subject": "x", "post": "yes"}).status_code == 403, page
    assert AuditEntry.objects.get(pk=entry.pk).subject == entry.subject


def test_json_lines_hold_everything_that_the_proof_needs(desk) -> None:
    rows = [json.loads(line) for line in exported(desk, "jsonl").splitlines()]
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert {row["previous"] for row in rows[1:]} == {row["checksum"] for row in rows[:-1]}
    assert rows[-2]["details"] == {"n": 3}
    assert AuditEntry.objects.latest("id").action == "audit.export", "who took it home is written down"


def test_csv_runs_nothing_in_a_spreadsheet(desk) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(desk, "csv"))))
    assert (rows[-1]["subject"], rows[-1]["reason"]) == (f"'{FORMULA}", "'@SUM(1)")
    assert rows[-2]["subject"] == "calf version 3"


def test_an_export_holds_what_the_list_shows(desk) -> None:
    rows = exported(desk, "jsonl", "?action=triage.publish").splitlines()
    assert len(rows) == 1


def test_only_administrators_see_it(desk) -> None:
    other = Client()
    other.force_login(account("pub", "author", "publisher"))
    for page in (LIST, f"{LIST}export/csv/"):
        assert other.get(page).status_code == 403
        assert Client().get(page).status_code == 302
    assert desk.get(f"{LIST}export/exe/").status_code == 404
