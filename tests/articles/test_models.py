from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles.markdown import MAX_LENGTH
from articles.models import Article, LoadedSeed, Topic

MakeArticle = Callable[..., Article]


def errors_of(model: Article | Topic) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        model.full_clean()
    return refused.value.message_dict


def test_a_complete_article_is_accepted(make_article: MakeArticle) -> None:
    make_article(facts="C1 C12 S3").full_clean()


def test_a_draft_needs_no_review(make_article: MakeArticle) -> None:
    article = make_article(status="draft", reviewer="", reviewed_on=None, review_due=None)
    article.full_clean()
    article.save()
    assert not article.is_published


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"reviewer": ""}, {"reviewer": ["Say who reviewed the article, or keep it a draft."]}),
        ({"reviewed_on": None}, {"reviewed_on": ["Say when the article was reviewed, or keep it a draft."]}),
        ({"review_due": None}, {"review_due": ["Say when the next review is due, or keep the article a draft."]}),
        ({"review_due": date(2026, 1, 31)}, {"review_due": ["Set the next review to a day after the last one."]}),
        ({"review_due": date(2025, 1, 1)}, {"review_due": ["Set the next review to a day after the last one."]}),
        ({"title": ""}, {"title": ["This field cannot be blank."]}),
        ({"body": ""}, {"body": ["This field cannot be blank."]}),
        ({"status": "secret"}, {"status": ["Value 'secret' is not a valid choice."]}),
        ({"title": "a\0b"}, {"title": ["Null characters are not allowed."]}),
        ({"facts": "C1,C2"}, {"facts": ["Write fact numbers with a space between: C1 C2 S3."]}),
        ({"language": "English"}, {"language": ["Give a language code, such as en or es."]}),
        (
            {"summary": "Wait {{ threshold:calf.no_improvement_after }}."},
            {"summary": ["Write the words out here. Values in {{ }} work in the text of an article only."]},
        ),
        (
            {"body": "Wait {{ threshold:calf.nothing }}."},
            {
                "body": [
                    "No value is called “threshold:calf.nothing”. "
                    "Correct the name in {{ }}, or load or add the value first."
                ]
            },
        ),
        (
            {"body": "Wait {{ threshold:calf.no_improvement_after }."},
            {"body": ["Write each value as {{ kind:name }} on one line. One pair of braces is incomplete."]},
        ),
        ({"body": "::: urgent\nGo."}, {"body": ["Close the box “urgent” with a line :::"]}),
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


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("article_has_texts", {"title": ""}),
        ("article_has_texts", {"slug": ""}),
        ("article_has_texts", {"summary": ""}),
        ("article_has_texts", {"body": ""}),
        ("article_body_not_too_long", {"body": "a" * (MAX_LENGTH + 1)}),
        ("article_status_known", {"status": "secret"}),
        ("article_published_is_reviewed", {"reviewer": ""}),
        ("article_published_is_reviewed", {"reviewed_on": None}),
        ("article_published_is_reviewed", {"review_due": None}),
        ("article_review_due_after_review", {"review_due": date(2026, 1, 31)}),
    ],
)
def test_the_database_refuses_what_bypasses_the_model(
    article: Article, constraint: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**changes)


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


def test_published_leaves_drafts_out(article: Article, make_article: MakeArticle) -> None:
    make_article(slug="draft", status="draft").save()
    assert [article.slug for article in Article.objects.published()] == ["strain"]


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (1, False)])
def test_a_review_is_overdue_from_the_day_after(make_article: MakeArticle, days: int, overdue: bool) -> None:
    assert make_article(review_due=timezone.localdate() + timedelta(days=days)).is_overdue is overdue


def test_without_a_date_no_review_is_overdue(make_article: MakeArticle) -> None:
    assert not make_article(status="draft", review_due=None).is_overdue
