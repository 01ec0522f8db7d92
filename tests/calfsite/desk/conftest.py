"""One row of everything that the desk shows, for the tests that go through all of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.calfsite.desk import world
from tests.database_states import database_with


@pytest.fixture(scope="module")
def one_of_everything_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), database_with("one of everything", world.make):
        yield


@pytest.fixture
def one_of_everything(one_of_everything_once: None, db: None) -> None:
    """The database holds one row of each kind, and every test begins with just that."""
