"""The evidence file of a version: hazard log, safety report, who decided, as one document (after DCB0129)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from calfsite.audit import words
from calfsite.audit.models import AuditEntry
from triage.admin.requests import of_consistent_version
from triage.admin.versions import report
from triage.engine import sentences
from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Condition, all_hold
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Hazard, Requirement, Rule, Vignette
from triage.engine.run.scoring import judge
from triage.models import ProtocolVersion
from triage.versions import proofs


@dataclass(frozen=True)
class Control:
    """A requirement with the rules that ensure it and the worked cases that test it."""

    key: str
    statement: str
    sentence: str
    source: str
    watch_for: str
    slip_proof: bool
    rules: tuple[int, ...]
    """Their numbers in the list of rules."""
    vignettes: tuple[int, ...]
    """Their numbers in the list of worked cases."""


@dataclass(frozen=True)
class HazardRow:
    """One line of the hazard log."""

    hazard: Hazard | None
    """None for requirements that name no hazard."""
    controls: tuple[Control, ...]


@of_consistent_version
def evidence_file(request: HttpRequest, row: ProtocolVersion, content: Protocol) -> HttpResponse:
    """Show the document as a page; with `?download`, as one file that needs no other."""
    try:
        found = _report(row, content)
    except (proofs.NotProvenError, ValueError) as error:
        messages.error(request, str(error))
        return redirect("admin:triage_protocolversion_change", row.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Evidence file of %(version)s") % {"version": row.name},
        "row": row,
        "hazards": hazard_log(content),
        "report": report.report(found, content),
        "criteria": [sentences.criterion_text(content, one) for one in content.criteria],
        "rules": [(rule, sentences.rule_text(content, rule)) for rule in content.rules],
        "cases": judge(content),
        "entries": [
            (entry.when, entry.who_name, " · ".join(_said(entry)))
            for entry in AuditEntry.objects.filter(subject=row.audit_name).order_by("pk")
        ],
    }
    if "download" not in request.GET:
        return render(request, "admin/triage/evidence.html", context)
    response = render(request, "admin/triage/evidence_alone.html", context)
    response["Content-Disposition"] = f'attachment; filename="evidence-{slugify(row.audit_name)}.html"'
    return response


def _said(entry: AuditEntry) -> Iterator[str]:
    yield words.action(entry.action)
    yield from (f"{name}: {value}" for name, value in words.details(entry.details, in_row=True))
    if entry.reason:
        yield entry.reason


def _report(version: ProtocolVersion, content: Protocol) -> Any:
    """The report that the version was published with; for a draft, one made now."""
    if version.report is None or version.is_draft:
        return proofs.prove(version, content).report
    return proofs.stored(version.report)


def hazard_log(protocol: Protocol) -> tuple[HazardRow, ...]:
    """Hazard → requirements → rules and worked cases. Requirements that name no hazard come last."""
    guarded: dict[str, list[Control]] = {hazard.key: [] for hazard in protocol.hazards}
    others: list[Control] = []
    for requirement in protocol.requirements:
        guarded.get(requirement.hazard, others).append(_control(protocol, requirement))
    log = [HazardRow(hazard, tuple(guarded[hazard.key])) for hazard in protocol.hazards if guarded[hazard.key]]
    return tuple(log + ([HazardRow(None, tuple(others))] if others else []))


def _control(protocol: Protocol, requirement: Requirement) -> Control:
    ways = protocol.alternatives(requirement.when)
    return Control(
        key=requirement.key,
        statement=requirement.statement,
        sentence=sentences.requirement_text(protocol, requirement),
        source=requirement.source,
        watch_for=requirement.watch_for,
        slip_proof=requirement.slip_proof,
        rules=tuple(n for n, rule in enumerate(protocol.rules, 1) if _ensures(protocol, rule, requirement, ways)),
        vignettes=tuple(n for n, case in enumerate(protocol.vignettes, 1) if _is_about(protocol, case, ways)),
    )


def _ensures(protocol: Protocol, rule: Rule, requirement: Requirement, ways: tuple[Alternative, ...]) -> bool:
    """Whether the rule is urgent enough, and can hold in one of the ways in which the requirement's conditions do."""
    if rule.finding.urgency.level < requirement.at_least.level:
        return False
    return any(_can_meet(ours, theirs) for ours, theirs in product(protocol.alternatives_of_rules[rule.key], ways))


def _can_meet(ours: Alternative, theirs: Alternative) -> bool:
    """Whether both look at some question, and one answer to each of these can satisfy both."""
    meet: dict[str, bool] = {}
    for one, other in product(ours, theirs):
        if one.question == other.question:
            meet[one.question] = meet.get(one.question, False) or _overlap(one, other)
    return bool(meet) and all(meet.values())


def _overlap(one: Condition, other: Condition) -> bool:
    if one.threshold is None and other.threshold is None:
        return not set(one.choices).isdisjoint(other.choices)
    return one.comparison is other.comparison


def _is_about(protocol: Protocol, vignette: Vignette, ways: tuple[Alternative, ...]) -> bool:
    given = dict(vignette.answers)
    return any(all_hold(way, given, protocol.threshold_values) for way in ways)
