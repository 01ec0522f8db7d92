"""Whatever stands in an address of the desk, the desk answers: with a page, a way back or a refusal, never a fault."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import cycle, islice
from unittest import mock

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.template.base import Template
from django.test import Client

from tests.calfsite.desk import world
from tests.triage.engine.samples import with_every_part
from triage.versions import drafts

HUGE = 25 * "9"
NAMES = (
    "version",
    "old",
    "new",
    "next",
    "q",
    "p",
    "o",
    "e",
    "all",
    "term",
    "app_label",
    "model_name",
    "zq",
    "recovery",
)
VALUES = (18 * "9", "-1.x", "live-" + HUGE, "draft-%D9%A3", "%ED%A0%80", "%FF", "1&{name}=2", "")
IDS = (HUGE, "_00", "%D9%A3")
LONG = "a+" * 1000


def queries() -> Iterator[str]:
    """All names that own pages read, with odd values: each name in turn with several of them."""
    yield from ("q=%00", f"version={HUGE}")
    for turn in range(0, len(VALUES), 3):
        values = zip(NAMES, cycle(VALUES[turn:] + VALUES[:turn]), strict=False)
        yield "&".join(f"{name}={value.format(name=name)}" for name, value in values)


def of_list(model_admin: admin.ModelAdmin) -> Iterator[str]:
    """What a list reads one by one: its filters, its order, its page, its search."""
    yield from ("zq=1", f"q={LONG}", "q=%00", "q=%22%27%5C", f"p={HUGE}", "p=x", "o=1.-99.x", "_changelist_filters=%00")
    for name in model_admin.list_filter:
        parameter = getattr(name, "parameter_name", name)
        yield from (f"{parameter}=%00", f"{parameter}={HUGE}", f"{parameter}__exact=%00", f"{parameter}__isnull=2")
    if model_admin.date_hierarchy:
        yield from (f"{model_admin.date_hierarchy}__{part}={HUGE}" for part in ("year", "month"))


def odd_addresses() -> Iterator[tuple[str, bool]]:
    """Each, and whether its page is drawn: a list asks the database only then."""
    lists = {f"{m._meta.app_label}/{m._meta.model_name}/": found for m, found in admin.site._registry.items()}
    audit_list = lists["calfsite/auditentry/"]
    for pattern, address in world.addresses().items():
        if re.search(r"object_id>/(history/|delete/)?$", pattern):
            continue
        is_list = pattern in lists or "export" in pattern
        for query in of_list(lists.get(pattern, audit_list)) if is_list else queries():
            yield f"{address}{'&' if '?' in address else '?'}{query}", is_list
        for place in re.findall(r"<(?:\w+:)?(\w+)>", pattern):
            yield from ((world.filled(pattern, **{place: odd}), False) for odd in IDS)


def fault(client: Client, address: str) -> str:
    here = transaction.savepoint()
    try:
        response = client.get(address)
        if response.streaming:
            list(response.streaming_content)
    except Exception as error:
        return repr(error)[:200]
    finally:
        transaction.savepoint_rollback(here)
    return str(response.status_code) if response.status_code >= 500 else ""


@pytest.mark.parametrize("every", [pytest.param(16, id="a-sample"), pytest.param(1, id="all", marks=pytest.mark.sweep)])
def test_no_odd_address_is_a_fault(one_of_everything, client, every) -> None:
    client.force_login(User.objects.get(username="dr-lee"))
    faults = []
    read_once = mock.patch.object(drafts, "content", return_value=with_every_part())
    for address, is_drawn in islice(odd_addresses(), 0, None, every):
        with nullcontext() if is_drawn else mock.patch.object(Template, "render", return_value=""), read_once:
            if said := fault(client, address):
                faults.append(f"{address[:150]}: {said}")
    assert not faults, f"{len(faults)} odd addresses are faults.\n" + "\n".join(faults)
