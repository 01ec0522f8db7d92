"""What `load_content` has loaded."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedSeed(models.Model):
    """What `load_content` has loaded: it distinguishes a clinician's edit or deletion from an old seed."""

    class Kind(models.TextChoices):
        """What the seed is of."""

        TOPIC = "topic", _("topic")
        TERM = "term", _("word")
        SYNONYM = "synonym", _("words that mean the same")
        ARTICLE = "article", _("article")

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField()
    checksum = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="loaded_seed_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
