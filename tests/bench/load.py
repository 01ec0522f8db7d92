"""Patients at a real server: each keeps one connection, walks step by step, and begins again at the end."""

import http.client
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 10


class Visitor:
    """A browser as far as a measurement needs one: a connection, cookies, forms."""

    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_SECONDS)
        self.cookies: dict[str, str] = {}

    def get(self, address: str, expected: int = 200) -> str:
        """Loads a page; gives where it leads to, if it does."""
        return self._ask("GET", address, None, expected)

    def post(self, address: str, fields: dict[str, str]) -> str:
        """Sends a form; gives the address that the answer leads to."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]})
        return self._ask("POST", address, body, expected=302)

    def _ask(self, method: str, address: str, body: str | None, expected: int) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, address, body, headers)
        response = self.connection.getresponse()
        response.read()
        if response.status != expected:
            raise RuntimeError(f"{method} {address} answered {response.status}, not {expected}.")
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return response.getheader("Location", "")


Walk = Callable[[Visitor], Iterator[None]]
"""One whole walk; yields after each step: an answer sent, and the next page loaded."""


def steps_per_second(url: str, walk: Walk, patients: int, seconds: float) -> float:
    """Steps in a second, over this many patients at once. Raises the first patient's error, if one has any."""
    steps: list[int] = []
    errors: list[Exception] = []
    began = time.perf_counter()

    def patient() -> None:
        done = 0
        try:
            visitor = Visitor(url)
            while time.perf_counter() < began + seconds:
                for _ in walk(visitor):
                    done += 1
                    if time.perf_counter() >= began + seconds:
                        break
            visitor.connection.close()
        except Exception as error:
            errors.append(error)
        steps.append(done)

    crowd = [threading.Thread(target=patient) for _ in range(patients)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    if errors:
        raise errors[0]
    return sum(steps) / (time.perf_counter() - began)


@contextmanager
def on_core(number: int) -> Iterator[None]:
    """Keeps this process, and all that it starts meanwhile, on one core, where the system has a way and the core."""
    if not hasattr(os, "sched_getaffinity") or number not in os.sched_getaffinity(0):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {number})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
