"""What the triage would answer about its thresholds, and a triage that cannot answer."""

from collections.abc import Collection

from django.db import connection

THRESHOLDS = {"calf.no_improvement_after": "2 days", "calf.severe_pain": "7 of 10"}


def thresholds(keys: Collection[str]) -> dict[str, str]:
    """The known thresholds among the keys; asks the database once, as the real one does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {key: text for key, text in THRESHOLDS.items() if key in keys}


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
