"""Whether patients read exactly what was published: a text that was changed in the database itself is found and named.

Each entry of the audit log about texts that go live holds their checksums. A live row is written again and again, so no
trigger can tell a publication from an UPDATE by hand; the log, which only ever grows, can.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from articles.models import LiveArticle, Synonym, Term, Topic
from calfsite.audit.models import AuditEntry

DETAIL = "texts"
"""The detail of such an entry: the checksum of each text, by its kind and primary key."""
_KINDS: tuple[type[Any], ...] = (LiveArticle, Topic, Term, Synonym)
_NOT_TEXT = {"id", "article"}


def of(*rows: Model) -> dict[str, dict[str, str]]:
    """The detail of an audit entry about these rows as they are now."""
    return {DETAIL: {_name(row): _checksum(row) for row in rows}}


def changed(rows: Iterable[Model] | None = None) -> list[Model]:
    """Those of these texts, or of all, that are not what was published last.

    Of what was published before its checksum was kept nobody can say, and it is left out.
    """
    entries = AuditEntry.objects.filter(details__has_key=DETAIL)
    if rows is None:
        rows = [row for kind in _KINDS for row in kind._default_manager.all()]
    else:
        rows = list(rows)
        entries = entries.filter(**{f"details__{DETAIL}__has_any_keys": [_name(row) for row in rows]})
    published = _last(entries)
    return [row for row in rows if published.get(_name(row)) not in {None, _checksum(row)}]


def _last(entries: QuerySet[AuditEntry]) -> dict[str, str]:
    """The last checksum of each text that these entries hold."""
    found: dict[str, str] = {}
    for details in entries.order_by("id").values_list("details", flat=True):
        found |= details[DETAIL]
    return found


def _name(row: Model) -> str:
    return f"{row._meta.model_name} {row.pk}"


def _checksum(row: Model) -> str:
    """Of all that is written of it, without what a new row has too: so a column that is added changes nothing."""
    fields = [field for field in row._meta.concrete_fields if field.name not in _NOT_TEXT]
    values = {field.attname: getattr(row, field.attname) for field in fields}
    written = {field.attname: values[field.attname] for field in fields if values[field.attname] != field.get_default()}
    content = {name: str(value).replace("\r\n", "\n") for name, value in written.items()}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
