"""What HTML an article may consist of. `sanitize` is the one function that makes it safe."""

import re

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.text import boxes, glossary_links, tools

HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
# Ids of headings begin with this, so that none is the same as an id of the page around them.
HEADING_ID = "s-"
# The web, a telephone, a part of this page, a page of this site; `//` and `/\\` would lead to another host.
LINK = re.compile(r"https?://|tel:|#|/(?![/\\])")

_TEXT_TAGS = {"p", "br", "hr", "ul", "ol", "li", "em", "strong", "a", "img", "pre", "span"}
_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
_FIGURE_TAGS = {"figure", "figcaption", "details", "summary"}
_WORD_TAGS = {"button", "section", "div"}
_SIZE = re.compile(r"[1-9]\d{0,3}", re.ASCII)
_WORD_ID = re.compile(rf"{glossary_links.ID_PREFIX}[-\w]+", re.ASCII)
_TOOL_IDS = {f"{tools.ID_PREFIX}{name}" for name in tools.TOOLS}


def sanitize(html: str) -> SafeString:
    """The HTML with nothing left but our own tags, classes, images and harmless links."""
    return mark_safe(_cleaner.clean(html))  # noqa: S308 (this is the function that makes it safe)


def is_own_image(address: str) -> bool:
    """Whether a picture at this address is the site's own."""
    return address.startswith(settings.STATIC_URL) and ".." not in address


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    """Drop foreign pictures, addresses that a browser takes for another site's, and ids that are not ours."""
    kept = {
        "src": is_own_image(value),
        "href": bool(LINK.match(re.sub(r"\s", "", value))),
        "id": _is_box_id(value) if tag == "div" else value.startswith(HEADING_ID),
        "width": bool(_SIZE.fullmatch(value)),
        "height": bool(_SIZE.fullmatch(value)),
        "loading": value == "lazy",
        "decoding": value == "async",
        "popover": value == "",
        "popovertarget": bool(_WORD_ID.fullmatch(value)),
    }
    return value if kept.get(name, True) else None


def _is_box_id(value: str) -> bool:
    return value in _TOOL_IDS or bool(_WORD_ID.fullmatch(value))


_cleaner = nh3.Cleaner(
    tags=boxes.TAGS | HEADINGS | _TEXT_TAGS | _TABLE_TAGS | _FIGURE_TAGS | _WORD_TAGS,
    attributes={
        "a": {"href", "title"},
        "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
        "ol": {"start"},
        "th": {"scope"},
        "div": {"id", "popover"},
        "button": {"type", "popovertarget"},
        **{heading: {"id"} for heading in HEADINGS},
    },
    allowed_classes={
        **dict.fromkeys(boxes.TAGS, boxes.CLASSES),
        **dict.fromkeys(HEADINGS, boxes.TITLE_CLASSES),
        "div": boxes.CLASSES | {"meaning"},
        "section": boxes.CLASSES | {"words"},
        "button": {"word"},
        "span": {boxes.WORD_CLASS, glossary_links.TOGETHER_CLASS},
    },
    set_tag_attribute_values={"button": {"type": "button"}},  # never one that sends a form
    attribute_filter=_filter_attribute,
    url_schemes={"http", "https", "tel"},
    link_rel=None,  # the Referrer-Policy header hides the address from other sites
)
