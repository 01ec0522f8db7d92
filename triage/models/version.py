"""Protocols, and their versions: draft, published, retired."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from triage.engine.urgency import Urgency


class FrozenVersionError(RuntimeError):
    """Somebody tried to change a version that is not a draft. Copy it to a new version instead."""


class Protocol(models.Model):
    """One triage, such as `calf`. What it asks and says is in its versions."""

    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(_("order in the list"), default=0)

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("protocol")
        verbose_name_plural = _("protocols")

    def __str__(self) -> str:
        return self.slug


class ProtocolVersion(models.Model):
    """A protocol's whole content at one time. At most one version of a protocol is published."""

    class Status(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="versions", verbose_name=_("protocol"))
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    language = models.CharField(_("language of the texts"), max_length=10, default="en")
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"))
    intro = models.TextField(_("introduction"))
    default_urgency = models.CharField(
        _("urgency when no rule holds"),
        max_length=10,
        choices=[(Urgency.SOON.value, Urgency.SOON.value)],
        default=Urgency.SOON,
    )
    default_because = models.TextField(_("reason when no rule holds"))
    default_source = models.TextField(_("source of that"))
    default_advice = models.ManyToManyField("triage.Advice", blank=True, related_name="+")
    default_article = models.ForeignKey("triage.ArticleLink", models.PROTECT, null=True, blank=True, related_name="+")
    checksum = models.CharField(_("checksum of the content"), max_length=64, blank=True)
    reason = models.TextField(_("why it was published"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("published by")
    )

    class Meta:
        ordering = ["protocol", "-number"]
        verbose_name = _("protocol version")
        verbose_name_plural = _("protocol versions")
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["protocol"], condition=Q(status="published"), name="one_published_version_per_protocol"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "retired"]), name="version_status_is_known"
            ),
            models.CheckConstraint(condition=Q(default_urgency="soon"), name="default_is_soon"),
            models.CheckConstraint(
                condition=Q(status="draft") | (Q(published_at__isnull=False) & ~Q(checksum="") & ~Q(reason="")),
                name="published_with_reason_and_checksum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.protocol} {self.number} ({self.get_status_display()})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises FrozenVersionError when a version that was published would change in anything but its status."""
        before = ProtocolVersion.objects.filter(pk=self.pk).exclude(status=self.Status.DRAFT).first()
        if before is not None:
            mutable = {"status"} if before.status == self.Status.PUBLISHED else set()
            for field in self._meta.concrete_fields:
                if field.name not in mutable and getattr(before, field.attname) != getattr(self, field.attname):
                    raise FrozenVersionError(f"{before} is frozen: its {field.name} can't change. Copy it instead.")
            if self.status == self.Status.DRAFT:
                raise FrozenVersionError(f"{before} can't become a draft again. Copy it instead.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft. Raises FrozenVersionError for any other version: a past result must stay traceable."""
        self.must_be_draft()
        return super().delete(*args, **kwargs)

    def must_be_draft(self) -> None:
        """Raises FrozenVersionError when this version was ever published."""
        if self.status != self.Status.DRAFT:
            raise FrozenVersionError(f"{self} is frozen. Copy it to a new version and change that.")


class LoadedProtocol(models.Model):
    """What `load_protocols` has loaded, so that a later load can tell a clinician's version from its own."""

    slug = models.SlugField(max_length=40, unique=True)
    checksum = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("loaded protocol")
        verbose_name_plural = _("loaded protocols")

    def __str__(self) -> str:
        return self.slug
