"""The engine against the plainest reading of a protocol: on random small ones with criteria and shared pages."""

import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.triage.engine import random_protocols, samples
from triage.engine.explain import advice_for
from triage.engine.parts.condition import Answer, Comparison, Condition, Criterion, Meets, Mode, When
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Derive, Stage
from triage.engine.parts.rule import AdviceKind
from triage.engine.parts.urgency import Urgency, most_urgent
from triage.engine.prover import examples
from triage.engine.run.assess import assess
from triage.engine.run.replay import Path, replay, unanswered

PATIENTS = 6


class Plain:
    """A patient who is asked everything that is called for, whatever it matters: no criterion is written out."""

    def __init__(self, protocol: Protocol, answers: dict[str, Answer]) -> None:
        self.protocol = protocol
        self.thresholds = {threshold.key: threshold.value for threshold in protocol.thresholds}
        self.told: dict[str, Answer] = {}
        for question in protocol.questions:
            if question.derive is not None:
                one, other = (self.told.get(key) for key in question.derived_from)
                if isinstance(one, Decimal) and isinstance(other, Decimal):
                    self.told[question.key] = question.derive.of(one, other)
            elif question.key in answers and self.is_called_for(question.key):
                self.told[question.key] = answers[question.key]

    def is_called_for(self, key: str) -> bool:
        question = self.protocol.question_by_key[key]
        return not question.ask_when or self.holds(question.ask_when, question.ask_mode)

    def holds(self, when: When, mode: Mode = Mode.ALL) -> bool:
        every = all if mode is Mode.ALL else any
        return every(self.is_true(item) for item in when)

    def is_true(self, item: Condition | Meets) -> bool:
        if isinstance(item, Meets):
            criterion = self.protocol.criterion_by_key[item.criterion]
            return self.holds(criterion.when, criterion.mode)
        return item.holds(self.told.get(item.question), self.thresholds)

    @property
    def held(self) -> set[str]:
        return {rule.key for rule in self.protocol.rules if self.holds(rule.when)}

    @property
    def urgency(self) -> Urgency:
        held = [rule.finding.urgency for rule in self.protocol.rules if self.holds(rule.when)]
        return most_urgent(held or [Urgency.SOON])


@given(protocol=random_protocols.protocols(), data=st.data())
def test_asking_one_by_one_comes_to_the_same_as_asking_everything(protocol: Protocol, data) -> None:
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS, complete=True)):
        plain, walked = Plain(protocol, answers), samples.walk(protocol, answers)
        assert assess(protocol, answers).urgency is plain.urgency
        assert assess(protocol, walked).urgency is plain.urgency
        told = assess(protocol, answers)
        if told.urgency is not Urgency.EMERGENCY:  # which ends the path, before some reasons are settled
            assert {rule.key for rule in told.path.held} == plain.held


@given(protocol=random_protocols.protocols(), data=st.data())
def test_the_answers_that_are_asked_for_are_those_of_asking_one_by_one(protocol: Protocol, data) -> None:
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS, complete=True)):
        assert examples.asked_for(protocol, answers) == samples.walk(protocol, answers)


@given(protocol=random_protocols.protocols(), data=st.data())
def test_a_criterion_means_what_its_conditions_mean_written_out(protocol: Protocol, data) -> None:
    rules = [
        replace(rule, key=f"{rule.key}_{place}", when=way)
        for rule in protocol.rules
        for place, way in enumerate(protocol.alternatives(rule.when))
    ]
    written_out = replace(protocol, rules=tuple(rules))
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS)):
        assert assess(written_out, answers).urgency is assess(protocol, answers).urgency
        assert replay(written_out, answers).asked == replay(protocol, answers).asked


@given(protocol=random_protocols.protocols(), data=st.data())
def test_the_order_of_the_rules_never_matters(protocol: Protocol, data) -> None:
    rules = list(protocol.rules)
    random.Random(data.draw(st.integers(0, 1000))).shuffle(rules)
    shuffled = replace(protocol, rules=tuple(rules))
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS)):
        one, other = assess(protocol, answers), assess(shuffled, answers)
        assert (one.urgency, set(one.reasons), one.path.asked) == (other.urgency, set(other.reasons), other.path.asked)


