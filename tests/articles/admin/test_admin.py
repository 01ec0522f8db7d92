import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article, LiveArticle
from articles.publishing import versions
from tests.articles.admin.desk import ADD, change_url, rows

MakeArticle = Callable[..., Article]
MakeLive = Callable[..., LiveArticle]
MakeStaff = Callable[..., User]


def test_a_saved_draft_changes_nothing_for_patients(
    editor: Client, article: Article, form: dict[str, Any], make_staff: MakeStaff
) -> None:
    before = Client().get("/articles/strain/").content
    response = editor.post(change_url(article), form | {"body": "Walk.\r\n\r\nRest.", "_continue": "1"}, follow=True)
    page = response.content.decode()
    assert "Patients read an earlier text. This draft is not published." in page
    assert Article.objects.get().body == "Walk.\n\nRest."
    assert Client().get("/articles/strain/").content == before
    assert versions.drafts(article)[0].by == "ann"


def test_saving_without_a_change_leaves_no_trace(editor: Client, article: Article, form: dict[str, Any]) -> None:
    editor.post(change_url(article), form)
    assert len(versions.drafts(article)) == 1
    assert Article.objects.get().revision == article.revision


def test_a_new_article_begins_as_a_draft(editor: Client, article: Article, form: dict[str, Any]) -> None:
    response = editor.post(ADD, form | {"slug": "fresh", "revision": "", "_continue": "1"}, follow=True)
    assert "Patients don’t see this article. You are writing its draft." in response.content.decode()
    assert Client().get("/articles/fresh/").status_code == 404
    assert editor.get("/articles/fresh/").status_code == 200


def test_a_faulty_edit_is_refused_and_the_page_stays(editor: Client, article: Article, form: dict[str, Any]) -> None:
    before = rows()
    response = editor.post(change_url(article), form | {"body": "{{ threshold:calf.nothing }}"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "There is no value “threshold:calf.nothing”" in page
    assert rows() == before


def test_what_is_to_be_mended_stands_above_the_form_and_blocks_no_draft(
    editor: Client, article: Article, form: dict[str, Any]
) -> None:
    changes = {"body": "Wait two days. Your fascia [hurts](/nowhere/).", "sources": "", "_continue": "1"}
    page = editor.post(change_url(article), form | changes, follow=True).content.decode()
    for finding in ("No source is named", "link to /nowhere/", "“two days” is written out", "Explain “fascia”"):
        assert finding in page
    assert Article.objects.get().sources == ""


@pytest.mark.parametrize("where", ["add", "change"])
def test_each_form_has_a_labelled_text_and_a_preview_that_needs_no_script(
    editor: Client, article: Article, where: str
) -> None:
    address = ADD if where == "add" else change_url(article)
    page = editor.get(address).content.decode()
    preview = "/admin/articles/article/add/preview/" if where == "add" else change_url(article, "preview")
    button = re.search(r"<button[^>]*formaction[^>]*>", page)
    assert button
    for attribute in (f'formaction="{preview}"', 'type="submit"', 'formtarget="_blank"', "formnovalidate"):
        assert attribute in button[0]
    assert page.index('name="_continue"') < page.index("formaction=")  # Enter in a field saves, not previews
    assert '<label class="required" for="id_body">' in page
    assert "::: urgent" in page


def test_admin_pages_carry_no_inline_script_or_style(editor: Client, article: Article) -> None:
    beside = [change_url(article, page) for page in ("change", "publish", "take-back", "history")]
    compare = change_url(article, "compare") + "?old=draft"
    for address in (ADD, *beside, compare, "/admin/articles/article/", "/admin/articles/article/?review=overdue"):
        response = editor.get(address)
        page = response.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page)
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
        assert "unsafe" not in response["Content-Security-Policy"]


def test_staff_who_may_only_look_get_no_preview_button(client: Client, article: Article, make_staff: MakeStaff) -> None:
    client.force_login(make_staff("view"))
    page = client.get(change_url(article)).content.decode()
    assert "formaction" not in page


@pytest.mark.parametrize(
    ("by", "choice", "slugs"),
    [
        ("review", "overdue", {"late"}),
        ("review", "soon", {"today", "soon"}),
        ("review", "later", {"strain"}),
        ("review", "nonsense", {"late", "today", "soon", "strain", "hidden"}),
        ("state", "waiting", {"late", "hidden"}),
        ("state", "public", {"late", "today", "soon", "strain"}),
        ("state", "hidden", {"hidden"}),
    ],
)
def test_the_list_can_be_narrowed(
    editor: Client,
    article: Article,
    make_article: MakeArticle,
    make_live: MakeLive,
    by: str,
    choice: str,
    slugs: set[str],
) -> None:
    today = timezone.localdate()
    for slug, days in {"late": -1, "today": 0, "soon": 30}.items():
        make_live(slug=slug, reviewed_on=today - timedelta(days=90), review_due=today + timedelta(days=days))
    changed = Article.objects.get(slug="late")
    changed.review_due = today + timedelta(days=90)  # a draft's date is no review yet
    changed.save()
    make_article(slug="hidden", reviewed_on=None, review_due=None).save()
    response = editor.get("/admin/articles/article/", {by: choice})
    assert {article.slug for article in response.context["cl"].queryset} == slugs


def test_the_list_names_what_is_overdue(editor: Client, make_live: MakeLive) -> None:
    today = timezone.localdate()
    make_live(reviewed_on=today - timedelta(days=9), review_due=today - timedelta(days=1))
    assert ", overdue</td>" in editor.get("/admin/articles/article/").content.decode()


def test_search_finds_words_of_the_text(editor: Client, article: Article) -> None:
    response = editor.get("/admin/articles/article/", {"q": "rest your leg"})
    assert list(response.context["cl"].queryset) == [article]


def test_the_form_links_to_the_public_page(editor: Client, article: Article) -> None:
    assert 'href="/articles/strain/"' in editor.get(change_url(article)).content.decode()
