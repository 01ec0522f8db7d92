"""Daily totals: what is counted, how it is written, and what of it may be seen."""

import os
import threading
from collections import Counter
from datetime import date, timedelta
from itertools import product
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from tests.triage.first_edition import calf_cases
from tests.triage.journey.test_journey import begin, give, walk
from triage.engine.parts.urgency import Urgency
from triage.engine.run.replay import replay
from triage.models import DailyTotal
from triage.totals import counting, page, plots
from triage.versions import live

Kind = DailyTotal.Kind
TODAY = date(2026, 11, 21)  # a Saturday
LAST_WEEK = date(2026, 11, 9)


def counted() -> dict[tuple[str, str], int]:
    """All that was added up since the last time, by kind and key."""
    return {(total.kind, total.key): count for total, count in counting.take().items()}


def standing(counts: dict[tuple[str, str], int]) -> dict[str, int]:
    """How many journeys stand at each question."""
    net: Counter[str] = Counter()
    for (kind, key), count in counts.items():
        net[key] += {Kind.REACHED: count, Kind.LEFT: -count}.get(Kind(kind), 0)
    return {key: count for key, count in net.items() if count}


def test_a_journey_is_counted_as_it_begins_moves_on_and_ends(calf, client) -> None:
    journey = begin(client)
    assert counted() == {(Kind.BEGUN, ""): 1, (Kind.REACHED, "red_flags"): 1}
    walk(client, journey, calf_cases.MILD_STRAIN)
    counts = counted()
    assert [item for item in counts.items() if item[0][0] == Kind.OUTCOME] == [((Kind.OUTCOME, "self_care"), 1)]
    assert standing(counts) == {"red_flags": -1}
    give(client, journey, "age", 36)
    give(client, journey, "age", "rubbish")
    client.get(f"{journey}result/")
    assert counted() == {}, "neither a change that moves nobody, nor a fault, nor a look"
    give(client, journey, "red_flags", {"cold_foot"})
    assert counted() == {}, "the first end counts, not a change after it"


def test_an_emergency_is_counted_as_the_danger_is_told(calf, client) -> None:
    give(client, begin(client), "red_flags", {"cold_foot"})
    assert counted() == {
        (Kind.BEGUN, ""): 1,
        (Kind.REACHED, "red_flags"): 1,
        (Kind.LEFT, "red_flags"): 1,
        (Kind.OUTCOME, "emergency"): 1,
    }


def test_whatever_is_changed_on_the_way_a_journey_stands_in_one_place(calf, client) -> None:
    journey = begin(client)
    counts = counted()
    for question, value in [
        ("red_flags", {"none"}),
        ("illness", {"none"}),
        ("red_flags", {"none"}),  # gone back, and sent again
        ("movement", "both"),
        ("red_flags", {"cold_foot"}),
        ("red_flags", {"none"}),
        ("onset", "sudden"),
    ]:
        give(client, journey, question, value)
        counts = dict(Counter(counts) + Counter(counted()))
        page = client.get(f"{journey}result/")
        stands = page["Location"].removeprefix(journey).strip("/") if page.status_code == 302 else None
        assert standing(counts) == ({stands: 1} if stands else {}), question


def test_what_is_added_up_is_written_once_and_added_to_what_is_there(calf, monkeypatch) -> None:
    protocol, path = live.current("calf"), replay(live.current("calf"), {})
    counting.began(protocol, path)
    with monkeypatch.context() as broken:
        broken.setattr(counting, "_write", lambda counts: (_ for _ in ()).throw(DatabaseError("locked")))
        with pytest.raises(DatabaseError):
            counting.flush()
    counting.began(protocol, path)
    counting.flush()
    counting.flush()
    assert set(DailyTotal.objects.values_list("kind", "key", "count")) == {
        ("begun", "", 2),
        ("reached", "red_flags", 2),
    }
    counting.began(protocol, path)
    counting.flush()
    assert set(DailyTotal.objects.values_list("version", "count")) == {(calf.pk, 3)}


def test_a_total_of_a_version_that_is_gone_is_let_go(calf, shipped) -> None:
    counting.give_back(Counter({counting.Total(TODAY, "calf", 99, Kind.BEGUN, ""): 1}))
    counting.flush()
    assert counting.take() == Counter()
    assert not DailyTotal.objects.exists()


def test_no_count_is_lost_between_threads(calf) -> None:
    protocol, path = live.current("calf"), replay(live.current("calf"), {})
    crowd = [threading.Thread(target=lambda: [counting.began(protocol, path) for _ in range(500)]) for _ in range(4)]
    taken: Counter[counting.Total] = Counter()
    for thread in crowd:
        thread.start()
    while any(thread.is_alive() for thread in crowd):
        taken.update(counting.take())
    taken.update(counting.take())
    assert {total.kind: count for total, count in taken.items()} == {Kind.BEGUN: 2000, Kind.REACHED: 2000}


