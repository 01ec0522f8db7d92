"""Each check on a protocol small enough to see what is wrong with it."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.triage.engine import samples
from triage.admin.versions.publish import CHECKS
from triage.engine.parts.condition import Criterion, Meets
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Stage, Worse
from triage.engine.parts.rule import Advice, AdviceKind, Harm, Hazard, Requirement, Vignette
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import DECISIVE, Check, Limits, Problem, Report, prove, report_text
from triage.engine.prover.report_text import HOLDS
from triage.versions import proofs

PLAIN = samples.protocol()


def found(check: Check, protocol: Protocol, **more: Any) -> list[Problem]:
    return list(prove(protocol, checks=[check], **more).of(check))


def with_severities(protocol: Protocol, key: str, **severities: int | None) -> Protocol:
    questions = tuple(
        replace(q, choices=tuple(replace(c, severity=severities.get(c.key)) for c in q.choices)) if q.key == key else q
        for q in protocol.questions
    )
    return replace(protocol, questions=questions)


# ----------------------------------------------------------------------------------------------- requirements


def needing(urgency: Urgency, *when: Any) -> Protocol:
    return replace(PLAIN, requirements=(Requirement("need", "Always so.", when, urgency, "a source"),))


def test_a_requirement_that_holds_is_no_problem() -> None:
    assert found(Check.REQUIREMENTS, needing(Urgency.EMERGENCY, samples.any_of("flags", "cold"))) == []


def test_a_broken_requirement_names_a_patient_and_the_rule_that_is_too_mild() -> None:
    (problem,) = found(Check.REQUIREMENTS, needing(Urgency.EMERGENCY, samples.any_of("eases", "no")))
    assert problem.sentence == "“Always so.” does not hold: this patient is told urgent."
    assert (problem.blocks, problem.rules, problem.requirement) == (True, ("nothing_eases",), "need")
    assert problem.example.answers == {
        "flags": frozenset({"none"}), "pain": Decimal(7), "eases": "no", "walks": "yes",
    }  # fmt: skip
    assert problem.example.urgency is Urgency.URGENT
    assert ("pain", "7 of 10") in problem.example.texts


def test_a_broken_requirement_names_the_live_rule_that_kept_it() -> None:
    live = needing(Urgency.URGENT, samples.any_of("eases", "no"))
    gone = replace(live, rules=tuple(rule for rule in live.rules if rule.key != "nothing_eases"))
    (problem,) = found(Check.REQUIREMENTS, gone, live=live)
    assert problem.rules == ("nothing_eases",)


def test_a_requirement_about_an_answer_that_is_not_asked_for_is_not_broken_by_it() -> None:
    never = needing(Urgency.EMERGENCY, samples.any_of("eases", "no"), samples.compare("pain", "below", "severe"))
    assert found(Check.REQUIREMENTS, never) == []


# ------------------------------------------------------------------------------------------------- a worse answer


def test_a_worse_choice_that_is_milder_is_shown_as_a_pair() -> None:
    (problem,) = found(Check.MONOTONE, with_severities(PLAIN, "eases", yes=1, no=0))
    assert problem.sentence == "eases: “no” comes to urgent, but the worse answer “yes” only to self-care."
    assert (problem.rules, problem.questions) == (("nothing_eases",), ("eases",))
    same = {key: answer for key, answer in problem.example.answers.items() if key != "eases"}
    assert same == {key: answer for key, answer in problem.other.answers.items() if key != "eases"}


def test_choices_without_a_severity_have_no_order() -> None:
    assert found(Check.MONOTONE, PLAIN) == []
    assert found(Check.MONOTONE, with_severities(PLAIN, "eases", no=0)) == []


def test_not_sure_may_not_be_milder_than_no_even_without_severities() -> None:
    eases = samples.single("eases", "none", "not_sure", unsure={"not_sure"})
    rules = (samples.rule("none", Urgency.URGENT, samples.any_of("eases", "none")),)
    (problem,) = found(Check.MONOTONE, replace(PLAIN, questions=(eases,), rules=rules))
    assert "the worse answer “not_sure” only to soon" in problem.sentence


@pytest.mark.parametrize(("others", "problems"), [(("a", "b"), 1), (("a",), 0)])
def test_not_sure_may_not_be_milder_than_every_other_answer_where_none_denies(others, problems) -> None:
    began = samples.single("began", "a", "b", "not_sure", unsure={"not_sure"})
    rules = (samples.rule("others", Urgency.URGENT, samples.any_of("began", *others)),)
    assert len(found(Check.MONOTONE, replace(PLAIN, questions=(began,), rules=rules))) == problems


def test_not_sure_is_never_marked_as_mildest() -> None:
    with pytest.raises(ProtocolError, match="can’t be the mildest answer"):
        replace(samples.single("a", "no", unsure={"no"}), choices=(Choice("no", "No", severity=0, unsure=True),))


@pytest.mark.parametrize(("severity", "problems"), [(1, 1), (None, 0)])
def test_one_more_tick_may_not_lower_if_it_is_a_bad_sign(severity, problems) -> None:
    ticks = samples.multi("ticks", "a", "b", "none")
    rules = (
        samples.rule("unexplained", Urgency.URGENT, samples.any_of("ticks", "none")),
        samples.rule("b", Urgency.URGENT, samples.any_of("ticks", "b")),
    )
    protocol = with_severities(replace(PLAIN, questions=(ticks,), rules=rules), "ticks", a=severity, none=0)
    problem = found(Check.MONOTONE, protocol)
    assert len(problem) == problems  # instead of "none" only: with b it stays urgent
    assert all((p.example.answers["ticks"], p.other.answers["ticks"]) == ({"none"}, {"a"}) for p in problem)


@pytest.mark.parametrize(("worse", "problems"), [(Worse.LOWER, 1), (Worse.HIGHER, 0), (Worse.NEITHER, 0)])
def test_a_worse_number_may_not_lower(worse, problems) -> None:
    pain = samples.number("pain")
    pain = replace(pain, number=replace(pain.number, worse=worse))
    severe = samples.rule("severe", Urgency.URGENT, samples.compare("pain", "at_least", "severe"))
    protocol = replace(PLAIN, questions=(pain,), rules=(severe,))
    problem = found(Check.MONOTONE, protocol)
    assert len(problem) == problems
    assert all(p.example.answers["pain"] >= 7 > p.other.answers["pain"] for p in problem)


# ------------------------------------------------------------------------------------------- parts that do nothing


def sentences(protocol: Protocol) -> list[str]:
    problems = found(Check.ALIVE, protocol)
    assert not any(problem.blocks for problem in problems)
    return [problem.sentence for problem in problems]


def test_all_of_the_plain_protocol_does_something() -> None:
    assert sentences(PLAIN) == []


def test_a_rule_that_can_never_hold_is_told_from_one_that_is_never_seen() -> None:
    never = samples.rule("never", Urgency.URGENT, samples.any_of("walks", "yes"), samples.any_of("walks", "no"))
    late = samples.rule("late", Urgency.URGENT, samples.any_of("flags", "cold"), samples.any_of("walks", "no"))
    told = sentences(replace(PLAIN, rules=(*PLAIN.rules, never, late)))
    assert told[0].startswith("Rule “because never” can never hold")
    assert told[1].startswith("Rule “because late” is never seen")
    assert len(told) == 2


def test_a_rule_that_says_what_another_one_says_adds_nothing() -> None:
    twin = replace(PLAIN.rules[1], key="twin", when=(samples.any_of("flags", "cold"),))
    (told,) = sentences(replace(PLAIN, rules=(*PLAIN.rules, twin)))
    assert told.startswith("Rule “because flag”") and told.endswith("adds nothing: other rules always say the same.")  # noqa: PT018  one sentence


def test_a_question_that_nothing_looks_at_is_idle_unless_it_is_always_asked() -> None:
    extra = samples.single("extra", "a", "b")
    assert sentences(replace(PLAIN, questions=(*PLAIN.questions, extra))) == ["extra: nobody is ever asked this."]
    always = samples.single("extra", "a", "b", always=True)
    assert sentences(replace(PLAIN, questions=(*PLAIN.questions, always))) == []


def test_a_tick_that_nothing_looks_at_is_told() -> None:
    flags = replace(PLAIN.questions[0], choices=(*PLAIN.questions[0].choices, Choice("itch", "It itches")))
    assert sentences(replace(PLAIN, questions=(flags, *PLAIN.questions[1:]))) == [
        "flags: the answer “It itches” changes nothing."
    ]


def test_advice_that_nobody_is_given_is_told() -> None:
    ice = Advice("ice", AdviceKind.DO, "Cool it.")
    assert sentences(replace(PLAIN, advice=(*PLAIN.advice, ice))) == ["Nobody is ever given the advice “Cool it.”"]


# -------------------------------------------------------------------------------------------------------- gaps


def test_gaps_say_what_keeps_self_care_away_and_no_more() -> None:
    (gap,) = prove(PLAIN, checks=[Check.GAPS]).gaps
    assert gap.sentence == "walks: “no”"
    assert gap.example.urgency is Urgency.SOON


def test_a_protocol_without_a_rule_for_self_care_has_one_gap() -> None:
    (gap,) = prove(replace(PLAIN, rules=PLAIN.rules[1:]), checks=[Check.GAPS]).gaps
    assert gap.sentence == "Whenever no rule holds."


# ------------------------------------------------------------------------------------------------------- paths


def test_the_longest_journey_is_counted_as_patients_see_it() -> None:
    report = prove(PLAIN)
    assert report.longest_path == 4  # strong pain brings up one question
    assert list(report.longest.answers) == ["flags", "pain", "eases", "walks"]
    (problem,) = found(Check.PATHS, PLAIN, limits=Limits(longest_path=3))
    assert problem.sentence == "The longest journey has 4 pages. At most 3 are allowed."
    assert problem.blocks


def test_an_emergency_that_is_certain_may_not_wait() -> None:
    """Either answer to the last question is an emergency after "a": that was certain three pages before."""
    keys = ["first", "second", "third", "last"]
    questions = tuple(samples.single(key, "a", "b", always=True) for key in keys)
    rules = tuple(
        samples.rule(key, Urgency.EMERGENCY, samples.any_of("first", "a"), samples.any_of("last", key))
        for key in ("a", "b")
    )
    protocol = replace(PLAIN, questions=questions, rules=rules)
    (problem,) = found(Check.PATHS, protocol, limits=Limits(pages_to_emergency=2))
    assert "After “first” this patient is an emergency whatever else is answered" in problem.sentence
    assert "asked 3 more pages" in problem.sentence
    assert found(Check.PATHS, protocol, limits=Limits(pages_to_emergency=3)) == []
    one_way_out = replace(protocol, rules=rules[:1])
    assert found(Check.PATHS, one_way_out, limits=Limits(pages_to_emergency=2)) == []


# ---------------------------------------------------------------------------------------------- worked cases


@pytest.mark.parametrize(
    ("expected", "lowest_safe", "blocks"),
    [("urgent", "urgent", []), ("soon", "self_care", [False]), ("emergency", "urgent", [True])],
)
def test_worked_cases_block_only_when_told_too_little(expected, lowest_safe, blocks) -> None:
    answers = {"flags": frozenset({"none"}), "pain": Decimal(8), "eases": "no", "walks": "yes"}
    case = Vignette("case", "A story.", tuple(answers.items()), Urgency(expected), Urgency(lowest_safe), "us")
    problems = found(Check.VIGNETTES, replace(PLAIN, vignettes=(case,)))
    assert [problem.blocks for problem in problems] == blocks
    assert all(problem.rules == ("nothing_eases",) for problem in problems)


def test_a_worked_case_that_leaves_a_question_open_is_told() -> None:
    case = Vignette("case", "A story.", (("pain", Decimal(1)),), Urgency.SOON, Urgency.SOON, "us")
    (problem,) = found(Check.VIGNETTES, replace(PLAIN, vignettes=(case,)))
    assert "has no answer to “flags”" in problem.sentence


# ------------------------------------------------------------------------------------------- red flags, pages, plan


def with_floor(protocol: Protocol) -> Protocol:
    needs = Requirement("need", "Always so.", (samples.any_of("flags", "cold"),), Urgency.EMERGENCY, "us", floor=True)
    return replace(protocol, requirements=(needs,))


def with_question(protocol: Protocol, key: str, **changes: Any) -> Protocol:
    questions = tuple(replace(q, **changes) if q.key == key else q for q in protocol.questions)
    return replace(protocol, questions=questions)


def test_red_flags_are_on_the_first_page_and_asked_of_everybody() -> None:
    assert [p.sentence for p in found(Check.PATHS, with_floor(PLAIN))] == [
        "No question is marked to ask for danger signs. Mark the one on the first page."
    ]
    assert found(Check.PATHS, with_floor(with_question(PLAIN, "flags", red_flags=True))) == []
    on_page_one = with_question(PLAIN, "pain", red_flags=True, shares_page=True)
    assert found(Check.PATHS, with_floor(on_page_one)) == []
    (problem,) = found(Check.PATHS, with_question(PLAIN, "pain", red_flags=True, always=True))
    assert problem.sentence == "“pain” asks for danger signs, so it must be on the first page."
    not_of_all = with_question(on_page_one, "pain", ask_when=(samples.any_of("flags", "none"),))
    (problem,) = found(Check.PATHS, not_of_all)
    assert "everybody must be asked" in problem.sentence
    assert problem.example.answers["flags"] != {"none"}


def test_questions_on_one_page_count_as_one_page() -> None:
    report = prove(with_question(with_question(PLAIN, "pain", shares_page=True), "eases", shares_page=True))
    assert report.longest_path == 2
    assert report.longest.answers.keys() >= {"flags", "pain", "walks"}


def test_questions_for_the_plan_are_outside_every_proof_but_must_bear_on_advice() -> None:
    wall = samples.single("wall", "safe", "unsafe", stage=Stage.PLAN)
    protocol = replace(PLAIN, questions=(*PLAIN.questions, wall))
    assert sentences(protocol) == ["wall: no advice depends on this."]
    report = prove(protocol, checks=DECISIVE)
    assert report.longest_path == 4
    fits = Advice("stretch", AdviceKind.PLAN, "Stretch.", when=(samples.any_of("wall", "safe"),), everyone=True)
    assert sentences(replace(protocol, advice=(*PLAIN.advice, fits))) == []


# ------------------------------------------------------------------------------------------------- one wrong answer


def asking_again(twin: str = "flagged", harm: Harm = Harm.MAJOR, *, soon: bool = False) -> Protocol:
    """Flags are asked again at the end, as far as the twin says; a pain is asked in between."""
    flagged = Criterion("flagged", "A flag", (samples.any_of("flags", "cold", "numb"),))
    again = samples.multi("again", "flag", "none")
    again = replace(again, choices=(replace(again.choices[0], twin=twin), again.choices[1]))
    calm = samples.rule("calm", Urgency.SELF_CARE, samples.any_of("flags", "none"), samples.any_of("again", "none"))
    told_again = samples.rule("again", Urgency.SOON if soon else Urgency.URGENT, samples.any_of("again", "flag"))
    needs = Requirement("need", "Flags count.", (Meets("flagged"),), Urgency.URGENT, "us", "harm", slip_proof=True)
    return replace(
        PLAIN,
        questions=(PLAIN.questions[0], again),
        criteria=(flagged,),
        rules=(PLAIN.rules[1], calm, told_again),
        requirements=(needs,),
        hazards=(Hazard("harm", "Harm", "Harm.", harm),),
    )


def test_a_slip_is_caught_where_a_twin_asks_again() -> None:
    assert found(Check.SLIPS, asking_again()) == []
    assert found(Check.SLIPS, asking_again(soon=True)) == []


def test_a_slip_that_nothing_asks_again_is_refused_with_the_truth_and_what_is_told() -> None:
    (problem,) = found(Check.SLIPS, asking_again(twin=""))
    assert problem.sentence == (
        "One slip undoes “Flags count.”: this patient answers flags with “none” instead of “cold”, "
        "and is told self-care."
    )
    assert (problem.blocks, problem.questions, problem.requirement) == (True, ("flags",), "need")
    assert problem.example.answers == {"flags": frozenset({"cold"}), "again": frozenset({"none"})}
    assert problem.other.answers == {"flags": frozenset({"none"}), "again": frozenset({"none"})}
    assert problem.rules == ("calm",)


def test_where_the_hazard_is_catastrophic_a_slip_may_not_come_to_soon_either() -> None:
    (problem,) = found(Check.SLIPS, asking_again(harm=Harm.CATASTROPHIC, soon=True))
    assert problem.sentence.endswith("and is told soon.")
    assert problem.other.answers["again"] == {"flag"}
    assert found(Check.SLIPS, asking_again(harm=Harm.CATASTROPHIC)) == []


# --------------------------------------------------------------------------------------------------- the report


@pytest.fixture(scope="module")
def report() -> Report:
    """A report with something of everything."""
    broken = with_severities(needing(Urgency.EMERGENCY, samples.any_of("eases", "no")), "eases", yes=1, no=0)
    case = Vignette("case", "A story.", (("flags", frozenset({"cold"})),), Urgency.URGENT, Urgency.SOON, "us")
    live = replace(PLAIN.with_threshold("severe", Decimal(5)), vignettes=(case,))
    return prove(replace(broken, vignettes=(case,)), live, limits=Limits(longest_path=2))


def test_a_report_is_stored_and_read_again_whole(report) -> None:
    assert {problem.check for problem in report.problems} >= {Check.REQUIREMENTS, Check.MONOTONE, Check.PATHS}
    proof = proofs.Proof(PLAIN, "a checksum", None, None, report)
    assert proofs.stored(json.loads(json.dumps(proof.as_dict()))) == report
    with pytest.raises(ValueError, match="format None"):
        proofs.stored({"report": {}})


def test_a_report_of_before_a_check_existed_is_read_but_proves_nothing_now() -> None:
    proof = proofs.Proof(PLAIN, "a checksum", None, "", prove(PLAIN)).as_dict()
    assert proofs.stored(proof).is_current
    del proof["report"]["decisive"]
    proof["report"]["checks"].remove("slips")
    earlier = proofs.stored(proof)
    assert earlier.publishable
    assert not earlier.is_current


def test_a_report_reads_as_text(report) -> None:
    written = "\n".join(report_text.lines(report))
    assert written.startswith("sample, version 1: MUST NOT be published.")
    assert "  REFUSED: “Always so.” does not hold: this patient is told urgent." in written
    assert "and with the worse answer: self-care" in written
    assert "7 impact" in written
    assert "a second clinician" in written
    assert "\n".join(report_text.lines(prove(PLAIN))).startswith("sample, version 1: may be published.")


def test_a_report_of_some_checks_never_says_that_a_version_may_be_published() -> None:
    assert prove(PLAIN, checks=DECISIVE).publishable
    assert not any(prove(PLAIN, checks=[check]).publishable for check in Check)


def test_progress_is_told_check_by_check() -> None:
    told: list[tuple[str, int, int]] = []
    prove(PLAIN, progress=lambda *step: told.append(step))
    assert told == [(check.value, place, len(Check)) for place, check in enumerate(Check)]


def test_every_check_has_its_sentences() -> None:
    """Whoever adds a check says what holds where it finds nothing, and what it asks while somebody waits for it."""
    assert set(HOLDS) == set(CHECKS) == set(Check)
