"""The WSGI application that gunicorn serves. Whatever loads this module is a server process."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calfsite.settings")
django.setup(set_prefix=False)

from django.db import connection  # noqa: E402

from calfsite.serving.handler import Handler  # noqa: E402  what these import needs Django to be set up
from triage import background  # noqa: E402

if connection.vendor == "postgresql":
    from calfsite.lib.postgresql.base import wait_at_most

    wait_at_most(seconds=8)
application = Handler()
background.start()
