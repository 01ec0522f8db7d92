"""Addresses of the clinicians' desk, and what is stored when they leave it."""

from typing import Any

from articles.models import Article, LiveArticle

ADD = "/admin/articles/article/add/"


def change_url(article: Article, page: str = "change") -> str:
    return f"/admin/articles/article/{article.pk}/{page}/"


def rows() -> list[dict[str, Any]]:
    """Every draft and every text that patients read."""
    return [row for model in (Article, LiveArticle) for row in model.objects.order_by("pk").values()]
