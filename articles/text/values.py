"""Values that an article quotes, as `{{ kind:key }}`: numbers of the triage, details of the practice.

`{{ kind:key|cm }}` adds centimeters to inches, `{{ kind:key|minutes }}` turns seconds into minutes. Articles quote the
numbers of the triage instead of repeating them, so the two cannot disagree. Only this module reads placeholders.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from articles.text.pasted import at_line
from calfsite.lib import units

logger = logging.getLogger(__name__)

_PLACEHOLDER = re.compile(r"(?P<phone>\]\(tel:)?\{\{(?P<name>[^{}\n]*)\}\}")
_EMPTY_PHONE_LINK = re.compile(r"\[([^\[\]\n]*)\]\(tel:\)")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

Value = units.Quantity | str


def keys_in(text: str) -> list[str]:
    """The names that the text quotes, as `kind:key`, each once, in order; also malformed ones, to report them."""
    return list(dict.fromkeys(_name(match) for match in _PLACEHOLDER.finditer(text)))


def faults(text: str) -> list[str]:
    """What is wrong with the placeholders of the text, as instructions to its author."""
    known = _known(keys_in(text))
    found = []
    for index, line in enumerate(lines := text.split("\n")):
        for name in keys_in(line):
            if _in_unit(known, name) is None:
                fault = _("There is no value “%(name)s”. Correct the name in {{ }}, or load or add the value first.")
                found.append(at_line(lines, index, fault % {"name": name}))
        rest = _PLACEHOLDER.sub("", line)
        if "{{" in rest or "}}" in rest:
            fault = _("Write each value as {{ kind:name }} on one line. One pair of braces is incomplete.")
            found.append(at_line(lines, index, fault))
    return found


def refuse_in(**texts: str) -> None:
    """Refuse (ValidationError) placeholders where they are not filled in: patients would read the braces."""
    message = _("Write the words out here. Values in {{ }} work only in the text of an article.")
    errors = {field: [message] for field, text in texts.items() if "{{" in text or "}}" in text}
    if errors:
        raise ValidationError(errors)


def resolve(names: Iterable[str]) -> dict[str, Value]:
    """The value of every name that has one; each function of `settings.ARTICLE_VALUES` is called once."""
    names = list(names)
    known = _known(names)
    return {name: value for name in names if (value := _in_unit(known, name))}


def _known(names: Iterable[str]) -> dict[tuple[str, str], Value]:
    """The value of every kind and key that is known. It is empty where it was never filled in."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for kind, key in dict.fromkeys(_parts(name)[:2] for name in names):
        wanted[kind].append(key)
    return {(kind, key): value for kind, keys in wanted.items() for key, value in _ask(kind, keys).items()}


def _parts(name: str) -> tuple[str, str, str]:
    """Kind, key and unit of a name: `threshold`, `leg.stretch_seconds_max` and `minutes`."""
    value, _bar, unit = name.partition("|")
    kind, _colon, key = value.partition(":")
    return kind, key, unit


def _in_unit(known: Mapping[tuple[str, str], Value], name: str) -> Value | None:
    kind, key, unit = _parts(name)
    value = known.get((kind, key))
    if "|" not in name:
        return value
    return units.shown_in(value, unit) if isinstance(value, units.Quantity) else None


def fill(text: str, values: Mapping[str, Value]) -> str:
    """The Markdown with each placeholder replaced by its value, which can never act as Markdown or HTML.

    A missing value is said in words: a made-up number could harm. A `tel:` address keeps only its digits; a link that
    without a number becomes plain words.
    """

    def put(match: re.Match[str]) -> str:
        value = values.get(_name(match))
        if match["phone"]:
            return match["phone"] + "".join(c for c in str(value or "") if c.isdigit() or c == "+")
        return _inert(missing() if value is None else str(value))

    return _EMPTY_PHONE_LINK.sub(r"\1", _PLACEHOLDER.sub(put, text))


def missing() -> str:
    """What patients read in place of a missing value."""
    return _("(ask your clinic)")


def filled(text: str) -> str:
    """The Markdown with the values as they are now."""
    return fill(text, resolve(keys_in(text)))


def _name(match: re.Match[str]) -> str:
    """The placeholder's name, without spaces."""
    return "".join(match["name"].split())


def _ask(kind: str, keys: list[str]) -> dict[str, Value]:
    """The values that the kind's function knows of these keys."""
    path = settings.ARTICLE_VALUES.get(kind)
    if path is None:
        return {}
    try:
        values: dict[str, Value] = import_string(path)(keys)
    except Exception:
        # Whatever fails there, the patient still gets the article, with words where the number would be.
        logger.exception("The values of kind %r could not be read from %s", kind, path)
        return {}
    return {key: values[key] for key in keys if key in values}


def _inert(value: str) -> str:
    """The value on one line, with every character escaped that Markdown could read as markup."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(value.split()))
