"""The index: which words are in which entry. It notices by itself when what patients read has changed.

Each search first compares every source's stamp, and rebuilds the index of those that have changed since. So nothing
needs to notify the index when an article, a term or a triage is published, taken back or restored.
"""

import logging
from collections import Counter
from dataclasses import dataclass

from django.db import connection, transaction

from articles.models import IndexedSource, IndexEntry
from articles.search import normalization
from articles.search.sources import Entry, Source, sources
from calfsite.lib import held

logger = logging.getLogger(__name__)

Place = tuple[str, str]
"""The kind and address of an entry."""

_MAX_FOUND = 40
_OF_KIND = "CASE kind WHEN 'term' THEN 1 ELSE 2 END"
# Only the constant above is put into these; what is looked for is passed as a parameter.
_SQLITE = f"""
SELECT kind, address FROM articles_indexentry_fts found JOIN articles_indexentry entry ON entry.id = found.rowid
WHERE articles_indexentry_fts MATCH %s
ORDER BY bm25(articles_indexentry_fts, 10.0, 3.0, 1.0) * {_OF_KIND}, entry.id LIMIT %s"""  # noqa: S608  a constant of ours
_POSTGRESQL = f"""
SELECT kind, address FROM articles_indexentry, to_tsquery('simple', %s) query WHERE found_by @@ query
ORDER BY ts_rank('{{0, 0.1, 0.3, 1}}', found_by, query, 1) * {_OF_KIND} DESC, id LIMIT %s"""  # noqa: S608  as above


@dataclass(frozen=True)
class Vocabulary:
    """Every word that the index holds, the most frequent first, and their stems."""

    words: tuple[str, ...]
    stems: frozenset[str]


def refresh() -> None:
    """Rebuild the index of each source that has changed. A fault is logged, and the old index stays."""
    stamps = dict(IndexedSource.objects.values_list("kind", "stamp"))
    for source in sources():
        try:
            if stamps.get(source.kind) != (stamp := source.stamp()):
                _rebuild(source, stamp)
        except Exception:
            logger.exception("The search index of %s could not be rebuilt", source.kind)


def matching(groups: list[list[tuple[str, ...]]], *, every: bool) -> list[Place]:
    """The entries that hold, of every group (or of any), one alternative; each of these is stems that go together.

    The best come first: the title counts more than headings and summary, and these more than the text; and a page
    more than a word of the glossary, which is so short that it would win too often.
    """
    if not groups:
        return []
    postgresql = connection.vendor == "postgresql"
    both, either = (" & ", " | ") if postgresql else (" AND ", " OR ")
    # Stems are letters and digits only, so nothing in them can end the quotes or act as an operator.
    quote = "'{}'" if postgresql else '"{}"'
    query = (both if every else either).join(
        f"({either.join(f'({both.join(map(quote.format, alternative))})' for alternative in group)})"
        for group in groups
    )
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL if postgresql else _SQLITE, [query, _MAX_FOUND])
        return [(kind, address) for kind, address in cursor.fetchall()]


def vocabulary() -> Vocabulary:
    """The words of the index as it is now; this process keeps them until the index changes."""
    return _vocabulary(tuple(IndexedSource.objects.order_by("kind").values_list("kind", "stamp")))


@held.cached(1)
def _vocabulary(_stamps: tuple[tuple[str, str], ...]) -> Vocabulary:
    texts = IndexedSource.objects.order_by("kind").values_list("words", flat=True)
    known = tuple(dict.fromkeys(" ".join(texts).split()))
    return Vocabulary(known, frozenset(map(normalization.stem, known)))


@transaction.atomic
def _rebuild(source: Source, stamp: str) -> None:
    """Write the source's entries. A second process blocks on the row, then finds nothing to do."""
    IndexedSource.objects.get_or_create(kind=source.kind, defaults={"stamp": "", "words": ""})
    row = IndexedSource.objects.select_for_update().get(kind=source.kind)
    if row.stamp == stamp:
        return
    entries = list(source.entries(None))
    IndexEntry.objects.filter(kind=source.kind).delete()
    IndexEntry.objects.bulk_create([_row(source.kind, entry) for entry in entries])
    if connection.vendor == "sqlite":  # PostgreSQL keeps its column up to date itself
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO articles_indexentry_fts(articles_indexentry_fts) VALUES ('rebuild')")
    counts = Counter(word for entry in entries for part in _parts(entry) for word in normalization.listed(part))
    row.stamp, row.words = stamp, " ".join(word for word, _count in counts.most_common())
    row.save()


def _row(kind: str, entry: Entry) -> IndexEntry:
    title, outline, passages = (" ".join(normalization.stems(part)) for part in _parts(entry))
    return IndexEntry(kind=kind, address=entry.address, title=title, outline=outline, passages=passages)


def _parts(entry: Entry) -> tuple[str, str, str]:
    """What counts most, what counts more, and the rest."""
    return f"{entry.title}\n{entry.names}", f"{entry.summary}\n{entry.headings}", "\n".join(entry.passages)
