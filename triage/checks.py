"""System checks: live versions were published, and not changed since; every trigger is there, “not sure” is marked.

`manage.py check --database default` runs them, and `migrate` does. On a database that waits for a migration of the
triage they say nothing: an error would keep `migrate` from bringing the triggers.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.apps import apps
from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader

from calfsite.audit.models import AuditEntry
from calfsite.lib import triggers
from triage.engine.sentences import reads_unsure
from triage.models import Choice, ProtocolVersion, freeze
from triage.versions import live


@register(Tags.database)
def every_version_is_as_it_was_published(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """Errors that name each version whose rows differ from its checksum: such a version is not served."""
    if not _is_migrated(databases):
        return []
    frozen = ProtocolVersion.objects.exclude(status=ProtocolVersion.Status.DRAFT)
    found: list[CheckMessage] = []
    for version in frozen.select_related("protocol", "default_article"):
        try:
            live.published_content(version)
        except Exception as error:
            found.append(
                Error(
                    f"{version} is not served to patients: {error}",
                    hint="Find out who changed the database. Restore it from a backup, or publish a new version.",
                    id="triage.E001",
                )
            )
    return found


@register(Tags.database)
def every_trigger_of_the_freeze_is_there(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """An error that names the triggers that are missing, in another wording, or switched off."""
    if not _is_migrated(databases):
        return []
    missing = triggers.missing(freeze.triggers(apps), connections["default"])
    if not missing:
        return []
    names = ", ".join(trigger.name for trigger in missing)
    return [
        Error(
            f"Published versions can be changed in the database: these triggers are missing or differ: {names}.",
            hint="Find out who dropped them, then run: manage.py freeze_versions",
            id="triage.E002",
        )
    ]


@register(Tags.database)
def every_live_version_was_published(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """Warnings that name each live version whose publication is not in the audit log: somebody wrote it by hand."""
    if not _is_migrated(databases):
        return []
    entries = AuditEntry.objects.filter(action__in=["triage.publish", "triage.schedule"])
    known = {(subject, details.get("checksum")) for subject, details in entries.values_list("subject", "details")}
    published = ProtocolVersion.objects.filter(status=ProtocolVersion.Status.PUBLISHED).select_related("protocol")
    return [
        CheckWarning(
            f"{version} is live, and the audit log knows of nobody who published it: it may never have been proven.",
            hint="Find out who changed the database. Withdraw the version, or publish a copy of it.",
            id="triage.W002",
        )
        for version in published
        if (version.audit_name, version.checksum) not in known
    ]


@register(Tags.database)
def every_answer_that_means_not_sure_is_marked(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """Warnings that name each live version and draft with an unmarked one: before migration 0004 none was marked."""
    if not _is_migrated(databases):
        return []
    status = ProtocolVersion.Status
    unmarked = Choice.objects.filter(
        unsure=False, version__status__in=[status.DRAFT, status.SCHEDULED, status.PUBLISHED]
    )
    found: defaultdict[ProtocolVersion, list[str]] = defaultdict(list)
    for choice in unmarked.select_related("version__protocol", "question").order_by("version", "question", "order"):
        if reads_unsure(choice.text):
            found[choice.version].append(f"{choice.question.key}.{choice.key}")
    return [
        CheckWarning(
            f"{version}: these answers read like “not sure” and are not marked so: {', '.join(keys)}.",
            hint="Nothing proves that they are never the milder answer. Mark them in a draft, then publish it.",
            id="triage.W001",
        )
        for version, keys in found.items()
    ]


def _is_migrated(databases: Sequence[str] | None) -> bool:
    """Whether the checks may ask the database, and every migration of the triage was applied to it."""
    if not databases or "default" not in databases:
        return False
    try:
        loader = MigrationLoader(connections["default"])
    except DatabaseError:
        return False
    return all(node in loader.applied_migrations for node in loader.graph.leaf_nodes("triage"))
