"""The words of the glossary."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models.content import is_language, no_nul, reason_field
from articles.text import values

MAX_MEANING = 400  # characters that a phone shows at once
_MAX_ALSO = 400
_RESERVED = {"main"}  # ids of the glossary page itself


class Term(models.Model):
    """A medical word and what it means, in plain text. Patients read a change as soon as it is saved."""

    slug = models.SlugField(
        _("address"),
        unique=True,
        help_text=_(
            "What articles link to: [the word](/glossary/#address). A change takes the meaning out of those articles."
        ),
    )
    term = models.CharField(_("word"), max_length=80, validators=[no_nul])
    meaning = models.TextField(
        _("meaning"),
        max_length=MAX_MEANING,
        validators=[no_nul, MaxLengthValidator(MAX_MEANING)],
        help_text=_("One to three short sentences in plain words. No headings, links or other signs of Markdown."),
    )
    also = models.TextField(
        _("other names"),
        max_length=_MAX_ALSO,
        blank=True,
        validators=[no_nul, MaxLengthValidator(_MAX_ALSO)],
        help_text=_("Other names or spellings, one a line."),
    )
    language = models.CharField(_("language"), max_length=10, default="en", validators=[is_language])

    history = HistoricalRecords(history_change_reason_field=reason_field())

    class Meta:
        ordering = ["term"]
        verbose_name = _("word")
        verbose_name_plural = _("glossary")
        constraints = [
            models.CheckConstraint(
                name="term_has_texts",
                condition=~Q(slug="") & ~Q(term="") & ~Q(meaning=""),
                violation_error_message=_("Give the word an address, a name and a meaning."),
            ),
            models.CheckConstraint(
                name="term_meaning_not_too_long",
                condition=LessThanOrEqual(Length("meaning"), MAX_MEANING),
                violation_error_message=_("Shorten the meaning. An article has room for more."),
            ),
        ]

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary')}#{self.slug}"

    @property
    def other_names(self) -> list[str]:
        return self.also.splitlines()

    def clean(self) -> None:
        """Refuse what the patient would see broken; leave no empty lines among the other names."""
        values.refuse_in(term=self.term, meaning=self.meaning, also=self.also)
        if self.slug in _RESERVED:
            raise ValidationError({"slug": gettext("The page itself uses this address. Choose another.")})
        self.also = "\n".join(name for line in self.also.splitlines() if (name := line.strip()))
