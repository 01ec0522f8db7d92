"""Database triggers that refuse a change, as migration operations for SQLite and PostgreSQL.

A model's own guard is passed by by raw SQL, `QuerySet.update` and a careless migration; a trigger is not.

    operations = [
        migrations.CreateModel(...),
        *append_only("calfsite_auditentry"),
        RefuseTrigger("frozen_rule", "triage_rule", "UPDATE", condition="EXISTS (SELECT … OLD.version_id …)"),
    ]

When a later migration alters a table, Django makes it anew on SQLite: the table's own triggers are forgotten, and one
of another table whose condition names it stops the migration. Such a migration takes all of these away first:

    operations = lifted([trigger, another], migrations.AddField(...))
"""

from typing import Literal

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Event = Literal["INSERT", "UPDATE", "DELETE"]

SQLITE = """CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition}
BEGIN SELECT RAISE(ABORT, {message}); END"""

# A condition with a subquery is allowed in a function, but not in PostgreSQL's own WHEN.
POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION USING MESSAGE = {message}, ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN {row};
END $refuse$"""
POSTGRESQL_TRIGGER = """CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"""


class RefuseTrigger(Operation):
    """Refuses INSERT, UPDATE or DELETE of those rows of a table for which an SQL condition holds.

    The condition may use OLD and NEW, subqueries, and what both databases understand (`IS DISTINCT FROM` is);
    `postgresql_condition` stands in for it where they differ. A refused statement raises IntegrityError on both.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        name: str,
        table: str,
        event: Event,
        condition: str = "true",
        postgresql_condition: str = "",
        message: str = "",
    ) -> None:
        self.name = name
        self.table = table
        self.event: Event = event
        self.condition = condition
        self.postgresql_condition = postgresql_condition or condition
        self.message = message or f"{event} of {table} is refused: these rows never change."

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models do not know of triggers."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the trigger; NotImplementedError on a database for which nobody has written it."""
        for statement in self.statements(schema_editor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take the trigger away again."""
        quote = schema_editor.quote_name
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {quote(self.name)} ON {quote(self.table)}")
            schema_editor.execute(f"DROP FUNCTION {quote(self.name)}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {quote(self.name)}")

    def statements(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        """The SQL that makes the trigger on this database."""
        words = {
            "name": schema_editor.quote_name(self.name),
            "function": schema_editor.quote_name(self.name),
            "table": schema_editor.quote_name(self.table),
            "event": self.event,
            "message": "'" + self.message.replace("'", "''") + "'",
            "row": "OLD" if self.event == "DELETE" else "NEW",
        }
        vendor = schema_editor.connection.vendor
        if vendor == "sqlite":
            return [SQLITE.format(condition=self.condition, **words)]
        if vendor == "postgresql":
            words["condition"] = self.postgresql_condition
            return [POSTGRESQL_FUNCTION.format(**words), POSTGRESQL_TRIGGER.format(**words)]
        raise NotImplementedError(f"No trigger is written for {vendor}. Use SQLite or PostgreSQL.")

    def describe(self) -> str:
        """What `manage.py migrate --plan` says."""
        return f"Refuse {self.event} on {self.table} ({self.name})"


class LiftTrigger(Operation):
    """Takes a trigger away, which the reverse puts back."""

    reversible = True

    def __init__(self, trigger: RefuseTrigger) -> None:
        self.trigger = trigger

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models do not know of triggers."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take it away."""
        self.trigger.database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Put it back."""
        self.trigger.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `manage.py migrate --plan` says."""
        return f"Allow {self.trigger.event} on {self.trigger.table} ({self.trigger.name})"


def lifted(triggers: list[RefuseTrigger], *operations: Operation) -> list[Operation]:
    """The operations of a migration, done while these triggers are away."""
    return [*(LiftTrigger(trigger) for trigger in triggers), *operations, *triggers]


def append_only(table: str) -> list[RefuseTrigger]:
    """The operations that let rows be added to a table, and never changed or deleted."""
    message = f"{table} is append-only: its rows are never changed or deleted."
    return [
        RefuseTrigger(f"{table}_no_update", table, "UPDATE", message=message),
        RefuseTrigger(f"{table}_no_delete", table, "DELETE", message=message),
    ]
