"""`{% put name %}…{% endput %}`: render once, use twice, as a page's title in its tab and in previews elsewhere."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import mark_safe

register = template.Library()


@register.tag
def put(parser: Parser, token: Token) -> "Put":
    """Keep what is rendered inside under a name, on one line, fit for text and for an attribute in double quotes."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endput",))
    parser.delete_first_token()
    return Put(name, nodelist)


class Put(template.Node):
    """Renders nothing where it stands."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        """Keep the text; what had to be escaped in it was escaped when it was rendered."""
        text = " ".join(self.nodelist.render(context).split()).replace('"', "&quot;")
        context[self.name] = mark_safe(text)  # noqa: S308 (rendered by the template, with its own escaping)
        return ""
