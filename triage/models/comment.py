"""Comments on a draft: what its authors and its approver ask each other, until it is resolved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from triage.models.version import ProtocolVersion


class Comment(models.Model):
    """A comment on one part of a version. It is no part of what the version says, so it is never frozen with it."""

    version = models.ForeignKey(ProtocolVersion, models.CASCADE, related_name="comments", verbose_name=_("version"))
    part = models.CharField(_("part"), max_length=100)
    """The part's place on the version's page: its kind and key, such as `rule-achilles_gap`."""
    text = models.TextField(_("comment"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written at"), auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by")
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()  # whoever may edit or publish a version may comment on it
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text
