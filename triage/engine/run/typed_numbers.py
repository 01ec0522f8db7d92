"""Numbers as people type them: `4.25`, `4 1/2`, `4½`, `４`, `10 cm`, `3 weeks`, `1 year and 2 months`, `a year`."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import floor

from triage.engine.parts.errors import AnswerError, Problem
from triage.engine.parts.question import Number
from triage.engine.parts.threshold import Unit, converted, same_kind

_AMOUNT = re.compile(
    r"(?P<whole>[0-9]{1,9})(?: |-| and )(?P<over>[0-9]{1,2})/(?P<under>[0-9]{1,2})"  # 4 1/2
    r"|(?P<top>[0-9]{1,2})/(?P<bottom>[0-9]{1,2})"
    r"|(?P<plain>[0-9]{1,9}(?:[.,][0-9]{1,9})?|[.,][0-9]{1,9})"
)
_PLAIN = re.compile(r"[0-9]{1,9}")
_UNIT = re.compile(r"[^0-9]*")
_AROUND = re.compile(r"^(?:about|around|for) | (?:ago|old)$")
_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SPELLED = re.compile(
    r"\b(?:(?P<half>(?:a )?half(?: an?)?)|(?P<two>(?:a )?couple(?: of)?)"
    rf"|(?P<one>an?)(?= (?:second|minute|day|week|month|year|inch|and a half)\b)|(?P<word>{'|'.join(_WORDS)}))(?= |$)"
)
_HALF_BEHIND = re.compile(r"^(.+) ([a-z]+) and (?:a )?half$")  # a year and a half
_OF_TEN = re.compile(r" ?(?:/|(?:out )?of) ?10$")
_PARTS_OF_ONE = {2, 3, 4, 8, 16}
"""What people and rulers divide one by. Anything else, such as 9/11, may be a date."""
_COMMA_DIGITS = 2
"""How many digits can follow a comma that is a decimal one: `1,000` days must not become 1 day."""
_UNITS = {
    word: unit
    for unit, words in {
        Unit.SECONDS: "s sec secs second seconds",
        Unit.MINUTES: "min mins minute minutes",
        Unit.DAYS: "d day days",
        Unit.WEEKS: "w wk wks week weeks",
        Unit.MONTHS: "mo mos mth mths month months",
        Unit.YEARS: "y yr yrs year years",
        Unit.CENTIMETERS: "cm cms centimeter centimeters centimetre centimetres",
        Unit.INCHES: "in ins inch inches \" ''",
    }.items()
    for word in words.split()
}
_TIMES = same_kind(Unit.DAYS)

_SAME_SIGN = str.maketrans({"⁄": "/", "∕": "/", "−": "-", "″": '"', "“": '"', "”": '"', "‘": "'", "’": "'", "′": "'"})
_SAME_MEANING = {"<wide>", "<narrow>", "<noBreak>", "<font>", "<square>"}
"""What a character can be another form of without meaning more: a superscript does, `4²` is not 42."""
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def tidy(text: str) -> str:
    """The text without invisible signs, in plain characters and small letters, with single spaces. `4½` is `4 1/2`."""
    plain = text if text.isascii() else "".join(map(_plain, text)).translate(_SAME_SIGN)
    return " ".join(plain.lower().split())


def _plain(character: str) -> str:
    if unicodedata.category(character) == "Cf" or ord(character) in _VARIATION_SELECTORS:
        return ""
    form = unicodedata.decomposition(character).partition(" ")[0]
    if form == "<fraction>":
        return " " + unicodedata.normalize("NFKC", character)
    return unicodedata.normalize("NFKC", character) if form in _SAME_MEANING else character


def read(number: Number, text: str) -> Decimal:
    """The number that a tidy text means, in the question's unit. Raises AnswerError for one that it does not accept.

    A number whose unit can be chosen is a measurement, and rounded: a time down to what has passed, a length to the
    nearest. Any other must be as precise as its question asks.
    """
    if _PLAIN.fullmatch(text):  # nearly always: each request of a journey reads every answer
        whole = Decimal(text)
        if not number.minimum <= whole <= number.maximum:
            raise AnswerError(Problem.OUT_OF_LIMITS)
        return whole.normalize() + 0
    text = _in_digits(text)
    if number.unit is Unit.OF_TEN:
        text = _OF_TEN.sub("", text)
    sign = -1 if text.startswith("-") else 1
    value = sign * sum(_values(number, text.removeprefix("-").lstrip()))
    if not number.minimum <= value <= number.maximum:
        raise AnswerError(Problem.OUT_OF_LIMITS)
    scaled = value * 10**number.decimals
    if scaled.denominator != 1 and not number.unit_choice:
        raise AnswerError(Problem.TOO_PRECISE)
    rounded = floor(scaled if number.unit in _TIMES else scaled + Fraction(1, 2))
    return Decimal(rounded).scaleb(-number.decimals).normalize() + 0  # one form for one number: 7.0 and 07 are 7


def _in_digits(text: str) -> str:
    """A tidy text without the words around its amounts, and with those written in plain English as digits."""
    return _SPELLED.sub(_digits, _HALF_BEHIND.sub(r"\1 and a half \2", _AROUND.sub("", text.rstrip(" ."))))


def _digits(spelled: re.Match[str]) -> str:
    if spelled["half"]:
        return "1/2"
    return "2" if spelled["two"] else str(_WORDS.index(spelled["word"] or "one") + 1)


def _values(number: Number, text: str) -> Iterator[Fraction]:
    """Every amount in the question's unit: one, or several that name their units, the larger first."""
    amounts = list(_amounts(text))
    if len(amounts) == 1:
        ((amount, word),) = amounts
        unit = _UNITS.get(word) if word else number.unit
        if unit is None or unit not in _accepted(number):
            raise AnswerError(Problem.OTHER_UNIT)
        yield _in_unit(number, amount, unit)
        return
    units = [_UNITS.get(word) for _, word in amounts]
    sizes = [converted(Decimal(1), unit, number.unit) for unit in units if unit in _accepted(number)]
    if not amounts or len(sizes) < len(units) or sizes != sorted(set(sizes), reverse=True):
        raise AnswerError(Problem.NOT_A_NUMBER)
    for (amount, _), unit in zip(amounts, units, strict=True):
        yield _in_unit(number, amount, unit or number.unit)


