"""The WSGI application that gunicorn serves. Whatever loads this module is a server process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calfsite.settings")
application = get_wsgi_application()

from triage import background  # noqa: E402  its models need Django to be set up

background.start()
