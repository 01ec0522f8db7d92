"""A tiny published version and a draft of it, for a whole module; every test's changes are rolled back to them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.database_states import database_with
from tests.triage.admin.editing.pages import signed_in
from tests.triage.engine.samples import any_of, compare, protocol, rule, threshold
from triage.engine.parts.condition import Comparison
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import ArticleLink, Requirement, Vignette
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.models import ProtocolVersion
from triage.storage.text_file import checksum
from triage.versions import drafts


def content() -> Protocol:
    """The engine's sample, with something of every kind."""
    sample = protocol()
    weeks = threshold("recent")
    object.__setattr__(weeks, "unit", Unit.WEEKS)
    return protocol(
        thresholds=(*sample.thresholds, weeks),
        rules=(*sample.rules, rule("severe_pain", Urgency.SOON, compare("pain", Comparison.AT_LEAST, "severe"))),
        requirements=(
            Requirement("cold_foot", "A cold foot.", (any_of("flags", "cold"),), Urgency.URGENT, "a source"),
        ),
        articles=(ArticleLink("rest-well", "How to rest"),),
        vignettes=(
            Vignette("cold", "It is cold.", (("flags", frozenset({"cold"})),), Urgency.EMERGENCY, Urgency.URGENT, "us"),
        ),
    )


def write_sample(whole: Protocol | None = None) -> int:
    """The sample published, and a draft of it; gives the draft's id."""
    whole = whole or content()
    lee = User.objects.create_superuser("dr-lee", password="x")
    live = drafts.write(whole, by=lee)
    told = {"reason": "First.", "checksum": checksum(whole), "report": {}, "published_at": timezone.now()}
    ProtocolVersion.objects.filter(pk=live.pk).update(status="published", **told)
    return drafts.copy(ProtocolVersion.objects.get(pk=live.pk), by=lee).pk


@pytest.fixture(scope="module")
def module_draft(shipped_once: list[Protocol], django_db_blocker: Any) -> Iterator[int]:
    with django_db_blocker.unblock(), database_with("a draft of the sample", write_sample) as draft_id:
        yield draft_id


@pytest.fixture
def draft(module_draft: int, db: None) -> ProtocolVersion:
    return ProtocolVersion.objects.get(pk=module_draft)


@pytest.fixture
def desk(draft: ProtocolVersion) -> Client:
    return signed_in("dr-lee")
