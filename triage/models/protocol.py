"""A protocol, apart from its versions: its address, its place in the list, and the switch that turns it off."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Protocol(models.Model):
    """One triage, such as `calf`. What it asks and says is in its versions."""

    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(_("order in the list"), default=0)
    switched_off = models.BooleanField(_("switched off"), default=False)
    off_message = models.TextField(
        _("what patients read while it is switched off"),
        blank=True,
        help_text=_("The page also shows the cautious advice and the emergency line."),
    )

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("protocol")
        verbose_name_plural = _("protocols")
        constraints = [
            models.CheckConstraint(
                condition=Q(switched_off=False) | ~Q(off_message=""), name="switched_off_with_a_message"
            )
        ]

    def __str__(self) -> str:
        return self.slug


class LoadedProtocol(models.Model):
    """What `load_protocols` has loaded, so that a later load can tell a clinician's version from its own."""

    slug = models.SlugField(max_length=40, unique=True)
    checksum = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("loaded protocol")
        verbose_name_plural = _("loaded protocols")

    def __str__(self) -> str:
        return self.slug
