"""A change goes live as a new version, whole; what was published never changes."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from tests.triage import first_edition
from triage.engine.parts.errors import ProtocolError
from triage.models import FrozenVersionError, Protocol, ProtocolVersion, Threshold
from triage.storage import rows, text_file
from triage.versions import live, publishing


def change(base: ProtocolVersion, value: str, by: User) -> ProtocolVersion:
    return publishing.change_threshold(base, "severe", Decimal(value), reason="Our audit.", by=by)


@pytest.mark.parametrize("slug", ["calf", "sciatica"])
def test_rows_read_back_as_the_protocol_that_was_written(shipped, db, slug) -> None:
    written = text_file.load(first_edition.FOLDER / f"{slug}.toml")
    row = ProtocolVersion.objects.get(protocol__slug=slug)
    assert text_file.dumps(rows.read(row)) == text_file.dumps(written).replace("version = 0", "version = 1", 1)
    assert row.checksum == text_file.checksum(written)


def test_a_changed_threshold_is_a_new_version_with_who_and_why(sample, clinician) -> None:
    new = change(sample, "6", clinician)
    assert (new.number, new.status, new.reason, new.published_by) == (2, "published", "Our audit.", clinician)
    assert live.current("sample").threshold_by_key["severe"].value == Decimal(6)


def test_the_version_before_is_retired_and_stays_as_it_was(sample, clinician) -> None:
    before = text_file.dumps(rows.read(sample))
    change(sample, "6", clinician)
    sample.refresh_from_db()
    assert sample.status == "retired"
    assert text_file.dumps(rows.read(sample)) == before
    assert live.version("sample", 1).threshold_by_key["severe"].value == Decimal(7)


@pytest.mark.parametrize("value", ["4", "10", "4.99"])
def test_a_value_outside_its_limits_publishes_nothing(sample, clinician, value) -> None:
    with pytest.raises(ProtocolError, match="5 to 9 of 10"):
        change(sample, value, clinician)
    assert ProtocolVersion.objects.filter(protocol=sample.protocol).count() == 1
    assert live.current("sample").version == 1


def test_a_change_to_a_version_no_longer_live_is_refused(sample, clinician) -> None:
    change(sample, "6", clinician)
    with pytest.raises(publishing.StaleVersionError, match="newer version"):
        change(sample, "6", clinician)
    assert live.current("sample").threshold_by_key["severe"].value == Decimal(6)


def test_a_failure_halfway_leaves_the_old_version_live(sample, clinician, monkeypatch) -> None:
    monkeypatch.setattr(text_file, "checksum", lambda protocol: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        change(sample, "6", clinician)
    public = ProtocolVersion.objects.filter(protocol=sample.protocol).exclude(status="draft")
    assert list(public.values_list("number", "status")) == [(1, "published")]


def test_content_of_a_published_version_can_not_be_saved_or_deleted(calf) -> None:
    threshold = calf.threshold_set.get(key="severe_pain")
    threshold.value = Decimal(8)
    with pytest.raises(FrozenVersionError, match="Copy it"):
        threshold.save()
    with pytest.raises(FrozenVersionError):
        calf.rule_set.first().delete()


def test_a_published_version_can_not_be_edited_reopened_or_deleted(calf) -> None:
    calf.title = "Something else"
    with pytest.raises(FrozenVersionError, match="title"):
        calf.save()
    calf.refresh_from_db()
    calf.status = "draft"
    with pytest.raises(FrozenVersionError, match="become draft"):
        calf.save()
    calf.refresh_from_db()
    with pytest.raises(FrozenVersionError):
        calf.delete()


def test_the_database_refuses_two_live_versions(calf) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolVersion.objects.create(
            protocol=calf.protocol,
            number=9,
            status="published",
            title="x",
            reason="x",
            checksum="x",
            published_at=calf.published_at,
        )


@pytest.mark.parametrize("value", [Decimal(4), Decimal(10)])
def test_the_database_refuses_a_threshold_outside_its_limits(calf, value) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Threshold.objects.filter(version=calf, key="severe_pain").update(value=value)


def test_the_database_refuses_publishing_without_a_reason(db) -> None:
    protocol = Protocol.objects.create(slug="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolVersion.objects.create(protocol=protocol, number=1, status="published", title="x")


def test_a_version_whose_rows_do_not_fit_is_unavailable_and_not_half_right(calf, breakable) -> None:
    calf.rule_set.filter(key="pop").update(because="{{ threshold:gone }}")
    with pytest.raises(live.UnavailableError, match="gone"):
        live.current("calf")


def test_thresholds_as_quantities_for_articles(calf, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = live.threshold_quantities(
            ["calf.no_improvement_after", "calf.severe_pain", "calf.gone", "gone.gone", "x"]
        )
    assert {key: str(value) for key, value in found.items()} == {
        "calf.no_improvement_after": "2 days",
        "calf.severe_pain": "7 of 10",
    }


def test_limits_as_quantities_for_tools(shipped, db, django_assert_num_queries) -> None:
    left, names = "sciatica.knee_to_wall_left", ("minimum", "maximum", "gone")
    with django_assert_num_queries(1):
        found = live.limit_quantities(
            [*(f"{left}.{name}" for name in names), "sciatica.pain_site.maximum", "gone.x.maximum"]
        )
    assert {key: str(value) for key, value in found.items()} == {
        f"{left}.minimum": "0 inches",
        f"{left}.maximum": "12 inches",
    }
