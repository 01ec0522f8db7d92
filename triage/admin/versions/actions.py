"""What the buttons of the desk do with a version: copy, discard, withdraw, unschedule, move a part, export, import."""

from typing import Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from calfsite.lib.edit_conflict import number_in
from triage.admin.editing.draft_admin import version_page
from triage.admin.requests import must_be_allowed, of_consistent_version, version_or_404
from triage.admin.versions.contents import MOVABLE
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.models import FrozenVersionError, ProtocolVersion
from triage.models.content import VersionContent
from triage.storage import limits, text_file
from triage.versions import drafts, editing, newer, proofs, publishing, stopped, taking_back

MAX_IMPORT_BYTES: Final = 2_000_000  # the shipped protocols have some 100,000


class BecauseForm(forms.Form):
    """Why something is done that can't be undone."""

    because = forms.CharField(
        label=gettext_lazy("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept in the audit log for ever."),
    )


@require_POST
@of_consistent_version
def copy(request: HttpRequest, row: ProtocolVersion, _content: Protocol) -> HttpResponse:
    """Begin a draft as a copy of this version."""
    draft = drafts.copy(row, by=must_be_allowed(request, "change_protocolversion"))
    messages.success(
        request, _("Draft %(number)s is a full copy. Edit it; patients see nothing of it.") % {"number": draft.number}
    )
    return redirect("admin:triage_protocolversion_change", draft.pk)


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a draft is to be deleted (GET), and delete it (POST)."""
    by = must_be_allowed(request, "change_protocolversion")
    draft = version_or_404(pk)
    if draft.is_draft and not drafts.may_discard(draft, by):
        raise PermissionDenied
    if request.method != "POST":
        context = {**admin.site.each_context(request), "row": draft}
        context["title"] = _("Delete draft %(number)s?") % {"number": draft.number}
        return render(request, "admin/triage/discard.html", context)
    try:
        drafts.discard(draft, by=by)
    except FrozenVersionError as error:
        messages.error(request, str(error))
        return redirect("admin:triage_protocolversion_change", pk)
    until = date_format(timezone.localtime() + drafts.UNDO_TIME, "DATETIME_FORMAT")
    messages.success(request, _("The draft is deleted. Until %(until)s it can be brought back.") % {"until": until})
    return redirect("admin:triage_protocolversion_changelist")


@require_POST
@of_consistent_version
def take_over(request: HttpRequest, draft: ProtocolVersion, _content: Protocol) -> HttpResponse:
    """Begin a draft that has what went live since this one was begun, too."""
    made = newer.take_over(draft, by=must_be_allowed(request, "change_protocolversion"))
    words = _("Draft %(number)s has both. Check it, then publish it; draft %(old)s stays, for you to delete.")
    messages.success(request, words % {"number": made.number, "old": draft.number})
    return redirect("admin:triage_protocolversion_change", made.pk)


@require_POST
def undiscard(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a deleted draft back."""
    by = must_be_allowed(request, "change_protocolversion")
    drafts.bring_back(get_object_or_404(drafts.discarded(), pk=pk), by=by)
    messages.success(request, _("The draft is back."))
    return redirect("admin:triage_protocolversion_change", pk)


