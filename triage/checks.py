"""System checks of the freeze: that no version was changed since it was published, and that every trigger is there.

`manage.py check --database default` runs them, and `migrate` does. On a database that waits for a migration of the
triage they say nothing: an error would keep `migrate` from bringing the triggers.
"""

from collections.abc import Sequence

from django.apps import apps
from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader

from calfsite.lib import triggers
from triage.models import ProtocolVersion, freeze
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


def _is_migrated(databases: Sequence[str] | None) -> bool:
    """Whether the checks may ask the database, and every migration of the triage was applied to it."""
    if not databases or "default" not in databases:
        return False
    try:
        loader = MigrationLoader(connections["default"])
    except DatabaseError:
        return False
    return all(node in loader.applied_migrations for node in loader.graph.leaf_nodes("triage"))
