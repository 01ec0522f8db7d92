"""What an entry of the audit log says, in words: the log itself keeps codes, whose meaning must never change."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calfsite.lib.names import named

ACTIONS: dict[str, Promise] = {
    "account.changed": gettext_lazy("Account changed"),
    "account.deleted": gettext_lazy("Account deleted"),
    "account.idle_sign_out": gettext_lazy("Signed out after a pause"),
    "account.locked_out": gettext_lazy("Locked out after failed sign-ins"),
    "account.made": gettext_lazy("Account made"),
    "account.password_changed": gettext_lazy("Password changed"),
    "account.recovery_code_used": gettext_lazy("Recovery code used"),
    "account.recovery_codes_renewed": gettext_lazy("Recovery codes renewed"),
    "account.rights_changed": gettext_lazy("Roles or rights changed"),
    "account.second_factor_enrolled": gettext_lazy("Second factor set up"),
    "account.second_factor_failed": gettext_lazy("Second factor failed"),
    "account.second_factor_removed": gettext_lazy("Second factor removed"),
    "account.sign_in": gettext_lazy("Signed in"),
    "account.sign_in_failed": gettext_lazy("Sign-in failed"),
    "account.sign_out": gettext_lazy("Signed out"),
    "article.publish": gettext_lazy("Article published"),
    "article.take_back": gettext_lazy("Article taken back"),
    "audit.export": gettext_lazy("Audit log exported"),
    "content.load": gettext_lazy("Content loaded"),
    "newsletter.delete": gettext_lazy("Subscribers deleted"),
    "newsletter.export": gettext_lazy("Subscribers exported"),
    "practice.ask_approval": gettext_lazy("Practice details: approval asked for"),
    "practice.changed": gettext_lazy("Practice details changed"),
    "practice.decline": gettext_lazy("Practice details: declined"),
    "practice.emergency_number": gettext_lazy("Emergency number changed"),
    "role.renamed": gettext_lazy("Role renamed"),
    "synonym.delete": gettext_lazy("Search words deleted"),
    "synonym.save": gettext_lazy("Search words saved"),
    "term.delete": gettext_lazy("Glossary word deleted"),
    "term.save": gettext_lazy("Glossary word saved"),
    "triage.ask_approval": gettext_lazy("Approval asked for"),
    "triage.cancel_schedule": gettext_lazy("Schedule cancelled"),
    "triage.comment": gettext_lazy("Comment written"),
    "triage.discard": gettext_lazy("Draft deleted"),
    "triage.draft": gettext_lazy("Draft begun"),
    "triage.edit": gettext_lazy("Draft edited"),
    "triage.go_live": gettext_lazy("Scheduled version went live"),
    "triage.import": gettext_lazy("Draft imported"),
    "triage.publish": gettext_lazy("Version published"),
    "triage.resolve_comment": gettext_lazy("Comment resolved"),
    "triage.schedule": gettext_lazy("Version scheduled"),
    "triage.switch_off": gettext_lazy("Triage switched off"),
    "triage.switch_on": gettext_lazy("Triage switched on"),
    "triage.undiscard": gettext_lazy("Deleted draft brought back"),
    "triage.withdraw": gettext_lazy("Version withdrawn"),
}
_DETAILS: dict[str, Promise] = {
    "is_active": gettext_lazy("may sign in"),
    "is_staff": gettext_lazy("may use the desk"),
    "is_superuser": gettext_lazy("may do everything"),
    "is_danger": gettext_lazy("danger sign"),
    "username": gettext_lazy("name"),
    "grade": gettext_lazy("reading grade"),
    "account": gettext_lazy("number of the account"),
    "role": gettext_lazy("number of the role"),
    "texts": gettext_lazy("checksums"),
}
_RIGHTS = {"added", "removed"}
_GROUP = "group "
_NOT_IN_ROWS = {"account", "checksum", "revision", "role", "texts"}


def action(code: str) -> str:
    """What was done: `triage.edit` is “Draft edited”."""
    return str(ACTIONS[code]) if code in ACTIONS else named(code.replace(".", ": ")).capitalize()


def details(found: dict[str, Any], *, in_row: bool = False) -> Iterator[tuple[str, str]]:
    """What changed: the name and the value of each detail; in a row of the list, without what only a proof needs."""
    for key, value in found.items():
        if not (in_row and key in _NOT_IN_ROWS):
            text = _value(value)
            yield str(_DETAILS[key]) if key in _DETAILS else named(key), _rights(text) if key in _RIGHTS else text


def subject(text: str) -> str:
    """What or whom an entry is about; the log calls a role as Django does."""
    return _("role %(name)s") % {"name": text.removeprefix(_GROUP)} if text.startswith(_GROUP) else text


def _rights(text: str) -> str:
    """Roles and permissions that were given or taken: `group author, add_user`."""
    return ", ".join(subject(named(one)) for one in text.split(", "))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        words = [_value(one) for one in value]
        is_change = len(value) == 2 and not all(isinstance(one, str) for one in value)  # noqa: PLR2004  old and new
        return " → ".join(words) if is_change else ", ".join(words)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {words}" for name, words in details(value))
    return "–" if value is None else str(value)
