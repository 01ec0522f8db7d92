"""What the triage would answer about its thresholds, and a triage that cannot answer."""

from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from django.db import connection

from calfsite.lib.units import Quantity

THRESHOLDS = {"leg.no_improvement_after": "2 days", "leg.severe_pain": "7 of 10"}


UNITS = {"inch": "inches", "second": "seconds", "day": "days", "week": "weeks"}


def value(text: str) -> Quantity | str:
    """A text such as `1 inch` as the triage would give it: with its number and unit where it has both."""
    number, _space, unit = text.partition(" ")
    try:
        return Quantity(Decimal(number), UNITS.get(unit, unit), text)
    except InvalidOperation:
        return text


def thresholds(keys: Collection[str]) -> dict[str, Quantity | str]:
    """The known thresholds among the keys; asks the database once, as the real one does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {key: value(text) for key, text in THRESHOLDS.items() if key in keys}


def signs(keys: Collection[str]) -> dict[str, str]:
    """The known danger signs among the keys."""
    return {key: text for key, text in {"leg.stroke": "Your face droops"}.items() if key in keys}


def broken(keys: Collection[str]) -> dict[str, str]:
    raise RuntimeError("the triage is down")


def triages() -> list[dict[str, object]]:
    return [
        {
            "address": "/triage/calf/",
            "title": "Calf trouble",
            "summary": "It hurts.",
            "passages": ("Can you stand on tiptoe?",),
        }
    ]


def broken_source() -> list[dict[str, object]]:
    raise RuntimeError("the triage is down")


def naming(slug: str) -> list[str]:
    """The live triages that link to the article with this address."""
    return ["Leg check, version 2: 3 results"] if slug == "strain" else []
