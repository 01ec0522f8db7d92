"""What the site's search may find of the triages: their live versions. Settings name this function."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from triage.models import ProtocolVersion
from triage.versions import live


def entries() -> list[dict[str, Any]]:
    """For each live triage the address of its start, its title, what it is for, and every question."""
    return [
        {
            "address": reverse("triage_start", args=[protocol.slug]),
            "title": protocol.title,
            "summary": protocol.summary,
            "passages": (
                protocol.intro,
                *(question.text for question in protocol.questions if question.derive is None),
            ),
            "language": protocol.language,
        }
        for protocol in live.all_current()
    ]


def starts() -> list[tuple[str, datetime]]:
    """For each live triage the address of its start, and when that version was published."""
    published = ProtocolVersion.objects.filter(
        status=ProtocolVersion.Status.PUBLISHED, protocol__switched_off=False, published_at__isnull=False
    )
    rows = published.order_by("protocol").values_list("protocol__slug", "published_at")
    return [(reverse("triage_start", args=[slug]), at) for slug, at in rows if at]
