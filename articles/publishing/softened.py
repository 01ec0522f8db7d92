"""What changes in a text for patients and may weigh on their safety: a second clinician reads it before it goes live.

Whatever this doesn't know to be harmless counts. Free are case, spacing and punctuation; the spelling and words of
sentences that tell nobody what to do, or not to do, when, how much or how soon; and new sentences of that kind.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markdown_it.token import Token

from articles.models import Synonym
from articles.text import boxes, markdown
from articles.text.blocks import plain

CARDS = {"emergency", "urgent", "dont", "soon", "self_care", "do"}
"""The boxes in which every word counts: they say what to do, and of which signs. A sign in a milder one soothes."""
_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+|[<>≤≥=±+%°?]|[.!;](?=\s)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NEGATION = (
    r"no|not|never|none|nor|neither|without|cannot|nothing|nobody|\w+n't|cant|dont|wont|avoid|stop"
    r"|(?:keep|stay|leave) (?:off|out)"
)
_DUTY = r"must|should|ought|(?:ha[sd]|have|needs?) to"
_AMOUNT = r"\d[\d.,/-]*|half|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|several|some"
_UNIT = r"years?|times?|inch(?:es)?|cm|mm|mg|g|ml|degrees?|grams?|percent|(?:in|of|out of) \w+"
_WHEN = (
    r"(?:second|minute|hour|day|week|month|fortnight|weekend)s?|today|tonight|tomorrow|soon|sudden\w*|(?:all )?at once"
    r"|right away|immediately|overnight|until|till|at home|worse\w*|now(?! and then)"
)
_HELP = (
    r"call|(?:ring|phone) (?:us|them|for)|dial|emergenc\w*|ambulance|hospital|urgent\w*|doctor|clinician"
    r"|professional|pharmacist|nurse|be seen|get (?:\w+ )?help|danger\w*|warning\w*"
)
_ORDERS = (
    r"give|take|try|use|do|go|keep|rest|relax|stretch|rub|massage|press|roll|raise|lift|wrap|ice|heat|cool|warm|walk"
    r"|run|train|jump|drive|let|put|stay|leave|lie|sit|sleep|push|pull|ignore|forget|trust|see if"
    r"|you (?:can|could|may|might)"
)
_SOOTHES = (
    r"wait\w*|safe\w*|harmless|fine|ok|okay|normal|worry|need(?:n't| not)|rare\w*|only|unless|except|mild\w*"
    r"|above|below|pass(?:es)?|settles?|goes away|cures?|gets? better|\w+sel(?:f|ves)|old advice|a bit|a while"
    r"|see how|drugs?|pills?|tablets?|medicines?|heal\w*|(?:rub|stretch|press|massag)ing"
)
_WEIGHS = re.compile(
    rf"\b(?:{_NEGATION}|{_DUTY}|(?:{_AMOUNT})[ -](?:{_UNIT})|{_WHEN}|{_HELP})\b"
    r"|\d\s?[°%]|threshold:|practice:|tel:|/triage/|/articles/when-to-get-help/"
    r"|[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z]"  # letters that look like others would hide a word
)
_WEIGHS_ANEW = re.compile(rf"{_WEIGHS.pattern}|\b(?:{_SOOTHES})\b|(?:^|[,;:] )(?:{_ORDERS})\b")
_ANY = re.compile("")
_LINK = re.compile("\x02(.*?)\x03")


@dataclass(frozen=True)
class Words:
    """What patients read: lines beside the text, and the text as Markdown. Of its names, every word counts."""

    names: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    body: str = ""


@dataclass(frozen=True)
class _Line:
    """A paragraph, list item or heading: in which boxes, and under which heading."""

    text: str
    boxes: tuple[str, ...] = ()
    under: str = ""
    is_named: bool = False

    @property
    def is_in_card(self) -> bool:
        return not CARDS.isdisjoint(self.boxes)


def changes(old: Words, new: Words) -> list[str]:
    """What a second clinician must read of a new text for patients, as sentences; of none before, all that weighs."""
    before, after = list(_lines(old)), list(_lines(new))
    return [*_cards(before, after), *_moved(before, after), *_told(before, after)]


def danger_words_lost(old: Synonym, new: Synonym) -> list[str]:
    """The words of danger signs for which a search would no longer show how to get emergency help."""
    if not old.is_danger:
        return []
    kept = {_bare(phrase) for phrase in new.phrases} if new.is_danger and new.language == old.language else set()
    return [_("“%(line)s” (danger sign)") % {"line": phrase} for phrase in old.phrases if _bare(phrase) not in kept]


def _cards(before: list[_Line], after: list[_Line]) -> Iterator[str]:
    """Lines of cards that are new, gone, changed, in another box or order; and cards under another heading."""
    old, new = ([line for line in lines if line.is_in_card] for lines in (before, after))
    yield from _compared(old, new)
    if Counter(old_keys := [*map(_key, old)]) == Counter(new_keys := [*map(_key, new)]) and old_keys != new_keys:
        yield _("The warnings stand in another order.")
    headings = dict(zip(old_keys, (line.under for line in old), strict=True))
    pairs = [(headings.get(_key(line), line.under), line.under) for line in new]
    for was, now in dict.fromkeys(pair for pair in pairs if _bare(pair[0]) != _bare(pair[1])):
        yield _("A card that was under “%(was)s” is under “%(now)s”.") % {"was": was or "–", "now": now or "–"}


def _moved(before: list[_Line], after: list[_Line]) -> Iterator[str]:
    """The first emergency card with more above it than before."""
    old, new = (
        next((at for at, line in enumerate(lines) if "emergency" in line.boxes), None) for lines in (before, after)
    )
    if old is not None and new is not None and new > old:
        yield _("The emergency card is further down.")


def _told(before: list[_Line], after: list[_Line]) -> Iterator[str]:
    """Sentences outside of cards that tell what to do or not to do, when or how much, and are gone, changed or new."""
    old, new = (list(_sentences(lines)) for lines in (before, after))
    yield from _compared(old, new, _WEIGHS, _WEIGHS_ANEW)


def _compared(
    old: list[_Line], new: list[_Line], gone: re.Pattern[str] = _ANY, added: re.Pattern[str] = _ANY
) -> Iterator[str]:
    """The old lines that are not in the new ones, if they match; then the new ones that are not in the old."""
    for words, lines, others, pattern in (
        (_("Gone or changed: %(line)s"), old, new, gone),
        (_("New: %(line)s"), new, old, added),
    ):
        left = Counter(map(_key, others))
        for line in lines:
            left[_key(line)] -= 1
            if left[_key(line)] < 0 and (line.is_named or pattern.search(_clear(line))):
                yield words % {"line": _quoted(line)}


def _lines(words: Words) -> Iterator[_Line]:
    """Every line as patients read it, in order; a box's title is a line of the box."""
    yield from (_Line(text, is_named=True) for text in words.names)
    yield from (_Line(text) for text in words.lines)
    inside: list[str] = []
    under = kind = ""
    for token in markdown.parse(words.body).tokens:
        if token.type == "container_box_open":
            inside.append(boxes.key_and_rest(token)[0])
        elif token.type == "container_box_close":
            inside.pop()
        elif token.type == "inline":
            text = plain(map(_with_address, token.children or []))
            under = text if kind == "heading_open" and not inside else under
            yield _Line(text, tuple(inside), _LINK.sub("", under))
        kind = token.type


