"""A version as text: exported, imported, refused."""

import pytest

from tests.triage.journey.test_journey import body
from tests.triage.versions.steps import address
from triage.models import ProtocolVersion
from triage.storage import rows, text_file


def test_export_and_import_are_exact(calf, clinician, desk) -> None:
    exported = desk.get(address(calf, "export"))
    assert exported["Content-Disposition"] == 'attachment; filename="calf-1.toml"'
    text = exported.content.decode()
    page = desk.post("/admin/triage/protocolversion/import/", {"text": text}, follow=True)
    assert "Imported as draft 2" in body(page)
    draft = ProtocolVersion.objects.get(protocol=calf.protocol, number=2)
    assert text_file.checksum(rows.read(draft)) == calf.checksum


@pytest.mark.parametrize("text", ["", "slug = ", "a\0b", "x" * 2_100_000, "[rules]\n"])
def test_what_is_no_protocol_is_not_imported_and_stays_in_the_box(shipped, desk, text) -> None:
    page = desk.post("/admin/triage/protocolversion/import/", {"text": text})
    assert page.status_code == 400
    assert "errorlist" in body(page)
    assert text[:20].replace("\0", "") in body(page).replace("\0", "")
