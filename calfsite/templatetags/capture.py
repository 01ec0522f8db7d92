"""`{% capture name %}…{% endcapture %}`: render once and use twice, as the title in the tab and in previews."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import mark_safe

register = template.Library()


@register.tag
def capture(parser: Parser, token: Token) -> "Capture":
    """Store what is rendered inside in a variable: one line, safe in text and in an attribute in double quotes."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(name, nodelist)


class Capture(template.Node):
    """Renders as nothing, and sets the variable."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        """Set the variable. Its text was escaped when it was rendered."""
        text = " ".join(self.nodelist.render(context).split()).replace('"', "&quot;")
        context[self.name] = mark_safe(text)  # noqa: S308 (escaped by the template)
        return ""
