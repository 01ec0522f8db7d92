"""Topics, and the content of an article, the same for draft and live text."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.former import FormerAddress
from articles.text import markdown, sources, values

no_nul = ProhibitNullCharactersValidator()
is_language = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", _("Give a language code, such as en or es."))
_are_facts = RegexValidator(r"^[A-Z]\d{1,3}( [A-Z]\d{1,3})*$", _("Write fact numbers with a space between: C1 C2 S3."))
_are_related = RegexValidator(
    r"^[-\w]+( [-\w]+){0,4}$",
    _("Write up to five addresses of articles with a space between: calf-stretch achilles-rupture."),
    flags=re.ASCII,
)

ABOUT = "about"
"""The slug of the page at /about/, which links to the others about the site."""


class Topic(models.Model):
    """A group of articles, or the pages about the site."""

    slug = models.SlugField(
        _("address"),
        unique=True,
        help_text=_("The end of the page’s address. An old address leads to the new one."),
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. An address that it had before leads on to the new one."""
        before = Topic.objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        super().save(*args, **kwargs)
        if before not in (None, self.slug):
            FormerAddress.objects.update_or_create(slug=before, article=None, defaults={"topic": self})

    def get_absolute_url(self) -> str:
        """The topic's public page. Pages about the site are reached from /about/."""
        return reverse("about") if self.is_about_site else reverse("topic", args=[self.slug])

    def clean(self) -> None:
        values.refuse_in(title=self.title, summary=self.summary)


class Content(models.Model):
    """One page of patient education: Markdown, its sources, and who reviewed it when."""

    slug = models.SlugField(
        _("address"),
        unique=True,
        help_text=_("The end of the page’s address. An old address leads to the new one."),
    )
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="%(class)ss")
    title = models.CharField(_("title"), max_length=160, validators=[no_nul])
    summary = models.CharField(
        _("summary"),
        max_length=500,
        validators=[no_nul],
        help_text=_("Shown under the title, in lists too."),
    )
    body = models.TextField(
        _("text"), max_length=markdown.MAX_LENGTH, validators=[no_nul, MaxLengthValidator(markdown.MAX_LENGTH)]
    )
    sources = models.TextField(
        _("sources"),
        blank=True,
        validators=[no_nul, sources.validate],
        help_text=_("One a line: Title | year | address. Shown at the foot of the page, with a link."),
    )
    facts = models.CharField(
        _("facts"),
        max_length=400,
        blank=True,
        validators=[_are_facts],
        help_text=_("Numbers of the facts that this article teaches, such as: C1 C2. Patients do not see them."),
    )
    related = models.CharField(
        _("related articles"),
        max_length=260,
        blank=True,
        default="",
        validators=[_are_related],
        help_text=_(
            "Shown under “Read next” at the foot of the page. Up to five addresses of articles, the best first, "
            "with a space between: calf-stretch achilles-rupture. One that patients can’t read yet is left out."
        ),
    )
    reviewer = models.CharField(
        _("reviewer"),
        max_length=160,
        blank=True,
        validators=[no_nul],
        help_text=_("Name and profession, shown to patients."),
    )
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    review_due = models.DateField(
        _("next review due"),
        null=True,
        blank=True,
        help_text=_("Past this day, the page says that its review is late."),
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first within the topic.")
    )
    language = models.CharField(_("language"), max_length=10, default="en", validators=[is_language])

    class Meta:
        abstract = True
        ordering = ["topic__order", "order", "title"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_has_texts",
                condition=~Q(slug="") & ~Q(title="") & ~Q(summary="") & ~Q(body=""),
                violation_error_message=_("Give the article an address, a title, a summary and a text."),
            ),
            models.CheckConstraint(
                name="%(class)s_body_not_too_long",
                condition=LessThanOrEqual(Length("body"), markdown.MAX_LENGTH),
                violation_error_message=_("Shorten the text, or split it into two articles."),
            ),
            models.CheckConstraint(
                name="%(class)s_review_due_after_review",
                condition=Q(review_due__gt=F("reviewed_on")),
                violation_error_message=_("Set the next review to a day after the last one."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The article's public page. Pages about the site are at /about/ and below."""
        if not self.topic.is_about_site:
            return reverse("article", args=[self.slug])
        return reverse("about") if self.slug == ABOUT else reverse("about_page", args=[self.slug])

    @property
    def is_overdue(self) -> bool:
        """Whether the day of its next review has passed."""
        return self.review_due is not None and self.review_due < timezone.localdate()

    def take_content(self, source: models.Model) -> None:
        """Copy the content of another article, live article or historic state; saves nothing."""
        for column in _COLUMNS:
            setattr(self, column, getattr(source, column))

    def has_content_of(self, other: models.Model) -> bool:
        """Whether both have exactly the same content."""
        return all(getattr(self, column) == getattr(other, column) for column in _COLUMNS)

    def unique_error_message(self, model_class: type[models.Model], unique_check: Sequence[str]) -> ValidationError:
        """Say what to do when another draft or live article has the address."""
        if tuple(unique_check) == ("slug",):
            return ValidationError(
                gettext("Another article has this address. Give this one another, or that one first.")
            )
        return super().unique_error_message(model_class, unique_check)

    def clean(self) -> None:
        """Refuse what the patient would see broken, each fault at its field, as an instruction."""
        values.refuse_in(title=self.title, summary=self.summary)
        self.body = self.body.replace("\r\n", "\n")
        self.sources = self.sources.replace("\r\n", "\n")
        errors = {}
        if self.reviewed_on and self.review_due and self.review_due <= self.reviewed_on:
            errors["review_due"] = [gettext("Set the next review to a day after the last one.")]
        if owner := self._former_owner():
            errors["slug"] = [
                gettext("It was the address of “%(title)s”, and leads there. Choose another.") % {"title": owner}
            ]
        if related_faults := list(self._related_faults()):
            errors["related"] = related_faults
        if body_faults := [*values.faults(self.body), *markdown.faults(self.body)]:
            errors["body"] = body_faults
        if errors:
            raise ValidationError(errors)

    def _former_owner(self) -> str:
        """The title of another article that patients read, and that had this address once."""
        former = FormerAddress.objects.filter(slug=self.slug, article__live__isnull=False).exclude(article=self.pk)
        return former.values_list("article__live__title", flat=True).first() or ""

    def _related_faults(self) -> Iterator[str]:
        slugs = self.related.split()
        if self.slug in slugs:
            yield gettext("Take out this article’s own address.")
        if len(set(slugs)) < len(slugs):
            yield gettext("Name each article once.")


CONTENT = tuple(field.name for field in Content._meta.fields)
"""The names of the fields that are written, compared, published and restored."""

_COLUMNS = tuple(field.attname for field in Content._meta.fields)


def reason_field() -> "models.TextField[str | None, str | None]":
    """The history's column for why a state was saved; NULL where nobody said."""
    return models.TextField(null=True, blank=True)
