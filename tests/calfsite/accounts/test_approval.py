"""Who can't approve: one who lately made, promoted or reset the account that asks, or the other way round."""

from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone

from calfsite.accounts import approval, second_factor
from calfsite.audit import log
from calfsite.audit.models import AuditEntry
from tests.calfsite.accounts.desk import account, desk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return account("anna", "administrator", "publisher")


def made_by(anna: User, name: str = "new") -> User:
    sent = {"username": name, "usable_password": "true", "password1": "calf-leg-77x", "password2": "calf-leg-77x"}
    assert desk_of(anna).post("/admin/auth/user/add/", sent).status_code == 302
    return User.objects.get(username=name)


def test_whatever_gives_somebody_the_account_keeps_it_from_approving(anna) -> None:
    def reset(ben: User) -> None:
        sent = {"usable_password": "true", "password1": "calf-leg-77x", "password2": "calf-leg-77x"}
        assert desk_of(anna).post(f"/admin/auth/user/{ben.pk}/password/", sent).status_code == 302

    def promote(ben: User) -> None:
        sent = {"username": ben.username, "is_active": "on", "is_staff": "on", "groups": [publisher.pk]}
        assert desk_of(anna).post(f"/admin/auth/user/{ben.pk}/change/", sent).status_code == 302

    def rename(ben: User) -> None:
        promote(ben)
        with log.acting(mock.Mock(user=account("carl"))):
            ben.username = "bertram"
            ben.save()

    def more_for_role(ben: User) -> None:
        ben.groups.add(publisher)
        with log.acting(mock.Mock(user=anna)):
            publisher.permissions.remove(may)
            publisher.permissions.add(may)

    def rename_role() -> None:
        with log.acting(mock.Mock(user=anna)):
            publisher.name = "colleagues"
            publisher.save()
        entry = AuditEntry.objects.get(action="role.renamed")
        assert (entry.who_name, entry.details["name"]) == ("anna", ["publisher", "colleagues"])

    publisher, may = Group.objects.get(name="publisher"), Permission.objects.get(codename="publish_article")
    ways = {
        "reset": reset,
        "promoted": promote,
        "promoted, then renamed": rename,
        "second factor removed": lambda ben: log.record("account.second_factor_removed", by=anna, subject=ben.username),
        "the role given more": more_for_role,
        "the role given more, then renamed": lambda ben: (more_for_role(ben), rename_role()),
    }
    missed = []
    for name, way in ways.items():
        ben = account(f"ben-{len(name)}-{name[0]}")
        assert approval.obstacle(ben, [anna.pk]) == ""
        way(ben)
        if not approval.obstacle(ben, [None, anna.pk]).startswith("anna made, promoted or reset your account on"):
            missed.append(name)
        ben.refresh_from_db()
        if f"made, promoted or reset the account {ben.username} on" not in approval.obstacle(anna, [ben.pk]):
            missed.append(f"{name}, the other way round")
    assert not missed


def test_an_account_of_an_account_counts_too_and_after_30_days_none_does(anna) -> None:
    new = made_by(anna)
    newer = account("newer")
    log.record("account.made", by=new, subject="newer")
    assert approval.obstacle(new, [anna.pk])
    assert approval.obstacle(newer, [anna.pk])
    other = account("other")
    assert approval.obstacle(newer, [other.pk]) == "", "others may have wanted it approved as well"
    assert approval.obstacle(anna, [new.pk]), "who knows its first password may be asking themselves"
    assert approval.obstacle(anna, [newer.pk])
    log.record("account.rights_changed", by=anna, subject="other", removed=["group author"])
    assert approval.obstacle(other, [anna.pk]) == "", "what is taken makes nobody a puppet"
    with mock.patch.object(approval.timezone, "now", return_value=timezone.now() + timedelta(days=31)):
        assert approval.obstacle(new, [anna.pk]) == ""


def test_two_accounts_that_a_third_made_may_approve_and_who_does_is_told(anna) -> None:
    """So every clinic begins: its administrator makes the accounts of the clinicians, on one day."""
    ask, approve = made_by(anna, "ask"), made_by(anna, "approve")
    assert approval.obstacle(approve, [ask.pk]) == (
        "anna set your password, and made, promoted or reset the account that wrote or asked for this, too. "
        "Change your password first, then approve."
    )
    own = {"old_password": "calf-leg-77x", "new_password1": "walk-the-calf-8", "new_password2": "walk-the-calf-8"}
    assert desk_of(approve).post("/admin/password_change/", own).status_code == 302
    assert approval.obstacle(approve, [ask.pk]) == ""
    assert approval.obstacle(approve, [ask.pk, anna.pk]), "but not what that administrator wrote as well"
    told = "In the last 30 days anna made, promoted or reset both approve and ask."
    assert approval.about(ask, approve, [ask.pk])[2:] == [told]
    assert approval.common_maker(account("other"), [ask.pk]) == ""


def test_nobody_changes_their_own_roles(anna) -> None:
    everything = account("boss", is_superuser=True)
    for user in (anna, everything):
        desk, roles = desk_of(user), set(user.groups.all())
        page = f"/admin/auth/user/{user.pk}/change/"
        assert "Another administrator can change them." in desk.get(page).content.decode()
        rights = {"is_active": "on", "is_staff": "on", "is_superuser": "on"}
        sent = {"username": user.username, "first_name": "A", "groups": [Group.objects.get(name="author").pk]}
        assert desk.post(page, sent | rights).status_code == 302
        now = User.objects.get(pk=user.pk)
        assert (now.first_name, set(now.groups.all()), now.is_superuser) == ("A", roles, user.is_superuser)
    everything.groups.add(Group.objects.get(name="author"))
    role = f"/admin/auth/group/{Group.objects.get(name='author').pk}/change/"
    assert desk_of(everything).post(role, {"name": "author"}).status_code == 403


def test_who_has_an_app_is_asked_for_its_code(anna) -> None:
    request = mock.Mock(user=anna)
    form = mock.Mock(cleaned_data={"confirm": "000000"}, fields={})
    with (
        mock.patch.object(second_factor, "is_asked_of", return_value=True),
        mock.patch.object(second_factor, "check", return_value=second_factor.Checked(wait=3)),
    ):
        approval.add_confirmation(form, anna)
        assert form.fields["confirm"].label == "Your code, once more"
        assert not approval.is_confirmed(request, form)
    assert "Wait 3 seconds" in form.add_error.call_args.args[1]
