"""No trace within the process and its database: what a browser test can't see. See tests/browser/test_no_trace.py."""

import logging
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from tests.triage.first_edition import calf_cases
from tests.triage.journey.test_journey import begin, give, walk
from triage.api import views as api
from triage.engine.parts.urgency import Urgency
from triage.journey import question_page, views, ways
from triage.models import DailyTotal
from triage.totals import counting

RUBBISH = "xyzzy-7741"
UNUSUAL: dict[str, Any] = calf_cases.MILD_STRAIN | {
    "pain": 6,
    "heel_raise": "yes",
    "calf_look": {"slightly_swollen"},
    "girth_gap": "2.7",
    "age": 113,
    "days_since": 3333,
    "clot_risks": {"earlier_clot"},
    "health": {"tendon_medicine"},
}
MARKS = [RUBBISH, "2.7", "113", "3333", "earlier_clot", "tendon_medicine", "slightly_swollen"]


def rows() -> dict[str, list[Any]]:
    """Every row of every table."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: list(model._base_manager.order_by("pk").values_list()) for model in models}


def whole_journey(client: Client) -> str:
    """Every kind of page: questions, errors, a change, the check, the result, and the deletion."""
    journey = begin(client)
    client.get(f"{journey}age/")
    give(client, journey, "red_flags", {"cold_foot", "none"})
    walk(client, journey, UNUSUAL)
    give(client, journey, "age", RUBBISH)
    for page in ("age", "check", "result", "days_since"):
        assert client.get(f"{journey}{page}/").status_code == 200
    give(client, journey, "heel_raise", "no")
    client.post(f"{journey}delete/")
    return journey


def test_a_journey_leaves_no_row_no_session_and_nothing_in_the_cache(calf, client) -> None:
    before, cached = rows(), dict(caches["default"]._cache)  # other tests may have left something there
    journey = whole_journey(client)
    assert rows() == before
    assert before["django_session"] == before["django_admin_log"] == []
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert dict(caches["default"]._cache) == cached
    kept = "".join(text for _, text in question_page._kept.values())
    assert journey.split("/")[3] not in kept
    assert " checked" not in kept
    assert RUBBISH not in kept


def test_the_daily_totals_say_what_was_asked_and_never_what_was_answered(calf, client) -> None:
    before = rows()
    started = timezone.localdate()
    journey = whole_journey(client)
    counted = repr(counting._counts)
    counting.flush()
    after = rows()
    written = repr(after.pop("triage_dailytotal"))
    assert before.pop("triage_dailytotal") == []
    assert after == before, "no other table was written"
    assert "'outcome'" in written, "the journey was counted"
    questions = set(calf.question_set.values_list("key", flat=True))
    for total in DailyTotal.objects.all():
        assert total.day in (started, timezone.localdate()), "a day, and no time finer than that"
        assert total.key in {"begun": {""}, "outcome": set(Urgency)}.get(total.kind, questions)
        assert 0 < total.count <= 3
    for said in (counted, written):
        no_answer_in(said)
        assert journey.split("/")[3] not in said


def spoken(caplog: pytest.LogCaptureFixture) -> str:
    """All that was logged, formatted with its tracebacks, as the console has it."""
    formatter = logging.Formatter()
    return "\n".join(formatter.format(record) for record in caplog.records)


def no_answer_in(said: str) -> None:
    assert [mark for mark in MARKS if mark in said] == []


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Any:
    """The site's log: `django` does not hand its records on, so the catcher listens there as well."""
    django = logging.getLogger("django")
    django.addHandler(caplog.handler)
    caplog.set_level(logging.WARNING)
    yield caplog
    django.removeHandler(caplog.handler)


@pytest.fixture
def under_way(calf, client) -> str:
    """A journey with all its unusual answers, in a browser that shows error pages as patients see them."""
    client.raise_request_exception = False
    journey = begin(client)
    walk(client, journey, UNUSUAL)
    return journey


def test_refused_requests_are_logged_without_answers(under_way, client, log, settings) -> None:
    assert client.post(f"{under_way}check/", {"answer": RUBBISH}).status_code == 405
    assert client.post(f"{under_way}shoe_size/", {"answer": RUBBISH}).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(f"{under_way}age/", {"answer": RUBBISH}).status_code == 403
    assert Client().post(f"{under_way}age/", {"answer": RUBBISH}).status_code == 404
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    assert client.post(f"{under_way}age/", {"answer": [RUBBISH, "113"], "unit-answer": RUBBISH}).status_code == 400
    said = spoken(log)
    assert said.count("/triage/calf/") >= 4, "the log is listened to"
    no_answer_in(said)


def broken(protocol: Any, answers: dict[str, Any], **how: bool) -> None:
    """What should replay or assess, and quotes the answers instead."""
    try:
        raise KeyError(RUBBISH)
    except KeyError as error:
        raise ValueError(f"can't work with {answers}") from error


def test_a_fault_that_quotes_the_answers_is_logged_without_them(under_way, client, log, monkeypatch) -> None:
    monkeypatch.setattr(views, "replay", broken)
    monkeypatch.setattr(ways, "replay", broken)
    monkeypatch.setattr(api, "assess", broken)
    unusual = {"answers": {"age": 113, "days_since": 3333, "health": ["tendon_medicine"]}}
    for response in (
        client.get(f"{under_way}check/"),
        client.post(f"{under_way}age/", {"answer": RUBBISH}),
        client.post("/triage/calf/assess.json", unusual, content_type="application/json"),
    ):
        assert response.status_code == 500
        assert "Something went wrong on our side" in response.content.decode()
        no_answer_in(response.content.decode())
    said = spoken(log)
    assert said.count("FaultError: ValueError") == 3, "what went wrong is said"
    assert said.count("in broken") == 3, "and where"
    no_answer_in(said)


def test_a_broken_template_is_logged_without_answers(under_way, client, log, settings, tmp_path) -> None:
    """Django's message for a name that it does not find quotes the whole context of the page."""
    (tmp_path / "triage" / "journey").mkdir(parents=True)
    (tmp_path / "triage" / "journey" / "check.html").write_text("{{ protocol_title|default_if_none:no_such_name }}")
    pages = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**pages, "DIRS": [tmp_path, *pages["DIRS"]]}]
    assert client.get(f"{under_way}check/").status_code == 500
    said = spoken(log)
    assert "VariableDoesNotExist" in said
    no_answer_in(said)


def test_what_looks_for_answers_finds_one() -> None:
    with pytest.raises(AssertionError, match=RUBBISH):
        no_answer_in(f"Bad answer: {RUBBISH}")


def test_no_page_of_the_triage_knows_who_is_signed_in(calf, client, clinician) -> None:
    client.force_login(clinician)
    journey = begin(client)
    for page in (journey + "red_flags/", "/triage/", "/triage/calf/"):
        request = client.get(page).wsgi_request
        assert not hasattr(request, "user"), page
        assert not hasattr(request, "session"), page
    assert client.get("/admin/").wsgi_request.user == clinician
