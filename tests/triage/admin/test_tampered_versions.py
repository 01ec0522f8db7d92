"""Rows that were changed behind our back: every page of the desk answers, and says in words what is wrong."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calfsite.lib import held
from tests.triage.engine import samples
from triage.models import ProtocolVersion
from triage.storage import text_file
from triage.versions import drafts

PAGES = ("change", "export", "evidence", "diagram", "try", "publish")
PARTS = ("question", "rule", "draftthreshold", "threshold", "vignette")
Changes = list[tuple[str, str, str]]
UNREADABLE: Changes = [
    ("threshold", "unit", "parsecs"),
    ("question", "ask_mode", "never"),
    ("condition", "comparison", "at_most"),
]
TAMPERED: list[Changes] = [
    UNREADABLE,
    [("question", "key", "another")],
    [("choice", "text", "{{ threshold:nothing }}")],
    [("vignette", "answers", "7")],
    [("vignette", "answers", '{"flags": [7]}')],
    [("vignette", "answers", '{"nothing": ["nothing"]}')],
]
"""What can be changed at once without one change hiding another: each row has a page of its own."""
OF_A_LIVE_VERSION: list[Changes] = [[change for changes in TAMPERED[:4] for change in changes], *TAMPERED[4:]]


def first_and_rest(found: list[Changes]) -> pytest.MarkDecorator:
    """Makes two tests of one: of the first changes, and of all others in a sweep."""
    rest = pytest.param(found[1:], id="rest", marks=pytest.mark.sweep)
    return pytest.mark.parametrize("tampered", [pytest.param(found[:1], id="first"), rest])


@pytest.fixture
def draft(breakable, clinician) -> ProtocolVersion:
    """A draft with every kind of part."""
    return drafts.write(samples.with_every_part(), by=clinician)


@pytest.fixture
def published(draft) -> ProtocolVersion:
    """A live version with every kind of part."""
    content = drafts.content(draft)
    change = {"published_at": timezone.now(), "checksum": text_file.checksum(content), "report": {}, "reason": "x"}
    ProtocolVersion.objects.filter(pk=draft.pk).update(status="published", **change)
    return ProtocolVersion.objects.get(pk=draft.pk)


@pytest.fixture
def desk(clinician) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(clinician)
    return client


def tamper(version: ProtocolVersion, table: str, column: str, value: str) -> None:
    """Change one column of the first such row of a version, by raw SQL."""
    row = version if table == "protocolversion" else getattr(version, f"{table}_set").order_by("pk").first()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f'UPDATE triage_{table} SET "{column}" = %s WHERE id = %s', [value, row.pk])
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
    held.reset()


def addresses(version: ProtocolVersion) -> Iterator[str]:
    """Every page that shows something of a version."""
    for page in PAGES:
        yield reverse(f"admin:triage_protocolversion_{page}", args=[version.pk])
    yield reverse("admin:triage_threshold_changelist")
    yield reverse("admin:triage_versiontexts_change", args=[version.pk])
    for kind in PARTS:
        part = getattr(version, f"{kind.removeprefix('draft')}_set").order_by("pk").first()
        yield reverse(f"admin:triage_{kind}_change", args=[part.pk])
        if kind == "question" and part.key:
            yield reverse("admin:triage_protocolversion_preview", args=[version.pk, part.key])


def failing_when(
    desk: Client, version: ProtocolVersion, changes: Changes, more: Callable[[], list[str]] = list
) -> list[str]:
    """The pages that do not answer once this is tampered with. Nothing stays changed."""
    with transaction.atomic():
        for change in changes:
            tamper(version, *change)
        found = [*failing(desk, version), *more()]
        transaction.set_rollback(True)
    return found


def failing(desk: Client, version: ProtocolVersion) -> list[str]:
    """The pages that do not answer, with those that they lead to, each opened once."""
    copy = reverse("admin:triage_protocolversion_copy", args=[version.pk])
    answers = {address: desk.get(address) for address in addresses(version)} | {copy: desk.post(copy)}
    waiting = {answer["Location"] for answer in answers.values() if answer.status_code == 302}
    while waiting := waiting - answers.keys():
        answers |= {address: desk.get(address) for address in waiting}
        waiting = {answers[address].get("Location", address) for address in waiting}
    return [address for address, answer in answers.items() if answer.status_code >= 500]


@first_and_rest(TAMPERED)
def test_every_page_of_a_tampered_draft_answers(desk, draft, tampered) -> None:
    found = [(changes, failing_when(desk, draft, changes)) for changes in tampered]
    assert [(changes, pages) for changes, pages in found if pages] == []


@first_and_rest(OF_A_LIVE_VERSION)
def test_every_page_of_a_tampered_live_version_answers_and_its_own_says_so(desk, published, tampered) -> None:
    own = reverse("admin:triage_protocolversion_change", args=[published.pk])

    def says_so() -> list[str]:
        return [] if "not what was published" in desk.get(own).content.decode() else ["its own says nothing"]

    found = [(changes, failing_when(desk, published, changes, says_so)) for changes in tampered]
    assert [(changes, pages) for changes, pages in found if pages] == []


def test_beside_a_tampered_live_version_a_draft_says_what_to_do(desk, published, clinician) -> None:
    draft = drafts.copy(published, by=clinician)
    tamper(published, "rule", "urgency", "soon")
    for page in ("publish", "evidence"):
        text = desk.get(reverse(f"admin:triage_protocolversion_{page}", args=[draft.pk]), follow=True).content.decode()
        assert "Withdraw it, then publish" in text, page


def test_a_report_that_can_not_be_read_is_named(desk, published) -> None:
    address = reverse("admin:triage_protocolversion_evidence", args=[published.pk])
    assert "The safety report that is kept with this version can" in desk.get(address, follow=True).content.decode()
