"""Protocols and their versions: draft → (scheduled →) published → retired; and withdrawn, when one is found unsafe."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from triage.engine.parts.urgency import Urgency


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

    def live_version(self) -> "ProtocolVersion | None":
        """The published version, which new journeys use."""
        return self.versions.filter(status=Status.PUBLISHED).first()


class LoadedProtocol(models.Model):
    """What `load_protocols` has loaded, so that a later load can tell a clinician's version from its own."""

    slug = models.SlugField(max_length=40, unique=True)
    checksum = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("loaded protocol")
        verbose_name_plural = _("loaded protocols")

    def __str__(self) -> str:
        return self.slug


class FrozenVersionError(RuntimeError):
    """Somebody tried to change a version that is not a draft. Copy it to a new version instead."""


class Status(models.TextChoices):
    """The life of a version, from draft to retired or withdrawn."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")
    WITHDRAWN = "withdrawn", _("withdrawn")


STEPS: dict[tuple[Status, Status], frozenset[str]] = {
    (Status.DRAFT, Status.SCHEDULED): frozenset(),
    (Status.DRAFT, Status.PUBLISHED): frozenset(),
    (Status.SCHEDULED, Status.DRAFT): frozenset(
        {"status", "goes_live_at", "asked_by", "asked_at", "published_by", "approved_by", "checksum", "report"}
    ),
    (Status.SCHEDULED, Status.PUBLISHED): frozenset({"status", "published_at"}),
    (Status.PUBLISHED, Status.RETIRED): frozenset({"status"}),
    (Status.PUBLISHED, Status.WITHDRAWN): frozenset({"status", "withdrawn_because"}),
    (Status.RETIRED, Status.WITHDRAWN): frozenset({"status", "withdrawn_because"}),
}
"""Every change of status that there is, and the fields that may change with it once a version is no draft.

