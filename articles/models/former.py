"""Addresses that pages had: they lead on for good."""

from django.db import models
from django.db.models import Q


class FormerAddress(models.Model):
    """An address that an article or a topic had while patients could open it."""

    slug = models.SlugField()
    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, related_name="former_addresses")
    topic = models.ForeignKey("articles.Topic", models.CASCADE, null=True, related_name="former_addresses")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="former_address_of_one",
                condition=Q(article=None, topic__isnull=False) | Q(article__isnull=False, topic=None),
            ),
            models.UniqueConstraint(name="former_address_once", fields=["slug"], condition=Q(topic=None)),
            models.UniqueConstraint(name="former_topic_address_once", fields=["slug"], condition=Q(article=None)),
        ]

    def __str__(self) -> str:
        return self.slug
