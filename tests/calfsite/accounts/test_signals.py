"""What is done to accounts is written down, with who did it."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client

from calfsite.accounts.roles import make_roles
from tests.calfsite.accounts.desk import PASSWORD, account, entries, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db: None) -> User:
    return account("chief", "administrator")


@pytest.fixture
def desk(chief, client) -> Client:
    client.force_login(chief)
    return client


def form(user: User, *roles: str, **changes: str) -> dict[str, object]:
    """The account's page as it is sent."""
    groups = list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))
    return {"username": user.username, "is_active": "on", "is_staff": "on", "groups": groups, **changes}


def after(count: int) -> list[object]:
    """What was logged since; each entry that gives or takes says whose primary key that is, which is left out here."""
    found = entries("action", "subject", "who_name", "details")[count:]
    gives = {"account.made", "account.changed", "account.password_changed", "account.rights_changed"}
    for action, *_rest, details in found:
        assert ({"account", "role"} & set(details) != set()) == (action in gives), action
        details.pop("account", None)
        details.pop("role", None)
    return found


def test_signing_in_and_out(chief, client) -> None:
    before = len(entries())
    sign_in(client, "chief")
    client.post("/admin/logout/")
    assert after(before) == [
        ("account.sign_in", "chief", "chief", {"second_factor": "none"}),
        ("account.sign_out", "chief", "chief", {}),
    ]


def test_roles_and_flags_given_in_the_admin_say_who_gave_them(desk) -> None:
    anna = account("anna", "author")
    before = len(entries())
    page = f"/admin/auth/user/{anna.pk}/change/"
    assert desk.post(page, form(anna, "publisher")).status_code == 302
    data = form(anna, "publisher")
    del data["is_active"]
    assert desk.post(page, data).status_code == 302
    assert after(before) == [
        ("account.rights_changed", "anna", "chief", {"removed": ["group author"]}),
        ("account.rights_changed", "anna", "chief", {"added": ["group publisher"]}),
        ("account.changed", "anna", "chief", {"is_active": [True, False]}),
    ]


def test_an_administrator_makes_nobody_a_superuser_and_changes_none(desk) -> None:
    anna, root = account("anna"), account("root", is_superuser=True)
    desk.post(f"/admin/auth/user/{anna.pk}/change/", form(anna, is_superuser="on"))
    anna.refresh_from_db()
    assert not anna.is_superuser
    for page in ("change", "password"):
        assert desk.post(f"/admin/auth/user/{root.pk}/{page}/", form(root)).status_code == 403
    listed = desk.get("/admin/auth/user/").content.decode()
    assert "everything (superuser)" in listed
    assert 'name="is_superuser"' not in desk.get(f"/admin/auth/user/{anna.pk}/change/").content.decode()


def test_new_accounts_and_passwords(desk, chief) -> None:
    before = len(entries())
    new = {"username": "bert", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert desk.post("/admin/auth/user/add/", new).status_code == 302
    own = {"old_password": PASSWORD, "new_password1": "walk-the-calf-8", "new_password2": "walk-the-calf-8"}
    assert desk.post("/admin/password_change/", own).status_code == 302
    made, changed = after(before)
    assert made[:3] == ("account.made", "bert", "chief")
    assert changed == ("account.password_changed", "chief", "chief", {})
    assert PASSWORD not in str(entries("details", "reason"))


def test_changes_by_command_and_from_the_other_side_are_seen_too() -> None:
    anna, bert = account("anna"), account("bert")
    make_roles()
    author, view = Group.objects.get(name="author"), Permission.objects.get(codename="view_user")
    before = len(entries())
    author.user_set.add(anna, bert)
    author.user_set.clear()
    anna.user_permissions.add(view)
    anna.user_permissions.add(view)
    view.group_set.add(author)
    User.objects.get(pk=anna.pk).save()
    bert.delete()
    assert after(before) == [
        ("account.rights_changed", "anna", "", {"added": ["group author"]}),
        ("account.rights_changed", "bert", "", {"added": ["group author"]}),
        ("account.rights_changed", "anna", "", {"removed": ["group author"]}),
        ("account.rights_changed", "bert", "", {"removed": ["group author"]}),
        ("account.rights_changed", "anna", "", {"added": ["view_user"]}),
        ("account.rights_changed", "group author", "", {"added": ["view_user"]}),
        ("account.deleted", "bert", "", {}),
    ]


class StrongerHasher(MD5PasswordHasher):
    algorithm = "stronger"


def test_a_stronger_hash_at_sign_in_is_no_new_password(client, settings) -> None:
    account("anna")
    settings.PASSWORD_HASHERS = [f"{__name__}.StrongerHasher", *settings.PASSWORD_HASHERS]
    old = User.objects.get().password
    sign_in(client)
    assert User.objects.get().password != old
    assert "account.password_changed" not in [action for action, _ in entries()]


def test_the_log_stays_whole_through_all_of_it(desk, capsys) -> None:
    account("anna", "author")
    call_command("verify_audit")
    assert "The audit log is whole" in capsys.readouterr().out
