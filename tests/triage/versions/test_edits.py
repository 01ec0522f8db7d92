"""Nothing dangerous goes live alone, whichever way it comes; and what is harmless needs nobody else."""

from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from tests.triage.admin.editing.pages import signed_in
from tests.triage.versions.edits import BASE, DANGEROUS, HARMLESS, Edit, both
from triage.engine.prover import Check, guards, prove, words
from triage.models import Choice, ProtocolVersion, Question, Requirement, Rule, Threshold, Vignette
from triage.versions import drafts, proofs, publishing, stopped
from triage.versions.editing import editing

CHECKS = [check for check in Check if check not in (Check.ALIVE, Check.GAPS)]
MOST_FALSE_ALARMS = 0.05


def verdict(edit: Edit) -> str:
    """What becomes of an edit that one clinician makes and wants to publish: `alone`, or what stops it."""
    draft = edit(BASE)
    for name, found in (("guards", guards.check(BASE, draft)), ("words", words.changes(BASE, draft))):
        if any(found):  # quick to say, so the solver is only asked about the others
            return name
    report = prove(draft, BASE, checks=CHECKS)
    if report.needs_second_clinician:
        return "second clinician"
    return "alone" if report.publishable else "refused"


def test_no_dangerous_edit_goes_live_alone() -> None:
    assert len(DANGEROUS) >= 60
    assert [name for name, edit in DANGEROUS.items() if verdict(edit) == "alone"] == []


def test_harmless_edits_go_live_alone() -> None:
    assert len(HARMLESS) >= 20
    stopped = {name: found for name, edit in HARMLESS.items() if (found := verdict(edit)) != "alone"}
    assert len(stopped) <= MOST_FALSE_ALARMS * len(HARMLESS), stopped


# ---------------------------------------------------------------------------------- the same by import, desk and SQL


@pytest.fixture
def guarded(db: None) -> ProtocolVersion:
    return publishing.publish_content(BASE, reason="A release.")[0]


def what_stops(draft: ProtocolVersion, by: User) -> str:
    """The error that stops an author who wants to publish; empty when nothing does, and then it is undone."""
    try:
        with transaction.atomic():
            publishing.publish(draft, proofs.prove(draft), reason="x", by=by)
            transaction.set_rollback(True)
    except publishing.NotLiveError as error:
        return type(error).__name__
    return ""


def test_by_import(guarded, clinician) -> None:
    asks = ["delete a requirement", "make a hazard minor", "soften a reason"]
    refused = ["take a twin away", "hide a letter in an answer", "lower a rule", "move danger signs behind illness"]
    refused += ["delete a floor", "delete a floor under another short name"]
    stops = {key: what_stops(drafts.imported(DANGEROUS[key](BASE), by=clinician), clinician) for key in asks + refused}
    assert stops == {**dict.fromkeys(asks, "ApprovalNeededError"), **dict.fromkeys(refused, "RefusedError")}
    fine = ("write within for in", "raise a soon rule, with what urgent ones say", "add a case")
    assert not any(what_stops(drafts.imported(HARMLESS[name](BASE), by=clinician), clinician) for name in fine)


DESK: dict[str, Callable[[ProtocolVersion], object]] = {
    "delete a requirement": lambda draft: Requirement.objects.get(version=draft, key="toilet").delete(),
    "delete a case": lambda draft: Vignette.objects.get(version=draft, key="strain").delete(),
    "widen a limit": lambda draft: Threshold.objects.filter(version=draft, key="late").update(maximum=400),
    "lower a rule": lambda draft: Rule.objects.filter(version=draft, key="fever_and_pain").update(urgency="soon"),
    "reword a hint": lambda draft: Choice.objects.filter(version=draft, key="foot").update(hint="Only if it is black."),
    "turn the choices round": lambda draft: Choice.objects.filter(version=draft, key="foot").update(order=99),
    "take a mark away": lambda draft: Question.objects.filter(version=draft, key="danger").update(red_flags=False),
}


