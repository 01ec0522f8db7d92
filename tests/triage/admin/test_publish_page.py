"""The page that publishes: its report, its button, approval, and input that is refused."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from calfsite.audit import log
from tests.triage.journey.test_journey import body
from tests.triage.versions.steps import address, endangering_draft, live_number, milder, stricter
from triage.engine.prover import Check
from triage.models import ProtocolVersion
from triage.versions import live, proofs, publishing

KIM = "a password of dr kim"


def form_of(version: ProtocolVersion, **more: str) -> dict[str, str]:
    return {"reason": "Our audit.", "checksum": proofs.prove(version).checksum, **more}


def test_the_publishing_page_shows_who_moves_and_publishes(sample, clinician, desk) -> None:
    draft = stricter(sample, clinician)
    page = body(desk.get(address(draft, "publish")))
    assert "Soon → Today" in page or "→" in page
    assert "6 of 10 instead of 7 of 10" in page
    sent = desk.post(address(draft, "publish"), form_of(draft), follow=True)
    assert "Version 2 is live" in body(sent)


def test_a_refused_draft_has_no_button_and_names_the_worked_case(sample, clinician, desk) -> None:
    endangering = endangering_draft(clinician)
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
