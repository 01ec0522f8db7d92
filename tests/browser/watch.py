"""Watches what a page does behind the visitor's back: console errors, broken scripts, requests to other places."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

SERVER_ERROR = 500
CLOSED = 503  # said on purpose, and only by a triage that is closed
CLIENT_ERROR = 400


@dataclass
class Watch:
    """Collects what no page of the site may do."""

    origin: str
    problems: list[str] = field(default_factory=list)
    error_pages: set[str] = field(default_factory=set)

    def follow(self, context: BrowserContext) -> None:
        """Watches every page of a browser context."""
        context.on("request", self.on_request)
        context.on("response", self.on_response)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.problems.append(f"script broke: {error.error}"))

    def on_request(self, request: Request) -> None:
        """No request may leave the origin; `data:` and `blob:` stay in the browser."""
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and f"{address.scheme}://{address.netloc}" != self.origin:
            self.problems.append(f"request left the site: {request.url}")

    def on_response(self, response: Response) -> None:
        """A page may answer 4xx or say that a triage is closed; a fault or a missing part of a page is a problem."""
        if response.status >= SERVER_ERROR and response.status != CLOSED:
            self.problems.append(f"{response.status} at {response.url}")
        elif response.status >= CLIENT_ERROR and response.request.is_navigation_request():
            self.error_pages.add(response.url)

    def on_console(self, message: ConsoleMessage) -> None:
        """Errors and warnings, which is where Chromium reports what the Content-Security-Policy stopped."""
        address = message.location["url"]
        # Chromium asks for /favicon.ico of its own accord, whatever the page says.
        expected = address in self.error_pages or address == f"{self.origin}/favicon.ico"
        if message.type in {"error", "warning"} and not (expected and "Failed to load resource" in message.text):
            self.problems.append(f"console {message.type}: {message.text} ({address})")