def test_on_the_desk(guarded, clinician) -> None:
    stops = {}
    for name, change in DESK.items():
        draft = drafts.copy(guarded, by=clinician)
        with editing(draft, 0, by=clinician):
            change(draft)
        stops[name] = what_stops(draft, clinician)
    assert [name for name, stop in stops.items() if not stop] == []


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_by_sql(guarded, clinician) -> None:
    draft = drafts.copy(guarded, by=clinician)
    sql("UPDATE triage_requirement SET at_least = 'soon' WHERE version_id = %s AND key = 'fever'", draft.pk)
    assert what_stops(draft, clinician) == "ApprovalNeededError"
    proof = proofs.prove(draft)
    publishing.ask_for_approval(draft, proof, reason="x", by=None)
    sql("DELETE FROM triage_protocolversion_authors WHERE protocolversion_id = %s", draft.pk)
    assert what_stops(draft, clinician) == "ApprovalNeededError", "the audit log knows who wrote it"
    sql("UPDATE triage_rule SET urgency = 'soon' WHERE version_id = %s AND key = 'weak'", draft.pk)
    with pytest.raises(publishing.StaleProofError):
        publishing.publish(draft, proof, reason="x", by=clinician)
    live = "UPDATE triage_rule SET urgency = 'soon' WHERE version_id = %s"
    for statement in (live, "DELETE FROM triage_requirement WHERE version_id = %s"):
        with pytest.raises(DatabaseError, match="frozen"):
            sql(statement, guarded.pk)
    release = drafts.copy(guarded, by=clinician)
    sql("UPDATE triage_protocolversion SET created_by_id = NULL WHERE id = %s", release.pk)
    sql("DELETE FROM triage_protocolversion_authors WHERE protocolversion_id = %s", release.pk)
    sql("UPDATE triage_requirement SET floor = %s WHERE version_id = %s", False, release.pk)
    assert what_stops(release, clinician) == "RefusedError", "it only looks as if it came with a release"
    with pytest.raises(DatabaseError):
        sql("UPDATE triage_protocolversion SET status = 'published' WHERE id = %s", draft.pk)


def test_a_report_that_somebody_wrote_into_the_database_proves_nothing(guarded, clinician) -> None:
    draft = drafts.imported(DANGEROUS["delete a requirement"](BASE), by=clinician)
    proof = proofs.prove(draft)
    draft.refresh_from_db()
    assert proofs.known(draft, proof) is not None
    draft.report["report"]["problems"] = []
    ProtocolVersion.objects.filter(pk=draft.pk).update(report=draft.report)
    draft.refresh_from_db()
    assert proofs.known(draft, proof) is None
    assert what_stops(draft, clinician) == "ApprovalNeededError"


def test_the_page_shows_guards_first_and_words_whole(guarded, clinician) -> None:
    edit = both(DANGEROUS["delete a requirement"], DANGEROUS["lose a dash between hours"])
    draft = drafts.imported(edit(BASE), by=clinician)
    page = unescape(signed_in("dr-lee").get(f"/admin/triage/protocolversion/{draft.pk}/publish/").content.decode())
    places = [page.index(text) for text in ("Changed guards", "Words to read", "Who would be told something different")]
    assert places == sorted(places)
    for text in (
        "Requirement “A fever is at least urgent.” is deleted.",
        "Be seen within 2-3 hours.",
        "within 23 hours.",
    ):
        assert text in page
    assert "Guards: 1 changed, read it. Rules: proven, and nobody is told a lower urgency. Words: 1 changed" in page
    assert "change the worked case or the requirement" not in page


def test_what_was_withdrawn_does_not_come_back_by_one_alone(guarded, clinician, second) -> None:
    worse = drafts.imported(HARMLESS["raise by time"](BASE), by=clinician)
    publishing.publish(worse, proofs.prove(worse), reason="x", by=clinician)
    stopped.withdraw(ProtocolVersion.objects.get(pk=worse.pk), because="It alarms everybody", by=second)
    for draft in (drafts.copy(worse, by=second), drafts.copy(guarded, by=second)):
        assert what_stops(draft, second) == "ApprovalNeededError"
    page = unescape(signed_in("dr-lee").get(f"/admin/triage/protocolversion/{draft.pk}/publish/").content.decode())
    assert "The last version that was live, 2, was withdrawn: “It alarms everybody”. A second clinician must" in page
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="x", by=second)
    publishing.publish(draft, proofs.prove(draft), reason="x", by=clinician)
    again = drafts.copy(worse, by=second)
    with pytest.raises(publishing.ApprovalNeededError, match="Version 2 said the same, and was withdrawn: “It alarms"):
        publishing.publish(again, proofs.prove(again), reason="x", by=second)
    assert not publishing.may_go_live_alone(again, proofs.prove(again))


# -------------------------------------------------------------------------------------- who may approve, and what stops


def test_nobody_approves_what_they_wrote_by_way_of_a_copy_or_an_import(guarded, clinician, second) -> None:
    mine = drafts.imported(DANGEROUS["delete a requirement"](BASE), by=clinician)
    more = DANGEROUS["delete a case"](drafts.content(mine))
    for theirs in (drafts.copy(mine, by=second), drafts.imported(more, by=second)):
        assert drafts.authors(theirs) == {clinician.pk, second.pk}
        publishing.ask_for_approval(theirs, proofs.prove(theirs), reason="x", by=second)
        assert what_stops(theirs, clinician) == "ApprovalNeededError"
    assert drafts.authors(drafts.copy(guarded, by=second)) == {second.pk}
    own = drafts.imported(DANGEROUS["soften a reason"](BASE), by=second)
    assert drafts.authors(own) == {second.pk}, "nothing in it is the other's"
