"""Versions out of and into the database as text: the format of the shipped protocols."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage.admin.requests import must_be_allowed, of_consistent_version
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.models import ProtocolVersion
from triage.storage import rows, text_file
from triage.versions import drafts

MOST_BYTES = 2_000_000  # the shipped protocols have some 100,000


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
        if (file.size if file else len(text)) > MOST_BYTES:
            raise ValidationError(_("This is too long to be a protocol."))
        data["protocol"] = _read(file.read() if file else text.encode(), name)
        return data


def _read(content: bytes, name: str) -> Protocol:
    try:
        return text_file.loads(content.decode("utf-8"), name)
    except UnicodeDecodeError:
        raise ValidationError(_("%(name)s is not UTF-8 text.") % {"name": name}) from None
    except ProtocolError as error:
        raise ValidationError(str(error)) from None


@of_consistent_version
def export_version(request: HttpRequest, row: ProtocolVersion) -> HttpResponse:
    """The version as a text file; imported again, it has the same checksum."""
    response = HttpResponse(text_file.dumps(rows.read(row)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.protocol.slug}-{row.number}.toml"'
    return response


def import_version(request: HttpRequest) -> HttpResponse:
    """Read a text, and begin a draft with it. Nothing is published."""
    by = must_be_allowed(request, "change_protocolversion")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = drafts.write(form.cleaned_data["protocol"], by=by)
        drafts.record("triage.import", draft, by=by)
        messages.success(
            request, _("Imported as draft %(number)s. Check it, then publish it.") % {"number": draft.number}
        )
        return redirect("admin:triage_protocolversion_change", draft.pk)
    context = {**admin.site.each_context(request), "title": _("Import a protocol"), "form": form}
    return render(request, "admin/triage/import.html", context, status=400 if form.errors else 200)
