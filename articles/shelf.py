"""The front door's shelf: the first articles of each topic, each with a drawing of its own. Two queries."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from articles import illustrations
from articles.illustrations import Picture
from articles.models import LiveArticle, Topic

PER_TOPIC = 2
_FIGURE = re.compile(r"^:{3,}[ \t]*figure[ \t]+(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Card:
    """An article to go to, and a drawing from it if it has one."""

    article: LiveArticle
    picture: Picture | None


@dataclass(frozen=True)
class Shelf:
    """A topic and its first articles."""

    topic: Topic
    cards: tuple[Card, ...]


def shelves() -> list[Shelf]:
    """Every topic with articles that patients can read, in order. Only the texts of those shown are fetched."""
    live = LiveArticle.objects.filter(topic__is_about_site=False).select_related("topic")
    first = list(_first_of_each(live.defer("body", "sources")))
    bodies = dict(LiveArticle.objects.filter(pk__in=[article.pk for article in first]).values_list("pk", "body"))
    cards = _cards(first, bodies)
    return [Shelf(topic, tuple(group)) for topic, group in groupby(cards, key=lambda card: card.article.topic)]


def _first_of_each(articles: Iterable[LiveArticle]) -> Iterator[LiveArticle]:
    for _topic, group in groupby(articles, key=lambda article: article.topic_id):
        yield from islice(group, PER_TOPIC)


def _cards(articles: Iterable[LiveArticle], bodies: dict[int, str]) -> Iterator[Card]:
    """Each with its first drawing that no card before has; two of the same would look like one article."""
    shown: set[Picture] = set()
    for article in articles:
        drawings = filter(None, map(illustrations.picture, _FIGURE.findall(bodies.get(article.pk, ""))))
        picture = next((drawing for drawing in drawings if drawing not in shown), None)
        shown |= {picture} if picture else set()
        yield Card(article, picture)
