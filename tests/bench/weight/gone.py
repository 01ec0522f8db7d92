"""The answer to what the peer's folder does not hold."""

from collections.abc import Callable, Iterable
from typing import Any

OK = "200 OK"
MISSING = "404 Not Found"


def gone(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application that has nothing but its word that it is ready."""
    found = environ["PATH_INFO"] == "/healthz"
    start_response(OK if found else MISSING, [("Content-Type", "text/plain")])
    return [b"ok" if found else b""]