Everything else in such a version is frozen, by `ProtocolVersion.save` and by the triggers of `triage.models.freeze`. A
change of this needs a migration that creates the triggers again: `operations = thawed()`.
"""


class _KeptVersions(models.Manager["ProtocolVersion"]):
    """All versions but deleted drafts."""

    def get_queryset(self) -> models.QuerySet["ProtocolVersion"]:
        return super().get_queryset().filter(discarded_at=None)


class ProtocolVersion(models.Model):
    """A protocol's whole content at one time. At most one version of a protocol is published."""

    Status = Status
    objects = _KeptVersions()
    everything: ClassVar[models.Manager["ProtocolVersion"]] = models.Manager()
    """Also drafts that were deleted in the last day, and can be brought back."""

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="versions", verbose_name=_("protocol"))
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    language = models.CharField(_("language of the texts"), max_length=10, default="en")
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"))
    intro = models.TextField(_("introduction"))
    replaces = models.JSONField(_("short names of the triages that it replaces"), default=list, blank=True)
    default_urgency = models.CharField(
        _("urgency when no rule holds"),
        max_length=10,
        choices=[(Urgency.SOON.value, Urgency.SOON.value)],
        default=Urgency.SOON,
    )
    default_because = models.TextField(_("reason when no rule holds"))
    default_source = models.TextField(_("source of that"))
    default_advice = models.ManyToManyField(
        "triage.Advice", through="triage.DefaultAdvice", blank=True, related_name="+"
    )
    default_article = models.ForeignKey("triage.ArticleLink", models.RESTRICT, null=True, blank=True, related_name="+")

    # How the draft came about
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("copied from"))
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("begun by")
    )
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("edited by")
    )
    discarded_at = models.DateTimeField(_("deleted at"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    """Counts the edits of a draft: a page that was opened at an older revision is not saved."""
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approval asked by"),
    )
    asked_at = models.DateTimeField(_("approval asked at"), null=True, blank=True)

    # How it went live
    checksum = models.CharField(_("checksum of the content"), max_length=64, blank=True)
    report = models.JSONField(_("safety report"), null=True, blank=True)
    reason = models.TextField(_("why it is published"), blank=True)
    goes_live_at = models.DateTimeField(_("goes live at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("published by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    withdrawn_because = models.TextField(_("why it was withdrawn"), blank=True)

    class Meta:
        ordering = ["protocol", "-number"]
        verbose_name = _("protocol version")
        verbose_name_plural = _("protocol versions")
        permissions = [
            ("publish_protocolversion", _("Can publish a version, and approve one")),
            ("withdraw_protocolversion", _("Can withdraw a version, and switch a triage off")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["protocol"], condition=Q(status="published"), name="one_published_version_per_protocol"
            ),
            models.UniqueConstraint(
                fields=["protocol"], condition=Q(status="scheduled"), name="one_scheduled_version_per_protocol"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="version_status_is_known"),
            models.CheckConstraint(condition=Q(default_urgency="soon"), name="default_is_soon"),
            models.CheckConstraint(
                condition=Q(status="draft") | (~Q(checksum="") & ~Q(reason="") & Q(report__isnull=False)),
                name="frozen_with_reason_checksum_and_report",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "scheduled"]) | Q(published_at__isnull=False),
                name="published_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(goes_live_at__isnull=False), name="scheduled_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(withdrawn_because=""), name="withdrawn_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_status_display()})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises FrozenVersionError when something would change that STEPS does not allow."""
        before = ProtocolVersion.objects.filter(pk=self.pk).first() if self.pk else None
        if before is not None:
            self._must_follow(before)
        super().save(*args, **kwargs)

    def _must_follow(self, before: "ProtocolVersion") -> None:
        """Refuse what the triggers would refuse, with a sentence that names the field."""
        step = Status(before.status), Status(self.status)
        if step[0] != step[1] and step not in STEPS:
            raise FrozenVersionError(f"{before} can't become {step[1].label}. Copy it instead.")
        if before.is_draft:
            return
        may_change = STEPS.get(step, frozenset())
        for field in self._meta.concrete_fields:
            if field.name not in may_change and getattr(before, field.attname) != getattr(self, field.attname):
                raise FrozenVersionError(f"{before} is frozen: its {field.name} can't change. Copy it instead.")

    def become(self, status: str, **changes: Any) -> None:
        """Change the status, and what changes with it, and save; of a draft, all else that was set on it too.

        The row must be as it was read: lock its protocol first. Raises FrozenVersionError when STEPS has no such step.
        """
        step = Status(self.status), Status(status)
        if step not in STEPS or not (self.is_draft or changes.keys() <= STEPS[step]):
            raise FrozenVersionError(f"{self} can't become {step[1].label}. Copy it instead.")
        fields = None if self.is_draft else ["status", *changes]
        self.status = status
        for name, value in changes.items():
            setattr(self, name, value)
        super().save(update_fields=fields)

    def back_to_draft(self) -> None:
        """Take a scheduled version back: nothing is decided about it any more. Lock its protocol first."""
        nobody = dict.fromkeys(("asked_by", "approved_by", "published_by"))
        self.become(Status.DRAFT, goes_live_at=None, asked_at=None, checksum="", report=None, **nobody)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft. Raises FrozenVersionError for any other version: a past result must stay traceable."""
        if self.status != Status.DRAFT:
            self.must_be_draft()
        return super().delete(*args, **kwargs)

    @property
    def name(self) -> str:
        """The version as people call it: `Leg and back check, version 3`."""
        return gettext("%(title)s, version %(number)s") % {"title": self.title, "number": self.number}

    @property
    def audit_name(self) -> str:
        """The version as the audit log names it: `calf version 3`."""
        return f"{self.protocol.slug} version {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.status == Status.DRAFT and self.discarded_at is None

    @property
    def came_with_a_release(self) -> bool:
        """Whether nobody at the clinic wrote or edited it; somebody may have approved it."""
        return self.created_by_id is None and not self.authors.exists()

    def must_be_draft(self) -> None:
        """Raises FrozenVersionError when this version can no longer be edited."""
        if not self.is_draft:
            raise FrozenVersionError(f"{self} is frozen. Copy it to a new version and change that.")


class VersionTexts(ProtocolVersion):
    """The texts of a version itself, such as its title: the desk edits them on a page of their own."""

    class Meta:
        proxy = True
        default_permissions = ()  # those of ProtocolVersion
        verbose_name = _("texts of a version")
        verbose_name_plural = _("texts of versions")
