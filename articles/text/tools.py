"""The tools that an article may hold, as `::: tool NAME`: words that all can read, and below them what a script builds.

A script finds the box by its id, `tool-NAME`. Without the script there are only the words, and they must be enough.
No number that the triage decides by is written in script or template: it is quoted here, as articles quote theirs, and
passed to the script as data attributes in the tool's `<template>`.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.text.values import Value
from calfsite.lib.units import INCHES, SECONDS, Quantity, plain

logger = logging.getLogger(__name__)

ID_PREFIX = "tool-"

TOOLS: dict[str, Promise] = {
    "stretch-timer": _("Stretch timer"),
    "rolling-timer": _("Rolling timer"),
    "knee-to-wall-tracker": _("Knee-to-wall tracker"),
}
"""The tools by name, each with its title."""

PHASE_SECONDS = 5
"""How long a timer leans in, and how long it eases off. S14 asks to move in and out of tension and names no rhythm;
no guideline does. Five seconds are about one slow breath in or out, so that nobody has to look at the clock."""

Numbers = dict[str, str]
_Known = Mapping[str, Value]


@dataclass(frozen=True)
class Tool:
    """A tool in an article: its title, the template of its parts, its script, and its numbers."""

    name: str
    title: Promise
    template: str
    script: str
    numbers: Numbers


@dataclass(frozen=True)
class _Kind:
    """How one tool is made: the values that it needs, and its numbers from them; None when it can't be shown."""

    template: str
    script: str
    values: tuple[str, ...]
    numbers: Callable[[_Known, tuple[str, ...]], Numbers | None]


def values_of(tools: Iterable[str]) -> list[str]:
    """The names of the values that these tools need."""
    return [value for tool in tools for value in _KINDS[tool].values]


def showing(value: str) -> list[str]:
    """The tools that show this value."""
    return [name for name, kind in _KINDS.items() if value in {known.partition("|")[0] for known in kind.values}]


def made(names: Collection[str], known: _Known) -> list[Tool]:
    """The tools of an article, by name. One whose values are missing is left out: the words of its box remain."""
    tools = []
    for name, kind in _KINDS.items():
        if name not in names:
            continue
        numbers = kind.numbers(known, kind.values)
        if numbers is None:
            logger.error("The tool %r is left out: %s do not give it its numbers", name, ", ".join(kind.values))
        else:
            tools.append(Tool(name, TOOLS[name], kind.template, kind.script, numbers))
    return tools


def _timer_numbers(known: _Known, names: tuple[str, ...]) -> Numbers | None:
    """At least and at most, in seconds, and as words."""
    least, most = (_number(known, name, SECONDS) for name in names[:2])
    if least is None or most is None or not 0 < least <= most:
        return None
    return {
        "least": plain(least),
        "most": plain(most),
        "least_text": str(known[names[0]]),
        "most_text": str(known.get(names[2], known[names[1]])),
        "phase": str(PHASE_SECONDS),
    }


def _tracker_numbers(known: _Known, names: tuple[str, ...]) -> Numbers | None:
    """The best result to aim for, and the lowest and highest that can be measured, in inches."""
    best, lowest, highest = (_number(known, name, INCHES) for name in names[:3])
    if best is None or lowest is None or highest is None or not lowest < best <= highest:
        return None
    return {"best": plain(best), "lowest": plain(lowest), "highest": plain(highest)}


def _number(known: _Known, name: str, unit: str) -> Decimal | None:
    """The number of a value in this unit, or None where it is missing or has another: a tool never guesses."""
    value = known.get(name)
    return value.number if isinstance(value, Quantity) and value.unit == unit else None


def _timer(what: str) -> _Kind:
    least, most = (f"threshold:leg.{what}_seconds_{end}" for end in ("min", "max"))
    return _Kind("articles/tools/timer.html", "js/timer.js", (least, most, f"{most}|minutes"), _timer_numbers)


_KINDS: dict[str, _Kind] = {
    "stretch-timer": _timer("stretch"),
    "rolling-timer": _timer("rolling"),
    "knee-to-wall-tracker": _Kind(
        "articles/tools/tracker.html",
        "js/tracker.js",
        (
            "threshold:leg.knee_to_wall_optimal",
            # Both legs have the same limits: the triage takes their difference.
            "limit:leg.knee_to_wall_left.minimum",
            "limit:leg.knee_to_wall_left.maximum",
        ),
        _tracker_numbers,
    ),
}
