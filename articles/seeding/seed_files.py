"""Reads the shipped content from its text files.

`topics.yaml`, `glossary.yaml` and `synonyms.yaml` (these two may be left out), and one Markdown file with front matter
an article.
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
_TOPIC_KEYS: dict[str, type] = {"title": str, "summary": str, "order": int, "is_about_site": bool}
_TERM_KEYS: dict[str, type] = {"term": str, "meaning": str, "also": list}
_SYNONYM_KEYS: dict[str, type] = {"words": list, "is_danger": bool}
_ARTICLE_KEYS: dict[str, type] = {
    "title": str,
    "summary": str,
    "topic": str,
    "sources": list,
    "facts": list,
    "related": list,
    "reviewer": str,
    "reviewed_on": date,
    "review_due": date,
    "status": str,
    "order": int,
}
_DEFAULTS = {
    "also": (),
    "is_danger": False,
    "sources": (),
    "facts": (),
    "related": (),
    "reviewer": "",
    "reviewed_on": None,
    "review_due": None,
    "order": 0,
    "is_about_site": False,
}
# Fields that came after the first seeds were loaded, and what they hold when nobody has filled them in.
_ADDED_LATER = {"related": "", "is_about_site": False}
_TYPE_NAMES = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    date: "a date such as 2026-01-31, without quotes",
}


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

    A field that came later and is not filled in leaves it as it was; otherwise all rows that were loaded before would
    look edited. So name each new field in `_ADDED_LATER`.
    """
    plain = {
        name: normal for name, value in fields.items() if (normal := _normal(value)) != _ADDED_LATER.get(name, ...)
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def read(folder: Path) -> list[Seed]:
    """Every seed of the folder, topics first, articles last; SeedError at the first file that is broken."""
    topics = list(_read_list(folder / "topics.yaml", LoadedSeed.Kind.TOPIC, _TOPIC_KEYS))
    glossary = folder / "glossary.yaml"
    terms = list(_read_list(glossary, LoadedSeed.Kind.TERM, _TERM_KEYS)) if glossary.exists() else []
    same = folder / "synonyms.yaml"
    synonyms = list(_read_list(same, LoadedSeed.Kind.SYNONYM, _SYNONYM_KEYS)) if same.exists() else []
    slugs = {topic.slug for topic in topics}
    articles = [_read_article(path, slugs) for path in sorted(folder.glob("*.md"))]
    return topics + terms + synonyms + articles


def _normal(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _read_list(path: Path, kind: LoadedSeed.Kind, keys: Mapping[str, type]) -> Iterator[Seed]:
    """The seeds of a file that holds a list of them, each with its slug."""
    rows = _parse(path.name, _text_of(path))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SeedError(f"{path.name}: write a list of {kind}s, each with slug, {', '.join(keys)}.")
    seen: set[str] = set()
    for row in rows:
        slug = _slug(path.name, row.pop("slug", ""))
        if slug in seen:
            raise SeedError(f"{path.name}: the slug {slug!r} is there twice. Give each {kind} its own.")
        seen.add(slug)
        fields = _checked(f"{path.name}, {kind} {slug}", row, keys)
        lists = {key: value for key, value in fields.items() if keys[key] is list}
        lines = {key: "\n".join(str(line).strip() for line in value) for key, value in lists.items()}
        yield Seed(kind, slug, path.name, {**fields, **lines})


def _read_article(path: Path, topics: set[str]) -> Seed:
    slug = _slug(path.name, path.stem)
    start, front, body = _split(path.name, _text_of(path))
    if start.strip() or not body.strip():
        raise SeedError(f"{path.name}: begin with ---, then the front matter, then ---, then the text.")
    row = _parse(path.name, front)
    if not isinstance(row, dict):
        raise SeedError(f"{path.name}: write the front matter as lines of `name: value`.")
    fields = _checked(path.name, row, _ARTICLE_KEYS)
    if fields["topic"] not in topics:
        raise SeedError(
            f"{path.name}: the topic {fields['topic']!r} is not in topics.yaml. Add it there, or correct it."
        )
    if fields["status"] not in _STATUSES:
        raise SeedError(f"{path.name}: make the status one of {', '.join(_STATUSES)}.")
    fields["sources"] = "\n".join(map(str, fields["sources"]))
    fields["facts"] = " ".join(map(str, fields["facts"]))
    fields["related"] = " ".join(map(str, fields["related"]))
    return Seed(LoadedSeed.Kind.ARTICLE, slug, path.name, {**fields, "body": body.strip()})


def _split(name: str, text: str) -> list[str]:
    """What stands before, between and after the two `---` lines of front matter."""
    parts = f"\n{text}".split("\n---\n", 2)
    if len(parts) != 3:  # noqa: PLR2004 (before, between, after)
        raise SeedError(f"{name}: put the front matter between two lines of ---.")
    return parts


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


def _checked(where: str, row: dict[str, Any], keys: Mapping[str, type]) -> dict[str, Any]:
    """The row, no key unknown or missing, each value of the type that its key asks for."""
    if unknown := ", ".join(sorted(str(key) for key in row if key not in keys)):
        raise SeedError(f"{where}: take out or correct {unknown}. Known are {', '.join(keys)}.")
    return {key: _value(where, key, row.get(key), kind) for key, kind in keys.items()}


def _value(where: str, key: str, value: object, kind: type) -> object:
    if value is None and key in _DEFAULTS:
        return _DEFAULTS[key]
    if value is None:
        raise SeedError(f"{where}: add the line `{key}: ...`.")
    if type(value) is not kind:  # exact: a bool is an int to isinstance, and a time of day a date
        raise SeedError(f"{where}: make {key} {_TYPE_NAMES[kind]}, not {value!r}.")
    return value.strip() if isinstance(value, str) else value
