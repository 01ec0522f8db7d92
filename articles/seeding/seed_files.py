"""Reads the shipped content from its text files.

`topics.yaml`, `glossary.yaml` and `synonyms.yaml` (these two may be left out), and one Markdown file with front matter
per article.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug

from articles.models import LoadedSeed

DRAFT, PUBLISHED = _STATUSES = ("draft", "published")
_REQUIRED = object()


@dataclass(frozen=True)
class _Field:
    """What a key of a file must hold, and what the field is where it may be left out. A list becomes one text."""

    kind: type
    default: object = _REQUIRED
    separator: str = "\n"


_FIELDS = {
    "title": _Field(str),
    "summary": _Field(str),
    "topic": _Field(str),
    "sources": _Field(list, ""),
    "facts": _Field(list, "", " "),
    "related": _Field(list, "", " "),
    "reviewer": _Field(str, ""),
    "reviewed_on": _Field(date, None),
    "review_due": _Field(date, None),
    "status": _Field(str),
    "order": _Field(int, 0),
    "is_about_site": _Field(bool, False),
    "term": _Field(str),
    "meaning": _Field(str),
    "also": _Field(list, ""),
    "words": _Field(list),
    "is_danger": _Field(bool, False),
}
_KEYS = {
    LoadedSeed.Kind.TOPIC: ("title", "summary", "order", "is_about_site"),
    LoadedSeed.Kind.TERM: ("term", "meaning", "also"),
    LoadedSeed.Kind.SYNONYM: ("words", "is_danger"),
    LoadedSeed.Kind.ARTICLE: (
        *("title", "summary", "topic", "sources", "facts", "related"),
        *("reviewer", "reviewed_on", "review_due", "status", "order"),
    ),
}
_TYPE_NAMES = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    date: "a date such as 2026-01-31, without quotes",
}
# Fields added after the first seeds were loaded, with their empty value.
_ADDED_LATER = {"related": "", "is_about_site": False}


class SeedError(Exception):
    """A seed cannot be loaded; the message names the file and says what to do."""


@dataclass(frozen=True)
class Seed:
    """One topic, word, list of synonyms or article, as its file has it; fields are named and typed as the model's."""

    kind: LoadedSeed.Kind
    slug: str
    file: str
    fields: Mapping[str, Any]


def checksum(fields: Mapping[str, Any]) -> str:
    """A fingerprint of content, the same before and after an unchanged save in the admin.

    An empty field that was added later is left out of it; otherwise all rows loaded before would look edited. So name
    each new field in `_ADDED_LATER`.
    """
    plain = {
        name: normal for name, value in fields.items() if (normal := _normal(value)) != _ADDED_LATER.get(name, ...)
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def read(folder: Path) -> list[Seed]:
    """Every seed of the folder, topics first, articles last; SeedError at the first file that is broken."""
    topics = list(_read_list(folder / "topics.yaml", LoadedSeed.Kind.TOPIC))
    optional = [("glossary.yaml", LoadedSeed.Kind.TERM), ("synonyms.yaml", LoadedSeed.Kind.SYNONYM)]
    lists = [seed for name, kind in optional if (folder / name).exists() for seed in _read_list(folder / name, kind)]
    slugs = {topic.slug for topic in topics}
    return [*topics, *lists, *(_read_article(path, slugs) for path in sorted(folder.glob("*.md")))]


def _normal(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _read_list(path: Path, kind: LoadedSeed.Kind) -> Iterator[Seed]:
    """The seeds of a file that holds a list of them, each with its slug."""
    rows = _parse(path.name, _text_of(path))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SeedError(f"{path.name}: write a list of {kind}s, each with slug, {', '.join(_KEYS[kind])}.")
    seen: set[str] = set()
    for row in rows:
        slug = _slug(path.name, row.pop("slug", ""))
        if slug in seen:
            raise SeedError(f"{path.name}: the slug {slug!r} is there twice. Give each {kind} its own.")
        seen.add(slug)
        yield Seed(kind, slug, path.name, _fields(f"{path.name}, {kind} {slug}", row, kind))


def _read_article(path: Path, topics: set[str]) -> Seed:
    slug = _slug(path.name, path.stem)
    parts = f"\n{_text_of(path)}".split("\n---\n", 2)
    if len(parts) < 3:  # noqa: PLR2004 (before, between and after the two lines)
        raise SeedError(f"{path.name}: put the front matter between two lines of ---.")
    start, front, body = parts
    if start.strip() or not body.strip():
        raise SeedError(f"{path.name}: begin with ---, then the front matter, then ---, then the text.")
    row = _parse(path.name, front)
    if not isinstance(row, dict):
        raise SeedError(f"{path.name}: write the front matter as lines of `name: value`.")
    fields = _fields(path.name, row, LoadedSeed.Kind.ARTICLE)
    if fields["topic"] not in topics:
        raise SeedError(
            f"{path.name}: the topic {fields['topic']!r} is not in topics.yaml. Add it there, or correct it."
        )
    if fields["status"] not in _STATUSES:
        raise SeedError(f"{path.name}: make the status one of {', '.join(_STATUSES)}.")
    return Seed(LoadedSeed.Kind.ARTICLE, slug, path.name, {**fields, "body": body.strip()})


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise SeedError(f"{path}: there is no such file. Write it, or name another folder.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: save it as a readable UTF-8 text file ({error}).") from error


def _parse(name: str, text: str) -> object:
    try:
        parsed: object = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        raise SeedError(f"{name}: correct the YAML ({error}).") from error
    return parsed


def _slug(name: str, slug: object) -> str:
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise SeedError(f"{name}: make the slug {slug!r} of letters, digits and hyphens only.") from error
    return str(slug)


def _fields(where: str, row: Mapping[object, object], kind: LoadedSeed.Kind) -> dict[str, Any]:
    """The row as fields of its model; SeedError at a key that is unknown, missing or of another type."""
    keys = _KEYS[kind]
    if unknown := ", ".join(sorted(str(key) for key in row if key not in keys)):
        raise SeedError(f"{where}: take out or correct {unknown}. Known are {', '.join(keys)}.")
    return {key: _value(where, key, row.get(key)) for key in keys}


def _value(where: str, key: str, value: object) -> object:
    field = _FIELDS[key]
    if value is None and field.default is _REQUIRED:
        raise SeedError(f"{where}: add the line `{key}: ...`.")
    if value is None:
        return field.default
    if type(value) is not field.kind:  # exact: a bool is also an int, and a date with a time of day also a date
        raise SeedError(f"{where}: make {key} {_TYPE_NAMES[field.kind]}, not {value!r}.")
    if isinstance(value, list):
        return field.separator.join(str(item).strip() for item in value)
    return value.strip() if isinstance(value, str) else value
