"""Topics, glossary and search words: a draft, a reason, a publisher; and who softens a warning does not do it alone."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client

from articles.models import Article, Draft, LiveArticle, Synonym, Term, Topic
from articles.publishing import approval, drafts, workflow
from calfsite.audit import log
from calfsite.audit.models import AuditEntry
from tests.calfsite.accounts.desk import PASSWORD, account, desk_of
from tests.form_page import fields_of

pytestmark = pytest.mark.django_db
TOPIC = "/admin/articles/topic/"


@pytest.fixture
def author() -> Client:
    return desk_of(account("ann", "author"))


@pytest.fixture
def publisher() -> Client:
    return desk_of(account("pat", "publisher"))


def text(response: Any) -> str:
    return unescape(response.content.decode())


def save(desk: Client, address: str, **changes: Any) -> Any:
    """Opens a form, changes what is named, and sends the rest as it is."""
    page = desk.get(address)
    assert page.status_code == 200, page
    return desk.post(address, fields_of(text(page)) | changes, follow=True)


def test_a_topic_an_author_changed_is_read_by_nobody_until_a_publisher_says_why(
    author, publisher, topic, client
) -> None:
    page = save(author, f"{TOPIC}{topic.pk}/change/", title="Sore calf")
    assert "The draft is saved." in text(page)
    assert "can publish: pat" in text(page)
    assert Topic.objects.get().title == "Calf trouble"
    draft = f"/admin/articles/draft/{Draft.objects.get().pk}/change/"
    assert author.post(draft, {"revision": 1, "reason": "x"}).status_code == 403
    assert "Sore calf" in text(author.get(f"{TOPIC}{topic.pk}/change/")), "the form goes on with the draft"
    assert draft in text(author.get(TOPIC))
    shown = text(publisher.get(draft))
    assert "Calf trouble" in shown.replace("<del>", "").replace("</del>", "")
    assert publisher.post(draft, {"revision": 1, "reason": " "}).status_code == 200
    assert Topic.objects.get().title == "Calf trouble", "not without a reason"
    assert publisher.post(draft, {"revision": 0, "reason": "Clearer."}).status_code == 200
    assert Topic.objects.get().title == "Calf trouble", "not one that was not read"
    assert "Published." in text(publisher.post(draft, {"revision": 1, "reason": "Clearer."}, follow=True))
    assert (Topic.objects.get().title, Draft.objects.count()) == ("Sore calf", 0)
    entry = AuditEntry.objects.get(action="topic.publish")
    assert (entry.who_name, entry.reason, entry.details["changed"]) == ("pat", "Clearer.", ["Title"])


def test_something_new_is_a_draft_that_can_be_opened_again(author, publisher) -> None:
    form = {"slug": "soleus", "term": "soleus", "meaning": "A muscle.", "language": "en", "also": ""}
    author.post("/admin/articles/term/add/", form)
    draft = Draft.objects.get()
    assert not Term.objects.exists()
    again = f"/admin/articles/term/add/?draft={draft.pk}"
    save(author, again, meaning="A deep muscle.")
    assert Draft.objects.get().content["meaning"] == "A deep muscle."
    publisher.post(f"/admin/articles/draft/{draft.pk}/change/", {"revision": 2, "reason": "New."})
    assert Term.objects.get().meaning == "A deep muscle."
    assert Term.history.get().history_change_reason == "New."


def test_a_save_without_a_change_is_no_draft_and_one_that_goes_back_ends_it(author, topic) -> None:
    address = f"{TOPIC}{topic.pk}/change/"
    assert "patients read just this" in text(save(author, address))
    save(author, address, title="Sore calf")
    save(author, address, title="Calf trouble")
    assert not Draft.objects.exists()


def test_who_saves_over_somebody_elses_draft_sees_it_first(author, publisher, topic) -> None:
    address = f"{TOPIC}{topic.pk}/change/"
    opened = fields_of(text(author.get(address)))
    save(publisher, address, title="Sore calf")
    refused = author.post(address, opened | {"title": "Stiff calf"})
    assert "somebody else has saved since you opened this page" in text(refused)
    assert Draft.objects.get().content["title"] == "Sore calf"


def test_a_draft_is_deleted_by_who_alone_wrote_it_or_may_publish(author, publisher, topic) -> None:
    save(publisher, f"{TOPIC}{topic.pk}/change/", title="Sore calf")
    discard = f"/admin/articles/draft/{Draft.objects.get().pk}/discard/"
    assert author.post(discard).status_code == 403
    assert "Delete the draft" not in text(author.get(discard.replace("discard", "change")))
    assert publisher.get(discard).status_code == 405
    publisher.post(discard)
    assert not Draft.objects.exists()


def test_what_patients_read_is_deleted_with_a_reason_and_danger_words_never_alone(author, publisher, topic) -> None:
    cramp = Synonym.objects.create(slug="cramp", words="cramp\ncharley horse")
    danger = Synonym.objects.create(slug="danger", words="cannot breathe\nnumb groin", is_danger=True)
    for row in (cramp, danger):
        page = f"/admin/articles/synonym/{row.pk}/delete/"
        assert author.post(page, {"reason": "x", "revision": 0}).status_code == 403
        publisher.post(page, {"reason": "", "revision": 0})
        assert Synonym.objects.filter(pk=row.pk).exists()
        publisher.post(page, {"reason": "Nobody types it.", "revision": 0})
    assert [row.slug for row in Synonym.objects.all()] == ["danger"]
    assert AuditEntry.objects.get(action="synonym.delete").reason == "Nobody types it."
    with pytest.raises(PermissionDenied):
        drafts.remove(danger, by=User.objects.get(username="ann"), reason="x")


def test_a_danger_word_goes_only_with_a_second_clinician(author, publisher, client) -> None:
    danger = Synonym.objects.create(slug="danger", words="cannot breathe\nnumb groin", is_danger=True)
    save(publisher, f"/admin/articles/synonym/{danger.pk}/change/", words="Cannot  breathe!")
    page = f"/admin/articles/draft/{Draft.objects.get().pk}/change/"
    assert "“numb groin” (danger sign)" in text(publisher.get(page))
    asked = publisher.post(page, {"revision": 1, "reason": "Too rare."}, follow=True)
    assert "Another clinician must now approve" in text(asked)
    second = account("sam", "publisher")
    log.record("account.password_changed", by=User.objects.get(username="pat"), subject="sam")
    assert "pat made, promoted or reset your account" in text(desk_of(second).get(page))
    assert 'value="Approve' not in text(desk_of(second).get(page))
    third = desk_of(account("tim", "publisher"))
    assert "pat: the account is 0 days old. tim:" in text(third.get(page))
    form = {"revision": 1, "reason": "Agreed."}
    for confirm in ("", "wrong"):
        third.post(page, form | {"confirm": confirm})
        assert "numb groin" in Synonym.objects.get().words
    third.post(page, form | {"confirm": PASSWORD})
    assert Synonym.objects.get().words == "Cannot  breathe!"
    assert AuditEntry.objects.get(action="synonym.publish").details["approval"] == "given"


CARDS = """::: emergency Call now
- You can’t breathe.
- Your foot is **cold**.
:::

