"""The text format: exact both ways, and strict."""

from pathlib import Path

import pytest

from tests.triage import first_edition
from tests.triage.engine import samples
from tests.triage.first_edition import calf_cases, sciatica_cases
from triage import urls
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.storage import reserved, text_file
from triage.versions import drafts

CALF, SCIATICA = calf_cases.TABLE.protocol, sciatica_cases.TABLE.protocol
SAMPLE = samples.with_every_part().canonical()


def with_question(key: str) -> Protocol:
    sample = samples.protocol()
    return samples.protocol(questions=(*sample.questions, samples.single(key, "yes", "no")))


@pytest.mark.parametrize("protocol", [CALF, SCIATICA, SAMPLE], ids=["calf", "sciatica", "sample"])
def test_the_round_trip_is_exact(protocol) -> None:
    text = text_file.dumps(protocol)
    assert text_file.loads(text) == protocol
    assert text_file.dumps(text_file.loads(text)) == text


@pytest.mark.parametrize(
    ("protocol", "checksum"),
    [
        (CALF, "5e6f5093f246679704dc28e346dd193bc993d36bd2d17413bed6cd959f069816"),
        (SCIATICA, "8e6198d77e560b0a4edb2b57883cb97574d73d18cc7ce773a8752cb4923fc764"),
    ],
    ids=["calf", "sciatica"],
)
def test_what_an_earlier_release_exported_has_the_checksum_that_it_was_published_with(protocol, checksum) -> None:
    """Else every version that a clinic has published would count as damaged after an update."""
    assert text_file.checksum(protocol) == checksum
    assert text_file.dumps(protocol) == (first_edition.FOLDER / f"{protocol.slug}.toml").read_text()


def test_the_checksum_tells_content_apart_but_not_numbers_of_versions() -> None:
    changed = CALF.with_threshold("severe_pain", samples.Decimal(8))
    renumbered = text_file.loads(text_file.dumps(CALF).replace("version = 1", "version = 12", 1))
    assert renumbered.version == 12
    assert text_file.checksum(renumbered) == text_file.checksum(CALF)
    assert text_file.checksum(changed) != text_file.checksum(CALF)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('unit = "days"', 'unit = "fortnights"', "unit must be one of"),
        ("value = 7", "value = 11", "5 to 9 of 10"),
        ("value = 7", 'value = "seven"', "value of the wrong kind"),
        ("value = 7", "value = true", "value of the wrong kind"),
        ("value = 7", "value = nan", "finite numbers"),
        ("value = 7\n", "", "value is missing"),
        ('because = "', 'becuase = "', "because is missing"),
        ("optional = true", "optionall = true", "unknown words optionall"),
        ('pain = "at least severe_pain"', 'pain = "around severe_pain"', "compare pain with"),
        ('    "red_flags",\n', "", "must name every question once"),
        ("[default]", "[default", "not valid TOML"),
        ('slug = "calf"', 'slug = "calf"\nslug = "calf"', "not valid TOML"),
        ('urgency = "soon"', 'urgency = "self_care"', "must be soon"),
    ],
)
def test_a_slip_is_refused_with_its_place(old: str, new: str, message: str) -> None:
    text = text_file.dumps(CALF)
    assert old in text
    with pytest.raises(ProtocolError, match=message):
        text_file.loads(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"cold_or_strong",\n', '"cold_or_strange",\n', "Rule cold_or_strong: there is no criterion cold_or_strange"),
        ('"cold",\n    { pain', '"cool",\n    { pain', "Criterion cold_or_strong: there is no criterion cool"),
        ('"cold",\n    { pain', '"cold_or_strong",\n    { pain', "there is no criterion cold_or_strong before it"),
        ('mode = "any"', 'mode = "some"', "criteria.cold_or_strong.mode must be one of all, any"),
        ('label = "A cold foot"\n', "", "criteria.cold.label is missing"),
        ('twin = "cold"', 'twin = "warm"', "Question again: “cold_foot”: there is no criterion warm"),
        ('stage = "plan"', 'stage = "plans"', "questions.wall.stage must be one of check, plan"),
        ('wall = [', 'walls = [', "Advice wall: there is no question walls"),
        ('kind = "plan"', 'kind = "planned"', "advice.wall.kind must be one of do, avoid, plan, again"),
        ('everyone = true', 'everyone = "true"', "advice.wall.everyone has a value of the wrong kind"),
        ('shares_page = true', 'shares_page = 1', "questions.pain_before.shares_page has a value of the wrong kind"),
    ],
)  # fmt: skip
def test_a_slip_in_a_shared_part_is_refused_with_its_place(old: str, new: str, message: str) -> None:
    text = text_file.dumps(SAMPLE)
    assert old in text
    with pytest.raises(ProtocolError, match=message):
        text_file.loads(text.replace(old, new, 1))


def test_a_part_defined_twice_over_included_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shared.toml").write_text("[advice.rest]\nkind = 'do'\ntext = 'Rest.'\n")
    (tmp_path / "own.toml").write_text('include = ["shared.toml"]\n[advice.rest]\nkind = "do"\ntext = "Rest."\n')
    with pytest.raises(ProtocolError, match="rest is both here and in an included file"):
        text_file.load(tmp_path / "own.toml")


def test_a_missing_included_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('include = ["gone.toml"]\n')
    with pytest.raises(ProtocolError, match=r"gone\.toml"):
        text_file.load(tmp_path / "own.toml")


@pytest.mark.parametrize("protocol", [samples.protocol(slug="how-well"), with_question("check")], ids=["slug", "key"])
def test_a_key_that_a_page_has_is_refused_when_it_is_read_and_when_it_is_stored(protocol, db) -> None:
    with pytest.raises(ProtocolError, match="a page has that address"):
        text_file.loads(text_file.dumps(protocol))
    with pytest.raises(ProtocolError, match="a page has that address"):
        drafts.write(protocol)


def test_every_word_in_the_addresses_that_stands_where_a_key_could_is_reserved() -> None:
    addresses = [
        f"{one.pattern}{inner.pattern if inner else ''}"
        for one in urls.urlpatterns
        for inner in getattr(one, "url_patterns", [None])
    ]
    words = [address.split("/") for address in addresses]
    assert {first for first, *_rest in words if first and "<" not in first} == reserved.PROTOCOLS
    in_journeys = {parts[2] for parts in words if len(parts) > 3 and "<" not in parts[2]}
    assert in_journeys == reserved.QUESTIONS
