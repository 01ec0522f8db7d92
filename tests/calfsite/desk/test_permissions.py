"""Who may do what on the desk: every address there is, asked by every role, to look and to send."""

import difflib
from pathlib import Path
from typing import Any
from unittest import mock

from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import AnonymousUser, Group, User
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.template.base import Template
from django.test import RequestFactory
from django.urls import resolve

from calfsite.accounts import roles
from tests.calfsite.desk import world
from tests.triage.engine.samples import with_every_part
from triage.admin.editing.draft_admin import DraftAdmin
from triage.versions import drafts

WHO = {"s": "", "a": roles.AUTHOR, "p": roles.PUBLISHER, "d": roles.ADMINISTRATOR}
"""Who asks, by letter: somebody who is signed in, and the roles. `o` is anybody outside."""
TABLE = Path(__file__).with_name("permissions.txt")
PARTS = (
    "question",
    "criterion",
    "rule",
    "requirement",
    "hazard",
    "advice",
    "articlelink",
    "vignette",
    "draftthreshold",
)


def is_let_in(address: str, method: str, user: User | AnonymousUser) -> bool:
    """Whether the view serves this. Nothing that it does stays, and no page is drawn."""
    request = RequestFactory().generic(method, address)
    request.user, request.session, request._messages = user, SessionStore(), mock.Mock()
    request._dont_enforce_csrf_checks = True
    view = resolve(address.partition("?")[0])
    here = transaction.savepoint()
    try:
        response = view.func(request, *view.args, **view.kwargs)
    except (PermissionDenied, Http404):
        return False
    finally:
        transaction.savepoint_rollback(here)
    return response.status_code not in {403, 405} and "/login/" not in response.get("Location", "")


def table_of_today(users: dict[str, Any]) -> list[str]:
    """A line for each address: who may look (GET), who may send (POST). Parts with the same line have one."""

    def letters(address: str, method: str) -> str:
        return "".join(letter for letter, user in users.items() if is_let_in(address, method, user)) or "-"

    found: dict[str, set[str]] = {}
    for pattern, address in world.addresses().items():
        line = f"{letters(address, 'GET'):6}{letters(address, 'POST'):6}"
        app, _slash, rest = pattern.partition("/")
        name, _slash, end = rest.partition("/")
        found.setdefault(f"{app}/<part>/{end}" if name in PARTS else pattern, set()).add(line)
    return [f"{line}{pattern}".rstrip() for pattern, lines in found.items() for line in sorted(lines)]


def test_every_address_lets_in_exactly_whom_the_table_says(one_of_everything, settings) -> None:
    settings.SECOND_FACTOR = "off"  # which spares each request a question to the database
    users: dict[str, Any] = {"o": AnonymousUser()}
    for letter, role in WHO.items():
        users[letter] = User.objects.create_user(role or "nobody", is_staff=True)
        users[letter].groups.set(Group.objects.filter(name=role))
    for user in users.values():
        user.is_verified = lambda: True
    with (
        mock.patch.object(Template, "render", return_value=""),
        mock.patch.object(ModelAdmin, "render_change_form", return_value=HttpResponse()),
        mock.patch.object(DraftAdmin, "render_change_form", return_value=HttpResponse()),
        mock.patch.object(drafts, "content", return_value=with_every_part()),
    ):
        today = table_of_today(users)
    said = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    changed = "\n".join(difflib.unified_diff(said, today, "the table", "the site", lineterm="", n=0))
    assert not changed, f"Who may do what has changed. If that is meant, change {TABLE.name}:\n{changed}"