def _accepted(number: Number) -> tuple[Unit, ...]:
    return same_kind(number.unit) if number.unit_choice else (number.unit,)


def _in_unit(number: Number, amount: re.Match[str], unit: Unit) -> Fraction:
    if amount["plain"]:
        _, _, after_comma = amount["plain"].partition(",")
        if len(after_comma) > (_COMMA_DIGITS if number.unit_choice else number.decimals):
            raise AnswerError(Problem.TOO_PRECISE)
        return Fraction(converted(Decimal(amount["plain"].replace(",", ".")), unit, number.unit))
    over, under = int(amount["over"] or amount["top"]), int(amount["under"] or amount["bottom"])
    if not 0 < over < under or under not in _PARTS_OF_ONE:
        raise AnswerError(Problem.NOT_A_NUMBER)
    parts = int(amount["whole"] or 0) * under + over
    return Fraction(converted(Decimal(parts), unit, number.unit)) / under


def _amounts(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each amount with the word behind it. Raises AnswerError for a text that is not only amounts."""
    place = 0
    while place < len(text):
        amount = _AMOUNT.match(text, place)
        if amount is None:
            raise AnswerError(Problem.NOT_A_NUMBER)
        word = _UNIT.match(text, amount.end())
        place = word.end() if word else amount.end()
        yield amount, text[amount.end() : place].strip(" .,").removesuffix(" and").rstrip()


def names_unit(text: str) -> bool:
    """Whether there is a unit behind a number of this text. A text that is no number names none."""
    try:
        return any(word for _, word in _amounts(_in_digits(tidy(text))))
    except AnswerError:
        return False
