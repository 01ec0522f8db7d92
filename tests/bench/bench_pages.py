"""What pages cost: database queries, and time within the application."""

import time
from collections.abc import Callable
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.result import Result
from tests.triage.protocols import leg_cases
from triage.journey import cookie
from triage.versions import live

ROUNDS = 200
MILLISECONDS = 1000


def run() -> list[Result]:
    """Sets the site up in memory, holds the protocol as a warm process does, and asks for each page."""
    call_command("migrate", verbosity=0)
    call_command("load_protocols", stdout=StringIO())
    call_command("load_content", stdout=StringIO())
    client = Client(SERVER_NAME="localhost")
    journey = client.post("/triage/leg/")["Location"].removesuffix("danger/")
    carry(client, journey)
    return [
        *page("a question's page", 0, lambda: client.get(f"{journey}walking/")),
        *page("an answer sent", 0, lambda: client.post(f"{journey}walking/", {"answer": "limp"}), status=302),
        *page("a result", 0, lambda: client.get(f"{journey}result/")),
        *page("an article", 2, lambda: client.get("/articles/why-cant-i-flex-my-calf/")),
    ]


def carry(client: Client, journey: str) -> None:
    """Gives the client a whole journey's answers."""
    response = HttpResponse()
    key = journey.strip("/").split("/")[-1]
    store = cookie.Store("leg", key)
    store.write(response, cookie.Journey(live.current("leg"), store, leg_cases.answers()))
    client.cookies.update(response.cookies)


def page(name: str, queries: int, ask: Callable[[], HttpResponse], status: int = 200) -> list[Result]:
    """Queries of one request, and the mean time of many, once warm."""
    ask()
    with CaptureQueriesContext(connection) as seen:
        response = ask()
    asked = len(seen)  # counted here: the next request empties the log
    assert response.status_code == status, f"{name}: {response.status_code}"
    began = time.process_time()
    for _ in range(ROUNDS):
        ask()
    milliseconds = (time.process_time() - began) * MILLISECONDS / ROUNDS
    return [
        Result(f"{name}: queries", asked, "queries", queries, "lower", "one request, warm process"),
        Result(f"{name}: time", milliseconds, "ms", 25, "lower", f"CPU, mean of {ROUNDS} requests, test client"),
    ]
