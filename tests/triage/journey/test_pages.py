"""Pages with more than one question, numbers in several units, and how many pages there are."""

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from tests.triage.engine import samples
from tests.triage.engine.samples import any_of, compare
from triage import labels
from triage.engine.parts.condition import Comparison, Condition, Criterion, Meets
from triage.engine.parts.errors import Problem
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Kind, Number, Question
from triage.engine.parts.threshold import Threshold, Unit
from triage.engine.parts.urgency import Urgency
from triage.engine.run.replay import replay
from triage.journey import cookie, pages, question_page
from triage.versions import live

START = "/triage/sample/"


def choices(key: str, text: str, **choices: str) -> Question:
    made = tuple(Choice(name, said) for name, said in choices.items())
    return Question(key, Kind.SINGLE, text, key, choices=made, always=True)


def measured(key: str, text: str, unit: Unit, maximum: int, decimals: int = 0, **more: Any) -> Question:
    limits = Number(Decimal(0), Decimal(maximum), unit, decimals, unit_choice=True)
    return Question(key, Kind.NUMBER, text, key.capitalize(), number=limits, **more)


def below(question: Question, *when: Condition | Meets) -> Question:
    """The question on the page of the one before it, asked if all of these hold."""
    return replace(question, shares_page=True, ask_when=when)


MAIN = choices("main", "What is it?", calf="My calf", cramp="A cramp", back="My back only")
LEGS = choices("legs", "Which leg?", left="Left", right="Right", both="Both")
ONSET = choices("onset", "How fast did it come on?", moment="In a moment", slow="Slowly")
CAST = choices("cast", "Is your leg in a cast?", no="No", lately="Lately", now="Now", unsure="Not sure")
HEEL = choices("heel", "Can you lift your heel?", strong="Yes", weak="Less", none="No")
SINCE = measured("since", "How long ago did it begin?", Unit.DAYS, 36525)
WALL = measured("wall", "How far is your toe from the wall?", Unit.INCHES, 12, decimals=1, always=True)

SAMPLE: Protocol = samples.protocol(
    thresholds=(
        samples.threshold(),
        Threshold("fresh", "fresh", Decimal(14), Unit.DAYS, Decimal(7), Decimal(28), "a source"),
    ),
    criteria=(Criterion("no_cast", "Not in a cast", (any_of("cast", "no", "lately"),)),),
    questions=(
        samples.multi("flags", "cold", "unsure", "none", red_flags=True),
        samples.multi("flags_again", "cold", "none", ask_when=(any_of("flags", "unsure"),)),
        MAIN,
        below(LEGS, any_of("main", "calf", "cramp")),
        ONSET,
        below(SINCE),
        CAST,
        below(HEEL, Meets("no_cast"), any_of("main", "calf")),
        samples.number("pain", always=True),
        below(samples.single("eases", "yes", "no"), compare("pain", Comparison.AT_LEAST, "severe")),
        WALL,
    ),
    rules=(
        samples.rule("fine", Urgency.SELF_CARE, any_of("flags", "none"), any_of("heel", "strong")),
        samples.rule("flag", Urgency.EMERGENCY, any_of("flags", "cold")),
        samples.rule("again", Urgency.EMERGENCY, any_of("flags_again", "cold")),
        samples.rule("pop", Urgency.EMERGENCY, any_of("onset", "moment"), any_of("legs", "both")),
        samples.rule("old", Urgency.URGENT, compare("since", Comparison.ABOVE, "fresh"), any_of("eases", "no")),
        samples.rule("heel_lost", Urgency.URGENT, any_of("heel", "none")),
        samples.rule("in_cast", Urgency.URGENT, any_of("cast", "now"), any_of("legs", "left")),
    ),
)


