"""Daily totals of a version: numbers of journeys, never a row about a person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from triage.models.version import ProtocolVersion


class Kind(models.TextChoices):
    """What is counted."""

    BEGUN = "begun", _("journeys begun")
    REACHED = "reached", _("journeys that came to this question")
    LEFT = "left", _("journeys that went on from this question")
    OUTCOME = "outcome", _("journeys that came to this urgency")


class DailyTotal(models.Model):
    """How often one thing happened to a version's journeys on one day.

    Nobody may see these numbers as they are: small ones could point at a person. `triage.totals.page` hides those.
    """

    Kind = Kind

    day = models.DateField(_("day"))
    version = models.ForeignKey(ProtocolVersion, models.CASCADE, related_name="totals", verbose_name=_("version"))
    kind = models.CharField(_("what is counted"), max_length=10, choices=Kind.choices)
    key = models.SlugField(_("question or urgency"), max_length=60, blank=True, db_index=False)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        ordering = ["day", "version", "kind", "key"]
        verbose_name = _("daily total")
        verbose_name_plural = _("daily totals")
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["day", "version", "kind", "key"], name="one_total_per_day_and_thing"),
            models.CheckConstraint(condition=Q(count__gte=0), name="total_is_no_less_than_nothing"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="total_kind_is_known"),
            models.CheckConstraint(condition=~Q(key="") | Q(kind=Kind.BEGUN), name="total_says_of_what"),
        ]

    def __str__(self) -> str:
        return f"{self.day}, {self.version}, {self.kind} {self.key}".strip()
