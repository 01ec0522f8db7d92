"""A clinician adds “I’m not sure” to a question: the mark, not the key, says that it is never the milder answer."""

import html

from django.test import Client

from tests.form_page import opened, sent
from tests.triage.admin.editing.pages import page_of
from triage.engine.prover import Check, prove
from triage.models import ProtocolVersion
from triage.versions.drafts import content

NOT_SURE = {"choices-2-text": "I’m not sure", "choices-2-order": "2"}


def problems(draft: ProtocolVersion) -> list[tuple[str, bool]]:
    return [(p.sentence, p.blocks) for p in prove(content(draft)).problems if p.check is Check.MONOTONE]


def add(desk: Client, draft: ProtocolVersion, **more: str) -> str:
    """“no” at “eases” is urgent; “I’m not sure” is looked at by no rule."""
    page = page_of(draft, "question", "eases")
    mildest = {"choices-1-severity": "0"}
    return html.unescape(sent(desk, page, opened(desk, page), **mildest, **NOT_SURE, **more))


def test_a_choice_marked_as_not_sure_is_refused_when_it_is_milder_than_no(desk, draft) -> None:
    text = add(desk, draft, **{"choices-2-unsure": "on"})
    assert "it is never milder than the answer that denies the problem" in text
    made = content(draft).question_by_key["eases"].choices[-1]
    assert (made.key, made.unsure) == ("im_not_sure", True)
    assert problems(draft) == [
        ("eases: “no” comes to urgent, but the worse answer “I’m not sure” only to soon.", True),
    ]


def test_an_answer_that_reads_like_not_sure_and_is_not_marked_is_pointed_out(desk, draft) -> None:
    told = "eases: “I’m not sure” reads as if it meant “not sure”, but is not marked so."
    assert told.capitalize() in add(desk, draft).replace("I’m", "i’m")
    assert [sentence.startswith(told) and not blocks for sentence, blocks in problems(draft)] == [True]


def test_the_mildest_answer_is_never_not_sure(desk, draft) -> None:
    text = add(desk, draft, **{"choices-2-unsure": "on", "choices-2-severity": "0"})
    assert "“Not sure” can’t be the mildest answer" in text
    assert len(content(draft).question_by_key["eases"].choices) == 2
