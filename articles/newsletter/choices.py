"""The topics that readers of the email list choose from."""

from django.db.models import QuerySet

from articles.models import Topic


def topics() -> QuerySet[Topic]:
    """Every topic that is for reading; pages about the site itself are no news."""
    return Topic.objects.filter(is_about_site=False)
