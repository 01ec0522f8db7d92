"""What a version asks, and what its rules compare the answers with: questions, choices, thresholds, criteria."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from calfsite.lib.names import first_words
from triage.engine.parts import threshold as engine_threshold
from triage.engine.parts.condition import Mode
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.question import Derive, Kind, Section, Stage, Worse
from triage.engine.parts.threshold import Unit
from triage.models.version import ProtocolVersion


def words(*kinds: type[Any]) -> list[tuple[str, str]]:
    """The values of these vocabularies as the choices of a column."""
    return [(word.value, word.value) for kind in kinds for word in kind]


class VersionContent(models.Model):
    """A row of one version's content. Only a draft's rows can be saved or deleted."""

    CALLED_BY: ClassVar[str] = "key"
    """The field whose words people call it by; its key is made from them, once."""

    version = models.ForeignKey(ProtocolVersion, models.CASCADE, verbose_name=_("version"))
    key = models.SlugField(_("key"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["version_id", "order"]  # not "version", whose own order would join two tables to every query
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="unique_%(class)s_key_per_version")]

    def __str__(self) -> str:
        return first_words(getattr(self, self.CALLED_BY))

    @property
    def called(self) -> str:
        """What it is, and what people call it: `question “Heel raise”`."""
        return f"{self._meta.verbose_name} “{self}”"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises FrozenVersionError unless the version, and that of each part it points to, is a draft."""
        self.version.must_be_draft()
        for field in self._meta.concrete_fields:
            part = getattr(self, field.name) if field.is_relation else None
            if isinstance(part, VersionContent) and part.version_id != self.version_id:
                part.version.must_be_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete. Raises FrozenVersionError unless the version is a draft."""
        self.version.must_be_draft()
        return super().delete(*args, **kwargs)


class Threshold(VersionContent):
    """A named number that rules compare answers with, inside hard limits."""

    CALLED_BY = "label"
    label = models.CharField(_("what it decides"), max_length=200)
    value = models.DecimalField(_("value"), max_digits=8, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20, choices=words(Unit))
    minimum = models.DecimalField(_("lowest allowed"), max_digits=8, decimal_places=2)
    maximum = models.DecimalField(_("highest allowed"), max_digits=8, decimal_places=2)
    source = models.TextField(_("source"))
    shown_in = models.CharField(_("texts say it in"), max_length=20, choices=words(Unit), blank=True)

    class Meta(VersionContent.Meta):
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        constraints = [
            *VersionContent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(value__gte=F("minimum")) & Q(value__lte=F("maximum")), name="threshold_within_limits"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="threshold_has_source"),
        ]

    def engine(self) -> engine_threshold.Threshold:
        """The threshold as the engine knows it. Raises ProtocolError outside its limits."""
        return engine_threshold.Threshold(
            self.key,
            self.label,
            self.value,
            Unit(self.unit),
            self.minimum,
            self.maximum,
            self.source,
            Unit(self.shown_in) if self.shown_in else None,
        )

    @property
    def in_words(self) -> str:
        """The value with its unit; as it is in the database where the engine would refuse it."""
        try:
            return self.engine().text
        except ValueError:
            return f"{self.value} {self.unit}"

    def clean(self) -> None:
        """Refuse what the engine would refuse, in the engine's words."""
        units = engine_threshold.same_kind(Unit(self.unit)) if self.unit in set(Unit) else ()
        if self.shown_in and units and self.shown_in not in units:
            said = {"unit": self.unit, "units": ", ".join(units)}
            raise ValidationError({"shown_in": _("A value in %(unit)s can be said in: %(units)s.") % said})
        try:
            self.engine()
        except (ProtocolError, TypeError, ValueError) as error:
            raise ValidationError({"value": capfirst(getattr(error, "says", str(error)))}) from None


class DraftThreshold(Threshold):
    """A threshold of a draft, which the desk edits in place; `Threshold` is the desk's page for the live ones."""

    class Meta:
        proxy = True
        default_permissions = ()  # those of Threshold
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")


class Question(VersionContent):
    """One question. Number questions have limits; the others have choices."""

    CALLED_BY = "short"
    kind = models.CharField(_("kind"), max_length=10, choices=words(Kind))
    text = models.CharField(_("question"), max_length=200)
    short = models.CharField(_("in a few words"), max_length=60)
    hint = models.TextField(_("hint"), blank=True)
    why = models.TextField(_("why we ask"), blank=True)
    optional = models.BooleanField(_("may be skipped"), default=False)
    ask_mode = models.CharField(_("ask when"), max_length=5, choices=words(Mode), default=Mode.ALL)
    minimum = models.DecimalField(_("lowest answer"), max_digits=8, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("highest answer"), max_digits=8, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, choices=words(Unit), blank=True)
    unit_choice = models.BooleanField(_("may be typed in another unit of the same kind"), default=False)
    stage = models.CharField(_("stage"), max_length=10, choices=words(Stage), default=Stage.CHECK)
    shares_page = models.BooleanField(_("on the page of the question before it"), default=False)
    red_flags = models.BooleanField(_("asks for danger signs"), default=False)
    in_heading = models.BooleanField(_("in the heading of the clinician’s summary"), default=False)
    section = models.CharField(
        _("in the clinician’s summary"), max_length=10, choices=words(Section), default=Section.FINDINGS
    )
    always = models.BooleanField(_("asked even when it can't change the urgency"), default=False)
    guide = models.SlugField(_("guide, step by step"), blank=True)
    derive = models.CharField(_("worked out as"), max_length=10, choices=words(Derive), blank=True)
    derived_from = models.ManyToManyField("self", symmetrical=False, blank=True, verbose_name=_("worked out from"))
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    worse = models.CharField(_("gets worse when"), max_length=10, choices=words(Worse), default=Worse.NEITHER)

    class Meta(VersionContent.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            *VersionContent.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(kind="number") & Q(minimum__lt=F("maximum")) & ~Q(unit=""))
                | (Q(kind__in=["single", "multi"]) & Q(minimum__isnull=True) & Q(maximum__isnull=True)),
                name="number_questions_have_limits",
            ),
        ]


class Criterion(VersionContent):
    """Named conditions that several rules share."""

    CALLED_BY = "label"
    label = models.CharField(_("what it means"), max_length=200)
    mode = models.CharField(_("holds when"), max_length=5, choices=words(Mode), default=Mode.ALL)

    class Meta(VersionContent.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")


class Choice(VersionContent):
    """One answer of a single or multi question."""

    CALLED_BY = "text"
    question = models.ForeignKey(Question, models.CASCADE, related_name="choices", verbose_name=_("question"))
    text = models.CharField(_("answer"), max_length=200)
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    exclusive = models.BooleanField(_("excludes every other answer"), default=False)
    severity = models.PositiveSmallIntegerField(_("how bad, 0 is mildest"), null=True, blank=True)
    unsure = models.BooleanField(_("means “not sure”"), default=False)
    twin = models.ForeignKey(
        Criterion, models.RESTRICT, null=True, blank=True, related_name="twins", verbose_name=_("the same truth as")
    )

    class Meta(VersionContent.Meta):
        ordering = ["question__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="unique_choice_key_per_question"),
            models.CheckConstraint(
                condition=~Q(unsure=True, severity=0),
                name="unsure_choice_is_not_mildest",
                violation_error_message=_("“Not sure” can’t be the mildest answer: make “how bad” 1 or more."),
            ),
        ]
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
