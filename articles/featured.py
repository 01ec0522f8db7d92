"""The articles that the home page features: the first of each topic, each with a drawing of its own. Two queries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice

from articles.models import LiveArticle, Topic
from articles.text import markdown
from calfsite.lib import illustrations
from calfsite.lib.illustrations import Picture

PER_TOPIC = 2


@dataclass(frozen=True)
class Card:
    """An article, and a drawing from it if it has one."""

    article: LiveArticle
    picture: Picture | None


@dataclass(frozen=True)
class FeaturedTopic:
    """A topic and its first articles."""

    topic: Topic
    cards: tuple[Card, ...]


def topics() -> list[FeaturedTopic]:
    """Every topic with articles that patients can read, in order. Only the texts of those shown are fetched."""
    live = LiveArticle.objects.filter(topic__is_about_site=False).select_related("topic")
    first = list(_first_of_each(live.defer("body", "sources")))
    bodies = dict(LiveArticle.objects.filter(pk__in=[article.pk for article in first]).values_list("pk", "body"))
    cards = _cards(first, bodies)
    return [FeaturedTopic(topic, tuple(group)) for topic, group in groupby(cards, key=lambda card: card.article.topic)]


def _first_of_each(articles: Iterable[LiveArticle]) -> Iterator[LiveArticle]:
    for _topic, group in groupby(articles, key=lambda article: article.topic_id):
        yield from islice(group, PER_TOPIC)


def _cards(articles: list[LiveArticle], bodies: Mapping[int, str]) -> list[Card]:
    """Each with its first drawing that no other card has; two of the same would look like one article.

    Those with the fewest drawings choose first, so that few are left without.
    """
    drawings = {article.pk: _drawings(bodies.get(article.pk, "")) for article in articles}
    chosen: dict[int, Picture] = {}
    for pk in sorted(drawings, key=lambda pk: len(drawings[pk])):
        free = (drawing for drawing in drawings[pk] if drawing not in chosen.values())
        if (picture := next(free, None)) is not None:
            chosen[pk] = picture
    return [Card(article, chosen.get(article.pk)) for article in articles]


def _drawings(body: str) -> list[Picture]:
    """The drawings that the Markdown shows, each once, in order."""
    return [picture for name in markdown.parse(body).figures if (picture := illustrations.picture(name))]
