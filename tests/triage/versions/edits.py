"""Edits of a small triage (guarded.toml): dangerous ones, of which none may go live alone, and harmless ones.

Among the dangerous ones are some that only a reader can tell from those: what reads as kind may be as new.

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
from triage.engine.parts.question import Choice, Kind, Question, Section, Worse
from triage.engine.parts.rule import Advice, AdviceKind, ArticleLink, Finding, Harm, Hazard, Requirement, Rule
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
SPORT = replace(single("sport", "yes", "no"), text="Do you do sport?")
SOON_FOR_SPORT = Rule("sport", (any_of("sport", "yes"),), Finding(SOON, "The pain is strong.", "us", ("book",)))
MODERATE = replace(
    BASE.threshold_by_key["severe"], key="moderate", value=Decimal(6), minimum=Decimal(4), maximum=Decimal(7)
)
FEVER_AND_MODERATE = (FEVER, compare("pain", Comparison.AT_LEAST, "moderate"))
LATER = Advice("later", AdviceKind.DO, "Call the emergency number once it has lasted for a day.")


def default(**changes: Any) -> Edit:
    return lambda p: replace(p, default=replace(p.default, **changes))


def put_after(key: str, *new: Question) -> Edit:
    """Ask something more after a question."""

    def edit(protocol: Protocol) -> Protocol:
        place = protocol.place_of[key] + 1
        return replace(protocol, questions=(*protocol.questions[:place], *new, *protocol.questions[place:]))

    return edit


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
    # the safety net
    "add a line to the safety net": part("requirements", "fever_and_pain", watch_for="Strong pain and a fever"),
    "add a requirement whose line soothes": more(
        "requirements",
        Requirement("calm", "x", (FEVER,), URGENT, "us", watch_for="You faint twice. Once is fine: rest at home"),
    ),
    # what is new to patients: nobody but a reader can tell what it says
    "tell in a new question to untick": both(
        put_after("danger", replace(SPORT, text="Most ticks above are mistakes: go back and tick none. Sport?")),
        more("rules", SOON_FOR_SPORT),
    ),
    "ask something more on the page of danger signs": both(
        put_after("danger", replace(SPORT, shares_page=True, text="Tick the list above only if you are dying. Sport?")),
        more("rules", SOON_FOR_SPORT),
    ),
    "tell in the hint of a new question to close the page": both(
        put_after("ill", replace(SPORT, hint="You may close this page now: you are fine.")),
        more("rules", SOON_FOR_SPORT),
    ),
    "ask something more": both(put_after("eases", SPORT), more("rules", SOON_FOR_SPORT)),
    "ask a dozen things before the fever": both(
        put_after("danger", *(replace(SPORT, key=f"sport{number}", always=True) for number in range(12)))
    ),
    "tell in a new answer to go back": choices(
        "eases", lambda all_: (*all_, Choice("back", "I ticked too much above, and untick it"))
    ),
    "add an answer in known words": choices("eases", lambda all_: (*all_, Choice("unsure", "I’m not sure"))),
    "advise a medicine anew, at home": both(
        more("advice", Advice("pill", AdviceKind.DO, "Take ten aspirin tablets and run.")),
        finding("home", advice=("ice", "pill", "again")),
    ),
    "advise to stop a medicine, beside soon": both(
        more("advice", Advice("pill", AdviceKind.DO, "Stop your blood thinner today.")),
        finding("strong_pain", advice=("book", "no_forcing", "worse_call", "pill")),
    ),
    "advise at home what sounds kind": both(
        more("advice", Advice("walk", AdviceKind.DO, "Walk a little every day.")),
        finding("home", advice=("ice", "walk", "again")),
    ),
    "advise to call later": both(more("advice", LATER), finding("strong_pain", advice=("later", "no_forcing"))),
    "advise to wait a year, instead of a visit": both(
        more("advice", Advice("wait", AdviceKind.DO, "Wait a year.")),
        finding("strong_pain", advice=("wait", "no_forcing", "worse_call")),
    ),
    "look again in ten years": both(
        more("advice", Advice("later", AdviceKind.AGAIN, "Do this check again in ten years.")),
        finding("home", advice=("ice", "later")),
    ),
    "warn everybody of an ambulance": more(
        "advice", Advice("nobody", AdviceKind.AVOID, "Do not call an ambulance.", everyone=True, up_to=SOON)
    ),
    "warn at home of a blood thinner": both(
        more("advice", Advice("nobody", AdviceKind.AVOID, "Do not take your blood thinner.")),
        finding("home", advice=("ice", "again", "nobody")),
    ),
    "swap a don't for a milder one": both(
        more("advice", Advice("mild", AdviceKind.AVOID, "Do not overdo it.")),
        finding("strong_pain", advice=("book", "mild", "worse_call")),
    ),
    "add a soon rule that soothes": more("rules", Rule("calm", (FEVER,), told(SOON, "A fever is harmless.", "book"))),
    "add a soon rule in new words": more(
        "rules", Rule("long", (any_of("eases", "no"),), told(SOON, "It goes on.", "book"))
    ),
    "lead to a new article that soothes": both(
        more("articles", ArticleLink("terms", "You need not come")), finding("strong_pain", article="terms")
    ),
    "add a rule for home": more("rules", replace(BASE.rules[-1], key="home_too", when=(any_of("eases", "no"),))),
    # to whom advice is given, and by which rule
    "warn nobody": part("advice", "no_heat", everyone=False, up_to=None),
    "warn only at home": part("advice", "no_heat", up_to=SELF_CARE),
    "give a thing to do at home to everybody": part("advice", "ice", everyone=True, up_to=SOON),
    "give a thing to do to fewer, as it may be a call": part(
        "advice", "walk_on", when=(any_of("eases", "yes"), any_of("weak", "strong"))
    ),
    "give a call to fewer": part("advice", "worse_call", when=(SEVERE,)),
    "show another picture": part("advice", "ice", picture="calf_raise"),
    "give advice for home beside soon": finding("strong_pain", advice=("book", "no_forcing", "worse_call", "ice")),
    "drop the visit of a soon rule": finding("strong_pain", advice=("no_forcing", "worse_call")),
    "drop the visit where no rule holds": default(advice=("worse_call",)),
    "drop when to look again": finding("home", advice=("ice",)),
    "take the article of a soon rule away": finding("strong_pain", article=None),
    "delete a soon rule": without(rules="late"),
    "narrow a soon rule": part("rules", "late", when=(*BASE.rules[8].when, any_of("eases", "no"))),
    "raise an urgent rule, with what another emergency is told to do": finding(
        "weak", urgency=EMERGENCY, advice=("lie_still", "no_food")
    ),
    "add an urgent rule in the words of another": more(
        "rules", replace(BASE.rules[6], key="weak_again", when=(any_of("weak", "sore"), SEVERE))
    ),
    "add a soon rule in the words of another": more(
        "rules", Rule("long", (any_of("eases", "no"),), told(SOON, BASE.default.because, "book"))
    ),
    "warn everybody of what only some are warned of": part("advice", "no_forcing", everyone=True),
    "warn at home of what is said beside a visit": finding("home", advice=("ice", "no_forcing", "again")),
    "add an emergency in the words of another": more(
        "rules", replace(BASE.rules[1], key="wrong", when=(FOOT,), finding=BASE.rules[1].finding)
    ),
    "tell everybody not to eat": part("advice", "no_food", everyone=True),
    "tell at home not to eat": finding("home", advice=("ice", "no_food", "again")),
    "tell to do more by a wider soon rule": both(
        part("rules", "late", when=(compare("since", Comparison.AT_LEAST, "late"),)),
        finding("late", advice=("book", "ice")),
    ),
    "show a picture with a known don't": more(
        "advice", replace(BASE.advice_by_key["no_forcing"], key="with_picture", everyone=True, picture="calf_raise")
    ),
    "quote a threshold for a time": both(
        more("thresholds", replace(BASE.threshold_by_key["late"], key="wait", value=Decimal(7), minimum=Decimal(1))),
        part("advice", "again", text="If it is not better in {{ threshold:wait }}, do this check again."),
    ),
    "narrow a requirement by its threshold, under a rule of its own": both(
        more("rules", replace(BASE.rules[5], key="covers", when=(FEVER,))),
        part("thresholds", "severe", value=Decimal(8)),
    ),
    "be seen if it comes sooner": part("advice", "worse_call", text="Call the emergency number if it gets worse."),
    # words turned round with as many nots
    "turn a don't round by its parts": part("advice", "no_forcing", text="Do not rest, and push through pain."),
    "ask for at least instead of at most": part(
        "advice", "ice", text="Cool it with ice in a cloth, at least {{ threshold:ice_minutes }} at a time."
    ),
    "leave the cloth out": part(
        "advice", "ice", text="Cool it with ice on bare skin, at most {{ threshold:ice_minutes }} at a time."
    ),
    "cool instead of warm": part("advice", "no_heat", text="Put no cold on it, use heat."),
    "let a visit be as you like": part("advice", "book", text="Book a visit whenever you like."),
    "run instead of walk": part("advice", "walk_on", text="Run and jump as hard as you can."),
    "ask if rest hurts": part("questions", "eases", text="Does rest hurt?"),
    "ask since when it is unbearable": part("questions", "since", text="For how long has it been unbearable?"),
    "let yes be worse at rest": choice("eases", "yes", text="It gets worse at rest"),
    "cut a not off": choice("danger", "foot", hint="Not! Feet that are often cold."),
    "cut a do not off": part("advice", "no_food", text="Do not! Eat or drink. You may need an operation."),
    "cut a no off by a comma": part("advice", "no_heat", text="Put no, heat on it."),
    "move a full stop": part("advice", "no_food", text="Do not eat. Or drink: you may need an operation."),
    "say later instead of sooner": part("advice", "again", text="If it is not better in 8 days, do this check again."),
    "book later": part("advice", "book", text="Book a visit in the next 9 days."),
    "put another small word": part("advice", "walk_on", text="Walk as you like, wihtin what is easy, which was best."),
    "put another word that looks like a slip": part(
        "advice", "walk_on", text="Walk as you like, without what is easy, which is best."
    ),
    "soothe in a soon reason": finding("strong_pain", because="Strong pain is harmless. Ignore it."),
    "soothe where no rule holds": default(because="You are fine and may do as you like."),
    "soothe in the title": texts(title="Your leg is fine"),
    "write in another language": texts(language="de"),
    "soothe in a link": part("articles", "strains", text="Ignore it and run"),
    # only a reader can tell these from those above
    "reword the title": texts(title="Check of a leg"),
    "reword advice at home": part("advice", "ice", text="Put ice in a cloth on it, for {{ threshold:ice_minutes }}."),
    "reword when to look again": part("advice", "again", text="Do this check again after a week without change."),
    "reword a soon reason": finding("late", because="You have had it for longer than {{ threshold:late }}."),
    "reword the default": default(because="It fits no one picture."),
    "reword the link to an article for home": part("articles", "strains", text="Strains, one step at a time"),
    # a rule that gets more urgent
    "raise a soon rule that says to book a visit in days": finding("strong_pain", urgency=URGENT),
    "raise an urgent rule that says to be seen in hours": finding("weak", urgency=EMERGENCY),
    "raise a soon rule to an emergency, in its own words": finding("late", urgency=EMERGENCY, advice=("worse_call",)),
    "raise a soon rule and drop the call": finding("strong_pain", urgency=URGENT, advice=("no_forcing",)),
    "raise a soon rule and lead to another article": finding(
        "strong_pain", urgency=URGENT, advice=("no_forcing", "worse_call"), article="when-to-get-help"
    ),
    "raise a rule for home to soon, in its own words": finding("home", urgency=SOON),
    # what an approver judges by
    "turn what a requirement states": part("requirements", "fever", statement="A fever may be ignored."),
    "reword what a requirement states": part("requirements", "fever", statement="Fever: at least urgent."),
    "invent the source of a requirement": part("requirements", "cold", source="invented"),
    "invent the source of a limit": part("thresholds", "severe", source="invented"),
    "guard against another hazard as bad": part("requirements", "toilet", hazard="limb"),
    "call a hazard otherwise": part("hazards", "nerves", name="A stubbed toe", effect="It hurts a bit."),
    "call a criterion otherwise": part("criteria", "cold", label="A warm foot"),
    "call a threshold otherwise": part("thresholds", "severe", label="Mild pain up to"),
    "tell another story of a case": part("vignettes", "cold_foot", story="I have a blister."),
    "say that others wrote a case": part("vignettes", "cold_foot", by_others=True),
    # what is known of answers, and which there are
    "mark a danger sign as not sure": choice("danger", "foot", unsure=True),
    "mark an answer as not sure": choice("weak", "weak", unsure=True),
    "take fewer numbers": number("since", maximum=Decimal(42)),
    "let a question be skipped": part("questions", "eases", optional=True),
    "tell an answer elsewhere in the summary": part("questions", "danger", section=Section.HISTORY),
    "compare a requirement with a threshold that may go further": both(
        more("thresholds", replace(MODERATE, key="far", value=Decimal(7), maximum=Decimal(10))),
        part("requirements", "fever_and_pain", when=(FEVER, compare("pain", Comparison.AT_LEAST, "far"))),
    ),
}

HARMLESS: dict[str, Edit] = {
    "correct a slip in advice beside soon": part(
        "advice", "walk_on", text="Walk as you like, within what is easy, which is best."
    ),
    "write that for which, beside soon": part(
        "advice", "walk_on", text="Walk as you like, wihtin what is easy, that is best."
    ),
    "write the same time otherwise": part(
        "advice", "again", text="If it is not better in 7 days, do this check again."
    ),
    "book sooner": part("advice", "book", text="Book a visit in the next 2 days."),
    "look again sooner": part("advice", "again", text="If it is not better in 5 days, do this check again."),
    "write within for in": part("advice", "book", text="Book a visit within the next days."),
    "raise a rule by its threshold": part("thresholds", "severe", value=Decimal(6)),
    "raise by time": part("thresholds", "late", value=Decimal(30)),
    "cool for less": part("thresholds", "ice_minutes", value=Decimal(15)),
    "tighten limits": part("thresholds", "late", maximum=Decimal(60)),
    "add a case": more("vignettes", replace(BASE.vignettes[0], key="other_foot", story="My right foot is cold.")),
    "add a requirement": more(
        "requirements", Requirement("weak", "Weak is urgent.", (any_of("weak", "weak"),), URGENT, "us")
    ),
    "widen a requirement": part("requirements", "fever_and_pain", when=(FEVER,)),
    "mark a requirement as floor": part("requirements", "toilet", floor=True),
    "add a hazard": more("hazards", Hazard("fall", "A fall", "A bone breaks.", Harm.MAJOR)),
    "make a hazard graver": part("hazards", "infection", harm=Harm.CATASTROPHIC),
    "name another source": finding("foot", source="NICE NG12 (2024)"),
    "correct punctuation of an emergency": finding(
        "foot", because="Your foot has turned cold; blood may not reach it!"
    ),
    "correct spaces and case of a danger sign": choice("danger", "toilet", text="New trouble to hold  Pee or Poop."),
    "write a round apostrophe": choice("danger", "unsure", text="I'm not sure"),
    "warn more": part("advice", "no_heat", when=()),
    "put the rules in another order": lambda p: replace(p, rules=p.rules[::-1]),
    "put conditions in another order": part("rules", "fever_and_pain", when=(SEVERE, FEVER)),
    "widen an urgent rule": part("rules", "weak", when=(any_of("weak", "sore", "weak", "unsure"),)),
    "order answers that had no order": both(choice("eases", "yes", severity=0), choice("eases", "no", severity=1)),
    "say a threshold in weeks": part("thresholds", "late", shown_in=Unit.WEEKS),
    "raise a soon rule, with what urgent ones say": finding(
        "strong_pain", urgency=URGENT, advice=("no_forcing", "ill_call", "worse_call")
    ),
    "say beside soon to call if it gets worse": finding("late", advice=("book", "worse_call")),
    "raise an urgent rule, with a don't of emergencies": finding(
        "weak", urgency=EMERGENCY, advice=("worse_call", "no_food")
    ),
    "expect more of a case": both(
        finding("fever", urgency=EMERGENCY, advice=("ill_call",)),
        part("vignettes", "fever", expected=EMERGENCY, lowest_safe=EMERGENCY),
    ),
    "widen a soon rule": part("rules", "late", when=(compare("since", Comparison.AT_LEAST, "late"),)),
    "narrow a rule for home": part(
        "rules", "home", when=(*BASE.rules[-1].when[:4], any_of("weak", "strong"), *BASE.rules[-1].when[5:])
    ),
    "widen an urgent rule to milder pain": both(
        more("thresholds", MODERATE), part("rules", "fever_and_pain", when=FEVER_AND_MODERATE)
    ),
    "widen a requirement to milder pain": both(
        more("thresholds", MODERATE), part("requirements", "fever_and_pain", when=FEVER_AND_MODERATE)
    ),
    "ask what is as grave earlier": order("questions", "danger", "ill", "weak"),
    "say to call alone": finding("toilet", call_alone=True),
    "say beside urgent to call if it gets worse": finding("fever", advice=("see_within", "ill_call", "worse_call")),
    "warn beside more results": part("advice", "no_heat", up_to=URGENT),
    "link to what other soon rules link to": default(article="strains"),
    "always ask": part("questions", "weak", always=True),
    "correct case and commas of a story": part(
        "vignettes", "strain", story="I pulled a muscle, yesterday; it is sore."
    ),
}
