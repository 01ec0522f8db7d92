"""The solver: statements about answers as a circuit of yes/no variables, and z3, which says whether they can be true.

The one module that knows z3. A literal is a whole number: `n` says that variable n is true, `-n` that it is false.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    import z3

Literal = int

TRUE: Literal = 1
FALSE: Literal = -1

Model = Callable[[Literal], bool]
"""One way to make everything true that was asked for: the truth of each literal."""

_CLAUSES_PER_TEXT = 40  # z3 takes as long to read a text as to be given one clause for so many variables, used or not


class Circuit:
    """Variables, and what ties them together. Equal statements get the same variable."""

    def __init__(self) -> None:
        self.size = 1
        self.clauses: list[Sequence[Literal]] = [(TRUE,)]
        """What must hold in any case. Of each clause's literals at least one is true."""
        self.gates: dict[int, tuple[Literal, ...]] = {}
        """Each variable that is true exactly when all of these literals are."""
        self._gate_of: dict[tuple[Literal, ...], Literal] = {}
        self._made: dict[Hashable, Literal] = {}

    def new(self) -> Literal:
        """A variable that nothing ties down yet."""
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
        gate = self._gate_of.get(key)
        if gate is None:
            gate = self._gate_of[key] = self.new()
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


class SolverError(RuntimeError):
    """The solver found no answer. Nothing is proven then, so nothing may be published."""


class _Terms:
    """The literals of one circuit as z3 knows them, made once for all its solvers."""

    def __init__(self) -> None:
        import z3  # noqa: PLC0415  large: only processes that prove something load it

        self.z3, self.context = z3, z3.Context()
        self._known: dict[Literal, z3.BoolRef] = {}

    def of(self, literal: Literal) -> z3.BoolRef:
        """The term of a literal. A variable is named by its number, as z3 names those that it reads from clauses."""
        known = self._known.get(literal)
        if known is None:
            new = self.z3.Bool(literal, self.context) if literal > 0 else self.z3.Not(self.of(-literal))
            known = self._known[literal] = new
        return known


_terms: WeakKeyDictionary[Circuit, _Terms] = WeakKeyDictionary()


class Solver:
    """Answers questions about one circuit, which may grow between two questions.

    z3 gets only those gates that the questions so far depend on: the fewer it has, the quicker it is, so searches that
    have little in common each have a solver of their own. Many clauses go to z3 as text, which takes a tenth of the
    time of building its expressions one by one.
    """

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        if circuit not in _terms:
            _terms[circuit] = _Terms()
        self._terms = _terms[circuit]
        self._z3 = self._terms.z3
        self._solver = self._z3.SolverFor("QF_FD", ctx=self._terms.context)
        self._sent = 0
        self._known: set[Literal] = set()

    def find(self, *wanted: Literal) -> Model | None:
        """A model in which all these literals are true; None where there is none. Raises SolverError."""
        return self._reader(self._solver.model()) if self.can(*wanted) else None

    def can(self, *wanted: Literal) -> bool:
        """Whether all these literals can be true together. Raises SolverError."""
        if FALSE in wanted:
            return False
        self.prepare(wanted)
        z3 = self._z3
        terms = (z3.Ast * len(wanted))(*(self._terms.of(literal).ast for literal in wanted))
        # through z3's C interface: its Python one takes longer to look at many terms than z3 to answer
        answer = z3.Z3_solver_check_assumptions(self._terms.context.ref(), self._solver.solver, len(wanted), terms)
        if answer == z3.Z3_L_UNDEF:
            raise SolverError(f"The solver gave up: {self._solver.reason_unknown()}.")
        return bool(answer == z3.Z3_L_TRUE)

    def needed(self, *wanted: Literal) -> frozenset[Literal] | None:
        """Of literals that can't be true together, some that already can't; None when they can. Raises SolverError."""
        if FALSE in wanted:
            return frozenset({FALSE})
        if self.can(*wanted):
            return None
        core = {part.get_id() for part in self._solver.unsat_core()}
        return frozenset(literal for literal in wanted if self._terms.of(literal).get_id() in core)

    def prepare(self, wanted: Iterable[Literal]) -> None:
        """Give z3 what it needs to know about these literals: many at once take less time than one by one."""
        clauses = self.circuit.clauses[self._sent :]
        self._sent = len(self.circuit.clauses)
        pending = [*wanted, *chain.from_iterable(clauses)]
        gates, known = self.circuit.gates, self._known
        while pending:
            literal = pending.pop()
            if literal in known:
                continue
            known.add(literal)
            parts = gates.get(abs(literal), ())
            if literal > 0:
                clauses += [(-literal, part) for part in parts]
                pending += parts
            elif parts:
                denied = [-part for part in parts]
                clauses.append((-literal, *denied))
                pending += denied
        if len(clauses) * _CLAUSES_PER_TEXT < self.circuit.size:
            for clause in clauses:
                self._solver.add(self._z3.Or([self._terms.of(literal) for literal in clause]))
        else:
            lines = [f"p cnf {self.circuit.size} {len(clauses)}"]
            lines += [f"{' '.join(map(str, clause))} 0" for clause in clauses]
            self._solver.from_string("\n".join(lines) + "\n")

    def _reader(self, model: z3.ModelRef) -> Model:
        solver, terms, gates = self._z3, self._terms, self.circuit.gates
        context = terms.context.ref()
        known = {TRUE: True}

        def value(variable: int) -> bool:  # through z3's C interface: its Python one takes longer than the proof
            name = solver.Z3_get_app_decl(context, terms.of(variable).ast)
            found = solver.Z3_model_get_const_interp(context, model.model, name)
            return bool(found) and solver.Z3_get_bool_value(context, found) == solver.Z3_L_TRUE

        def is_true(literal: Literal) -> bool:
            variable = abs(literal)
            if variable not in known:
                parts = gates.get(variable)
                known[variable] = value(variable) if parts is None else all(map(is_true, parts))
            return known[variable] is (literal > 0)

        return is_true
