"""Two states of an article side by side: the fields that differ, word by word."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import CONTENT, Content, Topic
from calfsite.lib import word_diff
from calfsite.lib.word_diff import Difference

State = Any  # an article, or a row of a model that django-simple-history makes of one
_LABELS = {field.name: field.verbose_name for field in Content._meta.fields}


def differences(old: State, new: State) -> list[Difference]:
    """The fields in which two states differ, in the order of the form; against nothing, all that are filled in."""
    return list(word_diff.differences(_texts(old), _texts(new)))


def _label(name: str) -> str:
    return capfirst(str(_LABELS[name]))


def _texts(state: State) -> dict[str, str]:
    """What each field says, by the name that the form gives it."""
    return {_label(name): _text(state, name) for name in CONTENT}


def _text(state: State, name: str) -> str:
    """What the field says, for people: a topic's title, a date as dates are written here."""
    if state is None:
        return ""
    if name == "topic":
        topic = Topic.objects.filter(pk=state.topic_id).first()
        return topic.title if topic else _("(a topic that is gone)")
    value = getattr(state, name)
    if isinstance(value, date):
        return date_format(value)
    return "" if value is None else str(value)
