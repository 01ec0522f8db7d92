"""Articles by name, for apps that may not know what an article is: settings name these functions."""

from articles import values
from articles.models import Article


def all_articles() -> list[tuple[str, str]]:
    """The address and title of every article, by title. Pages about the site are no articles."""
    return list(Article.objects.filter(topic__is_about_site=False).order_by("title").values_list("slug", "title"))


def quoting(name: str) -> list[tuple[str, str]]:
    """The address and title of every article whose text quotes this value, such as `threshold:calf.severe_pain`."""
    kind, _colon, key = name.partition(":")
    candidates = Article.objects.filter(body__contains=key).filter(body__contains=kind).order_by("title")
    return [(article.slug, article.title) for article in candidates if name in values.keys_in(article.body)]
