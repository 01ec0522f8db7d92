"""The roles that clinicians have: Django groups, and in one table what each may do.

A name is `app.codename`; `*` matches any letters, so that a new part of a protocol needs no line here.
"""

from collections.abc import Collection
from fnmatch import fnmatchcase

from django.contrib.auth.models import Group, Permission
from django.db import transaction

AUTHOR = "author"
PUBLISHER = "publisher"
ADMINISTRATOR = "administrator"

FORMER_GROUP = "clinicians"  # the only group before there were roles: its members wrote and published

WRITES = (
    "calfsite.view_practicedetails",
    "articles.view_*",
    "articles.add_article",
    "articles.change_article",
    # Drafts of these, as of articles: nothing of them is public before a publisher says why.
    *(f"articles.{action}_{what}" for what in ("topic", "term", "synonym") for action in ("add", "change")),
    "triage.view_*",
    "triage.change_*",
    # Parts of a draft are added and deleted; models and triggers guard published versions.
    *(
        f"triage.{action}_{part}"
        for part in (
            "threshold",
            "question",
            "choice",
            "advice",
            "articlelink",
            "rule",
            "ruleadvice",
            "defaultadvice",
            "requirement",
            "vignette",
            "hazard",
            "criterion",
        )
        for action in ("add", "delete")
    ),
    "triage.add_condition",
    "triage.delete_condition",
    "triage.add_protocolversion",
    "triage.delete_protocolversion",
)

ROLES: dict[str, tuple[str, ...]] = {
    # Edits drafts of protocols, and articles.
    AUTHOR: WRITES,
    # The same, and decides what patients see: publish, approve somebody else's, roll back, withdraw.
    PUBLISHER: (
        *WRITES,
        "articles.publish_article",
        "articles.delete_term",
        "articles.delete_synonym",
        "triage.publish_protocolversion",
        "triage.withdraw_protocolversion",
    ),
    # Accounts, roles, the audit log, the practice's details; reads everything, writes no medical content.
    ADMINISTRATOR: (
        "articles.view_*",
        "newsletter.view_subscriber",
        "newsletter.delete_subscriber",
        "newsletter.view_digest",
        "triage.view_*",
        "auth.add_user",
        "auth.change_user",
        "auth.view_user",
        "auth.view_group",
        "calfsite.view_auditentry",
        "calfsite.view_practicedetails",
        "calfsite.change_practicedetails",
    ),
}


@transaction.atomic
def make_roles() -> list[str]:
    """Make the groups, and add the permissions each lacks; permissions that a practice added are kept.

    Returns the names in the table that match no permission.
    """
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    unknown: list[str] = []
    for role, names in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        wanted = {name: _matching(name, known) for name in names}
        group.permissions.add(*(known[full] for found in wanted.values() for full in found))
        unknown += [name for name, found in wanted.items() if not found and name not in unknown]
    _move_former_members()
    return unknown


def _matching(name: str, known: Collection[str]) -> list[str]:
    if "*" not in name:
        return [name] if name in known else []
    return [full for full in known if fnmatchcase(full, name)]


def _move_former_members() -> None:
    """Members of the former group get the roles that together allow the same."""
    former = Group.objects.filter(name=FORMER_GROUP).first()
    if former is None:
        return
    roles = Group.objects.filter(name__in=[AUTHOR, PUBLISHER])
    for user in former.user_set.all():
        user.groups.add(*roles)
    former.delete()
