"""Topics in the admin."""

from typing import TYPE_CHECKING

from django.contrib import admin

from articles.models import Topic

if TYPE_CHECKING:  # Django's admin classes take no type parameters when they run
    TopicModelAdmin = admin.ModelAdmin[Topic]
else:
    TopicModelAdmin = admin.ModelAdmin


@admin.register(Topic)
class TopicAdmin(TopicModelAdmin):
    """Topics: the shelves on the article list."""

    list_display = ("title", "slug", "order", "is_about_site", "language")
    list_editable = ("order",)
    search_fields = ("title", "summary")
    prepopulated_fields = {"slug": ("title",)}
