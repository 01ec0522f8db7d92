"""Addresses of the desk's pages, and what a person sends there."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from triage.models import Choice, ProtocolVersion


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def page_of(draft: ProtocolVersion, kind: str, key: str) -> str:
    row = getattr(draft, f"{kind}_set").get(key=key)
    return reverse(f"admin:triage_{page_kind(kind)}_change", args=[row.pk])


def page_kind(kind: str) -> str:
    """A draft's threshold has a page of its own beside that of a live one."""
    return "draftthreshold" if kind == "threshold" else kind


def texts_of(draft: ProtocolVersion) -> str:
    return reverse("admin:triage_versiontexts_change", args=[draft.pk])


def new(draft: ProtocolVersion, kind: str) -> str:
    return reverse(f"admin:triage_{page_kind(kind)}_add") + f"?version={draft.pk}"


def version_page(draft: ProtocolVersion, step: str, *more: str) -> str:
    return reverse(f"admin:triage_protocolversion_{step}", args=[draft.pk, *more])


def condition(draft: ProtocolVersion, prefix: str, question: str, *choices: str, **more: str) -> dict[str, Any]:
    """The fields of a condition: `condition(draft, "when-1", "walks", "no")`."""
    ticks = Choice.objects.filter(version=draft, question__key=question, key__in=choices)
    return {
        f"{prefix}-question": str(draft.question_set.get(key=question).pk),
        f"{prefix}-comparison": "any_of",
        f"{prefix}-choices": [str(tick.pk) for tick in ticks],
        **{f"{prefix}-{name}": value for name, value in more.items()},
    }
