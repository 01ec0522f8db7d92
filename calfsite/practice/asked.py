"""What one administrator alone doesn't change: whom patients call in an emergency, and words that read like advice."""

import re

from django.conf import settings

from calfsite.lib.dialing import EMERGENCY_NUMBERS
from calfsite.practice.details import PracticeDetails

_WORDS = ("name", "hours", "address")
_READS_AS_ADVICE = re.compile(
    r"emergenc|ambulance|danger|urgent|hospital|\b(?:call|ring|dial|wait|safe|not|never|no need|home)\b|n[’']t\b",
    re.IGNORECASE,
)


def held_back(before: PracticeDetails, after: PracticeDetails) -> dict[str, str]:
    """The new values, by field, that a second administrator must approve first.

    The first time, a number that many countries have needs none: nobody may have chosen the one of the settings.
    """
    if not settings.SECOND_APPROVAL:
        return {}
    changed = [name for name in ("emergency_number", *_WORDS) if getattr(before, name) != getattr(after, name)]
    return {
        name: getattr(after, name)
        for name in changed
        if _weighs(name, getattr(after, name), is_first=not before.revision)
    }


def _weighs(name: str, value: str, *, is_first: bool) -> bool:
    if name == "emergency_number":
        return not is_first or value not in EMERGENCY_NUMBERS
    return _READS_AS_ADVICE.search(value) is not None
