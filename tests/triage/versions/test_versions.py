"""A version's life: draft, check, approval, schedule, live, retired, back again; withdrawn, switched off."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from calfsite.audit import log
from calfsite.audit.models import AuditEntry
from calfsite.lib import watch
from tests.triage import first_edition
from tests.triage.engine import samples
from tests.triage.engine.samples import any_of
from tests.triage.journey.test_journey import body
from triage import background
from triage.admin.versions import evidence
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.rule import Requirement, Vignette
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import Check
from triage.models import FrozenVersionError, ProtocolVersion, Rule, Threshold
from triage.storage import rows, text_file
from triage.totals import counting
from triage.versions import drafts, live, proofs, publishing, stopped
from triage.versions.editing import StaleDraftError, editing

START = "/triage/sample/"
KIM = "a password of dr kim"


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


# ------------------------------------------------------------------------------------------------- draft to live


def test_a_draft_is_a_full_copy_that_patients_see_nothing_of(sample, clinician) -> None:
    draft = drafts.copy(sample, by=clinician)
    assert text_file.checksum(rows.read(draft)) == sample.checksum
    assert (draft.number, draft.status, draft.base) == (2, "draft", sample)
    assert live_number() == 1


def test_a_proven_draft_goes_live_with_its_report_and_the_old_one_retires(sample, clinician) -> None:
    version = prove_and_publish(stricter(sample, clinician), clinician)
    sample.refresh_from_db()
    assert (version.status, sample.status, live_number()) == ("published", "retired", 2)
    assert version.report["approval"] == "not needed"
    assert version.report["report"]["problems"] == []
    assert [entry.action for entry in AuditEntry.objects.all()[:2]] == ["triage.publish", "triage.draft"]


@pytest.fixture
def endangering(clinician) -> ProtocolVersion:
    """A draft that has lost the rule which its worked case and its requirement hang on."""
    cold = any_of("flags", "cold")
    case = (("flags", frozenset({"cold"})),)
    guarded = samples.protocol(
        slug="guarded",
        requirements=(Requirement("cold", "Cold: never at home.", (cold,), Urgency.URGENT, "x"),),
        vignettes=(Vignette("cold_since_noon", "It is cold.", case, Urgency.EMERGENCY, Urgency.URGENT, "us"),),
    )
    version, _ = publishing.publish_content(guarded, reason="A test.")
    draft = drafts.copy(version, by=clinician)
    Rule.objects.filter(version=draft, key="flag").delete()
    return draft


def test_a_draft_that_endangers_somebody_is_refused_and_the_old_one_stays_live(sample, endangering, clinician) -> None:
    proof = proofs.prove(endangering)
    with pytest.raises(publishing.RefusedError, match="See the report"):
        publishing.publish(endangering, proof, reason="Fewer visits.", by=clinician)
    assert any("Worked case “It is cold.”" in problem.sentence for problem in proof.report.problems)
    assert live.current("guarded").version == 1


def test_a_release_that_is_not_safe_is_not_loaded(db) -> None:
    told = Requirement("cold", "Cold: an emergency.", (any_of("flags", "cold"),), Urgency.EMERGENCY, "x")
    whole = samples.protocol(slug="other", requirements=(told,))
    unsafe = replace(whole, rules=tuple(rule for rule in whole.rules if rule.key != "flag"))
    with pytest.raises(ProtocolError, match="not safe to publish"):
        publishing.publish_content(unsafe, reason="A release.")
    assert not ProtocolVersion.objects.filter(protocol__slug="other").exists()


def test_an_edit_after_the_report_asks_for_a_new_one(sample, clinician) -> None:
    draft = stricter(sample, clinician)
    proof = proofs.prove(draft)
    Rule.objects.filter(version=draft, key="flag").update(because="Something else.")
    with pytest.raises(publishing.StaleProofError, match="Check it again"):
        publishing.publish(draft, proof, reason="x", by=clinician)
    assert live_number() == 1


def test_going_back_publishes_the_old_content_again_through_the_same_checks(sample, clinician, second) -> None:
    prove_and_publish(stricter(sample, clinician), clinician)
    back = drafts.copy(sample, by=clinician)
    with pytest.raises(publishing.ApprovalNeededError):  # for some, the old version is the milder one
        prove_and_publish(back, clinician)
    publishing.ask_for_approval(back, proofs.prove(back), reason="Too strict.", by=clinician)
    again = prove_and_publish(back, second)
    assert (again.number, again.checksum, live_number()) == (3, sample.checksum, 3)


# ----------------------------------------------------------------------------------------------- a second clinician


def test_a_lower_urgency_needs_a_second_clinician_who_is_not_the_author(sample, clinician, second) -> None:
    draft = milder(sample, clinician)
    proof = proofs.prove(draft)
    assert proof.report.lowers_somebody
    with pytest.raises(publishing.ApprovalNeededError, match="second clinician"):
        publishing.publish(draft, proof, reason="x", by=second)  # nobody has asked
    publishing.ask_for_approval(draft, proof, reason="Fewer visits.", by=clinician)
    with pytest.raises(publishing.ApprovalNeededError):
        publishing.publish(draft, proof, reason="x", by=clinician)
    assert live_number() == 1
    version = publishing.publish(draft, proof, reason="Agreed.", by=second)
    assert (version.published_by, version.approved_by, version.report["approval"]) == (clinician, second, "given")


def test_an_edit_takes_the_question_for_approval_back(sample, clinician, second) -> None:
    draft = milder(sample, clinician)
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="x", by=clinician)
    edit(draft, clinician)
    draft.refresh_from_db()
    assert draft.asked_at is None
    with pytest.raises(publishing.ApprovalNeededError):
        prove_and_publish(draft, second)


def test_whoever_edited_the_draft_can_not_approve_it(sample, clinician, second) -> None:
    draft = milder(sample, clinician)
    edit(draft, second)
    draft.refresh_from_db()
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="x", by=clinician)
    with pytest.raises(publishing.ApprovalNeededError):
        prove_and_publish(draft, second)


def test_a_single_clinician_may_switch_the_second_approval_off_and_the_report_says_so(
    sample, clinician, settings
) -> None:
    settings.SECOND_APPROVAL = False
    version = prove_and_publish(milder(sample, clinician), clinician)
    assert version.report["approval"] == "switched off by the practice"


def test_the_second_of_two_editors_is_told_and_nothing_is_saved(sample, clinician, second) -> None:
    draft = drafts.copy(sample, by=clinician)
    edit(draft, second)
    with pytest.raises(StaleDraftError, match="Somebody else has changed"), editing(draft, 0, by=clinician):
        Rule.objects.filter(version=draft, key="flag").update(because="Mine.")
    assert not Rule.objects.filter(version=draft, because="Mine.").exists()


# --------------------------------------------------------------------------------------------------------- schedule


def test_a_scheduled_version_goes_live_in_its_time_and_not_before(sample, clinician) -> None:
    at = timezone.now() + timedelta(hours=1)
    version = prove_and_publish(stricter(sample, clinician), clinician, at=at)
    assert (version.status, live_number()) == ("scheduled", 1)
    assert publishing.go_live_due(at - timedelta(seconds=1)) == []
    assert [gone.number for gone in publishing.go_live_due(at)] == [2]
    assert publishing.go_live_due(at) == []
    assert live_number() == 2


def test_another_publication_cancels_the_schedule(sample, clinician) -> None:
    at = timezone.now() + timedelta(hours=1)
    waiting = prove_and_publish(stricter(sample, clinician), clinician, at=at)
    prove_and_publish(draft_with(sample, clinician, maximum=Decimal(8)), clinician)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.checksum, waiting.goes_live_at) == ("draft", "", None)
    assert publishing.go_live_due(at) == []


def test_a_schedule_can_be_cancelled(sample, clinician) -> None:
    waiting = prove_and_publish(stricter(sample, clinician), clinician, at=timezone.now() + timedelta(hours=1))
    publishing.cancel_schedule(waiting, by=clinician)
    waiting.refresh_from_db()
    assert waiting.is_draft


# ------------------------------------------------------------------------------------------ what stops at once


def test_a_withdrawn_version_stops_its_journeys_kindly_and_they_begin_again(sample, clinician, client) -> None:
    page = client.post(START)["Location"]
    prove_and_publish(stricter(sample, clinician), clinician)
    assert client.get(page).status_code == 200  # journeys under way finish on the version they began with
    stopped.withdraw(sample, because="It missed a sign.", by=clinician)
    response = client.get(page, follow=True)
    assert response.redirect_chain[-1][0].startswith(START)
    assert "changed these questions to keep you safe" in body(response)
    assert client.get(client.post(START)["Location"]).status_code == 200


def test_without_a_live_version_the_triage_says_that_it_is_closed(sample, clinician, client) -> None:
    stopped.withdraw(sample, because="It missed a sign.", by=clinician)
    response = client.get(START)
    assert response.status_code == 503
    assert "tel:112" in body(response)
    assert "This check is closed right now" in body(client.get("/triage/"))


def test_a_triage_is_switched_off_with_a_message_and_on_again(sample, clinician, client) -> None:
    page = client.post(START)["Location"]
    stopped.switch_off(sample.protocol, message="We move house. Call us instead.", by=clinician)
    for response in (client.get(START), client.post(START), client.get(page)):
        assert response.status_code == 503
        shown = body(response)
        advice, message = shown.find("get help now."), shown.find("We move house. Call us instead.")
        assert 0 < shown.find("tel:112") < advice < message, "whatever it says, the advice comes first"
    assert client.post(f"{START}assess.json", "{}", content_type="application/json").status_code == 503
    assert "This check is closed right now" in body(client.get("/triage/"))
    stopped.switch_on(sample.protocol, by=clinician)
    assert client.get(page).status_code == 200


def test_stopping_and_opening_ask_themselves_who_may(sample) -> None:
    ann, publisher = author("ann"), author("pat", "publish_protocolversion")
    steps = {
        "withdraw": lambda by: stopped.withdraw(sample, because="x", by=by),
        "switch off": lambda by: stopped.switch_off(sample.protocol, message="All is well.", by=by),
        "switch on": lambda by: stopped.switch_on(sample.protocol, by=by),
    }
    for step in steps.values():
        with pytest.raises(PermissionDenied):
            step(ann)
    with pytest.raises(PermissionDenied):
        steps["withdraw"](publisher)
    for name in ("switch off", "switch on"):
        steps[name](publisher)


def test_another_process_hears_of_it_when_it_looks(sample, clinician, client) -> None:
    page = client.post(START)["Location"]
    ProtocolVersion.objects.filter(pk=sample.pk).update(status="withdrawn", withdrawn_because="x")
    assert client.get(page).status_code == 200
    stopped.refresh()  # as each process does once a second
    assert client.get(page).status_code == 302


def test_withdrawing_and_switching_off_cancel_what_is_scheduled(sample, clinician) -> None:
    later = timezone.now() + timedelta(days=1)
    for stop in (
        lambda: stopped.switch_off(sample.protocol, message="Closed.", by=clinician),
        lambda: stopped.withdraw(sample, because="It missed a sign.", by=clinician),
    ):
        scheduled = prove_and_publish(stricter(sample, clinician), clinician, at=later)
        stop()
        scheduled.refresh_from_db()
        assert (scheduled.status, scheduled.goes_live_at, scheduled.published_by) == ("draft", None, None)
        assert AuditEntry.objects.first().action == "triage.cancel_schedule"
    assert publishing.go_live_due(later + timedelta(days=1)) == []


def test_a_draft_can_not_be_withdrawn(sample, clinician) -> None:
    draft = drafts.copy(sample, by=clinician)
    draft.status, draft.withdrawn_because = "withdrawn", "x"
    with pytest.raises((FrozenVersionError, DatabaseError)), transaction.atomic():
        stopped.withdraw(draft, because="x", by=clinician)


# ------------------------------------------------------------------------------------------- frozen in the database


def test_a_draft_can_be_edited_and_discarded_whole(calf, clinician) -> None:
    draft = drafts.copy(calf, by=clinician)
    Rule.objects.filter(version=draft).update(source="Another source.")
    drafts.discard(draft, by=clinician)
    assert not ProtocolVersion.objects.filter(pk=draft.pk).exists()
    with patch.object(drafts, "UNDO_TIME", timedelta()):
        assert not drafts.discarded()
    assert not Rule.objects.filter(source="Another source.").exists()
    with pytest.raises(FrozenVersionError):
        drafts.discard(calf, by=clinician)


def author(name: str, *permissions: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_protocolversion", *permissions]))
    return user


def test_nobody_deletes_the_work_of_somebody_else_but_who_may_publish(sample, clinician) -> None:
    ann, ben = author("ann"), author("ben")
    mine, shared = drafts.copy(sample, by=ann), drafts.copy(sample, by=ann)
    with pytest.raises(PermissionDenied):
        drafts.discard(mine, by=ben)
    drafts.discard(mine, by=ann)
    with pytest.raises(PermissionDenied):
        drafts.bring_back(mine, by=ben)
    for user in (ann, ben, clinician):
        user.user_permissions.add(Permission.objects.get(codename="view_protocolversion"))
        client = Client()
        client.force_login(user)
        listed = "Bring it back" in body(client.get("/admin/triage/protocolversion/"))
        assert listed == (user != ben), user
    drafts.bring_back(mine, by=ann)
    shared.authors.add(ben)
    with pytest.raises(PermissionDenied):
        drafts.discard(shared, by=ann)
    drafts.discard(shared, by=clinician)


def test_publishing_itself_asks_who_may(sample) -> None:
    draft = stricter(sample, author("ann"))
    for at in (None, timezone.now() + timedelta(days=1)):
        with pytest.raises(PermissionDenied):
            prove_and_publish(draft, User.objects.get(username="ann"), at=at)
    assert ProtocolVersion.objects.get(pk=draft.pk).is_draft


# ------------------------------------------------------------------------------------------------- the desk's pages


@pytest.fixture
def desk(clinician) -> Client:
    client = Client()
    client.force_login(clinician)
    return client


def address(version: ProtocolVersion, step: str) -> str:
    return f"/admin/triage/protocolversion/{version.pk}/{step}/"


def form_of(version: ProtocolVersion, **more: str) -> dict[str, str]:
    return {"reason": "Our audit.", "checksum": proofs.prove(version).checksum, **more}


def test_the_publishing_page_shows_who_moves_and_publishes(sample, clinician, desk) -> None:
    draft = stricter(sample, clinician)
    page = body(desk.get(address(draft, "publish")))
    assert "Soon → Today" in page or "→" in page
    assert "6 of 10 instead of 7 of 10" in page
    sent = desk.post(address(draft, "publish"), form_of(draft), follow=True)
    assert "Version 2 is live" in body(sent)


def test_a_refused_draft_has_no_button_and_names_the_worked_case(sample, endangering, desk) -> None:
    page = body(desk.get(address(endangering, "publish")))
    assert "Refused: a check that must hold has failed." in page
    assert "Worked case “It is cold.”" in page
    assert "cold_since_noon" not in page
    assert 'type="submit" class="default"' not in page
    assert "Refused" in body(desk.post(address(endangering, "publish"), form_of(endangering)))
    assert live.current("guarded").version == 1


def test_a_lower_urgency_is_asked_for_and_approved_on_the_page(sample, clinician, second, desk) -> None:
    draft = milder(sample, clinician)
    assert "Ask a second clinician to approve" in body(desk.get(address(draft, "publish")))
    assert "must now approve" in body(desk.post(address(draft, "publish"), form_of(draft), follow=True))
    other = Client()
    other.force_login(second)
    assert "Approve and publish" in body(other.get(address(draft, "publish")))
    page = body(other.get(address(draft, "publish")))
    assert "dr-lee: the account is 0 days old. dr-kim: the account is 0 days old." in page
    for confirm, said in (("", "Type your password."), ("a password of dr lee", "This is not your password.")):
        page = body(other.post(address(draft, "publish"), form_of(draft, reason="As we agreed.", confirm=confirm)))
        assert said in page
        assert "As we agreed." in page
        assert "a password of" not in page
    assert "Version 2 is live" in body(other.post(address(draft, "publish"), form_of(draft, confirm=KIM), follow=True))


def test_an_account_that_the_asker_made_lately_does_not_approve(sample, clinician, second, desk) -> None:
    draft = milder(sample, clinician)
    desk.post(address(draft, "publish"), form_of(draft))
    log.record("account.password_changed", by=clinician, subject="dr-kim")
    other = Client()
    other.force_login(second)
    page = body(other.get(address(draft, "publish")))
    assert "dr-lee made, promoted or reset your account on" in page
    assert "Approve and publish" not in page
    assert "dr-lee made" in body(other.post(address(draft, "publish"), form_of(draft, confirm=KIM)))
    draft.refresh_from_db()
    assert (draft.is_draft, draft.asked_by) == (True, clinician)


def test_the_time_that_was_asked_for_is_kept_through_approval(sample, clinician, second, desk) -> None:
    at = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    typed = f"{at:%Y-%m-%dT%H:%M}"
    draft = milder(sample, clinician)
    desk.post(address(draft, "publish"), form_of(draft, goes_live_at=typed))
    other = Client()
    other.force_login(second)
    page = body(other.get(address(draft, "publish")))
    assert f'value="{typed}"' in page
    assert "Approve and schedule" in page
    other.post(address(draft, "publish"), form_of(draft, confirm=KIM))
    draft.refresh_from_db()
    assert (draft.status, draft.goes_live_at, live_number()) == ("scheduled", at, 1)
    publishing.cancel_schedule(draft, by=second)
    draft.refresh_from_db()
    assert draft.goes_live_at is None, "asked for again, it is asked for a new time"


def test_the_approver_may_choose_another_time_or_none_and_a_time_that_has_passed_is_now(
    sample, clinician, second, desk
) -> None:
    draft = milder(sample, clinician)
    past = timezone.now() - timedelta(minutes=1)
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="x", by=clinician, at=past)
    other = Client()
    other.force_login(second)
    assert "The time that was asked for has passed" in body(other.get(address(draft, "publish")))
    at = timezone.now() + timedelta(days=2)
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="x", by=clinician, at=at)
    other.post(address(draft, "publish"), form_of(draft, goes_live_at="", confirm=KIM))
    draft.refresh_from_db()
    assert (draft.status, draft.goes_live_at, live_number()) == ("published", None, 2)


def test_an_edit_takes_the_asked_time_back(sample, clinician) -> None:
    draft = milder(sample, clinician)
    at = timezone.now() + timedelta(days=2)
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="x", by=clinician, at=at)
    edit(draft, clinician)
    draft.refresh_from_db()
    assert (draft.asked_at, draft.goes_live_at) == (None, None)


def test_bad_input_to_the_publishing_page_says_what_to_do_and_loses_nothing(sample, clinician, desk) -> None:
    draft = stricter(sample, clinician)
    for form, told in (
        (form_of(draft, reason=" "), "This field is required"),
        (form_of(draft, goes_live_at="2020-01-01T10:00"), "This time has passed"),
        (form_of(draft, goes_live_at="soon"), "Enter a valid date/time"),
        (form_of(draft, checksum="x"), "has changed since you opened this page"),
    ):
        page = body(desk.post(address(draft, "publish"), form))
        assert told in page
        assert form["reason"].strip() in page
    assert live_number() == 1


def test_export_and_import_are_exact(calf, clinician, desk) -> None:
    exported = desk.get(address(calf, "export"))
    assert exported["Content-Disposition"] == 'attachment; filename="calf-1.toml"'
    text = exported.content.decode()
    page = desk.post("/admin/triage/protocolversion/import/", {"text": text}, follow=True)
    assert "Imported as draft 2" in body(page)
    draft = ProtocolVersion.objects.get(protocol=calf.protocol, number=2)
    assert text_file.checksum(rows.read(draft)) == calf.checksum


@pytest.mark.parametrize("text", ["", "slug = ", "a\0b", "x" * 2_100_000, "[rules]\n"])
def test_what_is_no_protocol_is_not_imported_and_stays_in_the_box(shipped, desk, text) -> None:
    page = desk.post("/admin/triage/protocolversion/import/", {"text": text})
    assert page.status_code == 400
    assert "errorlist" in body(page)
    assert text[:20].replace("\0", "") in body(page).replace("\0", "")


def test_an_author_may_ask_but_not_publish_withdraw_or_switch_off(sample, clinician) -> None:
    author = User.objects.create_user("author", is_staff=True)
    author.user_permissions.set(
        Permission.objects.filter(content_type__app_label="triage").exclude(
            codename__in=["publish_protocolversion", "withdraw_protocolversion"]
        )
    )
    client = Client()
    client.force_login(author)
    draft = stricter(sample, author)
    assert "Ask a publisher to publish it" in body(client.get(address(draft, "publish")))
    client.post(address(draft, "publish"), form_of(draft))
    assert live_number() == 1
    assert client.post(address(sample, "withdraw"), {"because": "x"}).status_code == 403
    assert (
        client.post(f"/admin/triage/protocol/{sample.protocol_id}/change/", {"switched_off": "on"}).status_code == 403
    )


def test_withdrawing_and_switching_off_ask_why(sample, desk) -> None:
    assert "nobody can continue with this version" in body(desk.get(address(sample, "withdraw")))
    assert "This field is required" in body(desk.post(address(sample, "withdraw"), {"because": " "}))
    assert "Withdrawn" in body(desk.post(address(sample, "withdraw"), {"because": "A sign missed."}, follow=True))
    page = f"/admin/triage/protocol/{sample.protocol_id}/change/"
    off = {"order": "0", "switched_off": "on", "off_message": " "}
    assert "Enter the message patients see" in body(desk.post(page, off))
    assert "Shorten it to 300" in body(desk.post(page, {**off, "off_message": "All is well. " * 30}))
    desk.post(page, {**off, "off_message": "Call us."})
    assert AuditEntry.objects.first().action == "triage.switch_off"


def test_the_evidence_file_links_hazards_to_requirements_rules_cases_and_people(
    sample, clinician, second, desk
) -> None:
    draft = milder(sample, clinician)
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="Fewer visits.", by=clinician)
    prove_and_publish(draft, second)
    draft.refresh_from_db()
    page = body(desk.get(address(draft, "evidence")))
    for text in ("Our audit.", "given", "dr-kim", "dr-lee", draft.checksum, "Approval asked for", "a lower urgency"):
        assert text in page, text
    alone = desk.get(address(draft, "evidence") + "?download")
    assert alone["Content-Disposition"] == 'attachment; filename="evidence-sample-version-2.html"'


def test_every_shipped_requirement_stands_in_the_hazard_log_with_its_rules_and_cases() -> None:
    for slug in ("calf", "sciatica"):
        protocol = text_file.load(first_edition.FOLDER / f"{slug}.toml")
        log = evidence.hazard_log(protocol)
        assert all(row.hazard for row in log)
        controls = [control for row in log for control in row.controls]
        assert sorted(control.key for control in controls) == sorted(r.key for r in protocol.requirements)
        grave = [control for control in controls if "emergency" in control.sentence]
        assert [control.key for control in grave if not control.rules] == []
        assert [control.key for control in controls if not control.vignettes] == []


def test_a_long_proof_tells_how_it_goes_on_and_then_shows_the_report(sample, clinician, desk, monkeypatch) -> None:
    monkeypatch.setattr(proofs, "LONG", 1)
    draft = stricter(sample, clinician)
    response = desk.get(address(draft, "publish"))
    assert response["Refresh"] == "0"
    pieces = [piece.decode() for piece in response.streaming_content]
    assert len(pieces) == 1 + len(Check) + 1
    assert f"1 of {len(Check)}: Does every requirement hold?" in pieces[1]
    assert "Safety report" in body(desk.get(address(draft, "publish")))


def test_a_proof_that_fails_publishes_nothing_and_says_so_once(sample, clinician, desk, monkeypatch) -> None:
    def give_up(about: Any, progress: Any = None) -> Any:
        raise proofs.NotProvenError("Nothing could be proven.")

    monkeypatch.setattr(proofs, "work_out", give_up)
    for long in (1, 5_000):
        monkeypatch.setattr(proofs, "LONG", long)
        page = address(stricter(sample, clinician), "publish")
        response = desk.get(page)
        if response.streaming:
            assert b"".join(response.streaming_content)
            response = desk.get(page)
        assert "Nothing could be proven." in body(desk.get(response["Location"]))
    assert live_number() == 1


def test_a_version_that_can_not_go_live_keeps_nobody_from_hearing_of_a_withdrawal(
    sample, clinician, client, monkeypatch, settings, caplog
) -> None:
    page = client.post(START)["Location"]
    ProtocolVersion.objects.filter(pk=sample.pk).update(status="withdrawn", withdrawn_because="x")
    monkeypatch.setattr(publishing, "go_live_due", lambda: 1 / 0)
    monkeypatch.setattr(watch, "_looks", [])
    monkeypatch.setattr(watch._watcher, "start", lambda: True)
    monkeypatch.setattr(counting._writer, "start", lambda: False)  # its thread would outlive this test
    settings.WATCH_SECONDS = 1
    background.start()
    monkeypatch.setattr(watch, "connection", SimpleNamespace(close=lambda: None))  # the test's own stays open
    monkeypatch.setattr(watch, "close_old_connections", lambda: None)
    watch.look_once()
    assert client.get(page).status_code == 302
    assert "ZeroDivisionError" in caplog.text
