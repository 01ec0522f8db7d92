"""What was published never changes: every column of every table of its content, by raw SQL and by the models."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AlterField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.utils import timezone

from calfsite.lib.triggers import missing
from tests.triage.engine import samples
from triage.models import Comment, DailyTotal, FrozenVersionError, LoadedProtocol, Protocol, ProtocolVersion
from triage.models.freeze import Thaw, thawed, triggers
from triage.versions import drafts

Status = ProtocolVersion.Status
MAY_CHANGE = {
    (Status.SCHEDULED, Status.DRAFT): {
        "status", "goes_live_at", "asked_by", "asked_at", "published_by", "approved_by", "checksum", "report",
    },
    (Status.SCHEDULED, Status.PUBLISHED): {"status", "published_at"},
    (Status.PUBLISHED, Status.RETIRED): {"status"},
    (Status.PUBLISHED, Status.WITHDRAWN): {"status", "withdrawn_because"},
    (Status.RETIRED, Status.WITHDRAWN): {"status", "withdrawn_because"},
}  # fmt: skip
"""All that may ever change in a version that is no draft. Written here again, so that a change of the list is seen."""

NO_CONTENT = (Protocol, ProtocolVersion, LoadedProtocol, DailyTotal, Comment)
CONTENT = [
    model
    for model in apps.get_app_config("triage").get_models(include_auto_created=True)
    if model not in NO_CONTENT and not model._meta.proxy
]


@pytest.fixture
def published(clinician) -> ProtocolVersion:
    """A version that was live."""
    draft = drafts.write(samples.with_every_part(), by=clinician)
    change = {"status": "published", "published_at": timezone.now(), "checksum": "x", "report": {}, "reason": "x"}
    ProtocolVersion.objects.filter(pk=draft.pk).update(**change)
    return ProtocolVersion.objects.get(pk=draft.pk)


def refused(statement: str, values: list[Any] | None = None) -> str:
    """Why the database refuses it; empty when it does not. Nothing stays changed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error)
    return ""


def statements(model: type[models.Model]) -> Iterator[str]:
    """All that raw SQL can do to the rows of a table."""
    table, columns = model._meta.db_table, [field.column for field in model._meta.concrete_fields]
    yield f"DELETE FROM {table}"
    for column in columns:
        yield f'UPDATE {table} SET "{column}" = "{column}"'
    others = ", ".join(f'"{column}"' for column in columns if column != "id")
    yield f"INSERT INTO {table} ({others}) SELECT {others} FROM {table}"
    if connection.vendor == "sqlite":
        yield f"REPLACE INTO {table} SELECT * FROM {table}"
        yield f"UPDATE OR REPLACE {table} SET id = id"


@pytest.mark.parametrize("model", CONTENT)
def test_raw_sql_changes_no_row_of_a_published_versions_content(published, model) -> None:
    assert model._default_manager.exists(), "the protocol of this test must have a row of every kind"
    assert [it for it in statements(model) if "frozen" not in refused(it)] == []


def foreign_keys() -> list[tuple[type[models.Model], str, type[models.Model]]]:
    """Every foreign key from a row of content to another one."""
    return [
        (model, field.column, field.related_model)
        for model in CONTENT
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in CONTENT
    ]


@pytest.mark.parametrize(("model", "column", "part"), foreign_keys())
def test_no_row_of_a_draft_joins_a_part_of_a_frozen_version(published, clinician, model, column, part) -> None:
    before = set(model._default_manager.values_list("pk", flat=True))
    drafts.write(samples.with_every_part(), by=clinician)
    row = model._default_manager.exclude(pk__in=before).values_list("pk", flat=True).first()
    frozen = part._default_manager.filter(version=published).first()
    table = model._meta.db_table
    assert "frozen" in refused(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [frozen.pk, row])
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join("%s" if name == column else f'"{name}"' for name in columns)
    insert = f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = %s"
    assert "frozen" in refused(insert, [frozen.pk, row])


def test_the_model_says_so_too(published, clinician) -> None:
    draft = drafts.write(samples.with_every_part(), by=clinician)
    choice = draft.choice_set.first()
    choice.question = published.question_set.get(key=choice.question.key)
    with pytest.raises(FrozenVersionError):
        choice.save()


def test_the_slug_of_a_protocol_is_frozen_with_its_first_version(published) -> None:
    rename = "UPDATE triage_protocol SET slug = 'another' WHERE id = %s"
    assert "frozen" in refused(rename, [published.protocol_id])
    other = drafts.write(replace(samples.protocol(), slug="other"))
    assert refused(rename, [other.protocol_id]) == ""


def in_status(version: ProtocolVersion, status: str) -> ProtocolVersion:
    """The same version with this status, come to by steps that are allowed."""
    if status == Status.SCHEDULED:
        content = replace(samples.protocol(), slug="other")
        version = drafts.write(content)
        change = {"goes_live_at": timezone.now(), "checksum": "x", "report": {}, "reason": "x"}
        ProtocolVersion.objects.filter(pk=version.pk).update(status=status, **change)
    elif status != Status.PUBLISHED:
        why = {"withdrawn_because": "x"} if status == Status.WITHDRAWN else {}
        ProtocolVersion.objects.filter(pk=version.pk).update(status=status, **why)
    return ProtocolVersion.objects.get(pk=version.pk)


