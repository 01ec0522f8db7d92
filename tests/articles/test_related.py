"""Related articles: "Read next" at the foot of the page, and what an editor may write there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.editorial import links
from articles.models import Article, LiveArticle, LoadedSeed
from articles.publishing import workflow
from articles.seeding.seed_files import checksum
from tests.articles.admin.desk import change_url
from tests.articles.seeding.seeds import edit

pytestmark = pytest.mark.django_db

MakeArticle = Callable[..., Article]
MakeLive = Callable[..., LiveArticle]


def test_the_page_ends_with_the_related_articles_that_patients_can_read(
    client: Client, make_live: MakeLive, make_article: MakeArticle
) -> None:
    make_article(slug="secret", title="Secret draft").save()
    make_live(slug="stretch", title="The calf stretch", summary="How to stretch.")
    make_live(slug="cramp", title="A cramp")
    make_live(related="secret stretch gone cramp")
    page = client.get("/articles/strain/").content.decode()
    end = page[page.index("Read next") :]
    assert end.index('<a href="/articles/stretch/">The calf stretch</a>') < end.index("A cramp")
    assert "<p>How to stretch.</p>" in end
    assert "Secret draft" not in page


@pytest.mark.parametrize("related", ["", "gone"])
def test_nothing_to_read_next_is_no_heading(client: Client, make_live: MakeLive, related: str) -> None:
    make_live(related=related)
    assert "Read next" not in client.get("/articles/strain/").content.decode()


def test_a_related_article_that_patients_cannot_read_is_a_broken_link(
    make_live: MakeLive, make_article: MakeArticle
) -> None:
    make_live(slug="stretch")
    make_article(slug="secret").save()
    faults = links.broken(make_article(related="stretch secret gone"))
    start = "Patients can’t read the related article “"
    assert [fault.split("”")[0] for fault in faults] == [f"{start}{slug}" for slug in ("secret", "gone")]


@pytest.mark.parametrize(
    ("related", "message"),
    [
        ("strain", "Take out this article’s own address."),
        ("stretch stretch", "Name each article once."),
        ("stretch, cramp", "Write up to five addresses of articles with a space between"),
        ("a b c d e f", "Write up to five addresses of articles with a space between"),
    ],
)
def test_what_cannot_be_related_is_refused(make_article: MakeArticle, related: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_article(related=related).full_clean()
    assert list(refused.value.message_dict) == ["related"]
    assert refused.value.message_dict["related"][0].startswith(message)


def test_related_articles_are_edited_compared_and_published_like_the_rest(
    editor: Client, article: Article, form: dict[str, Any], make_live: MakeLive
) -> None:
    make_live(slug="stretch")
    assert editor.post(change_url(article), {**form, "related": "stretch"}).status_code == 302
    article = Article.objects.get(pk=article.pk)
    assert (article.related, article.live.related, article.is_changed) == ("stretch", "", True)
    workflow.publish(article, by=None, reason="Lead on.")
    assert LiveArticle.objects.get(slug="strain").related == "stretch"


def test_what_was_loaded_before_there_were_related_articles_is_still_unedited(
    load: Callable[[], list[str]], folder: Path
) -> None:
    load()
    fields = {"title": "A pulled calf", "facts": "C1"}
    assert checksum(fields) == checksum({**fields, "related": ""})
    before = LoadedSeed.objects.get(slug="strain").checksum
    edit(folder / "strain.md", "facts: [C1, C2]", "facts: [C1, C2]\nrelated: [draft]")
    assert "article strain: updated" in load()
    assert LiveArticle.objects.get(slug="strain").related == "draft"
    assert LoadedSeed.objects.get(slug="strain").checksum != before
    assert load()[-1] == "4 unchanged"
