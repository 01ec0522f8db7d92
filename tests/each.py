"""One test for many cases of a kind: it looks at every case, and a failure names each that fails, with its reason."""

from collections.abc import Callable, Mapping
from typing import TypeVar

Case = TypeVar("Case")


def each(cases: Mapping[str, Case]) -> Callable[[Callable[[Case], None]], Callable[[], None]]:
    """Makes a test of a check that takes one case; where cases are few or need fixtures, parametrize them instead."""

    def test_of(check: Callable[[Case], None]) -> Callable[[], None]:
        def test() -> None:
            failed = [f"{name}:\n{fault}" for name, case in cases.items() if (fault := fault_of(check, case))]
            assert cases
            assert not failed, f"{len(failed)} of {len(cases)} cases fail.\n" + "\n".join(failed)

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return test_of


def fault_of(check: Callable[[Case], None], case: Case) -> str:
    """What is wrong with a case, in the words of the assertion; nothing when all is well."""
    try:
        check(case)
    except AssertionError as fault:
        return str(fault) or "It fails."
    return ""
