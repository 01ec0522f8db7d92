"""The protocols themselves: their place in the list, and the switch that turns one off."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from triage.admin.requests import user_of
from triage.models import Protocol
from triage.versions import stopped

MAX_MESSAGE = 300  # characters


class ProtocolForm(forms.ModelForm[Protocol]):
    """The switch, and what patients read while it is off."""

    class Meta:
        model = Protocol
        fields = ["order", "switched_off", "off_message"]

    def clean(self) -> dict[str, object]:
        """A triage that is off must say so to patients, in few words: the page's own advice must stay in view."""
        data = super().clean() or {}
        if len(str(data.get("off_message") or "")) > MAX_MESSAGE:
            raise ValidationError({"off_message": _("Shorten it to %(count)d characters.") % {"count": MAX_MESSAGE}})
        if data.get("switched_off") and not str(data.get("off_message") or "").strip():
            raise ValidationError({"off_message": _("Enter the message patients see while it is off.")})
        return data


@admin.register(Protocol)
class ProtocolAdmin(admin.ModelAdmin[Protocol]):
    """Switch a triage off and on again. Every server process obeys within two seconds."""

    form = ProtocolForm
    list_display = ["slug", "order", "switched_off", "off_message"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A protocol comes with its first version: import one."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever publishes: patients read the message."""
        return request.user.has_perm("triage.publish_protocolversion")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Past results must stay traceable."""
        return False

    def save_model(self, request: HttpRequest, obj: Protocol, form: ProtocolForm, change: bool) -> None:
        """Save the order; `stopped` turns the switch, which also writes the audit log and refreshes this process."""
        if "order" in form.changed_data:
            Protocol.objects.filter(pk=obj.pk).update(order=obj.order)
        if obj.switched_off and {"switched_off", "off_message"} & set(form.changed_data):
            stopped.switch_off(obj, message=obj.off_message, by=user_of(request))
        elif "switched_off" in form.changed_data:
            stopped.switch_on(obj, by=user_of(request))
