"""A clinician edits a draft in the desk: what is saved, what is refused and in which words, what is never lost."""

import html
from decimal import Decimal

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from calfsite.accounts.roles import make_roles
from calfsite.models import AuditEntry
from tests.triage.editing import desk, draft, module_draft, new, page_of, signed_in  # noqa: F401  fixtures
from tests.triage.form_page import fields_of, opened, sent
from triage import draft_check
from triage.models import Choice, ProtocolVersion


def content(draft):
    return draft_check.content(draft)


def rule(draft, key):
    return next(rule for rule in content(draft).rules if rule.key == key)


def question(draft, key):
    return str(draft.question_set.get(key=key).pk)


def choice(draft, owner, key):
    return str(Choice.objects.get(version=draft, question__key=owner, key=key).pk)


def last_edit() -> str:
    return AuditEntry.objects.filter(action="triage.edit").latest("pk").details["changed"]


def test_a_rule_is_saved_and_read_back_as_a_sentence(desk, draft) -> None:
    page = page_of(draft, "rule", "severe_pain")
    fields = opened(desk, page)
    text = sent(desk, page, fields, urgency="urgent", because="It hurts a lot.")
    assert "When Pain now is at least 7 of 10: urgent, because “It hurts a lot.”" in html.unescape(text)
    assert rule(draft, "severe_pain").finding.urgency == "urgent"
    assert last_edit() == "rule severe_pain: urgency, because"
    draft.refresh_from_db()
    assert draft.revision == 1


def test_a_condition_is_added_and_taken_away(desk, draft) -> None:
    page = page_of(draft, "rule", "severe_pain")
    fields = opened(desk, page)
    added = {"when-1-question": question(draft, "legs"), "when-1-choices": [choice(draft, "legs", "both")]}
    text = sent(desk, page, fields, **added)
    assert "When Pain now is at least 7 of 10 and One leg or both is “Both legs”: soon" in html.unescape(text)
    text = sent(desk, page, opened(desk, page), **{"when-0-DELETE": "on"})
    assert "When One leg or both is “Both legs”: soon" in html.unescape(text)
    refused = sent(desk, page, opened(desk, page), **{"when-0-DELETE": "on"})
    assert "Add at least one condition." in refused
    assert len(rule(draft, "severe_pain").when) == 1


def test_senseless_conditions_are_refused_in_words_and_nothing_typed_is_lost(desk, draft) -> None:
    page = page_of(draft, "rule", "severe_pain")
    fields = opened(desk, page)
    weeks = str(draft.threshold_set.get(key="recent_immobility").pk)
    pain, legs = question(draft, "pain"), question(draft, "legs")
    cases = [
        ({"question": pain, "comparison": "any_of"}, "is answered by a number"),
        ({"question": pain, "comparison": "above"}, "Choose the threshold"),
        (
            {"question": pain, "comparison": "above", "threshold": weeks},
            "counts of 10, but this threshold counts weeks",
        ),
        ({"question": legs, "comparison": "above", "choices": [choice(draft, "legs", "both")]}, "no number"),
        ({"question": legs, "comparison": "any_of"}, "Tick at least one answer of “One leg or both”"),
        (
            {"question": legs, "choices": [choice(draft, "heel_raise", "no")]},
            "there are ticks at “Rising onto the toes”",
        ),
        ({"question": "999999", "comparison": "any_of"}, "Select a valid choice"),
    ]
    for typed, words in cases:
        named = {f"when-1-{name}": value for name, value in typed.items()}
        text = html.unescape(sent(desk, page, fields, because="Typed with care.", **named))
        assert words in text, words
        assert "Typed with care." in text
    assert rule(draft, "severe_pain").finding.because != "Typed with care."
    assert not AuditEntry.objects.filter(action="triage.edit").exists()


def test_a_question_is_asked_by_earlier_answers_only(desk, draft) -> None:
    page = page_of(draft, "question", "onset")
    late = {"ask_when-0-question": question(draft, "legs"), "ask_when-0-choices": [choice(draft, "legs", "one")]}
    text = html.unescape(sent(desk, page, opened(desk, page), text="New words?", **late))
    assert "“One leg or both” is not asked before this question" in text
    assert "New words?" in text
    early = {
        "ask_when-0-question": question(draft, "movement"),
        "ask_when-0-choices": [choice(draft, "movement", "none")],
    }
    text = html.unescape(sent(desk, page, opened(desk, page), **early))
    assert "Asked when Moving the foot is “I can move it both ways”." in text


def test_moving_a_question_behind_one_that_looks_at_it_is_refused(desk, draft) -> None:
    page = page_of(draft, "question", "onset")
    text = html.unescape(sent(desk, page, opened(desk, page), place="19"))
    assert "it may only be asked by earlier answers" in text
    assert content(draft).questions[3].key == "onset"


