"""A new account can sign in at once, with the roles that it was given."""

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from tests.calfsite.accounts.desk import account
from tests.form_page import opened

ADD = reverse("admin:auth_user_add")
PASSWORD = "knees over toes 7"


def test_one_form_makes_an_account_that_can_sign_in(client: Client, db: None) -> None:
    client.force_login(account("chief", "administrator"))
    page = client.get(ADD).content.decode()
    assert "Roles" in page
    assert "Group" not in page
    role = Group.objects.get(name="author")
    typed = {"username": ["anna"], "first_name": ["Anna"], "groups": [str(role.pk)]}
    fields = {**opened(client, ADD), **typed, "password1": [PASSWORD], "password2": [PASSWORD]}
    assert client.post(ADD, fields).status_code == 302
    anna = User.objects.get(username="anna")
    assert [group.name for group in anna.groups.all()] == ["author"]
    assert not anna.is_superuser
    browser = Client()
    page = browser.post(
        reverse("admin:login"), {"username": "anna", "password": PASSWORD, "next": "/admin/"}, follow=True
    ).content.decode()
    assert "Articles" in page
    assert "Log out" in page
