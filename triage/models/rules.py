"""What a version decides from the answers, and what guards that: rules, advice, requirements, hazards, worked cases.

The conditions of every part are here too.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from triage.engine.parts.condition import Comparison
from triage.engine.parts.rule import AdviceKind, Harm
from triage.engine.parts.urgency import Urgency
from triage.models.content import Choice, Criterion, Question, Threshold, VersionContent, words
from triage.models.version import ProtocolVersion


class Advice(VersionContent):
    """One thing to do, or not to do."""

    CALLED_BY = "text"
    kind = models.CharField(_("kind"), max_length=10, choices=words(AdviceKind))
    text = models.TextField(_("text"))
    everyone = models.BooleanField(_("for everyone, not only with the rules that name it"), default=False)
    up_to = models.CharField(_("up to this urgency"), max_length=10, choices=words(Urgency), blank=True)
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
    urgency = models.CharField(_("urgency"), max_length=10, choices=words(Urgency))
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
    harm = models.CharField(_("how bad"), max_length=20, choices=words(Harm))

    class Meta(VersionContent.Meta):
        verbose_name = _("hazard")
        verbose_name_plural = _("hazards")


class FloorError(RuntimeError):
    """Somebody tried to change or delete a requirement that is a floor, or its conditions. Only releases do."""

    def __str__(self) -> str:
        return gettext("Only a release can change or delete this requirement: it is part of the floor of safety.")


class GuardedContent(VersionContent):
    """What may be part of the floor of safety. Saving and deleting it raise FloorError then."""

    class Meta(VersionContent.Meta):
        abstract = True

    def must_be_no_floor(self) -> None:
        """Raise FloorError for what is part of the floor."""
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises FloorError, and FrozenVersionError as every part does."""
        self.must_be_no_floor()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete. Raises FloorError, and FrozenVersionError as every part does."""
        self.must_be_no_floor()
        return super().delete(*args, **kwargs)


class Requirement(GuardedContent):
    """Whenever all conditions hold: at least this urgency, whatever the rules say."""

    CALLED_BY = "statement"
    hazard = models.ForeignKey(
        Hazard, models.RESTRICT, null=True, blank=True, related_name="requirements", verbose_name=_("guards against")
    )

    statement = models.TextField(_("statement"))
    at_least = models.CharField(_("at least"), max_length=10, choices=words(Urgency))
    source = models.TextField(_("source"))
    watch_for = models.TextField(_("watch for, in the patient’s words"), blank=True)
    floor = models.BooleanField(_("only a release can weaken it"), default=False)
    slip_proof = models.BooleanField(_("one wrong answer must not undo it"), default=False)

    class Meta(VersionContent.Meta):
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def must_be_no_floor(self) -> None:
        """Raise FloorError for one that is saved as a floor."""
        if Requirement.objects.filter(pk=self.pk, floor=True).exists():
            raise FloorError


class Vignette(VersionContent):
    """A worked patient case and the urgency that clinicians expect. Answers are values by question key."""

    CALLED_BY = "story"
    story = models.TextField(_("story"))
    answers = models.JSONField(_("answers"))
    expected = models.CharField(_("expected"), max_length=10, choices=words(Urgency))
    lowest_safe = models.CharField(_("lowest safe"), max_length=10, choices=words(Urgency))
    source = models.TextField(_("source"))
    by_others = models.BooleanField(_("written by people who did not write the rules"), default=False)

    class Meta(VersionContent.Meta):
        verbose_name = _("worked case")
        verbose_name_plural = _("worked cases")


OWNERS = ("rule", "requirement", "asks", "advice", "criterion")
"""What a condition belongs to: one of these columns is set."""


def _one_of(*names: str) -> Q:
    """Exactly one of these columns is set."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": other != name for other in names})
    return found


class Condition(GuardedContent):
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
    comparison = models.CharField(_("comparison"), max_length=10, choices=words(Comparison), blank=True)
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

    def must_be_no_floor(self) -> None:
        """Raise FloorError for a condition of a floor."""
        if self.requirement is not None and self.requirement.floor:
            raise FloorError
