"""The shipped protocols in the database, and no version held over from another test."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from calfsite.lib import held
from tests.database_states import database_with
from tests.triage import first_edition
from tests.triage.engine import samples
from triage.engine.parts.protocol import Protocol
from triage.models import ProtocolVersion
from triage.storage import rows, text_file
from triage.versions import live, proofs, publishing, seeds


@pytest.fixture(scope="session", autouse=True)
def each_proof_once() -> Iterator[None]:
    """The same text beside the same live one has the same proof: no test waits for one that another has made."""
    work_out, made = proofs.work_out, {}

    def once(about: proofs.Claim, progress: proofs.Progress | None = None) -> Any:
        key = (about.checksum, text_file.checksum(about.before) if about.before else "")
        if progress is not None or key not in made:
            made[key] = work_out(about, progress)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proofs, "work_out", once)
        patch.setattr(text_file, "checksum", lru_cache(64)(text_file.checksum))  # what equal protocols have is the same
        yield


@pytest.fixture
def breakable(db: None) -> None:
    """For a test that damages a published version's rows: no trigger refuses, and what is held is read anew."""
    held.reset()
    with connection.cursor() as cursor:  # all of it is rolled back with the test
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'triage%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def publish_as_it_is(version: ProtocolVersion) -> None:
    """For a test that needs another live version than the shipped one: its rows, however changed, are what counts."""
    version.checksum = text_file.checksum(rows.read(version))
    ProtocolVersion.objects.filter(pk=version.pk).update(checksum=version.checksum)


@pytest.fixture(scope="package")
def shipped_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Protocol]]:
    """The shipped protocols, in the database of this folder's tests, and as they are read from there."""

    def load() -> list[Protocol]:
        seeds.load_all(first_edition.FOLDER)
        return live.all_current()

    with django_db_blocker.unblock(), database_with("shipped protocols", load) as protocols:
        yield protocols


@pytest.fixture
def shipped(shipped_once: list[Protocol]) -> None:
    """The shipped protocols in the database, and held by the process: no test waits for them to be read."""
    for protocol in shipped_once:
        with mock.patch.object(live, "_read", return_value=protocol):
            live.version(protocol.slug, protocol.version)


@pytest.fixture
def calf(shipped: None, db: None) -> ProtocolVersion:
    """The live version of the shipped calf protocol."""
    return ProtocolVersion.objects.get(protocol__slug="calf", status="published")


@pytest.fixture(scope="module")
def sample_once(shipped_once: list[Protocol], django_db_blocker: Any) -> Iterator[int]:
    """The engine's sample, published beside the shipped protocols; its row's id."""

    def publish() -> int:
        return publishing.publish_content(samples.protocol(), reason="A test.")[0].pk

    with django_db_blocker.unblock(), database_with("the sample", publish) as row_id:
        held.reset()
        yield row_id


@pytest.fixture
def sample(sample_once: int, db: None) -> ProtocolVersion:
    """The live version of the sample protocol: quick to prove, where the shipped ones would show no more."""
    return ProtocolVersion.objects.get(pk=sample_once)


@pytest.fixture
def clinician(db: None) -> User:
    """Somebody with a name to publish under."""
    return User.objects.create_superuser("dr-lee", password="a password of dr lee")


@pytest.fixture
def desk(clinician: User) -> Client:
    """The clinician's browser, signed in."""
    client = Client()
    client.force_login(clinician)
    return client


@pytest.fixture
def second(db: None) -> User:
    """A colleague, who can approve."""
    return User.objects.create_superuser("dr-kim", password="a password of dr kim")
