"""How soon every server process obeys: a version that is published, one that is withdrawn."""

import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.bench.load import Visitor
from tests.bench.result import Result
from tests.browser.server import ROOT, Server, serving

PROCESSES = 4
CONNECTIONS = 40  # enough that each of the processes has some of them
LIMIT_SECONDS = 2.0
GIVE_UP_SECONDS = 30.0

CHANGE = """
import time
from decimal import Decimal
from django.contrib.auth.models import User
from triage.versions import publishing, stopped
from triage.models import ProtocolVersion
live = ProtocolVersion.objects.get(protocol__slug="leg", status="published")
who = User.objects.create_superuser("bench" + str(time.time_ns()))
{change}
print(time.time())
"""
PUBLISH = 'publishing.change_threshold(live, "severe_pain", Decimal(6), reason="A benchmark.", by=who)'
WITHDRAW = 'stopped.withdraw(live, because="A benchmark.", by=who)'


def run() -> list[Result]:
    """Publishes, then withdraws, from another process, while patients ask all the time."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), WEB_CONCURRENCY=str(PROCESSES)) as site:
        published = _until_all_obey(site, PUBLISH, [_version_of(site, 2)] * CONNECTIONS)
        withdrawn = _until_all_obey(site, WITHDRAW, [_turned_away(site) for _ in range(CONNECTIONS)])
    how = f"the slowest of {CONNECTIONS} connections to {PROCESSES} processes, counted from the commit"
    return [
        Result("a published version reaches every process", published, "s", LIMIT_SECONDS, "lower", how),
        Result("a withdrawn version stops in every process", withdrawn, "s", LIMIT_SECONDS, "lower", how),
    ]


def _until_all_obey(site: Server, change: str, patients: list[Callable[[], bool]]) -> float:
    """Seconds from the change until the last of these has seen it."""
    seen: list[float] = []

    def ask(sees: Callable[[], bool]) -> None:
        give_up = time.time() + GIVE_UP_SECONDS
        while not sees() and time.time() < give_up:
            time.sleep(0.05)
        seen.append(time.time())

    crowd = [threading.Thread(target=ask, args=(patient,)) for patient in patients]
    for thread in crowd:
        thread.start()
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", CHANGE.format(change=change)]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True)
    for thread in crowd:
        thread.join()
    return max(seen) - float(done.stdout.split()[-1])


def _version_of(site: Server, wanted: int) -> Callable[[], bool]:
    """A patient who asks for an assessment, on a new connection each time."""
    url = f"{site.url}/triage/leg/assess.json"

    def sees() -> bool:
        body = urllib.request.Request(url, b'{"answers": {}}', {"Content-Type": "application/json"})
        with urllib.request.urlopen(body, timeout=10) as answer:
            return bool(json.load(answer)["version"] == wanted)

    return sees


def _turned_away(site: Server) -> Callable[[], bool]:
    """A patient in the middle of a journey, who loads the page again and again on one connection."""
    visitor = Visitor(site.url)
    visitor.get("/triage/leg/")
    page = visitor.post("/triage/leg/", {})
    visitor.get(page)

    def sees() -> bool:
        try:
            visitor.get(page)
        except RuntimeError:  # it no longer answers with the page
            return True
        return False

    return sees
