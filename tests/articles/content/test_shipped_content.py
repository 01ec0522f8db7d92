"""The articles that ship are complete, plain, true to their facts and free of dead links (files only, no database)."""

import datetime
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import textstat
import yaml

from articles.editorial import numbers
from tests.each import each
from tests.triage.protocols.leg_cases import LEG

CONTENT = Path(__file__).resolve().parents[3] / "articles" / "content"
FACT_WORDS: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "fact_words.yaml").read_text(encoding="utf-8")
)
# An article that teaches a fact in words of its own has a file named after it; the main articles share the one above.
OWN_FACT_WORDS: dict[str, dict[str, list[str]]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).parent / "fact_words").glob("*.yaml")
}
ALL_FACTS = {f"C{number}" for number in range(1, 34)} | {f"S{number}" for number in range(1, 18)}
FIELDS = {
    "title", "summary", "topic", "sources", "facts", "reviewer", "reviewed_on", "review_due", "status", "order",
    "related",
}  # fmt: skip
CONTAINERS = {"emergency", "urgent", "soon", "self_care", "do", "dont", "key", "figure", "steps", "tool"}
HIGHEST_GRADE = 6.0
VALUES = {
    "threshold:leg.no_improvement_after": "2 days",
    "threshold:leg.severe_pain": "7 of 10",
    "threshold:leg.child_under": "16 years",
    "threshold:leg.calf_girth_gap": "3 cm",
    "threshold:leg.older_adult_from": "65 years",
    "threshold:leg.sciatica_review_after": "6 weeks",
    "threshold:leg.knee_to_wall_optimal|cm": "5 inches (12.7 cm)",
    "threshold:leg.knee_to_wall_side_gap": "1 inch",
    "threshold:leg.stretch_seconds_min": "90 seconds",
    "threshold:leg.stretch_seconds_max|minutes": "2 minutes",
    "threshold:leg.rolling_seconds_min": "90 seconds",
    "threshold:leg.rolling_seconds_max|minutes": "2 minutes",
    "practice:emergency_number": "112",
}
PLACEHOLDER = re.compile(r"\{\{\s*([\w:.|]+)\s*\}\}")
# The first page of the triage, by choice: no article may know fewer signs than the form asks for.
DANGERS = {
    "chest": ["chest pain", "short of breath", "cough up blood"],
    "stroke": ["face droops", "arm is weak", "speech is slurred"],
    "foot": ["cold, pale, blue or dark"],
    "numb": ["newly numb or has lost feeling"],
    "toilet": ["urine or stool", "numb between your legs"],
    "legs_weak": ["both legs"],
    "spasm": ["spasm will not stop", "throat is tight", "confused", "heart races", "seizure"],
    "bleeding": ["bleeding does not stop"],
    "injury": ["bone shows", "bent out of shape"],
}
# The page of all danger signs, by requirement: it knows each that the triage warns of after a result.
WARNED_OF = {
    "heart_lung": DANGERS["chest"],
    "stroke": DANGERS["stroke"],
    "foot": DANGERS["foot"] + DANGERS["numb"],
    "cauda_equina": DANGERS["toilet"],
    "legs_weak": ["both legs are weak"],
    "spasm": DANGERS["spasm"],
    "bleeding": DANGERS["bleeding"],
    "injury": DANGERS["injury"],
    "sepsis": ["very ill, faint or confused"],
    "septic_joint": ["joint is hot and too sore to move"],
    "rhabdomyolysis": ["dark like cola"],
    "climbing": ["weakness climbs from your feet"],
    "rupture": ["pop, snap or kick", "can't rise onto your toes or push off"],
    "sudden_weakness": ["leg or foot went weak all at once"],
    "both_sciatica": ["pain starts to run from your back down both legs"],
    "compartment": ["calf is hard and tight, and nothing eases the pain"],
    "compartment_cast": ["leg is in a cast or tight wrap", "nothing helps", "foot won't move"],
    "blood": ["bruise or bleed for no reason", "turn very pale"],
    "hip_crack": ["groin or hip hurts sharply when you stand on that leg"],
    "necrotising": ["red skin spreads, with a fever and very bad pain"],
    "ischaemia": ["new foot pain at rest eases when it hangs down"],
    "clot_signs": ["swollen, warm, red or tender", "bigger around"],
    "tetany": ["cramp will not let go", "hands cramp", "tingle"],
    "foot_drop": ["can't lift the front of your foot"],
    "no_walk": ["can't take four steps"],
    "fever": ["you have a fever"],
    "no_recovery": ["not better within 2 days", "slowly got weak"],
}
WHAT_WOULD_HARM = {
    "why-cant-i-flex-my-calf": [
        "Don't stretch your calf", "force your foot up", "Don't raise your leg above your heart",
        "Don't wrap it tightly", "Don't rub a calf that may hold a clot",
    ],
    "calf-strain-grades": ["Don't stretch the calf hard, rub it or roll it"],
    "achilles-rupture": ["Don't stretch your calf", "force your foot up", "Don't rub it, and don't wrap it tightly"],
    "compartment-syndrome": [
        "Don't raise the leg above your heart", "Don't put ice on it", "Don't wrap it, rub it or stretch it",
    ],
    "cramp-and-tetany": ["Don't stretch it if you felt a pop", "Don't rub it if the calf is swollen"],
    "first-aid-for-a-calf-injury": [
        "Don't raise the leg above your heart", "Don't wrap it. Take off or loosen all that is tight",
        "Don't rub it or roll it. Part of a clot could come loose", "Don't stretch the calf", "force your foot up",
        "Don't use ice or a heat pack",
    ],
    "nerves-that-drive-the-calf": ["Don't press, rub or roll a lump behind your knee"],
    "back-and-s1": ["Don't let anyone crack or twist your back while your leg is weak or numb"],
    "numb-feet-and-diabetes": ["Don't use ice, heat packs or hot-water bottles on numb skin"],
    "tests-and-scans": ["Don't try the squeeze test on a leg that may be torn"],
    "tight-calves-and-sciatica": [
        "Don't stretch or roll after a pop or snap", "Don't roll a calf that is swollen", "don't rub or roll it",
    ],
    "knee-to-wall-test": ["Don't do it if you felt a pop or snap", "Don't do it if you may fall"],
    "calf-stretch": ["Don't stretch after a pop or snap", "Don't stretch a calf that is swollen, warm, red or tender"],
    "rolling-the-calf": ["Rolling it could set part of it loose", "Don't roll if you take blood thinners"],
    "when-to-get-help": ["don't stretch, rub or tightly wrap the leg", "don't raise it above your heart"],
}  # fmt: skip


