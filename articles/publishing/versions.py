"""Every state of an article that was ever published or saved, to look at, compare and restore."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import CONTENT, Article, Content, LiveArticle, Topic
from calfsite.lib import word_diff
from calfsite.lib.edit_conflict import Edit

NOW = "draft"
"""The key of the draft as it is now."""

_MAX_DRAFTS = 50  # saved drafts that are offered; older ones stay in the database
_LABELS = {field.name: field.verbose_name for field in Content._meta.fields}

State = Any  # an article, or a row of a model that django-simple-history makes of one


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
    return [_draft(row) for row in _draft_rows(article)[:_MAX_DRAFTS]]


def now(article: Article) -> Version:
    """The draft as it is now."""
    saved = _draft_rows(article).first()
    return Version(NOW, _("The draft now"), article.updated_at, _name_of(saved), "", article)


def edits_since(article: Article, revision: int) -> list[Edit]:
    """Who has saved the draft since it was at this revision, the newest first."""
    later = _draft_rows(article).filter(revision__gt=revision)[:_MAX_DRAFTS]
    return [Edit(_name_of(row), row.history_date) for row in later]


def find(article: Article, key: str) -> Version:
    """The state with this key; UnknownVersionError when there is none."""
    kind, _dash, number = key.partition("-")
    if key == NOW:
        return now(article)
    if kind in {"live", "draft"} and number.isdecimal():
        rows, version = (_live_rows, _live) if kind == "live" else (_draft_rows, _draft)
        if row := rows(article).filter(history_id=number).first():
            return version(row)
    raise UnknownVersionError(key)


def differences(old: State, new: State) -> list[word_diff.Difference]:
    """The fields in which two states differ, in the order of the form; against None, all that are filled in."""
    return list(word_diff.differences(_texts(old), _texts(new)))


def _texts(state: State) -> dict[str, str]:
    """What each field says, under the label of the form."""
    return {capfirst(str(_LABELS[name])): _text(state, name) for name in CONTENT}


def _text(state: State, name: str) -> str:
    """What the field says, for people: a topic's title, a date as dates are written here."""
    if state is None:
        return ""
    if name == "topic":
        topic = Topic.objects.filter(pk=state.topic_id).first()
        return topic.title if topic else _("(a deleted topic)")
    value = getattr(state, name)
    if isinstance(value, date):
        return date_format(value)
    return "" if value is None else str(value)


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
    """Who made this entry; “the site” where nobody was signed in."""
    if row is None or row.history_user is None:
        return _("the site")
    return str(row.history_user.get_full_name() or row.history_user.get_username())
