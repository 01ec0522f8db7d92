"""A version's page: folds, a search, and rules as a decision table; comments on a part until they are resolved."""

import html
from dataclasses import replace

from django.contrib.auth.models import User

from calfsite.audit.models import AuditEntry
from tests.triage.admin.editing.conftest import content
from tests.triage.admin.editing.pages import page_of, signed_in, version_page
from tests.triage.engine.samples import any_of, rule
from triage.admin.versions.contents import sections
from triage.admin.versions.decision_table import View
from triage.engine.parts.urgency import Urgency
from triage.models import Comment, ProtocolVersion
from triage.versions import drafts


def page(desk, draft, query: str = "") -> str:
    return html.unescape(desk.get(version_page(draft, "change") + query).content.decode())


def test_questions_are_shown_with_their_answers(desk, draft) -> None:
    draft.choice_set.filter(key="numb").update(unsure=True, severity=2)
    text = page(desk, draft)
    assert "<li>cold</li>" in text
    assert "<li>numb (not sure, severity 2)</li>" in text
    assert "<li>none (alone)</li>" in text
    assert "0 – 10 of 10" in text


def test_a_search_shows_the_entries_that_have_every_word(desk, draft) -> None:
    text = page(desk, draft, "?q=FLAG+because")
    assert 'id="rule-flag"' in text
    assert 'id="rule-nothing_eases"' not in text
    assert "2 of 4" in text
    assert 'id="section-advice"' not in text, "a kind in which nothing is found is left out"
    answers = page(desk, draft, "?q=numb")
    assert 'id="question-flags"' in answers, "what patients choose from is searched too"


def test_rules_of_a_long_triage_are_grouped_by_question_and_folded(db) -> None:
    whole = content()
    extra = (any_of("flags", "cold"), any_of("flags", "numb"), any_of("walks", "no"))
    rules = [rule(f"more_{number}", Urgency.URGENT, extra[number % 3]) for number in range(12)]
    draft = drafts.write(replace(whole, rules=(*whole.rules, *rules)), by=None)
    protocol = drafts.content(draft)

    def groups(view: View) -> dict[str, tuple[int, bool]]:
        (found,) = (one for one in sections(draft, protocol, view) if one.kind == "rule")
        return {group.name: (len(group.lines), group.is_open) for group in found.groups}

    assert groups(View()) == {"flags": (9, False), "pain": (1, False), "eases": (1, False), "walks": (5, False)}
    assert groups(View(opened="rule-severe_pain"))["pain"] == (1, True)
    assert groups(View(search="more_2")) == {"walks": (1, True)}


def test_a_decision_table_has_a_column_for_each_question(desk, draft) -> None:
    text = page(desk, draft, "?open=rule&as=table")
    table = text.partition('<table class="decision-table">')[2].partition("</table>")[0]
    assert [column in table for column in ("flags", "pain", "eases", "walks", "Urgency")] == [True] * 5
    assert "“cold” or “numb”</td>" in table
    assert "at least 7 of 10</td>" in table
    assert "As sentences" in text


def test_a_comment_is_kept_through_edits_seen_by_the_approver_and_resolved(desk, draft) -> None:
    part = page_of(draft, "rule", "flag")
    comment = {"part": "rule-flag", "comment": "Is <numb> enough?", "from": "part"}
    assert desk.post(version_page(draft, "comment"), comment)["Location"] == f"{part}#comments"
    ProtocolVersion.objects.filter(pk=draft.pk).update(revision=7)
    assert "Is <numb> enough?" in html.unescape(desk.get(part).content.decode())
    assert "1 open comment" in page(desk, draft)
    User.objects.create_superuser("dr-kim", password="x")
    approver = signed_in("dr-kim")
    publish = version_page(draft, "publish")
    text = html.unescape(approver.get(publish).content.decode())
    assert "1 open comment" in text
    assert "Is <numb> enough?" in text
    found = Comment.objects.get()
    resolve = version_page(draft, "resolve", str(found.pk))
    assert approver.post(resolve, {"from": "publish"})["Location"] == publish
    approver.post(resolve, {"from": "publish"})
    found.refresh_from_db()
    assert (found.by.username, found.resolved_by.username) == ("dr-lee", "dr-kim")
    assert "open comment" not in approver.get(publish).content.decode()
    logged = AuditEntry.objects.filter(action__contains="comment").order_by("pk")
    assert [(entry.action, entry.who_name) for entry in logged] == [
        ("triage.comment", "dr-lee"),
        ("triage.resolve_comment", "dr-kim"),
    ]


def test_a_comment_needs_words_a_part_a_draft_and_the_right_to_edit(desk, draft) -> None:
    live = ProtocolVersion.objects.get(protocol__slug="sample", status="published")
    for version, comment, said in (
        (draft, {"part": "rule-flag", "comment": " "}, "Write the comment first"),
        (draft, {"part": "rule-none_such", "comment": "x"}, "This part has been deleted"),
        (draft, {"part": "nonsense", "comment": "x"}, "This part has been deleted"),
        (live, {"part": "rule-flag", "comment": "x"}, "Not commented."),
    ):
        assert said in html.unescape(desk.post(version_page(version, "comment"), comment, follow=True).content.decode())
    User.objects.create_user("visitor", password="x", is_staff=True)
    assert (
        signed_in("visitor").post(version_page(draft, "comment"), {"part": "texts", "comment": "x"}).status_code == 403
    )
    assert not Comment.objects.exists()
    assert desk.post(version_page(draft, "comment"), {"part": "texts", "comment": "Fine."}).status_code == 302
    assert Comment.objects.get().part == "texts"


def test_a_search_finds_hints_and_sources_too_and_shows_the_line(desk, draft) -> None:
    draft.question_set.filter(key="walks").update(hint="More than {{ threshold:severe }} steps.")
    draft.choice_set.filter(key="numb").update(hint="Pins and needles.")
    text = page(desk, draft, "?q=7+of+10+steps")
    assert 'id="question-walks"' in text
    assert "More than 7 of 10 steps.</p>" in text
    assert "Pins and needles.</p>" in page(desk, draft, "?q=pins")
    assert 'class="entries__found"' not in page(desk, draft, "?q=walks"), "what the list shows anyway"


def test_a_search_that_finds_nothing_says_so(desk, draft) -> None:
    assert "Nothing in this version has all of “zebra”." in page(desk, draft, "?q=zebra")
    assert "Nothing in this version" not in page(desk, draft, "?q=numb")
