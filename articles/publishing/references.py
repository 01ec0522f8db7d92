"""What leads to a page: the triages that name it, and the pages that link to it."""

from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from articles.models import LiveArticle
from articles.text import markdown, values


def refusals(article: LiveArticle, slug: str | None = None) -> list[str]:
    """Why this page can't move to another address, or be taken back (None): live triages name it. One sentence each."""
    if slug == article.slug:
        return []
    message = _("Patients are sent to %(address)s by: %(who)s. First publish a version that names another article.")
    return [
        message % {"address": article.get_absolute_url(), "who": who}
        for who in import_string(settings.ARTICLE_NAMED_BY)(article.slug)
    ]


def linking_to(article: LiveArticle) -> list[LiveArticle]:
    """The other pages that patients read and that lead to this one, by title."""
    address = article.get_absolute_url()
    found = LiveArticle.objects.filter(Q(body__contains=address) | Q(related__contains=article.slug))
    return [
        other
        for other in found.exclude(pk=article.pk).select_related("topic").order_by("title")
        if article.slug in other.related.split()
        or any(link.partition("#")[0] == address for link in markdown.parse(other.body).links)
    ]


def headings_lost(article: LiveArticle, body: str) -> list[str]:
    """The links of other pages to headings that the page has now and would lack with this text, a sentence each."""
    old, new = (set(markdown.parse(values.filled(text)).anchors) for text in (article.body, body))
    lost = {f"{article.get_absolute_url()}#{anchor}" for anchor in old - new}
    message = _("“%(title)s” links to %(address)s: keep that heading, or correct the link there afterwards.")
    return [
        message % {"title": other.title, "address": unquote(link)}
        for other in linking_to(article)
        for link in markdown.parse(other.body).links
        if unquote(link) in lost
    ]
