"""One row of everything that the desk has a page for, and every address of the desk."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from articles.models import Article, Draft, LiveArticle, Synonym, Term, Topic
from articles.newsletter.models import Digest, Subscriber
from calfsite.accounts.roles import make_roles
from calfsite.audit import log
from calfsite.practice.details import ONLY_KEY, PracticeDetails
from tests.triage.engine.samples import with_every_part
from triage.models import ProtocolVersion
from triage.storage.text_file import checksum
from triage.versions import drafts, proofs

DJANGOS = re.compile(r"\(\?P<(\w+)>[^)]*\)")
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
APPS = ("articles/", "newsletter/", "triage/", "auth/", "calfsite/")
WORDS = {
    "key": "draft",
    "kind": "csv",
    "question": "flags",
    "page": "check",
    "url": "nowhere",
    "app_label": "triage",
    "content_type_id": "1",
}
"""What an address takes other than a row's id."""


def make() -> None:
    """One row of each kind. The triage is published, and a draft of it is another clinician's."""
    lee = User.objects.create_superuser("dr-lee", password="x")
    User.objects.create_user("somebody", is_staff=True)
    make_roles()
    topic = Topic.objects.create(slug="legs", title="Legs", summary="Pain.", order=1)
    words = {"slug": "calf", "title": "The calf", "summary": "Rest.", "body": "Rest.\n", "reviewer": "Lee"}
    article = Article(topic=topic, reviewed_on=date(2026, 1, 1), review_due=date(2099, 1, 1), **words)
    article.save()
    live = LiveArticle(article=article)
    live.take_content(article)
    live.save()
    Draft.objects.create(kind="topic", row=topic.pk, content={"slug": "legs", "title": "Sore legs"}, saved_by=lee)
    Term.objects.create(slug="soleus", term="Soleus", meaning="A muscle.")
    Synonym.objects.create(slug="cramp", words="cramp\ncharley horse")
    Subscriber.objects.create(email="ann@example.org")
    now = timezone.now()
    Digest.objects.create(since=now - timedelta(7), until=now, articles=[])
    PracticeDetails.objects.create(pk=ONLY_KEY, name="Calf clinic", emergency_number="112")
    log.record("test.made", by=None, subject="the desk's world")
    whole = with_every_part()
    first = drafts.write(whole, by=lee)
    published = {"status": "published", "reason": "First.", "checksum": checksum(whole), "report": {}}
    ProtocolVersion.objects.filter(pk=first.pk).update(published_at=now, **published)
    proofs.prove(drafts.copy(ProtocolVersion.objects.get(pk=first.pk), by=lee))


def addresses() -> dict[str, str]:
    """Every address of the desk: as its pattern, and filled in with what there is."""
    return {pattern: filled(pattern) for pattern in _patterns(admin.site.get_urls(), "")}


def _patterns(found: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in found:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, here)
        else:
            yield here


def filled(pattern: str, **values: str) -> str:
    """An address with these values in its places, or something that exists; a new part's is in the draft."""
    plain = DJANGOS.sub(r"<\1>", pattern).strip("^$")
    address = "/admin/" + PLACE.sub(lambda place: values.get(place[1]) or WORDS.get(place[1]) or _pk(pattern), plain)
    draft = ProtocolVersion.objects.get(status="draft")
    return f"{address}?version={draft.pk}" if re.match(r"triage/\w+/add/", pattern) else address


def _pk(pattern: str) -> str:
    """The key of the row that an address is about; of versions and their parts, the draft's."""
    app, name = pattern.split("/")[:2] if pattern.startswith(APPS) else ("auth", "user")
    rows = apps.get_model(app, name)._default_manager.order_by("-pk")
    if name == "threshold":
        rows = rows.filter(version__status="published")
    if name == "user":
        rows = rows.filter(username="somebody")
    found = rows.first()
    assert found is not None, f"This test needs a {name}: make one in `make`."
    return str(found.pk)
