"""The practice's details in the database: at most one row."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from calfsite.lib.dialing import DIALABLE, is_phone

ONLY_KEY = 1
"""The primary key of the only row."""
COLOR = r"^#[0-9a-f]{6}\Z"
MAX_LINES = 8

emergency_number_validator = RegexValidator(
    DIALABLE, _("Write the number as a phone dials it: digits, with single spaces and a + in front if it needs them.")
)


def phone_validator(number: str) -> None:
    """Raises ValidationError for a number that a phone would not dial, or would dial wrongly."""
    if not is_phone(number):
        raise ValidationError(
            _("Write the number with digits, such as 020 7946 0018 or +44 20 7946 0018. Leave a (0) after +44 out.")
        )


def lines_validator(text: str) -> None:
    """Raises ValidationError for more lines than the page footer has room for."""
    if len(text.splitlines()) > MAX_LINES:
        raise ValidationError(_("Write at most %(count)s lines."), params={"count": MAX_LINES})


def desk_url() -> str:
    """The page of the admin on which administrators write them."""
    return reverse("admin:calfsite_practicedetails_change", args=[ONLY_KEY])


class PracticeDetails(models.Model):
    """What patients see of the practice. Every process shows a change within two seconds."""

    only = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_KEY, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)  # the number of times it was saved
    name = models.CharField(_("name of the practice"), max_length=80)
    emergency_number = models.CharField(_("emergency number"), max_length=30, validators=[emergency_number_validator])
    phone = models.CharField(
        _("phone"), max_length=40, blank=True, validators=[phone_validator], help_text=_("For visits and questions.")
    )
    hours = models.TextField(
        _("opening hours"),
        max_length=400,
        blank=True,
        validators=[lines_validator],
        help_text=_("One line for each, such as: Monday to Friday, 8 am to 6 pm"),
    )
    address = models.TextField(
        _("address"), max_length=400, blank=True, validators=[lines_validator], help_text=_("As on an envelope.")
    )
    email = models.EmailField(_("email"), blank=True, help_text=_("Every visitor can read it. Leave it out if unsure."))
    website = models.URLField(
        _("website"), blank=True, validators=[URLValidator(["https", "http"])], help_text=_("Beginning with https://")
    )
    accent_light = models.CharField(_("color on light pages"), max_length=7, blank=True)
    accent_dark = models.CharField(_("color on dark pages"), max_length=7, blank=True)
    logo = models.BinaryField(_("logo"), default=b"", blank=True)
    logo_digest = models.CharField(max_length=16, blank=True, editable=False)
    logo_width = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_height = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_has_name = models.BooleanField(_("the logo has the name in it"), default=False)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)
    asked: models.JSONField[dict[str, str]] = models.JSONField(default=dict, blank=True, editable=False)
    """What waits for a second administrator: the new value of each field. Patients see the old one until then."""
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    asked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("practice details")
        verbose_name_plural = _("practice details")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(condition=models.Q(only=ONLY_KEY), name="practice_is_one_row"),
            models.CheckConstraint(condition=~models.Q(name=""), name="practice_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(emergency_number__regex=DIALABLE), name="practice_emergency_number_can_be_dialed"
            ),
            models.CheckConstraint(
                condition=(models.Q(accent_light="") | models.Q(accent_light__regex=COLOR))
                & (models.Q(accent_dark="") | models.Q(accent_dark__regex=COLOR)),
                name="practice_colors_are_colors",
            ),
            models.CheckConstraint(
                condition=models.Q(logo_digest="", logo_width=0, logo_height=0)
                | (~models.Q(logo_digest="") & models.Q(logo_width__gt=0, logo_height__gt=0)),
                name="practice_logo_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    def label(cls, name: str) -> str:
        """What people call this field."""
        return str(cls._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column of its own

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.only, self.revision = ONLY_KEY, self.revision + 1
        super().save(*args, **kwargs)
