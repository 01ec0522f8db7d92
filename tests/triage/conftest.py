"""The shipped protocols in the database, and no version held over from another test."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from triage import live, protocol_file, seeds
from triage.models import ProtocolVersion


@pytest.fixture(autouse=True)
def nothing_held() -> Iterator[None]:
    """The database is rolled back after each test, so what this process holds must go as well."""
    live.version.cache_clear()
    yield
    live.version.cache_clear()


@pytest.fixture
def calf(db: None) -> ProtocolVersion:
    """The live version of the shipped calf protocol."""
    seeds.load_all(protocol_file.SHIPPED)
    return ProtocolVersion.objects.get(protocol__slug="calf", status="published")


@pytest.fixture
def clinician(db: None) -> User:
    """Somebody with a name to publish under."""
    return User.objects.create_superuser("dr-lee", password="a password of dr lee")
