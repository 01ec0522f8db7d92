"""A page's form as a browser would send it back, so that tests change only what a person would."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

Fields = dict[str, list[str]]


class _Form(HTMLParser):
    """Collects what the fields of a page hold. `__prefix__` fields are templates for scripts, and are not sent."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self.select: str | None = None
        self.area: str | None = None
        self.first = ""

    def put(self, name: str | None, value: str) -> None:
        if name and "__prefix__" not in name:
            self.fields.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "input" and has.get("type") in {"checkbox", "radio"}:
            if "checked" in has:
                self.put(has.get("name"), has.get("value") or "on")
        elif tag == "input" and has.get("type") != "submit":
            self.put(has.get("name"), has.get("value") or "")
        elif tag == "select":
            self.select = has.get("name")
        elif tag == "option" and "selected" in has:
            self.put(self.select, has.get("value") or "")
        elif tag == "textarea":
            self.area, self.first = has.get("name"), ""

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.first += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.put(self.area, self.first.removeprefix("\n"))
            self.area = None


def fields_of(html: str) -> Fields:
    """What the form on this page holds."""
    form = _Form()
    form.feed(html)
    return {name: values for name, values in form.fields.items() if name != "csrfmiddlewaretoken"}


def opened(desk: Client, url: str) -> Fields:
    """The fields of the page at this address."""
    response = desk.get(url)
    assert response.status_code == 200, url
    return fields_of(response.content.decode())


def put(desk: Client, url: str, fields: Fields, **changes: str | list[str]) -> None:
    """Send the form with some fields changed: it is saved. What page that leads to is not asked."""
    assert _send(desk, url, fields, changes).status_code == 302, url


def sent(desk: Client, url: str, fields: Fields, **changes: str | list[str]) -> str:
    """Send the form with some fields changed, follow where it leads, and give the page."""
    response = _send(desk, url, fields, changes, follow=True)
    assert response.status_code in {200, 409}, response.status_code
    return response.content.decode()


def _send(
    desk: Client, url: str, fields: Fields, changes: dict[str, str | list[str]], *, follow: bool = False
) -> HttpResponse:
    plain = {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
    return desk.post(url, {**fields, "_continue": ["Save"], **plain}, follow=follow)
