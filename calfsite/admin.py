"""What Calfsite itself puts on the desk: the practice's details, accounts and the audit log."""

from importlib import import_module

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from calfsite.accounts.user_admin import AccountAdmin, RoleAdmin
from calfsite.audit.admin import AuditEntryAdmin
from calfsite.audit.models import AuditEntry
from calfsite.practice.admin import PracticeAdmin
from calfsite.practice.details import PracticeDetails

# These apps put their own on the desk; ours take the place of that.
for app in ("django.contrib.auth", "django_otp.plugins.otp_totp", "django_otp.plugins.otp_static"):
    import_module(f"{app}.admin")
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])
admin.site.register(User, AccountAdmin)
admin.site.register(Group, RoleAdmin)
admin.site.register(AuditEntry, AuditEntryAdmin)
admin.site.register(PracticeDetails, PracticeAdmin)
