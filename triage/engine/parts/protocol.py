"""A protocol: one whole triage. Its constructor checks that the parts fit together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, wraps
from typing import TypeVar

from triage.engine.parts import consistency
from triage.engine.parts.alternatives import Alternative, conditions_in, written_out
from triage.engine.parts.condition import Answer, Condition, Criterion, Mode, When
from triage.engine.parts.content import Content
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.rule import Vignette


@dataclass(frozen=True)
class Protocol(Content):
    """Content whose parts fit together. Raises ProtocolError, with the part and the fault, when they do not."""

    def __post_init__(self) -> None:
        consistency.check(self)

    @cached_property
    def pages(self) -> Mapping[str, tuple[str, ...]]:
        """The questions of each page, by the first of them, which gives the page its address."""
        pages: dict[str, tuple[str, ...]] = {}
        head = ""
        for question in self.questions:
            if question.derive is None:
                head = head if question.shares_page else question.key
                pages[head] = (*pages.get(head, ()), question.key)
        return pages

    @cached_property
    def page_of(self) -> Mapping[str, str]:
        """The first question of the page that each question is on."""
        return {key: head for head, keys in self.pages.items() for key in keys}

    @cached_property
    def questions_of_rule(self) -> Mapping[str, tuple[str, ...]]:
        """The questions that each rule looks at; instead of a derived number the two that it comes from."""
        return {rule.key: self.questions_of(rule.when) for rule in self.rules}

    def questions_of(self, when: When) -> tuple[str, ...]:
        """The questions that these conditions look at; instead of a derived number the two that it comes from."""
        found: dict[str, None] = {}
        for condition in self.conditions_in(when):
            sources = self.question_by_key[condition.question].derived_from
            found |= dict.fromkeys(sources or (condition.question,))
        return tuple(found)

    def conditions_in(self, when: When) -> tuple[Condition, ...]:
        """Every condition on an answer, with those of the criteria, each once."""
        return tuple(dict.fromkeys(conditions_in(when, self.criterion_by_key)))

    def alternatives(self, when: When, mode: Mode = Mode.ALL) -> tuple[Alternative, ...]:
        """The conditions with the criteria written out: any one of these makes them hold."""
        return written_out(when, self.alternatives_of_criteria, mode)

    def with_threshold(self, key: str, value: Decimal) -> "Protocol":
        """This protocol with one threshold changed. Raises ProtocolError outside the limits or for an unknown key."""
        if key not in self.threshold_by_key:
            raise ProtocolError(f"There is no threshold {key} in {self.slug}.")
        return replace(self, thresholds=tuple(replace(t, value=value) if t.key == key else t for t in self.thresholds))

    def canonical(self) -> "Protocol":
        """This protocol with everything whose order has no meaning in the order of its definition.

        So protocols that mean the same are equal and have the same checksum. It reorders the choices of conditions, the
        sources of derived numbers and the answers of vignettes; advice keeps its order, in which the patient reads it.
        """

        def conditions(when: When) -> When:
            return tuple(
                replace(c, choices=tuple(key for key in self.question_by_key[c.question].by_key if key in c.choices))
                if isinstance(c, Condition)
                else c
                for c in when
            )

        def in_definition_order(criterion: Criterion) -> Criterion:
            return replace(criterion, when=conditions(criterion.when))

        def in_order(vignette: Vignette) -> tuple[tuple[str, Answer], ...]:
            given = dict(vignette.answers)
            return tuple((key, given[key]) for key in self.question_by_key if key in given)

        return replace(
            self,
            questions=tuple(
                replace(
                    q,
                    ask_when=conditions(q.ask_when),
                    derived_from=tuple(key for key in self.question_by_key if key in q.derived_from),
                )
                for q in self.questions
            ),
            criteria=tuple(map(in_definition_order, self.criteria)),
            advice=tuple(replace(a, when=conditions(a.when)) for a in self.advice),
            rules=tuple(replace(r, when=conditions(r.when)) for r in self.rules),
            requirements=tuple(replace(r, when=conditions(r.when)) for r in self.requirements),
            vignettes=tuple(replace(v, answers=in_order(v)) for v in self.vignettes),
        )


_T = TypeVar("_T")


def kept_with_protocol(make: Callable[[Protocol], _T]) -> Callable[[Protocol], _T]:
    """A decorator: call the function once for each protocol object, and keep the result as long as that object lives.

    Kept in the object itself, as cached_property does it: a dictionary by protocol would hash every part each time.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def kept(protocol: Protocol) -> _T:
        found: _T | None = protocol.__dict__.get(name)
        if found is None:
            found = protocol.__dict__[name] = make(protocol)
        return found

    return kept
