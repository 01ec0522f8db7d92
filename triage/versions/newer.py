"""What went live after a draft was begun: publishing the draft would undo it, and a new draft can have both."""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from calfsite.audit import log
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.models import ProtocolVersion
from triage.versions import diff, drafts, live
from triage.versions.diff import Part

TEXTS: Final = ("language", "title", "summary", "intro", "default", "replaces")
KINDS: Final = {
    "threshold": "thresholds",
    "question": "questions",
    "criterion": "criteria",
    "rule": "rules",
    "requirement": "requirements",
    "hazard": "hazards",
    "advice": "advice",
    "articlelink": "articles",
    "vignette": "vignettes",
}
"""The kinds of parts as `diff` names them, and the fields of a protocol that hold them."""

_Parts = dict[str, Any]
"""Parts of a kind, by key, in their order."""


@dataclass(frozen=True)
class Newer:
    """What is live now, and what of it a draft would undo."""

    live: ProtocolVersion
    undone: list[Part]
    """What the live version changed, compared with the one that the draft began from, and the draft does not say."""
    clashes: list[str]
    """What the draft has changed as well, by name: taking over leaves it as the draft has it."""
    both: Protocol | None
    """The draft with all else that the live version changed; None where the two do not fit together."""


def newer(draft: ProtocolVersion, content: Protocol) -> Newer | None:
    """What a draft with this content would undo; None where nothing went live since it was begun.

    Raises ProtocolError when the live version, or the one before, is not what was published.
    """
    began, now = _began_from(draft), draft.protocol.live_version()
    if not draft.is_draft or began is None or now is None or began == now:
        return None
    old, new = live.published_content(began), live.published_content(now)
    merge = _Merge(old.canonical(), new.canonical(), content.canonical())
    undone = [
        replace(part, entries=[entry for entry in part.entries if merge.undoes(part.kind, entry.key)])
        for part in diff.differences(old, new)
    ]
    undone = [part for part in undone if part.entries]
    if not merge.undone:
        return None
    names = diff.names(old) | diff.names(new)
    clashes = sorted(names.get(part) or _("texts") for part in merge.clashes)
    return Newer(now, undone, list(dict.fromkeys(clashes)), merge.both(content))


def take_over(draft: ProtocolVersion, *, by: User) -> ProtocolVersion:
    """A new draft: this one, with what went live since it was begun. The old one stays.

    Whoever wrote the old one is an author of the new one too. Raises ProtocolError when there is nothing to take over,
    or the two do not fit together.
    """
    with transaction.atomic():
        found = newer(draft, drafts.content(draft))
        if found is None or found.both is None:
            raise ProtocolError(_("This can’t be taken over. Copy what you need by hand."))
        made = drafts.write(found.both, by=by, base=found.live, reason=draft.reason)
        made.authors.add(*draft.authors.all())
        log.record("triage.take_over", by=by, subject=made.audit_name, of=[draft.audit_name, found.live.audit_name])
    return made


def _began_from(draft: ProtocolVersion) -> ProtocolVersion | None:
    """The version that its first copy was made of: copies of drafts lead back to it."""
    row = draft.base
    while row is not None and row.published_at is None:
        row = row.base
    return row


class _Merge:
    """Old, new (live) and mine (the draft), part by part."""

    def __init__(self, old: Protocol, new: Protocol, mine: Protocol) -> None:
        self.undone: set[tuple[str, str]] = set()
        self.clashes: set[tuple[str, str]] = set()
        self.taken: dict[str, Any] = {}
        for name in TEXTS:
            was, is_live, is_mine = (getattr(one, name) for one in (old, new, mine))
            if is_live not in (was, is_mine):
                self.undone.add(("texts", name))
                if is_mine == was:
                    self.taken[name] = is_live
                else:
                    self.clashes.add(("texts", name))
        for kind, name in KINDS.items():
            was, is_live, is_mine = ({_key(part): part for part in getattr(one, name)} for one in (old, new, mine))
            self._compare(kind, was, is_live, is_mine)
            self.taken[name] = tuple(self._merged(kind, was, is_live, is_mine).values())

    def _compare(self, kind: str, was: _Parts, is_live: _Parts, is_mine: _Parts) -> None:
        for key in {*was, *is_live}:
            if is_live.get(key) in (was.get(key), is_mine.get(key)):
                continue
            self.undone.add((kind, key))
            if is_mine.get(key) != was.get(key):
                self.clashes.add((kind, key))

    def undoes(self, kind: str, key: str) -> bool:
        """Whether the draft would undo the change of this part; of the version's own texts, of any of them."""
        return (kind, key) in self.undone or (kind == "texts" and any(of == kind for of, _name in self.undone))

    def _merged(self, kind: str, was: _Parts, is_live: _Parts, is_mine: _Parts) -> _Parts:
        """The draft's parts with the live ones that it lacks, each after the part that it follows there."""
        take = {key for of, key in self.undone - self.clashes if of == kind}
        if list(is_mine) == list(was):  # the draft left the order alone: the live one's counts
            order = [key for key in is_live if key in take or key in is_mine]
            order += [key for key in is_mine if key not in is_live]
        else:
            order, before = list(is_mine), ""
            for key in is_live:
                if key in take and key not in is_mine:
                    order.insert(order.index(before) + 1 if before in order else len(order), key)
                before = key
        found = {key: is_live.get(key) if key in take else is_mine.get(key) for key in order}
        return {key: part for key, part in found.items() if part is not None}

    def both(self, content: Protocol) -> Protocol | None:
        """The draft with what was taken; None where the two do not fit together."""
        try:
            return replace(content, **self.taken)
        except ProtocolError:
            return None


def _key(part: Any) -> str:
    return str(getattr(part, "key", "") or part.slug)
