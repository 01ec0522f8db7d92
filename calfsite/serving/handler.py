"""Django's WSGI handler, which reads no query before the error pages are in place."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class Request(WSGIRequest):
    """A request that can always be made: what is wrong with its query or its type is found within the middleware."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Django reads the query here if the type names a charset. One with too many fields would be gunicorn's fault.

        The middleware `readable_query` reads it again. A type that can't be read (ValueError) is none.
        """
        self.content_type, self.content_params = "", {}
        with suppress(TooManyFieldsSent, ValueError):
            super()._set_content_type_params(meta)  # type: ignore[misc]  # unknown to Django's stubs


class Handler(WSGIHandler):
    """Serves the site: calfsite/wsgi.py."""

    request_class = Request
