"""What patients read: topics and their articles. And what the seed command has loaded of them."""

from typing import ClassVar

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

from articles import markdown, sources, values

_no_nul = ProhibitNullCharactersValidator()
_is_language = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", _("Give a language code, such as en or es."))
_are_facts = RegexValidator(r"^[A-Z]\d{1,3}( [A-Z]\d{1,3})*$", _("Write fact numbers with a space between: C1 C2 S3."))


class Topic(models.Model):
    """A shelf of articles."""

    slug = models.SlugField(
        _("address"), unique=True, help_text=_("The end of the page’s address. A change breaks links to the topic.")
    )
    title = models.CharField(_("title"), max_length=120, validators=[_no_nul])
    summary = models.CharField(
        _("summary"),
        max_length=400,
        validators=[_no_nul],
        help_text=_("Shown under the title, in lists too."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))
    language = models.CharField(_("language"), max_length=10, default="en", validators=[_is_language])

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
        """The topic's public page."""
        return reverse("topic", args=[self.slug])

    def clean(self) -> None:
        """Refuse what the patient would see broken."""
        _refuse_placeholders(title=self.title, summary=self.summary)


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles, and which of them patients see."""

    def published(self) -> "ArticleQuerySet":
        """The articles that patients see."""
        return self.filter(status=Article.Status.PUBLISHED)


class Article(models.Model):
    """One page of patient education: Markdown, its sources, and who reviewed it when."""

    class Status(models.TextChoices):
        """Whether patients see the article."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    slug = models.SlugField(
        _("address"), unique=True, help_text=_("The end of the page’s address. A change breaks links to the article.")
    )
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="articles")
    title = models.CharField(_("title"), max_length=160, validators=[_no_nul])
    summary = models.CharField(
        _("summary"),
        max_length=500,
        validators=[_no_nul],
        help_text=_("Shown under the title, in lists too."),
    )
    body = models.TextField(
        _("text"), max_length=markdown.MAX_LENGTH, validators=[_no_nul, MaxLengthValidator(markdown.MAX_LENGTH)]
    )
    sources = models.TextField(
        _("sources"),
        blank=True,
        validators=[_no_nul, sources.validate],
        help_text=_("One a line: Title | year | address. Shown at the foot of the page, with a link."),
    )
    facts = models.CharField(
        _("facts"),
        max_length=400,
        blank=True,
        validators=[_are_facts],
        help_text=_("Numbers of the facts that this article teaches, such as: C1 C2. Patients do not see them."),
    )
    reviewer = models.CharField(
        _("reviewer"),
        max_length=160,
        blank=True,
        validators=[_no_nul],
        help_text=_("Name and profession, shown to patients."),
    )
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    review_due = models.DateField(
        _("next review due"),
        null=True,
        blank=True,
        help_text=_("Past this day, the page says that its review is late."),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text=_("Only staff can see a draft. Everybody can see it from the moment that it is published."),
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first within the topic.")
    )
    language = models.CharField(_("language"), max_length=10, default="en", validators=[_is_language])
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    objects: ClassVar[models.Manager["Article"]] = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["topic__order", "order", "title"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(
                name="article_has_texts",
                condition=~Q(slug="") & ~Q(title="") & ~Q(summary="") & ~Q(body=""),
                violation_error_message=_("Give the article an address, a title, a summary and a text."),
            ),
            models.CheckConstraint(
                name="article_body_not_too_long",
                condition=LessThanOrEqual(Length("body"), markdown.MAX_LENGTH),
                violation_error_message=_("Shorten the text, or split it into two articles."),
            ),
            models.CheckConstraint(
                name="article_status_known",
                condition=Q(status__in=["draft", "published"]),
                violation_error_message=_("Choose draft or published."),
            ),
            models.CheckConstraint(
                name="article_published_is_reviewed",
                condition=~Q(status="published")
                | (~Q(reviewer="") & Q(reviewed_on__isnull=False) & Q(review_due__isnull=False)),
                violation_error_message=_(
                    "Before you publish, say who reviewed the article, when, and when it is due again."
                ),
            ),
            models.CheckConstraint(
                name="article_review_due_after_review",
                condition=Q(review_due__gt=F("reviewed_on")),
                violation_error_message=_("Set the next review to a day after the last one."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The article's public page."""
        return reverse("article", args=[self.slug])

    @property
    def is_published(self) -> bool:
        """Whether patients see it."""
        return self.status == self.Status.PUBLISHED

    @property
    def is_overdue(self) -> bool:
        """Whether the day of its next review has passed."""
        return self.review_due is not None and self.review_due < timezone.localdate()

    def clean(self) -> None:
        """Refuse what the patient would see broken, each fault at its field, as an instruction."""
        _refuse_placeholders(title=self.title, summary=self.summary)
        self.body = self.body.replace("\r\n", "\n")
        self.sources = self.sources.replace("\r\n", "\n")
        errors = self._review_faults()
        if body_faults := [*values.faults(self.body), *markdown.faults(self.body)]:
            errors["body"] = body_faults
        if errors:
            raise ValidationError(errors)

    def _review_faults(self) -> dict[str, list[str]]:
        errors = {}
        if self.is_published:
            if not self.reviewer:
                errors["reviewer"] = [gettext("Say who reviewed the article, or keep it a draft.")]
            if not self.reviewed_on:
                errors["reviewed_on"] = [gettext("Say when the article was reviewed, or keep it a draft.")]
            if not self.review_due:
                errors["review_due"] = [gettext("Say when the next review is due, or keep the article a draft.")]
        if self.reviewed_on and self.review_due and self.review_due <= self.reviewed_on:
            errors["review_due"] = [gettext("Set the next review to a day after the last one.")]
        return errors


class LoadedSeed(models.Model):
    """What the seed command has loaded: it tells a clinician's edit, or deletion, from an old seed."""

    class Kind(models.TextChoices):
        """What the seed is of."""

        TOPIC = "topic", _("topic")
        ARTICLE = "article", _("article")

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField()
    checksum = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="loaded_seed_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


def _refuse_placeholders(**texts: str) -> None:
    """Values are put into the text of an article only; anywhere else the patient would read the braces."""
    message = gettext("Write the words out here. Values in {{ }} work in the text of an article only.")
    errors = {field: [message] for field, text in texts.items() if "{{" in text or "}}" in text}
    if errors:
        raise ValidationError(errors)
