"""What clinicians do on the desk, for tests that need it done, and what leaves the site as the next test expects it."""

import sqlite3
from contextlib import closing

from tests.browser.server import Server, soon_in_every_process

LIVE = """
SELECT number FROM triage_protocolversion JOIN triage_protocol ON triage_protocol.id = protocol_id
WHERE slug = 'leg' AND status = 'published'
"""
NAMES = """
from decimal import Decimal
from django.contrib.auth.models import User
from django.db import transaction
from triage.versions import drafts, publishing
from triage.models import ProtocolVersion
versions = ProtocolVersion.objects.filter(protocol__slug="leg")
"""
MAY_PUBLISH = """
from django.contrib.auth.models import Permission, User
User.objects.get(username={name!r}).user_permissions.add(Permission.objects.get(codename="publish_article"))
"""
PUBLISH = """
by = User.objects.get_or_create(username="one", is_superuser=True)[0]
publishing.change_threshold(
    versions.get(status="published"), "severe_pain", Decimal({value}), reason="A browser test.", by=by)
"""
# Not the way that the desk has: what was the first version needs no proof and no second clinician, whatever a test did.
AS_SHIPPED = """
shipped = versions.get(number=1)
with transaction.atomic():
    versions.filter(status="draft").delete()
    if not versions.filter(status="published", checksum=shipped.checksum).exists():
        draft = drafts.write(drafts.content(shipped), reason="The test is over.")
        draft.checksum, draft.report = shipped.checksum, shipped.report
        publishing._go_live(draft)
"""


def let_publish_articles(server: Server) -> None:
    """The server's own account may publish articles, topics and words from now on."""
    server.desk.run(MAY_PUBLISH.format(name=server.username))


def publish_severe_pain(server: Server, value: int) -> None:
    """Publish a lower value of the check's severe pain: stricter, so that one clinician may."""
    server.desk.run(NAMES + PUBLISH.format(value=value))
    wait_until_live(server)


def as_shipped(server: Server) -> None:
    """Let the check be asked as its first version has it, and leave no draft of it."""
    server.desk.run(NAMES + AS_SHIPPED)
    wait_until_live(server)


def wait_until_live(server: Server) -> int:
    """Returns once every process asks by the version of the check that is live in the database; gives its number."""
    with closing(sqlite3.connect(server.folder / "db.sqlite3")) as database:
        number: int = database.execute(LIVE).fetchone()[0]
    is_asked = f'"version": "{number}"'
    soon_in_every_process(server, "/triage/leg/questionnaire.json", lambda answer: is_asked in answer.text)
    return number
