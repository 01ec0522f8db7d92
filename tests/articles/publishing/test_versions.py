"""Earlier texts: listed with who, when and why, compared word by word, and made the draft again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Topic
from articles.publishing import versions, workflow
from tests.articles.admin.desk import change_url, rows

MakeArticle = Callable[..., Article]


@pytest.fixture
def article(make_article: MakeArticle) -> Article:
    """An article that was published in two texts, with a third one as its draft."""
    article = make_article()
    workflow.save_draft(article, by=None, reason="")
    workflow.publish(article, by=None, reason="First.")
    for body in ("Rest both legs.", "Walk."):
        article.body = body
        workflow.save_draft(article, by=None)
        if body != "Walk.":
            workflow.publish(article, by=None, reason="Both hurt.")
    return article


def keys(article: Article) -> list[str]:
    return [state.key for state in versions.published(article)]


def test_every_state_is_listed_with_who_when_and_why(editor: Client, article: Article) -> None:
    page = editor.get(change_url(article, "history")).content.decode()
    assert page.index("Reason: Both hurt.") < page.index("Reason: First.")
    assert page.count("Draft saved,</h3>") == 0
    assert len(versions.drafts(article)) == 3
    assert "By the site." in page


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (1, 0, ["Rest ", "[out: </span>your leg<", "[new: </span>both legs<"]),
        (0, 1, ["[out: </span>both legs<", "[new: </span>your leg<"]),
        (0, None, ["[out: </span>Rest both legs<", "[new: </span>Walk<"]),
        (1, 1, ["Both say the same."]),
    ],
)
def test_any_two_states_can_be_compared(
    editor: Client, article: Article, old: int, new: int | None, shown: list[str]
) -> None:
    later = "draft" if new is None else keys(article)[new]
    page = editor.get(change_url(article, "compare"), {"old": keys(article)[old], "new": later}).content.decode()
    assert [words for words in shown if words not in page] == []


def test_an_earlier_text_becomes_the_draft_and_patients_see_no_change(editor: Client, article: Article) -> None:
    before = Client().get("/articles/strain/").content
    first = keys(article)[-1]
    page = editor.get(change_url(article, f"restore/{first}")).content.decode()
    assert "[out: </span>Walk<" in page
    editor.post(change_url(article, f"restore/{first}"), {"revision": article.revision})
    assert Article.objects.get().body == "Rest your leg."
    assert Client().get("/articles/strain/").content == before
    newest, replaced = versions.drafts(article)[:2]
    assert newest.by == "ann"
    assert newest.reason.startswith("Restored: Published, ")
    assert replaced.content.body == "Walk.", "the text that was replaced is kept"


def test_a_text_that_no_longer_fits_is_refused_with_a_way_out(
    editor: Client, article: Article, make_article: MakeArticle
) -> None:
    first = keys(article)[-1]
    gone = article.topic
    article.topic = Topic.objects.create(slug="nerve", title="Sciatica", summary="From the back.")
    workflow.save_draft(article, by=None)
    workflow.publish(article, by=None, reason="Moved.")
    gone.delete()
    compared = editor.get(change_url(article, "compare"), {"old": first}).content.decode()
    assert "(a deleted topic)" in compared
    before = rows()
    page = editor.post(change_url(article, f"restore/{first}"), {"revision": article.revision}).content.decode()
    assert "Nothing was changed. Compare the two and copy what you need." in page
    assert rows() == before


def test_a_draft_that_somebody_saved_meanwhile_is_not_replaced(editor: Client, article: Article) -> None:
    first, seen = keys(article)[-1], article.revision
    article.body = "Theirs."
    article.save()
    page = editor.post(change_url(article, f"restore/{first}"), {"revision": seen}).content.decode()
    assert "Somebody else has saved this draft." in page
    assert Article.objects.get().body == "Theirs."


@pytest.mark.parametrize("key", ["live-999", "draft-999", "nothing", "live-", "live-x", ""])
def test_a_state_that_is_not_there_is_not_found(editor: Client, article: Article, key: str) -> None:
    assert editor.get(change_url(article, "compare"), {"old": key}).status_code == 404
    if key:
        assert editor.get(change_url(article, f"restore/{key}")).status_code == 404


def test_states_of_another_article_are_not_found(editor: Client, article: Article, make_article: MakeArticle) -> None:
    other = make_article(slug="other")
    other.save()
    assert editor.get(change_url(other, "compare"), {"old": keys(article)[0]}).status_code == 404


def test_who_may_only_look_cannot_go_back(client: Client, article: Article, make_staff: Callable[..., Any]) -> None:
    client.force_login(make_staff("view"))
    assert "Restore this text" not in client.get(change_url(article, "history")).content.decode()
    assert client.get(change_url(article, f"restore/{keys(article)[0]}")).status_code == 403
