"""Journeys that cannot break: whatever a patient, a browser or a slow line does, no answer is lost or mixed up."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk, journey
from tests.browser.accessibility import axe
from tests.browser.journey import AGE, DAYS, FLAGS, GAP, HEEL, ILLNESS, MOVEMENT, NO_SWELLING, ONSET, row, see
from tests.browser.server import Server

CHECK = "Check your answers"
EMERGENCY = "Get emergency help now"


# ------------------------------------------------------------------------------------------------ back, and again


def test_the_back_button_shows_each_answer_as_given_and_leads_on_where_one_was(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, journey.upto(ONSET))
    page.go_back()
    see(page, MOVEMENT)
    expect(page.get_by_label("I can move it both ways")).to_be_checked()
    page.go_back()
    see(page, ILLNESS)
    page.get_by_role("button", name="Continue").click()
    see(page, ONSET)


def test_the_back_link_does_the_same_and_ends_at_the_start(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, journey.upto(MOVEMENT))
    for heading in (ILLNESS, FLAGS, "Calf pain, weakness or cramp"):
        page.get_by_role("link", name="Back", exact=True).or_(page.get_by_role("link", name="Choose")).click()
        see(page, heading)


def test_a_page_loaded_again_is_the_same_page(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, journey.upto(MOVEMENT))
    page.reload()
    see(page, MOVEMENT)
    page.goto(page.url.replace("/movement/", "/result/"))  # too early
    see(page, MOVEMENT)
    journey.walk(page, journey.MILD_STRAIN)
    page.get_by_role("link", name="See my advice").click()
    see(page, "You can look after this at home")
    page.reload()
    see(page, "You can look after this at home")


def test_a_page_with_an_error_can_be_loaded_again_left_and_come_back_to(page: Page) -> None:
    """Were it the answer to a sent form, the browser would ask to send it again, or show a page of its own."""
    journey.begin(page)
    journey.walk(page, journey.upto(AGE))
    journey.answer(page, "forty")
    expect(page.get_by_role("alert")).to_be_visible()  # loading again while the page still changes is refused
    for again in (page.reload, page.go_back, page.go_forward):
        again()
        if again != page.go_back:
            see(page, AGE)
            expect(page.get_by_role("textbox")).to_have_value("forty")
            expect(page.get_by_role("alert")).to_contain_text("That is not a number")
    journey.answer(page, "40")
    see(page, DAYS)
    page.go_back()
    see(page, AGE)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_value("40")


# --------------------------------------------------------------------------------------------------- sent twice


@pytest.mark.parametrize("twice", ["button.click(); button.click()", "button.form.submit(); button.form.submit()"])
def test_a_form_sent_twice_counts_once(page: Page, twice: str) -> None:
    journey.begin(page)
    page.get_by_label("None of these").check()
    page.get_by_role("button", name="Continue").evaluate(f"button => {{ {twice} }}")
    see(page, ILLNESS)
    expect(page.locator(":checked")).to_have_count(0)


def test_a_double_click_counts_once(page: Page) -> None:
    journey.begin(page)
    page.get_by_label("None of these").check()
    page.get_by_role("button", name="Continue").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text(ILLNESS)
    # Had the second click met the next page, it would have sent it empty: that is an error, never an answer.
    expect(page.locator(":checked")).to_have_count(0)
    axe(page)


def test_start_pressed_twice_begins_one_journey_that_works(page: Page) -> None:
    page.goto("/triage/calf/")
    page.get_by_role("button", name="Start").evaluate("button => { button.click(); button.click() }")
    see(page, FLAGS)
    journey.answer(page, "None of these")
    see(page, ILLNESS)


def test_an_old_form_sent_again_changes_only_its_own_answer(page: Page) -> None:
    journey.begin(page)
    address = page.url
    token = page.locator("main form:has(fieldset) input[name=csrfmiddlewaretoken]").input_value()
    journey.walk(page, journey.upto(HEEL))
    for _ in range(2):
        sent = page.request.post(address, form={"answer": "none", "csrfmiddlewaretoken": token})
        assert sent.url.endswith("/heel_raise/"), "the journey stands where it stood"
    page.reload()
    see(page, HEEL)
    page.goto(address)
    expect(page.get_by_label("None of these")).to_be_checked()


def test_a_slow_line_and_an_impatient_patient(page: Page) -> None:
    journey.begin(page)
    address = page.url
    page.get_by_label("None of these").check()
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
    expect(page.get_by_role("heading", level=1)).to_have_text(FLAGS)
    line.send("Network.emulateNetworkConditions", {**slow, "latency": 0})
    page.get_by_label("None of these").check()
    button.click()
    see(page, ILLNESS)


# ----------------------------------------------------------------------------------------------------- two tabs


def test_two_tabs_in_the_same_protocol_keep_their_own_answers(page: Page) -> None:
    mine = {page: "I can move it both ways", page.context.new_page(): "It cramps for a short time, then lets go"}
    for tab in mine:
        journey.begin(tab)
    for question in ("None of these", "None of these", None):
        for tab, foot in mine.items():
            tab.bring_to_front()  # a browser lets a hidden tab wait
            journey.answer(tab, question or foot)
    for tab, foot in mine.items():
        tab.bring_to_front()
        see(tab, ONSET)
        tab.goto(tab.url.replace("/onset/", "/movement/"))
        expect(tab.get_by_label(foot)).to_be_checked()


def test_two_tabs_in_different_protocols_do_not_disturb_each_other(page: Page) -> None:
    """With one protocol on the list, two journeys of it."""
    starts = journey.protocols(page)
    tabs = {page: starts[0], page.context.new_page(): starts[-1]}
    roots = []
    for tab, start in tabs.items():
        tab.goto(start)
        tab.get_by_role("button", name="Start").click()
        roots.append(tab.url.removesuffix("red_flags/"))
    assert len(set(roots)) == 2
    for _ in range(25):
        for tab, number in zip(tabs, ("2", "3"), strict=True):
            tab.bring_to_front()
            if tab.get_by_role("button", name="Continue").count():
                journey.answer_somehow(tab, number)
    for tab, root in zip(tabs, roots, strict=True):
        assert tab.url.startswith(root)
        assert tab.url.removeprefix(root) in {"check/", "result/"}, tab.url
        tab.bring_to_front()
        tab.reload()
        axe(tab)
        assert tab.url.startswith(root)
    assert row(page, "Pain now") == "2 of 10"


# --------------------------------------------------------------------------------------------- a changed answer


def test_a_changed_answer_asks_only_what_is_new_and_keeps_the_rest(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, NO_SWELLING)
    see(page, CHECK)
    page.get_by_role("link", name="Change your answer to: Look and touch").click()
    page.get_by_label("None of these").uncheck()
    journey.answer(page, "One calf is a little swollen")
    see(page, GAP)
    journey.answer(page, "1.5")
    see(page, CHECK)
    assert (row(page, "Difference between"), row(page, "Age")) == ("1.5 cm", "35 years")
    page.get_by_role("link", name="Change your answer to: Look and touch").click()
    page.get_by_label("One calf is a little swollen").uncheck()
    journey.answer(page, "None of these")
    see(page, CHECK)
    expect(page.get_by_text("Difference between")).to_have_count(0)


def test_a_change_to_an_emergency_and_back_loses_nothing(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, NO_SWELLING)
    page.get_by_role("link", name="Change your answer to: Rising onto the toes").click()
    journey.answer(page, "No, I can’t")
    see(page, EMERGENCY)
    page.go_back()
    see(page, HEEL)
    journey.answer(page, "Yes, but it is weak or sore")
    see(page, CHECK)
    assert row(page, "Age") == "35 years"


# ------------------------------------------------------------------------------------------------ without JavaScript


def test_without_javascript_errors_changes_and_deleting_work_too(no_js: Page) -> None:
    journey.begin(no_js)
    journey.answer(no_js, None)
    expect(no_js.get_by_role("alert")).to_contain_text("Tick all that apply")
    journey.walk(no_js, NO_SWELLING)
    no_js.get_by_role("link", name="Change your answer to: Age").click()
    journey.answer(no_js, "36")
    assert row(no_js, "Age") == "36 years"
    no_js.get_by_role("link", name="See my advice").click()
    expect(no_js.get_by_role("heading", level=1)).to_contain_text("You can look after this at home")
    no_js.get_by_role("button", name="Delete my answers").click()
    expect(no_js.get_by_role("status")).to_contain_text("Your answers are deleted")


# ----------------------------------------------------------------------------------------- a version in mid-journey


def version_of(page: Page) -> int:
    return int(page.get_by_text("Questions and rules:").inner_text().split("version ")[1].split(".")[0])


def test_a_version_published_in_mid_journey_serves_only_new_journeys(page: Page, server: Server) -> None:
    patient = {**NO_SWELLING, "How bad is the pain right now?": "6"}
    journey.begin(page)
    journey.walk(page, journey.upto(HEEL))
    desk.publish_severe_pain(server, 5)
    try:
        journey.walk(page, patient)
        page.get_by_role("link", name="See my advice").click()
        see(page, "You can look after this at home")
        later = page.context.new_page()
        journey.begin(later)
        journey.walk(later, patient)
        later.get_by_role("link", name="See my advice").click()
        see(later, "Book a visit")
        assert version_of(later) == version_of(page) + 1
    finally:
        desk.go_back(server)
