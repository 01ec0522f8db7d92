"""The diagram and the evidence file of a version whose rules share criteria."""

from dataclasses import replace

from tests.triage import first_edition
from tests.triage.engine import samples
from tests.triage.journey.test_journey import body
from tests.triage.versions.steps import address, milder, prove_and_publish
from triage.admin.versions import diagram, evidence
from triage.engine.parts.condition import Meets
from triage.storage import text_file
from triage.versions import proofs, publishing

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


def test_the_evidence_file_links_hazards_to_requirements_rules_cases_and_people(
    sample, clinician, second, desk
) -> None:
    draft = milder(sample, clinician)
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="Fewer visits.", by=clinician)
    prove_and_publish(draft, second)
    draft.refresh_from_db()
    assert (draft.reason, draft.report["approved_because"]) == ("Fewer visits.", "Our audit."), "neither is lost"
    page = body(desk.get(address(draft, "evidence")))
    for text in ("Our audit.", "given", "dr-kim", "dr-lee", draft.checksum, "Approval asked for", "a lower urgency"):
        assert text in page, text
    alone = desk.get(address(draft, "evidence") + "?download")
    assert alone["Content-Disposition"] == 'attachment; filename="evidence-sample-version-2.html"'


def test_every_shipped_requirement_stands_in_the_hazard_log_with_its_rules_and_cases() -> None:
    for slug in ("calf", "sciatica"):
        protocol = text_file.load(first_edition.FOLDER / f"{slug}.toml")
        log = evidence.hazard_log(protocol)
        assert all(row.hazard for row in log)
        controls = [control for row in log for control in row.controls]
        assert sorted(control.key for control in controls) == sorted(r.key for r in protocol.requirements)
        grave = [control for control in controls if "emergency" in control.sentence]
        assert [control.key for control in grave if not control.rules] == []
        assert [control.key for control in controls if not control.vignettes] == []
