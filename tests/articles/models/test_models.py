from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles.models import Article, Content, LiveArticle, LoadedSeed, StaleDraftError, Topic
from articles.publishing import dates
from articles.text.markdown import MAX_LENGTH

MakeArticle = Callable[..., Article]


def errors_of(model: Article | Topic) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        model.full_clean()
    return refused.value.message_dict


def test_a_complete_article_is_accepted(make_article: MakeArticle) -> None:
    make_article(facts="C1 C12 S3").full_clean()


def test_a_draft_needs_no_review(make_article: MakeArticle) -> None:
    article = make_article(reviewer="", reviewed_on=None, review_due=None)
    article.full_clean()
    article.save()
    assert article.published is None


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"review_due": date(2026, 1, 31)}, {"review_due": ["Set the next review to a day after the last one."]}),
        ({"review_due": date(2025, 1, 1)}, {"review_due": ["Set the next review to a day after the last one."]}),
        ({"title": ""}, {"title": ["This field cannot be blank."]}),
        ({"body": ""}, {"body": ["This field cannot be blank."]}),
        ({"title": "a\0b"}, {"title": ["Null characters are not allowed."]}),
        ({"facts": "C1,C2"}, {"facts": ["Write fact numbers with a space between: C1 C2 S3."]}),
        ({"language": "English"}, {"language": ["Give a language code, such as en or es."]}),
        (
            {"summary": "Wait {{ threshold:leg.no_improvement_after }}."},
            {"summary": ["Write the words out here. Values in {{ }} work only in the text of an article."]},
        ),
        (
            {"body": "Wait {{ threshold:calf.nothing }}."},
            {
                "body": [
                    "Line 1 (“Wait {{ threshold:calf.nothing }}.”): There is no value “threshold:calf.nothing”. "
                    "Correct the name in {{ }}, or load or add the value first."
                ]
            },
        ),
        (
            {"body": "Wait {{ threshold:leg.no_improvement_after }."},
            {
                "body": [
                    "Line 1 (“Wait {{ threshold:leg.no_improvement_after }.”): "
                    "Write each value as {{ kind:name }} on one line. One pair of braces is incomplete."
                ]
            },
        ),
        ({"body": "::: urgent\nGo."}, {"body": ["Line 1 (“::: urgent”): Close the box “urgent” with a line :::"]}),
    ],
)
def test_a_faulty_article_is_refused_at_its_field(
    make_article: MakeArticle, changes: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    assert errors_of(make_article(**changes)) == errors


def test_a_text_that_is_too_long_is_refused_quickly(make_article: MakeArticle) -> None:
    assert list(errors_of(make_article(body="[" * 2_000_000))) == ["body"]


def test_windows_line_ends_are_stored_as_plain_ones(make_article: MakeArticle) -> None:
    article = make_article(body="a\r\nb", sources="Book | 2020 |\r\nOther | 2021 |")
    article.full_clean()
    assert (article.body, article.sources) == ("a\nb", "Book | 2020 |\nOther | 2021 |")


def test_two_articles_cannot_share_an_address(article: Article, make_article: MakeArticle) -> None:
    assert list(errors_of(make_article())) == ["slug"]


def test_what_patients_read_is_reviewed(article: Article) -> None:
    live = article.live
    live.reviewer, live.reviewed_on, live.review_due = "", None, None
    assert errors_of(live) == {
        "reviewer": ["Say who reviewed the article."],
        "reviewed_on": ["Say when the article was reviewed."],
        "review_due": ["Say when the next review is due."],
    }


@pytest.mark.parametrize("model", [Article, LiveArticle])
@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("has_texts", {"title": ""}),
        ("has_texts", {"slug": ""}),
        ("has_texts", {"summary": ""}),
        ("has_texts", {"body": ""}),
        ("body_not_too_long", {"body": "a" * (MAX_LENGTH + 1)}),
        ("review_due_after_review", {"review_due": date(2026, 1, 31)}),
    ],
)
def test_the_database_refuses_what_bypasses_the_model(
    article: Article, model: type[Content], constraint: str, changes: dict[str, Any]
) -> None:
    name = f"{model.__name__.lower()}_{constraint}"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.filter(pk=article.pk).update(**changes)


