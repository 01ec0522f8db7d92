"""Walking through the triage in a browser, as a patient does.

Answers are written by the keys of the shipped triage: a question that is said better breaks no walk.
"""

from collections.abc import Callable, Collection, Mapping

from playwright.sync_api import Locator, Page, expect

from triage.engine.parts import placeholders
from triage.storage import text_file

START = "/triage/leg/"
LEG = placeholders.filled(text_file.load(text_file.SHIPPED / "leg.toml"))
NONE = ("none",)
Given = str | Collection[str]
"""What is typed or chosen; or what is ticked."""
Patient = Mapping[str, Given]

MILD_STRAIN: Patient = {
    "danger": NONE,
    "illness": NONE,
    "age": "34",
    "main": "calf",
    "legs": "left",
    "onset": "moment",
    "since": "1 day",
    "event": ("effort",),
    "cast": "no",
    "heel": "sore",
    "weak_where": NONE,
    "walking": "limp",
    "pain": "4",
    "pressure": NONE,
    "look": NONE,
    "course": "too_soon",
    "other_signs": NONE,
    "clot": NONE,
    "health": NONE,
    "last_check": NONE,
}
SELF_CARE = "You can look after this at home"
EMERGENCY = "Get emergency help now"
CHECK = "Check your answers"


def begin(page: Page) -> None:
    """From the home page to the first question, as a newcomer would go."""
    page.goto("/")
    page.get_by_role("link", name="I have a problem now").click()
    page.get_by_role("button", name="Start").click()
    see(page, words("danger"))


def words(question: str, choice: str = "") -> str:
    """A question, or one of its choices, as patients read it."""
    asked = LEG.question_by_key[question]
    return asked.by_key[choice].text if choice else asked.text


def short(question: str) -> str:
    """What a question is called where answers are listed."""
    return LEG.question_by_key[question].short


def field(page: Page, question: str) -> Locator:
    """The part of the page that asks this question."""
    return page.locator(f"[data-question={question}]")


def choice(page: Page, question: str, key: str) -> Locator:
    """The radio button or the checkbox of a choice."""
    return field(page, question).locator(f"input[value={key}]")


def asked(page: Page) -> list[str]:
    """The questions that the page asks, from the top."""
    return [str(one.get_attribute("data-question")) for one in page.locator("[data-question]").all()]


def give(page: Page, question: str, given: Given) -> None:
    """Answer one question of the page; do not send it."""
    if not isinstance(given, str):
        boxes = field(page, question).get_by_role("checkbox").all()
        for box in sorted(boxes, key=lambda box: box.get_attribute("value") in given):  # what must go, first
            box.set_checked(box.get_attribute("value") in given)
    elif LEG.question_by_key[question].number:
        field(page, question).get_by_role("textbox").fill(given)
    else:
        choice(page, question, given).check()


def send(page: Page) -> None:
    """On to the next page, or back to this one with what is wrong."""
    page.get_by_role("button", name="Continue").click()


def answer(page: Page, **given: Given) -> None:
    """Answer these questions of the page, and send it."""
    for question, value in given.items():
        give(page, question, value)
    send(page)


def walk(page: Page, patient: Patient, look: Callable[[], None] = lambda: None) -> None:
    """Answer every page, looking at each first, up to one that asks what this patient has no answer to, or nothing."""
    for _ in range(25):
        look()
        page.wait_for_load_state()
        here = [question for question in asked(page) if field(page, question).is_visible()]
        if not here or not patient.keys() >= set(here):
            return
        address = page.url
        answer(page, **{question: patient[question] for question in here})
        expect(page).not_to_have_url(address)
    raise AssertionError("The journey does not end.")


def upto(question: str, patient: Patient = MILD_STRAIN) -> Patient:
    """A patient's answers to all questions but this one, on whose page the walk then ends."""
    return {key: value for key, value in patient.items() if key != question}


def advice(page: Page, heading: str = SELF_CARE) -> None:
    """From the page with all answers to the result, which begins so."""
    page.get_by_role("link", name="See my advice").first.click()
    see(page, heading)


def change(page: Page, question: str) -> None:
    """Follow the link that changes this answer, from the page with all answers or from the result."""
    page.get_by_role("link", name=f"Change your answer to: {short(question)}", exact=True).last.click()
    see_question(page, question)


def delete(page: Page) -> None:
    """Delete the answers, and say that it is meant."""
    page.get_by_role("link", name="Delete my answers").click()
    page.get_by_role("button", name="Delete my answers").click()
    expect(page.get_by_role("status")).to_contain_text("Your answers are deleted")


def see(page: Page, heading: str) -> None:
    """The page has this heading. What axe says of each page of a journey, test_journey.py asks once."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def see_question(page: Page, question: str) -> None:
    """The page asks this question first."""
    expect(page.locator("[data-question]").first).to_have_attribute("data-question", question)


def row(page: Page, question: str) -> str:
    """What the page with all answers says beside this question."""
    term = page.locator(".summary-list__row dt").get_by_text(short(question), exact=True)
    return page.locator(".summary-list__row").filter(has=term).locator("dd").first.inner_text()
