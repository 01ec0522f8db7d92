"""The first account, and what clinicians may do."""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db


def create_clinician() -> str:
    """Runs the command; gives what it printed."""
    printed = StringIO()
    call_command("create_clinician", stdout=printed)
    return printed.getvalue()


def printed_password(printed: str) -> str:
    """The password in what the command printed."""
    found = re.search(r"Password:\s+(\S+)", printed)
    assert found, printed
    return found[1]


def test_a_new_database_gets_an_account_that_can_sign_in_to_the_admin(client: Client) -> None:
    password = printed_password(create_clinician())
    client.post("/admin/login/", {"username": "clinician", "password": password})
    assert client.get("/admin/").status_code == 200


def test_the_account_is_staff_but_no_superuser() -> None:
    create_clinician()
    clinician = User.objects.get()
    assert (clinician.username, clinician.is_staff, clinician.is_superuser) == ("clinician", True, False)
    assert {group.name for group in clinician.groups.all()} == {"author", "publisher", "administrator"}


def test_the_password_is_long_and_never_the_same_twice() -> None:
    first = printed_password(create_clinician())
    User.objects.all().delete()
    second = printed_password(create_clinician())
    assert len(first) >= 20
    assert first != second


@pytest.mark.parametrize("action", ["add", "change", "view"])
@pytest.mark.parametrize("model", ["article", "topic"])
def test_clinicians_edit_articles_and_topics(model: str, action: str) -> None:
    create_clinician()
    assert User.objects.get().has_perm(f"articles.{action}_{model}")


def test_clinicians_see_and_change_everything_of_the_triage() -> None:
    create_clinician()
    clinician = User.objects.get()
    every = apps.get_app_config("triage").get_models()
    models = {model._meta.model_name: model for model in every if not model._meta.proxy}  # proxies use their model's
    kinds = {name: set(model._meta.default_permissions) & {"change", "view"} for name, model in models.items()}
    wanted = [f"{action}_{name}" for name, actions in kinds.items() for action in sorted(actions)]
    assert "change_threshold" in wanted
    assert kinds["dailytotal"] == {"view"}  # sums that the site itself adds up: nobody changes them
    assert [name for name, actions in kinds.items() if not actions] == ["comment"]  # goes with those of its version
    assert [name for name in wanted if not clinician.has_perm(f"triage.{name}")] == []


def test_clinicians_delete_no_article_no_protocol_and_no_account() -> None:
    create_clinician()
    permissions = User.objects.get().get_all_permissions()
    deletions = {name for name in permissions if ".delete_" in name}
    words = {"articles.delete_term", "articles.delete_synonym"}  # of the glossary and the search: history keeps them
    addresses = {"newsletter.delete_subscriber"}  # whoever asks to be forgotten must be
    assert [name for name in deletions - words - addresses if not name.startswith("triage.")] == []
    assert "triage.delete_protocol" not in deletions
    assert [name for name in permissions if name.startswith(("sessions.", "admin.", "axes.", "otp_"))] == []


def test_a_second_run_makes_no_account_and_says_how_to_get_in() -> None:
    create_clinician()
    before = User.objects.get().password
    printed = create_clinician()
    assert User.objects.get().password == before
    assert "Password:" not in printed
    assert "manage.py changepassword clinician" in printed


def test_an_account_that_the_practice_deleted_does_not_come_back() -> None:
    User.objects.create_superuser("head", password="x")
    create_clinician()
    assert [user.username for user in User.objects.all()] == ["head"]


def test_a_second_run_gives_the_group_what_it_lacks_and_takes_nothing() -> None:
    create_clinician()
    group = Group.objects.get(name="publisher")
    expected = set(group.permissions.all())
    assert expected
    group.permissions.clear()
    create_clinician()
    assert set(group.permissions.all()) == expected
