"""The WSGI application that gunicorn serves. Whatever loads this module is a server process."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calfsite.settings")
django.setup(set_prefix=False)

from calfsite.serving.handler import Handler  # noqa: E402  what these import needs Django to be set up
from triage import background  # noqa: E402

application = Handler()
background.start()