def test_a_new_question_with_answers_gets_keys_from_its_words(desk, draft) -> None:
    page = new(draft, "question")
    answers = {"choices-0-text": "Yes, at night", "choices-0-order": "0"}
    typed = {"text": "Does it wake you?", "short": "Pain, at night", "kind": "single", "place": "2"}
    text = sent(desk, page, opened(desk, page), **typed, **answers)
    assert "Does it wake you?" in text
    made = content(draft).questions[1]
    assert (made.key, [c.key for c in made.choices]) == ("pain_at_night", ["yes_at_night"])
    sent(desk, page, opened(desk, page), **typed, **answers)
    assert content(draft).questions[1].key == "pain_at_night_2"
    own = page_of(draft, "question", "pain_at_night")
    sent(desk, own, opened(desk, own), short="Something else")
    assert "pain_at_night" in content(draft).question_by_key


def test_a_question_that_the_engine_refuses_is_refused_beside_the_field(desk, draft) -> None:
    page = new(draft, "question")
    base = {"text": "Really?", "short": "Really", "place": "3"}
    cases = [
        ({"kind": "number"}, "A number needs limits."),
        ({"kind": "number", "minimum": "5", "maximum": "5", "unit": "days"}, "must be above the lowest"),
        ({"kind": "number", "minimum": "5", "maximum": "9"}, "Choose what the number counts."),
        ({"kind": "single"}, "Add the answers that patients choose from."),
        ({"kind": "single", "minimum": "1", "choices-0-text": "Yes"}, "Only a number has limits"),
        ({"kind": "single", "choices-0-text": "Yes", "choices-0-exclusive": "on"}, "untick “stands alone”"),
        ({"kind": "number", "minimum": "1", "maximum": "9", "unit": "days", "derive": "least"}, "Tick two numbers"),
        ({"kind": "single", "choices-0-text": "{{ threshold:none_such }}"}, "names a threshold none_such"),
    ]
    for typed, words in cases:
        text = html.unescape(sent(desk, page, opened(desk, page), **base, **typed))
        assert words in text, words
    assert len(content(draft).questions) == 19


def test_an_answer_that_something_looks_at_can_not_go(desk, draft) -> None:
    page = page_of(draft, "question", "legs")
    fields = opened(desk, page)
    text = html.unescape(sent(desk, page, fields, **{"choices-1-DELETE": "on"}))
    assert "“Both legs” can’t be deleted" in text
    assert "both" in content(draft).question_by_key["legs"].by_key


def test_what_is_used_is_not_deleted_and_the_page_says_by_whom(desk, draft) -> None:
    cases = [
        ("threshold", "severe_pain", "rule severe_pain"),
        ("question", "legs", "rule both_legs_quickly_weak"),
        ("advice", draft.advice_set.first().key, "rule"),
    ]
    for kind, key, words in cases:
        page = page_of(draft, kind, key).replace("change", "delete")
        text = html.unescape(sent(desk, page, opened(desk, page)))
        assert "It is still used by" in text, key
        assert words in text
    page = page_of(draft, "rule", "severe_pain").replace("change", "delete")
    sent(desk, page, opened(desk, page))
    assert not draft.rule_set.filter(key="severe_pain").exists()
    assert last_edit() == "rule severe_pain: deleted"


def test_a_threshold_of_a_draft_is_edited_in_place_within_its_limits(desk, draft) -> None:
    page = page_of(draft, "threshold", "severe_pain")
    text = html.unescape(sent(desk, page, opened(desk, page), value="12"))
    assert "Choose a value from 5 to 9 of 10" in text
    assert 'value="12"' in text
    text = html.unescape(sent(desk, page, opened(desk, page), value="8"))
    assert "8 of 10" in text
    assert "rule severe_pain" in text
    assert content(draft).threshold_by_key["severe_pain"].value == Decimal(8)
    assert not ProtocolVersion.objects.filter(protocol__slug="calf", number=3).exists()


def test_advice_links_requirements_and_texts(desk, draft) -> None:
    page = new(draft, "advice")
    sent(desk, page, opened(desk, page), kind="avoid", text="Do not run on it.", place="1")
    assert content(draft).advice[0].key == "do_not_run_on_it"
    page = page_of(draft, "requirement", draft.requirement_set.first().key)
    text = html.unescape(sent(desk, page, opened(desk, page), at_least="emergency"))
    assert "at least emergency." in text
    page = reverse("admin:triage_protocolversion_texts", args=[draft.pk])
    sent(desk, page, opened(desk, page), title="Calf trouble", **{"default_advice_in_order-0-DELETE": "on"})
    after = content(draft)
    assert after.title == "Calf trouble"
    draft.refresh_from_db()
    assert draft.revision == 3


def test_a_worked_case_is_answered_from_the_questions_of_its_version(desk, draft) -> None:
    page = new(draft, "vignette")
    typed = {
        "story": "A runner with a sore calf.", "expected": "soon", "lowest_safe": "soon", "source": "Made up.",
        "answer__pain": "8", "answer__red_flags": ["none"], "answer__onset": "moment",
    }  # fmt: skip
    text = html.unescape(sent(desk, page, opened(desk, page), **{**typed, "answer__pain": "80"}))
    assert "Enter a number" in text or "10" in text
    assert not draft.vignette_set.filter(key="a_runner_with_a_sore_calf").exists()
    text = sent(desk, page, opened(desk, page), **typed)
    assert "The draft says: " in text
    case = draft.vignette_set.get(key="a_runner_with_a_sore_calf")
    assert case.answers == {"red_flags": ["none"], "onset": ["moment"], "pain": ["8"]}
    same = opened(desk, page_of(draft, "vignette", case.key))
    assert (same["answer__pain"], same["answer__red_flags"]) == (["8"], ["none"])


