"""A journey's step beside a step of a django-formtools wizard: answer sent, redirect, next page loaded.

Both run under gunicorn with the site's own settings, one after the other in short turns, on the first core; the
patients, who are the same for both, on the second. Each patient keeps one connection and walks whole journeys.
"""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.load import Visitor, on_core, steps_per_second
from tests.bench.result import Result
from tests.bench.wizard import STEPS, answer_of
from tests.browser.server import ROOT, free_port, listening, serving

PATIENTS = 8
ROUNDS = 9
SECONDS = 2.0
WARM_UP_SECONDS = 1.0
TIMES_THE_WIZARD = 3.5
COMPARED = "a journey's step, beside a wizard's"
SERVER_CORE, PATIENTS_CORE = 0, 1
START = "/triage/leg/"
NONE = {"answer": "none"}
MILD_STRAIN = {  # what the form of each page sends
    "danger": NONE,
    "illness": NONE,
    "age": {"answer": "35"},
    "main": {"answer": "calf", "answer-legs": "left"},
    "onset": {"answer": "moment", "answer-since": "1", "unit-answer-since": "days"},
    "event": {"answer": "effort"},
    "cast": {"answer": "no", "answer-heel": "sore"},
    "weak_where": NONE,
    "walking": {"answer": "limp"},
    "pain": {"answer": "4", "answer-bones": "none"},
    "pressure": NONE,
    "look": NONE,
    "course": {"answer": "same"},
    "other_signs": NONE,
    "clot": NONE,
    "health": NONE,
    "last_check": NONE,
}


class PeerError(RuntimeError):
    """The wizard could not be started, so there is nothing to measure a journey beside."""


def run() -> list[Result]:
    """Steps a second of both, in turns, and how many times the wizard's the journey's is."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        with on_core(SERVER_CORE):
            site = servers.enter_context(serving(Path(tempfile.mkdtemp(dir=folder)))).url
            try:
                wizard = servers.enter_context(_wizard(Path(tempfile.mkdtemp(dir=folder))))
            except PeerError as error:
                print(
                    f"The wizard could not be started, so a journey is measured without it:\n{error}", file=sys.stderr
                )
                wizard = None
        with on_core(PATIENTS_CORE):
            return _report(*_measure(site, wizard))


@contextmanager
def _wizard(folder: Path) -> Iterator[str]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "tests.bench.wizard.settings",
        "WIZARD_DATABASE": str(folder / "db.sqlite3"),
        "PORT": str(free_port()),
    }
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerError(done.stderr or done.stdout)
    with ExitStack() as server:
        try:
            url = server.enter_context(listening("tests.bench.wizard.wsgi:application", environment, folder))
        except AssertionError as error:  # it did not come up; its log is in the message
            raise PeerError(str(error)) from None
        yield url


def _measure(site: str, wizard: str | None) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    steps_per_second(site, journey, PATIENTS, WARM_UP_SECONDS)
    if wizard:
        steps_per_second(wizard, twelve_steps, PATIENTS, WARM_UP_SECONDS)
    for _ in range(ROUNDS):
        ours.append(steps_per_second(site, journey, PATIENTS, SECONDS))
        if wizard:
            theirs.append(steps_per_second(wizard, twelve_steps, PATIENTS, SECONDS))
    return ours, theirs


def _report(ours: list[float], theirs: list[float]) -> list[Result]:
    how = f"median of {ROUNDS} turns of {SECONDS:g} s, {PATIENTS} patients, gunicorn on one core"
    if not theirs:
        missing = "NOT MEASURED: the wizard could not be started, see above"
        return [Result(COMPARED, float("nan"), "times", TIMES_THE_WIZARD, "higher", missing)]
    journey_rate, wizard_rate = statistics.median(ours), statistics.median(theirs)
    times = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    return [
        Result("a journey's step", journey_rate, "per s", TIMES_THE_WIZARD * wizard_rate, "higher", how),
        Result(
            COMPARED,
            times,
            "times",
            TIMES_THE_WIZARD,
            "higher",
            f"median over the turns, side by side; the wizard made {wizard_rate:.0f} per s",
        ),
    ]


def journey(visitor: Visitor) -> Iterator[None]:
    """A mild strain, up to the page with all answers. To begin is a step as well: a redirect and a page."""
    if not visitor.cookies:
        visitor.get(START)
    page = visitor.post(START, {})
    visitor.get(page)
    yield
    while not page.endswith("/check/"):
        page = visitor.post(page, MILD_STRAIN[page.strip("/").rpartition("/")[2]])
        visitor.get(page)
        yield


def twelve_steps(visitor: Visitor) -> Iterator[None]:
    """All steps of the wizard, to its page with all answers. To begin is a step as well: a redirect and a page."""
    page = visitor.get("/steps/", expected=302)
    visitor.get(page)
    yield
    for number in range(1, STEPS + 1):
        name = f"q{number}"
        fields = {"twelve_steps-current_step": name, f"{name}-answer": answer_of(number)}
        page = visitor.post(page, fields)
        visitor.get(page)
        yield
