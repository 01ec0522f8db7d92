"""Walking through a triage in a browser, as a patient does: by the words on the page."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page, expect

MILD_STRAIN: Mapping[str, str | None] = {
    "Do you have any of these right now?": "None of these",
    "Do you feel ill, or have any of these?": "None of these",
    "What happens when you move your foot up and down?": "I can move it both ways",
    "How did it begin?": "In a moment",
    "Did any of these happen when it began?": "Hard effort, such as a sprint, a jump or heavy work",
    "Can you rise onto the toes of the bad leg?": "Yes, but it is weak or sore",
    "How do you walk now?": "I can push off, but it is weak or sore",
    "How bad is the pain right now?": "4",
    "Is any of this true of your calf?": "None of these",
    "Look at both calves. What do you see or feel?": "One calf is a little swollen",
    "How much thicker is the swollen calf?": None,
    "Is it one leg or both?": "One leg",
    "How old are you?": "35",
    "How many days ago did it begin?": "1",
    "Is it getting better?": "It stays the same",
    "Have you noticed any of these?": "None of these",
    "Is any of this true for you?": "None of these",
    "Do any of these apply to you?": "None of these",
}

FLAGS = "Do you have any of these right now?"
ILLNESS = "Do you feel ill, or have any of these?"
MOVEMENT = "What happens when you move your foot up and down?"
ONSET = "How did it begin?"
HEEL = "Can you rise onto the toes of the bad leg?"
LOOK = "Look at both calves. What do you see or feel?"
GAP = "How much thicker is the swollen calf?"
AGE = "How old are you?"
DAYS = "How many days ago did it begin?"
NO_SWELLING = {**MILD_STRAIN, LOOK: "None of these"}


def begin(page: Page) -> None:
    """From the home page to the first question, as a newcomer would go."""
    page.goto("/")
    page.get_by_role("link", name="I have a problem now").click()
    page.get_by_role("link", name="Calf pain, weakness or cramp").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you have any of these right now?")


def answer(page: Page, value: str | None) -> None:
    """Answer the question on the page; None leaves it empty."""
    box = page.get_by_role("textbox")
    if box.count():
        box.fill(value or "")
    elif value is not None:
        page.get_by_label(value, exact=True).check()
    page.get_by_role("button", name="Continue").click()


def walk(page: Page, patient: Mapping[str, str | None], look: Callable[[], None] = lambda: None) -> None:
    """Answer every question that is asked, looking at each page first, up to the page after the last."""
    for _ in range(25):
        heading = page.get_by_role("heading", level=1).inner_text()
        look()
        if heading not in patient:
            return
        answer(page, patient[heading])
        expect(page.get_by_role("heading", level=1)).not_to_have_text(heading)
    raise AssertionError("The journey does not end.")


def protocols(page: Page) -> list[str]:
    """The start pages of all protocols, as the list has them."""
    page.goto("/triage/")
    links = page.locator(".link-card a").all()
    assert links, "There is nothing to choose."
    return [str(link.get_attribute("href")) for link in links]


def answer_somehow(page: Page, number: str) -> None:
    """Answer whatever is asked: the first of several answers, "none of these", or this number."""
    box, radios = page.get_by_role("textbox"), page.get_by_role("radio")
    if box.count():
        box.fill(number)
    elif radios.count():
        radios.first.check()
    else:
        page.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="Continue").click()


def upto(question: str) -> dict[str, str | None]:
    """A mild strain's answers to all questions but this one, where the walk then stands."""
    return {key: value for key, value in MILD_STRAIN.items() if key != question}


def see(page: Page, heading: str) -> None:
    """The page has this heading. What axe says of each page of a journey, test_journey.py asks once."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def row(page: Page, question: str) -> str:
    """What the page with all answers says beside this question."""
    return page.locator(".summary-list__row").filter(has_text=question).locator("dd").first.inner_text()
