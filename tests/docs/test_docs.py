"""The documentation names what is there: its picture, its paths and its links."""

import re
from pathlib import Path

from tests.docs import diagram

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
FOLDERS = "articles|calfsite|deploy|docs|static|templates|tests|triage"
LINK = re.compile(r"\]\((?!https?:|/|#)([^)#]+)")
PATH = re.compile(rf"`((?:{FOLDERS})/(?![\w/]*NAME)[\w./-]*)`")  # NAME: any name will do


def named(page: Path) -> list[Path]:
    """Every file and folder of ours that a page links to or names."""
    text = page.read_text(encoding="utf-8")
    return [page.parent / link for link in LINK.findall(text)] + [ROOT / path for path in PATH.findall(text)]


def test_the_picture_of_the_architecture_shows_the_imports_of_today() -> None:
    shown = diagram.FENCE.search(diagram.PAGE.read_text(encoding="utf-8"))
    assert shown is not None
    assert shown[0] == diagram.drawn(), "Run `make diagram`."


def test_every_path_and_link_in_the_documentation_leads_somewhere() -> None:
    missing = [f"{page.relative_to(ROOT)}: {path}" for page in PAGES for path in named(page) if not path.exists()]
    assert missing == []
