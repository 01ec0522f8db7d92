"""Journeys that cannot break: whatever a patient, a browser or a slow line does, no answer is lost or mixed up."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk, journey
from tests.browser.accessibility import axe
from tests.browser.clicks import follow
from tests.browser.journey import MILD_STRAIN, at, row, see, tick, upto
from tests.browser.server import Server
from tests.triage.journey import leg_results
from triage.journey.cookie import Store

CHECK = "Check your answers"
EMERGENCY = "Get emergency help now"
SELF_CARE = "You can look after this at home"


# ------------------------------------------------------------------------------------------------ back, and again


def test_the_back_button_shows_each_answer_as_given_and_leads_on_where_one_was(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, upto("onset"))
    page.go_back()
    at(page, "main")
    for answered in ("calf", "left"):
        expect(page.locator(f"input[value={answered}]")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("textbox")).to_have_value("35")
    follow(page.get_by_role("button", name="Continue"))
    at(page, "onset")


def test_the_back_link_does_the_same_and_ends_at_the_start(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, upto("age"))
    for question in ("illness", "danger"):
        follow(page.get_by_role("link", name="Back", exact=True))
        at(page, question)
    follow(page.get_by_role("link", name="Back", exact=True))
    expect(page.get_by_role("button", name="Start")).to_be_visible()


def test_a_page_loaded_again_is_the_same_page(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, upto("main"))
    page.reload()
    at(page, "main")
    page.goto(page.url.replace("/main/", "/result/"))  # too early
    at(page, "main")
    journey.resume_as(page, MILD_STRAIN)
    for _ in range(2):
        see(page, SELF_CARE)
        page.reload()


def test_a_page_with_an_error_can_be_loaded_again_left_and_come_back_to(page: Page) -> None:
    """Were it the answer to a sent form, the browser would ask to send it again, or show a page of its own."""
    journey.begin(page)
    journey.walk(page, upto("age"))
    journey.answer(page, "forty")
    expect(page.get_by_role("alert")).to_be_visible()  # loading again while the page still changes is refused
    for again in (page.reload, page.go_back, page.go_forward):
        again()
        if again != page.go_back:
            at(page, "age")
            expect(page.get_by_role("textbox")).to_have_value("forty")
            expect(page.get_by_role("alert")).to_contain_text("That is not a number")
    journey.answer(page, "40")
    at(page, "main")
    page.go_back()
    at(page, "age")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_value("40")


# --------------------------------------------------------------------------------------------------- sent twice


@pytest.mark.parametrize("twice", ["button.click(); button.click()", "button.form.submit(); button.form.submit()"])
def test_a_form_sent_twice_counts_once(page: Page, twice: str) -> None:
    journey.begin(page)
    tick(page, "danger", "none")
    page.get_by_role("button", name="Continue").evaluate(f"button => {{ {twice} }}")
    at(page, "illness")
    expect(page.locator(":checked")).to_have_count(0)


def test_a_double_click_counts_once(page: Page) -> None:
    journey.begin(page)
    tick(page, "danger", "none")
    page.get_by_role("button", name="Continue").dblclick(no_wait_after=True)
    at(page, "illness")
    page.wait_for_load_state("networkidle")  # a second click that has met the next page is still on its way
    # Had the second click met the next page, it would have sent it empty: that is an error, never an answer.
    expect(page.locator(":checked")).to_have_count(0)
    axe(page)


def test_start_pressed_twice_begins_one_journey_that_works(page: Page) -> None:
    page.goto(journey.START)
    page.get_by_role("button", name="Start").evaluate("button => { button.click(); button.click() }")
    at(page, "danger")
    journey.answer(page, "none")
    at(page, "illness")


def test_an_old_form_sent_again_changes_only_its_own_answer(page: Page) -> None:
    journey.begin(page)
    address = page.url
    token = page.locator("main form:has(fieldset) input[name=csrfmiddlewaretoken]").input_value()
    journey.walk(page, upto("event"))
    for _ in range(2):
        sent = page.request.post(address, form={"answer": "none", "csrfmiddlewaretoken": token})
        assert sent.url.endswith("/event/"), "the journey stands where it stood"
    page.reload()
    at(page, "event")
    page.goto(address)
    expect(page.locator("input[value=none]")).to_be_checked()


def test_a_slow_line_and_an_impatient_patient(page: Page) -> None:
    journey.begin(page)
    address = page.url
    tick(page, "danger", "none")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", slow)
    button = page.get_by_role("button", name="Continue")
    button.click(no_wait_after=True)
    page.wait_for_timeout(300)
    button.click(no_wait_after=True)  # nothing happened yet, so: once more
    page.wait_for_timeout(300)
    page.goto(address)  # and then something else
    at(page, "danger")
    line.send("Network.emulateNetworkConditions", {**slow, "latency": 0})
    tick(page, "danger", "none")
    follow(button)
    at(page, "illness")


# ----------------------------------------------------------------------------------------------------- two tabs


def test_two_tabs_keep_their_own_answers(page: Page) -> None:
    mine = {page: "35", page.context.new_page(): "71"}
    for tab in mine:
        journey.begin(tab)
    for said in ("none", "none", None):
        for tab, age in mine.items():
            tab.bring_to_front()  # a browser lets a hidden tab wait
            journey.answer(tab, said or age)
    for tab, age in mine.items():
        tab.bring_to_front()
        at(tab, "main")
        tab.goto(tab.url.replace("/main/", "/age/"))
        expect(tab.get_by_role("textbox")).to_have_value(age)


def test_two_tabs_walk_to_their_ends_side_by_side(page: Page) -> None:
    pains = {page: "2", page.context.new_page(): "3"}
    stores = {tab: Store("leg", pain * len(leg_results.STORE.key)) for tab, pain in pains.items()}
    for tab, pain in pains.items():
        patient = journey.before("clot", {**MILD_STRAIN, "pain": pain})
        journey.resume_as(tab, patient, "clot", stores[tab])
    for _ in ("clot", "health", "last_check"):
        for tab in pains:
            tab.bring_to_front()  # a browser lets a hidden tab wait
            journey.answer(tab, "none")
    for tab, pain in pains.items():
        tab.bring_to_front()
        see(tab, CHECK)
        tab.reload()
        expect(tab).to_have_url(stores[tab].url("check"))
        assert row(tab, "Pain") == f"{pain} of 10"


# --------------------------------------------------------------------------------------------- a changed answer


def test_a_changed_answer_asks_only_what_is_new_and_keeps_the_rest(page: Page) -> None:
    journey.resume_as(page, MILD_STRAIN, "check")
    follow(page.get_by_role("link", name="Change your answer to: Weakness"))
    page.locator("input[value=none]").uncheck()
    journey.answer(page, "knee")
    at(page, "weak_story")
    journey.answer(page, "old")
    see(page, CHECK)
    assert row(page, "Age") == "35 years"
    follow(page.get_by_role("link", name="Change your answer to: Weakness"))
    page.locator("input[value=knee]").uncheck()
    journey.answer(page, "none")
    see(page, CHECK)
    expect(page.get_by_text("How it got weak")).to_have_count(0)


def test_a_change_to_an_emergency_and_back_loses_nothing(page: Page) -> None:
    journey.resume_as(page, MILD_STRAIN, "check")
    follow(page.get_by_role("link", name="Change your answer to: Heel raise"))
    journey.answer(page, "no", "none")
    see(page, EMERGENCY)
    page.go_back()
    at(page, "heel")
    journey.answer(page, "no", "sore")
    see(page, CHECK)
    assert row(page, "Age") == "35 years"


# ------------------------------------------------------------------------------------------------ without JavaScript


def test_without_javascript_errors_changes_and_deleting_work_too(no_js: Page) -> None:
    journey.begin(no_js)
    journey.answer(no_js)
    expect(no_js.get_by_role("alert")).to_contain_text("Tick all that apply")
    journey.resume_as(no_js, MILD_STRAIN, "check")
    follow(no_js.get_by_role("link", name="Change your answer to: Age"))
    journey.answer(no_js, "36")
    assert row(no_js, "Age") == "36 years"
    follow(no_js.get_by_role("link", name="See my advice").first)
    see(no_js, SELF_CARE)
    follow(no_js.get_by_role("link", name="Delete my answers"))
    follow(no_js.get_by_role("button", name="Delete my answers"))
    expect(no_js.get_by_role("status")).to_contain_text("Your answers are deleted")


# ----------------------------------------------------------------------------------------- a version in mid-journey


def version_of(page: Page) -> int:
    return int(page.get_by_text("Questions and rules:").inner_text().split("version ")[1].split(".")[0])


def test_a_version_published_in_mid_journey_serves_only_new_journeys(
    page: Page, server: Server, leg_as_shipped: None
) -> None:
    patient = {**MILD_STRAIN, "pain": "6"}
    journey.resume_as(page, journey.before("look", patient), "look")
    desk.publish_severe_pain(server, 5)
    journey.walk(page, patient)
    follow(page.get_by_role("link", name="See my advice").first)
    see(page, SELF_CARE)
    later = page.context.new_page()
    journey.begin(later)
    journey.walk(later, patient)
    follow(later.get_by_role("link", name="See my advice").first)
    see(later, "Book a visit")
    assert version_of(later) == version_of(page) + 1
