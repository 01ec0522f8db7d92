"""Walking through the triage in a browser, as a patient does. Answers go by keys, so that wording can change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import takewhile

from playwright.sync_api import Locator, Page, expect

from tests.browser.clicks import follow
from tests.triage.journey import finished, leg_results
from triage.engine.parts.question import Kind
from triage.engine.run import answers
from triage.journey.cookie import COOKIE, Journey, Store

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
    "bones": "none",
    "pressure": "none",
    "look": "none",
    "course": "same",
    "other_signs": "none",
    "clot": "none",
    "health": "none",
    "last_check": "none",
}


def begin(page: Page) -> None:
    """From the start page to the first question."""
    page.goto(START)
    follow(page.get_by_role("button", name="Start"))
    at(page, "danger")


def begin_at_home(page: Page) -> None:
    """From the home page to the first question, as a newcomer would go."""
    page.goto("/")
    follow(page.get_by_role("link", name="I have a problem now"))
    follow(page.get_by_role("button", name="Start"))
    at(page, "danger")


def live_version(page: Page) -> int:
    """The number of the version that new journeys begin with, as one process or the other has it."""
    return int(page.request.get(f"{START}questionnaire.json", headers={"Connection": "close"}).json()["version"])


def resume(page: Page, of: Journey, name: str = "result") -> None:
    """A page of this journey, with the cookie that the walk there would have left.

    On the live version, which is another than the first where a test before has published or withdrawn one.
    """
    cookie = finished.cookie_of(replace(of, protocol=replace(of.protocol, version=live_version(page))))
    page.context.add_cookies([{"name": COOKIE, "value": cookie.value, "domain": "127.0.0.1", "path": cookie["path"]}])
    page.goto(of.store.url(name))


def resume_as(page: Page, patient: Patient, name: str = "result", store: Store = leg_results.STORE) -> None:
    """As `resume`, after everything that this patient says."""
    asked = {key: leg_results.LEG.question_by_key[key] for key in patient}
    sent = {key: said.split() if asked[key].kind is Kind.MULTI else [said] for key, said in patient.items()}
    given = {key: answers.read(asked[key], values) for key, values in sent.items()}
    typed = {key: said for key, said in patient.items() if asked[key].kind is Kind.NUMBER}
    resume(page, Journey(leg_results.LEG, store, given, typed), name)


def questions(page: Page) -> list[Locator]:
    """The questions on the page, in order: one or a few, or none where nothing is asked."""
    return page.locator("[data-question]").all()


def key_of(question: Locator) -> str:
    return str(question.get_attribute("data-question"))


def at(page: Page, question: str) -> None:
    """The page of this question is open, and has loaded."""
    expect(page.locator(f"[data-question={question}]")).to_have_count(1)
    page.wait_for_load_state()


def tick(page: Page, question: str, *keys: str) -> None:
    """Choose these answers to one question, and send nothing."""
    for key in keys:
        page.locator(f"[data-question={question}] input[value={key}]").check()


def answer(page: Page, *values: str) -> None:
    """Answer the questions on the page, one value for each, and go on; without values as it stands."""
    expect(page.locator("[data-question]")).not_to_have_count(0)
    page.wait_for_load_state()
    for question, value in zip(questions(page), values, strict=False):
        box = question.get_by_role("textbox")
        if box.count():
            box.fill(value)
        else:
            tick(page, key_of(question), *value.split())
    follow(page.get_by_role("button", name="Continue"))


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


def before(question: str, patient: Patient = MILD_STRAIN) -> Patient:
    """A patient who has answered everything before this question, and nothing more."""
    return dict(takewhile(lambda said: said[0] != question, patient.items()))


def see(page: Page, heading: str) -> None:
    """The page with this heading has loaded. What axe says of each page of a journey, test_journey.py asks once."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state()


def row(page: Page, question: str) -> str:
    """What the page with all answers says beside this question, in short words."""
    name = page.locator("dt").get_by_text(question, exact=True)
    return page.locator(".summary-list__row").filter(has=name).locator("dd").first.inner_text()
