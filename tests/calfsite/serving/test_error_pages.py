"""Error pages: each says what happened, what to do, whom to call, and leads back; no database is asked."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.views.defaults import server_error as django_server_error

from calfsite import views
from calfsite.practice import current
from calfsite.serving import error_pages

FAILURES = {
    "bad_request": (SuspiciousOperation("cut off"), 400),
    "forbidden": (PermissionDenied(), 403),
    "broken": (RuntimeError("broken"), 500),
}


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the home page fail, and nothing else."""
    real_render = views.render

    def render(request: HttpRequest, template: str, *args: Any, **kwargs: Any) -> Any:
        if template == "calfsite/home.html":
            raise error
        return real_render(request, template, *args, **kwargs)

    monkeypatch.setattr(views, "render", render)


def assert_helps(html: str) -> None:
    assert html.count("<h1") == 1
    assert html.count(f'href="{current.practice().emergency_href}"') >= 3  # at the top, in the card, at the foot
    assert 'class="button" href="/"' in html
    assert "What you can do" in html


@pytest.mark.parametrize("failure", FAILURES)
def test_failing_view_gets_a_helpful_page(db: None, monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
    error, status = FAILURES[failure]
    fail_with(monkeypatch, error)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == status
    assert_helps(response.content.decode())


def test_unknown_address_gets_a_helpful_page() -> None:
    response = Client().get("/no-such-page/")
    assert response.status_code == 404
    assert_helps(response.content.decode())


def test_form_without_its_cookie_says_so_and_how_to_go_on() -> None:
    response = Client(enforce_csrf_checks=True).post("/")
    html = response.content.decode()
    assert response.status_code == 403
    assert_helps(html)
    assert "Your browser did not keep our cookie" in html
    assert "Allow cookies for this site" in html
    assert "minutes" not in html, "only the start page knows how long it takes"


def test_form_with_a_stale_token_says_that_nothing_is_lost() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    html = client.post("/", {"csrfmiddlewaretoken": "b" * 32}).content.decode()
    assert_helps(html)
    assert "not lost" in html


def test_server_error_page_gives_the_number_when_even_its_template_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(error_pages, "render_to_string", broken)
    response = error_pages.server_error(RequestFactory().get("/"))
    html = response.content.decode()
    assert response.status_code == 500
    assert f'href="{current.practice().emergency_href}"' in html
    assert 'href="/"' in html


def test_server_error_page_still_says_what_to_do_in_the_hands_of_django() -> None:
    response = django_server_error(RequestFactory().get("/"))
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert "Call your emergency number" in html
    assert 'href="/"' in html
