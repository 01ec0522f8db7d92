"""What every test gets: no network but this machine's own, and browser tests last."""

import functools
import gc
import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import hypothesis
import pytest
from django.db.backends.sqlite3.base import DatabaseOperations
from django.template import Context, RequestContext, Template
from django.test import utils
from django.test.signals import template_rendered
from django.utils.safestring import SafeString

from calfsite.lib import held
from calfsite.practice import current
from tests import database_states

# A busy machine is no failure. Each run draws a few examples; `-m hypothesis --hypothesis-profile deep` draws many.
HOW = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("calfsite", max_examples=10, **HOW)
hypothesis.settings.register_profile("deep", max_examples=150, **HOW)
hypothesis.settings.load_profile("calfsite")


def is_here(host: object) -> bool:
    """Whether a socket's host is this machine."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def within_this_machine(call: Callable[..., Any], *, host_first: bool = False) -> Callable[..., Any]:
    """The same, but it refuses hosts elsewhere: nothing that runs in the tests connects, sends or asks for a name."""

    @functools.wraps(call)
    def guarded(*given: Any, **how: Any) -> Any:
        address = (*given, how.get("host")) if host_first else given[-1]
        if isinstance(address, tuple) and not is_here(address[0]):  # one that is no tuple is a file: a Unix socket
            raise RuntimeError(f"A test reached for the network: {address[0]!r}.")
        return call(*given, **how)

    return guarded


# An audit hook would be surer, and slower: Python calls it for every `id()` and for many an attribute.
for name in ("connect", "connect_ex", "sendto", "sendmsg"):
    setattr(socket.socket, name, within_this_machine(getattr(socket.socket, name)))
socket.getaddrinfo = within_this_machine(socket.getaddrinfo, host_first=True)


def render_and_tell_of_pages(template: Template, context: Context) -> SafeString:
    """As in Django's test environment, but the client hears of whole pages alone: it copies the context of each."""
    if isinstance(context, RequestContext) and context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


utils.instrumented_test_render = render_and_tell_of_pages

sqlite_flush = DatabaseOperations.sql_flush


def flush_append_only_tables_too(operations: DatabaseOperations, style: Any, tables: Sequence[str], **how: Any) -> Any:
    """What empties SQLite after a test with transactions of its own: without the triggers that refuse just that."""
    with operations.connection.cursor() as cursor:
        triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    drop = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
    return [*drop, *sqlite_flush(operations, style, tables, **how), *(sql for _, sql in triggers)]


DatabaseOperations.sql_flush = flush_append_only_tables_too


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """What the migrations make is kept from run to run."""
    with database_states.migrating_once(request.config.cache.mkdir("migrated")):
        yield


@pytest.fixture(autouse=True)
def nothing_held_from_another_test() -> Iterator[None]:
    """The database is rolled back after each test, so what a test made this process hold must go as well.

    Nobody has filled in the practice's details, and the process knows it: most tests have no database to ask.
    """
    current.hold(None)
    yield
    held.reset()


DATABASE = {"db", "transactional_db", "shipped"}
"""Who asks for one of these, or has pytest-django's mark, works with the database."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests by what they need: a browser (by their folder; they run last, quick answers first), a database."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
        elif item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish() -> None:
    """Spares the garbage collector what never goes: modules and tests, which it would look through at every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Any:
    """Runs the tests in one large piece of Python's stack, of half a megabyte.

    Python 3.11 takes memory for its calls in pieces of 16 kB, and gives each back to the system as soon as it is empty.
    Where a call happens to begin a new piece, every such call asks the system anew: a sixth of the tests' time. A call
    that needs more than a piece gets one that is large enough, and what it leaves is for the calls that it makes.
    """
    of_others = session.config.pluginmanager.subset_hook_caller("pytest_runtestloop", [sys.modules[__name__]])
    return of_others(session=session)


pytest_runtestloop.__code__ = pytest_runtestloop.__code__.replace(co_stacksize=66_000)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says how to run the tests in the same order again, when one failed."""
    if terminalreporter.stats.get("failed") or terminalreporter.stats.get("error"):
        seed = config.getoption("randomly_seed", None)  # none where the plugin is left out
        terminalreporter.write_line(f"The same order again: --randomly-seed={seed}")