class Shipped(NamedTuple):
    """One shipped article: its slug, its front matter and its Markdown body."""

    slug: str
    meta: dict[str, Any]
    body: str


def read(path: Path) -> Shipped:
    before, front_matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert before == "", f"{path.name} does not open with front matter"
    return Shipped(path.stem, yaml.safe_load(front_matter), body)


ALL_TOPICS: list[dict[str, Any]] = yaml.safe_load((CONTENT / "topics.yaml").read_text(encoding="utf-8"))
TOPICS = [topic for topic in ALL_TOPICS if not topic.get("is_about_site")]
PAGES = [read(path) for path in sorted(CONTENT.glob("*.md"))]
# Pages about the site teach nothing of health: tests/articles/content/test_shipped_about_pages.py looks at those.
ARTICLES = [page for page in PAGES if page.meta["topic"] in {topic["slug"] for topic in TOPICS}]
every_article = each({article.slug: article for article in ARTICLES})


def plain_text(markdown: str) -> str:
    """The words as a patient reads them: one block a line, values filled in, no marks."""
    text = PLACEHOLDER.sub(lambda match: VALUES[match[1]], markdown).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    text = re.sub(r"^:::\s*(?:figure|tool) .*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^:::\s*$|^:::\s*\w+\s+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(?:#+|-|\d+\.)\s+", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("**", "")
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def grade(markdown: str) -> float:
    """The US reading grade at its strictest: a heading without a period runs into the next sentence."""
    return float(textstat.flesch_kincaid_grade(plain_text(markdown)))


def cards(body: str) -> list[str]:
    return re.findall(r"^::: \w+ .*?^:::$", body, flags=re.MULTILINE | re.DOTALL)


def test_both_main_articles_ship_published() -> None:
    assert {"why-cant-i-flex-my-calf", "tight-calves-and-sciatica"} <= {
        article.slug for article in ARTICLES if article.meta["status"] == "published"
    }


def test_topics_are_complete_and_each_has_an_article() -> None:
    assert all(set(topic) == {"slug", "title", "summary", "order"} for topic in TOPICS)
    slugs = [topic["slug"] for topic in TOPICS]
    assert len(set(slugs)) == len(slugs)
    assert set(slugs) == {article.meta["topic"] for article in ARTICLES}


@pytest.mark.parametrize("topic", TOPICS, ids=[topic["slug"] for topic in TOPICS])
def test_topic_summary_is_plain(topic: dict[str, Any]) -> None:
    assert grade(topic["summary"]) <= HIGHEST_GRADE


@every_article
def test_front_matter_is_complete_and_well_formed(article: Shipped) -> None:
    meta = article.meta
    assert set(meta) | {"related"} == FIELDS
    assert all(isinstance(meta[field], str) and meta[field].strip() for field in ("title", "summary", "reviewer"))
    assert meta["status"] in {"published", "draft"}
    assert type(meta["order"]) is int
    assert isinstance(meta["reviewed_on"], datetime.date)
    assert isinstance(meta["review_due"], datetime.date)
    assert meta["reviewed_on"] < meta["review_due"]
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", article.slug)


@every_article
def test_related_articles_are_a_few_others(article: Shipped) -> None:
    related = article.meta.get("related", [])
    assert len(set(related)) == len(related)
    assert len(related) in {0, *range(2, 6)}  # none: an article that nobody has tied to others yet
    assert article.slug not in related


@every_article
def test_each_source_has_title_year_and_a_safe_address(article: Shipped) -> None:
    assert article.meta["sources"]
    for source in article.meta["sources"]:
        title, year, address = (part.strip() for part in source.split("|"))
        assert title
        assert re.fullmatch(r"(?:19|20)\d\d", year)
        assert address == "" or re.fullmatch(r"https://\S+", address)


def test_every_fact_is_cited_and_has_words_to_look_for() -> None:
    cited = {fact for article in ARTICLES for fact in article.meta["facts"]}
    assert cited == ALL_FACTS
    assert set(FACT_WORDS) == ALL_FACTS
    assert all(FACT_WORDS.values())


@pytest.mark.parametrize("slug", OWN_FACT_WORDS)
def test_an_article_with_fact_words_of_its_own_has_them_for_each_fact_it_cites(slug: str) -> None:
    assert set(OWN_FACT_WORDS[slug]) == set(read(CONTENT / f"{slug}.md").meta["facts"])
    assert all(OWN_FACT_WORDS[slug].values())


@every_article
def test_article_teaches_the_facts_it_cites(article: Shipped) -> None:
    text = " ".join(plain_text(article.body).split())
    words = OWN_FACT_WORDS.get(article.slug, FACT_WORDS)
    looked_for = [(fact, pattern) for fact in article.meta["facts"] for pattern in words[fact]]
    assert [(fact, pattern) for fact, pattern in looked_for if not re.search(pattern, text, re.IGNORECASE)] == []


@every_article
def test_reading_grade_of_body_summary_and_each_card(article: Shipped) -> None:
    texts = [article.body, article.meta["summary"], *cards(article.body)]
    too_hard = {text.splitlines()[0]: grade(text) for text in texts if grade(text) > HIGHEST_GRADE}
    assert too_hard == {}


@every_article
def test_headings_go_down_one_level_at_a_time_below_the_page_title(article: Shipped) -> None:
    levels = [len(marks) for marks in re.findall(r"^(#+) ", article.body, flags=re.MULTILINE)]
    assert levels
    assert min(levels) == 2
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))


