"""Database triggers that freeze every version that is no draft, against raw SQL and bulk updates too.

They are made from the models, as these are at each point of the migrations, and from `version.STEPS`, which the model's
own guard reads as well. So a new table or column is frozen unless it is named. A migration that changes one is written

    operations = thawed(migrations.AddField(...))

or else the system check triage.E002 finds triggers missing.
"""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from calfsite.lib.triggers import Event, RefuseTrigger
from triage.models.version import STEPS, Status

VERSIONS = "triage_protocolversion"
NO_CONTENT = {"protocol", "protocolversion", "loadedprotocol", "dailytotal", "comment"}
"""Models of which no row belongs to the content of a version. All others are frozen."""
IS_FROZEN = "EXISTS (SELECT 1 FROM triage_protocolversion v WHERE v.id IN ({ids}) AND v.status <> 'draft')"
VERSION_OF = "(SELECT version_id FROM {table} WHERE id = {row})"
REPLACED = "(SELECT {{}} FROM {table} WHERE id = NEW.id)"
"""A column of the row that SQLite's REPLACE is about to delete: no trigger fires for that."""


def triggers(apps: Apps) -> list[RefuseTrigger]:
    """Every trigger of the freeze, for the models of today or those of a migration's state."""
    found = [_of_slugs(), *_of_versions(apps.get_model("triage", "ProtocolVersion"))]
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.app_label == "triage" and not meta.proxy and meta.model_name not in NO_CONTENT:
            found += _of_content(model)
    return found


def _of_content(model: type[models.Model]) -> Iterator[RefuseTrigger]:
    """Refuse to add, change or delete a row of a version that is no draft, and to point a row to a part of one.

    A draft's row that points to a part of a frozen version would change what that version says. One from before this
    was refused can still be corrected or deleted: only where it points to from now on counts.
    """
    table = model._meta.db_table
    message = f"{table}: this version is frozen. Copy it to a new draft and change that."
    old, new = _is_frozen(_versions(model, "OLD.{}")), _is_frozen(_all_versions(model, "NEW.{}"))
    replaced = _is_frozen(_versions(model, REPLACED.format(table=table)))
    yield RefuseTrigger(f"{table}_frozen_insert", table, "INSERT", f"{new} OR {replaced}", message)
    yield RefuseTrigger(f"{table}_frozen_update", table, "UPDATE", f"{old} OR {new} OR NEW.id <> OLD.id", message)
    yield RefuseTrigger(f"{table}_frozen_delete", table, "DELETE", old, message)


def _is_frozen(versions: list[str]) -> str:
    """SQL that holds when one of these versions, each an SQL expression for its id, is no draft."""
    return IS_FROZEN.format(ids=", ".join(versions))


def _versions(model: type[models.Model], column: str) -> list[str]:
    """The versions that a row belongs to, as SQL; `OLD.{}` is a column of that row."""
    own = [column.format(key) for key, table in _foreign_keys(model) if table == VERSIONS]
    return own or _all_versions(model, column)  # a row that links two others belongs to the versions of both


def _all_versions(model: type[models.Model], column: str) -> list[str]:
    """The same, and the versions of all the rows that it points to."""
    return [
        column.format(key) if table == VERSIONS else VERSION_OF.format(table=table, row=column.format(key))
        for key, table in _foreign_keys(model)
    ]


def _foreign_keys(model: type[models.Model]) -> list[tuple[str, str]]:
    """The column of each foreign key to a version or a part of one, and the table that it points to."""
    found = [
        (field.column, field.related_model._meta)
        for field in sorted(model._meta.concrete_fields, key=_by_name)
        if isinstance(field, models.ForeignKey)
    ]
    return [
        (column, str(meta.db_table))
        for column, meta in found
        if meta.db_table == VERSIONS or any(field.name == "version" for field in meta.concrete_fields)
    ]


def _by_name(field: models.Field[Any, Any]) -> str:
    """For the order: a migration's state has the fields in another one than the model, and both must give one text."""
    return field.attname


def _of_slugs() -> RefuseTrigger:
    """Refuse to rename a protocol that has a version that is no draft: the checksum covers the slug."""
    frozen = "EXISTS (SELECT 1 FROM triage_protocolversion v WHERE v.protocol_id = OLD.id AND v.status <> 'draft')"
    return RefuseTrigger(
        "triage_protocol_frozen_slug",
        "triage_protocol",
        "UPDATE",
        f"NEW.slug <> OLD.slug AND {frozen}",
        "This protocol has a version that is frozen: its slug can't change.",
    )


def _of_versions(model: type[models.Model]) -> Iterator[RefuseTrigger]:
    """Refuse to delete a version that is no draft, and whatever `version.STEPS` does not allow."""
    steps = " OR ".join(_is_step(before, after) for before, after in STEPS)
    fields = sorted(model._meta.concrete_fields, key=_by_name)
    changed = " OR ".join(_is_changed(field) for field in fields)
    conditions: list[tuple[str, Event, str, str]] = [
        ("insert", "INSERT", f"NEW.status <> 'draft' OR {IS_FROZEN.format(ids='NEW.id')}", "A new one is a draft."),
        ("status", "UPDATE", f"NEW.status <> OLD.status AND NOT ({steps})", "It can't become that."),
        ("content", "UPDATE", changed, "Copy it to a new draft and change that."),
        ("delete", "DELETE", "OLD.status <> 'draft'", "Only a draft can be deleted."),
    ]
    for name, event, condition, message in conditions:
        yield RefuseTrigger(
            f"{VERSIONS}_frozen_{name}", VERSIONS, event, condition, f"This version is frozen. {message}"
        )


def _is_step(before: Status, after: Status) -> str:
    return f"(OLD.status = '{before}' AND NEW.status = '{after}')"


def _is_changed(field: models.Field[Any, Any]) -> str:
    """SQL that holds when this column of a version changes, although it must not."""
    changed = f"NEW.{field.column} IS DISTINCT FROM OLD.{field.column}"
    if field.primary_key:
        return changed
    allowed = ["OLD.status = 'draft'", *(_is_step(*step) for step, names in STEPS.items() if field.name in names)]
    return f"({changed} AND NOT ({' OR '.join(allowed)}))"


class Freeze(Operation):
    """Create every trigger of the freeze, for the models as they are at this point of the migrations."""

    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models do not know of triggers."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in triggers(to_state.apps):
            trigger.database_backwards(app_label, schema_editor, from_state, to_state)  # an older release's, if any
            trigger.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in triggers(from_state.apps):
            trigger.database_backwards(app_label, schema_editor, from_state, to_state)


class Thaw(Freeze):
    """Drop every trigger of the freeze, so that a migration can alter the tables."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)


def thawed(*operations: Operation) -> list[Operation]:
    """The operations of a migration that alters tables of content, done while no trigger is there."""
    return [Thaw(), *operations, Freeze()]
