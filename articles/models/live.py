"""The articles that patients read."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models.article import Article
from articles.models.content import Content, reason_field


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
