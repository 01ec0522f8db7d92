"""Topics, under which articles are listed."""

from django.core.validators import ProhibitNullCharactersValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.text import values

no_nul = ProhibitNullCharactersValidator()
is_language = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", _("Give a language code, such as en or es."))


class Topic(models.Model):
    """A group of articles, or the pages about the site."""

    slug = models.SlugField(
        _("address"), unique=True, help_text=_("The end of the page’s address. A change breaks links to the topic.")
    )
    title = models.CharField(_("title"), max_length=120, validators=[no_nul])
    summary = models.CharField(
        _("summary"),
        max_length=400,
        validators=[no_nul],
        help_text=_("Shown under the title, in lists too."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))
    is_about_site = models.BooleanField(
        _("about this site"),
        default=False,
        help_text=_(
            "Tick for pages about the site itself, such as privacy or contact. Their addresses begin with /about/. "
            "They need no sources, and are not in the list of articles."
        ),
    )
    language = models.CharField(_("language"), max_length=10, default="en", validators=[is_language])

    class Meta:
        ordering = ["order", "title"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                name="topic_has_texts",
                condition=~Q(slug="") & ~Q(title="") & ~Q(summary=""),
                violation_error_message=_("Give the topic an address, a title and a summary."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The topic's public page. Pages about the site are reached from /about/."""
        return reverse("about") if self.is_about_site else reverse("topic", args=[self.slug])

    def clean(self) -> None:
        values.refuse_in(title=self.title, summary=self.summary)