@given(protocol=random_protocols.protocols(), data=st.data())
def test_a_question_that_shares_a_page_is_asked_whenever_it_is_called_for(protocol: Protocol, data) -> None:
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS, complete=True)):
        path = replay(protocol, samples.walk(protocol, answers))
        if not path.is_emergency:
            told = Plain(protocol, path.answers)
            shared = {question.key for question in protocol.questions if question.shares_page}
            assert {key for key in shared if told.is_called_for(key)} <= set(path.asked)


@given(protocol=random_protocols.protocols(), data=st.data())
def test_what_is_told_after_an_emergency_changes_nothing_but_the_answers(protocol: Protocol, data) -> None:
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS)):
        ended, going_on = replay(protocol, answers), replay(protocol, answers, past_emergency=True)
        assert ended.held == going_on.held
        if not ended.is_emergency:
            assert ended == going_on
            continue
        told = Plain(protocol, going_on.answers)
        upto = len(ended.asked)
        assert going_on.asked[:upto] == ended.asked
        assert going_on.answers.items() >= ended.answers.items()
        later = [q.key for q in protocol.questions if q.derive is None and q.key not in ended.asked]
        if going_on.complete:
            after = later[later.index(going_on.asked[upto]) :] if going_on.asked[upto:] else []
            assert [key for key in after if told.is_called_for(key)] == list(going_on.asked[upto:])


@given(protocol=random_protocols.protocols(), data=st.data())
def test_what_was_not_answered_is_what_was_called_for_without_an_answer_or_still_may_be(
    protocol: Protocol, data
) -> None:
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS)):
        path = replay(protocol, answers, past_emergency=True)
        told = Plain(protocol, path.answers)
        open_ones = {q.key for q in protocol.questions if q.derive is None and path.answers.get(q.key) is None}
        named = {q.key for q in unanswered(protocol, path)}
        called_for = {key for key in open_ones if told.is_called_for(key)}
        assert called_for <= named <= open_ones
        for key in named - called_for:
            looked_at = protocol.questions_of(protocol.question_by_key[key].ask_when)
            assert any(other in named or protocol.question_by_key[other].derive for other in looked_at), key


# ------------------------------------------------------------------------------------------------------- the plan


@given(protocol=random_protocols.protocols(), data=st.data())
def test_a_plan_changes_nothing_of_the_check(protocol: Protocol, data) -> None:
    planned = data.draw(random_protocols.with_plan(protocol))
    for answers in data.draw(random_protocols.patients(planned, PATIENTS)):
        without, whole = replay(protocol, answers), replay(planned, answers, plan=True)
        checked = replay(planned, answers)
        assert (checked.asked, checked.answers) == (without.asked, without.answers)
        assert whole.asked[: len(checked.asked)] == checked.asked
        if checked.is_emergency or not checked.complete:
            assert whole.next_question == checked.next_question
            continue
        told = Plain(planned, whole.answers)
        called_for = [q.key for q in planned.questions if q.stage is Stage.PLAN and told.is_called_for(q.key)]
        later = list(whole.asked[len(checked.asked) :])
        assert later == [key for key in called_for if key in whole.answers or key == whole.next_question]


@given(protocol=random_protocols.protocols(), data=st.data())
def test_advice_is_what_its_conditions_and_the_findings_say(protocol: Protocol, data) -> None:
    planned = data.draw(random_protocols.with_plan(protocol))
    for answers in data.draw(random_protocols.patients(planned, PATIENTS)):
        told, path = assess(planned, answers), replay(planned, answers, plan=True)
        plain = Plain(planned, path.answers)
        plain.told = {
            **path.answers,
            **path.derived,
        }  # an emergency ends the path before what is derived later is known
        named = {
            key
            for reason in told.reasons
            for key in reason.finding.advice
            if reason.finding.urgency is told.urgency or planned.advice_by_key[key].kind is AdviceKind.AVOID
        }
        assert {one.key for one in advice_for(planned, told, path)} == {
            one.key
            for one in planned.advice
            if (one.everyone or one.key in named)
            and plain.holds(one.when)
            and (one.up_to is None or told.urgency.level <= one.up_to.level)
        }


