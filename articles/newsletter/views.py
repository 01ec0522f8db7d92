"""The pages of the email list. No page shows who is on it, and no URL has an address in it.

A GET of a link in a mail changes nothing, because programs that check mails open every link.
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

from articles.newsletter import mails, subscribing
from articles.newsletter.forms import JoinForm, TopicsForm
from articles.newsletter.mails import Purpose
from articles.newsletter.models import Subscriber
from articles.newsletter.models import topics as all_topics
from calfsite.lib import address

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
            request, "articles/newsletter/join.html", _join_context(JoinForm(initial={"topics": all_topics()}))
        )
    form = JoinForm(request.POST)
    status = _ask_to_join(request, form) if form.is_valid() else None
    if form.errors:
        return render(request, "articles/newsletter/join.html", _join_context(form), status=status)
    return redirect("newsletter_check_your_mail")


def _join_context(form: JoinForm) -> dict[str, object]:
    return {"form": form, "days": settings.NEWSLETTER_FORGET_DAYS}


def _ask_to_join(request: HttpRequest, form: JoinForm) -> int | None:
    """Send the mail. If that fails, add an error to the form and return the status of the response."""
    if form.is_spam():
        return None  # the sender sees the same page as everybody
    try:
        subscribing.ask_to_join(
            form.cleaned_data["email"],
            form.topics_chosen,
            site=address.root(request),
            client=address.client_address(request),
        )
    except subscribing.TooManyError as error:
        form.add_error(None, str(error))
        return TOO_MANY
    except mails.NotSentError as error:
        logger.error("The email list could not send a mail: %s", error)  # without traceback: it names the address
        form.add_error(None, _("We can’t send mail right now, so you have not joined. Try again in an hour."))
        return UNAVAILABLE
    return None


@private
@require_safe
def check_your_mail(request: HttpRequest) -> HttpResponse:
    """What to do next: the same page for everybody, on the list or not."""
    return render(request, "articles/newsletter/check_your_mail.html", {"days": settings.NEWSLETTER_CONFIRM_DAYS})


def readers_page(purpose: Purpose) -> Callable[[ReadersPage], Page]:
    """Decorate a view that a link in a mail leads to. Whoever has the link is the reader; there is no cookie.

    So a POST needs no CSRF token: the link is the secret, and mail services that unsubscribe with one click (RFC 8058)
    have no token. `Referrer-Policy` keeps the link from other sites.
    """

    def decorate(view: ReadersPage) -> Page:
        @csrf_exempt
        @private
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, token: str) -> HttpResponse:
            try:
                subscriber = mails.reader_of(token, purpose)
            except mails.OldLinkError:
                response = render(request, "articles/newsletter/old_link.html", status=GONE)
            except mails.BadLinkError:
                response = render(request, "articles/newsletter/bad_link.html", status=NOT_FOUND)
            else:
                response = view(request, subscriber) if subscriber else render(request, "articles/newsletter/gone.html")
            response["Referrer-Policy"] = "no-referrer"
            return response

        return wrapped

    return decorate


@readers_page(Purpose.CONFIRM)
def confirm(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """A button (GET) that puts the reader on the list (POST)."""
    topics = subscribing.chosen_by(subscriber)
    if request.method == "POST":
        subscribing.confirm(subscriber)
    elif subscriber.confirmed_at is None:
        return render(request, "articles/newsletter/confirm.html", {"topics": topics})
    urls = {f"{purpose}_url": mails.link(subscriber, purpose) for purpose in (Purpose.TOPICS, Purpose.LEAVE)}
    return render(request, "articles/newsletter/joined.html", {"topics": topics, **urls})


@readers_page(Purpose.LEAVE)
def leave(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """A button (GET) that deletes the address at once (POST)."""
    if request.method == "POST":
        subscribing.leave(subscriber)
        return render(request, "articles/newsletter/left.html")
    return render(request, "articles/newsletter/leave.html")


@readers_page(Purpose.TOPICS)
def topics(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """The reader's topics (GET), which a POST replaces."""
    form = TopicsForm(
        request.POST if request.method == "POST" else None, initial={"topics": subscribing.chosen_by(subscriber)}
    )
    saved = form.is_valid()
    if saved:
        subscribing.choose(subscriber, form.topics_chosen)
    context = {"form": form, "saved": saved, "leave_url": mails.link(subscriber, Purpose.LEAVE)}
    return render(request, "articles/newsletter/topics.html", context)
