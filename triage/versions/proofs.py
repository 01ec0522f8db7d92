"""The proof of a version before it goes live: its safety report, beside the text that it was made for.

The report of a draft is kept with it, so that the page that shows it and the one that publishes need only one proof,
whichever process serves them. The solver is loaded on this path only, so its types are not named here.
"""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from cattrs import BaseValidationError, Converter
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from calfsite.lib import held
from triage.engine.parts.condition import Answer
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.models import ProtocolVersion
from triage.storage import rows, text_file
from triage.versions import live

Progress = Callable[[str, int, int], None]
"""Called as each check begins: with its name, how many are done, how many there are."""

_one_at_a_time = threading.Lock()
"""The solver is not made for several threads of a process."""

FORMAT: Final = 1
"""Of the reports that are kept as JSON."""

LONG: Final = 5_000
"""Questions times rules above which a proof takes some seconds, so that its progress is shown."""


class NotProvenError(RuntimeError):
    """The solver gave up, or contradicted the rules as they run. That is our bug: nothing is proven."""


@dataclass(frozen=True)
class Claim:
    """What is to be proven: a version's text, beside the last one that was live."""

    content: Protocol
    checksum: str
    before: Protocol | None
    against: str
    """The version that it is compared with: `calf version 3`. Empty when none was ever live."""

    @property
    def is_long(self) -> bool:
        """Whether somebody who waits for the proof should see how it goes on."""
        return len(self.content.questions) * len(self.content.rules) > LONG

    def proven(self, report: Any) -> "Proof":
        """The claim with the report about it."""
        return Proof(self.content, self.checksum, self.before, self.against, report)


@dataclass(frozen=True)
class Proof(Claim):
    """A claim, and the report about it."""

    report: Any
    """The engine's `prover.Report`."""

    def as_dict(self) -> dict[str, Any]:
        """The proof as JSON, to keep beside the version."""
        report = {"format": FORMAT, **_converter.unstructure(self.report)}
        return _sealed({"checksum": self.checksum, "against": self.against, "report": report})


def _sealed(kept: dict[str, Any]) -> dict[str, Any]:
    """What is kept, with a seal that only this site can make: a report put into the database by hand proves nothing."""
    text = json.dumps(kept, sort_keys=True)
    return {**kept, "seal": salted_hmac("triage.versions.proofs", text, algorithm="sha256").hexdigest()}


def claim(version: ProtocolVersion, content: Protocol) -> Claim:
    """What is to be proven about a version with this content. Raises ProtocolError for a live one that was changed."""
    row, before = last_live(version)
    return Claim(content, text_file.checksum(content), before, row.audit_name if row else "")


def last_live(version: ProtocolVersion) -> tuple[ProtocolVersion, Protocol] | tuple[None, None]:
    """The last version that was ever live, with its content: of this triage, or else of one whose place it takes.

    Or else of one whose floor of safety it falls under. A withdrawn one counts: what patients were told until then is
    what they would be told less urgently now. Raises ProtocolError for a live one that was changed; an earlier one that
    was changed is passed over.
    """
    live_row = version.protocol.live_version()
    if live_row is not None:
        return live_row, live_content(live_row)
    ever = live.ever_public().exclude(pk=version.pk)
    for rows_of in (ever.filter(protocol=version.protocol_id), ever.filter(protocol__slug__in=version.replaces)):
        for row in rows_of.order_by("-published_at", "-number"):
            with suppress(ProtocolError):
                return row, live.published_content(row)
    return _of_the_same_floor(version)


def _of_the_same_floor(version: ProtocolVersion) -> tuple[ProtocolVersion, Protocol] | tuple[None, None]:
    """A live version of another triage, if this one asks all that its floor looks at: then the floor holds here too."""
    asked = set(version.question_set.values_list("key", flat=True))
    others = live.ever_public().filter(status=ProtocolVersion.Status.PUBLISHED, requirement__floor=True)
    for row in others.exclude(protocol=version.protocol_id).distinct().order_by("protocol"):
        with suppress(ProtocolError):
            content = live.published_content(row)
            floor = [requirement for requirement in content.requirements if requirement.floor]
            if all(asked.issuperset(content.questions_of(requirement.when)) for requirement in floor):
                return row, content
    return None, None


