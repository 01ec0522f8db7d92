"""Circuits: statements about answers, built from yes/no variables, as the clauses that a solver reads.

A literal is a whole number: `n` says that variable n is true, `-n` that it is false. Equal statements get one variable.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence

Literal = int

TRUE: Literal = 1
FALSE: Literal = -1


class Circuit:
    """Variables, and what ties them together."""

    def __init__(self) -> None:
        self.size = 1
        self.clauses: list[Sequence[Literal]] = [(TRUE,)]
        """What must be so in any case. Each clause is a list of literals, one of which is true."""
        self.gates: dict[int, tuple[Literal, ...]] = {}
        """Variables that are true just when all of these are."""
        self._gates: dict[tuple[Literal, ...], Literal] = {}
        self._made: dict[Hashable, Literal] = {}

    def new(self) -> Literal:
        """A variable of its own."""
        self.size += 1
        return self.size

    def add(self, *literals: Literal) -> None:
        """One of these must be true."""
        if TRUE not in literals:
            self.clauses.append(tuple(literal for literal in literals if literal != FALSE))

    def once(self, key: Hashable, make: Callable[[], Literal]) -> Literal:
        """What `make` gives, made only once for this key."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def all_of(self, literals: Iterable[Literal]) -> Literal:
        """Whether all of these are true."""
        parts = set(literals)
        parts.discard(TRUE)
        if FALSE in parts or any(-part in parts for part in parts):
            return FALSE
        if len(parts) <= 1:
            return parts.pop() if parts else TRUE
        key = tuple(sorted(parts))
        gate = self._gates.get(key)
        if gate is None:
            gate = self._gates[key] = self.new()
            self.gates[gate] = key
        return gate

    def any_of(self, literals: Iterable[Literal]) -> Literal:
        """Whether at least one of these is true."""
        return -self.all_of(-literal for literal in literals)

    def same(self, one: Literal, other: Literal) -> Literal:
        """Whether both are true or both are false."""
        return self.all_of((self.any_of((-one, other)), self.any_of((one, -other))))

    def exactly_one(self, literals: Sequence[Literal]) -> None:
        """One of these, and no other, must be true."""
        self.add(*literals)
        for place, one in enumerate(literals):
            for other in literals[place + 1 :]:
                self.add(-one, -other)

    def counts(self, literals: Sequence[Literal], most: int) -> list[Literal]:
        """Whether at least 1, 2 … `most` of these are true."""
        so_far: list[Literal] = []
        for literal in literals:
            before = [TRUE, *so_far]
            longer = [*so_far, FALSE][:most]
            so_far = [self.any_of((more, self.all_of((literal, before[count])))) for count, more in enumerate(longer)]
        return so_far + [FALSE] * (most - len(so_far))
