"""The page that is shown while a long proof is made: sent piece by piece, so that it shows how the work goes on.

It needs no JavaScript: once the whole page has come, the browser loads it anew (the Refresh header waits for that), and
then it shows the report, which is kept with the draft.
"""

import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage.engine.prover import Check
from triage.models import ProtocolVersion
from triage.versions import proofs
from triage.versions.proofs import Claim

CHECKS = {
    Check.REQUIREMENTS: gettext_lazy("Does every requirement hold?"),
    Check.MONOTONE: gettext_lazy("Does a worse answer ever lower the urgency?"),
    Check.ALIVE: gettext_lazy("Can every rule, question and advice be seen?"),
    Check.GAPS: gettext_lazy("For whom does no rule decide?"),
    Check.PATHS: gettext_lazy("Does every journey end soon enough?"),
    Check.VIGNETTES: gettext_lazy("Does every worked case get its urgency?"),
    Check.IMPACT: gettext_lazy("Whose urgency changes?"),
}
HERE = "<!-- the checks -->"
Message = tuple[str, int, int] | Exception | None
"""A check that begins; the fault that ended the proof; or nothing more to come."""


def proving(request: HttpRequest, draft: ProtocolVersion, about: Claim) -> StreamingHttpResponse:
    """Make the proof and tell of each check as it begins."""
    context = {
        **admin.site.each_context(request),
        "title": _("Checking %(version)s") % {"version": draft},
        "row": draft,
    }
    page = render_to_string("admin/triage/proving.html", context | {"here": HERE}, request)
    response = StreamingHttpResponse(_pieces(page, draft, about))
    response["Refresh"] = "0"
    response["Cache-Control"] = "no-store"
    return response


def _pieces(page: str, draft: ProtocolVersion, about: Claim) -> Iterator[str]:
    before, _here, after = page.partition(HERE)
    yield before
    told: SimpleQueue[Message] = SimpleQueue()
    found: list[Any] = []

    def work() -> None:
        try:
            found.append(proofs.work_out(about, lambda *step: told.put(step)))
            told.put(None)
        except Exception as error:
            told.put(error)

    threading.Thread(target=work, daemon=True).start()
    while isinstance(message := told.get(), tuple):
        name, done, of = message
        yield format_html(
            "<li>{}</li>\n",
            _("%(done)s of %(of)s: %(check)s")
            % {
                "done": done + 1,
                "of": of,
                "check": CHECKS[Check(name)],
            },
        )
    if isinstance(message, Exception):
        proofs.keep_failure(draft, about, proofs.NotProvenError(str(message)))
    else:
        proofs.keep(draft, about, found[0])
    yield after