def another(version: ProtocolVersion, field: models.Field[Any, Any]) -> Any:
    """A value that this column does not have."""
    if field.name == "status":
        return "draft" if version.status != Status.SCHEDULED else "retired"
    if isinstance(field, models.JSONField):
        return '{"another": 1}'
    if isinstance(field, models.DateTimeField):
        return "2001-02-03 04:05:06+00:00"
    return "another" if isinstance(field, models.CharField | models.TextField) else 987_654


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_raw_sql_changes_no_column_of_a_version_that_is_no_draft(published, status) -> None:
    version = in_status(published, status)
    changed = [
        field.name
        for field in ProtocolVersion._meta.concrete_fields
        if "frozen"
        not in refused(
            f'UPDATE triage_protocolversion SET "{field.column}" = %s WHERE id = %s',
            [another(version, field), version.pk],
        )
    ]
    assert changed == []
    assert "frozen" in refused("DELETE FROM triage_protocolversion WHERE id = %s", [version.pk])


@pytest.mark.parametrize("before", [status for status in Status if status != Status.DRAFT])
def test_with_its_status_only_those_columns_change_that_belong_to_the_step(published, before) -> None:
    version = in_status(published, before)
    for after in Status:
        if after == before:
            continue
        open_columns = {
            field.name
            for field in ProtocolVersion._meta.concrete_fields
            if field.name != "status"
            and "frozen"
            not in refused(
                f'UPDATE triage_protocolversion SET status = %s, "{field.column}" = %s WHERE id = %s',
                [after, another(version, field), version.pk],
            )
        }
        expected = MAY_CHANGE.get((before, after), {"status"}) - {"status"}
        assert open_columns == expected, (before, after)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_the_model_refuses_what_the_database_refuses(published, status) -> None:
    version = in_status(published, status)
    for field in ProtocolVersion._meta.concrete_fields:
        if field.primary_key:
            continue
        changed = ProtocolVersion.objects.get(pk=version.pk)
        setattr(changed, field.attname, another(version, field))
        with pytest.raises(FrozenVersionError):
            changed.save()


def test_no_version_begins_its_life_published_and_no_draft_skips_it(published) -> None:
    columns = [field.column for field in ProtocolVersion._meta.concrete_fields if field.column not in {"id", "number"}]
    names = ", ".join(f'"{column}"' for column in columns)
    copy = f"INSERT INTO triage_protocolversion (number, {names}) SELECT 99, {names} FROM triage_protocolversion"
    assert "draft" in refused(copy)
    draft = drafts.write(replace(samples.protocol(), slug="other"))
    for status in (Status.RETIRED, Status.WITHDRAWN):
        statement = "UPDATE triage_protocolversion SET status = %s WHERE id = %s"
        assert "frozen" in refused(statement, [status, draft.pk])
    if connection.vendor == "sqlite":
        values = ", ".join("'draft'" if column == "status" else f'"{column}"' for column in columns)
        replacing = f"REPLACE INTO triage_protocolversion (id, number, {names}) SELECT id, 98, {values} "
        assert "frozen" in refused(f"{replacing} FROM triage_protocolversion WHERE id = %s", [published.pk])


def test_a_migration_alters_frozen_tables_while_the_triggers_are_away(published) -> None:
    editor, state = connection.schema_editor(atomic=False), ProjectState.from_apps(apps)
    editor.deferred_sql = []
    before, after = thawed()
    before.database_forwards("triage", editor, state, state)
    assert refused("UPDATE triage_rule SET source = 'another'") == ""
    after.database_forwards("triage", editor, state, state)
    assert "frozen" in refused("UPDATE triage_rule SET source = 'another'")
    assert missing(triggers(apps), connection) == []


def test_every_migration_that_alters_frozen_tables_thaws_them_first(db: None) -> None:
    """SQLite alters a table by copying it, which the triggers refuse: a clinic's update would stop half-way."""
    frozen = {model._meta.model_name for model in (*CONTENT, Protocol, ProtocolVersion)}
    loader = MigrationLoader(connection)
    not_thawed = []
    for (app, name), migration in loader.disk_migrations.items():
        if app != "triage" or name < "0003":
            continue
        state = loader.project_state([parent for parent in migration.dependencies if parent[0] == "triage"])
        altering = [one for one in migration.operations if getattr(one, "model_name", None) in frozen]
        if any(alters(one, state) for one in altering) and not isinstance(migration.operations[0], Thaw):
            not_thawed.append(name)
    assert not_thawed == []


def alters(operation: Operation, state: ProjectState) -> bool:
    """Whether it alters a table; other words for people do not."""
    if not isinstance(operation, AlterField):
        return True
    before = state.apps.get_model("triage", operation.model_name)._meta.get_field(operation.name)
    after = operation.field.clone()
    after.set_attributes_from_name(operation.name)
    return connection.schema_editor()._field_should_be_altered(before, after)
