"""Signing in as a person does, with an app that shows codes."""

import re
from base64 import b32decode
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.oath import TOTP

from calfsite.accounts.roles import make_roles
from calfsite.audit.models import AuditEntry

PASSWORD = "calf-leg-walk-77"
LOGIN = "/admin/login/"
CHECK = "/admin/second-factor/check/"
SET_UP = "/admin/second-factor/set-up/"


@dataclass
class App:
    """An app on a phone. Each code works once, so a second one in the same half minute is of the next half minute."""

    secret: str
    last: int = 0

    def code(self) -> str:
        totp = TOTP(b32decode(self.secret + "=" * (-len(self.secret) % 8)))
        self.last = max(totp.t(), self.last + 1)
        totp.drift = self.last - totp.t()
        return f"{totp.token():06d}"


def account(name: str, *roles: str, **flags: Any) -> User:
    """Somebody with a password and these roles."""
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True, **flags)
    if roles:
        make_roles()
        user.groups.set(Group.objects.filter(name__in=roles))
    return user


def desk_of(user: User) -> Client:
    """The desk as this person sees it, signed in without a form."""
    client = Client()
    client.force_login(user)
    return client


def sign_in(client: Client, name: str = "anna", password: str = PASSWORD, next_page: str = "/admin/") -> Any:
    return client.post(f"{LOGIN}?next={next_page}", {"username": name, "password": password, "next": next_page})


def set_up_page(client: Client) -> tuple[App, dict[str, str]]:
    """Opens the page; gives an app that scanned the key, and the form's hidden part."""
    text = client.get(SET_UP).content.decode()
    shown = re.search(r'account__secret">([A-Z2-7 ]+)<', text)
    sealed = re.search(r'name="secret" value="([^"]+)"', text)
    assert shown, text
    assert sealed, text
    return App(shown[1].replace(" ", "")), {"secret": unescape(sealed[1])}


def enrol(client: Client) -> tuple[App, list[str]]:
    """Sets up a second factor; gives the app and the recovery codes."""
    app, hidden = set_up_page(client)
    text = client.post(SET_UP, {**hidden, "code": app.code()}).content.decode()
    codes = re.findall(r"<code>([a-z0-9-]+)</code>", text)
    assert len(codes) == 10, text
    return app, codes


def is_in(client: Client) -> bool:
    """Whether the desk's pages are open."""
    return bool(client.get("/admin/send-again/")["Location"] == "/admin/")  # nothing to send: quicker than a page


def entries(*fields: str, action: str = "account.") -> list[Any]:
    """The audit log's entries of an action, oldest first, as (action, subject) or as these fields."""
    found = AuditEntry.objects.filter(action__startswith=action).order_by("id")
    return list(found.values_list(*(fields or ("action", "subject"))))
