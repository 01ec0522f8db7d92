"""The words of the shipped protocols: plain enough for everybody, and never a diagnosis."""

import re

import pytest
import textstat

from triage import protocol_file
from triage.engine import wording

CALF = wording.worded(protocol_file.load(protocol_file.SHIPPED / "calf.toml"))
HIGHEST_GRADE = 6


def question_text(question) -> str:
    choices = [f"{choice.text.rstrip('.')}. {choice.hint}" for choice in question.choices]
    return " ".join([question.text, question.hint, question.why, *choices])


GROUPS = {
    **{f"question {question.key}": question_text(question) for question in CALF.questions},
    "all reasons": " ".join(rule.finding.because for rule in CALF.rules),
    "all advice": " ".join(advice.text for advice in CALF.advice),
    "welcome": f"{CALF.summary} {CALF.intro}",
}


@pytest.mark.parametrize("name", GROUPS)
def test_a_sixth_grader_can_read_it(name: str) -> None:
    assert textstat.flesch_kincaid_grade(GROUPS[name]) <= HIGHEST_GRADE


@pytest.mark.parametrize("rule", CALF.rules, ids=lambda rule: rule.key)
def test_each_reason_is_short_sentences(rule) -> None:
    longest = max(len(sentence.split()) for sentence in re.split(r"[.:] ", rule.finding.because))
    assert longest <= 30, rule.finding.because


DIAGNOSIS = re.compile(r"\byou have (a|an) (clot|rupture|tear|strain|syndrome)|\bthis is (a|an)\b", re.IGNORECASE)


def test_no_reason_says_what_the_patient_has() -> None:
    assert not [rule.key for rule in CALF.rules if DIAGNOSIS.search(rule.finding.because)]


def test_every_article_link_has_a_text() -> None:
    assert all(article.text for article in CALF.articles)


def test_why_we_ask_is_said_for_every_question() -> None:
    assert all(question.why for question in CALF.questions)
