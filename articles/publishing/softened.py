"""What a text for patients no longer says of danger: then a second clinician looks at it before it goes live."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.models import Synonym
from articles.text import boxes, markdown
from articles.text.blocks import plain

GRAVITY = {"emergency": 4, "urgent": 3, "dont": 2}
"""The boxes whose lines count. A line may move to a graver one; a “don't” may become an emergency."""
_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+|[<>≤≥=±+%°]")


def lines_lost(old: str, new: str) -> list[str]:
    """Each line of an emergency or urgent card, or under “don't”, that the new text lacks or says in a milder box."""
    kept: dict[str, int] = {}
    for key, text in _lines(new):
        kept[_bare(text)] = max(GRAVITY[key], kept.get(_bare(text), 0))
    message = _("“%(line)s” (%(box)s)")
    return [
        message % {"line": text, "box": boxes.KINDS[key].word}
        for key, text in _lines(old)
        if kept.get(_bare(text), 0) < GRAVITY[key]
    ]


def danger_words_lost(old: Synonym, new: Synonym) -> list[str]:
    """The words of danger signs for which a search would no longer show how to get emergency help."""
    if not old.is_danger:
        return []
    kept = {_bare(phrase) for phrase in new.phrases} if new.is_danger else set()
    return [_("“%(line)s” (danger sign)") % {"line": phrase} for phrase in old.phrases if _bare(phrase) not in kept]


def _lines(body: str) -> Iterator[tuple[str, str]]:
    """Every paragraph and list item of such a box, its title too, with the box's key."""
    inside: list[str] = []
    for token in markdown.parse(body).tokens:
        if token.type == "container_box_open":
            inside.append(boxes.key_and_rest(token)[0])
        elif token.type == "container_box_close":
            inside.pop()
        elif token.type == "inline" and inside and inside[-1] in GRAVITY:
            yield inside[-1], plain(token.children or [])


def _bare(text: str) -> str:
    """The words, numbers and signs alone: case, spacing and punctuation are free, `>` and `38.5` are none."""
    return " ".join(_TOKEN.findall(text.casefold().replace("–", "-")))
