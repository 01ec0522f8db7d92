"""Where Django looks for the admin classes of the app `calfsite`; they register themselves in their own rooms."""

from calfsite.accounts.admin import AccountAdmin, RoleAdmin
from calfsite.audit.admin import AuditEntryAdmin
from calfsite.practice.admin import PracticeAdmin

__all__ = ["AccountAdmin", "AuditEntryAdmin", "PracticeAdmin", "RoleAdmin"]
