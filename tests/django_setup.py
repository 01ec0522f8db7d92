"""Sets Django up with the tests' settings: imported first by tools that run without pytest."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
