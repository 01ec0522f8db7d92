"""Steps of a version's life that several tests take."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission, User

from tests.triage.engine import samples
from tests.triage.engine.samples import any_of
from triage.engine.parts.rule import Requirement, Vignette
from triage.engine.parts.urgency import Urgency
from triage.models import ProtocolVersion, Rule, Threshold
from triage.versions import drafts, live, proofs, publishing
from triage.versions.editing import editing

START = "/triage/sample/"


def prove_and_publish(draft: ProtocolVersion, by: User, **more: Any) -> ProtocolVersion:
    return publishing.publish(draft, proofs.prove(draft), reason="Our audit.", by=by, **more)


def draft_with(base: ProtocolVersion, by: User, **value: Any) -> ProtocolVersion:
    """A copy with the severe pain's threshold changed: a higher one lowers the urgency for some."""
    draft = drafts.copy(base, by=by)
    Threshold.objects.filter(version=draft, key="severe").update(**value)
    return draft


def milder(base: ProtocolVersion, by: User) -> ProtocolVersion:
    return draft_with(base, by, value=Decimal(9))


def stricter(base: ProtocolVersion, by: User) -> ProtocolVersion:
    return draft_with(base, by, value=Decimal(6))


def edit(draft: ProtocolVersion, by: User) -> None:
    """An edit, whatever it is, of the draft as it was before anybody had edited it."""
    opened = ProtocolVersion.objects.get(pk=draft.pk)
    with editing(opened, 0, by=by):
        pass


def live_number() -> int:
    return live.current("sample").version


def author(name: str, *permissions: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_protocolversion", *permissions]))
    return user


def endangering_draft(by: User) -> ProtocolVersion:
    """A draft that has lost the rule which its worked case and its requirement hang on."""
    cold = any_of("flags", "cold")
    case = (("flags", frozenset({"cold"})),)
    guarded = samples.protocol(
        slug="guarded",
        requirements=(Requirement("cold", "Cold: never at home.", (cold,), Urgency.URGENT, "x"),),
        vignettes=(Vignette("cold_since_noon", "It is cold.", case, Urgency.EMERGENCY, Urgency.URGENT, "us"),),
    )
    version, _ = publishing.publish_content(guarded, reason="A test.")
    draft = drafts.copy(version, by=by)
    Rule.objects.filter(version=draft, key="flag").delete()
    return draft


def address(version: ProtocolVersion, step: str) -> str:
    return f"/admin/triage/protocolversion/{version.pk}/{step}/"
