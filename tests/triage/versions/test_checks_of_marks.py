"""The system check of answers that mean "not sure"."""

from django.core.checks import run_checks

from triage.models import Choice


def found() -> list[str]:
    return [str(one.msg) for one in run_checks(tags=["database"], databases=["default"]) if one.id == "triage.W001"]


def test_a_live_version_whose_not_sure_is_unmarked_is_named(sample, breakable) -> None:
    """As migration 0004 leaves a version that was published before."""
    assert found() == []
    choice = sample.choice_set.get(key="yes", question__key="walks")
    Choice.objects.filter(pk=choice.pk).update(text="I am not sure")
    assert len(found()) == 1
    assert f"{sample}: " in found()[0]
    assert "walks.yes" in found()[0]