@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a scheduled version a draft again."""
    by = must_be_allowed(request, "publish_protocolversion")
    publishing.cancel_schedule(version_or_404(pk), by=by)
    messages.success(request, _("The schedule is cancelled. It is a draft again."))
    return redirect("admin:triage_protocolversion_change", pk)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish again what was live before this version."""
    by = must_be_allowed(request, "publish_protocolversion")
    try:
        version = taking_back.take_back(version_or_404(pk), by=by)
    except (publishing.StaleVersionError, publishing.NotLiveError, ProtocolError, proofs.NotProvenError) as error:
        messages.error(request, str(error))
        return redirect("admin:triage_protocolversion_change", pk)
    words = _("Taken back: version %(number)s is live and says what was live before.")
    messages.success(request, words % {"number": version.number})
    return redirect("admin:triage_protocolversion_change", version.pk)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a version at once: asks why, and says what follows."""
    by = must_be_allowed(request, "withdraw_protocolversion")
    version = version_or_404(pk)
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stopped.withdraw(version, because=form.cleaned_data["because"], by=by)
        except FrozenVersionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Withdrawn. No journey continues with it."))
        return redirect("admin:triage_protocolversion_change", pk)
    context = {**admin.site.each_context(request), "title": _("Withdraw %(version)s") % {"version": version}}
    return render(request, "admin/triage/withdraw.html", context | {"row": version, "form": form})


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask where the part that `part` names, such as `rule-achilles_gap`, is to go (GET); move it there (POST)."""
    draft = version_or_404(pk)
    place = (request.POST if request.method == "POST" else request.GET).get("part", "")
    kind, _dash, key = place.partition("-")
    by = must_be_allowed(request, f"change_{kind if kind in MOVABLE else 'rule'}")
    part = MOVABLE[kind]._default_manager.filter(version=draft, key=key).first() if kind in MOVABLE else None
    if part is None:
        messages.error(request, _("This part has been deleted."))
        return redirect("admin:triage_protocolversion_change", pk)
    if request.method != "POST":
        return _where_to(request, draft, part, place)
    try:
        with editing.editing(draft, number_in(request.POST.get("revision")), by=by) as note:
            editing.put_at(part, max(number_in(request.POST.get("to")), 1))
            note.changed = _("%(part)s: place") % {"part": part.called}
        moved = _("Moved: %(part)s is now number %(place)s.")
        messages.success(request, moved % {"part": part.called, "place": editing.place_of(part)})
    except (editing.StaleDraftError, FrozenVersionError) as error:
        messages.error(request, _("Not moved. %(why)s") % {"why": error})
    return HttpResponseRedirect(version_page(draft, place))


def _where_to(request: HttpRequest, draft: ProtocolVersion, part: VersionContent, place: str) -> HttpResponse:
    rows = type(part)._default_manager.filter(version=draft).order_by("order", "pk").exclude(pk=part.pk)
    others = list(map(str, rows))
    now = editing.place_of(part)
    places = [(number, _("before “%(other)s”") % {"other": other}) for number, other in enumerate(others, 1)]
    context = {
        **admin.site.each_context(request),
        "title": _("Move “%(part)s”") % {"part": part},
        "row": draft,
        "part": place,
        "now": now,
        "places": [*places, (len(others) + 1, _("at the end"))],
        "back": version_page(draft, place),
    }
    return render(request, "admin/triage/move.html", context)


class ImportForm(forms.Form):
    """A protocol as text: as a file, or pasted."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    text = forms.CharField(
        label=gettext_lazy("or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, object]:
        """The protocol that the text holds, as `protocol`."""
        data = super().clean() or {}
        file, text = data.get("file"), str(data.get("text") or "")
        if bool(file) == bool(text.strip()):
            raise ValidationError(_("Choose a file or paste a text: one of the two."))
        name = str(file.name) if file else _("the text")
        if (file.size if file else len(text)) > MAX_IMPORT_BYTES:
            raise ValidationError(_("This is too long to be a protocol: at most 2 MB."))
        data["protocol"] = _read(file.read() if file else text.encode(), name)
        return data


def _read(content: bytes, name: str) -> Protocol:
    try:
        protocol = text_file.loads(content.decode("utf-8-sig"), name)  # some editors begin a text with a mark
        limits.check(protocol)
    except UnicodeDecodeError:
        words = _("%(name)s is no text, or not in UTF-8. Save it as plain text in UTF-8, then try again.")
        raise ValidationError(words % {"name": name}) from None
    except ProtocolError as error:
        raise ValidationError(str(error)) from None
    return protocol


@of_consistent_version
def export_version(request: HttpRequest, row: ProtocolVersion, content: Protocol) -> HttpResponse:
    """The version as a text file; imported again, it has the same checksum."""
    response = HttpResponse(text_file.dumps(content), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.protocol.slug}-{row.number}.toml"'
    return response


def import_version(request: HttpRequest) -> HttpResponse:
    """Read a text, and begin a draft with it. Nothing is published."""
    by = must_be_allowed(request, "change_protocolversion")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = drafts.imported(form.cleaned_data["protocol"], by=by)
        messages.success(
            request, _("Imported as draft %(number)s. Check it, then publish it.") % {"number": draft.number}
        )
        return redirect("admin:triage_protocolversion_change", draft.pk)
    context = {**admin.site.each_context(request), "title": _("Import a protocol"), "form": form}
    return render(request, "admin/triage/import.html", context, status=400 if form.errors else 200)
