"""The pages that patients read: all articles, one topic, one article, the glossary."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from articles.glossary import articles_by_word, by_letter
from articles.models import Article, LiveArticle, Term, Topic
from articles.pages import article_context


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """Every published article, by topic; a topic without any is left out."""
    live = Prefetch("livearticles", queryset=LiveArticle.objects.defer("body", "sources"))
    topics = [topic for topic in Topic.objects.prefetch_related(live) if topic.livearticles.all()]
    return render(request, "articles/article_list.html", {"topics": topics})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic and its published articles."""
    shelf = get_object_or_404(Topic, slug=slug)
    articles = LiveArticle.objects.filter(topic=shelf).defer("body", "sources")
    return render(request, "articles/topic.html", {"topic": shelf, "articles": articles})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One published article; where there is none, its draft for staff who may see it, and then kept by no cache."""
    page = LiveArticle.objects.select_related("topic").filter(slug=slug).first()
    if page is not None:
        return render(request, "articles/article.html", article_context(page))
    if not _may_see_drafts(request.user):
        raise Http404
    draft = get_object_or_404(Article.objects.select_related("topic"), slug=slug)
    response = render(request, "articles/article.html", {**article_context(draft), "is_draft": True})
    add_never_cache_headers(response)
    return response


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every medical word by its first letter, each with the articles that explain themselves with it."""
    return render(request, "articles/glossary.html", {"letters": by_letter(Term.objects.all(), articles_by_word())})


def _may_see_drafts(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this is a member of staff who may see articles in the admin."""
    return (
        isinstance(user, PermissionsMixin)
        and getattr(user, "is_staff", False)
        and (user.has_perm("articles.view_article") or user.has_perm("articles.change_article"))
    )
