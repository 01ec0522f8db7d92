"""The content of a version: thresholds, questions, choices, rules, requirements, conditions, advice."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calfsite.lib.names import first_words
from triage.engine.parts import threshold as engine_threshold
from triage.engine.parts.condition import Comparison, Mode
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.question import Derive, Kind, Section, Stage, Worse
from triage.engine.parts.rule import AdviceKind, Harm
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.models.version import ProtocolVersion


def _words(*kinds: type[Any]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for kind in kinds for word in kind]


def _one_of(*names: str) -> Q:
    """Exactly one of these columns is set."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": other != name for other in names})
    return found


OWNERS = ("rule", "requirement", "asks", "advice", "criterion")
"""What a condition belongs to: one of these columns is set."""


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
    unit = models.CharField(_("unit"), max_length=20, choices=_words(Unit))
    minimum = models.DecimalField(_("lowest allowed"), max_digits=8, decimal_places=2)
    maximum = models.DecimalField(_("highest allowed"), max_digits=8, decimal_places=2)
    source = models.TextField(_("source"))
    shown_in = models.CharField(_("texts say it in"), max_length=20, choices=_words(Unit), blank=True)

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
            words = {"unit": self.unit, "units": ", ".join(units)}
            raise ValidationError({"shown_in": _("A value in %(unit)s can be said in: %(units)s.") % words})
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
    kind = models.CharField(_("kind"), max_length=10, choices=_words(Kind))
    text = models.CharField(_("question"), max_length=200)
    short = models.CharField(_("in a few words"), max_length=60)
    hint = models.TextField(_("hint"), blank=True)
    why = models.TextField(_("why we ask"), blank=True)
    optional = models.BooleanField(_("may be skipped"), default=False)
    ask_mode = models.CharField(_("ask when"), max_length=5, choices=_words(Mode), default=Mode.ALL)
    minimum = models.DecimalField(_("lowest answer"), max_digits=8, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("highest answer"), max_digits=8, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, choices=_words(Unit), blank=True)
    unit_choice = models.BooleanField(_("may be typed in another unit of the same kind"), default=False)
    stage = models.CharField(_("stage"), max_length=10, choices=_words(Stage), default=Stage.CHECK)
    shares_page = models.BooleanField(_("on the page of the question before it"), default=False)
    red_flags = models.BooleanField(_("asks for danger signs"), default=False)
    in_heading = models.BooleanField(_("in the heading of the clinician’s summary"), default=False)
    section = models.CharField(
        _("in the clinician’s summary"), max_length=10, choices=_words(Section), default=Section.FINDINGS
    )
    always = models.BooleanField(_("asked even when it can't change the urgency"), default=False)
    guide = models.SlugField(_("guide, step by step"), blank=True)
    derive = models.CharField(_("worked out as"), max_length=10, choices=_words(Derive), blank=True)
    derived_from = models.ManyToManyField("self", symmetrical=False, blank=True, verbose_name=_("worked out from"))
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    worse = models.CharField(_("gets worse when"), max_length=10, choices=_words(Worse), default=Worse.NEITHER)

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
    mode = models.CharField(_("holds when"), max_length=5, choices=_words(Mode), default=Mode.ALL)

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


class Advice(VersionContent):
    """One thing to do, or not to do."""

    CALLED_BY = "text"
    kind = models.CharField(_("kind"), max_length=10, choices=_words(AdviceKind))
    text = models.TextField(_("text"))
    everyone = models.BooleanField(_("for everyone, not only with the rules that name it"), default=False)
    up_to = models.CharField(_("up to this urgency"), max_length=10, choices=_words(Urgency), blank=True)
    picture = models.SlugField(_("illustration"), blank=True)

    class Meta(VersionContent.Meta):
        verbose_name = _("advice")
        verbose_name_plural = _("advice")


class ArticleLink(VersionContent):
    """An article that findings point to: its slug is the key."""

    CALLED_BY = "text"
    text = models.CharField(_("words of the link"), max_length=200)

    class Meta(VersionContent.Meta):
        verbose_name = _("article link")
        verbose_name_plural = _("article links")


class Rule(VersionContent):
    """When all conditions hold: this urgency, because."""

    CALLED_BY = "because"
    urgency = models.CharField(_("urgency"), max_length=10, choices=_words(Urgency))
    because = models.TextField(_("because"))
    source = models.TextField(_("source"))
    advice = models.ManyToManyField(Advice, through="triage.RuleAdvice", verbose_name=_("advice"))
    article = models.ForeignKey(ArticleLink, models.RESTRICT, null=True, blank=True, verbose_name=_("article"))
    call_alone = models.BooleanField(_("minutes count: call, and nothing else"), default=False)

    class Meta(VersionContent.Meta):
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            *VersionContent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(urgency__in=[urgency.value for urgency in Urgency]), name="rule_urgency_is_known"
            ),
            models.CheckConstraint(condition=~Q(because="") & ~Q(source=""), name="rule_has_reason_and_source"),
        ]


