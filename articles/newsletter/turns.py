"""One run at a time. A run that is killed leaves its turn behind; it passes on by itself when its time is over."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from articles.newsletter.models import Turn

HELD_FOR = timedelta(minutes=5)  # longer than any one mail takes; extended with each


class BusyError(RuntimeError):
    """Another run has the turn."""


@dataclass(frozen=True)
class Held:
    """The turn, while it is ours."""

    holder: str

    def extend(self) -> None:
        """Keep it for longer. Raises BusyError when this run stood still for so long that another took it."""
        if not Turn.objects.filter(pk=1, holder=self.holder).update(until=timezone.now() + HELD_FOR):
            raise BusyError


@contextmanager
def taken() -> Iterator[Held]:
    """Take the turn for this block. Raises BusyError while another run has it.

    One UPDATE decides, which SQLite and PostgreSQL alike let only one of two writers win.
    """
    held = Held(secrets.token_hex(16))
    now = timezone.now()
    Turn.objects.get_or_create(pk=1)
    free = Turn.objects.filter(Q(until=None) | Q(until__lt=now), pk=1)
    if not free.update(holder=held.holder, until=now + HELD_FOR):
        raise BusyError
    try:
        yield held
    finally:
        Turn.objects.filter(pk=1, holder=held.holder).update(holder="", until=None)
