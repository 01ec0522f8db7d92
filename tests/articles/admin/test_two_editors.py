"""Two clinicians on one draft: the second is told what the first changed, and nothing that either typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, LiveArticle
from articles.publishing import versions, workflow
from tests.articles.admin.desk import change_url
from tests.form_page import fields_of, opened


@pytest.fixture
def page(article: Article, editor: Client, form: dict[str, Any]) -> dict[str, Any]:
    """The form as the second one opened it."""
    return form | {"opened": opened(editor, change_url(article))["opened"][0]}


@pytest.fixture
def beaten(article: Article, publisher: Client, page: dict[str, Any]) -> dict[str, Any]:
    """The same, before the first one saved a new title and text."""
    publisher.post(change_url(article), page | {"title": "Their title", "body": "Their text."})
    return page


def test_the_second_is_told_what_the_first_changed_and_keeps_what_was_typed(
    editor: Client, article: Article, beaten: dict[str, Any]
) -> None:
    response = editor.post(change_url(article), beaten | {"body": "My text.", "summary": "My summary."})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<strong>pat</strong> saved on" in page
    assert "[new: </span>Their text" in page
    assert page.count("You changed this too. The form keeps yours:") == 1
    assert "My text.</textarea>" in page
    assert "My summary.</textarea>" in page
    assert Article.objects.get().body == "Their text."


def test_what_only_the_first_changed_is_taken_over(editor: Client, article: Article, beaten: dict[str, Any]) -> None:
    page = editor.post(change_url(article), beaten | {"body": "My text."}).content.decode()
    assert page.count("The form has the new version already") == 1
    assert 'value="Their title"' in page


def test_saving_again_takes_over_and_keeps_the_others_draft(
    editor: Client, article: Article, beaten: dict[str, Any]
) -> None:
    asked = editor.post(change_url(article), beaten | {"body": "My text."})
    editor.post(change_url(article), fields_of(asked.content.decode()))
    after = Article.objects.get()
    assert (after.title, after.body) == ("Their title", "My text.")
    assert [state.content.body for state in versions.drafts(article)[:2]] == ["My text.", "Their text."]


@pytest.mark.parametrize("revision", ["", "no number", "999"])
def test_a_form_that_forgot_what_it_saw_overwrites_nothing(
    editor: Client, article: Article, form: dict[str, Any], revision: str
) -> None:
    page = editor.post(change_url(article), form | {"body": "My text.", "revision": revision}).content.decode()
    assert "while you were editing" in page
    assert "My text.</textarea>" in page
    assert Article.objects.get().body == "Rest your leg."


RUBBISH = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[1]",
    "a text": '{"body": "x"}',
    "a number": '{"body": 3}',
    "deep nesting": "[" * 100_000,
    "a huge number": '{"body": [' + "1" * 5000 + "]}",
    "half a character": '{"body": ["\\ud800"]}',
}
"""What a browser of ours never sends in the hidden `opened`."""


@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=list(RUBBISH))
def test_a_form_that_forgot_what_it_showed_overwrites_nothing(
    editor: Client, article: Article, beaten: dict[str, Any], rubbish: str
) -> None:
    page = editor.post(change_url(article), beaten | {"body": "My text.", "opened": rubbish}).content.decode()
    assert "[new: </span>Their text" in page
    assert "My text.</textarea>" in page
    assert Article.objects.get().body == "Their text."


@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=list(RUBBISH))
def test_a_faulty_form_comes_back_whatever_it_says_that_it_showed(
    editor: Client, article: Article, form: dict[str, Any], rubbish: str
) -> None:
    faulty = form | {"review_due": "soon", "body": "My text.", "opened": rubbish}
    page = editor.post(change_url(article), faulty).content.decode()
    assert "Enter a valid date." in page
    assert "My text.</textarea>" in page


def test_a_faulty_form_is_brought_together_too(editor: Client, article: Article, beaten: dict[str, Any]) -> None:
    page = editor.post(change_url(article), beaten | {"review_due": "soon", "body": "My text."}).content.decode()
    assert "Enter a valid date." in page
    assert "while you were editing" in page
    assert 'value="soon"' in page


def test_dates_and_topics_of_the_first_arrive_readable(editor: Client, article: Article, page: dict[str, Any]) -> None:
    article.review_due = None
    workflow.save_draft(article, by=None)
    text = editor.post(change_url(article), page | {"body": "My text."}).content.decode()
    assert "<dt>Next review due</dt>" in text
    assert "The form has the new version already" in text
    assert 'name="review_due" value="2099' not in text


def test_what_was_typed_into_an_article_that_is_gone_comes_back(
    editor: Client, article: Article, page: dict[str, Any]
) -> None:
    LiveArticle.objects.all().delete()
    Article.objects.all().delete()
    response = editor.post(change_url(article), page | {"title": "Strain", "body": "My long\nwords, typed with care."})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else has deleted this: nothing was saved." in text
    assert re.search(r"<dd>\s*Strain\s*</dd>", text)
    assert text.count("words, typed with care.") == 1
    assert text.count("Rest your leg.") == 0, "what the page showed is not what was typed"
