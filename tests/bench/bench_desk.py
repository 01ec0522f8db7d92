"""What the desk's heavy pages cost somebody who publishes: each with the proof that it waits for."""

import time
from collections.abc import Callable
from decimal import Decimal
from io import StringIO

from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.bench.result import Result
from triage.engine import prover  # noqa: F401  a server process loads the solver once, and keeps it
from triage.models import ProtocolVersion
from triage.versions import drafts

ROUNDS = 3
HOW = f"CPU, best of {ROUNDS}, test client, solver loaded"
THRESHOLD = "severe_pain"
TRIED = (5, 6, 8)


def run() -> list[Result]:
    """Sets the site up in memory, and opens each page as somebody does who changes a threshold of `leg`."""
    call_command("migrate", verbosity=0)
    call_command("load_protocols", stdout=StringIO())
    call_command("load_content", stdout=StringIO())
    live = ProtocolVersion.objects.get(protocol__slug="leg", status=ProtocolVersion.Status.PUBLISHED)
    clinician = User.objects.create_superuser("bench")
    client = Client(SERVER_NAME="localhost")
    client.force_login(clinician)
    draft = drafts.write(drafts.with_threshold(live, THRESHOLD, Decimal(6)).content, by=clinician, base=live)

    def page(name: str, version: ProtocolVersion) -> Callable[[], HttpResponse]:
        address = reverse(f"admin:triage_protocolversion_{name}", args=[version.pk])
        return lambda: client.get(address)

    def unproven() -> None:
        ProtocolVersion.objects.filter(pk=draft.pk).update(report=None)

    values = iter(TRIED)
    follows = reverse("admin:triage_threshold_follows", args=[live.threshold_set.get(key=THRESHOLD).pk])
    return [
        figure("the publish page, which proves the draft", 2.5, page("publish", draft), before=unproven),
        figure("the publish page, once it is proven", 0.8, page("publish", draft)),
        figure("a version's page", 1, page("change", live)),
        figure("an evidence file", 1, page("evidence", live)),
        figure("what follows from a threshold", 2.5, lambda: client.get(follows, {"value": next(values)})),
    ]


def figure(
    name: str, target: float, ask: Callable[[], HttpResponse], before: Callable[[], None] = lambda: None
) -> Result:
    """The time of the processor for one request."""
    best = float("inf")
    for _ in range(ROUNDS):
        before()
        began = time.process_time()
        response = ask()
        if response.streaming:
            b"".join(response)
        best = min(best, time.process_time() - began)
        assert response.status_code == 200, f"{name}: {response.status_code}"
    return Result(name, best, "s", target, "lower", HOW)
