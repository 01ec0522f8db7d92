"""The content of a version: thresholds, questions, choices, rules, requirements, conditions, advice."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from triage.engine.parts import threshold as engine_threshold
from triage.engine.parts.condition import Comparison
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.question import AskMode, Derive, Kind, Worse
from triage.engine.parts.rule import AdviceKind, Harm
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.models.version import ProtocolVersion


def _words(*kinds: type[Any]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for kind in kinds for word in kind]


class VersionContent(models.Model):
    """A row of one version's content. Only a draft's rows can be saved or deleted."""

    version = models.ForeignKey(ProtocolVersion, models.CASCADE, verbose_name=_("version"))
    key = models.SlugField(_("key"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="unique_%(class)s_key_per_version")]

    def __str__(self) -> str:
        return self.key

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

    label = models.CharField(_("what it decides"), max_length=200)
    value = models.DecimalField(_("value"), max_digits=8, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20, choices=_words(Unit))
    minimum = models.DecimalField(_("lowest allowed"), max_digits=8, decimal_places=2)
    maximum = models.DecimalField(_("highest allowed"), max_digits=8, decimal_places=2)
    source = models.TextField(_("source"))

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

    def __str__(self) -> str:
        return self.label

    def engine(self) -> engine_threshold.Threshold:
        """The threshold as the engine knows it. Raises ProtocolError outside its limits."""
        return engine_threshold.Threshold(
            self.key, self.label, self.value, Unit(self.unit), self.minimum, self.maximum, self.source
        )

    def clean(self) -> None:
        """Refuse what the engine would refuse, in the engine's words."""
        try:
            self.engine()
        except (ProtocolError, TypeError, ValueError) as error:
            raise ValidationError({"value": str(error)}) from None


class DraftThreshold(Threshold):
    """A threshold of a draft, which the desk edits in place; `Threshold` is the desk's page for the live ones."""

    class Meta:
        proxy = True
        default_permissions = ()  # those of Threshold
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")


class Question(VersionContent):
    """One question. Number questions have limits; the others have choices."""

    kind = models.CharField(_("kind"), max_length=10, choices=_words(Kind))
    text = models.CharField(_("question"), max_length=200)
    short = models.CharField(_("in a few words"), max_length=60)
    hint = models.TextField(_("hint"), blank=True)
    why = models.TextField(_("why we ask"), blank=True)
    optional = models.BooleanField(_("may be skipped"), default=False)
    ask_mode = models.CharField(_("ask when"), max_length=5, choices=_words(AskMode), default=AskMode.ALL)
    minimum = models.DecimalField(_("lowest answer"), max_digits=8, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("highest answer"), max_digits=8, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, choices=_words(Unit), blank=True)
    in_heading = models.BooleanField(_("in the heading of the clinician’s summary"), default=False)
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


class Choice(VersionContent):
    """One answer of a single or multi question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices", verbose_name=_("question"))
    text = models.CharField(_("answer"), max_length=200)
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    exclusive = models.BooleanField(_("excludes every other answer"), default=False)
    severity = models.PositiveSmallIntegerField(_("how bad, 0 is mildest"), null=True, blank=True)
    unsure = models.BooleanField(_("means “not sure”"), default=False)

    class Meta(VersionContent.Meta):
        ordering = ["question", "order"]
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

    kind = models.CharField(_("kind"), max_length=10, choices=_words(AdviceKind))
    text = models.TextField(_("text"))

    class Meta(VersionContent.Meta):
        verbose_name = _("advice")
        verbose_name_plural = _("advice")


class ArticleLink(VersionContent):
    """An article that findings point to: its slug is the key."""

    text = models.CharField(_("words of the link"), max_length=200)

    class Meta(VersionContent.Meta):
        verbose_name = _("article link")
        verbose_name_plural = _("article links")


class Rule(VersionContent):
    """When all conditions hold: this urgency, because."""

    urgency = models.CharField(_("urgency"), max_length=10, choices=_words(Urgency))
    because = models.TextField(_("because"))
    source = models.TextField(_("source"))
    advice = models.ManyToManyField(Advice, through="triage.RuleAdvice", verbose_name=_("advice"))
    article = models.ForeignKey(ArticleLink, models.RESTRICT, null=True, blank=True, verbose_name=_("article"))

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

    name = models.CharField(_("what could go wrong"), max_length=200)
    effect = models.TextField(_("what it would do to the patient"))
    harm = models.CharField(_("how bad"), max_length=20, choices=_words(Harm))

    class Meta(VersionContent.Meta):
        verbose_name = _("hazard")
        verbose_name_plural = _("hazards")

    def __str__(self) -> str:
        return self.name


class Requirement(VersionContent):
    """Whenever all conditions hold: at least this urgency, whatever the rules say."""

    hazard = models.ForeignKey(
        Hazard, models.RESTRICT, null=True, blank=True, related_name="requirements", verbose_name=_("guards against")
    )

    statement = models.TextField(_("statement"))
    at_least = models.CharField(_("at least"), max_length=10, choices=_words(Urgency))
    source = models.TextField(_("source"))

    class Meta(VersionContent.Meta):
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")


class Vignette(VersionContent):
    """A worked patient case and the urgency that clinicians expect. Answers are values by question key."""

    story = models.TextField(_("story"))
    answers = models.JSONField(_("answers"))
    expected = models.CharField(_("expected"), max_length=10, choices=_words(Urgency))
    lowest_safe = models.CharField(_("lowest safe"), max_length=10, choices=_words(Urgency))
    source = models.TextField(_("source"))

    class Meta(VersionContent.Meta):
        verbose_name = _("vignette")
        verbose_name_plural = _("vignettes")


class Condition(VersionContent):
    """One condition of a rule, of a requirement, or of when a question is asked."""

    rule = models.ForeignKey(Rule, models.CASCADE, null=True, blank=True, related_name="when")
    requirement = models.ForeignKey(Requirement, models.CASCADE, null=True, blank=True, related_name="when")
    asks = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="ask_when")
    question = models.ForeignKey(Question, models.RESTRICT, related_name="+", verbose_name=_("question"))
    comparison = models.CharField(_("comparison"), max_length=10, choices=_words(Comparison))
    choices = models.ManyToManyField(Choice, blank=True, verbose_name=_("any of"))
    threshold = models.ForeignKey(Threshold, models.RESTRICT, null=True, blank=True, verbose_name=_("threshold"))

    class Meta(VersionContent.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [
            models.CheckConstraint(
                condition=Q(rule__isnull=False, requirement__isnull=True, asks__isnull=True)
                | Q(rule__isnull=True, requirement__isnull=False, asks__isnull=True)
                | Q(rule__isnull=True, requirement__isnull=True, asks__isnull=False),
                name="condition_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(comparison="any_of", threshold__isnull=True)
                | (~Q(comparison="any_of") & Q(threshold__isnull=False)),
                name="condition_compares_with_threshold",
            ),
        ]
