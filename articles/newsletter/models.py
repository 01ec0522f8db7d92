"""Who is on the email list, and which digest went to whom. An address stands in one place: its subscriber."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Topic
from articles.newsletter import addresses


def new_key() -> str:
    """What the links in a reader's mails are signed over: random, and says nothing of the address."""
    return secrets.token_urlsafe(16)


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Subscribers by whether they have said yes."""

    def confirmed(self) -> "SubscriberQuerySet":
        """Those who confirmed: the only ones who get a digest."""
        return self.filter(confirmed_at__isnull=False)

    def stale(self) -> "SubscriberQuerySet":
        """Those who were asked too long ago and never confirmed."""
        too_old = timezone.now() - timedelta(days=settings.NEWSLETTER_FORGET_DAYS)
        return self.filter(confirmed_at=None, asked_at__lt=too_old)


class Subscriber(models.Model):
    """Somebody who asked for our mail. Kept with the address: the topics, when they asked and when they confirmed."""

    email = models.EmailField(_("email address"), max_length=addresses.LONGEST)
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
        """Never the address: this text reaches logs and the admin's history, which outlive a subscriber."""
        return f"Subscriber {self.pk}"

    def clean(self) -> None:
        """Write the address as we keep all of them. Raises ValidationError for one that we can't write to."""
        self.email = addresses.normalized(self.email)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the address written as we keep all of them."""
        self.email = addresses.normalized(self.email)
        super().save(*args, **kwargs)


class Digest(models.Model):
    """What was new in a time; made once and never changed. `articles` is a list of what `news.Item` holds."""

    since = models.DateTimeField(_("from"), unique=True)  # unique: no two runs make one for the same time
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
    """One digest to one reader, at most once. When the reader leaves, what stays is a number in the digest's count."""

    class State(models.TextChoices):
        """How far it came. Only `waiting` is ever sent."""

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


class Turn(models.Model):
    """Whose turn it is to send: the one row that two runs can't hold at once, on any database (see turns.py)."""

    holder = models.CharField(max_length=32, blank=True)
    until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="turn_is_one", condition=Q(pk=1))]

    def __str__(self) -> str:
        return "The turn to send"
