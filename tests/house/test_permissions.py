"""Every endpoint × method × role: the table is a snapshot, and the product answers as the table says."""

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.capabilities import KINDS, entries_of, lit, menu_of
from crm.core.permissions import Role, allows
from crm.web.access import PUBLIC, holds, policies
from tests.cast import csrf_token, sign_in
from tools.steps import ROOT

SNAPSHOT = Path(__file__).with_name("permissions.tsv")
METHODS = ("GET", "POST")
#: Files, searches, views of any list, threads of any record, and what no reader opens.
NOWHERE = {"files", "lists", "offline", "panels", "search", "static", "threads", "web"}
#: A variable part of an address; of a choice, the first.
PLACE = re.compile(r"<(?:any\('?(?P<first>\w+)[^)]*\):|[^:>]+:)?[^>]+>")


def routes(app: Flask) -> list[tuple[str, str, str, str]]:
    """[(endpoint, method, address with 1 for every id, policy)], sorted."""
    declared = policies(app)
    found = []
    for rule in app.url_map.iter_rules():
        address = PLACE.sub(lambda found: found["first"] or "1", rule.rule)
        for method in METHODS:
            if method in (rule.methods or ()):
                found.append((rule.endpoint, method, address, declared[rule.endpoint]))
    return sorted(found)


def table(app: Flask) -> str:
    """The matrix as text: one line an endpoint and method, one column a role."""
    lines = ["\t".join(["endpoint", "method", *Role])]
    for endpoint, method, _, policy in routes(app):
        cells = ["yes" if policy == PUBLIC or holds(role, policy) else "no" for role in Role]
        lines.append("\t".join([endpoint, method, *cells]))
    return "\n".join(dict.fromkeys(lines)) + "\n"


def test_the_table_of_permissions_is_the_one_that_was_agreed(app: Flask) -> None:
    """To agree on a change, run this test with MUSUBI_AGREE=1 once and commit the table."""
    if os.environ.get("MUSUBI_AGREE"):
        SNAPSHOT.write_text(table(app), encoding="utf-8")
    assert table(app) == SNAPSHOT.read_text(encoding="utf-8")


@pytest.mark.once
def test_every_page_lies_under_a_line_of_whoever_may_open_it(app: Flask) -> None:
    """But for those of no place of their own: the line that is lit tells readers where they are."""
    pages = {endpoint for endpoint, method, _, policy in routes(app) if method == "GET"}
    lines = {entry.endpoint: entry for item in menu_of(Role.ADMIN) for entry in entries_of(item)}
    under = {page: lit(Role.ADMIN, page) for page in pages}
    assert {page.split(".")[0] for page in pages if not under[page]} == NOWHERE
    unlit = {
        (page, role)
        for page, line in under.items()
        for role in Role
        if line and allows(role, lines[line].permission) and not lit(role, page)
    }
    assert unlit == set()


@pytest.mark.once
@pytest.mark.parametrize("role", list(Role))
def test_the_product_answers_each_role_as_the_table_says(
    app: Flask, client: FlaskClient, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its status. That the pages themselves can be drawn is seen where they are tested.

    The administrator comes to every view, with nothing filled in; the others are let through to it or not.
    """
    sign_in(client, role)
    token = csrf_token(client, "/users/profile")
    monkeypatch.setattr("flask.templating._render", lambda *_words: "")
    every = routes(app)
    if role != Role.ADMIN:
        for endpoint in app.view_functions:
            monkeypatch.setitem(app.view_functions, endpoint, lambda **_parts: "")
    wrong = []
    for endpoint, method, address, policy in every:
        if endpoint in ("static", "users.sign_out", "users.sign_in", "users.language", "users.end_session"):
            continue
        answer = client.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)
        allowed = policy == PUBLIC or holds(role, policy)
        if (answer.status_code == 403) == allowed or answer.status_code >= 500:
            wrong.append((endpoint, method, answer.status_code, allowed))
        answer.close()
    assert wrong == []


@pytest.mark.once
def test_nobody_gets_in_without_signing_in(app: Flask, client: FlaskClient) -> None:
    token = csrf_token(client, "/users/sign-in")
    for endpoint, method, address, policy in routes(app):
        if policy == PUBLIC:
            continue
        answer = client.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert answer.status_code == (302 if method == "GET" else 401), (endpoint, method)
        answer.close()


def test_an_endpoint_that_declares_nothing_stops_the_start(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "forgotten", lambda: "")
    with pytest.raises(RuntimeError, match="forgotten"):
        policies(app)


def test_the_page_of_trust_tells_how_much_is_compared(app: Flask) -> None:
    page = (ROOT / "docs/trust.md").read_text(encoding="utf-8")
    assert f"{len(routes(app))} route × method pairs × {len(Role)} roles and nobody" in page
    assert f"of two records of each of {len(KINDS)} kinds one seen" in page
