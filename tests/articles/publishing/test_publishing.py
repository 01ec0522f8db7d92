"""Publishing: with a reason, by whom it is allowed to, only what is fit to be read, and whole or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from articles.models import Article, LiveArticle, StaleDraftError, Term, Topic
from articles.publishing import checksums, drafts, versions, workflow
from calfsite.audit.models import AuditEntry
from calfsite.checks import every_text_is_as_it_was_published
from tests.articles.admin.desk import change_url, rows

MakeArticle = Callable[..., Article]
MakeStaff = Callable[..., User]
HARD = "Immobilization facilitates musculotendinous regeneration considerably."


@pytest.fixture
def draft(article: Article) -> Article:
    """A published article whose draft says something new."""
    article.body = "The calf has two muscles."
    article.save()
    return article


def sent(article: Article, **changes: Any) -> dict[str, Any]:
    return {"revision": article.revision, "reason": "Newer advice."} | changes


def test_a_published_draft_is_what_patients_read_and_says_who_and_why(publisher: Client, draft: Article) -> None:
    page = publisher.get(change_url(draft, "publish")).content.decode()
    assert "What changes for patients" in page
    assert '<ins><span class="difference__sign">[new: </span>The calf has two muscles' in page
    assert publisher.post(change_url(draft, "publish"), sent(draft)).status_code == 302
    assert "The calf has two muscles." in Client().get("/articles/strain/").content.decode()
    newest = versions.published(draft)[0]
    assert (newest.name, newest.by, newest.reason) == ("Published", "pat", "Newer advice.")
    assert "there is nothing to publish" in publisher.get(change_url(draft, "publish")).content.decode()


@pytest.mark.parametrize(
    ("changes", "instruction"),
    [
        ({"reason": " "}, "This field is required."),
        ({"revision": 0}, "Somebody else has saved this draft."),
        ({"revision": ""}, "Publish for patients"),
    ],
)
def test_nothing_is_published_without_a_reason_or_unseen(
    publisher: Client, draft: Article, changes: dict[str, Any], instruction: str
) -> None:
    before = rows()
    response = publisher.post(change_url(draft, "publish"), sent(draft, **changes))
    assert response.status_code == 200
    assert instruction in response.content.decode()
    assert rows() == before


@pytest.mark.parametrize(
    ("changes", "instruction"),
    [
        ({"sources": ""}, "No source is named."),
        ({"body": "See [more](/articles/nothing/)."}, "The link to /articles/nothing/ leads to no page."),
        ({"body": "See [more](#s-nothing)."}, "names a heading that does not exist."),
        ({"reviewer": ""}, "Say who reviewed the article."),
        ({"reviewed_on": None, "review_due": None}, "Say when the article was reviewed."),
    ],
)
def test_what_is_not_fit_to_be_read_is_refused_and_says_what_to_do(
    publisher: Client, draft: Article, changes: dict[str, Any], instruction: str
) -> None:
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save()
    before = rows()
    page = publisher.get(change_url(draft, "publish")).content.decode()
    assert "Not yet: fix this first" in page
    assert instruction in page
    assert "Publish for patients" not in page
    publisher.post(change_url(draft, "publish"), sent(draft))
    assert rows() == before


def test_a_hard_text_asks_for_a_reason_of_its_own(publisher: Client, draft: Article) -> None:
    draft.body = HARD
    draft.save()
    before = rows()
    page = publisher.post(change_url(draft, "publish"), sent(draft)).content.decode()
    assert "Why is it published although it is hard to read?" in page
    assert rows() == before
    publisher.post(change_url(draft, "publish"), sent(draft, grade_reason="For clinicians."))
    assert versions.published(draft)[0].reason == "Newer advice.\nHard to read, because: For clinicians."


def test_authors_are_told_who_may_publish_and_cannot(editor: Client, publisher: Client, draft: Article) -> None:
    before = rows()
    for page in ("change", "publish", "take-back"):
        text = editor.get(change_url(draft, page)).content.decode()
        assert "These people can publish: pat." in text
        assert 'value="Publish for patients"' not in text
        assert 'value="Take it back"' not in text
        assert 'name="_publish"' not in text
    for page in ("publish", "take-back"):
        assert editor.post(change_url(draft, page), sent(draft)).status_code == 403
    assert rows() == before
    assert 'name="_publish"' in publisher.get(change_url(draft)).content.decode()


def test_strangers_and_staff_without_rights_see_none_of_the_pages(
    client: Client, article: Article, make_staff: MakeStaff
) -> None:
    pages = ("publish", "take-back", "history", "compare", "restore/draft")
    assert {client.get(change_url(article, page)).status_code for page in pages} == {302}
    client.force_login(make_staff("delete"))
    assert {client.get(change_url(article, page)).status_code for page in pages} == {403}


def test_an_article_that_is_taken_back_is_gone_for_patients_only(publisher: Client, article: Article) -> None:
    publisher.post(change_url(article, "take-back"), sent(article, reason=""))
    assert Client().get("/articles/strain/").status_code == 200
    publisher.post(change_url(article, "take-back"), sent(article, reason="It was wrong."))
    assert Client().get("/articles/strain/").status_code == 404
    newest = versions.published(article)[0]
    assert (newest.name, newest.by, newest.reason) == ("Taken back", "pat", "It was wrong.")
    publisher.post(change_url(article, "publish"), sent(article, reason="Right again."))
    assert Client().get("/articles/strain/").status_code == 200
    assert [state.name for state in versions.published(article)] == ["Published", "Taken back", "Published"]


def test_save_then_publish_leads_there_with_the_text_saved(
    publisher: Client, article: Article, form: dict[str, Any]
) -> None:
    response = publisher.post(change_url(article), form | {"title": "New", "_publish": "1"})
    assert response["Location"] == change_url(article, "publish")
    assert Article.objects.get().title == "New"


def test_a_crash_on_the_way_leaves_the_old_text_live(draft: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_args: object, **_details: object) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr(workflow, "_record", crash)
    before, states = rows(), len(versions.published(draft))
    for step in (workflow.publish, workflow.take_back):
        with pytest.raises(RuntimeError, match="the log is full"):
            step(draft, by=None, reason="A test.")
        assert rows() == before
        assert len(versions.published(draft)) == states


def test_the_audit_log_is_told_of_each_step(draft: Article) -> None:
    workflow.publish(draft, by=None, reason="Newer.", grade=3.0)
    workflow.take_back(draft, by=None, reason="Wrong.")
    told = list(AuditEntry.objects.order_by("pk").values_list("action", "subject", "reason", "details"))
    texts = [details.pop("texts") for *_what, details in told]
    assert told == [
        ("article.publish", "strain", "Newer.", {"approval": "not needed", "grade": "3.0"}),
        ("article.take_back", "strain", "Wrong.", {}),
    ]
    name = f"livearticle {draft.pk}"
    assert [len(text[name]) for text in texts] == [64, 0], "what is live, and that nothing is"


def test_only_the_draft_as_it_was_seen_is_published(draft: Article) -> None:
    Article.objects.get().save()  # somebody else
    with pytest.raises(StaleDraftError):
        workflow.publish(draft, by=None, reason="A test.")
    with pytest.raises(ValidationError, match="Say why"):
        workflow.publish(Article.objects.get(), by=None, reason=" ")
    assert LiveArticle.objects.get().body == "Rest your leg."


def test_two_articles_cannot_be_read_at_one_address(
    publisher: Client, draft: Article, make_article: MakeArticle
) -> None:
    draft.slug = "moved"
    draft.save()
    other = make_article()  # takes the address that the published text still has
    other.save()
    page = publisher.get(change_url(other, "publish")).content.decode()
    assert "once it is published" in page
    assert "Another article has this address." in page
    publisher.post(change_url(draft, "publish"), sent(draft))
    page = publisher.post(change_url(other, "publish"), sent(other)).content.decode()
    assert "It was the address of “A pulled calf”, and leads there." in page
    assert {live.slug for live in LiveArticle.objects.all()} == {"moved"}


def test_a_text_that_was_changed_in_the_database_is_named(publisher: Client, draft: Article, topic: Topic) -> None:
    pat = User.objects.get(username="pat")
    term = Term.objects.create(slug="soleus", term="soleus", meaning="A muscle.")
    for row, name, value in ((topic, "title", "Sore calf"), (term, "meaning", "A deep muscle.")):
        setattr(row, name, value)
        waiting = drafts.save(row, None, by=pat)
        assert waiting is not None
        drafts.publish(waiting, by=pat, reason="Clearer.")
    workflow.publish(draft, by=pat, reason="Newer.")
    told = "Patients read a text that nobody published"
    assert every_text_is_as_it_was_published(None, ["default"]) == []
    assert told not in publisher.get(change_url(draft)).content.decode()
    LiveArticle.objects.update(body="Wait a week.")
    Topic.objects.update(summary="All is well.")
    Term.objects.update(also="x")
    found = [warning.msg for warning in every_text_is_as_it_was_published(None, ["default"])]
    assert found == [
        "Patients read a live article that nobody published: A pulled calf.",
        "Patients read a topic that nobody published: Sore calf.",
        "Patients read a word that nobody published: soleus.",
    ]
    assert told in publisher.get(change_url(draft)).content.decode()
    workflow.publish(Article.objects.get(), by=pat, reason="As it was.")
    assert len(checksums.changed()) == 2
    live = LiveArticle.objects.get()
    workflow.take_back(draft, by=pat, reason="Wrong.")
    live.save(force_insert=True)
    assert live in checksums.changed(), "it was taken back"
