"""A clinician edits a draft in the desk: what is saved, and what is refused, in which words and where."""

import html
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from calfsite.accounts.roles import make_roles
from calfsite.audit.models import AuditEntry
from tests.form_page import fields_of, opened, put, sent
from tests.triage.admin.editing.pages import condition, new, page_of, texts_of, version_page
from triage.engine.parts.rule import Rule
from triage.journey.forms import GUIDE
from triage.models import ProtocolVersion
from triage.versions.drafts import content


def rule(draft, key) -> Rule:
    return next(rule for rule in content(draft).rules if rule.key == key)


def last_edit() -> str:
    return AuditEntry.objects.filter(action="triage.edit").latest("pk").details["changed"]


def test_a_rule_is_saved_and_read_back_as_a_sentence(desk, draft) -> None:
    page = page_of(draft, "rule", "severe_pain")
    added = condition(draft, "when-1", "walks", "no")
    text = sent(desk, page, opened(desk, page), urgency="urgent", because="It hurts.", **added)
    assert "When pain is at least 7 of 10 and walks is “no”: urgent, because “It hurts.”" in html.unescape(text)
    assert last_edit() == "rule “It hurts.”: urgency, because, conditions"
    text = sent(desk, page, fields_of(text), **{"when-0-DELETE": "on"})
    assert "When walks is “no”: urgent" in html.unescape(text)
    text = sent(desk, page, fields_of(text), **{"when-0-DELETE": "on"})
    assert "Add at least one condition." in text
    assert [c.question for c in rule(draft, "severe_pain").when] == ["walks"]
    draft.refresh_from_db()
    assert draft.revision == 2


def test_senseless_conditions_are_refused_in_words_and_nothing_typed_is_lost(desk, draft) -> None:
    page = page_of(draft, "rule", "severe_pain")
    weeks = str(draft.threshold_set.get(key="recent").pk)
    cases = [
        (condition(draft, "when-1", "pain"), "is answered by a number"),
        (condition(draft, "when-2", "pain", comparison="above"), "Choose the threshold"),
        (condition(draft, "when-3", "pain", comparison="above", threshold=weeks), "but this threshold counts weeks"),
        (condition(draft, "when-4", "walks", "no", comparison="above"), "“walks” has answers to choose from"),
        (condition(draft, "when-5", "walks"), "Tick at least one answer of “walks”"),
        (condition(draft, "when-6", "walks", "no", threshold=weeks), "Remove the threshold"),
        ({"when-7-question": "999999"}, "Select a valid choice"),
        (
            {
                **condition(draft, "when-8", "walks"),
                "when-8-choices": condition(draft, "x", "flags", "cold")["x-choices"],
            },
            "there are ticks at “flags”",
        ),
    ]
    typed = {name: value for fields, _words in cases for name, value in fields.items()}
    fields = opened(desk, page)
    text = html.unescape(sent(desk, page, fields, because="Typed with care.", **typed, **{"when-TOTAL_FORMS": "9"}))
    for _fields, words in cases:
        assert words in text, words
    assert "Typed with care." in text
    assert rule(draft, "severe_pain").finding.because == "because severe_pain"
    assert not AuditEntry.objects.filter(action="triage.edit").exists()


def test_a_new_question_gets_a_key_from_its_words_once(desk, draft) -> None:
    page = new(draft, "question")
    answers = {"choices-0-text": "Yes, at night", "choices-0-order": "0"}
    typed = {"text": "Does it wake you?", "short": "Pain, at night", "kind": "single", "place": "2", **answers}
    fields = opened(desk, page)
    text = sent(desk, page, fields, **typed)
    put(desk, page_of(draft, "question", "pain_at_night"), fields_of(text), short="Something else")
    put(desk, page, {**fields, "revision": ["2"]}, **typed)
    made = content(draft).questions
    assert [(q.key, q.short) for q in made[1:3]] == [
        ("pain_at_night_2", "Pain, at night"),
        ("pain_at_night", "Something else"),
    ]
    assert [c.key for c in made[1].choices] == ["yes_at_night"]


