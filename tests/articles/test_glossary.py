"""The glossary: in articles, on its page, in the admin and as it is loaded."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from articles.editorial.grade import LIMIT, grade
from articles.models import Draft, LiveArticle, LoadedSeed, Term
from articles.publishing import drafts
from articles.seeding import seed_files
from articles.text.glossary_links import Word
from articles.text.markdown import parse, render

pytestmark = pytest.mark.django_db

MakeLive = Callable[..., LiveArticle]
CONTENT = Path(__file__).resolve().parents[2] / "articles" / "content"
SOLEUS = Word("soleus", "soleus", "The deep <calf> muscle.")
LINK = "[Your soleus](/glossary/#soleus)"
GLOSSARY = """
- slug: soleus
  term: soleus
  meaning: The deep calf muscle.
  also: [soleus muscle, deep calf]
- slug: tendon
  term: tendon
  meaning: A cord.
"""


@pytest.fixture
def soleus() -> Term:
    return Term.objects.create(slug="soleus", term="soleus", meaning="The deep calf muscle.", also="soleus muscle")


@pytest.fixture
def keeper() -> Client:
    """A browser in which a clinician who may change the glossary is signed in."""
    user = User.objects.create(username="kim", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_term", "view_draft"]))
    client = Client()
    client.force_login(user)
    return client


def test_the_words_that_ship_are_plain_and_all_that_articles_link_to() -> None:
    seeds = [seed for seed in seed_files.read(CONTENT) if seed.kind == LoadedSeed.Kind.TERM]
    meanings = {seed.slug: seed.fields["meaning"] for seed in seeds}
    assert {slug: meaning for slug, meaning in meanings.items() if grade(meaning) > LIMIT} == {}
    linked = {slug for article in CONTENT.glob("*.md") for slug in parse(article.read_text(encoding="utf-8")).words}
    assert linked
    assert linked <= meanings.keys()


def test_a_word_is_a_button_that_opens_its_meaning() -> None:
    assert render(f"{LINK} hurts.", (SOLEUS,)).html == (
        '<p><button type="button" class="word" popovertarget="word-soleus">Your soleus</button> hurts.</p>\n'
        '<section class="words">\n<h2>Words on this page</h2>\n'
        '<div class="meaning" id="word-soleus" popover=""><p><strong>soleus:</strong> The deep &lt;calf&gt; muscle.</p>'
        '<p><a href="/glossary/#soleus">All medical words</a></p></div>\n</section>\n'
    )


def test_brackets_and_commas_stay_on_the_line_of_their_word() -> None:
    """A line may break on either side of a button: `(` would end one, `),` begin the next."""
    button = '<button type="button" class="word" popovertarget="word-soleus">Your soleus</button>'
    page = render(f"The deep one ({LINK}), then **{LINK}**: and {LINK}", (SOLEUS,)).html
    held = f'<span class="together">({button}),</span>'
    assert f"The deep one {held} then <strong>{button}</strong>: and {button}" in page
    assert render("It hurts ([a](/articles/a/)).").html == '<p>It hurts (<a href="/articles/a/">a</a>).</p>\n'


def test_a_word_that_stands_twice_has_one_meaning() -> None:
    html = render(f"## {LINK}\n\n{LINK} and [*it*](/glossary/#soleus)", (SOLEUS,)).html
    assert html.count('popovertarget="word-soleus"') == 3
    assert html.count('id="word-soleus"') == 1


def test_a_word_that_is_not_in_the_glossary_is_plain_text_and_other_links_stay() -> None:
    html = render("[*Psoas*](/glossary/#psoas) [b](/glossary/) [c](#s-c) [d](/glossary/?q#soleus)", (SOLEUS,)).html
    assert html == (
        '<p><em>Psoas</em> <a href="/glossary/">b</a> <a href="#s-c">c</a> <a href="/glossary/?q#soleus">d</a></p>\n'
    )


def test_a_changed_meaning_is_rendered_anew() -> None:
    assert "A cord." in render(LINK, (Word("soleus", "soleus", "A cord."),)).html
    assert "deep" in render(LINK, (SOLEUS,)).html


def test_the_words_of_a_page_cost_one_query(
    client: Client, make_live: MakeLive, soleus: Term, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Term.objects.create(slug="tendon", term="tendon", meaning="A cord.")
    make_live(body=f"{LINK} [tendon](/glossary/#tendon) [none](/glossary/#none)")
    with django_assert_num_queries(2):
        page = client.get("/articles/strain/").content.decode()
    assert re.findall(r'<div class="meaning" id="word-(\w+)"', page) == ["soleus", "tendon"]
    Term.objects.update(meaning="New.")
    assert "New." in client.get("/articles/strain/").content.decode()


def test_the_page_has_every_word_by_letter_and_where_it_is_used(
    client: Client, soleus: Term, make_live: MakeLive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Term.objects.create(slug="edema", term="édema", meaning="<b>Swelling</b>")
    Term.objects.create(slug="s1", term="S1", meaning="A nerve.")
    Term.objects.create(slug="five", term="5-HT", meaning="A number.")
    make_live(body=LINK)
    with django_assert_num_queries(2):
        page = client.get("/glossary/").content.decode()
    assert re.findall(r'<h2 class="letter" id="(.*?)">(.*?)</h2>', page) == [
        ("letter.1", "#"),
        ("letter.2", "E"),
        ("letter.3", "S"),
    ]
    assert re.findall(r'<div class="term" id="(.*?)"', page) == ["five", "edema", "s1", "soleus"]
    assert "&lt;b&gt;Swelling" in page
    assert "Also called: soleus muscle" in page
    assert page.count('href="/articles/strain/"') == 1
    ids = re.findall(r'\bid="(.*?)"', page)
    assert len(ids) == len(set(ids))


def test_an_empty_glossary_says_so(client: Client) -> None:
    assert "There are no words here yet" in client.get("/glossary/").content.decode()
    assert client.post("/glossary/").status_code == 405


@pytest.mark.parametrize(
    ("field", "value"),
    [("slug", "main"), ("slug", "a b"), ("term", ""), ("meaning", "a" * 401), ("meaning", "{{ threshold:a }}")],
)
def test_the_model_refuses_what_patients_would_see_broken(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Term(**({"slug": "a", "term": "a", "meaning": "A."} | {field: value})).full_clean()
    assert field in refused.value.message_dict


@pytest.mark.parametrize("change", [{"slug": ""}, {"term": ""}, {"meaning": ""}, {"meaning": "a" * 401}])
def test_the_database_refuses_it_too(soleus: Term, change: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.update(**change)


def test_a_hard_meaning_is_kept_as_a_draft_with_a_warning(keeper: Client, soleus: Term) -> None:
    form = {"slug": "soleus", "term": "soleus", "also": " a \r\n\r\nb", "language": "en", "revision": "0"}
    address = f"/admin/articles/term/{soleus.pk}/change/"
    assert "no article" in keeper.get(address).content.decode()
    meaning = "Immobilization facilitates regeneration considerably."
    page = keeper.post(address, {**form, "meaning": meaning}, follow=True).content.decode()
    assert "The meaning reads at grade" in page
    assert "too hard, make it 6 or below" in keeper.get(address).content.decode()
    soleus.refresh_from_db()
    assert soleus.meaning == "The deep calf muscle."
    publisher = User.objects.create_superuser("pat")
    draft = Draft.objects.get()
    drafts.publish(draft, by=publisher, reason="As our leaflet says it.")
    soleus.refresh_from_db()
    assert (soleus.meaning, soleus.other_names) == (meaning, ["a", "b"])
    assert [(row.history_type, row.history_user and row.history_user.username) for row in Term.history.all()] == [
        ("~", "pat"),
        ("+", None),
    ]


def test_the_glossary_is_loaded_like_all_content(load: Callable[[], list[str]], folder: Path) -> None:
    path = folder / "glossary.yaml"
    path.write_text(GLOSSARY)
    assert {"term soleus: created", "term tendon: created"} <= set(load())
    soleus = Term.objects.get(slug="soleus")
    assert soleus.other_names == ["soleus muscle", "deep calf"]
    assert soleus.history.get().history_change_reason == "Loaded with the site"
    assert load()[-1] == "6 unchanged"
    path.write_text(GLOSSARY.replace("A cord.", "A strong cord.").replace("The deep", "A deep"))
    Term.objects.filter(slug="soleus").update(meaning="The clinic's words.")
    assert {"term soleus: kept the clinic's edit", "term tendon: updated"} <= set(load())
    soleus.delete()
    assert "term soleus: left out, the clinic deleted it" in load()
    assert list(Term.objects.values_list("meaning", flat=True)) == ["A strong cord."]


@pytest.mark.parametrize(
    ("old", "new", "instruction"),
    [
        ("  meaning: A cord.\n", "", "term tendon: add the line `meaning: ...`"),
        ("A cord.", "a" * 401, "meaning: "),
        ("slug: tendon", "slug: soleus", "the slug 'soleus' is there twice"),
        ("slug: tendon", "slug: main", "Choose another"),
        ("[soleus muscle, deep calf]", "soleus muscle", "make also a list"),
    ],
)
def test_a_broken_glossary_loads_nothing(
    load: Callable[[], list[str]], folder: Path, old: str, new: str, instruction: str
) -> None:
    (folder / "glossary.yaml").write_text(GLOSSARY.replace(old, new))
    with pytest.raises(CommandError) as refused:
        load()
    assert "glossary.yaml" in str(refused.value)
    assert instruction in str(refused.value)
    assert not LoadedSeed.objects.exists()