@every_article
def test_warning_signs_with_the_emergency_number_come_before_all_else(article: Shipped) -> None:
    first = cards(article.body)[0]
    assert article.body.startswith(first)
    assert first.startswith("::: emergency ")
    assert "{{ practice:emergency_number }}" in first
    assert [sign for signs in DANGERS.values() for sign in signs if sign not in plain_text(first).lower()] == []


def test_articles_warn_of_each_danger_of_the_triages_first_page() -> None:
    choices = LEG.question_by_key["danger"].choices
    assert {choice.key for choice in choices if not (choice.exclusive or choice.unsure)} == DANGERS.keys()


def test_one_page_has_every_sign_that_the_triage_warns_of_and_says_as_urgently_what_to_do() -> None:
    said = {requirement.key: requirement.at_least for requirement in LEG.requirements if requirement.watch_for}
    assert said.keys() == WARNED_OF.keys()
    page = {
        re.split(r"\s", card)[1]: plain_text(card).lower() for card in cards(read(CONTENT / "when-to-get-help.md").body)
    }
    assert [
        f"{at_least}: {sign}" for key, at_least in said.items() for sign in WARNED_OF[key] if sign not in page[at_least]
    ] == []


@each({slug: slug for slug in WHAT_WOULD_HARM})
def test_article_says_what_would_harm(slug: str) -> None:
    text = plain_text(read(CONTENT / f"{slug}.md").body)
    assert [warning for warning in WHAT_WOULD_HARM[slug] if warning not in text] == []