def test_a_question_that_the_engine_refuses_is_refused_in_words(desk, draft) -> None:
    page = new(draft, "question")
    fields = opened(desk, page)
    base = {"text": "Really?", "short": "Really", "place": "3"}
    cases = [
        (
            {"kind": "number", "derive": "least"},
            ["A number needs limits.", "what the number counts.", "Tick two numbers"],
        ),
        ({"kind": "number", "minimum": "5", "maximum": "5", "unit": "days"}, ["must be above the lowest"]),
        (
            {"kind": "single", "minimum": "1"},
            ["Add the answers that patients choose from."],
        ),
        (
            {"kind": "single", "choices-0-text": "Yes", "choices-0-exclusive": "on"},
            ["untick “excludes every other answer”"],
        ),
    ]
    for typed, all_words in cases:
        text = html.unescape(sent(desk, page, fields, **base, **typed))
        for words in all_words:
            assert words in text, words
    assert len(content(draft).questions) == 4


def test_what_only_a_number_has_is_asked_for_a_number_alone(desk, draft) -> None:
    one_of, number = (page_of(draft, "question", key) for key in ("walks", "pain"))
    assert not {"minimum", "unit", "derive"} & opened(desk, one_of).keys()
    fields = opened(desk, number)
    assert {"minimum", "maximum", "unit", "decimals", "worse"} <= fields.keys()
    assert not [name for name in fields if name.startswith("choices-")]
    became = html.unescape(sent(desk, one_of, opened(desk, one_of), kind="number"))
    for words in ("A number needs limits.", "A number has no answers to choose from"):
        assert words in became
    assert "minimum" in fields_of(became), "the fields are there to fill in"
    was = html.unescape(sent(desk, number, fields, kind="single"))
    assert "Add the answers that patients choose from." in was
    assert {"choices-0-text", "choices-2-text"} <= fields_of(was).keys()
    draft.condition_set.filter(threshold__isnull=False).delete()
    put(desk, number, fields_of(was), kind="single", **{"choices-0-text": "A lot"})
    row = draft.question_set.get(key="pain")
    assert (row.kind, row.minimum, row.unit, row.choices.get().text) == ("single", None, "", "A lot")


def test_what_is_used_is_not_deleted_and_the_page_says_by_whom(desk, draft) -> None:
    page = page_of(draft, "question", "walks")
    text = html.unescape(sent(desk, page, opened(desk, page), **{"choices-0-DELETE": "on"}))
    assert "“yes” can’t be deleted: rule “because walks_well”" in text
    for kind, key, words in [
        ("threshold", "severe", "question “eases”, rule “because severe_pain”"),
        ("question", "walks", "rule “because walks_well”"),
        ("advice", "rest", "rule “because flag”, rule “because nothing_eases”"),
    ]:
        delete = page_of(draft, kind, key).replace("change", "delete")
        text = html.unescape(sent(desk, delete, {"revision": ["0"]}))
        assert "It is still used by" in text, key
        assert words in text
    delete = page_of(draft, "rule", "severe_pain").replace("change", "delete")
    put(desk, delete, opened(desk, delete))
    assert not draft.rule_set.filter(key="severe_pain").exists()
    assert last_edit() == "rule “because severe_pain”: deleted"


def test_a_threshold_of_a_draft_is_edited_in_place_within_its_limits(desk, draft) -> None:
    page = page_of(draft, "threshold", "severe")
    fields = opened(desk, page)
    text = html.unescape(sent(desk, page, fields, value="12"))
    assert "Choose a value from 5 to 9 of 10" in text
    assert 'value="12"' in text
    text = html.unescape(sent(desk, page, fields, value="8"))
    assert "severe: 8 of 10" in text
    assert "question “eases”; rule “because severe_pain”" in text
    assert content(draft).threshold_by_key["severe"].value == Decimal(8)
    assert draft.protocol.versions.count() == 2


def test_advice_links_requirements_and_the_version_s_own_texts(desk, draft) -> None:
    page = new(draft, "advice")
    put(desk, page, opened(desk, page), kind="avoid", text="Do not run on it.", place="1")
    page = page_of(draft, "requirement", "cold_foot")
    assert "at least emergency." in sent(desk, page, opened(desk, page), at_least="emergency")
    page = page_of(draft, "articlelink", "rest-well")
    assert "Leads to /articles/rest-well/" in sent(desk, page, opened(desk, page), text="Rest")
    lee = User.objects.get(username="dr-lee")
    ProtocolVersion.objects.filter(pk=draft.pk).update(asked_by=lee, asked_at="2026-01-01T00:00Z")
    page = texts_of(draft)
    other = str(draft.advice_set.get(key="do_not_run_on_it").pk)
    put(desk, page, opened(desk, page), title="Calf trouble", **{"default_advice_in_order-0-advice": other})
    after = content(draft)
    assert (after.advice[0].key, after.title, after.default.advice) == (
        "do_not_run_on_it", "Calf trouble", ("do_not_run_on_it",),
    )  # fmt: skip
    draft.refresh_from_db()
    assert (draft.revision, draft.asked_by, draft.asked_at) == (4, None, None), "the approval was for another text"


