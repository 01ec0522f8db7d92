"""The practice that runs the site: its name and emergency number, for every page and for articles."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Practice:
    """What patients need to know about the practice."""

    name: str
    emergency_number: str

    @property
    def emergency_href(self) -> str:
        """The emergency number as a `tel:` address that a phone can dial."""
        return "tel:" + "".join(c for c in self.emergency_number if c.isdigit() or c == "+")


def current() -> Practice:
    """The practice as the settings name it."""
    return Practice(name=settings.PRACTICE_NAME, emergency_number=settings.EMERGENCY_NUMBER)


def context(request: HttpRequest) -> dict[str, Practice]:
    """Template context processor: `practice` on every page."""
    return {"practice": current()}


def texts(keys: Collection[str]) -> dict[str, str]:
    """The practice's details by key, for `{{ practice:emergency_number }}` in an article; unknown keys are left out."""
    return {key: text for key, text in asdict(current()).items() if key in keys}
