"""What needs a clinician now: the shape of it, and all of it for one person."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

MOST_SHOWN = 5


@dataclass(frozen=True)
class Item:
    """One thing to see to: its name, where that is done, and a word on it."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Need:
    """Things of one kind. `urgent` ones concern what patients read or are told at this moment."""

    title: str
    items: tuple[Item, ...]
    urgent: bool = False
    all_url: str = ""
    """Where all of them are listed."""
    hidden: int = field(default=0)
    """How many there are besides `items`."""

    @classmethod
    def of(cls, title: str, items: Iterable[Item], *, urgent: bool = False, all_url: str = "") -> "Need":
        """The first of them, and how many more there are."""
        found = tuple(items)
        return cls(title, found[:MOST_SHOWN], urgent, all_url, max(len(found) - MOST_SHOWN, 0))


class Person(Protocol):
    """An account, as far as its name goes."""

    def get_full_name(self) -> str:
        """First and last name."""

    def get_username(self) -> str:
        """The name to sign in with."""


def name_of(person: Person | None) -> str:
    """Somebody's name; a command has none."""
    return (person.get_full_name() or person.get_username()) if person else _("the site itself")


def day(moment: date | None) -> str:
    """A day as people write it; of a moment, the day here."""
    if moment is None:
        return "–"
    return date_format(timezone.localdate(moment) if isinstance(moment, datetime) else moment, "DATE_FORMAT")


def may_see(user: User, app: str, model: str) -> bool:
    """Whether the admin shows somebody these rows."""
    return user.has_perm(f"{app}.view_{model}") or user.has_perm(f"{app}.change_{model}")


Source = Callable[[User, date], Iterator[Need]]


def needs_of(user: User, sources: Iterable[Source]) -> list[Need]:
    """All that waits, the urgent first; kinds of which nothing waits are left out."""
    today = timezone.localdate()
    found = [need for source in sources for need in source(user, today) if need.items]
    return sorted(found, key=lambda need: not need.urgent)