def test_a_worked_case_is_answered_from_the_questions_of_its_version(desk, draft) -> None:
    page = new(draft, "vignette")
    fields = opened(desk, page)
    typed = {
        "story": "A sore calf.", "expected": "soon", "lowest_safe": "urgent", "source": "Made up.",
        "answer__pain": "80", "answer__flags": ["none"], "answer__walks": "no",
    }  # fmt: skip
    text = html.unescape(sent(desk, page, fields, **typed))
    assert "The lowest safe urgency can’t be above" in text
    assert "from 0 to 10" in text
    text = sent(desk, page, fields, **{**typed, "lowest_safe": "soon", "answer__pain": "8"})
    assert "The draft says: soon (as expected)." in text
    case = draft.vignette_set.get(key="a_sore_calf")
    assert case.answers == {"flags": ["none"], "pain": ["8"], "walks": ["no"]}
    assert (fields_of(text)["answer__pain"], fields_of(text)["answer__flags"]) == (["8"], ["none"])


def test_parts_of_a_draft_are_moved_to_a_place_unless_somebody_has_changed_it_meanwhile(desk, draft) -> None:
    move = version_page(draft, "move")
    asked = html.unescape(desk.get(f"{move}?part=rule-walks_well").content.decode())
    assert "2: before “because nothing_eases”" in asked
    assert fields_of(asked)["to"] == ["1"], "where it is now"
    desk.post(move, {"part": "rule-walks_well", "to": "2", "revision": "0"})
    assert last_edit() == "rule “because walks_well”: place"
    late = {"part": "rule-walks_well", "to": "1", "revision": "0"}
    text = html.unescape(desk.post(move, late, follow=True).content.decode())
    assert "Not moved. Somebody else has changed this draft" in text
    assert [rule.key for rule in content(draft).rules][:2] == ["flag", "walks_well"]
    desk.post(move, {"part": "rule-walks_well", "to": "99", "revision": "1"})
    assert content(draft).rules[-1].key == "walks_well"
    for part in ("rule-none_such", "vignette-cold", "rule", ""):
        for answer in (desk.get(f"{move}?part={part}", follow=True), desk.post(move, {"part": part}, follow=True)):
            assert "This part has been deleted." in answer.content.decode()
    live = ProtocolVersion.objects.get(protocol__slug="sample", status="published")
    sent_live = {"part": "rule-walks_well", "to": "2", "revision": "0"}
    assert "Not moved." in desk.post(version_page(live, "move"), sent_live, follow=True).content.decode()


def test_frozen_versions_are_shown_and_never_changed(desk, draft) -> None:
    live = ProtocolVersion.objects.get(protocol__slug="sample", status="published")
    for kind in ("rule", "question", "requirement", "advice", "articlelink", "vignette"):
        page = page_of(live, kind, getattr(live, f"{kind}_set").first().key)
        assert desk.post(page, {"text": "x y"}).status_code == 409
        assert desk.post(page.replace("change", "delete"), {}).status_code == 403
        assert desk.post(new(live, kind)).status_code == 409
    for kind in ("rule", "vignette"):
        text = desk.get(page_of(live, kind, getattr(live, f"{kind}_set").first().key)).content.decode()
        assert "This version is not a draft: it is read-only." in text
        assert 'name="_continue"' not in text
    assert desk.post(version_page(draft, "change"), {"title": "Past the lock"}).status_code == 403


