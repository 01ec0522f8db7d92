"""`{{ text|with_number:practice }}`: the emergency number in a text, where one tap calls it."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from calfsite.practice.current import Practice
from triage import labels

register = template.Library()


@register.filter
def with_number(text: str, practice: Practice | None) -> SafeString:
    """The text, with the number itself as a link where it says "the emergency number", or writes the number out."""
    escaped = conditional_escape(text)
    if practice is None:
        return escaped
    number = conditional_escape(practice.emergency_number)
    words = "|".join(map(re.escape, (*labels.emergency_number_words(), number)))
    link = format_html('<a href="{}">{}</a>', practice.emergency_href, number)
    return mark_safe(re.sub(rf"(?<!\w)(?:{words})(?!\w)", link, escaped))  # noqa: S308 (text and link are escaped)