class AdviceInOrder(models.Model):
    """One advice in a finding. The order is that in which the patient reads it."""

    advice = models.ForeignKey(Advice, models.RESTRICT, related_name="+", verbose_name=_("advice"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return str(self.advice)


class RuleAdvice(AdviceInOrder):
    """One advice of a rule."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="advice_in_order")

    class Meta(AdviceInOrder.Meta):
        verbose_name = _("advice of the rule")
        verbose_name_plural = _("advice of the rule")
        constraints = [models.UniqueConstraint(fields=["rule", "advice"], name="rule_gives_an_advice_once")]


class DefaultAdvice(AdviceInOrder):
    """One advice of what is said when no rule holds."""

    protocolversion = models.ForeignKey(ProtocolVersion, models.CASCADE, related_name="default_advice_in_order")

    class Meta(AdviceInOrder.Meta):
        verbose_name = _("advice when no rule holds")
        verbose_name_plural = _("advice when no rule holds")
        constraints = [
            models.UniqueConstraint(fields=["protocolversion", "advice"], name="default_gives_an_advice_once")
        ]


class Hazard(VersionContent):
    """What could go wrong for a patient. Requirements guard against it."""

    CALLED_BY = "name"
    name = models.CharField(_("what could go wrong"), max_length=200)
    effect = models.TextField(_("what it would do to the patient"))
    harm = models.CharField(_("how bad"), max_length=20, choices=_words(Harm))

    class Meta(VersionContent.Meta):
        verbose_name = _("hazard")
        verbose_name_plural = _("hazards")


class FloorError(RuntimeError):
    """Somebody tried to change or delete a requirement that is a floor, or its conditions. Only releases do."""

    def __str__(self) -> str:
        return gettext("Only a release can change or delete this requirement: it is part of the floor of safety.")


class Requirement(VersionContent):
    """Whenever all conditions hold: at least this urgency, whatever the rules say."""

    CALLED_BY = "statement"
    hazard = models.ForeignKey(
        Hazard, models.RESTRICT, null=True, blank=True, related_name="requirements", verbose_name=_("guards against")
    )

    statement = models.TextField(_("statement"))
    at_least = models.CharField(_("at least"), max_length=10, choices=_words(Urgency))
    source = models.TextField(_("source"))
    watch_for = models.TextField(_("watch for, in the patient’s words"), blank=True)
    floor = models.BooleanField(_("only a release can weaken it"), default=False)
    slip_proof = models.BooleanField(_("one wrong answer must not undo it"), default=False)

    class Meta(VersionContent.Meta):
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises FloorError for a floor that is saved already, and FrozenVersionError as every part does."""
        self._must_be_no_floor()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete. Raises FloorError for a floor, and FrozenVersionError as every part does."""
        self._must_be_no_floor()
        return super().delete(*args, **kwargs)

    def _must_be_no_floor(self) -> None:
        if Requirement.objects.filter(pk=self.pk, floor=True).exists():
            raise FloorError


class Vignette(VersionContent):
    """A worked patient case and the urgency that clinicians expect. Answers are values by question key."""

    CALLED_BY = "story"
    story = models.TextField(_("story"))
    answers = models.JSONField(_("answers"))
    expected = models.CharField(_("expected"), max_length=10, choices=_words(Urgency))
    lowest_safe = models.CharField(_("lowest safe"), max_length=10, choices=_words(Urgency))
    source = models.TextField(_("source"))
    by_others = models.BooleanField(_("written by people who did not write the rules"), default=False)

    class Meta(VersionContent.Meta):
        verbose_name = _("worked case")
        verbose_name_plural = _("worked cases")


class Condition(VersionContent):
    """One condition of a rule, requirement, criterion or advice, or of when a question is asked.

    It looks at the answer to a question, or `meets` a criterion.
    """

    rule = models.ForeignKey(Rule, models.CASCADE, null=True, blank=True, related_name="when")
    requirement = models.ForeignKey(Requirement, models.CASCADE, null=True, blank=True, related_name="when")
    asks = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="ask_when")
    advice = models.ForeignKey(Advice, models.CASCADE, null=True, blank=True, related_name="when")
    criterion = models.ForeignKey(Criterion, models.CASCADE, null=True, blank=True, related_name="when")
    meets = models.ForeignKey(
        Criterion, models.RESTRICT, null=True, blank=True, related_name="used_in", verbose_name=_("criterion")
    )
    question = models.ForeignKey(
        Question, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("question")
    )
    comparison = models.CharField(_("comparison"), max_length=10, choices=_words(Comparison), blank=True)
    choices = models.ManyToManyField(Choice, blank=True, verbose_name=_("any of"))
    threshold = models.ForeignKey(Threshold, models.RESTRICT, null=True, blank=True, verbose_name=_("threshold"))

    class Meta(VersionContent.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [
            models.CheckConstraint(condition=_one_of(*OWNERS), name="condition_has_one_owner"),
            models.CheckConstraint(
                condition=Q(meets__isnull=False, question__isnull=True, comparison="", threshold__isnull=True)
                | Q(meets__isnull=True, question__isnull=False, comparison="any_of", threshold__isnull=True)
                | (
                    Q(meets__isnull=True, question__isnull=False, threshold__isnull=False)
                    & ~Q(comparison__in=["any_of", ""])
                ),
                name="condition_looks_at_one_thing",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises FloorError for a condition of a floor, and FrozenVersionError as every part does."""
        self._must_be_of_no_floor()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete. Raises FloorError for a condition of a floor, and FrozenVersionError as every part does."""
        self._must_be_of_no_floor()
        return super().delete(*args, **kwargs)

    def _must_be_of_no_floor(self) -> None:
        if self.requirement is not None and self.requirement.floor:
            raise FloorError
