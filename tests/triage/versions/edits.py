"""Edits of a small triage (guarded.toml): dangerous ones, of which none may go live alone, and harmless ones.

An edit is a function from the protocol to the edited one. Its name says what somebody does.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.triage.engine.samples import any_of, compare, single
from triage.engine.parts.condition import Comparison, Meets, Mode
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Kind, Worse
from triage.engine.parts.rule import Advice, AdviceKind, Finding, Harm, Hazard, Requirement, Rule
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.storage import text_file

BASE = text_file.load(Path(__file__).with_name("guarded.toml"))
Edit = Callable[[Protocol], Protocol]
EMERGENCY, URGENT, SOON, SELF_CARE = Urgency.EMERGENCY, Urgency.URGENT, Urgency.SOON, Urgency.SELF_CARE


def part(kind: str, key: str, /, **changes: Any) -> Edit:
    """Change fields of one part, such as of `rules`."""

    def edit(protocol: Protocol) -> Protocol:
        changed = (replace(p, **changes) if _name(p) == key else p for p in getattr(protocol, kind))
        return replace(protocol, **{kind: tuple(changed)})

    return edit


def _name(one: Any) -> str:
    return str(one.slug if hasattr(one, "slug") else one.key)


def without(**parts: str) -> Edit:
    """Delete one part of each kind."""

    def edit(protocol: Protocol) -> Protocol:
        left = {kind: tuple(p for p in getattr(protocol, kind) if _name(p) != key) for kind, key in parts.items()}
        return replace(protocol, **left)

    return edit


def more(kind: str, *new: Any) -> Edit:
    return lambda protocol: replace(protocol, **{kind: (*getattr(protocol, kind), *new)})


def both(*edits: Edit) -> Edit:
    def edit(protocol: Protocol) -> Protocol:
        for one in edits:
            protocol = one(protocol)
        return protocol

    return edit


def choice(question: str, key: str, /, **changes: Any) -> Edit:
    def edit(protocol: Protocol) -> Protocol:
        choices = (replace(c, **changes) if c.key == key else c for c in protocol.question_by_key[question].choices)
        return part("questions", question, choices=tuple(choices))(protocol)

    return edit


def choices(question: str, change: Callable[[tuple[Choice, ...]], tuple[Choice, ...]]) -> Edit:
    return lambda p: part("questions", question, choices=change(p.question_by_key[question].choices))(p)


def finding(key: str, /, **changes: Any) -> Edit:
    def edit(protocol: Protocol) -> Protocol:
        before = next(rule for rule in protocol.rules if rule.key == key)
        return part("rules", key, finding=replace(before.finding, **changes))(protocol)

    return edit


def number(key: str, /, **changes: Any) -> Edit:
    return lambda p: part("questions", key, number=replace(p.question_by_key[key].number, **changes))(p)


def order(kind: str, *keys: str) -> Edit:
    """Put these first."""
    return lambda p: replace(
        p,
        **{
            kind: tuple(sorted(getattr(p, kind), key=lambda one: keys.index(one.key) if one.key in keys else len(keys)))
        },
    )


def texts(**changes: Any) -> Edit:
    return lambda protocol: replace(protocol, **changes)


def _case(key: str, /, **answers: Any) -> Edit:
    given = dict(next(case for case in BASE.vignettes if case.key == key).answers)
    return part("vignettes", key, answers=tuple((given | answers).items()))


FOOT, FEVER, NOT_TOLD = any_of("danger", "foot"), any_of("ill", "fever"), any_of("last", "none")
SEVERE = compare("pain", Comparison.AT_LEAST, "severe")


def told(urgency: Urgency, because: str, *advice: str) -> Finding:
    return Finding(urgency, because, "us", advice)


DANGEROUS: dict[str, Edit] = {
    # requirements and hazards
    "delete a requirement": without(requirements="fever"),
    "ask a requirement for soon only": part("requirements", "fever", at_least=SOON),
    "let a requirement hold only with strong pain": part("requirements", "fever", when=(Meets("hot"), SEVERE)),
    "let a requirement hold for one sign of two": part("requirements", "fever", when=(FEVER,)),
    "narrow a criterion beneath a requirement and its rule": part("criteria", "hot", when=(FEVER,)),
    "let a criterion need all its signs": part("criteria", "hot", mode=Mode.ALL),
    "let a requirement guard against a milder hazard": part("requirements", "toilet", hazard="infection"),
    "let a requirement guard against no hazard": part("requirements", "toilet", hazard=""),
    "make a hazard minor": part("hazards", "nerves", harm=Harm.MINOR),
    "delete a hazard": both(part("requirements", "toilet", hazard=""), without(hazards="nerves")),
    "take a requirement out of the safety net": part("requirements", "toilet", watch_for=""),
    "soften a line of the safety net": part("requirements", "toilet", watch_for="You go to the toilet more often"),
    "delete a requirement, its rule and its cases": without(requirements="fever", rules="fever", vignettes="fever"),
    # the floor
    "delete a floor": without(requirements="cold"),
    "lower a floor": part("requirements", "cold", at_least=URGENT),
    "narrow a floor": part("requirements", "cold", when=(Meets("cold"), SEVERE)),
    "narrow the criterion beneath a floor": part("criteria", "cold", when=(FOOT, SEVERE)),
    "take the mark of a floor away": part("requirements", "cold", floor=False),
    "let a single slip undo a floor": part("requirements", "cold", slip_proof=False),
    "take a floor out of the safety net": part("requirements", "cold", watch_for=""),
    "make the hazard of a floor minor": part("hazards", "infection", harm=Harm.MINOR),
    "widen the limits of a floor's threshold": part("thresholds", "severe", maximum=Decimal(10)),
    "delete a floor under another short name": both(without(requirements="cold"), texts(slug="other")),
    "take the place of another triage": texts(replaces=("sample", "calf")),
    # worked cases and thresholds
    "delete a case": without(vignettes="strain"),
    "expect less of a case": part("vignettes", "fever", expected=SOON, lowest_safe=SOON),
    "call something milder safe": part("vignettes", "fever", lowest_safe=SELF_CARE),
    "tell a case otherwise": _case("fever", pain=Decimal(1)),
    "give a case another danger sign": _case("fever", danger=frozenset({"toilet"})),
    "widen the limits of a threshold": part("thresholds", "late", maximum=Decimal(365)),
    "raise a threshold, so that fewer are told soon": part("thresholds", "severe", value=Decimal(9)),
    "raise a threshold of time": part("thresholds", "late", value=Decimal(80)),
    # what is known of answers
    "take a severity away": choice("ill", "fever", severity=None),
    "make a weak leg as mild as a sore one": choice("weak", "weak", severity=1),
    "take the mark of not sure away": choice("weak", "unsure", unsure=False),
    "let none be ticked with others": choice("ill", "none", exclusive=False),
    "let a danger sign stand alone": choice("danger", "foot", exclusive=True),
    "take a twin away": choice("last", "cold", twin=""),
    "give a twin another truth": choice("last", "cold", twin="hot"),
    "widen the truth of a twin": part("criteria", "cold", when=(any_of("danger", "foot", "unsure"),)),
    "let stronger pain be no worse": number("pain", worse=Worse.NEITHER),
    "let weaker pain be worse": number("pain", worse=Worse.LOWER),
    "narrow what a number may be": number("pain", maximum=Decimal(6)),
    # the order of questions, and of whom they are asked
    "move danger signs behind illness": order("questions", "ill"),
    "move danger signs, without their mark": both(
        part("questions", "danger", red_flags=False), order("questions", "ill")
    ),
    "ask for fever later": order("questions", "danger", "pain", "since", "weak", "eases"),
    "ask the last check of fewer": part("questions", "last", ask_when=(any_of("weak", "sore"),)),
    "ask for weakness only in strong pain": part("questions", "weak", ask_when=(SEVERE,)),
    "let illness be skipped": part("questions", "ill", optional=True),
    "delete a danger sign's answer": both(
        without(rules="toilet", requirements="toilet"),
        choices("danger", lambda all_: tuple(c for c in all_ if c.key != "toilet")),
    ),
    "delete the answer not sure": both(
        without(rules="danger_unsure"), choices("danger", lambda all_: tuple(c for c in all_ if c.key != "unsure"))
    ),
    "add an answer that no rule knows": choices("ill", lambda all_: (*all_, Choice("warm", "A bit warm", severity=1))),
    # rules
    "lower a rule": finding("toilet", urgency=URGENT),
    "lower a rule that another one covers": finding("fever_and_pain", urgency=SOON),
    "delete a rule": without(rules="weak"),
    "delete a rule that another one covers": without(rules="fever_and_pain"),
    "narrow a rule that another one covers": part(
        "rules", "fever_and_pain", when=(FEVER, SEVERE, any_of("eases", "no"))
    ),
    "narrow a rule": part("rules", "weak", when=(any_of("weak", "weak"),)),
    "let self-care ask for less": part(
        "rules",
        "home",
        when=(any_of("danger", "none"), any_of("ill", "none"), any_of("weak", "strong", "sore"), NOT_TOLD),
    ),
    "say nothing of calling at once": finding("foot", call_alone=False),
    # advice, whatever the urgency
    "give a thing to do to more": part("advice", "walk_on", when=()),
    "warn fewer": part("advice", "no_heat", when=(any_of("weak", "weak"),)),
    "delete a warning, beside soon": both(
        finding("strong_pain", advice=("book", "worse_call")), without(advice="no_forcing")
    ),
    "leave a warning out, beside soon": finding("strong_pain", advice=("book", "worse_call")),
    "leave the call out, beside soon": finding("strong_pain", advice=("book", "no_forcing")),
    "advise everybody to wait": more("advice", Advice("wait", AdviceKind.DO, "Wait a day, then call.", everyone=True)),
    "advise a medicine at home": part("advice", "ice", text="Take ibuprofen and go on."),
    "lead to another site": part("advice", "ice", text="Read www.example.com before you do a thing."),
    "let a replaced triage lead nowhere": texts(replaces=()),
    "let several answers be ticked": part(
        "questions",
        "weak",
        kind=Kind.MULTI,
        choices=tuple(replace(one, exclusive=True) for one in BASE.question_by_key["weak"].choices),
    ),
    "look again in a year": part("advice", "again", text="If it is not better in a year, do this check again."),
    # pages
    "ask something before the danger signs": lambda p: replace(
        p, questions=(single("sport", "yes", "no"), *p.questions)
    ),
    "ask something on top of the danger signs": lambda p: part("questions", "danger", shares_page=True)(
        replace(p, questions=(single("sport", "yes", "no"), *p.questions))
    ),
    "put everything on one page": both(*(part("questions", key, shares_page=True) for key in ("ill", "pain", "since"))),
    "ask for weeks as days": lambda p: replace(
        p,
        thresholds=tuple(replace(t, unit=Unit.WEEKS) if t.key == "late" else t for t in p.thresholds),
        questions=tuple(
            replace(q, number=replace(q.number, unit=Unit.WEEKS)) if q.key == "since" and q.number else q
            for q in p.questions
        ),
    ),
    "say before the start that it can be skipped": texts(intro="Tick none of these to be done quickly."),
    # words that are asked
    "turn a question round": part("questions", "danger", text="In the last days, are you free of these?"),
    "ask of another time": part("questions", "danger", text="In the last hour, do you have any of these?"),
    "quote a shorter time in a question": part("thresholds", "fresh_for", value=Decimal(7)),
    "name a question otherwise": part("questions", "danger", short="Some small things"),
    "turn a hint round": choice("danger", "foot", hint="Only feet that are often cold."),
    "take a hint away": choice("danger", "foot", hint=""),
    "add a hint that soothes": choice("danger", "toilet", hint="Only if it has lasted for weeks."),
    "say why otherwise": part("questions", "danger", why="We ask this for our statistics."),
    "change the guide of a question": part("questions", "danger", guide="other"),
    "narrow an answer": choice("danger", "foot", text="A foot that has turned black"),
    "turn an answer round": choice("danger", "foot", text="A foot that has not turned cold or pale"),
    "move a decimal point": choice("ill", "fever", text="Fever of 385 °C or more"),
    "raise the fever": choice("ill", "fever", text="Fever of 40.5 °C or more"),
    "write a letter that looks the same": choice("danger", "foot", text="А foot that has turned cold or pale"),
    "put none first": choices("danger", lambda all_: (all_[-1], *all_[:-1])),
    "exchange the words of two answers": both(
        choice("danger", "foot", text="None of these"),
        choice("danger", "none", text="A foot that has turned cold or pale"),
    ),
    "say the same twice": choice("danger", "toilet", text="A foot that has turned cold or pale"),
    "empty an answer": choice("eases", "no", text=" "),
    "write what nobody sees": choice("eases", "no", text="\u200b"),
    "hide a letter in an answer": choice("eases", "yes", text="Ye\u00ads"),
    "turn letters round": choice("eases", "yes", text="\u202eYes"),
    "double a word": part("questions", "eases", text="Does rest rest help?"),
    "write a choice too long to be read": choice("eases", "yes", text="Yes, " + "it does help a good deal, " * 5),
    "let none admit a little": choice("ill", "none", text="No, or just a little"),
    "let the mildest answer admit some": choice("weak", "strong", text="Almost as high as the other"),
    # words that are said
    "soften a reason": finding("foot", because="Your foot is a bit cold."),
    "soften an urgent reason": finding("weak", because="Your leg is a bit tired."),
    "take advice away": finding("foot", advice=("no_food",)),
    "put other advice": finding("foot", advice=("book",)),
    "turn advice round": part("advice", "no_food", text="Eat and drink before you go."),
    "make what to avoid a thing to do": part("advice", "no_food", kind=AdviceKind.DO),
    "make a thing to do one to avoid": part("advice", "book", kind=AdviceKind.AVOID),
    "lose a dash between hours": part("advice", "see_within", text="Be seen within 23 hours."),
    "give advice to fewer": part("advice", "no_food", when=(any_of("eases", "no"),)),
    "give advice for all only beside mild results": part("advice", "thinner", up_to=SOON),
    "give advice for all to nobody": part("advice", "thinner", everyone=False),
    "forget a not, beside soon": part("advice", "no_forcing", text="Push through pain."),
    "forget the call, beside soon": part("advice", "worse_call", text="Rest if it gets quickly worse."),
    "wait instead of calling": part("advice", "ill_call", text="Wait a day if you get very ill or faint."),
    "take an article away": finding("foot", article=None),
    "lead to another article": finding("foot", article="strains"),
    "rename the link to an article": part("articles", "when-to-get-help", text="Some reading for later"),
    "promise what is not so": texts(intro="We ask about your leg. We name an illness."),
    "add an urgent rule that soothes": more(
        "rules", Rule("calm", (FEVER,), told(URGENT, "It is harmless.", "see_within"))
    ),
    "raise a rule for home, with its advice": finding("home", urgency=URGENT),
}

HARMLESS: dict[str, Edit] = {
    "spell advice beside soon": part("advice", "book", text="Book a visit within the next days."),
    "reword advice at home": part("advice", "ice", text="Put ice in a cloth on it, for {{ threshold:ice_minutes }}."),
    "reword when to look again": part("advice", "again", text="Do this check again after a week without change."),
    "reword a soon reason": finding("late", because="You have had it for longer than {{ threshold:late }}."),
    "reword the default": lambda p: replace(p, default=replace(p.default, because="It fits no one picture.")),
    "raise a soon rule to urgent": finding("strong_pain", urgency=URGENT),
    "raise an urgent rule": finding("weak", urgency=EMERGENCY),
    "raise an urgent rule, with what emergencies say": finding(
        "weak", urgency=EMERGENCY, advice=("lie_still", "no_food")
    ),
    "raise a rule by its threshold": part("thresholds", "severe", value=Decimal(6)),
    "raise by time": part("thresholds", "late", value=Decimal(30)),
    "cool for less": part("thresholds", "ice_minutes", value=Decimal(15)),
    "tighten limits": part("thresholds", "late", maximum=Decimal(60)),
    "add a case": more("vignettes", replace(BASE.vignettes[0], key="other_foot", story="My right foot is cold.")),
    "expect more of a case": part("vignettes", "strain", lowest_safe=SELF_CARE, story="I pulled a muscle. It is sore."),
    "add a requirement": more(
        "requirements", Requirement("weak", "Weak is urgent.", (any_of("weak", "weak"),), URGENT, "us")
    ),
    "widen a requirement": part("requirements", "fever_and_pain", when=(FEVER,)),
    "mark a requirement as floor": part("requirements", "toilet", floor=True),
    "add to the safety net": part("requirements", "fever_and_pain", watch_for="Strong pain and a fever"),
    "add a hazard": more("hazards", Hazard("fall", "A fall", "A bone breaks.", Harm.MAJOR)),
    "make a hazard graver": part("hazards", "infection", harm=Harm.CATASTROPHIC),
    "reword what a requirement states": part("requirements", "fever", statement="Fever: at least urgent."),
    "name another source": finding("foot", source="NICE NG12 (2024)"),
    "correct punctuation of an emergency": finding(
        "foot", because="Your foot has turned cold; blood may not reach it!"
    ),
    "correct spaces and case of a danger sign": choice("danger", "toilet", text="New trouble to hold  Pee or Poop."),
    "write a round apostrophe": choice("danger", "unsure", text="I'm not sure"),
    "reword the title": texts(title="Check of a leg"),
    "give a thing to do to fewer": part("advice", "walk_on", when=(any_of("eases", "yes"), any_of("weak", "strong"))),
    "warn more": part("advice", "no_heat", when=()),
    "put the rules in another order": lambda p: replace(p, rules=p.rules[::-1]),
    "put conditions in another order": part("rules", "fever_and_pain", when=(SEVERE, FEVER)),
    "name a criterion better": part("criteria", "hot", label="Fever or shivers"),
    "add a soon rule": more("rules", Rule("long", (any_of("eases", "no"),), told(SOON, "It goes on.", "book"))),
    "add an urgent rule in known words": more(
        "rules", replace(BASE.rules[6], key="weak_again", when=(any_of("weak", "sore"), SEVERE))
    ),
    "widen an urgent rule": part("rules", "weak", when=(any_of("weak", "sore", "weak", "unsure"),)),
    "order answers that had no order": both(choice("eases", "yes", severity=0), choice("eases", "no", severity=1)),
    "ask something more": both(
        lambda p: replace(p, questions=(*p.questions[:-1], single("sport", "yes", "no"), p.questions[-1])),
        more("rules", Rule("sport", (any_of("sport", "yes"),), told(SOON, "You do sport.", "book"))),
    ),
    "add advice at home": both(
        more("advice", Advice("walk", AdviceKind.DO, "Walk a little every day.")),
        finding("home", advice=("ice", "walk", "again")),
    ),
    "rename the link to an article for home": part("articles", "strains", text="Strains, one step at a time"),
    "say a threshold in weeks": part("thresholds", "late", shown_in=Unit.WEEKS),
}
