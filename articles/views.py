"""What patients read: articles and pages about the site, topics, the glossary, and search results."""

import re

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.http import require_safe

from articles.article_page import article_context, exercise_sheet_context
from articles.glossary import articles_by_word, by_letter
from articles.models import Article, LiveArticle, Term, Topic
from articles.search import results

_HELP_PAGE = "when-to-get-help"
_MAX_SHOWN = 1_000  # characters of a query that is too long, shown again to be shortened
# No cache, search engine or other site may learn what somebody looked for.
_PRIVATE_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin"}


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """Every published article, by topic; a topic without any is left out."""
    live = Prefetch("livearticles", queryset=LiveArticle.objects.defer("body", "sources"))
    found = Topic.objects.filter(is_about_site=False).prefetch_related(live)
    topics = [topic for topic in found if topic.livearticles.all()]
    return render(request, "articles/article_list.html", {"topics": topics})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic and its published articles."""
    found = Topic.objects.filter(slug=slug).first() or get_object_or_404(Topic, former_addresses__slug=slug)
    if found.is_about_site or found.slug != slug:
        return _moved(found)
    articles = LiveArticle.objects.filter(topic=found).select_related("topic").defer("body", "sources")
    return render(request, "articles/topic.html", {"topic": found, "articles": articles})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One published article; where there is none, its draft for staff who may see it, and then not cached."""
    page = LiveArticle.at([slug]).get(slug)
    if page is not None and request.path != page.get_absolute_url():
        return _moved(page)
    if page is not None:
        return render(request, "articles/article.html", article_context(page))
    if not _may_see_drafts(request.user):
        raise Http404
    draft = get_object_or_404(Article.objects.select_related("topic"), slug=slug)
    response = render(request, "articles/article.html", {**article_context(draft), "is_draft": True})
    add_never_cache_headers(response)
    return response


@require_safe
def exercise_sheet(request: HttpRequest) -> HttpResponse:
    """The exercises on one sheet to print, with room to tick and to write."""
    return render(request, "articles/exercise_sheet.html", exercise_sheet_context())


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every medical word by its first letter, each with the articles that link to it."""
    return render(request, "articles/glossary.html", {"letters": by_letter(Term.objects.all(), articles_by_word())})


def _moved(page: LiveArticle | Topic) -> HttpResponse:
    """A redirect to the page's address, cached for minutes only: a topic may turn into one about the site, or back."""
    response = redirect(page, permanent=True)
    patch_cache_control(response, max_age=600)
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the site has on the words that were typed. They are in the address, and kept nowhere else."""
    typed = " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", request.GET.get("q", "")).split())
    is_too_long = len(typed) > results.MAX_LENGTH
    context = {
        "typed": typed[:_MAX_SHOWN],
        "is_too_long": is_too_long,
        "limit": results.MAX_LENGTH,
        "results": results.search(typed) if typed and not is_too_long else None,
        "topics": Topic.objects.filter(is_about_site=False).exclude(livearticles=None),
        "help_page": LiveArticle.at([_HELP_PAGE]).get(_HELP_PAGE),
    }
    response = render(request, "articles/search/search.html", context)
    for name, value in _PRIVATE_HEADERS.items():
        response.headers[name] = value
    return response


def _may_see_drafts(user: User | AnonymousUser) -> bool:
    """Whether this user may see articles in the admin."""
    return user.is_staff and (user.has_perm("articles.view_article") or user.has_perm("articles.change_article"))
