"""What a part is called on pages."""

import re
from typing import Final

from django.utils.text import Truncator

_QUOTED: Final = re.compile(r"\{\{.*?\}\}")
_LETTERS: Final = 60


def named(key: str) -> str:
    """A word of a fixed vocabulary, such as `call_alone`, as people read it: call alone."""
    return key.replace("_", " ")


def first_words(text: str) -> str:
    """The beginning of a text, to name a part by: what it quotes is left out."""
    return Truncator(_QUOTED.sub("…", text)).chars(_LETTERS)
