"""Triggers as migrations make them, on the database that the tests run on."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from calfsite.lib.triggers import RefuseTrigger, missing

pytestmark = pytest.mark.django_db

TABLE = "auth_group"
RULE = "EXISTS (SELECT 1 FROM auth_permission WHERE name = OLD.name) OR OLD.name IS DISTINCT FROM 'it''s open'"


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(params=["UPDATE", "DELETE"])
def trigger(request: Any, db: None) -> Iterator[RefuseTrigger]:
    made = RefuseTrigger("a_test", TABLE, request.param, condition=RULE, message="That's frozen.")
    run("INSERT INTO auth_group (name) VALUES ('frozen')")
    run("INSERT INTO auth_group (name) VALUES ('it''s open')")
    alter(made.database_forwards)
    return made


def alter(change: Any) -> None:
    """Runs an operation as a migration does, but within the test's transaction."""
    editor = connection.schema_editor(atomic=False)
    editor.deferred_sql = []
    change("auth", editor, ProjectState(), ProjectState())


def attempt(trigger: RefuseTrigger, name: str) -> None:
    verb = "DELETE FROM auth_group" if trigger.event == "DELETE" else "UPDATE auth_group SET name = name || '!'"
    run(f"{verb} WHERE name = '{name}'")


def test_it_refuses_the_rows_that_its_condition_names_and_no_others(trigger) -> None:
    with pytest.raises(IntegrityError, match="That's frozen"):
        attempt(trigger, "frozen")
    attempt(trigger, "it''s open")


def test_it_goes_as_it_came(trigger) -> None:
    alter(trigger.database_backwards)
    attempt(trigger, "frozen")


def test_it_is_missing_once_it_is_dropped_or_worded_otherwise(trigger) -> None:
    assert missing([trigger], connection) == []
    other = RefuseTrigger("a_test", TABLE, trigger.event, condition=RULE, message="Another message.")
    assert missing([trigger, other], connection) == [other]
    alter(trigger.database_backwards)
    assert missing([trigger], connection) == [trigger]


def test_on_postgresql_it_is_missing_while_it_is_disabled(trigger) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite disables no trigger")
    run("ALTER TABLE auth_group DISABLE TRIGGER a_test")
    assert missing([trigger], connection) == [trigger]


def test_a_database_that_nobody_wrote_it_for_is_refused(trigger) -> None:
    with pytest.raises(NotImplementedError, match="No trigger is written for oracle"):
        trigger.definition(SimpleNamespace(vendor="oracle"))
