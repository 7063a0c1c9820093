"""What a browser would do before the clock starts: sign in, open a form and fill it."""

import secrets
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode

from benchmarks.load import Address

FormData = list[tuple[str, str]]


class FormReader(HTMLParser):
    """The fields that a browser would send of the form whose fields include `marker`."""

    def __init__(self, marker: str) -> None:
        super().__init__()
        self.marker = marker
        self.forms: list[FormData] = []
        self.unticked: list[FormData] = []  #: check boxes, by form
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.forms.append([])
            self.unticked.append([])
        elif not self.forms:
            return
        elif tag == "input" and name:
            loose = given.get("type") in ("checkbox", "radio") and "checked" not in given
            (self.unticked if loose else self.forms)[-1].append((name, value))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1].append((self._select, value))
        elif tag == "textarea":
            self._area = name

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.forms[-1].append((self._area, ""))
        elif tag == "select":
            self._select = ""

    def found(self) -> tuple[FormData, FormData]:
        """(what is sent as it stands, the boxes that are not ticked). LookupError when no form has the marker."""
        for form, boxes in zip(self.forms, self.unticked, strict=True):
            if self.marker in dict(form):
                return form, boxes
        raise LookupError(f"no form has a field {self.marker}")


@dataclass
class Browser:
    """One person's cookie at one server."""

    address: Address
    cookie: str = ""

    def fetch(self, method: str, path: str, data: FormData | None = None) -> tuple[int, str]:
        """(status, text) of one request."""
        connection = HTTPConnection(*self.address, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(data) if data else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if given := answer.getheader("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        connection.close()
        return answer.status, text

    def form(self, path: str, marker: str) -> tuple[FormData, FormData]:
        """The form at an address that has a field `marker`."""
        reader = FormReader(marker)
        reader.feed(self.fetch("GET", path)[1])
        return reader.found()

    def sign_in(self, email: str, password: str) -> None:
        """RuntimeError when the server does not let the person in."""
        fields, _ = self.form("/users/sign-in", "password")
        status, text = self.fetch("POST", "/users/sign-in", replaced(fields, email=email, password=password))
        if status != 303:
            raise RuntimeError(f"signing in answered {status}: {text[:500]}")

    def talk(self, organisation_id: int) -> tuple[str, FormData]:
        """The address of the form that logs a meeting with an organisation, and the form filled in."""
        path = f"/meetings/new?organisation_id={organisation_id}"
        fields, boxes = self.form(path, "said")
        theirs = next(box for box in boxes if box[0] == "theirs")
        ours = [box for box in boxes if box[0] == "ours"][:1]
        said = "試食の評価は良く、まず一コンテナから始めたい。ラベルは簡体字を希望する。"
        filled = replaced(fields, subject="見本の評価", said=said, decision="来週中に見積書を送る。", result="interest")
        return path, [*filled, theirs, *ours]


def replaced(fields: FormData, **changes: str) -> FormData:
    """The fields with some values changed or added."""
    return [(name, value) for name, value in fields if name not in changes] + list(changes.items())


def once(fields: FormData) -> str:
    """The form as it is sent, under a one-time id of its own: the same form opened anew."""
    return urlencode(replaced(fields, form_id=secrets.token_urlsafe(16)))
