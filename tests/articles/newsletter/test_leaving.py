"""Leaving and changing topics by the links in a mail: no sign-in, no cookie, and no trace of the address after it."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client

from articles.models import Topic
from articles.newsletter import digests, sending
from articles.newsletter.mails import Purpose, token
from articles.newsletter.models import Delivery, Subscriber
from tests.articles.newsletter.conftest import reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger() -> Client:
    """A mail service, or a reader whose browser has no cookies."""
    return Client(enforce_csrf_checks=True)


def path(subscriber: Subscriber, purpose: Purpose) -> str:
    return f"/newsletter/{purpose}/{token(subscriber, purpose)}/"


def traces(mark: str) -> list[str]:
    """The tables with a row that holds the mark."""
    models = apps.get_models(include_auto_created=True)
    return [model._meta.db_table for model in models if mark in repr(list(model._base_manager.values_list()))]


def test_one_click_deletes_the_address_and_all_that_names_it(stranger: Client, topic: Topic, publish: Any) -> None:
    ann, _bob = reader("ann-lee-77", topic), reader("bob")
    publish()
    sending.run()
    assert traces("ann-lee-77") == ["newsletter_subscriber"], "an address stands in one place"
    link = path(ann, Purpose.LEAVE)
    response = stranger.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200, "a mail service follows no redirect"
    assert response.cookies == {}
    assert traces("ann-lee-77") == traces(ann.key) == []
    assert Delivery.objects.filter(state="sent").count() == 2, "how many got it stays known"
    for again in (stranger.post(link), stranger.get(link)):
        assert again.status_code == 200
        assert "You are not on our email list" in again.content.decode()


def test_a_look_at_the_link_does_nothing(stranger: Client, topic: Topic) -> None:
    ann = reader()
    for look in (stranger.get, stranger.head, stranger.options):
        look(path(ann, Purpose.LEAVE))
    page = stranger.get(path(ann, Purpose.LEAVE)).content.decode()
    assert page.count("<form") == 1
    assert Subscriber.objects.filter(pk=ann.pk).exists()


def test_an_address_that_was_never_confirmed_can_leave_too(stranger: Client, topic: Topic) -> None:
    waiting = Subscriber.objects.create(email="ann@example.org")
    stranger.post(path(waiting, Purpose.LEAVE))
    assert not Subscriber.objects.exists()


def test_a_reader_chooses_other_topics(stranger: Client, topic: Topic, other_topic: Topic) -> None:
    ann = reader()
    link = path(ann, Purpose.TOPICS)
    assert stranger.get(link).content.decode().count(" checked") == 2
    page = stranger.post(link, {"topics": [other_topic.pk]}).content.decode()
    assert "Your topics are saved." in page
    assert page.count(" checked") == 1
    ann.refresh_from_db()
    assert (ann.every_topic, list(ann.topics.all())) == (False, [other_topic])
    stranger.post(link, {"topics": [topic.pk, other_topic.pk]})
    ann.refresh_from_db()
    assert (ann.every_topic, list(ann.topics.all())) == (True, [])


def test_no_topic_at_all_is_refused_with_the_way_to_leave(stranger: Client, topic: Topic) -> None:
    ann = reader()
    response = stranger.post(path(ann, Purpose.TOPICS), {})
    assert response.context["form"].errors == {"topics": ["Tick one topic or more."]}
    assert f'href="/newsletter/leave/{ann.key}.' in response.content.decode()
    ann.refresh_from_db()
    assert ann.every_topic


def test_who_leaves_and_comes_back_does_not_get_the_same_digest(stranger: Client, topic: Topic, publish: Any) -> None:
    ann = reader()
    reader("bob")
    publish()
    digest = digests.make()
    assert digest
    stranger.post(path(ann, Purpose.LEAVE))
    reader("ann")
    assert sending.run().counts == {"unsure": 0, "sent": 1}
    assert not LogEntry.objects.exists()
