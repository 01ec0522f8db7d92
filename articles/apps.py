"""Articles: what patients read."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """The articles app."""

    name = "articles"
    verbose_name = "Articles"
