"""What an article's page shows, from the article, saved or not; and the numbers of the exercise sheet."""

import logging
from collections.abc import Collection, Iterable
from typing import Any

from articles import glossary
from articles.models import Content, LiveArticle
from articles.text import markdown, sources, tools, values
from articles.text.values import Value

logger = logging.getLogger(__name__)

_SHEET = {
    "review_after": "threshold:leg.sciatica_review_after",
    "best": "threshold:leg.knee_to_wall_optimal|cm",
    "stretch_least": "threshold:leg.stretch_seconds_min",
    "stretch_most": "threshold:leg.stretch_seconds_max|minutes",
    "rolling_least": "threshold:leg.rolling_seconds_min",
    "rolling_most": "threshold:leg.rolling_seconds_max|minutes",
}
CONTENTS_FROM = 4  # headings; a shorter list of contents is only in the way


def article_context(article: Content) -> dict[str, Any]:
    """The context of `articles/article.html`: asks the database for values, words, and what to read next."""
    found = markdown.parse(article.body)
    names = values.keys_in(article.body)
    known = values.resolve([*names, *tools.values_of(found.tools)])
    words = glossary.words(found.words)
    _log_missing(article, names, found.words, {*known, *(word.slug for word in words)})
    body = markdown.render(values.fill(article.body, known), words)
    return {
        "article": article,
        "body": body.html,
        "tools": tools.made(found.tools, known),
        "contents": body.contents if len(body.contents) >= CONTENTS_FROM else (),
        "sources": sources.listed(article.sources),
        "related": _related(article),
        "about_pages": _about_pages(article),
    }


def exercise_sheet_context() -> dict[str, Value]:
    """The numbers of the exercise sheet, as the triage has them now; a missing one is said in words."""
    known = values.resolve(_SHEET.values())
    for name in _SHEET.values():
        if name not in known:
            logger.error("The exercise sheet shows the value %r, which does not exist", name)
    return {key: known.get(name, values.missing()) for key, name in _SHEET.items()}


def _related(article: Content) -> list[LiveArticle]:
    """The related articles that patients can read, in the order in which the article names them."""
    slugs = article.related.split()
    if not slugs:
        return []
    live = LiveArticle.at(slugs)
    return [live[slug] for slug in slugs if slug in live]


def _about_pages(article: Content) -> list[LiveArticle]:
    """For a page about the site, the others that patients can read; for an article none, without a query."""
    if not article.topic.is_about_site:
        return []
    live = LiveArticle.objects.filter(topic__is_about_site=True).exclude(slug=article.slug).select_related("topic")
    return list(live.only("slug", "title", "language", "topic__is_about_site"))


def _log_missing(article: Content, names: Iterable[str], slugs: Iterable[str], known: Collection[str]) -> None:
    """Report missing values, for which patients read a placeholder, and missing words, which are plain text."""
    for name in names:
        if name not in known:
            logger.error("The article %r quotes the value %r, which does not exist", article.slug, name)
    for slug in slugs:
        if slug not in known:
            logger.warning("The article %r links to the word %r, which is not in the glossary", article.slug, slug)
