"""An article as a draft, of which patients see nothing, and as the copy that they read."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models.content import CONTENT, Content, reason_field
from articles.models.former import FormerAddress


class StaleDraftError(RuntimeError):
    """Somebody else saved this draft in the meantime. Nothing was saved; look at their text and decide again."""

    def __str__(self) -> str:
        return gettext("Somebody else has saved this draft. Look at their text, then try again.")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles by how the draft compares with what patients read."""

    def unpublished(self) -> "ArticleQuerySet":
        """Those that patients do not see at all."""
        return self.filter(live=None)

    def changed(self) -> "ArticleQuerySet":
        """Those that patients see with another text than the draft's."""
        same = Q(*[Q(**{name: F(f"live__{name}")}) | _both_empty(name) for name in CONTENT])
        return self.exclude(live=None).exclude(same)


class Article(Content):
    """The draft of an article: every article has one, and patients read the copy that was published last.

    `revision` grows with each save. `save` refuses (StaleDraftError) unless it begins with the newest one, so that
    nobody's work is overwritten unseen.
    """

    revision = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("draft last saved"), auto_now=True)

    history = HistoricalRecords(history_change_reason_field=reason_field())
    objects: ClassVar[models.Manager["Article"]] = ArticleQuerySet.as_manager()

    class Meta(Content.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [("publish_article", "Can publish articles and take them back")]

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save as the next revision. Raises StaleDraftError when `revision` is not the newest."""
        if not self._state.adding:
            mine = Article.objects.filter(pk=self.pk, revision=self.revision)
            if not mine.update(revision=F("revision") + 1):
                raise StaleDraftError
        self.revision += 1
        super().save(*args, **kwargs)

    @property
    def published(self) -> Content | None:
        """What patients read of it, if they do."""
        return getattr(self, "live", None)

    @property
    def is_changed(self) -> bool:
        """Whether the draft says something that patients do not read yet."""
        return self.published is None or not self.has_content_of(self.published)


def _both_empty(name: str) -> Q:
    """Whether a field is empty in both draft and live text: in SQL, NULL does not equal NULL."""
    return Q(**{name: None, f"live__{name}": None})


class LiveArticle(Content):
    """An article as patients read it: the copy made when it was last published. Only `publishing.workflow` writes here.

    Its history holds every state that patients ever read: who published it, when and why.
    """

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.PROTECT, related_name="live", verbose_name=_("article")
    )

    history = HistoricalRecords(history_change_reason_field=reason_field())

    class Meta(Content.Meta):
        verbose_name = _("live article")
        verbose_name_plural = _("live articles")
        default_permissions = ()
        constraints = [
            *Content.Meta.constraints,
            models.CheckConstraint(
                name="livearticle_is_reviewed",
                condition=~Q(reviewer="") & Q(reviewed_on__isnull=False) & Q(review_due__isnull=False),
                violation_error_message=_("Say who reviewed the article, when, and when it is due again."),
            ),
        ]

    @staticmethod
    def at(slugs: Iterable[str]) -> dict[str, "LiveArticle"]:
        """What patients read at each of these addresses: the article that has it or, if none does, that had it."""
        live = LiveArticle.objects.select_related("topic")
        found = {article.slug: article for article in live.filter(slug__in=slugs)}
        missing = [slug for slug in slugs if slug not in found]
        former = FormerAddress.objects.filter(slug__in=missing, article__live__isnull=False) if missing else ()
        moved = {one.article_id: one.slug for one in former}
        return found | {moved[article.pk]: article for article in (live.filter(pk__in=moved) if moved else ())}

    def clean(self) -> None:
        """Refuse what a draft is refused for, and a text that nobody has reviewed."""
        super().clean()
        errors = {}
        if not self.reviewer:
            errors["reviewer"] = [gettext("Say who reviewed the article.")]
        if not self.reviewed_on:
            errors["reviewed_on"] = [gettext("Say when the article was reviewed.")]
        if not self.review_due:
            errors["review_due"] = [gettext("Say when the next review is due.")]
        if errors:
            raise ValidationError(errors)
