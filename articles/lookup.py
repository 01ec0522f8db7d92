"""Articles by name, for apps that do not import this one: settings name these functions."""

from django.db.models import Q

from articles.models import Article
from articles.text import markdown, tools, values


def all_articles() -> list[tuple[str, str]]:
    """The address and title of every article, by title. Pages about the site do not count."""
    return list(Article.objects.filter(topic__is_about_site=False).order_by("title").values_list("slug", "title"))


def quoting(name: str) -> list[tuple[str, str]]:
    """The address and title of every article whose text or tool shows this value: `threshold:leg.severe_pain`."""
    kind, _colon, key = name.partition(":")
    quoted = Q(body__contains=key) & Q(body__contains=kind)
    held = Q(*(("body__contains", tool) for tool in tools.showing(name)), _connector=Q.OR)
    candidates = Article.objects.filter(quoted | held if held else quoted).order_by("title")
    return [(article.slug, article.title) for article in candidates if name in _shown(article.body)]


def _shown(body: str) -> set[str]:
    """The values that an article shows, in its text or in its tools."""
    return {*values.keys_in(body), *tools.values_of(markdown.parse(body).tools)}