def _with_address(token: Token) -> Token:
    """A link's address as text, between marks that no text has: it belongs to the sentence."""
    return Token("text", "", 0, content=f"\x02{token.attrGet('href')}\x03") if token.type == "link_open" else token


def _sentences(lines: list[_Line]) -> Iterator[_Line]:
    """The sentences outside of cards."""
    for line in lines:
        if not line.is_in_card:
            yield from (_Line(text, line.boxes, is_named=line.is_named) for text in _SENTENCE.split(line.text))


def _key(line: _Line) -> object:
    return _bare(_LINK.sub("", line.text)), line.boxes, tuple(_LINK.findall(line.text))


def _clear(line: _Line) -> str:
    """The text and its links' addresses, without the signs that would hide a word from a search."""
    shown = f"{_LINK.sub('', line.text)} {' '.join(_LINK.findall(line.text))}"
    text = unicodedata.normalize("NFKD", shown).casefold().replace("’", "'")
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Mn"})


def _quoted(line: _Line) -> str:
    word, text = boxes.KINDS[line.boxes[-1]].word if line.boxes else "", _LINK.sub("", line.text)
    return _("“%(line)s” (%(box)s)") % {"line": text, "box": word} if word else _("“%(line)s”") % {"line": text}


def _bare(text: str) -> str:
    """The words, numbers and signs alone: case, spacing and punctuation are free, `>`, `?` and `38.5` are none."""
    return " ".join(_TOKEN.findall(text.casefold().replace("–", "-")))
