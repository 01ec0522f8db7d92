"""The pages of the email list. No page says who is on it, and no address stands in a URL.

What a link in a mail leads to does nothing when it is only looked at: programs that check mails open every link.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from articles.newsletter import choices, limits, mails, post, subscribing, tokens
from articles.newsletter.forms import JoinForm, TopicsForm
from articles.newsletter.models import Subscriber
from articles.newsletter.tokens import Purpose
from calfsite.lib import address
from calfsite.lib.address import client_address

logger = logging.getLogger(__name__)

Page = Callable[..., HttpResponse]
ReadersPage = Callable[[HttpRequest, Subscriber], HttpResponse]

TOO_MANY, UNAVAILABLE, GONE, NOT_FOUND = 429, 503, 410, 404


def private(view: Page) -> Page:
    """Keep the page out of every cache and every search engine."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@private
@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The form to join by (GET); a mail to the address (POST)."""
    if not settings.NEWSLETTER:
        return render(request, "articles/newsletter/closed.html")
    if request.method != "POST":
        return render(
            request, "articles/newsletter/join.html", _join_page(JoinForm(initial={"topics": choices.topics()}))
        )
    form = JoinForm(request.POST)
    status = _asked(request, form) if form.is_valid() else None
    if form.errors:
        return render(request, "articles/newsletter/join.html", _join_page(form), status=status)
    return redirect("newsletter_check_your_mail")


def _join_page(form: JoinForm) -> dict[str, object]:
    return {"form": form, "days": settings.NEWSLETTER_FORGET_DAYS}


def _asked(request: HttpRequest, form: JoinForm) -> int | None:
    """Have the mail sent. What keeps it from being sent becomes an error of the form; gives the status that fits."""
    if form.is_trapped():
        return None  # a program is told that all went well
    if not limits.client_may_ask(client_address(request)):
        form.add_error(None, _("Too many addresses came from your place in the last hour. Try again in an hour."))
        return TOO_MANY
    if not limits.site_may_send():
        form.add_error(None, _("Very many people are joining right now. Try again in an hour."))
        return TOO_MANY
    try:
        subscribing.ask(form.cleaned_data["email"], form.topics_chosen, site=address.root(request))
    except post.NotSentError as error:
        logger.error("The email list could not send a mail: %s", error)  # no trace: it names the address
        form.add_error(None, _("We can’t send mail right now, so you have not joined. Try again in an hour."))
        return UNAVAILABLE
    return None


@private
@require_safe
def check_your_mail(request: HttpRequest) -> HttpResponse:
    """What to do next. The same for everybody, on the list or not."""
    return render(request, "articles/newsletter/check_your_mail.html", {"days": settings.NEWSLETTER_CONFIRM_DAYS})


def readers_page(purpose: Purpose) -> Callable[[ReadersPage], Page]:
    """A page that a link in a mail leads to. Whoever has the link is taken for the reader, so no cookie is needed.

    That is why a POST needs no CSRF token: the link is the secret, and mail services that let people leave with one
    click (RFC 8058) have no token. The address is passed on to no page (`Referrer-Policy`).
    """

    def decorate(view: ReadersPage) -> Page:
        @csrf_exempt
        @private
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, token: str) -> HttpResponse:
            try:
                subscriber = tokens.read(token, purpose)
            except tokens.OldLinkError:
                response = render(request, "articles/newsletter/old_link.html", status=GONE)
            except tokens.BadLinkError:
                response = render(request, "articles/newsletter/bad_link.html", status=NOT_FOUND)
            else:
                response = view(request, subscriber) if subscriber else render(request, "articles/newsletter/gone.html")
            response["Referrer-Policy"] = "no-referrer"
            return response

        return wrapped

    return decorate


@readers_page(Purpose.CONFIRM)
def confirm(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """One button (GET), which puts the reader on the list (POST)."""
    topics = subscribing.chosen_by(subscriber)
    if request.method == "POST":
        subscribing.confirm(subscriber)
    elif subscriber.confirmed_at is None:
        return render(request, "articles/newsletter/confirm.html", {"topics": topics})
    links = {f"{purpose}_url": mails.link(subscriber, purpose) for purpose in (Purpose.TOPICS, Purpose.LEAVE)}
    return render(request, "articles/newsletter/joined.html", {"topics": topics, **links})


@readers_page(Purpose.LEAVE)
def leave(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """One button (GET), which deletes the address at once (POST)."""
    if request.method == "POST":
        subscribing.leave(subscriber)
        return render(request, "articles/newsletter/left.html")
    return render(request, "articles/newsletter/leave.html")


@readers_page(Purpose.TOPICS)
def topics(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """The reader's topics (GET), and others in their place (POST)."""
    form = TopicsForm(
        request.POST if request.method == "POST" else None, initial={"topics": subscribing.chosen_by(subscriber)}
    )
    saved = form.is_valid()
    if saved:
        subscribing.choose(subscriber, form.topics_chosen)
    context = {"form": form, "saved": saved, "leave_url": mails.link(subscriber, Purpose.LEAVE)}
    return render(request, "articles/newsletter/topics.html", context)
