"""A logo that somebody uploads: looked at closely, and written anew as a small PNG with nothing else in it."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 2_000_000
MOST_PIXELS = 12_000_000  # what a phone's camera takes; more could be a picture made to fill our memory
ROOM = (528, 132)
"""How large a logo is kept: three times as large as the page shows it (static/css/site.css), for sharp screens."""
HEAVY = 40_000  # bytes; a logo is in the first view of every page
FORMATS = ("PNG", "JPEG", "WEBP")  # no SVG: it can hold scripts


class LogoError(ValueError):
    """This is no logo that we can take. The message tells the person what to do."""


@dataclass(frozen=True)
class Logo:
    """A logo as it is kept and served."""

    png: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Its name in its address: another logo has another."""
        return hashlib.sha256(self.png).hexdigest()[:16]


def read(upload: bytes) -> Logo:
    """The logo in an uploaded file. Raises LogoError."""
    if len(upload) > MOST_BYTES:
        raise LogoError(_("Choose a smaller file: at most 2 MB."))
    try:
        picture = _picture(upload)
    except LogoError:
        raise
    except Exception as error:  # Pillow raises a dozen kinds for files that are broken, on purpose or not
        raise LogoError(_("This file can’t be read as a picture. Choose a PNG, JPEG or WebP file.")) from error
    return Logo(_png(picture), *picture.size)


def _picture(upload: bytes) -> "Image":
    """The picture, upright and small, with nothing of what cameras and programs add."""
    from PIL import Image, ImageOps  # noqa: PLC0415  some megabytes that no patient's page needs

    with Image.open(BytesIO(upload), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:  # told by the head of the file, before anything is unpacked
            raise LogoError(_("This picture has too many pixels. Choose one of at most 4000 by 3000."))
        upright = ImageOps.exif_transpose(opened)
        picture = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    picture.thumbnail(ROOM, Image.Resampling.LANCZOS)
    return picture


def _png(picture: "Image") -> bytes:
    from PIL import Image  # noqa: PLC0415  as above

    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # pixels only: no comment, profile or date
    png = _written(clean)
    return png if len(png) <= HEAVY else _written(clean.quantize(256, Image.Quantize.FASTOCTREE))


def _written(picture: "Image") -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
