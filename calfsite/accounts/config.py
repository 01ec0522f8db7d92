"""Django's admin, with the desk's own site in place of the default one."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """`admin.site` is the desk: it asks for a second factor."""

    default_site = "calfsite.accounts.site.DeskSite"
