"""A clinician edits what rules share: criteria, twins, floors; and what only some patients are asked or told."""

import html
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from calfsite.accounts.roles import make_roles
from tests.database_states import database_with
from tests.form_page import fields_of, opened, put, sent
from tests.triage.admin.editing.conftest import write_sample
from tests.triage.admin.editing.pages import condition, new, page_of, texts_of, version_page
from tests.triage.engine import samples
from triage.engine.parts.condition import Meets, Mode
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Section, Stage
from triage.engine.parts.rule import Requirement
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.models import FloorError, ProtocolVersion
from triage.versions import drafts
from triage.versions.drafts import content


def with_a_floor() -> Protocol:
    """Something of every kind, and a requirement that the desk can't change."""
    whole = samples.with_every_part()
    floor = Requirement("numb", "Numb.", (samples.any_of("flags", "numb"),), Urgency.URGENT, "x", "clot", floor=True)
    return replace(whole, requirements=(*whole.requirements, floor), replaces=("calf", "sciatica"))


@pytest.fixture(scope="module")
def module_draft(shipped_once: list[Protocol], django_db_blocker: Any) -> Iterator[int]:
    make = lambda: write_sample(with_a_floor())  # noqa: E731  a name for the database's state
    with django_db_blocker.unblock(), database_with("a draft of all parts", make) as draft_id:
        yield draft_id


def criterion(draft: ProtocolVersion, key: str) -> str:
    return str(draft.criterion_set.get(key=key).pk)


def save(desk: Client, page: str, **typed: Any) -> None:
    put(desk, page, opened(desk, page), **typed)


def saved(desk: Client, page: str, **typed: Any) -> str:
    """The page after saving what is typed there."""
    return html.unescape(sent(desk, page, opened(desk, page), **typed))


def test_a_criterion_is_edited_and_read_back_as_a_sentence_with_all_that_use_it(desk, draft) -> None:
    page = page_of(draft, "criterion", "cold")
    text = saved(
        desk, page, label="A foot that is cold or numb", mode="any", **condition(draft, "when-1", "flags", "numb")
    )
    assert "A foot that is cold or numb: flags is “cold” or flags is “numb”." in text
    assert "criterion “A cold foot, or strong pain”; requirement “Cold.”" in text
    assert "again: “cold_foot”" in text
    found = content(draft).criterion_by_key["cold"]
    assert (found.label, found.mode, len(found.when)) == ("A foot that is cold or numb", Mode.ANY, 2)


def test_a_new_criterion_builds_on_those_before_it_and_rules_can_name_it(desk, draft) -> None:
    page = new(draft, "criterion")
    text = saved(desk, page, label="Cold, and walks badly", **{"when-0-meets": criterion(draft, "cold")},
                 **condition(draft, "when-1", "walks", "no"), **{"when-TOTAL_FORMS": "2"})  # fmt: skip
    assert "Cold, and walks badly: (A cold foot) and walks is “no”." in text
    page = page_of(draft, "rule", "walks_well")
    text = saved(desk, page, **{"when-2-meets": criterion(draft, "cold_and_walks_badly"), "when-2-comparison": ""})
    assert "and (Cold, and walks badly): self-care" in text
    rule = next(rule for rule in content(draft).rules if rule.key == "walks_well")
    assert rule.when[-1] == Meets("cold_and_walks_badly")
    first = desk.get(page_of(draft, "criterion", "cold")).content.decode()
    assert "when-0-meets" not in first, "there is none before it"
    second = desk.get(page_of(draft, "criterion", "cold_or_strong")).content.decode()
    assert "A cold foot</option>" in second
    assert "Cold, and walks badly</option>" not in second


