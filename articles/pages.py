"""What an article's page shows, worked out from the article, saved or not."""

import logging
from typing import Any

from articles import markdown, sources, values
from articles.models import Content, LiveArticle

logger = logging.getLogger(__name__)

CONTENTS_FROM = 4  # a shorter list of contents is in the way


def article_context(article: Content) -> dict[str, Any]:
    """The context of `articles/article.html`. Asks the database for the values it quotes and the related articles."""
    body = markdown.render(_filled(article))
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
