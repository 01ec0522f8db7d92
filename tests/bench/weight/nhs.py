"""The same article as a page of the NHS design system: its template, style sheet and script, from npm."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from whitenoise.compress import Compressor

PACKAGES = ("nhsuk-frontend@10.6.1", "nunjucks@3.2.4")
HERE = Path(__file__).resolve().parent
_CARD = r'<section class="card card--(\w+)"><h(\d) class="card__title">(.*?)</h\d>'
_CARD_KINDS = {"emergency": "emergency", "urgent": "urgent", "soon": "non-urgent", "self_care": "primary"}


class MissingError(RuntimeError):
    """What the peer is built with is not on this machine; the message says what to install."""


def build(folder: Path, title: str, prose: str, pictures: Path) -> Path:
    """Writes the page of this article into the folder, compressed as our own files are; gives where it is served from.

    `prose` is the article's HTML as our site renders it, `pictures` the folder of the drawings that it shows.
    Raises MissingError without npm or without a way to npm's packages.
    """
    npm = shutil.which("npm")
    if not npm:
        raise MissingError("npm is missing: install it (Debian: apt-get install npm), then measure again.")
    fetched = subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *PACKAGES],
        capture_output=True,
        text=True,
        check=False,
    )
    if fetched.returncode:
        raise MissingError(f"npm could not fetch {' and '.join(PACKAGES)}:\n{fetched.stderr}")
    root = folder / "www"
    package = folder / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
    shutil.copytree(package / "assets", root / "assets")
    for name in ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js"):
        shutil.copy(package / name, root / name)
    shutil.copytree(pictures, root / "static" / "illustrations")
    (root / "index.html").write_text(_render(folder, title, _dressed(prose)))
    compressor = Compressor(quiet=True)
    for path in root.rglob("*"):
        if path.is_file() and compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    return root


def _render(folder: Path, title: str, body: str) -> str:
    given = json.dumps({"title": title, "body": body})
    command = [str(shutil.which("node")), str(HERE / "page.mjs"), str(folder)]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout


def _dressed(prose: str) -> str:
    """Our HTML with the classes that the NHS design system gives the same parts."""
    prose = re.sub(_CARD, _care_card, prose, flags=re.DOTALL).replace("</section>", "</div></div>")
    for size, tag in (("l", "h2"), ("m", "h3"), ("s", "h4")):
        prose = re.sub(rf'<{tag}(?! class="nhsuk)[^>]*>', f'<{tag} class="nhsuk-heading-{size}">', prose)
    prose = re.sub(r'<div class="(do|dont|key)">', '<div class="nhsuk-do-dont-list">', prose)
    prose = re.sub(r"<p[^>]*>", '<p class="nhsuk-body">', prose)
    return re.sub(r"<ul[^>]*>", '<ul class="nhsuk-list nhsuk-list--bullet">', prose)


def _care_card(found: re.Match[str]) -> str:
    kind, level, title = found.groups()
    return (
        f'<div class="nhsuk-card nhsuk-card--care nhsuk-card--care--{_CARD_KINDS[kind]}">'
        f'<div class="nhsuk-card--care__heading-container"><h{level} class="nhsuk-card--care__heading">'
        f'<span role="text">{title}</span></h{level}>'
        '<span class="nhsuk-card--care__arrow" aria-hidden="true"></span></div><div class="nhsuk-card__content">'
    )
