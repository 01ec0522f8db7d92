"""What a draft says differently: each changed text once, however many rules quote it."""

from dataclasses import replace
from decimal import Decimal

from tests.triage.engine import samples
from tests.triage.engine.samples import any_of, rule
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Vignette
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.versions import diff


def base() -> Protocol:
    case = Vignette("cold", "It is cold.", (("flags", frozenset({"cold"})),), Urgency.EMERGENCY, Urgency.URGENT, "us")
    sample = samples.protocol()
    more = tuple(rule(f"cold_{number}", Urgency.URGENT, any_of("flags", "cold")) for number in range(3))
    return replace(sample, rules=(*sample.rules, *more), vignettes=(case,))


def test_a_text_that_many_rules_quote_is_shown_once_with_how_many_use_it() -> None:
    old = base()
    advice, flags = old.advice[0], old.question_by_key["flags"]
    choices = tuple(replace(choice, text=f"{choice.text} today") for choice in flags.choices)
    questions = tuple(replace(q, short="Signs", choices=choices) if q.key == "flags" else q for q in old.questions)
    new = replace(old, questions=questions, advice=(replace(advice, text="Sit down first."), *old.advice[1:]))
    users = sum(advice.key in rule.finding.advice for rule in old.rules)
    found = [(part.kind, entry.key, entry.used_by) for part in diff.differences(old, new) for entry in part.entries]
    assert found == [("question", "flags", 5), ("advice", advice.key, users)]


def test_what_the_report_shows_whole_is_not_shown_again() -> None:
    old = base()
    new = replace(old, advice=(replace(old.advice[0], text="Sit down."), *old.advice[1:]))
    shown = [[("Rest.", "Sit down.")], [("Rest.", "Lie down.")], []]
    found = [diff.differences(old, new, texts)[0].entries[0].is_shown_above for texts in shown]
    assert found == [True, False, False]


def test_the_checklist_counts_what_is_new_deleted_and_changed_deleted_things_first() -> None:
    old = base()
    new = replace(old, advice=(replace(old.advice[0], text="Sit down."), *old.advice[1:]), vignettes=())
    said = [text for _kind, text in diff.summary(diff.differences(old, new))]
    assert said == ["1 worked case deleted", "1 advice text changed"]


def test_words_that_fit_no_part_of_the_old_version_are_shown_where_they_are_quoted() -> None:
    old = base()
    flags = old.question_by_key["flags"]
    first, *others = flags.choices
    other = replace(first, text=others[0].text)
    questions = tuple(replace(q, choices=(other, *others[1:])) if q.key == "flags" else q for q in old.questions)
    rules = tuple(r for r in old.rules if all(others[0].key not in getattr(c, "choices", ()) for c in r.when))
    new = replace(old, questions=questions, rules=rules, vignettes=())
    assert {part.kind for part in diff.differences(old, new)} >= {"question", "vignette"}


def test_an_order_that_changes_is_shown_once_by_names_and_not_in_all_that_list_things_in_it() -> None:
    sample = base()
    first, second, *others = sample.questions
    given = (("flags", frozenset({"cold", "numb"})), ("pain", Decimal(3)))
    case = Vignette("cold", "It is cold.", given, Urgency.EMERGENCY, Urgency.URGENT, "us")
    named = (replace(first, short="Signs", choices=first.choices), replace(second, short="How bad"), *others)
    old = replace(sample, questions=named, vignettes=(case,)).canonical()
    turned = replace(named[0], choices=(first.choices[1], first.choices[0], *first.choices[2:]))
    new = replace(old, questions=(named[1], turned, *others)).canonical()
    assert old.vignettes != new.vignettes, "its answers follow the order of the questions"
    assert old.rules != new.rules, "what a condition looks at follows the order of the answers"
    found = {part.kind: [entry.difference for entry in part.entries] for part in diff.differences(old, new)}
    assert list(found) == ["question"]
    changed, order = found["question"]
    assert (changed.label, order.what) == ("Signs", "order")
    assert {"Signs", "How bad"} <= set("".join(piece.text for piece in order.pieces).split("\n"))


def test_what_differs_is_said_in_a_few_words_for_the_audit_log() -> None:
    old = base()
    advice = replace(old.advice[0], text="Sit down.")
    new = replace(old, advice=(advice, *old.advice[1:]), rules=old.rules[:2], vignettes=())
    assert diff.in_words(old, new) == (
        "4 rules deleted (“because nothing_eases”, “because cold_0”, “because cold_1” and others); "
        "1 worked case deleted (“It is cold.”); 1 advice text changed (“Sit down.”)"
    )
    assert diff.in_words(None, new) == "", "nothing to compare with"


def test_a_number_that_is_counted_in_another_unit_is_compared_too() -> None:
    old = base()
    pain, severe = old.question_by_key["pain"], old.threshold_by_key["severe"]
    assert pain.number is not None
    weeks = replace(pain, number=replace(pain.number, unit=Unit.WEEKS))
    questions = tuple(weeks if question is pain else question for question in old.questions)
    choices = tuple(replace(choice, text=f"{choice.text} now") for choice in questions[0].choices[::-1])
    questions = (replace(questions[0], choices=choices), *questions[1:])
    new = replace(old, thresholds=(replace(severe, unit=Unit.WEEKS),), questions=questions, rules=old.rules[:2])
    assert {part.kind for part in diff.differences(old, new)} >= {"threshold", "question"}
