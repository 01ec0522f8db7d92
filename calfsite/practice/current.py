"""The practice that runs the site, as patients see it on every page and in articles.

Administrators write it on the desk; until they do, name and emergency number come from the settings. Journeys must not
query the database, so each process holds the practice and looks once a second whether it was changed.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, fields
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from calfsite.lib import held, watch
from calfsite.lib.dialing import is_dialable, tel
from calfsite.practice import colors
from calfsite.practice.details import PracticeDetails

logger = logging.getLogger(__name__)
QUOTED = ("name", "emergency_number", "phone", "hours", "address", "email", "website")


@dataclass(frozen=True)
class Practice:
    """What patients see of the practice. Details that nobody filled in are empty, but never name and number."""

    name: str
    emergency_number: str
    phone: str = ""
    hours: str = ""
    address: str = ""
    email: str = ""
    website: str = ""
    accent_light: str = ""
    accent_dark: str = ""
    logo_digest: str = ""
    logo_width: int = 0
    logo_height: int = 0
    logo_has_name: bool = False

    def __post_init__(self) -> None:
        if not is_dialable(self.emergency_number):
            raise ValueError(f"{self.emergency_number!r} is not an emergency number that a phone can dial.")

    @property
    def emergency_href(self) -> str:
        """The emergency number as a `tel:` address that a phone can dial."""
        return tel(self.emergency_number)

    @property
    def phone_href(self) -> str:
        """The practice's own number as a `tel:` address."""
        return tel(self.phone)

    @property
    def logo_url(self) -> str:
        """Where the logo is served; empty without one."""
        return reverse("practice_logo", args=[self.logo_digest]) if self.logo_digest else ""

    @cached_property
    def css(self) -> str:
        """The practice's colors as custom properties; empty while it has Calfsite's own."""
        return colors.css(self.accent_light, self.accent_dark)

    @cached_property
    def css_url(self) -> str:
        """Where the colors are served; empty without any."""
        return reverse("practice_css", args=[colors.digest(self.css)]) if self.css else ""


COLUMNS = tuple(field.name for field in fields(Practice))


def _read() -> Practice | None:
    row = PracticeDetails.objects.values(*COLUMNS).first()
    return Practice(**row) if row else None


_saved = held.Held(_read)  # None until administrators have written it
refresh, hold = _saved.refresh, _saved.set


def practice() -> Practice:
    """The practice, as it was at most a second ago. The first call of a process reads it, and begins to watch.

    Raises DatabaseError where it was never read and can't be.
    """
    saved = _saved.get()
    watch.every_second(refresh)
    return saved or Practice(settings.PRACTICE_NAME, settings.EMERGENCY_NUMBER)


def if_known() -> Practice | None:
    """The practice, or None instead of an error: for error pages, which must not fail themselves."""
    try:
        return practice()
    except Exception:
        logger.exception("The practice could not be read.")
        return None


def context(request: HttpRequest) -> dict[str, Practice | None]:
    """Template context processor: `practice` on every page."""
    return {"practice": if_known()}


def texts(keys: Collection[str]) -> dict[str, str]:
    """The practice's details by key, for `{{ practice:phone }}` in an article. Unknown keys are left out.

    Several lines of hours or an address become one.
    """
    details = practice()
    return {key: "; ".join(getattr(details, key).splitlines()) for key in QUOTED if key in keys}
