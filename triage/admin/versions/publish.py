"""The page that publishes a draft: the safety report, what the text changes, the reason, and the button."""

import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calfsite.accounts import approval
from triage.admin.requests import must_be_allowed, of_consistent_version, user_of
from triage.admin.versions import comments, report
from triage.engine.parts.protocol import Protocol
from triage.engine.prover import Check
from triage.models import ProtocolVersion
from triage.versions import diff, newer, proofs, publishing, stopped
from triage.versions.proofs import Claim, Proof

CHECKS = {
    Check.REQUIREMENTS: gettext_lazy("Does every requirement hold?"),
    Check.MONOTONE: gettext_lazy("Does a worse answer ever lower the urgency?"),
    Check.ALIVE: gettext_lazy("Can every rule, question and advice be seen?"),
    Check.GAPS: gettext_lazy("For whom does no rule decide?"),
    Check.PATHS: gettext_lazy("Does every journey end soon enough?"),
    Check.VIGNETTES: gettext_lazy("Does every worked case get its urgency?"),
    Check.IMPACT: gettext_lazy("Whose urgency changes?"),
    Check.SLIPS: gettext_lazy("Does one wrong answer ever send somebody in danger home?"),
    Check.GUARDS: gettext_lazy("Has anything changed that guards patients?"),
    Check.WORDS: gettext_lazy("Which words must somebody read?"),
}
CHECKS_GO_HERE = "<!-- the checks -->"
Message = tuple[str, int, int] | Exception | None
"""A check that begins; the error that ended the proof; None at its end."""


class PublishForm(forms.Form):
    """Why, and when; and of which text the report was that the clinician has read."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you publish it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the version, for everybody who later asks."),
    )
    goes_live_at = forms.DateTimeField(
        label=gettext_lazy("Goes live at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Leave it empty to go live at once."),
    )
    checksum = forms.CharField(widget=forms.HiddenInput)

    def clean_goes_live_at(self) -> Any:
        at = self.cleaned_data["goes_live_at"]
        if at is not None and at <= timezone.now():
            raise forms.ValidationError(_("This time has passed. Choose a later one, or leave it empty."))
        return at


@of_consistent_version
def publish(request: HttpRequest, draft: ProtocolVersion, content: Protocol) -> HttpResponseBase:
    """Show the report (GET); publish, schedule, or ask for a second approval (POST)."""
    if request.method == "POST":
        must_be_allowed(request, "change_protocolversion")
    if not draft.is_draft:
        messages.info(request, _("This version is not a draft. Its report is in its evidence file."))
        return redirect("admin:triage_protocolversion_change", draft.pk)
    about = proofs.claim(draft, content)
    try:
        proof = proofs.known(draft, about)
        if proof is None and about.is_long and request.method == "GET":
            return prove_step_by_step(request, draft, about)
        proof = proof or proofs.keep(draft, about, proofs.work_out(about))
    except proofs.NotProvenError as error:
        messages.error(request, str(error))
        return redirect("admin:triage_protocolversion_change", draft.pk)
    asked = draft.goes_live_at if draft.goes_live_at and draft.goes_live_at > timezone.now() else None
    initial = {"reason": draft.reason, "checksum": proof.checksum, "goes_live_at": asked}
    form = PublishForm(request.POST or None, initial=initial)
    if approves := _decision(request, draft, proof) == "given":
        form.fields["reason"].label, form.initial["reason"] = _("Why do you approve it?"), ""
        approval.add_confirmation(form, user_of(request))
    if request.method == "POST" and form.is_valid() and (not approves or approval.is_confirmed(request, form)):
        done = _publish(request, draft, proof, form)
        if done is not None:
            return done
    return _page(request, draft, proof, form)


def _publish(request: HttpRequest, draft: ProtocolVersion, proof: Proof, form: PublishForm) -> HttpResponse | None:
    by = must_be_allowed(request, "change_protocolversion")
    reason, at = form.cleaned_data["reason"], form.cleaned_data["goes_live_at"]
    if form.cleaned_data["checksum"] != proof.checksum:
        form.add_error(None, _("The draft has changed since you opened this page. Read the new report below."))
        form.data = {**request.POST.dict(), "checksum": proof.checksum}
        return None
    try:
        if not by.has_perm("triage.publish_protocolversion"):
            raise publishing.ApprovalNeededError
        at_once = request.POST.get("goes_live_at") == ""
        version = publishing.publish(draft, proof, reason=reason, by=by, at=at, at_once=at_once)
    except publishing.ApprovalNeededError:
        publishing.ask_for_approval(draft, proof, reason=reason, by=by, at=at)
        messages.success(request, _("Another clinician must now approve this draft. It is listed on their desk."))
        return redirect("admin:triage_protocolversion_change", draft.pk)
    except (publishing.RefusedError, publishing.StaleProofError) as error:
        form.add_error(None, str(error))
        return None
    words = _("Version %(number)s is live.") if version.published_at else _("On %(at)s version %(number)s goes live.")
    at = date_format(timezone.localtime(version.goes_live_at), "DATETIME_FORMAT") if version.goes_live_at else ""
    messages.success(request, words % {"number": version.number, "at": at})
    return redirect("admin:triage_protocolversion_change", draft.pk)


def _page(request: HttpRequest, draft: ProtocolVersion, proof: Proof, form: PublishForm) -> HttpResponse:
    before = proof.before if proof.before and proof.before.slug == proof.content.slug else None
    parts = diff.differences(before, proof.content, [(text.old, text.new) for text in proof.report.words])
    names = {**diff.names(before), **diff.names(proof.content)} if before else diff.names(proof.content)
    context = {
        **admin.site.each_context(request),
        "title": _("Publish %(version)s") % {"version": draft},
        "row": draft,
        "form": form,
        "report": report.report(proof.report, proof.content, proofs.problems_of(_row_of(proof.before))),
        "parts": parts,
        "checklist": list(diff.summary(parts)),
        "time_has_passed": draft.goes_live_at is not None and draft.goes_live_at <= timezone.now(),
        "before": before,
        "floor": publishing.floor_changes(draft, proof),
        "withdrawn": stopped.brought_back(draft, proof.checksum),
        "button": _button(request, draft, proof),
        "remarks": comments.open_on(draft, {f"{kind}-{key}": name for (kind, key), name in names.items()}),
        "newer": newer.newer(draft, proof.content),
        **_accounts(request, draft),
    }
    return render(request, "admin/triage/publish.html", context, status=400 if form.errors else 200)


def _row_of(before: Protocol | None) -> ProtocolVersion | None:
    """The row of what the proof compares with, without reading its content once more."""
    if before is None:
        return None
    return ProtocolVersion.objects.filter(protocol__slug=before.slug, number=before.version).first()


def _button(request: HttpRequest, draft: ProtocolVersion, proof: Proof) -> str:
    """What the button does; nothing when the report refuses, or this account can't approve it."""
    match _decision(request, draft, proof):
        case "refused" | "too close":
            return ""
        case "ask a publisher":
            return _("Ask a publisher to publish it")
        case "ask":
            return _("Ask a second clinician to approve")
    if draft.asked_at is None:
        return _("Publish")
    is_later = draft.goes_live_at is not None and draft.goes_live_at > timezone.now()
    return _("Approve and schedule") if is_later else _("Approve and publish")


