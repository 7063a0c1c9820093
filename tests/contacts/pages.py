"""What the tests of pages share: reading a page, and the form that stands in it."""

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient


def text(client: FlaskClient, path: str, **headers: str) -> str:
    """The page at `path`, which must be there."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


class _Forms(HTMLParser):
    """Collects what a browser would send for each form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select: str | None = None
        self._textarea: str | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "form":
            self.forms.append({"": given.get("method", "get")})
            self._inside = True
        if not self._inside:
            return
        values = self.forms[-1]
        if tag == "input" and name and given.get("type") not in ("submit", "search"):
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            values[name] = given.get("value") or ""
        elif tag == "select" and name:
            self._select = name
            values.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in given:
            values[self._select] = given.get("value") or ""
        elif tag == "textarea" and name:
            self._textarea = name
            values[name] = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1][self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea:
            self.forms[-1][self._textarea] = self.forms[-1][self._textarea].lstrip("\r\n")
            self._textarea = None


def filled_form(page: str, having: str) -> dict[str, str]:
    """What a browser would send for the form with the field `having`, unchanged."""
    parser = _Forms()
    parser.feed(page)
    found = next(form for form in parser.forms if having in form)
    return {name: value for name, value in found.items() if name}


def opened(client: FlaskClient, path: str, having: str) -> dict[str, str]:
    """The form with the field `having` on the page at `path`, as a browser would send it."""
    return filled_form(text(client, path), having)
