"""The words of the shipped protocols: plain enough for everybody, and never a diagnosis."""

import re

import textstat

from tests.each import each
from tests.triage.protocols.leg_cases import LEG
from triage.engine.parts import placeholders
from triage.engine.parts.rule import AdviceKind
from triage.storage import text_file

RAW = [LEG]
SHIPPED = [placeholders.filled(protocol) for protocol in RAW]
HIGHEST_GRADE = 6


def test_no_shipped_protocol_is_left_out() -> None:
    assert [path.stem for path in text_file.SHIPPED.glob("*.toml")] == [protocol.slug for protocol in RAW]


def question_text(question) -> str:
    choices = [f"{choice.text.rstrip('.')}. {choice.hint}" for choice in question.choices]
    return " ".join([question.text, question.hint, question.why, *choices])


def groups(protocol) -> dict[str, str]:
    """Texts that are read together, by name."""
    return {
        **{f"question {question.key}": question_text(question) for question in protocol.questions},
        "all reasons": " ".join(rule.finding.because for rule in protocol.rules),
        "all advice": " ".join(advice.text for advice in protocol.advice),
        "welcome": f"{protocol.summary} {protocol.intro}",
    }


GROUPS = {f"{protocol.slug}: {name}": text for protocol in SHIPPED for name, text in groups(protocol).items()}
REASONS = {f"{protocol.slug}: {rule.key}": rule.finding.because for protocol in SHIPPED for rule in protocol.rules}
DIAGNOSIS = re.compile(r"\byou have (a|an) (clot|rupture|tear|strain|syndrome)|\bthis is (a|an)\b", re.IGNORECASE)


def test_every_shipped_protocol_is_read() -> None:
    assert {"leg"} <= {protocol.slug for protocol in SHIPPED}


@each(GROUPS)
def test_a_sixth_grader_can_read_it(text: str) -> None:
    assert textstat.flesch_kincaid_grade(text) <= HIGHEST_GRADE


@each(REASONS)
def test_each_reason_is_short_sentences(because: str) -> None:
    longest = max(len(sentence.split()) for sentence in re.split(r"[.:] ", because))
    assert longest <= 30, because


def test_no_reason_says_what_the_patient_has() -> None:
    assert not [name for name, because in REASONS.items() if DIAGNOSIS.search(because)]


def test_every_article_link_has_a_text() -> None:
    assert all(article.text for protocol in SHIPPED for article in protocol.articles)


def test_no_two_pages_of_a_protocol_have_the_same_heading() -> None:
    for protocol in SHIPPED:
        assert len({question.text for question in protocol.questions}) == len(protocol.questions)


def test_why_we_ask_is_said_for_every_question() -> None:
    assert all(question.why for protocol in SHIPPED for question in protocol.questions)


def test_no_text_repeats_the_number_of_a_threshold() -> None:
    """Numbers that a clinician may change stand only in quotes of the threshold: `{{ threshold:severe_pain }}`."""
    for protocol in RAW:
        for threshold in protocol.thresholds:
            number = re.compile(rf"\b{re.escape(threshold.text)}\b")
            assert not [text for text in placeholders.texts(protocol) if number.search(text)], threshold.key


def test_what_to_leave_says_do_not_and_what_to_do_never_does() -> None:
    """Under "Don't", "leave out sport" reads as "don't leave out sport"."""
    wrong = [
        f"{advice.key}: {advice.text}"
        for protocol in RAW
        for advice in protocol.advice
        if advice.kind in (AdviceKind.DO, AdviceKind.AVOID)
        and advice.text.startswith("Do not ") != (advice.kind is AdviceKind.AVOID)
    ]
    assert wrong == []
