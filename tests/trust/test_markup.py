"""X1, X3, X4, X5: no place where data becomes markup unseen, no inline code, no address that runs."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts.models import ContactPoint, Organisation
from crm.core.database import db, writing
from crm.core.texts import N_
from crm.web.guards import POLICY
from tests.cast import sign_in, user
from tests.contacts import book
from tests.trust import world
from tools.steps import ROOT

pytestmark = pytest.mark.once
TAMPERED = Verb("test.tampered", N_("Saved."))
#: file → how often it may turn text into markup, and why that is safe.
MARKUP = {
    "crm/audit/contents.py": 1,  # joins parts with a dot; Markup.join escapes them
    "crm/web/filters.py": 2,  # the icons of the package; a span around a day, which is escaped into it
    "crm/web/money.py": 3,  # an empty text, and figures by Markup.format, which escapes
    "crm/charts/svg.py": 1,  # what ElementTree wrote, which escapes
    "crm/documents/contents/drawings.py": 2,  # an empty text, where there is nothing to draw
    "crm/documents/contents/tree.py": 5,  # a frozen report: Markup.format escapes tags, values and texts
    "crm/documents/contents/paper.py": 1,  # joins lines with <br>; Markup.join escapes them
    "crm/documents/contents/spoken.py": 7,  # a speech in our own sentences; Markup.format and join escape the names
    "crm/charts/qr.py": 1,  # a QR code as SVG by Markup.format: numbers, the letters of a path, an escaped title
    "crm/handouts/contents.py": 1,  # no QR code
    "crm/insights/views/fairs.py": 2,  # a name and what stands behind it; Markup.format escapes both
    "crm/launches/contents.py": 1,  # joins sides with a sign; Markup.join escapes them
    "crm/leads/forms/lists.py": 1,  # our own sentence, escaped, around words that are escaped
    "crm/missions/views/blueprint.py": 1,  # the head of a mission, drawn by its own template
    "crm/negotiations/forms/lists.py": 1,  # our own sentence, which % escapes a day into
    "crm/negotiations/views/cards.py": 2,  # an empty text, and an amount with escaped words beside it
    "crm/web/forms/choices.py": 1,  # an option: its value and its label, both escaped
    "crm/web/panels.py": 1,  # the panels of a record, drawn by their own pages
    "crm/web/listings/cells.py": 9,  # parts of a cell: each escapes what it is given; tags and addresses are ours
    "crm/web/listings/reader.py": 1,  # a text in its language: both escaped
    "crm/web/listings/shown.py": 3,  # the rows of a list, totals, attributes; each escaped
    "crm/web/locale.py": 4,  # our own sentences, where Markup's % escapes what is put into them; escaped names
    "crm/showrooms/contents/statements.py": 1,  # what our template drew, which escapes
}
INLINE = {
    "a script in the page": r"<script(?![^>]*\bsrc=)",
    "a style in the page": r"<style\b",
    "a style attribute": r"<[a-z][^>]*\sstyle\s*=",
    "an event attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
    "hx-on": r"\bhx-on\b",
    "a js: value": r"""["'\s](?:js|javascript):""",
    "a filter of a trigger": r"""hx-trigger=["'][^"']*\[""",
    "markup from data": r"\|\s*safe\b|autoescape\s+false",
}
BAD_ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd",
]  # fmt: skip


def templates() -> Iterator[tuple[str, str]]:
    """(name, text) of every template, without Jinja's comments."""
    for file in sorted((ROOT / "templates").rglob("*.*")):
        yield str(file.relative_to(ROOT)), re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_text_becomes_markup_only_in_the_named_places() -> None:
    found = {}
    for file in sorted((ROOT / "crm").rglob("*.py")):
        number = len(re.findall(r"\bMarkup\(|\brender_template_string\b", file.read_text(encoding="utf-8")))
        if number:
            found[str(file.relative_to(ROOT))] = number
    assert found == MARKUP


@pytest.mark.parametrize("what", list(INLINE))
def test_no_template_holds_inline_code(what: str) -> None:
    found = [
        f"{name}: {hit[0][:80]}" for name, text in templates() for hit in re.finditer(INLINE[what], text, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a script in the page", "<script>x</script>"),
        ("a style in the page", "<style>"),
        ("a style attribute", '<p class="a" style="x">'),
        ("an event attribute", '<a href="/" onclick="x">'),
        ("hx-on", '<p hx-on::load="x">'),
        ("a js: value", 'hx-vals="js:{a: 1}"'),
        ("a filter of a trigger", 'hx-trigger="click[ctrlKey]"'),
        ("markup from data", "{{ name|safe }}"),
    ],
)
def test_the_search_finds_what_it_looks_for(what: str, text: str) -> None:
    assert re.search(INLINE[what], text, re.IGNORECASE)


def test_htmx_may_not_evaluate_and_the_policy_allows_no_inline_code(client: FlaskClient) -> None:
    sign_in(client)
    page = client.get("/").get_data(as_text=True)
    config = json.loads((re.search(r"""name="htmx-config"\s+content='([^']*)'""", page) or [""])[1])
    # This htmx has no switch for evaluation: without 'unsafe-eval' in the policy the browser refuses it.
    assert config["mode"] == "same-origin"
    assert config["includeIndicatorCSS"] is False
    assert config["extensions"] == "none"
    assert config["implicitInheritance"] is False
    assert "script-src 'self'" in POLICY
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_an_address_that_runs_is_refused_when_it_is_typed(app: Flask, client: FlaskClient, address: str) -> None:
    with app.app_context():
        home = book.organisation()
        id = home.id
    sign_in(client)
    path = f"/contacts/organisations/{id}/edit"
    before = world.state(app)
    answer = world.send(client, path, {"website": address, "country": "CN"})
    assert answer.status_code == 422
    assert world.state(app) == before


def test_an_address_that_got_into_the_database_is_not_a_link(app: Flask, client: FlaskClient) -> None:
    """Written past every check, as an import or another program could."""
    with app.app_context():
        home = book.organisation()
        li = book.person(at=home, contacts=[("url", "https://example.com/li")])
        with writing():
            with action(TAMPERED, by=user()):
                db.session.get_one(Organisation, home.id).website = "javascript:alert(1)"
                point = db.session.query(ContactPoint).filter_by(person_id=li.id).one()
                point.value = point.normalised = "javascript:alert(2)"
            db.session.commit()
        paths = [f"/contacts/organisations/{home.id}", f"/contacts/people/{li.id}"]
    sign_in(client)
    for path in paths:
        page = client.get(path).get_data(as_text=True)
        assert "javascript:alert" in page, path
        assert not re.search(r"""(?:href|src|action)\s*=\s*["']?\s*javascript:""", page, re.IGNORECASE), path