@pytest.fixture
def journey(client: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a journey through the sample, its first question answered."""
    monkeypatch.setattr(live, "current", lambda slug: SAMPLE)
    monkeypatch.setattr(live, "of_journey", lambda slug, number: SAMPLE)
    address = client.post(START)["Location"].removesuffix("flags/")
    assert say(client, address, "flags", answer="none") == "main"
    return address


def say(client: Client, journey: str, page: str, /, **sent: Any) -> str:
    """Send a page; gives the next. `legs` is the name of the second question's field, `unit` of a first one's unit."""
    names = {"answer": "answer", "unit": "unit-answer", "unit_since": "unit-answer-since"}
    response = client.post(f"{journey}{page}/", {names.get(key, f"answer-{key}"): value for key, value in sent.items()})
    assert response.status_code == 302
    return response["Location"].removeprefix(journey).strip("/")


def shown(client: Client, journey: str, page: str) -> str:
    return re.sub(r"\s+", " ", unescape(client.get(f"{journey}{page}/").content.decode()))


def errors(html: str) -> list[str]:
    return re.findall(r'<li><a href="#[^"]*">([^<]*)</a></li>', html)


def answers(client: Client, journey: str) -> dict[str, Any]:
    """The answers in the cookie."""
    return in_cookie(client, journey)["answers"]


def in_cookie(client: Client, journey: str) -> dict[str, Any]:
    """All that the cookie holds."""
    return signing.loads(client.cookies[cookie.COOKIE].value, salt=journey)


# ---------------------------------------------------------------------------------------------------- shared pages


def test_questions_that_share_a_page_are_one_form_with_one_heading(client, journey) -> None:
    html = shown(client, journey, "main")
    assert html.count("<form") == html.count("<h1") == 1
    assert re.search(r"<h1>What is it\?</h1>", html)
    assert re.search(r'<legend class="field__legend field__label"> Which leg\? </legend>', html)
    assert say(client, journey, "main", answer="calf", legs="left") == "onset"
    assert answers(client, journey) == {"flags": ["none"], "main": ["calf"], "legs": ["left"]}


def test_each_question_has_its_error_in_the_summary_and_at_the_field(client, journey) -> None:
    assert say(client, journey, "onset") == "main", "not yet open"
    say(client, journey, "main", answer="calf", legs="left")
    assert say(client, journey, "onset", since="long") == "onset"
    html = shown(client, journey, "onset")
    assert errors(html) == [
        "Choose one answer.",
        "That is not a number. Enter one from 0 days to 100 years, in digits.",
    ]
    assert 'href="#id_answer_0"' in html
    assert 'href="#id_answer-since"' in html
    assert 'id="id_answer-error"' in html
    assert 'id="id_answer-since-error"' in html
    assert 'value="long"' in html


def test_what_was_right_stays_beside_what_was_wrong_and_nothing_is_taken_yet(client, journey) -> None:
    assert say(client, journey, "main", answer="cramp") == "main"
    html = shown(client, journey, "main")
    assert errors(html) == ["Choose one answer."]
    assert re.search(r'value="cramp"[^>]*checked', html)
    assert "main" not in answers(client, journey)
    assert say(client, journey, "main", answer="cramp", legs="both") == "onset"


def test_a_question_that_the_one_above_rules_out_is_not_required_and_not_heard(client, journey) -> None:
    assert "Skip this if you chose “My back only”." in shown(client, journey, "main")
    assert say(client, journey, "main", answer="back", legs="left") == "onset"
    assert answers(client, journey) == {"flags": ["none"], "main": ["back"]}
    assert say(client, journey, "main", answer="back", legs="nonsense") == "onset"
    assert say(client, journey, "main", answer="calf") == "main", "it is required now"


def test_while_the_one_above_is_wrong_only_that_is_said(client, journey) -> None:
    assert say(client, journey, "main", legs="nonsense") == "main"
    assert errors(shown(client, journey, "main")) == ["Choose one answer."]


def test_conditions_on_earlier_pages_decide_whether_it_is_on_the_page_at_all(client, journey) -> None:
    say(client, journey, "main", answer="back")
    say(client, journey, "onset", answer="slow", since="3", unit_since="weeks")
    assert "Can you lift your heel?" not in shown(client, journey, "cast")
    say(client, journey, "main", answer="calf", legs="left")
    html = shown(client, journey, "cast")
    assert "Can you lift your heel?" in html
    assert "Skip this if you chose “Now” or “Not sure”." in html
    assert '[[["cast", ["no", "lately"]]]]' in html


def test_a_number_above_it_is_said_in_words(client, journey) -> None:
    say(client, journey, "main", answer="calf", legs="left")
    say(client, journey, "onset", answer="slow", since="3 weeks")
    say(client, journey, "cast", answer="no", heel="strong")
    html = shown(client, journey, "pain")
    assert "Answer this only if “pain” is at least 7 of 10." in html
    assert "data-only-if" not in html
    assert say(client, journey, "pain", answer="6") == "wall"
    assert say(client, journey, "pain", answer="7") == "pain"
    assert say(client, journey, "pain", answer="7", eases="yes") == "wall"


def test_an_address_of_a_question_leads_to_its_page(client, journey) -> None:
    assert client.get(f"{journey}legs/")["Location"] == f"{journey}main/"
    say(client, journey, "main", answer="calf", legs="left")
    assert client.get(f"{journey}legs/")["Location"] == f"{journey}main/"
    assert re.search(r'value="left"[^>]*checked', shown(client, journey, "main"))
    assert f'href="{journey}main/"' in shown(client, journey, "onset"), "back"


def test_an_emergency_does_not_wait_for_the_rest_of_its_page(client, journey) -> None:
    say(client, journey, "main", answer="calf", legs="both")
    assert say(client, journey, "onset", answer="moment") == "result"


def test_every_answer_has_a_way_to_change_it(client, journey) -> None:
    say(client, journey, "main", answer="calf", legs="left")
    say(client, journey, "onset", answer="slow", since="3", unit_since="weeks")
    say(client, journey, "cast", answer="no", heel="none")
    say(client, journey, "pain", answer="8", eases="no")
    assert say(client, journey, "wall", answer="4½", unit="inches") == "check"
    html = shown(client, journey, "check")
    rows = re.findall(rf'<dt>(\w+)</dt>.*?href="{journey}(\w+)/"', html)
    pairs = {"main": "main", "legs": "main", "onset": "onset", "Since": "onset", "cast": "cast", "heel": "cast"}
    assert dict(rows) == pairs | {"flags": "flags", "pain": "pain", "eases": "pain", "Wall": "wall"}
    assert html.count("See my advice") == 2


# ----------------------------------------------------------------------------------------------------------- units


def at_since(client: Client, journey: str) -> None:
    say(client, journey, "main", answer="calf", legs="left")


@pytest.mark.parametrize(
    ("sent", "days", "kept"),
    [
        ({"since": "3", "unit_since": "weeks"}, "21", "3 weeks"),
        ({"since": "1", "unit_since": "weeks"}, "7", "1 week"),
        ({"since": "3 weeks"}, "21", "3 weeks"),
        ({"since": "3 Wks", "unit_since": "years"}, "21", "3 wks"),
        ({"since": "３", "unit_since": "days"}, "3", "3 days"),
        ({"since": "1½", "unit_since": "years"}, "547", "1 1/2 years"),
        ({"since": "0"}, "0", ""),
    ],
)
def test_a_time_is_kept_and_shown_as_it_was_typed(client, journey, sent, days, kept) -> None:
    at_since(client, journey)
    assert say(client, journey, "onset", answer="slow", **sent) == "cast"
    assert answers(client, journey)["since"] == [days]
    assert in_cookie(client, journey).get("typed", {}) == ({"since": kept} if kept else {})
    html = shown(client, journey, "onset")
    number, _, unit = kept.rpartition(" ")
    if unit in {"", "wks"}:
        assert f'value="{kept or 0}"' in html
    else:
        assert f'value="{number}"' in html
        assert re.search(rf'<option value="{unit}s?" selected>', html)


def test_a_number_that_could_be_in_several_units_needs_one(client, journey) -> None:
    at_since(client, journey)
    assert say(client, journey, "onset", answer="slow", since="3") == "onset"
    html = shown(client, journey, "onset")
    assert errors(html) == ["Choose days, weeks, months or years."]
    assert 'value="3"' in html
    assert re.search(
        r'<label class="visually-hidden" for="id_answer-since-unit">Days, weeks, months or years</label>', html
    )
    assert say(client, journey, "onset", answer="slow", since="3", unit_since="moons") == "onset"


def test_two_units_for_one_number_are_refused_as_two_numbers_are(client, journey) -> None:
    at_since(client, journey)
    assert say(client, journey, "onset", answer="slow", since="3", unit_since=["days", "years"]) == "onset"
    assert errors(shown(client, journey, "onset")) == ["That is more than one answer. Give just one."]


def test_what_is_wrong_in_a_unit_is_said_and_kept(client, journey) -> None:
    at_since(client, journey)
    assert say(client, journey, "onset", answer="slow", since="200", unit_since="years") == "onset"
    html = shown(client, journey, "onset")
    assert errors(html) == ["That number can’t be right. Enter a number from 0 days to 100 years."]
    assert 'value="200"' in html
    assert '<option value="years" selected>' in html


def test_the_limits_of_a_length_are_said_in_both_units() -> None:
    assert labels.problem(WALL, Problem.OUT_OF_LIMITS).endswith("from 0 inches to 12 inches (30 cm).")


def test_the_list_of_answers_says_it_as_it_was_typed(client, journey) -> None:
    at_since(client, journey)
    say(client, journey, "onset", answer="slow", since="3", unit_since="weeks")
    say(client, journey, "cast", answer="now")
    say(client, journey, "pain", answer="2")
    say(client, journey, "wall", answer="12.7", unit="cm")
    html = shown(client, journey, "check")
    assert re.search(r"<dt>Since</dt> <dd> 3 weeks </dd>", html)
    assert re.search(r"<dt>Wall</dt> <dd> 12.7 cm </dd>", html)


# ------------------------------------------------------------------------------------------------ who, and how many


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("child", "Answer for the child: “you” means the child."),
        ("other", "Answer for the person you help: “you” means that person."),
    ],
)
def test_who_answers_for_somebody_is_reminded_on_each_page(client, journey, who, said) -> None:
    assert "Who is it for?" in client.get(START).content.decode()
    other = Client()
    address = other.post(START, {"who": who})["Location"].removesuffix("flags/")
    assert said in shown(other, address, "flags")
    say(other, address, "flags", answer="none")
    for page in ("flags", "main"):
        assert said in shown(other, address, page)
    assert "Answer for" not in shown(client, journey, "main"), "kept pages are told apart"


def test_nonsense_about_who_answers_is_not_taken(journey) -> None:
    other = Client()
    address = other.post(START, {"who": "<b>"})["Location"].removesuffix("flags/")
    assert "answer-for" not in shown(other, address, "flags")


def about(given: dict[str, Any]) -> int:
    return pages.about(SAMPLE, replay(SAMPLE, given))


def test_the_number_of_pages_follows_from_the_answers() -> None:
    assert about({}) == 6
    assert about({"flags": frozenset({"unsure"})}) == 7
    assert about({"flags": frozenset({"none"})}) == 6


def test_the_page_says_where_it_stands(client, journey) -> None:
    assert "Question 2 of about 6" in shown(client, journey, "main")
    say(client, journey, "flags", answer="unsure")
    assert "Question 2 of about 7" in shown(client, journey, "flags_again")


def test_the_length_is_that_of_the_pages_that_everybody_is_asked() -> None:
    length = pages.length(SAMPLE)
    assert (length.pages, length.pages_at_most) == (6, 7)
    assert length.minutes == 1


def test_a_page_that_is_kept_differs_with_what_is_asked_on_it(client, journey) -> None:
    question_page._kept.clear()
    say(client, journey, "main", answer="back")
    say(client, journey, "onset", answer="slow", since="3 weeks")
    assert "Can you lift your heel?" not in shown(client, journey, "cast")
    other = Client()
    address = other.post(START)["Location"].removesuffix("flags/")
    say(other, address, "flags", answer="none")
    say(other, address, "main", answer="calf", legs="left")
    say(other, address, "onset", answer="slow", since="3 weeks")
    assert "Can you lift your heel?" in shown(other, address, "cast")


# ---------------------------------------------------------------------------------------------------- the one check


def test_where_one_triage_is_live_the_list_leads_to_its_start(client, monkeypatch) -> None:
    monkeypatch.setattr(live, "listed", lambda: [SAMPLE])
    assert client.get("/triage/")["Location"] == START
    monkeypatch.setattr(live, "listed", lambda: [live.Closed("sample", "Sample")])
    assert "This check is closed right now" in client.get("/triage/").content.decode()


def test_the_address_of_a_triage_that_was_replaced_leads_on(client, monkeypatch) -> None:
    def gone(slug: str) -> Protocol:
        raise live.SwitchedOffError("Closed.")

    monkeypatch.setattr(live, "current", gone)
    monkeypatch.setattr(live, "all_current", lambda: [replace(SAMPLE, replaces=("old",))])
    assert client.get("/triage/old/")["Location"] == START
    assert client.get("/triage/other/").status_code == 503


@pytest.mark.parametrize("page", ["", "flags/", "delete/"])
def test_a_page_with_a_form_takes_no_other_method(client, journey, page) -> None:
    address = (journey if page else START) + page
    for method in ("put", "patch", "delete", "options", "trace"):
        response = getattr(client, method)(address)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
        assert response["Cache-Control"] == "no-store"
    assert client.head(address).status_code == client.get(address).status_code == 200
