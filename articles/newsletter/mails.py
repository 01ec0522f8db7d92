"""What our mails say, and their headers. Plain text, and the same as simple HTML: no pictures, nothing is counted."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from articles.newsletter import tokens
from articles.newsletter.models import Digest, Subscriber
from articles.newsletter.news import Item, by_topic
from articles.newsletter.tokens import Purpose
from calfsite.practice import current


def link(subscriber: Subscriber, purpose: Purpose, site: str = "") -> str:
    """The reader's link for a purpose; whole, where the site's address is given."""
    return site + reverse(f"newsletter_{purpose}", args=[tokens.make(subscriber, purpose)])


def to_one_who_asked(subscriber: Subscriber, site: str) -> EmailMultiAlternatives:
    """To an address that somebody typed in: how to join; to a reader: how to leave or choose other topics."""
    name = current.practice().name
    if subscriber.confirmed_at is None:
        subject = _("Please confirm: do you want mail from %(practice)s?") % {"practice": name}
        return _mail("confirm", subject, subscriber, site, days=settings.NEWSLETTER_CONFIRM_DAYS)
    subject = _("You are on the email list of %(practice)s") % {"practice": name}
    return _mail("already", subject, subscriber, site)


def digest(sent: Digest, items: Sequence[Item], subscriber: Subscriber) -> EmailMultiAlternatives:
    """A digest for one reader: these articles of it."""
    subject = _("News from %(practice)s") % {"practice": current.practice().name}  # no title: a locked screen shows it
    mail = _mail("digest", subject, subscriber, settings.SITE_URL, topics=by_topic(items))
    mail.extra_headers |= {
        "List-Unsubscribe": f"<{link(subscriber, Purpose.LEAVE, settings.SITE_URL)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": _message_id(sent, subscriber),
    }
    return mail


def _mail(name: str, subject: str, subscriber: Subscriber, site: str, **context: Any) -> EmailMultiAlternatives:
    context |= {
        "practice": current.practice(),
        "site": site,
        **{f"{purpose}_url": link(subscriber, purpose, site) for purpose in Purpose},
    }
    text = render_to_string(f"articles/newsletter/mail/{name}.txt", context)
    mail = EmailMultiAlternatives(
        " ".join(subject.split()),  # a line break in a title must not begin a header of its own
        text.strip() + "\n",
        to=[subscriber.email],
        headers={"Auto-Submitted": "auto-generated"},  # so that nobody's "I am on holiday" comes back
    )
    mail.attach_alternative(
        render_to_string(f"articles/newsletter/mail/{name}.html", context).strip() + "\n", "text/html"
    )
    return mail


def _message_id(sent: Digest, subscriber: Subscriber) -> str:
    """The same each time this digest is sent to this reader: many mail services then show it once."""
    number = salted_hmac("articles.newsletter.message", f"{sent.pk} {subscriber.key}").hexdigest()[:32]
    return f"<{number}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
