"""Patients at a real server: each keeps one connection, walks step by step, and begins again at the end."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 10


class Visitor:
    """A browser as far as a measurement needs one: a connection, cookies, forms.

    Speaks HTTP by itself: Python's own client takes as long over an answer as the server does, and the measurement
    would then be of the client. The servers measured here always say how long their answer is.
    """

    def __init__(self, url: str) -> None:
        self.host = urlsplit(url).netloc
        name, _, port = self.host.partition(":")
        self.connection = socket.create_connection((name, int(port)), TIMEOUT_SECONDS)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookies: dict[str, str] = {}

    def get(self, address: str, expected: int = 200) -> str:
        """Loads a page; gives where it leads to, if it does."""
        return self._ask("GET", address, "", expected)

    def post(self, address: str, fields: dict[str, str]) -> str:
        """Sends a form; gives the address that the answer leads to."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]})
        return self._ask("POST", address, body, expected=302)

    def close(self) -> None:
        self.connection.close()

    def _ask(self, method: str, address: str, body: str, expected: int) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n" if body else ""
        request = f"{method} {address} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {cookies}\r\n{form}\r\n{body}"
        self.connection.sendall(request.encode())
        status, headers = self._answer()
        if status != expected:
            raise RuntimeError(f"{method} {address} answered {status}, not {expected}.")
        location = ""
        for name, value in headers:
            if name == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
            elif name == "location":
                location = value
        return location

    def _answer(self) -> tuple[int, list[tuple[str, str]]]:
        """The status and the headers; the page is read to its end, and let go."""
        received = self._receive()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive()
        first, *lines = received[:end].decode("latin-1").split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        missing = int(dict(headers)["content-length"]) - (len(received) - end - 4)
        while missing > 0:
            missing -= len(self._receive())
        return int(first.split()[1]), headers

    def _receive(self) -> bytes:
        received = self.connection.recv(65536)
        if not received:
            raise RuntimeError("The server closed the connection in the middle of an answer.")
        return received


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
            visitor.close()
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
