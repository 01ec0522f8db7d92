"""What the rest of the site asks about the triages: for search, and about an article. Settings name the functions."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from triage.models import ArticleLink, ProtocolVersion
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


def naming_article(slug: str) -> list[str]:
    """The live and scheduled versions that link to the article with this address, each with the words of its link."""
    status = ProtocolVersion.Status
    links = ArticleLink.objects.filter(key=slug, version__status__in=[status.PUBLISHED, status.SCHEDULED])
    message = _("“%(title)s”, version %(number)s, with the words “%(words)s”")
    return [
        message % {"title": link.version.title, "number": link.version.number, "words": link.text}
        for link in links.select_related("version").order_by("version")
    ]