@every_article
def test_signs_of_a_clot_are_to_be_seen_the_same_day(article: Shipped) -> None:
    clot_cards = [card for card in cards(article.body) if "swollen, warm, red or tender" in card]
    assert any(card.startswith("::: urgent ") and "24 hours" in card for card in clot_cards)


@every_article
def test_care_cards_are_known_closed_and_of_every_urgency(article: Shipped) -> None:
    opened = re.findall(r"^::: (\w+) \S", article.body, flags=re.MULTILINE)
    assert set(opened) <= CONTAINERS
    assert {"emergency", "urgent", "soon", "self_care"} <= set(opened)
    assert len(re.findall(r"^:::", article.body, flags=re.MULTILINE)) == 2 * len(opened)
    assert len(cards(article.body)) == len(opened)


@every_article
def test_links_lead_only_to_pages_that_exist(article: Shipped) -> None:
    known = {"/triage/leg/", "/articles/", "tel:{{ practice:emergency_number }}"}
    known |= {f"/articles/{other.slug}/" for other in ARTICLES} | {f"/topics/{topic['slug']}/" for topic in TOPICS}
    known.add("/newsletter/")
    links = set(re.findall(r"\]\(([^)]*)\)", article.body))
    assert "/triage/leg/" in links
    assert {link for link in links - known if not re.fullmatch(r"/glossary/#[a-z0-9-]+", link)} == set()


@every_article
def test_thresholds_are_quoted_never_written_as_numbers(article: Shipped) -> None:
    assert numbers.bare(article.body) + numbers.bare(article.meta["summary"]) == []
    assert set(PLACEHOLDER.findall(article.body)) <= set(VALUES)


@each({name: value for name, value in VALUES.items() if name.startswith("threshold:")})
def test_a_threshold_written_as_a_number_would_be_noticed(value: str) -> None:
    assert numbers.bare(f"Wait {value} and see.")
