"""What an article's page shows, worked out from the article, saved or not."""

import logging
from typing import Any

from articles import glossary, markdown, sources, values
from articles.models import Content, LiveArticle
from articles.words import Word, slugs_in

logger = logging.getLogger(__name__)

CONTENTS_FROM = 4  # a shorter list of contents is in the way


def article_context(article: Content) -> dict[str, Any]:
    """The context of `articles/article.html`: asks the database for values, words, and what to read next."""
    body = markdown.render(_filled(article), _words(article))
    return {
        "article": article,
        "body": body.html,
        "contents": body.contents if len(body.contents) >= CONTENTS_FROM else (),
        "sources": sources.listed(article.sources),
        "related": _related(article),
    }


def _related(article: Content) -> list[LiveArticle]:
    """The related articles that patients can read, in the order in which the article names them."""
    slugs = article.related.split()
    if not slugs:
        return []
    live = LiveArticle.objects.filter(slug__in=slugs).only("slug", "title", "summary", "language")
    return sorted(live, key=lambda other: slugs.index(other.slug))


def _filled(article: Content) -> str:
    """The article's Markdown with its values. A missing one is shown as such to the patient, and told to the log."""
    names = values.keys_in(article.body)
    known = values.resolve(names)
    for name in names:
        if name not in known:
            logger.error("The article %r quotes the value %r, which does not exist", article.slug, name)
    return values.fill(article.body, known)


def _words(article: Content) -> tuple[Word, ...]:
    """The meanings of the article's medical words. A word that is not in the glossary is told to the log."""
    found = glossary.words_in(article.body)
    known = {word.slug for word in found}
    for slug in slugs_in(article.body):
        if slug not in known:
            logger.warning("The article %r links to the word %r, which is not in the glossary", article.slug, slug)
    return found
