"""The solver: the one module that knows z3. It is asked whether a circuit's statements can be true together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import TYPE_CHECKING

from triage.engine.prover.circuit import FALSE, TRUE, Circuit, Literal

if TYPE_CHECKING:
    import z3

Model = Callable[[Literal], bool]
"""One way to make everything true that was asked for: the truth of each literal."""


CLAUSES_FOR_TEXT = 40  # reading a text takes as long as one clause in so many of all variables, used in it or not


class SolverError(RuntimeError):
    """The solver came to no answer. Nothing is proven then, so nothing may be published."""


class Solver:
    """Asks about one circuit, which may grow between two questions.

    z3 is told only of those gates that the questions so far hang on: the fewer it knows, the quicker it is, so searches
    that have little in common each have a solver of their own. Many clauses go to z3 as text, which takes a tenth of
    the time that building its expressions one by one does.
    """

    def __init__(self, circuit: Circuit) -> None:
        import z3  # noqa: PLC0415  large, and a process that proves nothing need not hold it

        self.circuit, self._z3 = circuit, z3
        self._context = z3.Context()
        self._solver = z3.SolverFor("QF_FD", ctx=self._context)
        self._sent = 0
        self._known: set[int] = set()
        self._names: dict[int, z3.BoolRef] = {}

    def find(self, *wanted: Literal) -> Model | None:
        """A model in which all these literals are true; None where there is none. Raises SolverError."""
        return self._reader(self._solver.model()) if self.can(*wanted) else None

    def can(self, *wanted: Literal) -> bool:
        """Whether all these literals can be true together. Raises SolverError."""
        if FALSE in wanted:
            return False
        self.tell(wanted)
        answer = self._solver.check(*(self._literal(literal) for literal in wanted))
        if answer not in (self._z3.sat, self._z3.unsat):
            raise SolverError(f"The solver gave up: {self._solver.reason_unknown()}.")
        return bool(answer == self._z3.sat)

    def needed(self, *wanted: Literal) -> frozenset[Literal] | None:
        """Of literals that can't be true together, some that already can't; None when they can. Raises SolverError."""
        if FALSE in wanted:
            return frozenset({FALSE})
        if self.can(*wanted):
            return None
        core = {part.get_id() for part in self._solver.unsat_core()}
        return frozenset(literal for literal in wanted if self._literal(literal).get_id() in core)

    def tell(self, wanted: Iterable[Literal]) -> None:
        """Make z3 ready to be asked about these: all at once takes less time than one by one."""
        clauses = self.circuit.clauses[self._sent :]
        self._sent = len(self.circuit.clauses)
        open_ = [abs(literal) for literal in chain(wanted, *clauses)]
        while open_:
            gate = open_.pop()
            parts = self.circuit.gates.get(gate)
            if parts is None or gate in self._known:
                continue
            self._known.add(gate)
            clauses += [(-gate, part) for part in parts]
            clauses.append((gate, *(-part for part in parts)))
            open_ += map(abs, parts)
        if len(clauses) * CLAUSES_FOR_TEXT < self.circuit.size:
            for clause in clauses:
                self._solver.add(self._z3.Or([self._literal(literal) for literal in clause]))
        else:
            lines = [f"p cnf {self.circuit.size} {len(clauses)}"]
            lines += [f"{' '.join(map(str, clause))} 0" for clause in clauses]
            self._solver.from_string("\n".join(lines) + "\n")

    def _variable(self, number: int) -> z3.BoolRef:
        known = self._names.get(number)
        if known is None:  # a number for a name: so z3 names what it reads from clauses
            known = self._names[number] = self._z3.Bool(number, self._context)
        return known

    def _literal(self, literal: Literal) -> z3.BoolRef:
        variable = self._variable(abs(literal))
        return variable if literal > 0 else self._z3.Not(variable)

    def _reader(self, model: z3.ModelRef) -> Model:
        solver, context, gates = self._z3, self._context.ref(), self.circuit.gates

        def is_true(literal: Literal) -> bool:  # by z3's C interface: its Python one takes longer than the proof
            if literal in (TRUE, FALSE):
                return literal == TRUE
            name = solver.Z3_get_app_decl(context, self._variable(abs(literal)).ast)
            value = solver.Z3_model_get_const_interp(context, model.model, name)
            if not value and abs(literal) in gates:  # z3 has not been told of it, or did not care
                return all(map(is_true, gates[abs(literal)])) is (literal > 0)
            true = bool(value) and solver.Z3_get_bool_value(context, value) == solver.Z3_L_TRUE
            return true is (literal > 0)

        return is_true
