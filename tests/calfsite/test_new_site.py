"""A new site, with all that ships loaded: nothing to fix in it, and no check that complains."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command
from django.db.models import CharField
from django.db.models.functions import Length

from articles.models import LiveArticle
from calfsite.lib import held
from tests.database_states import database_with
from tests.triage.protocols.test_vignettes import DIFFERENT
from triage.engine.prover import Check
from triage.models import ProtocolVersion, Vignette
from triage.versions import proofs

SHIPPED = list((Path(__file__).resolve().parents[2] / "articles" / "content").glob("*.md"))
pytestmark = pytest.mark.django_db


def load_protocols() -> str:
    out = StringIO()
    call_command("load_protocols", stdout=out)
    return out.getvalue()


def load() -> str:
    """What the first load of the triage says."""
    said = load_protocols()
    call_command("load_content", stdout=StringIO())
    return said


@pytest.fixture(scope="module", autouse=True)
def said(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), database_with("a new site", load) as said:
        yield said
        held.reset()


def database_check_ids() -> list[str | None]:
    """The ids of our own messages about the database."""
    messages = run_checks(tags=["database"], databases=["default"])
    return [message.id for message in messages if str(message.id).startswith("calfsite.")]


def test_the_second_load_of_the_triage_changes_nothing(said: str) -> None:
    assert said == "leg: loaded as version 1\n"
    assert load_protocols() == "leg: unchanged\n"
    assert ProtocolVersion.objects.filter(protocol__slug="leg").count() == 1


def test_the_shipped_protocol_may_be_published() -> None:
    """By the proof that the load has made."""
    version = ProtocolVersion.objects.get(protocol__slug="leg")
    report = proofs.stored(version.report)
    assert report.publishable, [problem.sentence for problem in report.problems if problem.blocks]
    assert report.longest_path <= 21
    assert not report.gaps_cut
    said = [problem.sentence for problem in report.of(Check.VIGNETTES)]
    stories = dict(Vignette.objects.filter(version=version, key__in=DIFFERENT).values_list("key", "story"))
    assert not [key for key, story in stories.items() if not any(f"“{story}”" in sentence for sentence in said)]
    assert len(said) == len(stories) == len(DIFFERENT)


def test_every_shipped_text_fits_its_column() -> None:
    """SQLite keeps a longer one, and PostgreSQL refuses it."""
    fields = [
        (model, field)
        for app in ("articles", "triage")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField) and field.max_length
    ]
    too_long = [
        (str(field), list(found))
        for model, field in fields
        if (
            found := model.objects.annotate(size=Length(field.name)).filter(size__gt=field.max_length).values_list("pk")
        )
    ]
    assert not too_long


def test_shipped_articles_have_nothing_to_fix() -> None:
    out = StringIO()
    call_command("check_articles", stdout=out)
    assert out.getvalue().endswith(f"Nothing to fix in {len(SHIPPED)} articles.\n")


def test_every_article_that_a_shipped_triage_names_is_shipped() -> None:
    assert database_check_ids() == []
    LiveArticle.objects.all().delete()
    assert "calfsite.W002" in database_check_ids(), "as before the articles are loaded"


def test_an_article_taken_back_while_a_triage_or_the_footer_names_it_is_warned_of() -> None:
    LiveArticle.objects.filter(slug="tight-calves-and-sciatica").delete()
    assert database_check_ids() == ["calfsite.W002"]
    LiveArticle.objects.filter(slug="privacy").delete()
    assert set(database_check_ids()) == {"calfsite.W002", "calfsite.W012"}
