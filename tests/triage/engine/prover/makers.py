"""Random small protocols with all that the prover looks at: severities, worse numbers, requirements, shared reasons."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.triage.engine import samples
from tests.triage.engine.random_protocols import MOST_ANSWER_SETS, protocols
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Question, Worse
from triage.engine.parts.rule import Harm, Hazard, Requirement, Rule
from triage.engine.parts.urgency import Urgency

FEW_ANSWER_SETS = 60


@st.composite
def ordered(draw: st.DrawFn, most: int = MOST_ANSWER_SETS) -> Protocol:
    """A protocol whose answers may have an order, with requirements."""
    protocol = draw(protocols(most))
    questions = tuple(_with_order(draw, question) for question in protocol.questions)
    rules = tuple(_maybe_alike(draw, rule) for rule in protocol.rules)
    parts = draw(st.lists(st.sampled_from(protocol.rules), max_size=3, unique_by=lambda rule: rule.key))
    requirements = tuple(
        Requirement(f"need_{rule.key}", "Always so.", rule.when[: draw(st.integers(1, 3))], level, "a source")
        for rule in parts
        for level in [draw(st.sampled_from(list(Urgency)[:3]))]
    )
    return replace(protocol, questions=questions, rules=rules, requirements=requirements)


@st.composite
def asking_again(draw: st.DrawFn) -> Protocol:
    """A protocol whose last question asks again for some of what was asked before, with rules for its answers."""
    protocol = draw(ordered(most=FEW_ANSWER_SETS))
    twins = st.sampled_from(["", *protocol.criterion_by_key, *protocol.criterion_by_key])
    ticks = [replace(choice, twin=draw(twins)) for choice in samples.multi("again", "a", "b").choices]
    alone = [Choice(key, key, exclusive=True) for key in ("other", "none")[draw(st.integers(0, 1)) :]]
    derived = any(question.derive for question in protocol.questions)
    asked = protocol.rules[0].when if not derived and draw(st.integers(0, 3)) == 0 else ()
    again = replace(
        samples.multi("again", "none", optional=draw(st.booleans()), ask_when=asked), choices=(*ticks, *alone)
    )
    findings = {"a": list(Urgency)[:3], "b": list(Urgency)[:3]}
    rules = [
        samples.rule(f"again_{key}", draw(st.sampled_from(findings.get(key, [Urgency.SELF_CARE]))), tick)
        for key, tick in ((choice.key, samples.any_of("again", choice.key)) for choice in again.choices)
    ]
    hazards = tuple(Hazard(harm, harm, harm, harm) for harm in (Harm.CATASTROPHIC, Harm.MAJOR))
    grave = [rule for rule in protocol.rules if rule.finding.urgency.level > Urgency.SOON.level]
    requirements = tuple(
        Requirement(
            f"slip_{rule.key}",
            "Always so.",
            rule.when,
            rule.finding.urgency,
            "a source",
            hazard=draw(st.sampled_from(hazards)).key,
            slip_proof=True,
        )
        for rule in grave
    )
    return replace(
        protocol,
        questions=(*protocol.questions, again),
        rules=(*protocol.rules, *rules),
        requirements=requirements,
        hazards=hazards,
    )


def _with_order(draw: Any, question: Question) -> Question:
    if question.number is not None:
        return replace(question, number=replace(question.number, worse=draw(st.sampled_from(Worse))))
    severity = st.sampled_from([None, 0, 1, 1, 2])
    choices = [
        replace(choice, severity=0 if choice.exclusive and draw(st.booleans()) else draw(severity))
        for choice in question.choices
    ]
    if draw(st.booleans()):
        choices[-1] = replace(choices[-1], unsure=True, severity=choices[-1].severity or None)
    return replace(question, choices=tuple(choices))


def _maybe_alike(draw: Any, rule: Rule) -> Rule:
    """Sometimes with a reason that other rules give as well."""
    return replace(rule, finding=replace(rule.finding, because="shared")) if draw(st.integers(0, 3)) == 0 else rule
