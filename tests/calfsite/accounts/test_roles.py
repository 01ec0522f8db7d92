"""The roles, and what each may do."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from calfsite.accounts import roles
from tests.calfsite.accounts.desk import account

pytestmark = pytest.mark.django_db

LATER = {
    "articles.publish_article",
    "triage.publish_protocolversion",
    "triage.withdraw_protocolversion",
    "articles.delete_term",
    "articles.delete_synonym",
}


def all_of(name: str) -> set[str]:
    return User.objects.get(username=name).get_all_permissions()


def test_each_role_does_its_part() -> None:
    for role in roles.ROLES:
        account(role, role)
    author, publisher, administrator = (all_of(role) for role in roles.ROLES)
    assert {"articles.change_article", "triage.change_rule", "triage.delete_rule"} <= author
    assert not {name for name in author if "publish_" in name or "withdraw_" in name}
    assert author <= publisher
    assert publisher - author <= LATER
    assert {"auth.change_user", "calfsite.view_auditentry"} <= administrator
    beside = {name for name in author | publisher if name.startswith(("auth.", "calfsite."))}
    assert beside == {"calfsite.view_practicedetails"}, "to read, not to change"
    assert "calfsite.change_practicedetails" in administrator
    assert not {name for name in administrator if name.startswith(("articles.c", "triage.c", "auth.delete"))}


def test_the_command_warns_of_a_permission_that_nothing_is_called(capsys, monkeypatch) -> None:
    monkeypatch.setitem(roles.ROLES, roles.AUTHOR, ("articles.change_article", "articles.shred_article"))
    call_command("make_roles")
    said = capsys.readouterr()
    assert "no permission is called articles.shred_article" in said.err
    assert "author, publisher, administrator" in said.out
    assert Group.objects.get(name="author").permissions.filter(codename="change_article").exists()


def test_again_it_gives_what_is_missing_and_keeps_what_a_practice_gave() -> None:
    roles.make_roles()
    author = Group.objects.get(name="author")
    extra = Permission.objects.get(codename="add_user")
    author.permissions.remove(author.permissions.get(codename="change_article"))
    author.permissions.add(extra)
    roles.make_roles()
    names = set(author.permissions.values_list("codename", flat=True))
    assert {"change_article", "add_user"} <= names
    assert Group.objects.count() == 3


def test_members_of_the_group_that_was_before_there_were_roles_write_and_publish() -> None:
    old = Group.objects.create(name="clinicians")
    anna = account("anna")
    anna.groups.add(old)
    roles.make_roles()
    assert {group.name for group in anna.groups.all()} == {"author", "publisher"}
    assert not Group.objects.filter(name="clinicians").exists()
