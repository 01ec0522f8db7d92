"""One first view of a page in Chromium on a slow line and a slow phone."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, CDPSession

# The throttle of the target: 1.6 Mbit/s down, 750 kbit/s up, 150 ms a round trip, a processor slowed four times.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWED = 4
PHONE: dict[str, Any] = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75}
SETTLED_MILLISECONDS = 2500  # no larger paint comes later on these pages
PAINT = """new PerformanceObserver(list => { for (const entry of list.getEntries()) window.paint = entry.startTime })
    .observe({type: 'largest-contentful-paint', buffered: true})"""


@dataclass(frozen=True)
class View:
    """What one first view cost: milliseconds to the largest paint, and the bytes on the wire of each request."""

    paint: float
    sizes: dict[str, int]

    def bytes_of(self, *kinds: str) -> int:
        """Bytes of these kinds of request: Document, Stylesheet, Script, Image, Font."""
        return sum(size for name, size in self.sizes.items() if name.partition(" ")[0] in kinds)


def first_view(browser: Browser, url: str) -> View:
    """Opens the page with nothing remembered. Favicons don't count: they are fetched after the page stands."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    line = context.new_cdp_session(page)
    sizes = _watch(line)
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.add_init_script(PAINT)
    page.goto(url, wait_until="load", timeout=60_000)
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    paint = float(page.evaluate("window.paint"))
    context.close()
    return View(paint, sizes)


def _watch(line: CDPSession) -> dict[str, int]:
    """Fills, as requests end, what each cost: `Stylesheet http://…/site.css` to its bytes, headers included."""
    seen: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        seen[event["requestId"]] = f"{event['type']} {event['response']['url']}"

    def ended(event: dict[str, Any]) -> None:
        name = seen.get(event["requestId"], "")
        if name and not re.search(r" data:|favicon|/icon", name):
            sizes[name] = int(event["encodedDataLength"])

    line.on("Network.responseReceived", answered)
    line.on("Network.loadingFinished", ended)
    line.send("Network.enable")
    return sizes
