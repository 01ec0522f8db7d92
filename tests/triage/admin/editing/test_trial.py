"""A draft is seen as patients will see it, without anything of it stored, and without patients seeing any of it."""

import html
import re

from django.test import Client

from tests.form_page import fields_of
from tests.triage.admin.editing.pages import page_of, signed_in, version_page
from triage.admin.versions import diagram
from triage.models import Rule
from triage.versions.drafts import content


def answer(desk: Client, page: str, *values: str) -> str:
    response = desk.post(page, {"answer": list(values)})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def text_of(desk: Client, page: str) -> str:
    response = desk.get(page)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_the_whole_way_to_the_result_with_the_draft_s_own_words(desk, draft) -> None:
    Rule.objects.filter(version=draft, key="severe_pain").update(because="Words of the draft.")
    start = version_page(draft, "try")
    assert "Some questions." in text_of(desk, start)
    page = desk.post(start)["Location"]
    assert answer(desk, page, "none", "cold") == page
    assert "There is a problem" in text_of(desk, page)
    page = answer(desk, page, "none")
    page = answer(desk, page, "8")
    page = answer(desk, page, "yes")
    assert page == version_page(draft, "try_page", "check")
    assert "Check your answers" in text_of(desk, page)
    result = text_of(desk, version_page(draft, "try_page", "result"))
    assert "Words of the draft." in result
    assert "Draft, not live." in result
    assert "questionnaire" not in result
    links = set(re.findall(r'(?:href|action)="(/triage/[^"]*)"', result))
    assert links <= {"/triage/", "/triage/how-well/"}, f"the trial leads away to {links}"
    assert desk.get(version_page(draft, "try_page", "flags")).status_code == 200
    Rule.objects.filter(version=draft, key="flag").update(because="Changed meanwhile.")
    emergency = answer(desk, version_page(draft, "try_page", "flags"), "cold")
    assert "Changed meanwhile." in text_of(desk, emergency), "in an emergency at once, with the draft as it is now"


def test_the_answers_are_in_a_cookie_of_these_pages_only(desk, draft) -> None:
    answer(desk, desk.post(version_page(draft, "try"))["Location"], "none")
    cookie = desk.cookies["trial"]
    assert cookie["path"] == version_page(draft, "try")
    assert cookie["httponly"]
    assert text_of(desk, version_page(draft, "try_page", "pain")).count("delete") > 0
    page = desk.post(version_page(draft, "try_page", "delete"))
    assert page.cookies["trial"].value == ""
    desk.cookies["trial"] = "forged"
    assert desk.get(version_page(draft, "try_page", "walks"))["Location"].endswith("/try/flags/")


def test_a_question_is_previewed_alone(desk, draft) -> None:
    page = version_page(draft, "preview", "eases")
    text = text_of(desk, page)
    assert "eases?" in text
    assert "Draft, not live." in text
    assert "This answer would be accepted." in html.unescape(desk.post(page, {"answer": "no"}).content.decode())
    assert desk.post(page, {"answer": "perhaps"}).status_code == 400
    assert desk.get(version_page(draft, "preview", "none_such")).status_code == 404
    assert page in text_of(desk, page_of(draft, "question", "eases"))


def test_an_inconsistent_draft_says_what_to_change_first(desk, draft) -> None:
    draft.question_set.filter(key="pain").update(hint="{{ threshold:gone }}")
    for page in (version_page(draft, "try"), version_page(draft, "try_page", "flags")):
        text = html.unescape(desk.get(page, follow=True).content.decode())
        assert "You can try this draft once it is consistent." in text
        assert "gone" in text


def test_a_worked_case_that_no_longer_fits_stops_no_trial(desk, draft) -> None:
    draft.vignette_set.update(answers={"flags": ["no_such_choice"]})
    assert "Some questions." in text_of(desk, version_page(draft, "try"))


def test_an_edit_in_between_drops_only_the_answers_that_no_longer_fit(desk, draft) -> None:
    page = answer(desk, desk.post(version_page(draft, "try"))["Location"], "none")
    answer(desk, page, "8")
    draft.question_set.filter(key="pain").update(maximum=7)
    assert desk.get(version_page(draft, "try_page", "check"))["Location"] == page
    assert "checked" in text_of(desk, version_page(draft, "try_page", "flags"))


def test_only_who_may_see_drafts_may_try_one(draft, django_user_model) -> None:
    django_user_model.objects.create_user("editor", is_staff=True)
    for page in (version_page(draft, "try"), version_page(draft, "try_page", "flags")):
        assert signed_in("editor").get(page).status_code == 403


def test_strangers_see_nothing_of_a_draft(client, draft) -> None:
    for page in (
        version_page(draft, "try"),
        version_page(draft, "try_page", "flags"),
        version_page(draft, "preview", "eases"),
        version_page(draft, "diagram"),
        version_page(draft, "texts"),
    ):
        assert client.get(page)["Location"].startswith("/admin/login/"), page
        assert client.post(page)["Location"].startswith("/admin/login/"), page


def test_the_diagram_shows_every_question_condition_and_rule_and_says_the_same_in_words(desk, draft) -> None:
    drawn = diagram.draw(content(draft))
    assert [box.key for box in drawn.boxes] == ["flags", "pain", "eases", "walks"]
    (edge,) = drawn.boxes[2].edges
    assert (edge.sources, edge.text) == (("pain",), "if pain is at least 7 of 10")
    leaves = {leaf.key: (box.key, leaf.urgency) for box in drawn.boxes for leaf in box.leaves}
    assert leaves == {
        "walks_well": ("walks", "self_care"), "flag": ("flags", "emergency"), "nothing_eases": ("eases", "urgent"),
        "severe_pain": ("pain", "soon"),
    }  # fmt: skip
    tops = [box.y for box in drawn.boxes]
    assert tops == sorted(tops)
    text = desk.get(version_page(draft, "diagram")).content.decode()
    picture = re.search(r'<svg class="diagram.*?</svg>', text, re.DOTALL)
    assert picture is not None
    assert picture[0].count("<rect") == 4 + 4
    assert "style=" not in picture[0]
    assert "Asked when pain is at least 7 of 10." in text
    assert html.unescape(text).count("because severe_pain") == 2, "in the picture and in the list"
    assert not fields_of(text)