def test_the_second_clinician_is_told_and_nothing_is_lost(desk, draft) -> None:
    User.objects.create_superuser("dr-ray", password="x")
    ray = signed_in("dr-ray")
    page = page_of(draft, "rule", "severe_pain")
    rays = opened(ray, page)
    sent(desk, page, opened(desk, page), because="Lee was quicker.", **{"when-0-DELETE": "on", **pain_now(draft)})
    back = sent(ray, page, rays, because="Ray typed this.", urgency="urgent")
    text = html.unescape(back)
    for words in ("dr-lee at", "rule severe_pain: because", "Lee was quicker.", "Ray typed this.", "Save over it"):
        assert words in text, words
    assert rule(draft, "severe_pain").finding.because == "Lee was quicker."
    text = html.unescape(sent(ray, page, fields_of(back)))
    assert "urgent, because “Ray typed this.”" in text
    assert [c.question for c in rule(draft, "severe_pain").when] == ["legs", "pain"]  # both, to look at


def pain_now(draft) -> dict[str, str | list[str]]:
    return {"when-1-question": question(draft, "legs"), "when-1-choices": [choice(draft, "legs", "both")]}


def test_what_was_typed_comes_back_when_the_entry_or_the_draft_is_gone(desk, draft) -> None:
    page = page_of(draft, "rule", "severe_pain")
    fields = opened(desk, page)
    draft.rule_set.get(key="severe_pain").delete()
    text = html.unescape(sent(desk, page, fields, because="Typed with care."))
    assert "Somebody else has deleted this entry" in text
    assert "Typed with care." in text


def test_saving_voids_an_approval_that_was_asked_for(desk, draft) -> None:
    lee = User.objects.get(username="dr-lee")
    ProtocolVersion.objects.filter(pk=draft.pk).update(asked_by=lee, asked_at="2026-01-01T00:00Z")
    page = reverse("admin:triage_protocolversion_texts", args=[draft.pk])
    sent(desk, page, opened(desk, page), title="New title")
    draft.refresh_from_db()
    assert (draft.asked_by, draft.asked_at, draft.title) == (None, None, "New title")


def test_buttons_move_entries_and_refuse_what_does_not_fit(desk, draft) -> None:
    move = reverse("admin:triage_protocolversion_move", args=[draft.pk])
    keys = [rule.key for rule in content(draft).rules]
    desk.post(move, {"down": f"rule-{keys[0]}", "revision": "0"})
    assert [rule.key for rule in content(draft).rules][:2] == [keys[1], keys[0]]
    assert last_edit() == f"rule {keys[0]}: place"
    text = html.unescape(desk.post(move, {"up": f"rule-{keys[0]}", "revision": "0"}, follow=True).content.decode())
    assert "Not moved. Somebody else has changed this draft" in text
    text = html.unescape(desk.post(move, {"up": "question-event", "revision": "1"}, follow=True).content.decode())
    assert "Not moved." in text
    assert [rule.key for rule in content(draft).rules][:2] == [keys[1], keys[0]]


def test_frozen_versions_are_shown_and_never_changed(desk, draft) -> None:
    live = ProtocolVersion.objects.get(protocol__slug="calf", status="published")
    for kind in ("rule", "question", "requirement", "advice", "articlelink", "vignette"):
        page = reverse(f"admin:triage_{kind}_change", args=[getattr(live, f"{kind}_set").first().pk])
        text = desk.get(page).content.decode()
        assert "it is shown, and never changes" in text
        assert 'name="_continue"' not in text
        assert desk.post(page, {"text": "x y"}).status_code == 409
        assert desk.post(page.replace("change", "delete"), {}).status_code == 403
        assert desk.get(new(live, kind)).status_code == 403
    version = reverse("admin:triage_protocolversion_change", args=[draft.pk])
    assert desk.post(version, {"title": "Past the lock"}).status_code == 403


def test_the_role_author_may_edit_and_an_administrator_may_not(draft) -> None:
    make_roles()
    pages = [page_of(draft, "rule", "severe_pain"), page_of(draft, "question", "pain"), new(draft, "rule")]
    texts = reverse("admin:triage_protocolversion_texts", args=[draft.pk])
    for role, may in (("author", True), ("administrator", False)):
        user = User.objects.create_user(role, password="x", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        for page in [*pages, texts]:
            response = client.get(page)
            assert (b'name="_continue"' in response.content) is may, (role, page)
        if may:
            text = sent(client, pages[0], opened(client, pages[0]), because="An author’s words.")
            assert "An author’s words." in html.unescape(text)
