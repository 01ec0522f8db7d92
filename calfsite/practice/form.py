"""The form of the practice's details, and saving them with audit entries.

Every error says what to do, and nothing typed or chosen is lost.
"""

import binascii
import re
from base64 import b64decode, b64encode
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calfsite.audit import log
from calfsite.audit.models import AuditEntry
from calfsite.lib.edit_conflict import Edit, EditForm
from calfsite.practice import asked, colors, current, logo
from calfsite.practice.details import COLOR, ONLY_KEY, PracticeDetails, emergency_number_validator

PRESETS = (
    ("112", gettext_lazy("112 (Europe, and mobile phones in many countries)")),
    ("911", gettext_lazy("911 (US, Canada)")),
    ("999", gettext_lazy("999 (UK)")),
    ("000", gettext_lazy("000 (Australia)")),
    ("111", gettext_lazy("111 (New Zealand)")),
    ("other", gettext_lazy("Another number")),
)


class ColorField(forms.CharField):
    """A color such as #0a4d52; a script puts the browser's own color picker beside it."""

    def __init__(self, scheme: colors.Scheme, picker: Any, **kwargs: Any) -> None:
        attrs = {
            "data-color": colors.site_color("accent", scheme),
            "data-picker": picker,
            "autocomplete": "off",
            "spellcheck": "false",
            "size": 9,
        }
        super().__init__(required=False, max_length=9, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.scheme: colors.Scheme = scheme

    def clean(self, value: Any) -> str:
        """The color in lower case, or nothing. Raises ValidationError for one whose contrast is too low for text."""
        typed = super().clean(value).lower()
        if not typed:
            return ""
        color = f"#{typed.removeprefix('#')}"
        if not re.fullmatch(COLOR, color):
            raise ValidationError(_("Enter the color as # and six digits or letters a to f, such as #0a4d52."))
        measured = colors.measure(color, self.scheme)
        if not measured.passes:
            words = _(
                "Not everybody can read this color: its contrast is %(ratio)s %(place)s, and text needs 7:1. "
                "The nearest shade that passes is %(nearest)s."
            )
            nearest = colors.nearest(color, self.scheme)
            raise ValidationError(words, params={"ratio": measured.shown, "place": measured.place, "nearest": nearest})
        return color


class PracticeForm(EditForm):
    """The practice's details."""

    emergency_choice = forms.ChoiceField(
        choices=PRESETS,
        widget=forms.RadioSelect,
        label=gettext_lazy("What patients call in an emergency"),
        help_text=gettext_lazy("Shown at the top of every page and in all emergency advice."),
    )
    emergency_other = forms.CharField(
        required=False,
        max_length=30,
        validators=[emergency_number_validator],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        label=gettext_lazy("The other number"),
        help_text=gettext_lazy("Digits, such as 995. Used only if “Another number” is chosen."),
    )
    confirmed_number = forms.CharField(required=False, widget=forms.HiddenInput, label="")
    website = forms.URLField(
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        label=gettext_lazy("Website"),
    )
    new_logo = forms.FileField(
        required=False,
        label=gettext_lazy("New logo"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 2 MB. It is scaled down, and hidden data in it is removed."),
    )
    kept_logo = forms.CharField(required=False, widget=forms.HiddenInput)
    remove_logo = forms.BooleanField(required=False, label=gettext_lazy("Remove the logo"))
    accent_light = ColorField(
        "light",
        gettext_lazy("Pick the color on light pages"),
        label=gettext_lazy("Color on light pages"),
        help_text=gettext_lazy(
            "For links and buttons, such as #0a4d52. If empty: derived from the other color, or Calfsite’s own."
        ),
    )
    accent_dark = ColorField(
        "dark",
        gettext_lazy("Pick the color on dark pages"),
        label=gettext_lazy("Color on dark pages"),
        help_text=gettext_lazy(
            "For phones in dark mode, such as #90d8d0. If empty: derived from the other color, or Calfsite’s own."
        ),
    )

    class Meta:
        model = PracticeDetails
        fields = (
            "name",
            "phone",
            "hours",
            "address",
            "email",
            "website",
            "logo_has_name",
            "accent_light",
            "accent_dark",
        )
        widgets = {"phone": forms.TextInput(attrs={"type": "tel", "class": "vTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = self.instance.emergency_number
        is_preset = number in dict(PRESETS)
        self.initial = {
            **self.initial,
            "emergency_choice": number if is_preset else "other",
            "emergency_other": "" if is_preset else number,
        }
        for name in ("hours", "address"):
            self.fields[name].widget.attrs["rows"] = 4

    def saved_revision(self) -> int:
        return int(self.instance.revision)

    def edits_since(self, revision: int) -> list[Edit]:
        """As many entries of the audit log as the revisions since."""
        number = max(self.saved_revision() - revision, 1)
        entries = AuditEntry.objects.filter(action__startswith="practice.").order_by("-pk")[:number]
        what = {"practice.emergency_number": _("the emergency number")}
        return [Edit(entry.who_name, entry.when, what.get(entry.action, "")) for entry in entries]

    def clean_new_logo(self) -> logo.Logo | None:
        upload = self.cleaned_data["new_logo"]
        if not upload:
            return None
        upload.seek(0)  # it was read before if two first saves met
        try:
            return logo.read(upload.read(logo.MAX_BYTES + 1))
        except logo.LogoError as error:
            raise ValidationError(str(error)) from error

    def clean_kept_logo(self) -> logo.Logo | None:
        """The logo of a form that was refused before, since a browser does not send a file twice."""
        sent = self.cleaned_data["kept_logo"]
        try:
            return logo.read(b64decode(sent, validate=True)) if sent else None
        except (binascii.Error, logo.LogoError):  # somebody tampered with the hidden field
            return None

    def clean(self) -> dict[str, Any]:
        """Take over the logo and the emergency number, which need more than one field."""
        cleaned = super().clean() or self.cleaned_data
        self._take_logo(cleaned)
        self._take_number(cleaned)
        return cleaned

    def _take_number(self, cleaned: dict[str, Any]) -> None:
        """Set the emergency number. A new one must be typed once more."""
        number = cleaned.get("emergency_choice")
        if number == "other":
            number = cleaned.get("emergency_other")
            if number == "":
                self.add_error("emergency_other", _("Enter the number that patients call in an emergency."))
        if not number:
            return
        before = self.instance.emergency_number
        if number != before and cleaned.get("confirmed_number", "").strip() != number:
            words = _("Patients are told to call %(before)s now. Look up %(number)s, then type it here once more.")
            self.add_error("confirmed_number", words % {"before": before, "number": number})
            self.fields["confirmed_number"].widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
            self["confirmed_number"].label = _("The new number, once more")
            return
        self.instance.emergency_number = number

    def _take_logo(self, cleaned: dict[str, Any]) -> None:
        new = cleaned.get("new_logo") or cleaned.get("kept_logo")
        if cleaned.get("remove_logo"):
            new = None
            self._put(b"", "", 0, 0)
        elif new is not None:
            self._put(new.png, new.digest, new.width, new.height)
        self._keep(new)

    def _put(self, png: bytes, digest: str, width: int, height: int) -> None:
        row = self.instance
        row.logo, row.logo_digest, row.logo_width, row.logo_height = png, digest, width, height

    def _keep(self, new: logo.Logo | None) -> None:
        """Keep the new logo in a hidden field, in case the form is shown again."""
        data = cast(QueryDict, self.data).copy()
        data["kept_logo"] = b64encode(new.png).decode() if new else ""
        self.data = data
        if new:
            words = _(
                "Your new logo (%(width)s by %(height)s pixels) is kept until you save. You need not choose it again."
            )
            self["new_logo"].help_text = SafeString(words % {"width": new.width, "height": new.height})


def present() -> PracticeDetails:
    """The saved details, locked until the transaction ends; or an unsaved row from the settings if there are none."""
    row = PracticeDetails.objects.select_for_update().filter(pk=ONLY_KEY).first()
    if row is not None:
        return row
    first = current.practice()
    return PracticeDetails(name=first.name, emergency_number=first.emergency_number)


@transaction.atomic
def save(row: PracticeDetails, *, by: Any) -> list[str]:
    """Save the details, and ask a second administrator for what needs one. Returns the names of those fields.

    After the transaction, the caller must refresh what this process holds (`current.refresh`).
    """
    present_row = present()
    before, held = shown(present_row), asked.held_back(present_row, row)
    for name in held:
        setattr(row, name, before[name])
    if held:
        row.asked, row.asked_by, row.asked_at = held, by, timezone.now()
    row.save()
    if held:
        changes: dict[str, Any] = {name: [before[name], value] for name, value in held.items()}
        log.record("practice.ask_approval", by=by, subject=str(row), **changes)
    record(before, row, by=by)
    return list(held)


def record(before: dict[str, Any], row: PracticeDetails, *, by: log.Who, **details: str) -> None:
    """Put on record what patients see from now on, and saw before."""
    after = shown(row)
    changes: dict[str, Any] = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    number = changes.pop("emergency_number", None)
    if number:
        log.record("practice.emergency_number", by=by, subject=str(row), before=number[0], after=number[1], **details)
    if changes or row.revision == 1:
        log.record("practice.changed", by=by, subject=str(row), **changes, **details)


def shown(row: PracticeDetails) -> dict[str, Any]:
    """What patients see of it."""
    return {name: getattr(row, name) for name in current.COLUMNS}
