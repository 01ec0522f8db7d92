"""Keys of new entries, made from their words. Rules, worked cases and patients' cookies name an entry by its key."""

import re
from collections.abc import Collection
from typing import Final

from django.utils.text import slugify

from triage.storage import reserved

MOST_LETTERS: Final = 40
_NO_START = re.compile(r"^[^a-z]+")


def fresh(words: str, taken: Collection[str], fallback: str) -> str:
    """A key that nothing else has, such as `pain_at_night` for “Pain at night”.

    >>> fresh("Pain, at night?", {"pain_at_night"}, "question")
    'pain_at_night_2'
    """
    plain = _NO_START.sub("", slugify(words).replace("-", "_"))
    stem = plain[:MOST_LETTERS].rpartition("_")[0] if len(plain) > MOST_LETTERS else plain
    stem = stem or plain[:MOST_LETTERS] or fallback
    used = {*taken, *reserved.QUESTIONS}
    if stem not in used:
        return stem
    return next(key for number in range(2, len(used) + 3) if (key := f"{stem}_{number}") not in used)