::: urgent
Your calf is swollen.
:::

::: dont
- Rub it.
:::

Rest."""


def test_a_softened_card_needs_a_second_clinician_and_an_edit_takes_the_question_back(
    make_live: Callable[..., LiveArticle], publisher: Client
) -> None:
    article = make_live(body=CARDS).article
    page = f"/admin/articles/article/{article.pk}/publish/"
    pat, tim = User.objects.get(username="pat"), account("tim", "publisher")

    def edit(body: str) -> Article:
        draft = Article.objects.get(pk=article.pk)
        draft.body = body
        workflow.save_draft(draft, by=pat)
        return draft

    draft = edit(CARDS.replace("cold", "cool"))
    with pytest.raises(approval.ApprovalNeededError):
        workflow.publish(draft, by=pat, reason="Kinder.")
    shown = text(publisher.get(page))
    assert "“Your foot is cold.” (Emergency)" in shown
    assert 'value="Ask a second clinician to approve"' in shown
    form = {"revision": draft.revision, "reason": "Kinder."}
    assert "must now approve" in text(publisher.post(page, form, follow=True))
    assert 'value="Approve and publish"' in text(desk_of(tim).get(page))
    draft = edit(CARDS.replace("cold", "cooler"))
    assert "pat asked for approval" not in text(desk_of(tim).get(page)), "it is another text now"
    desk_of(tim).post(page, form | {"confirm": PASSWORD})
    assert "cold" in LiveArticle.objects.get().body, "nor is it approved unseen"
    form["revision"] = draft.revision
    publisher.post(page, form)
    chief = account("chief", "administrator")
    for user in (pat, tim):
        log.record("account.made", by=chief, subject=user.username, account=user.pk)
    both = "chief made, promoted or reset both tim and pat."
    shown = text(desk_of(tim).get(page))
    assert both in shown
    assert "Change your password first, then approve." in shown
    log.record("account.password_changed", by=tim, subject="tim", account=tim.pk)
    desk_of(tim).post(page, form | {"confirm": "wrong"})
    assert "cold" in LiveArticle.objects.get().body
    desk_of(tim).post(page, form | {"confirm": PASSWORD})
    assert "cooler" in LiveArticle.objects.get().body
    details = AuditEntry.objects.get(action="article.publish").details
    assert details["approval"] == "given"
    assert both in details["accounts"]


def test_what_an_author_wrote_a_publisher_approves_unasked(
    make_live: Callable[..., LiveArticle], publisher: Client
) -> None:
    article, ann = make_live(body=CARDS).article, account("ann", "author")
    article.body = CARDS.replace("cold", "cool")
    workflow.save_draft(article, by=ann)
    page = f"/admin/articles/article/{article.pk}/publish/"
    assert 'value="Approve and publish"' in text(publisher.get(page))
    form = {"revision": article.revision, "reason": "Agreed."}
    publisher.post(page, form)
    assert "cold" in LiveArticle.objects.get().body, "not without the password"
    publisher.post(page, form | {"confirm": PASSWORD})
    assert "cool" in LiveArticle.objects.get().body


def test_who_softened_a_text_stays_its_author_when_it_is_taken_back(
    make_live: Callable[..., LiveArticle], publisher: Client
) -> None:
    article, pat = make_live(body=CARDS).article, User.objects.get(username="pat")
    article.body = CARDS.replace("cold", "cool")
    workflow.save_draft(article, by=pat)
    workflow.take_back(article, by=pat, reason="For now.")
    article.refresh_from_db()
    article.title = "A pulled calf?"
    workflow.save_draft(article, by=account("ann", "author"))
    with pytest.raises(approval.ApprovalNeededError):
        workflow.publish(article, by=pat, reason="I wrote this myself.")


def test_a_text_that_was_taken_back_is_still_what_the_next_is_compared_with(
    make_live: Callable[..., LiveArticle], publisher: Client
) -> None:
    article, pat = make_live(body=CARDS).article, User.objects.get(username="pat")
    workflow.take_back(article, by=pat, reason="For now.")
    article.refresh_from_db()
    article.body = "Rest."
    workflow.save_draft(article, by=pat)
    with pytest.raises(approval.ApprovalNeededError):
        workflow.publish(article, by=pat, reason="Shorter.")
    assert "“Your foot is cold.” (Emergency)" in text(publisher.get(f"/admin/articles/article/{article.pk}/publish/"))


def test_publishing_asks_for_the_permission_itself(make_live: Callable[..., LiveArticle], topic: Topic) -> None:
    article, ann = make_live().article, account("ann", "author")
    topic.title = "Sore calf"
    draft = drafts.save(topic, None, by=ann)
    for step in (
        lambda: workflow.publish(article, by=ann, reason="x"),
        lambda: workflow.take_back(article, by=ann, reason="x"),
        lambda: drafts.publish(draft, by=ann, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            step()


def test_the_desks_first_page_lists_drafts_and_who_else_may_approve(author, publisher, topic) -> None:
    danger = Synonym.objects.create(slug="danger", words="cannot breathe\nnumb groin", is_danger=True)
    pat, tim = User.objects.get(username="pat"), desk_of(account("tim", "publisher"))
    danger.words = "cannot breathe"
    draft = drafts.save(danger, None, by=pat)
    approval.ask(draft, by=pat, reason="Too rare.")
    heading = "Texts that wait for a second clinician"
    assert heading in text(tim.get("/admin/"))
    for desk in (author, publisher):
        page = text(desk.get("/admin/"))
        assert heading not in page
        assert "Drafts of topics and words" in page
    danger.words = "cannot  breathe at all"
    drafts.save(danger, draft, by=pat)
    assert heading not in text(tim.get("/admin/")), "the question was about another text"
