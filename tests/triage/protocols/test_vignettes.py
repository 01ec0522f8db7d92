"""The worked patient cases of the shipped protocols: one test for each, and the figures that we promise."""

from io import StringIO
from statistics import median

import pytest
from django.core.management import CommandError, call_command

from tests.triage.conftest import publish_as_it_is
from tests.triage.engine import samples
from triage.engine.run.scoring import judge, score
from triage.models import ProtocolVersion, Rule
from triage.storage import text_file

PROTOCOLS = [text_file.load(path) for path in sorted(text_file.SHIPPED.glob("*.toml"))]
JUDGED = [(protocol.slug, vignette, verdict) for protocol in PROTOCOLS for vignette, verdict in judge(protocol)]

# Told something more urgent than the story's author expects, and why we leave it so.
ACCEPTED_OVER_TRIAGE = {
    "twisted_leg_and_did_not_dare_to_try_the_heel": "sudden, and no power shown: a rupture can't be excluded",
    "maybe_dark_urine_after_a_hill_walk": "not sure about a sign that alone is an emergency",
}


def test_each_patient_is_told_what_clinicians_expect() -> None:
    told = {f"{slug}: {vignette.key}": verdict for slug, vignette, verdict in JUDGED}
    over = {f"{slug}: {vignette.key}" for slug, vignette, _ in JUDGED if vignette.key in ACCEPTED_OVER_TRIAGE}
    assert {who: v.got for who, v in told.items() if not v.safe} == {}, "sent home in danger"
    assert {who: v.got for who, v in told.items() if who not in over and v.got is not v.expected} == {}
    assert {who for who in over if not told[who].over} == set(), "they agree now: take them off the list"


def test_the_figures_that_we_promise() -> None:
    overall = score([verdict for _, _, verdict in JUDGED]).overall
    assert overall.cases >= 80
    assert overall.emergencies_missed == 0
    assert overall.percent(overall.safe) >= 97
    assert overall.percent(overall.exact) >= 90


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.slug)
def test_journeys_are_short(protocol) -> None:
    skipped = {question.key: None for question in protocol.questions if question.optional}
    pages = [len(samples.walk(protocol, skipped | dict(vignette.answers))) for vignette in protocol.vignettes]
    assert median(pages) <= 12
    assert max(pages) <= 20


def scores(*arguments: str) -> str:
    out = StringIO()
    call_command("score_vignettes", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_figures_and_the_cases_that_differ(calf) -> None:
    printed = scores("calf")
    assert "calf, version 1" in printed
    assert "113" in printed
    assert "maybe_dark_urine_after_a_hill_walk: expected urgent, got emergency" in printed


def test_the_command_fails_when_somebody_is_unsafe(calf, breakable) -> None:
    Rule.objects.filter(version=calf, key="flag_chest_breath").update(urgency="soon")
    publish_as_it_is(calf)
    with pytest.raises(CommandError, match="emergencies missed"):
        scores("calf")


def test_the_command_names_an_unknown_protocol(calf) -> None:
    with pytest.raises(CommandError, match="hip"):
        scores("hip")


def test_the_public_page_shows_the_live_figures_and_how_they_were_got(client, calf) -> None:
    page = client.get("/triage/how-well/").content.decode()
    overall = score([verdict for slug, _, verdict in JUDGED]).overall
    assert f"on {overall.cases} patient stories" in page
    assert "No emergency was missed" in page
    assert "No outside team has checked them" in page


def test_the_public_page_tells_of_a_live_version_that_does_worse(client, calf, breakable) -> None:
    Rule.objects.filter(version=calf, key="flag_chest_breath").update(urgency="soon")
    publish_as_it_is(calf)
    page = client.get("/triage/how-well/").content.decode()
    assert "No emergency was missed" not in page


def test_the_public_page_without_any_live_check_says_so(client, db) -> None:
    ProtocolVersion.objects.filter(status="published").update(status="retired")
    assert "no check is live" in client.get("/triage/how-well/").content.decode()
