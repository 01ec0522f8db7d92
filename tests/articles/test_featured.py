"""The articles that the home page features, and their drawings."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import featured
from articles.models import LiveArticle, Topic

MakeLive = Callable[..., LiveArticle]
FIGURE = "::: figure {}\nLook.\n:::\n"


@pytest.fixture
def nerve(db: None) -> Topic:
    return Topic.objects.create(slug="nerve", title="Nerves", summary="From the back.", order=0)


def test_the_first_articles_of_each_topic_stand_there_in_order(
    nerve: Topic, make_live: MakeLive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (3, 1, 2):
        make_live(slug=f"calf-{number}", title=f"Calf {number}", order=number)
    make_live(slug="nerve", topic=nerve)
    Topic.objects.create(slug="empty", title="Empty", summary="Nothing.")
    site = Topic.objects.create(slug="site", title="Us", summary="We.", is_about_site=True)
    make_live(slug="about", topic=site)
    with django_assert_num_queries(2):
        found = [(one.topic.slug, [card.article.get_absolute_url() for card in one.cards]) for one in featured.topics()]
    assert found == [("nerve", ["/articles/nerve/"]), ("calf", ["/articles/calf-1/", "/articles/calf-2/"])]


@pytest.mark.parametrize(
    ("bodies", "names"),
    [
        (["Text.", FIGURE.format("calf-muscles")], [None, "calf-muscles"]),
        ([FIGURE.format("no-such-drawing") + FIGURE.format("nerve-path")], ["nerve-path"]),
        ([FIGURE.format("nerve-path"), FIGURE.format("nerve-path") + FIGURE.format("chain")], ["nerve-path", "chain"]),
        ([FIGURE.format("nerve-path") + FIGURE.format("chain"), FIGURE.format("nerve-path")], ["chain", "nerve-path"]),
        ([FIGURE.format("nerve-path"), FIGURE.format("nerve-path")], ["nerve-path", None]),
        (["Write ::: figure chain in a line."], [None]),
    ],
)
def test_each_shows_its_first_drawing_that_no_other_shows(
    make_live: MakeLive, bodies: list[str], names: list[str | None]
) -> None:
    for number, body in enumerate(bodies):
        make_live(slug=f"a{number}", order=number, body=body)
    (only,) = featured.topics()
    assert [card.picture and card.picture.name for card in only.cards] == names


def test_home_shows_them_with_pictures_that_wait_until_they_are_near(client: Client, make_live: MakeLive) -> None:
    make_live(title="<b>Cramp</b>", body=FIGURE.format("calf-muscles"))
    page = client.get("/").content.decode()
    assert "&lt;b&gt;Cramp" in page
    assert '<h3 class="topic" id="topic-calf">' in page
    picture = page[page.index("<img") : page.index(">", page.index("<img"))]
    assert 'alt=""' in picture
    assert 'loading="lazy"' in picture
    assert page.index("I have a problem now") < page.index("I want to learn") < page.index("chest pain")
    assert page.index("chest pain") < page.index("Cramp") < page.index("What you can count on")


def test_home_opens_both_ways_in_when_the_database_is_down(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(featured, "topics", broken)
    page = client.get("/").content.decode()
    assert "I have a problem now" in page
    assert "Good places to start" not in page
    assert "could not be read" in caplog.text
