"""Who is on the email list, and which digest went to whom. An address is stored in one place: its subscriber."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from articles.models import Topic

MAX_ADDRESS = 254  # characters (RFC 5321)
NOT_AN_ADDRESS = _("Enter an email address in the usual form, such as name@example.com.")

_validate = EmailValidator(message=NOT_AN_ADDRESS, allowlist=[])  # Django's own allowlist accepts localhost


def normalized(typed: str) -> str:
    """The one form in which an address is stored: the domain in lower-case ASCII (`xn--bcher-kva.example`).

    The part before the @ stays as typed: only the owner's server knows whether its case matters. Raises
    ValidationError for what Django's validator refuses, and for what must not be in a mail's header.
    """
    _validate(typed)
    local, _at, domain = typed.rpartition("@")
    try:
        address = f"{local}@{punycode(domain).lower()}"
    except UnicodeError:
        raise ValidationError(NOT_AN_ADDRESS, code="invalid") from None
    if not (address.isascii() and address.isprintable()) or domain.startswith("[") or len(address) > MAX_ADDRESS:
        raise ValidationError(NOT_AN_ADDRESS, code="invalid")
    return address


def topics() -> models.QuerySet[Topic]:
    """The topics that readers choose from: without the pages about the site."""
    return Topic.objects.filter(is_about_site=False)


def new_key() -> str:
    """What the links in a reader's mails are signed over: random, so that a link does not reveal the address."""
    return secrets.token_urlsafe(16)


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Subscribers by whether they confirmed."""

    def confirmed(self) -> "SubscriberQuerySet":
        """Those who get digests."""
        return self.filter(confirmed_at__isnull=False)

    def stale(self) -> "SubscriberQuerySet":
        """Those who did not confirm within NEWSLETTER_FORGET_DAYS."""
        too_old = timezone.now() - timedelta(days=settings.NEWSLETTER_FORGET_DAYS)
        return self.filter(confirmed_at=None, asked_at__lt=too_old)


class Subscriber(models.Model):
    """Somebody who asked for our mail: their address and topics, when they asked and when they confirmed."""

    email = models.EmailField(_("email address"), max_length=MAX_ADDRESS)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    every_topic = models.BooleanField(_("every topic"), default=True, help_text=_("New topics too."))
    topics = models.ManyToManyField(Topic, blank=True, verbose_name=_("topics"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="subscriber_once"),
            models.CheckConstraint(name="subscriber_has_email", condition=~Q(email="")),
            models.CheckConstraint(
                name="subscriber_confirms_after_asking",
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("asked_at")),
            ),
        ]

    def __str__(self) -> str:
        """Never the address: this text reaches logs and the admin's history, which outlive the subscriber."""
        return f"Subscriber {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the address normalized. Raises ValidationError for one that we can't write to."""
        self.email = normalized(self.email)
        super().save(*args, **kwargs)


class Digest(models.Model):
    """What was new in a period; made once and never changed. `articles` is a list of the fields of `digests.Item`."""

    since = models.DateTimeField(_("from"), unique=True)  # unique: two runs cannot both make one for the same period
    until = models.DateTimeField(_("to"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    articles = models.JSONField(_("articles"))

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-since"]
        constraints = [models.CheckConstraint(name="digest_spans_a_time", condition=Q(since__lt=F("until")))]

    def __str__(self) -> str:
        return f"Digest {self.pk}"


class Delivery(models.Model):
    """One digest to one reader, at most once. It outlives a reader who leaves, for the digest's counts."""

    class State(models.TextChoices):
        """Its progress. Only `waiting` ones are ever sent."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        UNSURE = "unsure", _("not known whether it was sent")
        REFUSED = "refused", _("refused by the mail server, given up")
        NOTHING = "nothing", _("nothing new in the reader’s topics")

    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["digest", "subscriber"], name="delivery_once"),
            models.CheckConstraint(
                name="delivery_state_is_known",
                condition=Q(state__in=["waiting", "sending", "sent", "unsure", "refused", "nothing"]),
            ),
            models.CheckConstraint(
                name="delivery_sent_has_a_time",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"


class SendingLease(models.Model):
    """Which run may send: the single row that two runs cannot hold at once, on any database (see sending.py)."""

    holder = models.CharField(max_length=32, blank=True)
    until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="lease_is_one_row", condition=Q(pk=1))]

    def __str__(self) -> str:
        return "Lease on sending"
