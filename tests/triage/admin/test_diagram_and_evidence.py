"""The diagram and the evidence file of a version whose rules share criteria."""

from dataclasses import replace

from tests.triage.engine import samples
from triage.admin.versions import diagram, evidence
from triage.engine.parts.condition import Meets

WHOLE = samples.with_every_part()


def test_a_line_runs_from_every_question_that_a_criterion_looks_at() -> None:
    *others, walks, again, gap, wall = WHOLE.questions
    walks = replace(walks, ask_when=(Meets("cold_or_strong"),))
    drawn = {box.key: box for box in diagram.draw(replace(WHOLE, questions=(*others, walks, again, gap, wall))).boxes}
    (edge,) = drawn["walks"].edges
    assert edge.text == "if (A cold foot, or strong pain)"
    assert edge.sources == ("flags", "pain")
    assert len(set(edge.paths)) == 2
    assert drawn["pain_before"].asked == "On the page of the question before it."
    assert drawn["wall"].asked == "Asked after the result, for the plan."


def test_a_rule_hangs_at_the_last_question_of_its_criteria() -> None:
    drawn = {box.key: [leaf.key for leaf in box.leaves] for box in diagram.draw(WHOLE).boxes}
    assert drawn["walks"] == ["cold_or_strong", "walks_well"]
    assert drawn["again"] == ["cold_again"]
    assert dict(diagram.draw(WHOLE).criteria) == {
        "cold": "A cold foot: flags is “cold”.",
        "cold_or_strong": "A cold foot, or strong pain: (A cold foot) or pain is at least 7 of 10.",
    }


def test_the_hazard_log_looks_into_criteria() -> None:
    (row,) = evidence.hazard_log(WHOLE)
    (control,) = row.controls
    assert control.sentence == "Whenever (A cold foot) and flags is “cold”: at least emergency."
    assert (control.rules, control.vignettes) == ((2,), (1,))