def _decision(request: HttpRequest, draft: ProtocolVersion, proof: Proof) -> str:
    """What whoever asks can do with the draft: what `publishing.approval` says of it, or why it can't be approved."""
    by = user_of(request)
    if not proof.report.publishable or publishing.floor_changes(draft, proof):
        return "refused"
    if not by.has_perm("triage.publish_protocolversion"):
        return "ask a publisher"
    try:
        return publishing.approval(draft, proof, by)
    except publishing.TooCloseError:
        return "too close"
    except publishing.ApprovalNeededError:
        return "ask"


def _accounts(request: HttpRequest, draft: ProtocolVersion) -> dict[str, Any]:
    """How old the accounts are of who asks and who approves, and what keeps the second from it."""
    if draft.asked_at is None:
        return {}
    by, first = user_of(request), publishing.involved(draft)
    return {
        "accounts": approval.about(draft.asked_by, by, first),
        "too_close": "" if by.pk in first else approval.obstacle(by, first),
    }


def prove_step_by_step(request: HttpRequest, draft: ProtocolVersion, about: Claim) -> StreamingHttpResponse:
    """Make a long proof, and show each check as it begins: the page is sent piece by piece.

    It needs no JavaScript: once the whole page has arrived, the browser loads it again (the Refresh header waits for
    that), and then it shows the report, which is kept with the draft.
    """
    context = {
        **admin.site.each_context(request),
        "title": _("Checking %(version)s") % {"version": draft},
        "row": draft,
    }
    page = render_to_string("admin/triage/proving.html", context | {"here": CHECKS_GO_HERE}, request)
    response = StreamingHttpResponse(_pieces(page, draft, about))
    response["Refresh"] = "0"
    response["Cache-Control"] = "no-store"
    return response


def _pieces(page: str, draft: ProtocolVersion, about: Claim) -> Iterator[str]:
    before, _placeholder, after = page.partition(CHECKS_GO_HERE)
    yield before
    steps: SimpleQueue[Message] = SimpleQueue()
    found: list[Any] = []

    def work() -> None:
        try:
            found.append(proofs.work_out(about, lambda *step: steps.put(step)))
            steps.put(None)
        except Exception as error:
            steps.put(error)

    threading.Thread(target=work, daemon=True).start()
    while isinstance(message := steps.get(), tuple):
        name, done, of = message
        words = {"done": done + 1, "of": of, "check": CHECKS[Check(name)]}
        yield format_html("<li>{}</li>\n", _("%(done)s of %(of)s: %(check)s") % words)
    if isinstance(message, Exception):
        proofs.keep_failure(draft, about, proofs.NotProvenError(str(message)))
    else:
        proofs.keep(draft, about, found[0])
    yield after