def test_a_condition_looks_at_one_thing(desk, draft) -> None:
    page, cold = page_of(draft, "rule", "walks_well"), criterion(draft, "cold")
    fields = opened(desk, page)

    def sent_with(**typed: Any) -> str:
        return html.unescape(sent(desk, page, fields, **typed))

    both = {**condition(draft, "when-2", "walks"), "when-2-meets": cold}
    assert "Choose a criterion or a question, not both." in sent_with(**both)
    ticked = {"when-2-meets": cold, "when-2-choices": condition(draft, "x", "walks", "no")["x-choices"]}
    assert "they are for a question" in sent_with(**ticked)
    neither = {"when-2-threshold": str(draft.threshold_set.get(key="severe").pk)}
    assert "Choose a criterion or a question." in sent_with(**neither)
    assert "Saved." in sent_with(**{"when-2-comparison": ""}), "the script sends no comparison of an empty row"
    assert "Add at least one condition." in saved(desk, page_of(draft, "criterion", "cold"), **{"when-0-DELETE": "on"})


def test_a_criterion_in_use_is_not_deleted_and_the_page_says_by_whom(desk, draft) -> None:
    delete = page_of(draft, "criterion", "cold").replace("change", "delete")
    text = html.unescape(sent(desk, delete, {"revision": ["0"]}))
    users = "criterion “A cold foot, or strong pain”, question “again” (“cold_foot”), requirement “Cold.”"
    assert f"It is still used by: {users}." in text
    assert draft.criterion_set.filter(key="cold").exists()


def test_a_criterion_moved_before_what_it_builds_on_is_named(desk, draft) -> None:
    move = version_page(draft, "move")
    page = desk.post(move, {"part": "criterion-cold_or_strong", "to": "1", "revision": "0"}, follow=True)
    assert "Criterion “A cold foot, or strong pain”: there is no criterion cold before it." in html.unescape(
        page.content.decode()
    )


def test_authors_edit_criteria(desk, draft) -> None:
    make_roles()
    author = User.objects.create_user("author", password="x", is_staff=True)
    author.groups.add(Group.objects.get(name="author"))
    client = Client()
    client.force_login(author)
    assert client.get(new(draft, "criterion")).status_code == 200
    assert client.get(page_of(draft, "criterion", "cold").replace("change", "delete")).status_code == 200


def test_a_question_says_its_stage_its_page_and_its_place_in_the_summary(desk, draft) -> None:
    page = page_of(draft, "question", "eases")
    text = saved(desk, page, shares_page="on", in_heading="on", section="story")
    assert "On the page of the question before it." in text
    found = content(draft).question_by_key["eases"]
    assert (found.shares_page, found.in_heading, found.section) == (True, True, Section.STORY)
    text = saved(desk, page_of(draft, "question", "walks"), stage="plan")
    assert "Questions for the plan come last, after those for the check." in text
    save(desk, page_of(draft, "question", "walks"), stage="check")
    assert content(draft).question_by_key["walks"].stage is Stage.CHECK


def test_an_answer_is_unsure_or_the_twin_of_a_criterion(desk, draft) -> None:
    page = page_of(draft, "question", "again")
    save(desk, page, **{"choices-1-twin": criterion(draft, "cold_or_strong"), "choices-1-unsure": "on"})
    found = content(draft).question_by_key["again"].by_key["unsure"]
    assert (found.twin, found.unsure) == ("cold_or_strong", True)


def test_a_floor_is_shown_and_never_changed_on_the_desk(desk, draft) -> None:
    page = page_of(draft, "requirement", "numb")
    text = html.unescape(desk.get(page).content.decode())
    assert "Only a release can change or delete this requirement: it is part of the floor of safety." in text
    assert "Whenever flags is “numb”: at least urgent." in text
    assert 'name="_continue"' not in text
    assert desk.post(page, {"statement": "Less"}).status_code == 403
    assert desk.post(page.replace("change", "delete"), {}).status_code == 403
    floor = draft.requirement_set.get(key="numb")
    for forbidden in (floor.save, floor.delete, floor.when.get().save, floor.when.get().delete):
        with pytest.raises(FloorError, match="Only a release"):
            forbidden()
    assert "Only a release can change it." in desk.get(version_page(draft, "change")).content.decode()
    drafts.discard(draft, by=User.objects.get(username="dr-lee"))


