"""The site's own drawings, which an article shows by name. Each drawing says in words what it shows.

A drawing is an SVG file in `settings.ILLUSTRATIONS`, with a `viewBox`, a `<title>` (what is shown, for those who cannot
see it) and a `<desc>` (the same lesson in sentences). A file without them, such as a care card's icon, does not count.
"""

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from django.templatetags.static import static

logger = logging.getLogger(__name__)

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_MAX_NAME = 60  # characters
_SVG = "{http://www.w3.org/2000/svg}"
_MAX_SIZE = 100_000  # bytes


@dataclass(frozen=True)
class Picture:
    """A drawing: its size in CSS pixels, its text alternative, and the same lesson in sentences."""

    name: str
    title: str
    description: str
    width: int
    height: int

    @property
    def address(self) -> str:
        """Its address under the name that the static files' storage gave it; empty before collectstatic."""
        try:
            return static(f"illustrations/{self.name}.svg")
        except ValueError:
            logger.exception("The drawing %r is not among the collected static files: run collectstatic", self.name)
            return ""


def picture(name: str) -> Picture | None:
    """The drawing of this name; None where it does not exist or lacks words. Each process reads it once."""
    if len(name) > _MAX_NAME or not _NAME.fullmatch(name):
        return None
    return _read(Path(settings.ILLUSTRATIONS) / f"{name}.svg")


def names() -> tuple[str, ...]:
    """The names of all drawings, in alphabetical order. Each process looks once."""
    return _names(Path(settings.ILLUSTRATIONS))


@lru_cache(maxsize=8)
def _names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("*.svg") if picture(path.stem)))


@lru_cache(maxsize=256)
def _read(path: Path) -> Picture | None:
    try:
        if path.stat().st_size > _MAX_SIZE:
            return None
        text = path.read_text(encoding="utf-8")
        if "<!" in re.sub(r"<!--.*?-->|<!\[CDATA\[", "", text, flags=re.DOTALL):
            return None  # a document type could define entities that expand without limit
        root = ElementTree.fromstring(text)  # noqa: S314 (our own file, and it defines no entities)
        sizes = [round(float(part)) for part in root.get("viewBox", "").replace(",", " ").split()]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, OverflowError, ElementTree.ParseError):
        logger.exception("The drawing %s cannot be read", path.name)
        return None
    title, description = (" ".join((root.findtext(f"{_SVG}{tag}") or "").split()) for tag in ("title", "desc"))
    if len(sizes) != 4 or min(sizes[2:]) < 1 or not title or not description:  # noqa: PLR2004 (left, top, width, height)
        return None
    return Picture(path.stem, title, description, sizes[2], sizes[3])