PLAN = samples.protocol(
    questions=(
        *samples.protocol().questions,
        samples.single("wall", "yes", "no", stage=Stage.PLAN),
        samples.number("left", stage=Stage.PLAN, ask_when=(Meets("has_wall"),)),
        samples.number("right", stage=Stage.PLAN, shares_page=True, ask_when=(Meets("has_wall"),)),
        samples.number("gap", stage=Stage.PLAN, derive=Derive.APART, derived_from=("left", "right")),
    ),
    criteria=(Criterion("has_wall", "A wall", (samples.any_of("wall", "yes"), samples.any_of("walks", "yes"))),),
)
WELL: dict[str, Answer] = {"flags": frozenset({"none"}), "pain": Decimal(2), "walks": "yes"}


def plan(answers: dict[str, Answer]) -> Path:
    return replay(PLAN, WELL | answers, plan=True)


def test_questions_for_the_plan_come_after_the_check_and_only_when_asked_for() -> None:
    assert replay(PLAN, WELL).complete
    assert plan({}).next_question == "wall"
    assert plan({"wall": "no"}).complete
    assert plan({"wall": "yes"}).asked == ("flags", "pain", "walks", "wall", "left")
    assert plan({"wall": "yes", "left": Decimal(3)}).next_page == "left", "they share a page"
    told = plan({"wall": "yes", "left": Decimal(3), "right": Decimal(5)})
    assert (told.complete, told.derived) == (True, {"gap": Decimal(2)})


def test_an_answer_for_the_plan_is_not_on_the_path_of_the_check() -> None:
    path = replay(PLAN, WELL | {"wall": "yes", "left": Decimal(3)})
    assert path == replay(PLAN, WELL)
    assert assess(PLAN, WELL | {"wall": "no"}) == assess(PLAN, WELL)


def test_there_is_no_plan_before_the_check_is_complete_nor_after_an_emergency() -> None:
    assert replay(PLAN, {"flags": frozenset({"none"})}, plan=True).next_question == "pain"
    emergency = replay(PLAN, {"flags": frozenset({"cold"}), "wall": "yes"}, plan=True)
    assert emergency.asked == ("flags",)


def test_the_next_page_is_that_of_the_first_question_on_it() -> None:
    flags, pain, *others = samples.protocol().questions
    shared = samples.protocol(questions=(flags, replace(pain, shares_page=True), *others))
    assert replay(shared, {"flags": frozenset({"none"})}).next_page == "flags"


def test_conditions_that_only_writing_out_joins_are_known() -> None:
    cold, walks = samples.any_of("flags", "cold"), samples.any_of("flags", "numb")
    joined = samples.protocol(
        criteria=(Criterion("either", "Either", (cold, walks), Mode.ANY),),
        rules=(samples.rule("flag", Urgency.EMERGENCY, Meets("either")),),
    )
    assert assess(joined, {"flags": frozenset({"numb"})}).urgency is Urgency.EMERGENCY


def test_a_number_is_compared_exactly_at_below_and_above_each_threshold() -> None:
    numbers = [Decimal(value) / 2 for value in range(21)]
    for comparison in (one for one in Comparison if one is not Comparison.ANY_OF):
        rules = [
            samples.rule(key, Urgency.URGENT, samples.compare("pain", comparison, key)) for key in ("five", "seven")
        ]
        compared = samples.protocol(
            questions=(samples.number("pain", decimals=1),),
            thresholds=(samples.threshold("five", "5"), samples.threshold("seven", "7")),
            rules=tuple(rules),
        )
        for number in numbers:
            held = {rule.key for rule in assess(compared, {"pain": number}).path.held}
            assert held == Plain(compared, {"pain": number}).held
