"""Database triggers that freeze every version that is no draft, against raw SQL and bulk updates too.

A later migration that alters one of these tables must put its triggers again: SQLite forgets them.
"""

from calfsite.lib.triggers import Event, RefuseTrigger

# Each table of content, and the SQL that leads from one of its rows ({row}) to the number of its version.
TABLES = {
    **{
        f"triage_{name}": "{row}.version_id"
        for name in (
            "threshold", "question", "choice", "advice", "articlelink", "rule", "requirement", "vignette", "condition",
            "hazard",
        )
    },
    "triage_defaultadvice": "{row}.protocolversion_id",
    "triage_ruleadvice": "(SELECT version_id FROM triage_rule WHERE id = {row}.rule_id)",
    "triage_condition_choices": "(SELECT version_id FROM triage_condition WHERE id = {row}.condition_id)",
    "triage_question_derived_from": "(SELECT version_id FROM triage_question WHERE id = {row}.from_question_id)",
}  # fmt: skip
CONTENT = (
    "protocol_id", "number", "language", "title", "summary", "intro", "default_urgency", "default_because",
    "default_source", "default_article_id", "checksum", "report", "reason", "published_by_id", "approved_by_id",
)  # fmt: skip
EVENTS: dict[Event, tuple[str, ...]] = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def freeze_content(table: str) -> list[RefuseTrigger]:
    """Refuses to add, change or delete a row of a version that is no draft."""
    message = f"{table}: this version is frozen. Copy it to a new draft and change that."
    return [
        RefuseTrigger(
            f"{table}_frozen_{event.lower()}",
            table,
            event,
            condition=" OR ".join(f"({_version_is_frozen(TABLES[table].format(row=row))})" for row in rows),
            message=message,
        )
        for event, rows in EVENTS.items()
    ]


def _version_is_frozen(version: str) -> str:
    return f"EXISTS (SELECT 1 FROM triage_protocolversion v WHERE v.id = {version} AND v.status <> 'draft')"  # noqa: S608


def freeze_versions() -> list[RefuseTrigger]:
    """Refuses to delete a version that is no draft, to change what it says, or to turn its status back."""
    table = "triage_protocolversion"
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in CONTENT)
    cancelled = "OLD.status = 'scheduled' AND NEW.status = 'draft'"
    turned_back = (
        "(OLD.status = 'scheduled' AND NEW.status NOT IN ('scheduled', 'draft', 'published'))"
        " OR (OLD.status = 'published' AND NEW.status NOT IN ('published', 'retired', 'withdrawn'))"
        " OR (OLD.status = 'retired' AND NEW.status NOT IN ('retired', 'withdrawn'))"
        " OR (OLD.status = 'withdrawn' AND NEW.status <> 'withdrawn')"
    )
    return [
        RefuseTrigger(
            f"{table}_frozen_delete", table, "DELETE", "OLD.status <> 'draft'", message="Only a draft can be deleted."
        ),
        RefuseTrigger(
            f"{table}_frozen_content",
            table,
            "UPDATE",
            f"OLD.status <> 'draft' AND NOT ({cancelled}) AND ({changed})",
            message="This version is frozen. Copy it to a new draft and change that.",
        ),
        RefuseTrigger(
            f"{table}_frozen_status", table, "UPDATE", turned_back, message="This version can't go back to that."
        ),
    ]


def freeze() -> list[RefuseTrigger]:
    """All of them."""
    return [*freeze_versions(), *(trigger for table in TABLES for trigger in freeze_content(table))]
