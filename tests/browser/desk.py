"""What clinicians do on the desk, for tests that need it done: through the code that the desk's own pages use."""

from tests.browser.server import Server

NAMES = """
from decimal import Decimal
from django.contrib.auth.models import User
from triage.versions import drafts, proofs, publishing
from triage.models import ProtocolVersion
one, other = (User.objects.get_or_create(username=name, is_superuser=True)[0] for name in ("one", "other"))
versions = ProtocolVersion.objects.filter(protocol__slug="leg")
"""
PUBLISH = """
publishing.change_threshold(
    versions.get(status="published"), "severe_pain", Decimal({value}), reason="A browser test.", by=one)
"""
GO_BACK = """
draft = drafts.write(drafts.content(versions.get(number=1)), by=None)  # as a release, which alone may weaken the floor
proof = proofs.prove(draft)
publishing.ask_for_approval(draft, proof, reason="The test is over.", by=one)
publishing.publish(draft, proof, reason="The test is over.", by=other)
"""


def publish_severe_pain(server: Server, value: int) -> None:
    """Publish a lower value of the check's severe pain: stricter, so that one clinician may."""
    server.desk.run(NAMES + PUBLISH.format(value=value))


def go_back(server: Server) -> None:
    """Publish the check's first version again, as two clinicians may where it comes with a release."""
    server.desk.run(NAMES + GO_BACK)
