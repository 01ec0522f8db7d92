"""The models of the app `calfsite`, where Django looks for them. Everybody else imports them from their own rooms."""

from calfsite.audit.models import AuditEntry
from calfsite.practice.details import PracticeDetails

__all__ = ["AuditEntry", "PracticeDetails"]
