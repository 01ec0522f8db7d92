"""The real server for the browser tests: set up as `make run` does, in a folder and on a port of its own."""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30
STOP_SECONDS = 15
PROCESS = "X-Process"  # the header that tests/browser/wsgi.py adds
OBEYED_SECONDS = 30  # the desk promises two, which `make bench publish` measures; here others may need the processors
PROCESSES = 2  # as a site has them that sets nothing

DESK = """
import json, sys, traceback
import django
django.setup()
from django.db import connections
from calfsite.lib import held
answers, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    held.reset()
    try:
        exec(json.loads(line), {})
        said = ""
    except Exception:
        said = traceback.format_exc()
    connections.close_all()
    print(json.dumps(said), file=answers, flush=True)
"""
"""A process that runs Python texts, one a line; a process for each would take as long as many a test to start."""


class Desk:
    """Runs code on a server's own database, as the desk's pages would. Its process starts when it is first needed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.process: subprocess.Popen[str] | None = None

    def run(self, code: str) -> None:
        """Fails with the traceback when the code does."""
        if self.process is None:
            command = [sys.executable, "-c", DESK]
            pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(code), file=self.process.stdin, flush=True)
        said = self.process.stdout.readline()
        assert said, "the process that works on the server's database has ended"
        assert json.loads(said) == "", json.loads(said)

    def close(self) -> None:
        """End the process, if there is one."""
        if self.process is not None:
            self.process.communicate()  # it ends with its input


@dataclass(frozen=True)
class Server:
    """A running site, and the account that its admin was given."""

    url: str
    username: str
    password: str
    environment: dict[str, str]
    folder: Path
    """Everything that the site writes: its database, its static files, and `server.log`, all that it ever said."""
    desk: Desk
    signed_in: list[Any] = field(default_factory=list)
    """The cookies of its account, once a test has signed in."""

    def manage(self, *arguments: str) -> str:
        """Runs a management command on the server's own database, and gives what it printed."""
        return manage(self.environment, *arguments)


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Runs a management command, and fails with its output when it does."""
    return begun(environment, *arguments)()


def begun(environment: dict[str, str], *arguments: str) -> Callable[[], str]:
    """Begins a management command; what it gives back waits for its end, and fails with its output when it does."""
    command, pipes = [sys.executable, "manage.py", *arguments], {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)

    def ended() -> str:
        printed, errors = process.communicate()
        assert process.returncode == 0, f"{' '.join(arguments)} failed:\n{printed}{errors}"
        return printed

    return ended


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_in(folder: Path) -> dict[str, str]:
    """The settings of a server that keeps everything in this folder; the developer's `.env` has no say."""
    return {
        **os.environ,  # tests/settings.py has put plain values there for all that a `.env` might set
        "DJANGO_SETTINGS_MODULE": "calfsite.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
        "PORT": str(free_port()),
        "TMPDIR": str(folder),
        "TOTALS_SECONDS": "0.2",  # so that traces.wait_for_totals misses none on a busy machine
        "PYTHONWARNINGS": "default",
        "WEB_CONCURRENCY": str(PROCESSES),
    }


def fill(environment: dict[str, str]) -> None:
    """Fills a new database as deploy/setup.sh does.

    The static files, whose compression takes longest, need no database: they are gathered beside what fills it.
    """
    static_files = begun(environment, "collectstatic", "--no-input", "--verbosity", "0")
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_protocols")
    static_files()
    manage(environment, "load_content")


def first_account(environment: dict[str, str]) -> tuple[str, str]:
    """The name and password of the clinician with whom every site begins."""
    printed = manage(environment, "create_clinician")
    account = re.search(r"User:\s+(\S+)\s+Password:\s+(\S+)", printed)
    assert account, f"create_clinician printed no account:\n{printed}"
    return account[1], account[2]


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns once the site answers; fails with the server's own words when it does not."""
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
                assert answer.read() == b"ok"
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The server did not start:\n{log.read_text()}")


@dataclass(frozen=True)
class Answer:
    """What one process answered."""

    process: str
    status: int
    text: str


def ask(server: Server, address: str, cookie: str = "") -> Answer:
    """Opens an address on a connection of its own, which any process may take. Follows no redirect into a browser."""
    request = urllib.request.Request(f"{server.url}{address}", headers={"Cookie": cookie} if cookie else {})
    try:
        response = urllib.request.urlopen(request, timeout=OBEYED_SECONDS)
    except HTTPError as error:
        response = error
    with response:
        return Answer(response.headers[PROCESS], response.status, response.read().decode())


def soon_in_every_process(server: Server, address: str, holds: Callable[[Answer], bool], cookie: str = "") -> None:
    """Returns once the last answer of every process of the server was as it should be.

    Which process takes a connection is the kernel's choice, which may fall on the same one many times.
    """
    give_up = time.monotonic() + OBEYED_SECONDS
    last: dict[str, bool] = {}
    while len(last) < PROCESSES or not all(last.values()):
        assert time.monotonic() < give_up, f"not every process answers as it should: {last}"
        answer = ask(server, address, cookie)
        last[answer.process] = holds(answer)


@contextmanager
def listening(application: str, environment: dict[str, str], folder: Path) -> Iterator[str]:
    """Gunicorn, with the site's own settings, serving this application at the address given; ended by its number."""
    url, log = f"http://127.0.0.1:{environment['PORT']}", folder / "server.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            wait_until_ready(url, process, log)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def copied(folder: Path, model: Path) -> tuple[str, str]:
    """Fills the folder from a model that whoever comes first sets up; gives name and password.

    Each worker of a test run has a site of its own; to set up one takes as long as to copy twenty. Where MODEL_SITE
    names a site that is filled already, as .ci/run does, that is the model.
    """
    model.mkdir(exist_ok=True)
    with (model.parent / f"{model.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
        account = model / "account"
        if not account.exists():
            environment = environment_in(model)
            if "MODEL_SITE" not in os.environ:
                fill(environment)
            account.write_text("\n".join(first_account(environment)))
    shutil.copytree(model, folder, dirs_exist_ok=True)
    username, password = account.read_text().splitlines()
    return username, password


@contextmanager
def serving(folder: Path, model: Path | None = None, **settings: str) -> Iterator[Server]:
    """The site, freshly set up in this folder with these settings, for as long as the `with` block lasts.

    With a `model`, a folder that several servers of a run may name, it is a copy of the site that is set up there.
    """
    environment = environment_in(folder) | settings
    if model:
        username, password = copied(folder, model)
    else:
        fill(environment)
        username, password = first_account(environment)
    with listening("tests.browser.wsgi:application", environment, folder) as url:
        desk = Desk(environment)
        try:
            yield Server(url, username, password, environment, folder, desk)
        finally:
            desk.close()
