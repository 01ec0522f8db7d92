"""One draft of the calf protocol for a whole module; every test's changes are rolled back to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from triage import drafts
from triage.models import ProtocolVersion


@pytest.fixture(scope="module")
def module_draft(shipped: None, django_db_blocker: Any) -> Iterator[ProtocolVersion]:
    with django_db_blocker.unblock(), transaction.atomic():
        lee = User.objects.create_superuser("dr-lee", password="x")
        yield drafts.copy(ProtocolVersion.objects.get(protocol__slug="calf", status="published"), by=lee)
        transaction.set_rollback(True)


@pytest.fixture
def draft(module_draft: ProtocolVersion, db: None) -> ProtocolVersion:
    return ProtocolVersion.objects.get(pk=module_draft.pk)


@pytest.fixture
def desk(draft: ProtocolVersion) -> Client:
    return signed_in("dr-lee")


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def page_of(draft: ProtocolVersion, kind: str, key: str) -> str:
    row = getattr(draft, f"{kind}_set").get(key=key)
    return reverse(f"admin:triage_{kind}_change", args=[row.pk])


def new(draft: ProtocolVersion, kind: str) -> str:
    return reverse(f"admin:triage_{kind}_add") + f"?version={draft.pk}"
