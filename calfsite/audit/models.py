"""The audit log: who did what, when and why. Rows are added through `calfsite.audit.log.record`, and never change."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calfsite.audit import words

FIRST = 64 * "0"
"""The `previous` of the first entry."""


class AppendOnlyError(RuntimeError):
    """An attempt to change or delete an entry of the audit log. Add one that corrects it instead."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Entries, read-only."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("Audit entries never change.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Audit entries are never deleted.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list["AuditEntry"]:
        """Raises AppendOnlyError: only `log.record` extends the chain."""
        raise AppendOnlyError("Add audit entries with calfsite.audit.log.record.")


AuditManager = models.Manager.from_queryset(AuditQuerySet)


class AuditEntry(models.Model):
    """One thing that somebody did. Each contains the checksum of the one before, so that any change can be detected."""

    when = models.DateTimeField(_("when"))
    action = models.CharField(_("action"), max_length=60, help_text=_("Words with dots, such as account.sign_in."))
    subject = models.CharField(_("what or whom"), max_length=200)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    who_name = models.CharField(_("who"), max_length=150, blank=True, help_text=_("The name as it was at that time."))
    reason = models.TextField(_("why"), blank=True)
    details = models.JSONField(_("details"), default=dict)
    previous = models.CharField(_("checksum of the entry before"), max_length=64, unique=True)
    checksum = models.CharField(_("checksum"), max_length=64, unique=True)

    objects = AuditManager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["action"], name="audit_by_action"),
            models.Index(fields=["when"], name="audit_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(action="") & ~models.Q(subject=""), name="audit_says_what"),
        ]

    def __str__(self) -> str:
        return f"{words.action(self.action)}: {words.subject(self.subject)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry. Raises AppendOnlyError for one that is in the log already."""
        if not self._state.adding:
            raise AppendOnlyError("Audit entries never change.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Audit entries are never deleted.")

    def worked_out_checksum(self) -> str:
        """The checksum of this content. It differs from `checksum` if somebody changed the row."""
        content = [
            self.previous,
            self.when.astimezone(UTC).isoformat(timespec="microseconds"),
            self.action,
            self.subject,
            self.who_id,
            self.who_name,
            self.reason,
            self.details,
        ]
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
