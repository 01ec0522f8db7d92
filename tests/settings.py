"""The settings of the tests: the site's own, with nothing taken from the developer's `.env`.

The database is SQLite in memory, unless DATABASE_URL says otherwise (CI runs the suite on PostgreSQL as well).
"""

import os

os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ |= {
    "SECRET_KEY": "only-for-tests-" + 40 * "x",
    "HTTPS": "off",
    "DEBUG": "off",
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
    "CSRF_TRUSTED_ORIGINS": "",
    "BEHIND_PROXY": "off",
    "SITE_URL": "",
    "PRACTICE_NAME": "Calfsite",
    "EMERGENCY_NUMBER": "112",
    "CACHE_URL": "locmemcache://",
    "TIME_ZONE": "UTC",
    "EMAIL_URL": "consolemail://",
    "NEWSLETTER": "on",
    "SECOND_FACTOR": "optional",
    "SESSION_IDLE_MINUTES": "30",
}

from calfsite.settings import *  # noqa: F403 - after the environment is set; a settings module is its names

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow hash is no use here

WATCH_SECONDS = 0  # no thread beside the tests: they look by themselves

# Static files straight from their folders: no collectstatic before the tests. The browser tests run the real thing.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # looks a file up when it is asked for, instead of all of them for every test's client
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
