"""A drawing in an article: `::: figure NAME`, the caption, `:::`. The drawing says the rest itself."""

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.text import illustrations


def figures_plugin(md: MarkdownIt) -> None:
    """Teach the renderer what stands before and after a figure's caption."""
    md.add_render_rule("figure_start", _render_start)
    md.add_render_rule("figure_end", _render_end)


def start(name: str) -> Token:
    """What stands between `<figure>` and the caption."""
    return Token("figure_start", "", 0, meta={"name": name}, block=True)


def end(name: str) -> Token:
    """What stands between the caption and `</figure>`."""
    return Token("figure_end", "", 0, meta={"name": name}, block=True)


def _render_start(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """The picture, lazily loaded; none where no drawing has this name."""
    picture = illustrations.picture(tokens[index].meta["name"])
    address = picture.address if picture else ""
    if picture is None or not address:
        return "<figcaption>\n"
    size = f'width="{picture.width}" height="{picture.height}"'
    words = f'src="{escapeHtml(address)}" alt="{escapeHtml(picture.title)}"'
    return f'<img {words} {size} loading="lazy" decoding="async">\n<figcaption>\n'


def _render_end(_renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    """The drawing's lesson in words. Inside the caption: HTML lets nothing follow it."""
    picture = illustrations.picture(tokens[index].meta["name"])
    if picture is None:
        return "</figcaption>\n"
    summary = escapeHtml(_("Picture in words"))
    return f"<details><summary>{summary}</summary><p>{escapeHtml(picture.description)}</p></details>\n</figcaption>\n"
