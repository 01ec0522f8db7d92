"""Every state of an article that was ever published or saved: what there is to look at, compare and restore."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from articles.models import Article, LiveArticle
from calfsite.lib.edit_conflict import Edit

NOW = "draft"
"""The key of the draft as it is now."""

_DRAFTS = 50  # saved drafts that are offered; older ones stay in the database


@dataclass(frozen=True)
class Version:
    """One state of an article, and how it came to be."""

    key: str
    name: str
    at: datetime
    by: str
    reason: str
    content: Model


class UnknownVersionError(LookupError):
    """The article has no state with this key."""


def published(article: Article) -> list[Version]:
    """What patients read, and when it was taken back, the newest first."""
    return [_live(row) for row in _live_rows(article)]


def drafts(article: Article) -> list[Version]:
    """The drafts that were saved last, the newest first; the draft as it is now is the first of them."""
    return [_draft(row) for row in _draft_rows(article)[:_DRAFTS]]


def now(article: Article) -> Version:
    """The draft as it is now."""
    saved = _draft_rows(article).first()
    return Version(NOW, _("The draft now"), article.updated_at, _name_of(saved), "", article)


def edits_since(article: Article, revision: int) -> list[Edit]:
    """Who has saved the draft since it was at this revision, the newest first."""
    later = _draft_rows(article).filter(revision__gt=revision)[:_DRAFTS]
    return [Edit(_name_of(row), row.history_date) for row in later]


def find(article: Article, key: str) -> Version:
    """The state with this key; UnknownVersionError when the article has none such."""
    kind, _dash, number = key.partition("-")
    if key == NOW:
        return now(article)
    if kind in {"live", "draft"} and number.isdecimal():
        rows, version = (_live_rows, _live) if kind == "live" else (_draft_rows, _draft)
        if row := rows(article).filter(history_id=number).first():
            return version(row)
    raise UnknownVersionError(key)


def _live_rows(article: Article) -> Any:
    return LiveArticle.history.filter(article_id=article.pk).select_related("history_user")


def _draft_rows(article: Article) -> Any:
    return Article.history.filter(id=article.pk).select_related("history_user")


def _live(row: Any) -> Version:
    name = _("Taken back") if row.history_type == "-" else _("Published")
    return _version(f"live-{row.history_id}", name, row)


def _draft(row: Any) -> Version:
    return _version(f"draft-{row.history_id}", _("Draft saved"), row)


def _version(key: str, name: str, row: Any) -> Version:
    return Version(key, name, row.history_date, _name_of(row), row.history_change_reason or "", row)


def _name_of(row: Any) -> str:
    """Who made this entry; the site itself where nobody signed in did."""
    if row is None or row.history_user is None:
        return _("the site")
    return str(row.history_user.get_full_name() or row.history_user.get_username())
