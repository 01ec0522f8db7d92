"""Loads seeds into the database and never overwrites or restores what a clinician has edited or deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from articles.models import Article, LoadedSeed, Synonym, Term, Topic
from articles.publishing import checksums, workflow
from articles.seeding import seed_files
from articles.seeding.seed_files import Seed, SeedError, checksum
from calfsite.audit import log

Row = Topic | Term | Synonym | Article

_MODELS: dict[str, type[Row]] = {
    LoadedSeed.Kind.TOPIC: Topic,
    LoadedSeed.Kind.TERM: Term,
    LoadedSeed.Kind.SYNONYM: Synonym,
    LoadedSeed.Kind.ARTICLE: Article,
}
REASON = "Loaded with the site"


class Result(StrEnum):
    """What became of a seed."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "kept the clinic's edit"
    OWN = "kept the clinic's own"
    DELETED = "left out, the clinic deleted it"
    NO_TOPIC = "left out, the clinic deleted its topic"


@dataclass(frozen=True)
class Outcome:
    """A seed and what became of it."""

    seed: Seed
    result: Result


@transaction.atomic
def load(seeds: Iterable[Seed]) -> list[Outcome]:
    """Load all the seeds, or none: SeedError names the first that the model refuses."""
    outcomes = [Outcome(seed, _load(seed)) for seed in seeds]
    new = [outcome.seed for outcome in outcomes if outcome.result in {Result.CREATED, Result.UPDATED}]
    rows = [row for seed in new if (row := _find(seed)) is not None and not isinstance(row, Article)]
    if rows:  # an article's publication is an entry of its own
        log.record("content.load", by=None, subject="topics and words", reason=REASON, **checksums.of(*rows))
    return outcomes


def _load(seed: Seed) -> Result:
    row = _find(seed)
    loaded = LoadedSeed.objects.filter(kind=seed.kind, slug=seed.slug).first()
    result = _decide(seed, row, loaded)
    if result in {Result.CREATED, Result.UPDATED}:
        topic = Topic.objects.filter(slug=seed.fields.get("topic")).first()
        if seed.kind is LoadedSeed.Kind.ARTICLE and topic is None:
            return Result.NO_TOPIC
        _write(seed, row or _MODELS[seed.kind](slug=seed.slug), topic)
    return result


def _decide(seed: Seed, row: Row | None, loaded: LoadedSeed | None) -> Result:
    """Only a row that is exactly as it was loaded may be changed."""
    if row is None:
        return Result.DELETED if loaded else Result.CREATED
    if loaded is None:
        return Result.OWN
    fresh, present = checksum(seed.fields), checksum(_fields(row, seed))
    if present == fresh:
        return Result.UNCHANGED
    return Result.UPDATED if present == loaded.checksum and not _has_edited_live_text(row) else Result.EDITED


def _has_edited_live_text(row: Row) -> bool:
    """Whether patients read something else than the draft: then a clinician has edited it."""
    return isinstance(row, Article) and row.published is not None and row.is_changed


def _find(seed: Seed) -> Row | None:
    if seed.kind is LoadedSeed.Kind.ARTICLE:
        return Article.objects.select_related("topic", "live").filter(slug=seed.slug).first()
    rows: models.QuerySet[Row] = _MODELS[seed.kind]._default_manager.filter(slug=seed.slug)
    return rows.first()


def _fields(row: Row, seed: Seed) -> dict[str, Any]:
    """The row's content under the names that the seed uses; an article names its topic by slug."""
    if not isinstance(row, Article):
        return {name: getattr(row, name) for name in seed.fields}
    status = seed_files.PUBLISHED if row.published else seed_files.DRAFT
    own = {"topic": row.topic.slug, "status": status}
    return {name: own.get(name) or getattr(row, name) for name in seed.fields}


def _write(seed: Seed, row: Row, topic: Topic | None) -> None:
    """Save the seed's content in the row, publish it if the seed says so, and remember its checksum."""
    for name, value in seed.fields.items():
        if name != "status":
            setattr(row, name, topic if name == "topic" else value)
    try:
        row.full_clean()
        _save(row, seed)
    except ValidationError as error:
        faults = "; ".join(f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())
        raise SeedError(f"{seed.file}, {seed.slug}: {faults}") from error
    LoadedSeed.objects.update_or_create(kind=seed.kind, slug=seed.slug, defaults={"checksum": checksum(seed.fields)})


def _save(row: Row, seed: Seed) -> None:
    if not isinstance(row, Article):
        workflow.sign(row, None, REASON)
        row.save()
        return
    workflow.save_draft(row, by=None, reason=REASON)
    if seed.fields["status"] == seed_files.PUBLISHED:
        workflow.publish(row, by=None, reason=REASON)
    elif row.published:
        workflow.take_back(row, by=None, reason=REASON)
