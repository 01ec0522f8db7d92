"""What search works with: words that mean the same, and the index."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.content import is_language, no_nul

_MAX_WORDS = 2_000  # characters


class Synonym(models.Model):
    """Words that mean the same: a search for one of them finds the pages that have any other."""

    slug = models.SlugField(_("name"), unique=True, help_text=_("A short name for this list, such as: cramp."))
    words = models.TextField(
        _("words"),
        max_length=_MAX_WORDS,
        validators=[no_nul, MaxLengthValidator(_MAX_WORDS)],
        help_text=_(
            "One word or phrase a line, in any order. Name what people type and what our pages say: "
            "“charley horse” on one line, “cramp” on the next. Endings don’t matter: “cramp” is “cramps” too."
        ),
    )
    is_danger = models.BooleanField(
        _("danger sign"),
        default=False,
        help_text=_("A search for one of these first shows how to get emergency help."),
    )
    language = models.CharField(_("language"), max_length=10, default="en", validators=[is_language])

    class Meta:
        ordering = ["slug"]
        verbose_name = _("list of words that mean the same")
        verbose_name_plural = _("words that mean the same")
        constraints = [
            models.CheckConstraint(
                name="synonym_has_words",
                condition=~Q(slug="") & ~Q(words=""),
                violation_error_message=_("Give the list a name and at least one word."),
            )
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def phrases(self) -> list[str]:
        """The lines that are not empty."""
        return [line.strip() for line in self.words.splitlines() if line.strip()]

    def clean(self) -> None:
        """Refuse a list that could have no effect."""
        self.words = self.words.replace("\r\n", "\n")
        if any(not any(sign.isalnum() for sign in phrase) for phrase in self.phrases):
            raise ValidationError({"words": gettext("Write a word or a phrase on each line.")})
        if not self.is_danger and len(self.phrases) == 1:
            raise ValidationError({"words": gettext("Add a second line: words that mean the same.")})


class IndexEntry(models.Model):
    """The stems of one entry's words. Only `search.index` writes here; the database's full-text search reads it."""

    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    title = models.TextField()
    outline = models.TextField()
    passages = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "address"], name="index_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"


class IndexedSource(models.Model):
    """What the index was last made from, and every word in it, the most frequent first."""

    kind = models.CharField(max_length=20, unique=True)
    stamp = models.CharField(max_length=80)
    words = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.kind