def test_a_forked_process_counts_anew(calf) -> None:
    protocol, path = live.current("calf"), replay(live.current("calf"), {})
    counting.began(protocol, path)
    with counting._lock:  # as if another thread were counting at this very moment
        child = os.fork()
        if child == 0:
            counting.began(protocol, path)
            os._exit(0 if counting.take().total() == 2 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert counting.take().total() == 2


def test_the_database_refuses_what_is_no_total(calf) -> None:
    day = {"day": TODAY, "version": calf}
    DailyTotal.objects.create(**day, kind=Kind.BEGUN, count=1)
    for wrong in (
        {"kind": Kind.BEGUN, "count": 2},
        {"kind": Kind.OUTCOME, "key": ""},
        {"kind": "patient", "key": "x"},
        {"kind": Kind.LEFT, "key": "x", "count": -1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            DailyTotal.objects.create(**day, **wrong)


def test_old_totals_are_forgotten(calf, capsys) -> None:
    for day in (date(2020, 1, 1), date.today() - timedelta(days=700)):
        DailyTotal.objects.create(day=day, version=calf, kind=Kind.BEGUN, count=9)
    call_command("forget_old_totals")
    assert capsys.readouterr().out == "1 old daily totals deleted.\n"
    assert DailyTotal.objects.get().day.year > 2020


# ------------------------------------------------------------------------------------------------ what may be seen


def fill(version: Any, day: date, **counts: int) -> None:
    """Rows of one day: `begun=40`, `soon=20`, `age=30` (came there), `left_age=21`."""
    for name, count in counts.items():
        kind, key = Kind.REACHED, name
        if name == "begun":
            kind, key = Kind.BEGUN, ""
        elif name in set(Urgency):
            kind = Kind.OUTCOME
        elif name.startswith("left_"):
            kind, key = Kind.LEFT, name.removeprefix("left_")
        DailyTotal.objects.create(day=day, version=version, kind=kind, key=key, count=count)


def test_small_numbers_are_hidden_and_the_others_rounded() -> None:
    assert [page.shown(count) for count in range(-1, 14)] == [*6 * [None], *3 * [5], *5 * [10], 15]
    assert page.text(None) == "under 5"
    assert page.text(40) == "40"


def test_whole_weeks_of_the_last_twelve_are_shown(calf, django_assert_num_queries) -> None:
    fill(calf, date(2026, 11, 16), begun=50)  # this week
    fill(calf, date(2026, 8, 23), begun=50)  # thirteen weeks ago
    assert page.all_totals(TODAY) == []
    fill(calf, LAST_WEEK, begun=30, soon=8, emergency=3, age=30, left_age=20)
    fill(calf, LAST_WEEK + timedelta(days=6), begun=11, soon=9, emergency=1, age=10, left_age=3)
    with django_assert_num_queries(2):
        (found,) = page.all_totals(TODAY)
    (row,) = found.week_rows
    assert (found.slug, row.week, row.version, row.begun) == ("calf", LAST_WEEK, 1, 40)
    assert row.outcomes == {
        Urgency.EMERGENCY: None, Urgency.URGENT: None, Urgency.SOON: 15, Urgency.SELF_CARE: None
    }  # fmt: skip
    assert found.outcomes[Urgency.SOON] == (*11 * [0], 15)
    assert found.stops == (("Age", 15),)
    stopped = {row.key: (row.asked, row.stopped) for row in found.stop_rows}
    assert stopped["age"] == (40, 15)
    assert set(stopped.values()) == {(40, 15), (None, None)}


def test_a_hidden_number_cannot_be_found_by_subtracting() -> None:
    """Whatever a page shows, there is more than one hidden number that it may come from, although the sums add up."""
    hidden_by_page: dict[str, set[int]] = {}
    for hidden, soon, self_care, stopped in product(range(5), range(18, 23), range(18, 23), range(5, 8)):
        begun = hidden + soon + self_care + stopped
        outcomes = {Urgency.EMERGENCY: hidden, Urgency.SOON: soon, Urgency.SELF_CARE: self_care}
        raw = Counter({(Kind.OUTCOME, urgency): count for urgency, count in outcomes.items()})
        raw |= {(Kind.BEGUN, ""): begun, (Kind.REACHED, "age"): begun, (Kind.LEFT, "age"): begun - stopped}
        shown = page._week_row(LAST_WEEK, 1, raw), *page._stop_rows(1, raw, {"age": "Age"})
        hidden_by_page.setdefault(repr(shown), set()).add(hidden)
    assert min(map(len, hidden_by_page.values())) > 1


def test_a_plot_says_in_words_what_it_shows_and_hides_what_is_hidden() -> None:
    words = plots.Words("ident", "Who <came> & went", "Five weeks.")
    rows = [plots.Series("Soon & <later>", "plot__soon", [0, None, 5, 120, None])]
    svg = ET.fromstring(plots.columns(words, ["1", "2", "3", "4", "5"], rows, [(0, "version 1"), (4, "version 2")]))
    texts = ["".join(part.itertext()) for part in svg.iter("text")]
    assert {"Soon & <later>", "5", "120", "version 1", "version 2"} <= set(texts)
    assert svg.get("role") == "img"
    named = {part.get("id"): part.text for part in svg.iter() if part.tag in {"title", "desc"}}
    assert [named[ident] for ident in str(svg.get("aria-labelledby")).split()] == ["Who <came> & went", "Five weeks."]
    stubs = [part for part in svg.iter("rect") if part.get("class") == "plot__hidden"]
    assert [stub.get("height") for stub in stubs] == ["5.0", "5.0"], "all alike, whatever the number"
    assert not any(part.get("style") for part in svg.iter()), "the Content-Security-Policy would drop it"
    tall = [float(str(part.get("height"))) for part in svg.iter("rect") if part.get("class") == "plot__soon"]
    assert tall[1] > tall[0]

    lying = ET.fromstring(plots.bars(words, [("Age", 10), ("Pain & more", 20)]))
    wide = [float(str(part.get("width"))) for part in lying.iter("rect")]
    assert wide == [180, 360]
    assert ["".join(part.itertext()) for part in lying.iter("text")] == ["Age", "10", "Pain & more", "20"]
