"""A safety report in words: the eighth check's example, and the reports of earlier releases."""

from django.template.loader import render_to_string

from tests.triage.engine import samples
from triage.admin.versions import report
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import Check, Example, Problem, Report

TRUTH = (("Danger signs", "Chest pain"), ("Walking", "As usual"))
SAID = (("Danger signs", "None of these"), ("Walking", "As usual"))
SLIP = Problem(
    Check.SLIPS, "One slip undoes “Chest pain”.", blocks=True, requirement="chest",
    example=Example({}, Urgency.EMERGENCY, TRUTH), other=Example({}, Urgency.SELF_CARE, SAID),
)  # fmt: skip


def found(*problems: Problem, **more: object) -> Report:
    return Report("sample", 1, problems, (), gaps_cut=False, longest_path=3, **more)  # type: ignore[arg-type]


def test_a_slip_shows_the_truth_beside_what_was_answered_and_what_each_is_told() -> None:
    page = report.report(found(SLIP), samples.protocol())
    truth, said = page.refusals[0].examples
    assert (truth.name, truth.told) == ("What is true", "Emergency")
    assert (said.name, said.told) == ("What was answered, with one slip", "Self-care")
    assert truth.differs == said.differs == {"Danger signs"}
    html = render_to_string("admin/triage/patient.html", {"patient": said})
    assert "What was answered, with one slip: told “Self-care”" in " ".join(html.split())
    assert "<strong>None of these</strong>" in html
    assert "<strong>As usual</strong>" not in html


def test_a_report_of_fewer_checks_than_today_is_not_called_refused() -> None:
    seven = tuple(check for check in Check if check is not Check.SLIPS)
    page = report.report(found(checks=seven), samples.protocol())
    assert page.publishable
    assert page.verdict.startswith("Every check that there was at its time holds.")
    assert not report.report(found(SLIP, checks=seven), samples.protocol()).publishable