def test_what_a_requirement_promises_patients_and_proves_against_slips(desk, draft) -> None:
    page = page_of(draft, "requirement", "cold")
    save(desk, page, watch_for="Your foot turns cold.", slip_proof="on")
    found = content(draft).requirements[0]
    assert (found.watch_for, found.slip_proof) == ("Your foot turns cold.", True)
    assert "how bad that is decides what is proven" in saved(desk, page, slip_proof="on", hazard="")


def test_advice_says_whom_it_fits(desk, draft) -> None:
    page = page_of(draft, "advice", "wall")
    text = saved(desk, page, up_to="soon", **{"when-1-meets": criterion(draft, "cold"), "when-1-comparison": ""})
    assert "Given to everybody. Only when wall is “yes” and (A cold foot). Not beside a result above soon." in text
    page = new(draft, "advice")
    assert "No rule gives it yet." in saved(desk, page, kind="again", text="Look again in a week.", place="1")
    assert content(draft).advice[0].kind.value == "again"


def test_minutes_count_for_an_emergency_alone(desk, draft) -> None:
    assert "Only for an emergency" in saved(desk, page_of(draft, "rule", "nothing_eases"), call_alone="on")
    save(desk, page_of(draft, "rule", "flag"), call_alone="on")
    assert next(rule for rule in content(draft).rules if rule.key == "flag").finding.call_alone


def test_a_threshold_is_said_in_a_unit_of_its_kind(desk, draft) -> None:
    page = new(draft, "threshold")
    typed = {
        "label": "Weeks",
        "value": "42",
        "unit": "days",
        "minimum": "7",
        "maximum": "84",
        "source": "x",
        "place": "3",
    }
    assert "A value in days can be said in: days, weeks, months, years." in saved(desk, page, **typed, shown_in="cm")
    assert "Weeks: 6 weeks." in saved(desk, page, **typed, shown_in="weeks")
    assert content(draft).threshold_by_key["weeks"].shown_in is Unit.WEEKS


def test_fractions_are_kept_as_they_were_meant(desk, draft) -> None:
    page = page_of(draft, "threshold", "severe")
    fields = opened(desk, page)
    for typed, value in (("7.25", "7.25"), ("7½", "7.5"), ("7 1/4", "7.25"), ("７，７５", "7.75"), ("7,5", "7.5")):
        text = sent(desk, page, fields, value=typed)
        assert f"severe: {value} of 10" in text, typed
        fields = fields_of(text)
        assert fields["value"] == [value], typed
        assert str(draft.threshold_set.get(key="severe").value) == str(Decimal(value).quantize(Decimal("0.01"))), typed


def test_a_number_that_can_t_be_kept_exactly_is_refused(desk, draft) -> None:
    page = page_of(draft, "threshold", "severe")
    fields, precise = opened(desk, page), "at most two digits"
    for typed, words in (("7 1/3", precise), ("7.125", precise), ("lots", "Enter a number")):
        text = html.unescape(sent(desk, page, fields, value=typed))
        assert words in text
        assert f'value="{typed}"' in text
    page = page_of(draft, "question", "pain_before")
    save(desk, page, minimum="0.25", maximum="9 3/4", decimals="2")
    number = content(draft).question_by_key["pain_before"].number
    assert number is not None
    assert (number.minimum, number.maximum) == (Decimal("0.25"), Decimal("9.75"))


def test_a_case_can_be_by_others_and_a_release_says_whose_place_it_takes(desk, draft) -> None:
    save(desk, page_of(draft, "vignette", "cold"), by_others="on")
    assert content(draft).vignettes[0].by_others
    text = saved(desk, texts_of(draft), title="Legs")
    assert "calf, sciatica" in text
    assert content(draft).replaces == ("calf", "sciatica")
