"""Topics in the admin."""

from django.contrib import admin

from articles.models import Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    """Topics: the shelves on the article list."""

    list_display = ("title", "slug", "order", "is_about_site", "language")
    list_editable = ("order",)
    search_fields = ("title", "summary")
    prepopulated_fields = {"slug": ("title",)}
