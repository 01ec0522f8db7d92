"""What a page is, in terms of schema.org, for search engines: JSON-LD, which browsers do not run."""

import json
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.models import Content, Topic

register = template.Library()

_HARMLESS = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}
Crumbs = list[tuple[str, str]]


@register.simple_tag(takes_context=True)
def schema_of_article(context: Context, article: Content) -> SafeString:
    """A medical page, when it was reviewed, and its breadcrumbs; a page about the site is not a medical one."""
    page = {
        "@type": "WebPage" if article.topic.is_about_site else "MedicalWebPage",
        "url": context["page_url"](),
        "name": article.title,
        "inLanguage": article.language,
        "breadcrumb": _breadcrumbs(context, _way_to(article)),
    }
    if not article.topic.is_about_site:
        page["audience"] = {"@type": "MedicalAudience", "audienceType": "Patient"}
    if article.reviewed_on and not article.topic.is_about_site:
        page["lastReviewed"] = article.reviewed_on.isoformat()
    return _script(page)


@register.simple_tag(takes_context=True)
def schema_of_topic(context: Context, topic: Topic) -> SafeString:
    """The topic's breadcrumbs."""
    return _script(_breadcrumbs(context, [*_articles(), (topic.title, topic.get_absolute_url())]))


def _way_to(article: Content) -> Crumbs:
    """The breadcrumbs as the page shows them. The topic of pages about the site has the address of the page /about/."""
    topic = (article.topic.title, article.topic.get_absolute_url())
    here = (article.title, article.get_absolute_url())
    if article.topic.is_about_site:
        return [_articles()[0], *([topic] if topic[1] != here[1] else []), here]
    return [*_articles(), topic, here]


def _articles() -> Crumbs:
    return [(_("Home"), reverse("home")), (_("Articles"), reverse("article_list"))]


def _breadcrumbs(context: Context, crumbs: Crumbs) -> dict[str, Any]:
    root = context["site_url"]()
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": root + address}
        for number, (name, address) in enumerate(crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _script(data: dict[str, Any]) -> SafeString:
    """The data as a script element that nothing in it can close."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, separators=(",", ":"))
    safe = mark_safe(text.translate(_HARMLESS))  # noqa: S308 (no character is left that HTML could read)
    return format_html('<script type="application/ld+json">{}</script>', safe)
