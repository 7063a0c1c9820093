"""A person at the pages without a script: opens one, fills in its form by field names, presses, and reads what follows.

What a browser would send is read off the page; what a script does is tried in a real browser, which costs twenty times
as long.
"""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from lxml import html
from lxml.html import FormElement, HtmlElement


class Pages:
    """One signed-in window. `page` is what it shows, `address` where that is."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.address = client, "/"
        self.page: HtmlElement = html.fromstring("<html></html>")

    def open(self, address: str) -> "Pages":
        """Go to an address, which must be there."""
        self._follow(self.client.get(address), address)
        return self

    def fill(self, *, by: str = "", choose: str = "", having: str = "", **values: Any) -> None:
        """Fill in the form that has the first of the fields, {field: text}, and press its button.

        A name's `__` stands for `-`. `by` is the name of the button and `choose` its value where several are called
        so; else the form's first one is pressed, as Enter would. `having` names another field of the form, where an
        earlier form of the page has the first. Fails with what the page says when it refuses.
        """
        self._follow(*self._filled(by, choose, values, having))

    def leave_filled(self, *, by: str = "", choose: str = "", **values: Any) -> None:
        """The same, and away: what it leads to is not looked at, only that it was saved."""
        answer, address = self._filled(by, choose, values)
        if answer.status_code not in (302, 303):
            self._follow(answer, address)
            raise AssertionError(f"{address} was not saved: {faults(self.page)}")

    def _filled(self, by: str, choose: str, values: dict[str, Any], having: str = "") -> tuple[Any, str]:
        form = self.form(having or (next(iter(values)).replace("__", "-") if values else by))
        sent = [pair for pair in form.form_values() if pair[1] is not None]
        for name, value in values.items():
            sent = put(form, sent, name.replace("__", "-"), value)
        if by:
            sent.append((by, choose or self._button(form, by)))
        return self._send(form, sent)

    def press(self, action: str, **with_it: str) -> None:
        """Press the button of the form that leads to an address ending so."""
        found = [form for form in self.page.forms if re.search(action + "$", form.get("action") or "")]
        assert found, f"no button of {self.address} leads to {action}"
        self._follow(*self._send(found[0], [*found[0].form_values(), *with_it.items()]))

    def answered(self, action: str, **values: str) -> Any:
        """What the button answers that leads to an address ending so: a paper in a window of its own."""
        for form in self.page.forms:
            for pressed in form.xpath(".//button"):
                address = pressed.get("formaction") or form.get("action") or ""
                if address.endswith(action):
                    sent = {name: value for name, value in form.form_values() if value is not None} | values
                    return self.client.post(urljoin(self.address, address), data=sent)
        raise AssertionError(f"no button of {self.address} leads to {action}")

    def form(self, field: str) -> FormElement:
        """The form of the page that has this field."""
        control = f".//*[@name='{field}' or @name='{field}-typed']"
        found = [form for form in self.page.forms if form.xpath(control)]
        assert found, f"no field {field} on {self.address}: {self.fields()}"
        return found[0]

    def fields(self) -> list[str]:
        """The names of all fields of the page."""
        return [str(name) for name in self.page.xpath("//main//form//*[@name]/@name")]

    def link(self, text: str) -> str:
        """Where the first link of the page's content leads that is called so."""
        found = [each for each in self.page.xpath("//main//a[@href]") if text in " ".join(each.text_content().split())]
        assert found, f"no link “{text}” on {self.address}"
        return str(found[0].get("href"))

    @property
    def text(self) -> str:
        """The words of the page's content, with one space between them."""
        return words(self.page)

    def _button(self, form: FormElement, name: str) -> str:
        found = form.xpath(f".//button[@name='{name}']")
        assert found, f"no button {name} on {self.address}"
        return str(found[0].get("value") or "")

    def _send(self, form: FormElement, sent: list[tuple[str, Any]]) -> tuple[Any, str]:
        """The answer, and the address that gave it."""
        address = urljoin(self.address, form.get("action") or self.address)
        data: dict[str, list[Any]] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        if (form.get("method") or "get").lower() == "get":
            return self.client.get(address, query_string=data), address
        return self.client.post(address, data=data), address

    def _follow(self, answer: Any, address: str) -> None:
        for _ in range(4):
            if answer.status_code not in (302, 303):
                break
            address = urljoin(address, answer.headers["Location"])
            answer = self.client.get(address)
        body = answer.get_data(as_text=True)
        self.address, self.page = urlsplit(address).path, html.fromstring(body)
        assert answer.status_code == 200, f"{answer.status_code} {address}: {faults(self.page)}"
        refused = self.page.xpath("//main//*[@id='errors']")
        assert not refused, f"{address}: {words(refused[0])}"


def put(form: FormElement, sent: list[tuple[str, Any]], name: str, value: Any) -> list[tuple[str, Any]]:
    """What is sent when somebody fills in one field, whatever kind of control it is."""
    if form.xpath(f".//*[@name='{name}-typed']"):
        rest = [pair for pair in sent if pair[0] not in (name + "-typed", name)]
        return [*rest, (name + "-typed", value), (name, "")]
    controls = form.xpath(f".//*[@name='{name}']")
    assert controls, f"no field {name}: {list(form.fields)}"
    rest = [pair for pair in sent if pair[0] != name]
    if controls[0].tag == "select":
        return [*rest, (name, choice(controls[0], str(value)))]
    if controls[0].get("type") in ("checkbox", "radio"):
        wanted = value if isinstance(value, list) else [value] if value else []
        offered = {each.get("value"): words(each.getparent()) for each in controls}
        found = [
            code for code, label in offered.items() if any(code == str(each) or str(each) in label for each in wanted)
        ]
        assert len(found) >= len(wanted), f"{name}: {wanted} of {offered}"
        return [*rest, *((name, code) for code in found)]
    return [*rest, (name, value)]


def choice(select: HtmlElement, text: str) -> str:
    """The value of the choice that a person would pick on reading the text."""
    offered = [(each.get("value") or "", words(each)) for each in select.iter("option")]
    found = [
        *(value for value, _label in offered if value == text),
        *(value for value, label in offered if label == text),
        *(value for value, label in offered if text in label),
    ]
    assert found, f"no choice “{text}” among {offered}"
    return found[0]


def faults(page: HtmlElement) -> str:
    """What a page says is wrong."""
    said = page.xpath("//*[@id='errors' or @role='alert' or contains(@class, 'err') or contains(@class, 'bad')]")
    return " · ".join(words(each) for each in said) or words(page)[:1500]


def words(element: HtmlElement) -> str:
    """Its text with one space between words."""
    main = element.xpath(".//main")
    return " ".join((main[0] if main else element).text_content().split())
