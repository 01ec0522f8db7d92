"""Drafts of what is not an article, and the question whether a second clinician approves a draft."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.content import Topic
from articles.models.search import Synonym
from articles.models.term import Term

MODELS: dict[str, type[Any]] = {"topic": Topic, "term": Term, "synonym": Synonym}


class Draft(models.Model):
    """What was written for a topic, a word of the glossary or search words, and nobody but the desk reads yet.

    There is at most one for each row. Publishing it changes the row and ends the draft. `revision` counts its saves.
    """

    class Kind(models.TextChoices):
        """What it is a draft of."""

        TOPIC = "topic", _("topic")
        TERM = "term", _("word of the glossary")
        SYNONYM = "synonym", _("words that mean the same")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    row = models.PositiveBigIntegerField(null=True)
    """The primary key of what it changes; none for something new."""
    content = models.JSONField()
    """The row's fields, by name."""
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("last saved"), auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("last saved by")
    )
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = _("draft of a topic or words")
        verbose_name_plural = _("drafts of topics and words")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(name="draft_once", fields=["kind", "row"]),
            models.CheckConstraint(name="draft_of_a_kind", condition=Q(kind__in=list(MODELS))),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.content.get('term') or self.content.get('title') or self.slug}"

    @property
    def slug(self) -> str:
        """The address or name that it gives."""
        return str(self.content.get("slug", ""))

    @property
    def live(self) -> Any:
        """What patients read now; None for something new."""
        return None if self.row is None else MODELS[self.kind]._default_manager.filter(pk=self.row).first()


class Asked(models.Model):
    """A second clinician is asked to publish a text: a draft of an article, or of something else, at this revision."""

    article = models.OneToOneField(Article, models.CASCADE, null=True, related_name="asked")
    draft = models.OneToOneField(Draft, models.CASCADE, null=True, related_name="asked")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
    reason = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="asked_about_one",
                condition=Q(article=None, draft__isnull=False) | Q(article__isnull=False, draft=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.article or self.draft}, revision {self.revision}"
