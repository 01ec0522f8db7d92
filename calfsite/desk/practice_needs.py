"""What the practice itself has not told its patients yet."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from calfsite.desk.needs import Item, Need
from calfsite.practice import current
from calfsite.practice.admin import address
from calfsite.practice.details import PracticeDetails


def practice_needs(user: User, today: date) -> Iterator[Need]:
    """That nobody has filled in the practice's details: one query, none for who may not fill them in."""
    if not user.has_perm("calfsite.change_practicedetails") or PracticeDetails.objects.exists():
        return
    here = current.practice()
    words = _(
        "patients see the name “%(name)s”, are told to call %(number)s in an emergency, and find no number of yours"
    )
    note = words % {"name": here.name, "number": here.emergency_number}
    title = _("Practice details are not filled in")
    yield Need.of(title, [Item(_("Fill in the practice details"), address(), note)], urgent=True)
