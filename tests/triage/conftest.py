"""The shipped protocols in the database, and no version held over from another test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from triage import live, performance, protocol_file, seeds
from triage.models import ProtocolVersion


@pytest.fixture(autouse=True)
def nothing_held() -> Iterator[None]:
    """The database is rolled back after each test, so what this process holds must go as well."""
    held = (live.version, performance.verdicts)
    for function in held:
        function.cache_clear()
    yield
    for function in held:
        function.cache_clear()


@pytest.fixture(scope="package")
def shipped(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped protocols, loaded once for this folder's tests: each test's own changes are rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeds.load_all(protocol_file.SHIPPED)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def calf(shipped: None, db: None) -> ProtocolVersion:
    """The live version of the shipped calf protocol."""
    return ProtocolVersion.objects.get(protocol__slug="calf", status="published")


@pytest.fixture
def clinician(db: None) -> User:
    """Somebody with a name to publish under."""
    return User.objects.create_superuser("dr-lee", password="a password of dr lee")
