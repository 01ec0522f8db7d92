"""The audit log: what goes in stays in, and whatever is changed behind its back shows."""

import threading
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from calfsite.audit import log
from calfsite.audit.models import FIRST, AppendOnlyError, AuditEntry

pytestmark = pytest.mark.django_db

TABLE = AuditEntry._meta.db_table


@pytest.fixture
def head() -> User:
    User.objects.bulk_create([User(username="head")])  # in bulk: without the audit entry of a new account
    return User.objects.get()


def sql(statement: str) -> None:
    """Runs a statement past the models; THE_LOG stands for the log's table."""
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("THE_LOG", TABLE))


def three(head: User) -> list[AuditEntry]:
    return [log.record("test.thing", by=head, subject=name) for name in ("one", "two", "three")]


def test_an_entry_keeps_who_what_when_and_why(head) -> None:
    log.record("triage.publish", by=head, subject="calf version 3", reason="Our audit.", version=3, on=date(2026, 1, 2))
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.reason) == ("triage.publish", "calf version 3", "Our audit.")
    assert (entry.who, entry.who_name, entry.details) == (head, "head", {"version": 3, "on": "2026-01-02"})


def test_the_name_stays_as_it_was_and_the_account_too(head) -> None:
    log.record("test.thing", by=head, subject="x")
    head.username = "renamed"
    head.save()
    assert AuditEntry.objects.get(action="test.thing").who_name == "head"
    with pytest.raises(ProtectedError):
        head.delete()


def test_entries_of_nobody(head) -> None:
    for nobody in (None, AnonymousUser()):
        assert log.record("test.thing", by=nobody, subject="x").who is None


def test_what_no_action_is_is_refused() -> None:
    for action in ("publish", "triage publish", "triage.", "Triage.Publish", ""):
        with pytest.raises(ValueError, match="Use words joined by dots"):
            log.record(action, by=None, subject="x")


def test_awkward_text_is_stored_and_still_proven(head) -> None:
    details = {"a": 1.5, "b": [True, None, {"ß": "\0\ud800"}], "c": {"y", "x"}, "d": 10**30}
    log.record("test.thing", by=head, subject="é" * 500 + "\0", reason="\ud800", **details)
    stored = AuditEntry.objects.get()
    assert stored.details == {"a": "1.5", "b": [True, None, {"ß": "?"}], "c": ["x", "y"], "d": 10**30}
    assert stored.subject == "é" * 199 + "…"
    assert log.verify().faults == []


def test_the_model_refuses_every_change(head) -> None:
    entry = three(head)[1]
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.get(pk=entry.pk).save,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(subject="x"),
        lambda: AuditEntry.objects.bulk_update([entry], ["subject"]),
        lambda: AuditEntry.objects.bulk_create([AuditEntry()]),
    ):
        with pytest.raises(AppendOnlyError), transaction.atomic():
            attempt()
    assert log.verify() == log.Proof(3, AuditEntry.objects.latest("id").checksum, [])


def test_the_database_refuses_every_change(head) -> None:
    three(head)
    for statement in ("UPDATE THE_LOG SET subject = 'x' WHERE subject = 'two'", "DELETE FROM THE_LOG"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            sql(statement)
    assert log.verify().entries == 3


def test_the_chain_cannot_fork(head) -> None:
    first = log.record("test.thing", by=head, subject="one")
    assert first.previous == FIRST
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry(when=first.when, action="a.b", subject="x", previous=FIRST, checksum="f" * 64).save()


def drop_triggers() -> None:
    """What somebody with the database in hand can do."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    for event in ("update", "delete"):
        sql(f"DROP TRIGGER {TABLE}_no_{event}{on_table}")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE THE_LOG SET who_name = 'other' WHERE subject = 'two'", "(Test: thing: two): its content was changed."),
        ("""UPDATE THE_LOG SET details = '{"a": 1}' WHERE subject = 'two'""", "two): its content was changed."),
        ("DELETE FROM THE_LOG WHERE subject = 'two'", "(Test: thing: three): one or more entries are missing"),
        ("DELETE FROM THE_LOG WHERE subject = 'one'", "(Test: thing: two): one or more entries are missing"),
    ],
)
def test_what_was_changed_behind_its_back_shows(head, capsys, statement: str, fault: str) -> None:
    three(head)
    drop_triggers()
    sql(statement)
    (said,) = log.verify().faults
    assert fault in said
    with pytest.raises(CommandError, match="was changed"):
        call_command("verify_audit")
    assert fault in capsys.readouterr().err


def test_the_command_says_that_all_is_well_and_finds_a_cut_off_end(head, capsys) -> None:
    last = three(head)[-1].checksum
    call_command("verify_audit", contains=last)
    said = capsys.readouterr().out
    assert "3 entries" in said
    assert last in said
    drop_triggers()
    sql("DELETE FROM THE_LOG WHERE subject = 'three'")
    call_command("verify_audit")
    with pytest.raises(CommandError, match="no entry with the checksum"):
        call_command("verify_audit", contains=last)


def test_a_rolled_back_change_leaves_no_entry(head) -> None:
    with transaction.atomic():
        log.record("test.thing", by=head, subject="x")
        transaction.set_rollback(True)
    assert log.verify().entries == 0


def write_five(together: threading.Barrier, faults: list[Exception]) -> None:
    try:
        for _ in range(5):
            with transaction.atomic():
                together.wait(10)
                log.record("test.thing", by=None, subject="x")
    except Exception as error:
        faults.append(error)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_those_who_write_at_once_make_one_chain() -> None:
    # SQLite in memory has one connection, and so one writer; in a file, its transactions let one in at a time.
    count = 4 if connection.vendor == "postgresql" else 1
    together, faults = threading.Barrier(count), []
    writers = [threading.Thread(target=write_five, args=(together, faults)) for _ in range(count)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert faults == []
    assert (log.verify().entries, log.verify().faults) == (5 * count, [])
