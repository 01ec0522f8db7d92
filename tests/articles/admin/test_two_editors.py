"""Two clinicians on one draft: the second is told what the first changed, and nothing that either typed is lost."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from articles.publishing import versions, workflow
from tests.articles.admin.desk import change_url


@pytest.fixture
def beaten(article: Article, publisher: Client, form: dict[str, Any]) -> dict[str, Any]:
    """The form as the second one opened it, before the first one saved a new title and text."""
    publisher.post(change_url(article), form | {"title": "Their title", "body": "Their text."})
    return form


def test_the_second_is_told_what_the_first_changed_and_keeps_what_was_typed(
    editor: Client, article: Article, beaten: dict[str, Any]
) -> None:
    response = editor.post(change_url(article), beaten | {"body": "My text.", "summary": "My summary."})
    page = response.content.decode()
    assert response.status_code == 200
    assert "pat saved this draft on" in page
    assert "[new: </span>Their text" in page
    assert "You have both changed “Text”." in page
    assert "My text.</textarea>" in page
    assert "My summary.</textarea>" in page
    assert Article.objects.get().body == "Their text."


def test_what_only_the_first_changed_is_taken_over(editor: Client, article: Article, beaten: dict[str, Any]) -> None:
    page = editor.post(change_url(article), beaten | {"body": "My text."}).content.decode()
    assert "Their changes to “Title” are in the form already" in page
    assert 'value="Their title"' in page


def test_saving_again_takes_over_and_keeps_the_others_draft(
    editor: Client, article: Article, beaten: dict[str, Any]
) -> None:
    asked = editor.post(change_url(article), beaten | {"body": "My text."})
    seen = asked.context["adminform"].form.data["seen"]
    editor.post(change_url(article), beaten | {"title": "Their title", "body": "My text.", "seen": seen})
    assert Article.objects.get().body == "My text."
    assert [state.content.body for state in versions.drafts(article)[:2]] == ["My text.", "Their text."]


@pytest.mark.parametrize("seen", ["", "no number", "999"])
def test_a_form_that_forgot_what_it_saw_overwrites_nothing(
    editor: Client, article: Article, form: dict[str, Any], seen: str
) -> None:
    page = editor.post(change_url(article), form | {"body": "My text.", "seen": seen}).content.decode()
    assert "while you were writing" in page
    assert "My text.</textarea>" in page
    assert Article.objects.get().body == "Rest your leg."


def test_a_faulty_form_is_brought_together_too(editor: Client, article: Article, beaten: dict[str, Any]) -> None:
    page = editor.post(change_url(article), beaten | {"review_due": "soon", "body": "My text."}).content.decode()
    assert "Enter a valid date." in page
    assert "while you were writing" in page
    assert 'value="soon"' in page


def test_dates_and_topics_of_the_first_arrive_readable(editor: Client, article: Article, form: dict[str, Any]) -> None:
    article.review_due = None
    workflow.save_draft(article, by=None)
    page = editor.post(change_url(article), form | {"body": "My text."}).content.decode()
    assert "Their changes to “Next review due” are in the form already" in page
    assert 'name="review_due" value="2099' not in page
