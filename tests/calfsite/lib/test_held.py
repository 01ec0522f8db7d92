"""What the process holds: read once, read again on request, and let go of in one call."""

import os
import threading

import pytest

from calfsite.lib import held


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "_resets", [])


def counted(values: list[object]) -> held.Held[object]:
    return held.Held(lambda: values.pop(0))


def test_a_value_is_read_once_even_if_it_is_none() -> None:
    value = counted([None, "second"])
    assert value.get() is None
    assert value.get() is None
    assert value.refresh() == "second"
    assert value.get() == "second"


def test_a_refresh_that_fails_leaves_what_was_known() -> None:
    value = counted(["first"])
    value.get()
    with pytest.raises(IndexError):
        value.refresh()
    assert value.get() == "first"


def test_a_reading_that_fails_is_tried_again() -> None:
    answers = iter([ZeroDivisionError(), "there"])

    def read() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    value = held.Held(read)
    with pytest.raises(ZeroDivisionError):
        value.get()
    assert value.get() == "there"


def test_what_was_read_first_never_replaces_what_was_read_later() -> None:
    slow, values = threading.Event(), iter(["earlier", "later"])

    def read() -> str:
        value = next(values)
        if value == "earlier":
            slow.wait(5)
        return value

    value = held.Held(read)
    first = threading.Thread(target=value.refresh)
    first.start()
    second = threading.Thread(target=value.refresh)
    second.start()
    slow.set()
    first.join()
    second.join()
    assert value.get() == "later"


def test_a_function_holds_its_last_results_and_drops_the_one_used_longest_ago() -> None:
    read = []

    @held.cached(2)
    def double(number: int) -> int:
        read.append(number)
        return 2 * number

    assert [double(number) for number in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert read == [1, 2, 3, 2]
    assert double.__name__ == "double"


def test_a_function_does_not_hold_an_error() -> None:
    calls = []

    @held.cached(2)
    def fails_once() -> str:
        calls.append(1)
        return str(1 // (len(calls) - 1))

    with pytest.raises(ZeroDivisionError):
        fails_once()
    assert fails_once() == "1"


def test_one_call_lets_go_of_everything() -> None:
    value = counted(["first", "second"])
    others = ["something"]

    @held.cached(2)
    def length() -> int:
        return len(others)

    held.on_reset(others.clear)
    assert (value.get(), length()) == ("first", 1)
    held.reset()
    assert (value.get(), length(), others) == ("second", 0, [])


def test_a_value_can_be_given_instead_of_read() -> None:
    value = counted([])
    value.set("given")
    assert value.get() == "given"


def test_a_forked_process_finds_every_lock_open() -> None:
    lock = held.Lock()
    with lock:
        child = os.fork()
        if child == 0:
            with lock:
                os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
