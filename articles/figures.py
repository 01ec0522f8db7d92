"""A drawing in an article: `::: figure NAME`, the caption, `:::`. The drawing says the rest itself."""

from django.utils.translation import gettext as _
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from articles import illustrations


def start(name: str) -> list[Token]:
    """What stands between `<figure>` and the caption; no picture where none has this name."""
    picture = illustrations.picture(name)
    if picture is None:
        return [_html("<figcaption>\n")]
    size = f'width="{picture.width}" height="{picture.height}"'
    words = f'src="{escapeHtml(picture.address)}" alt="{escapeHtml(picture.title)}"'
    return [_html(f'<img {words} {size} loading="lazy" decoding="async">\n<figcaption>\n')]


def end(name: str) -> list[Token]:
    """What stands between the caption and `</figure>`: the drawing's lesson in words."""
    picture = illustrations.picture(name)
    if picture is None:
        return [_html("</figcaption>\n")]
    summary = escapeHtml(_("Picture in words"))
    words = f"<details><summary>{summary}</summary><p>{escapeHtml(picture.description)}</p></details>"
    # Inside the caption: HTML lets nothing follow it.
    return [_html(f"{words}\n</figcaption>\n")]


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content, block=True)
