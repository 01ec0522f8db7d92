"""The floor of safety: requirements that only a release can weaken. The desk edits none; publishing compares them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Harm, Requirement


def changes(before: Protocol | None, after: Protocol) -> Iterator[str]:
    """A sentence for each floor of the version before that a draft has lost or says otherwise.

    Its conditions are compared with criteria written out, so that a criterion edited beneath it counts. A threshold
    keeps its own limits. What only a new release brings is no change of what was before.
    """
    if before is None or before.slug != after.slug:
        return
    found = {requirement.key: requirement for requirement in after.requirements}
    for floor in (requirement for requirement in before.requirements if requirement.floor):
        words = {"key": floor.key, "statement": floor.statement}
        if floor.key not in found:
            yield _("Requirement %(key)s is missing. Only a release can delete it: “%(statement)s”") % words
        elif _said(before, floor) != _said(after, found[floor.key]):
            yield _("Requirement %(key)s has changed. Only a release can change it: “%(statement)s”") % words


def _said(protocol: Protocol, requirement: Requirement) -> tuple[object, ...]:
    """All that a requirement demands, whatever the order of its conditions."""
    alternatives = {
        frozenset(
            (condition.question, condition.comparison, frozenset(condition.choices), condition.threshold)
            for condition in alternative
        )
        for alternative in protocol.alternatives(requirement.when)
    }
    return requirement.floor, requirement.at_least, requirement.slip_proof, _harm(protocol, requirement), alternatives


def _harm(protocol: Protocol, requirement: Requirement) -> Harm | None:
    return protocol.hazard_by_key[requirement.hazard].harm if requirement.hazard else None
