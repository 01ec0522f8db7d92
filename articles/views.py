"""The pages that patients read: all articles, one topic, one article."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from articles.models import Article, Topic
from articles.pages import article_context


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """Every published article, by topic; a topic without any is left out."""
    published = Prefetch("articles", queryset=Article.objects.published().defer("body", "sources"))
    topics = [topic for topic in Topic.objects.prefetch_related(published) if topic.articles.all()]
    return render(request, "articles/article_list.html", {"topics": topics})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic and its published articles."""
    shelf = get_object_or_404(Topic, slug=slug)
    articles = Article.objects.published().filter(topic=shelf).defer("body", "sources")
    return render(request, "articles/topic.html", {"topic": shelf, "articles": articles})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One published article; a draft only for staff who may see it, and then kept by no cache."""
    page = get_object_or_404(Article.objects.select_related("topic"), slug=slug)
    if page.is_published:
        return render(request, "articles/article.html", article_context(page))
    if not _may_see_drafts(request.user):
        raise Http404
    response = render(request, "articles/article.html", {**article_context(page), "is_draft": True})
    add_never_cache_headers(response)
    return response


def _may_see_drafts(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this is a member of staff who may see articles in the admin."""
    return (
        isinstance(user, PermissionsMixin)
        and getattr(user, "is_staff", False)
        and (user.has_perm("articles.view_article") or user.has_perm("articles.change_article"))
    )
