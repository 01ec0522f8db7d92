"""A practice's logo: what is taken, what is kept of it, and how it is served."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from calfsite.lib import held
from calfsite.practice import current, logo
from tests.calfsite.practice.test_practice import saved


def picture(size: tuple[int, int] = (600, 200), kind: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    Image.new(options.pop("mode", "RGB"), size, options.pop("color", "#7a1f5c")).save(file, kind, **options)
    return file.getvalue()


def test_a_logo_is_served_by_its_name_and_stands_beside_the_name_or_for_it(db: None, client: Client) -> None:
    held.reset()
    kept = logo.read(picture())
    row = saved(logo=kept.png, logo_digest=kept.digest, logo_width=kept.width, logo_height=kept.height)
    current.refresh()
    address = f"/practice/logo-{kept.digest}.png"
    response = client.get(address)
    assert response.content == kept.png
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    header = client.get("/").content.decode().partition("<body")[2].split("</header>")[0]
    assert f'src="{address}"' in header
    assert 'alt=""' in header
    assert header.count("Leg &amp; Back clinic") == 1, "beside the logo"
    row.logo_has_name = True
    row.save()
    current.refresh()
    header = client.get("/").content.decode().partition("<body")[2].split("</header>")[0]
    assert 'alt="Leg &amp; Back clinic"' in header
    assert header.count("Leg &amp; Back clinic") == 1, "as the logo's words"


def test_a_page_that_shows_another_logo_gets_that_of_today_for_a_short_time(db: None, client: Client) -> None:
    """Also where this process has not looked yet; only without any logo is there nothing to show."""
    held.reset()
    old = "/practice/logo-0000000000000000.png"
    assert client.get(old).status_code == 404
    row = saved()
    assert client.get(old).status_code == 404
    kept = logo.read(picture())
    row.logo, row.logo_digest, row.logo_width, row.logo_height = kept.png, kept.digest, kept.width, kept.height
    row.save()
    response = client.get(old)
    assert (response.status_code, response.content) == (200, kept.png)
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("JPEG", "CMYK"), ("WEBP", "RGB"), ("PNG", "P"), ("PNG", "L")]
)
def test_a_logo_becomes_a_small_png(kind: str, mode: str) -> None:
    options = {"color": 3} if mode in {"P", "L"} else {}
    read = logo.read(picture((1200, 400), kind, mode=mode, **options))
    with Image.open(BytesIO(read.png)) as kept:
        assert (kept.format, kept.size) == ("PNG", (396, 132))
        assert (read.width, read.height) == kept.size


def test_nothing_but_pixels_is_kept_of_a_logo() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "Made at 12 River Lane", 6  # a description; lying on its side
    read = logo.read(picture((300, 120), "JPEG", exif=exif, comment=b"<script>"))
    assert (read.width, read.height) == (53, 132), "upright"
    assert b"River" not in read.png
    assert b"script" not in read.png


def test_a_heavy_logo_gets_fewer_colors() -> None:
    file = BytesIO()
    Image.merge("RGB", [Image.effect_noise(logo.MAX_SIZE, 90) for _ in range(3)]).save(file, "PNG")
    assert len(file.getvalue()) > 180_000
    assert len(logo.read(file.getvalue()).png) < 80_000


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (b"", "can’t be read as a picture"),
        (b"\x89PNG\r\n\x1a\nrubbish", "can’t be read as a picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "can’t be read as a picture"),
        (picture(kind="GIF"), "can’t be read as a picture"),
        (picture()[:-40], "can’t be read as a picture"),
        (picture((4001, 3001), mode="1", color=0), "too many pixels"),
        (b"\0" * 2_000_001, "at most 2 MB"),
    ],
    ids=["empty", "rubbish", "svg", "gif", "cut off", "a bomb", "too large"],
)
def test_what_is_no_logo_is_refused_with_what_to_do(upload: bytes, words: str) -> None:
    with pytest.raises(logo.LogoError, match=words):
        logo.read(upload)
