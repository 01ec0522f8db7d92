"""The site, whose answers say which server process they come from: nothing else tells its processes apart."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from calfsite.wsgi import application as site
from tests.browser.server import PROCESS


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The site's own application, with one header more."""

    def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        return start_response(status, [*headers, (PROCESS, str(os.getpid()))], *error)

    return site(environ, start)