def live_content(row: ProtocolVersion) -> Protocol:
    """The content of the live version. Raises ProtocolError, which says what to do, for one that was changed."""
    try:
        return live.published_content(row)
    except ProtocolError as error:
        why = _("Nothing can be compared with the live version, %(number)s: %(why)s Withdraw it, then publish.")
        raise ProtocolError(why % {"number": row.number, "why": error}) from error


def known(version: ProtocolVersion, about: Claim) -> Proof | None:
    """The proof that is kept with the version, if it is of this claim. Raises NotProvenError when it failed."""
    kept = version.report or {}
    unsealed = {key: value for key, value in kept.items() if key != "seal"}
    if not constant_time_compare(str(kept.get("seal")), _sealed(unsealed)["seal"]):
        return None
    if (kept.get("checksum"), kept.get("against")) != (about.checksum, about.against):
        return None
    if "failed" in kept:
        raise NotProvenError(kept["failed"])
    report = stored(kept)
    return about.proven(report) if report.is_current else None


def work_out(about: Claim, progress: Progress | None = None) -> Any:
    """Look at all patients that there can be: up to some seconds. Asks no database, so any thread can do it.

    Raises NotProvenError when no answer is found.
    """
    from triage.engine import prover  # noqa: PLC0415  loads the solver

    try:
        with _one_at_a_time:
            if progress is None:
                return _worked_out(about.content, about.before)
            return prover.prove(about.content, about.before, progress=progress)
    except (prover.SolverError, prover.DriftError) as error:
        raise NotProvenError(f"Nothing could be proven, so nothing can be published. {error}") from error


@held.cached(4)
def _worked_out(content: Protocol, before: Protocol | None) -> Any:
    """The report on this text beside that one: who publishes what was shown a moment ago doesn't wait for it again."""
    from triage.engine import prover  # noqa: PLC0415  loads the solver

    return prover.prove(content, before)


def keep(version: ProtocolVersion, about: Claim, report: Any) -> Proof:
    """Keep a report with its draft."""
    proof = about.proven(report)
    drafts = ProtocolVersion.objects.filter(pk=version.pk, status=ProtocolVersion.Status.DRAFT)
    drafts.update(report=proof.as_dict())
    return proof


def keep_failure(version: ProtocolVersion, about: Claim, error: NotProvenError) -> None:
    """Keep with a draft that its text could not be proven, so that its page does not try again at each load."""
    failed = _sealed({"checksum": about.checksum, "against": about.against, "failed": str(error)})
    ProtocolVersion.objects.filter(pk=version.pk, status=ProtocolVersion.Status.DRAFT).update(report=failed)


def prove(version: ProtocolVersion, content: Protocol | None = None) -> Proof:
    """Prove a version safe or not, and compare it with the last live one; what is known is not proven again.

    Without the content, it is read. Raises ProtocolError when the version is inconsistent.
    """
    about = claim(version, content or rows.read(version))
    return known(version, about) or keep(version, about, work_out(about))


def stored(proof: dict[str, Any]) -> Any:
    """The report in what `Proof.as_dict` wrote. Raises ValueError for another format, or what is no report."""
    from triage.engine.prover import DECISIVE, Report  # noqa: PLC0415  loads the solver

    try:
        kept = proof["report"]
        if kept.get("format") != FORMAT:
            raise ValueError(f"This report has format {kept.get('format')!r}; only {FORMAT} can be read. Check again.")
        then = [
            check for check in DECISIVE if check in kept["checks"]
        ]  # one of before a check existed is judged without
        return _converter.structure({"decisive": then, **kept}, Report)
    except (BaseValidationError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"The safety report that is kept with this version can't be read ({error!r}).") from error


def problems_of(version: ProtocolVersion | None) -> frozenset[str]:
    """The sentences of the problems in the report that is kept with a version: none where it can't be read."""
    with suppress(ValueError):
        return frozenset(problem.sentence for problem in stored((version and version.report) or {}).problems)
    return frozenset()


def _answer(value: Any, _kind: Any) -> Answer:
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, dict):
        return Decimal(value["number"])
    return None if value is None else str(value)


_converter: Final = Converter(unstruct_collection_overrides={frozenset: sorted, tuple: list})
_converter.register_structure_hook_func(lambda kind: kind == Answer, _answer)
_converter.register_unstructure_hook(Decimal, lambda number: {"number": str(number)})
