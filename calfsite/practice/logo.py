"""Uploaded logos: validated, and re-encoded as a small PNG without any metadata."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 2_000_000
MAX_PIXELS = 12_000_000  # a phone camera's picture; a larger one could be made to exhaust the memory
MAX_SIZE = (528, 132)
"""Width and height in pixels: three times the size on the page (static/css/site.css), for high-resolution screens."""
MAX_TRUE_COLOR = 40_000  # bytes; a larger logo is reduced to 256 colors, since it is in the first view of every page
FORMATS = ("PNG", "JPEG", "WEBP")  # no SVG: it can hold scripts


class LogoError(ValueError):
    """This file cannot be used as a logo. The message says what to do."""


@dataclass(frozen=True)
class Logo:
    """A logo as it is stored and served."""

    png: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Its hash, for its URL."""
        return hashlib.sha256(self.png).hexdigest()[:16]


def read(upload: bytes) -> Logo:
    """The logo in an uploaded file. Raises LogoError."""
    if len(upload) > MAX_BYTES:
        raise LogoError(_("Choose a smaller file: at most 2 MB."))
    try:
        picture = _picture(upload)
    except LogoError:
        raise
    except Exception as error:  # Pillow raises a dozen kinds for broken files
        raise LogoError(_("This file can’t be read as a picture. Choose a PNG, JPEG or WebP file.")) from error
    return Logo(_png(picture), *picture.size)


def _picture(upload: bytes) -> "Image":
    """The picture, rotated upright and scaled down."""
    from PIL import Image, ImageOps  # noqa: PLC0415  some megabytes that no patient's page needs

    with Image.open(BytesIO(upload), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:  # read from the file's header, before decoding
            raise LogoError(_("This picture has too many pixels. Choose one of at most 4000 by 3000."))
        upright = ImageOps.exif_transpose(opened)
        picture = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    picture.thumbnail(MAX_SIZE, Image.Resampling.LANCZOS)
    return picture


def _png(picture: "Image") -> bytes:
    from PIL import Image  # noqa: PLC0415  as above

    # Only the pixels: no comment, color profile or date.
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    png = _encoded(clean)
    return png if len(png) <= MAX_TRUE_COLOR else _encoded(clean.quantize(256, Image.Quantize.FASTOCTREE))


def _encoded(picture: "Image") -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