@pytest.mark.parametrize("changes", [{"reviewer": ""}, {"reviewed_on": None}, {"review_due": None}])
def test_the_database_lets_patients_read_nothing_unreviewed(article: Article, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="livearticle_is_reviewed"), transaction.atomic():
        LiveArticle.objects.filter(pk=article.pk).update(**changes)


def test_an_article_that_patients_read_cannot_be_deleted(article: Article) -> None:
    with pytest.raises(ProtectedError):
        article.delete()


def test_the_second_of_two_saves_on_the_same_draft_is_refused(article: Article) -> None:
    mine, theirs = Article.objects.get(), Article.objects.get()
    theirs.body = "Theirs."
    theirs.save()
    mine.body = "Mine."
    with pytest.raises(StaleDraftError, match="Somebody else has saved this draft"):
        mine.save()
    assert Article.objects.get().body == "Theirs."
    theirs.body = "Theirs again."
    theirs.save()


@pytest.mark.parametrize("field", ["slug", "title", "summary"])
def test_the_database_refuses_a_topic_without_its_texts(topic: Topic, field: str) -> None:
    with pytest.raises(IntegrityError, match="topic_has_texts"), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(**{field: ""})


def test_a_topic_refuses_placeholders(topic: Topic) -> None:
    topic.title = "{{ practice:name }}"
    assert list(errors_of(topic)) == ["title"]


def test_a_topic_with_articles_cannot_be_deleted(article: Article) -> None:
    with pytest.raises(ProtectedError):
        article.topic.delete()


def test_a_seed_is_noted_once(db: None) -> None:
    LoadedSeed.objects.create(kind="topic", slug="calf", checksum="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        LoadedSeed.objects.create(kind="topic", slug="calf", checksum="2")


@pytest.mark.parametrize(
    "changes",
    [{"title": "New"}, {"body": "New."}, {"sources": ""}, {"review_due": None}, {"order": 7}, {"topic": "nerve"}],
)
def test_a_draft_that_says_something_else_waits(article: Article, changes: dict[str, Any]) -> None:
    other = Topic.objects.create(slug="nerve", title="Sciatica", summary="From the back.")
    assert (article.is_changed, list(dates.unpublished_drafts())) == (False, [])
    for name, value in changes.items():
        setattr(article, name, other if value == "nerve" else value)
    article.save()
    assert (article.is_changed, list(dates.unpublished_drafts())) == (True, [article])


def test_a_draft_that_was_never_published_waits(article: Article, make_article: MakeArticle) -> None:
    fresh = make_article(slug="fresh")
    fresh.save()
    assert list(dates.unpublished_drafts()) == [fresh]


def test_reviews_that_are_late_or_soon_due(make_live: Callable[..., LiveArticle], make_article: MakeArticle) -> None:
    today = timezone.localdate()
    for days in (-9, -1, 0, 30, 31):
        make_live(slug=f"in{days}", reviewed_on=date(2020, 1, 1), review_due=today + timedelta(days=days))
    make_article(slug="draft", reviewed_on=date(2020, 1, 1), review_due=date(2020, 1, 2)).save()
    assert [article.slug for article in dates.overdue(today)] == ["in-9", "in-1"]
    assert [article.slug for article in dates.due_soon(today)] == ["in0", "in30"]


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (1, False)])
def test_a_review_is_overdue_from_the_day_after(make_article: MakeArticle, days: int, overdue: bool) -> None:
    assert make_article(review_due=timezone.localdate() + timedelta(days=days)).is_overdue is overdue


def test_without_a_date_no_review_is_overdue(make_article: MakeArticle) -> None:
    assert not make_article(review_due=None).is_overdue
