"""The desk speaks of one thing in one way: names instead of keys, sentences instead of permissions."""

import re
from html.parser import HTMLParser

from django.contrib.auth.models import User
from django.test import Client

from tests.calfsite.desk import world
from tests.triage.engine.samples import with_every_part

RAW = re.compile(
    r"\b(?:[a-z]+_[a-z_]+|(?:triage|articles?|account|audit|auth|calfsite|newsletter|term|synonym|practice)\.[a-z_]+)\b"
)
OTHER_WORDS = re.compile(r"\b(?:vignettes?|groups?|codenames?)\b", re.IGNORECASE)
EXAMPLES = {"code", "pre", "textarea", "script", "style", "title"}  # what is written or copied as it stands
NO_PAGES = re.compile(r"\.(?:csv|txt|js)|jsi18n|/export/|autocomplete|/evidence/|/(?:calf|sample)/|password_change|/r/")


class Words(HTMLParser):
    """The words that somebody reads on a page: text, labels, choices and the words of buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag in EXAMPLES:
            self.inside.append(tag)
        self.found += [str(has[name]) for name in ("title", "aria-label", "placeholder", "alt") if has.get(name)]
        if tag == "input" and has.get("type") in {"submit", "button"}:
            self.found.append(has.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside and data.strip():
            self.found.append(" ".join(data.split()))


def own_texts() -> re.Pattern[str]:
    """What the sample's questions, answers and reasons say, which happens to look like keys; the longest first."""
    protocol = with_every_part()
    texts = {question.text for question in protocol.questions} | {rule.finding.because for rule in protocol.rules}
    texts |= {choice.text for question in protocol.questions for choice in question.choices}
    texts |= {text.removesuffix("?") for text in texts} | {"urgent, soon or self_care"}
    return re.compile("|".join(sorted(map(re.escape, (text for text in texts if "_" in text)), key=len, reverse=True)))


def test_no_page_shows_a_key_a_permission_or_another_word(one_of_everything: None) -> None:
    desk = Client()
    desk.force_login(User.objects.get(username="dr-lee"))
    own = own_texts()
    faults: dict[str, list[str]] = {}
    seen = 0
    for address in world.addresses().values():
        if NO_PAGES.search(address):
            continue
        response = desk.get(address)
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        seen += 1
        words = Words()
        words.feed(response.content.decode())
        for text in words.found:
            others = own.sub("", text)
            for found in (*RAW.findall(others), *OTHER_WORDS.findall(others)):
                faults.setdefault(f"{found}: {text[:90]}", []).append(address)
    assert seen > 60
    lines = [f"{fault}  ({len(pages)} pages, such as {pages[0]})" for fault, pages in sorted(faults.items())]
    assert not faults, "\n".join([f"{len(lines)} faults", *lines])
