"""The buttons that comment on a part of a draft, and resolve a comment."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from triage.admin.editing.draft_admin import part_url, version_page
from triage.admin.requests import must_be_allowed, version_or_404
from triage.engine.parts.errors import ProtocolError
from triage.models import Comment, FrozenVersionError, ProtocolVersion
from triage.versions import comments


class CommentForm(forms.Form):
    """A comment, and the part that it is about."""

    comment = forms.CharField(label=gettext_lazy("Comment"), widget=forms.Textarea(attrs={"rows": 2}))
    part = forms.CharField(widget=forms.HiddenInput)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on a part; back to the page where it was written."""
    by, version = must_be_allowed(request, "change_protocolversion"), version_or_404(pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the comment first, then press the button."))
        return _back(request, version, request.POST.get("part", ""))
    part = form.cleaned_data["part"]
    try:
        comments.add(version, part, form.cleaned_data["comment"], by=by)
    except (FrozenVersionError, ProtocolError) as error:
        messages.error(request, _("Not commented. %(why)s") % {"why": error})
    else:
        messages.success(request, _("The comment is kept with the draft until somebody resolves it."))
    return _back(request, version, part)


@require_POST
def resolve(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Mark a comment as resolved."""
    by = must_be_allowed(request, "change_protocolversion")
    found = get_object_or_404(Comment.objects.select_related("version__protocol"), pk=comment, version=pk)
    comments.resolve(found, by=by)
    messages.success(request, _("The comment is resolved."))
    return _back(request, found.version, found.part)


def _back(request: HttpRequest, version: ProtocolVersion, place: str) -> HttpResponse:
    match request.POST.get("from"):
        case "publish":
            return redirect("admin:triage_protocolversion_publish", version.pk)
        case "part" if (part := comments.part_of(version, place)) is not None:
            return redirect(f"{part_url(part)}#comments")
        case "part" if place == comments.TEXTS:
            return redirect("admin:triage_versiontexts_change", version.pk)
    return redirect(version_page(version, place))


@dataclass(frozen=True)
class Remark:
    """A comment, with the part that it is about as people name it, and where that is."""

    comment: Comment
    about: str
    url: str


def open_on(version: ProtocolVersion, names: dict[str, str]) -> Iterable[Remark]:
    """The comments that nobody has resolved. `names`: what each part is called, by its place."""
    return [
        Remark(one, names.get(one.part, one.part), version_page(version, one.part))
        for one in comments.of_version(version)
        if one.resolved_at is None
    ]
