"""When what patients read began and last changed, for feed and sitemap."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from articles.models import LiveArticle


@dataclass(frozen=True)
class Dated:
    """An article, when patients could first read it, and when its text was last published."""

    article: LiveArticle
    began: datetime
    changed: datetime

    @property
    def is_about_site(self) -> bool:
        """Whether this is a page about the site, and no article."""
        return self.article.topic.is_about_site


def dated() -> list[Dated]:
    """Every article that patients read, the last published first; without its long texts."""
    rows = LiveArticle.history.values_list("article_id").annotate(Min("history_date"), Max("history_date"))
    times = {pk: (began, changed) for pk, began, changed in rows}
    live = LiveArticle.objects.select_related("topic").defer("body", "sources")
    found = [Dated(article, *times[article.pk]) for article in live if article.pk in times]
    return sorted(found, key=lambda one: (one.changed, one.article.pk), reverse=True)
