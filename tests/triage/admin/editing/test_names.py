"""The desk calls a part by its words. Keys are for programs: no page shows one."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.triage.admin.editing.conftest import write_sample
from tests.triage.admin.editing.pages import page_kind, page_of, signed_in, version_page
from tests.triage.engine import samples
from triage.engine.parts.protocol import Protocol
from triage.models import ProtocolVersion, Threshold
from triage.versions import comments

UNSEEN = re.compile(
    r"<(script|style|textarea|select)\b.*?</\1>|<[^>]*>|\{\{.*?\}\}"  # what an author edits, and how texts quote
    r"|&lt;.*?&gt;",
    re.DOTALL,
)


def in_other_words(whole: Protocol) -> Protocol:
    """The protocol with words that say nothing of its keys."""

    def each(parts: Any, **named: Any) -> tuple[Any, ...]:
        return tuple(
            replace(part, **{name: words(part, number) for name, words in named.items()})
            for number, part in enumerate(parts)
        )

    return replace(
        whole,
        thresholds=each(whole.thresholds, label=lambda _one, n: f"Line {n}"),
        questions=each(
            whole.questions,
            text=lambda _one, n: f"Ask {n}?",
            short=lambda _one, n: f"Topic {n}",
            choices=lambda one, n: each(one.choices, text=lambda _choice, m: f"Reply {n}.{m}"),
        ),
        criteria=each(whole.criteria, label=lambda _one, n: f"Picture {n}"),
        rules=each(whole.rules, finding=lambda one, n: replace(one.finding, because=f"Reason {n}.")),
        requirements=each(whole.requirements, statement=lambda _one, n: f"Promise {n}."),
        advice=each(whole.advice, text=lambda _one, n: f"Step {n}."),
        articles=each(whole.articles, text=lambda _one, n: f"Paper {n}"),
        hazards=each(whole.hazards, name=lambda _one, n: f"Harm {n}", effect=lambda _one, n: f"Hurt {n}."),
        vignettes=each(whole.vignettes, story=lambda _one, n: f"Story {n}."),
    )


WHOLE = in_other_words(samples.with_every_part())
KEYS = {
    part.key
    for parts in (WHOLE.thresholds, WHOLE.questions, WHOLE.criteria, WHOLE.rules, WHOLE.requirements, WHOLE.hazards)
    for part in parts
} | {choice.key for question in WHOLE.questions for choice in question.choices}
SAID_ANYHOW = {"none", "yes", "no", "again", "unsure", "mild", "severe", "gap"}
"""Ordinary words of the desk itself, which a sample's key happens to be."""


def seen(page: bytes) -> str:
    """What somebody reads on a page, or hears."""
    text = html.unescape(UNSEEN.sub(" ", page.decode().partition("<body")[2]))
    return " ".join(text.split())


def keys_on(page: bytes) -> list[str]:
    text = seen(page)
    names = {name for key in KEYS - SAID_ANYHOW for name in (key, key.replace("_", " "))} | {"self_care"}
    return sorted(f"{name}: …{text[max(0, m.start() - 40) : m.end() + 20]}…" for name in names
                  for m in [re.search(rf"(?<![\w/]){re.escape(name)}(?![\w/])", text)] if m)  # fmt: skip


@pytest.fixture
def draft(db: None) -> ProtocolVersion:
    """A draft in which something of every kind differs from the version that is live."""
    draft = ProtocolVersion.objects.get(pk=write_sample(WHOLE))
    draft.rule_set.filter(key="nothing_eases").update(urgency="emergency")
    draft.rule_set.filter(key="walks_well").update(urgency="soon", because="Another reason.")
    first, second = draft.question_set.order_by("order")[2:4]
    draft.question_set.filter(pk=first.pk).update(order=second.order)
    draft.question_set.filter(pk=second.pk).update(order=first.order)
    comments.add(draft, "rule-flag", "Why?", by=User.objects.get())
    return draft


def addresses(draft: ProtocolVersion) -> Iterator[str]:
    for step in ("change", "publish", "diagram", "evidence", "discard"):
        yield version_page(draft, step)
    yield version_page(draft, "change") + "?open=all"
    yield version_page(draft, "change") + "?open=rule&as=table"
    yield version_page(draft, "move") + "?part=rule-flag"
    live = Threshold.objects.get(version__status="published", key="severe").pk
    yield reverse("admin:triage_threshold_change", args=[live])
    yield reverse("admin:triage_threshold_follows", args=[live]) + "?value=6"
    for kind in comments.KINDS:
        key = getattr(draft, f"{kind}_set").order_by("order").values_list("key", flat=True)[0]
        yield page_of(draft, kind, key)
        yield page_of(draft, kind, key).replace("/change/", "/delete/")
        yield reverse(f"admin:triage_{page_kind(kind)}_add") + f"?version={draft.pk}"


def test_no_page_of_the_desk_shows_a_key(draft) -> None:
    desk = signed_in("dr-lee")
    found = {}
    for address in addresses(draft):
        page = desk.get(address)
        assert page.status_code == 200, address
        if keys := keys_on(page.getvalue()):
            found[address] = keys
    assert not found, "\n".join(f"{address}\n  " + "\n  ".join(keys) for address, keys in found.items())
    assert isinstance(desk, Client)
