"""The glossary: the words that an article links to, and all words by letter."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from articles.models import LiveArticle, Term
from articles.text import glossary_links, markdown
from articles.text.glossary_links import Word


@dataclass(frozen=True)
class Entry:
    """A word on the glossary page, and the articles that link to it."""

    term: Term
    articles: Sequence[LiveArticle]


@dataclass(frozen=True)
class Letter:
    """The words that begin with a letter, or under `#` with none."""

    letter: str
    entries: Sequence[Entry]


def words(slugs: Collection[str]) -> tuple[Word, ...]:
    """Of these words, by slug, those that the glossary has. No query for none."""
    if not slugs:
        return ()
    rows = Term.objects.filter(slug__in=slugs).order_by("slug")
    return tuple(Word(*row) for row in rows.values_list("slug", "term", "meaning"))


def by_letter(terms: Iterable[Term], articles: Mapping[str, Sequence[LiveArticle]]) -> list[Letter]:
    """The words in the order of the alphabet, by first letter."""
    ordered = sorted(terms, key=lambda term: (_letter(term), term.term.casefold()))
    return [
        Letter(letter, [Entry(term, articles.get(term.slug, ())) for term in group])
        for letter, group in groupby(ordered, key=_letter)
    ]


def articles_by_word() -> dict[str, list[LiveArticle]]:
    """The published articles that link to each word, by the word's address."""
    using: dict[str, list[LiveArticle]] = defaultdict(list)
    linking = LiveArticle.objects.filter(body__contains=f"{glossary_links.ADDRESS}#")
    linking = linking.select_related("topic").only("slug", "title", "language", "body", "topic__is_about_site")
    for article in linking.order_by("title"):
        for slug in markdown.parse(article.body).words:
            using[slug].append(article)
    return using


def _letter(term: Term) -> str:
    """The first letter, without its accent; `#` where the word begins with none."""
    first = unicodedata.normalize("NFD", term.term.strip())[:1].upper()
    return first if first.isalpha() else "#"