def test_the_role_author_may_edit_and_an_administrator_may_only_look(draft) -> None:
    make_roles()
    kinds = (("rule", "severe_pain"), ("threshold", "severe"))  # a draft's threshold and texts are proxy models
    pages = [*(page_of(draft, *kind) for kind in kinds), texts_of(draft)]
    beyond = [page.replace("change", "delete") for page in pages[:2]] + [new(draft, "rule"), new(draft, "threshold")]
    for role, may in (("author", True), ("publisher", True), ("administrator", False)):
        user = User.objects.create_user(role, password="x", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        answers = [client.get(page) for page in pages]
        assert {answer.status_code for answer in answers} == {200}, role
        texts = [answer.content.decode() for answer in answers]
        assert ['name="_continue"' in text for text in texts] == [may] * 3, role
        assert {client.get(page).status_code for page in beyond} == {200 if may else 403}, role
        assert client.post(pages[1], fields_of(texts[1])).status_code == (302 if may else 403), role
    client.force_login(User.objects.get(username="author"))
    added = condition(draft, "when-1", "walks", "no")
    put(client, pages[0], opened(client, pages[0]), **added)
    assert len(rule(draft, "severe_pain").when) == 2


def test_pages_are_found_at_their_former_addresses(desk, draft) -> None:
    severe = draft.threshold_set.get(key="severe")
    former = reverse("admin:triage_threshold_change", args=[severe.pk])
    assert desk.get(former)["Location"] == page_of(draft, "threshold", "severe")
    assert desk.get(version_page(draft, "texts"))["Location"] == texts_of(draft)


def test_a_question_can_show_any_guide_that_there_is(desk: Client, draft: ProtocolVersion) -> None:
    """What is offered is what the patient's page finds."""
    shown = desk.get(page_of(draft, "question", "pain")).context["adminform"].form.fields["guide"].widget.choices
    offered = [name for name, _label in shown if name]
    assert "heel_raise" in offered
    for name in offered:
        get_template(GUIDE.format(name))


def test_more_rows_than_anybody_can_read_are_refused_at_once(desk, draft) -> None:
    page = page_of(draft, "question", "flags")
    fields = opened(desk, page)
    text = sent(desk, page, fields, **{"choices-TOTAL_FORMS": "99999"})
    assert "At most 40 of these fit on a page." in text
    assert 'name="choices-79-text"' in text
    assert 'name="choices-80-text"' not in text
    few = {f"choices-{row}-text": f"Answer no. {row}" for row in range(3, 44)}
    text = sent(desk, page, fields, **{"choices-TOTAL_FORMS": "44"}, **few)
    assert "At most 40 of these fit on a page." in text
    assert "Answer no. 43" in text
    assert draft.choice_set.filter(question__key="flags").count() == 3


@pytest.mark.parametrize("revision", [{}, {"revision": "777"}], ids=["newest", "stale"])
@pytest.mark.parametrize("kind", ["texts", "rule", "question"])
def test_saved_rows_that_are_sent_as_new_ones_are_refused(desk, draft, kind, revision) -> None:
    page = {
        "texts": texts_of(draft),
        "rule": page_of(draft, "rule", "severe_pain"),
        "question": page_of(draft, "question", "flags"),
    }[kind]
    fields = opened(desk, page)
    before = content(draft)
    for name in [name for name in fields if name.endswith("-INITIAL_FORMS")]:
        text = sent(desk, page, fields, **{name: "0"}, **revision)
        assert "rows are missing from what was sent" in text or revision or fields[name] == ["0"], name
        assert content(draft) == before


def test_an_advice_that_is_given_already_is_refused_in_words(desk, draft) -> None:
    page = texts_of(draft)
    fields = opened(desk, page)
    name = "default_advice_in_order"
    same = {f"{name}-1-advice": fields[f"{name}-0-advice"], f"{name}-1-order": "1", f"{name}-TOTAL_FORMS": "2"}
    before = content(draft)
    assert "Please correct the" in sent(desk, page, fields, **same)
    saved_as_new = {f"{name}-INITIAL_FORMS": "0", f"{name}-0-id": ""}
    assert "rows are missing from what was sent" in sent(desk, page, fields, **saved_as_new)
    assert content(draft) == before


def test_a_text_of_one_line_is_shown_whole_and_stays_on_one_line(desk, draft) -> None:
    page = page_of(draft, "question", "walks")
    text = sent(
        desk, page, opened(desk, page), text="Do you walk\r\n as  before?", **{"choices-0-hint": " Five\nsteps. "}
    )
    assert 'class="one-line"' in text
    question = draft.question_set.get(key="walks")
    assert (question.text, question.choices.order_by("order")[0].hint) == ("Do you walk as before?", "Five steps.")
