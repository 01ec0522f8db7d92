"""Walking through the triage in a browser, as a patient does. Answers go by keys, so that wording can change."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Locator, Page, expect

START = "/triage/leg/"
Patient = Mapping[str, str]
"""What a patient answers, by question: the key of a choice, keys with a space between them, or what is typed."""

MILD_STRAIN: Patient = {
    "danger": "none",
    "illness": "none",
    "age": "35",
    "main": "calf",
    "legs": "left",
    "onset": "moment",
    "since": "1 day",
    "event": "effort",
    "cast": "no",
    "heel": "sore",
    "weak_where": "none",
    "walking": "limp",
    "pain": "4",
    "pressure": "none",
    "look": "none",
    "course": "same",
    "other_signs": "none",
    "clot": "none",
    "health": "none",
    "last_check": "none",
}


def begin(page: Page) -> None:
    """From the home page to the first question, as a newcomer would go."""
    page.goto("/")
    page.get_by_role("link", name="I have a problem now").click()
    page.get_by_role("button", name="Start").click()
    at(page, "danger")


def questions(page: Page) -> list[Locator]:
    """The questions on the page, in order: one or a few, or none where nothing is asked."""
    return page.locator("[data-question]").all()


def key_of(question: Locator) -> str:
    return str(question.get_attribute("data-question"))


def at(page: Page, question: str) -> None:
    """The page of this question is open."""
    expect(page.locator(f"[data-question={question}]")).to_have_count(1)


def tick(page: Page, question: str, *keys: str) -> None:
    """Choose these answers to one question, and send nothing."""
    for key in keys:
        page.locator(f"[data-question={question}] input[value={key}]").check()


def answer(page: Page, *values: str) -> None:
    """Answer the questions on the page, one value for each, and go on; without values as it stands."""
    for question, value in zip(questions(page), values, strict=False):
        box = question.get_by_role("textbox")
        if box.count():
            box.fill(value)
        else:
            tick(page, key_of(question), *value.split())
    page.get_by_role("button", name="Continue").click()


def walk(page: Page, patient: Patient, look: Callable[[], None] = lambda: None) -> None:
    """Answer every question that is asked, looking at each page first, up to a page that the patient can't answer."""
    for _ in range(25):
        asked = [key_of(question) for question in questions(page)]
        look()
        if not asked or asked[0] not in patient:
            return
        address = page.url
        answer(page, *(patient.get(key, "") for key in asked))
        expect(page).not_to_have_url(address)
    raise AssertionError("The journey does not end.")


def upto(question: str, patient: Patient = MILD_STRAIN) -> Patient:
    """A patient who answers everything up to this question, where the walk then stands."""
    return {key: value for key, value in patient.items() if key != question}


def answer_somehow(page: Page, number: str) -> None:
    """Answer whatever is asked: the first of several answers, "none of these", or this number."""
    for question in questions(page):
        box, radios = question.get_by_role("textbox"), question.get_by_role("radio")
        if box.count():
            box.fill(number if question.get_by_role("combobox").count() == 0 else f"{number} weeks")
        elif radios.count():
            if question.is_visible():
                radios.first.check()
        else:
            question.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="Continue").click()


def see(page: Page, heading: str) -> None:
    """The page has this heading. What axe says of each page of a journey, test_journey.py asks once."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def row(page: Page, question: str) -> str:
    """What the page with all answers says beside this question, in short words."""
    name = page.locator("dt").get_by_text(question, exact=True)
    return page.locator(".summary-list__row").filter(has=name).locator("dd").first.inner_text()
