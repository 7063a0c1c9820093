"""S1, T6, T7, T8, T11: what no honest browser sends. Addresses fall back, forms say so and keep what was typed."""

import re
from html import escape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from tests.cast import sign_in
from tests.trust import world
from tests.trust.world import World

pytestmark = pytest.mark.both

LISTS = [
    "/contacts/people", "/contacts/organisations", "/places/", "/places/rates", "/places/holidays", "/initiatives/",
    "/missions/", "/meetings/", "/leads/", "/negotiations/", "/negotiations/list", "/agreements/", "/documents/",
    "/tasks/", "/insights/", "/insights/pipeline", "/users/", "/audit/", "/",
    "/contacts/people/candidates", "/contacts/organisations/candidates",
    "/lists/people/adjust/filters", "/lists/leads/adjust/columns", "/lists/people/views/new", "/lists/meetings/export",
]  # fmt: skip
#: Everything that a list reads from its address, and more.
ARGUMENTS = [
    "q", "sort", "after", "before", "size", "status", "state", "stage", "type", "year", "owner",
    "place", "initiative", "activity", "organisation", "person", "tier", "rank", "from", "until", "group", "country",
    "role", "kind", "language", "lang", "view", "tab", "month", "category", "partner", "stalled", "due", "direction",
    "full", "family", "contact", "text", "col", "tag", "own-1-contains", "own-x", "talks_only", "since", "ended_from",
    "signed_from", "of", "all", "id",
]  # fmt: skip
#: What a list of pages says of one that it does not have.
GONE = {"curso": (404,), "page=": (404,)}
#: Of ticked rows that are none it exports nothing, instead of all.
TICKED = "/lists/meetings/export"
GARBAGE = {
    "words": "no-such-thing",
    "sql": "' OR 1=1 --",
    "nul": "a%00b",
    "lone surrogate": "%ED%A0%80",
    "bad utf-8": "%FF%FE",
    "long": "x" * 10_000,
    "huge number": "9" * 40,
    "negative": "-1",
    "fraction": "1e309",
    "cursor": "eyJ4IjogWzFdfQ==",
    "full-width digits": "１２",
    "wildcards": "%25_%5C",
    "bidi": "%E2%80%AE",
}
#: (name, value of a text field, whether a text of several lines takes it)
BAD_TEXTS = {
    "nul": ("前\x00後", False),
    "escape": ("前\x1b[31m後", False),
    "bidi": ("前\u202e後", True),
    "long": ("長" * 10_000, True),
}


@pytest.fixture
def made(app: Flask) -> World:
    with app.app_context():
        return world.build()


#: What the two databases take differently; the rest of the garbage never gets as far as one.
DIFFERENT = {"nul", "lone surrogate", "huge number", "wildcards"}


@pytest.mark.parametrize(
    "garbage", [pytest.param(name, marks=[] if name in DIFFERENT else pytest.mark.once) for name in GARBAGE]
)
def test_garbage_in_an_address_gives_the_list(client: FlaskClient, made: World, garbage: str) -> None:
    sign_in(client, Role.ADMIN)
    text = GARBAGE[garbage]
    queries = ["&".join(f"{name}={text}" for name in ARGUMENTS) if garbage != "long" else f"q={text}&sort={text}"]
    if garbage in DIFFERENT:  # without q, so that the list is not already empty
        # What url_for takes for itself must not reach it.
        plumbing = "&".join(f"{name}={text}" for name in ("_method", "_scheme", "_external", "_anchor", "endpoint"))
        queries += [f"sort={text}&{plumbing}", f"cursor={text}", f"page={text}"]
    wrong = [
        (path, query[:40], status)
        for path in LISTS
        for query in queries
        if (status := client.get(f"{path}?{query}").status_code)
        not in (200, *GONE.get(query[:5], ()), *([409] if path == TICKED and "id=" in query else []))
    ]
    assert wrong == []


def forms(made: World) -> dict[str, tuple[dict[str, Any], list[str]]]:
    """{address: (a form that would be saved, its text fields)}."""
    at, ids = made.at, made.branches[0].ids
    talk = {"day": "2026-12-11", "starts": "09:00", "timezone": "Asia/Shanghai", "state": "held",
            "kind": "business_talk", "mode": "in_person", "theirs": at.li}  # fmt: skip
    case = {"title": "x", "our_organisation_id": at.association, "counterpart_id": at.commerce_bureau, "owner_id": 1,
            "next_step": "x", "next_step_due": "2026-12-20", "value_period": "once", "currency": "JPY"}  # fmt: skip
    return {
        f"/meetings/new?organisation_id={at.commerce_bureau}": (
            talk, ["subject", "venue", "topic", "said", "decision", "products", "newcomers-0-name", "next_steps-0-text"]
        ),
        "/leads/new": ({"raw_name": "朴", "raw_organisation": "百货", "rank": "B"}, ["raw_name", "inquiry"]),
        "/negotiations/new": (case, ["title", "next_step", "products", "competition"]),
        "/tasks/new": ({"text": "x", "due_on": "2026-12-20", "owner_id": 1}, ["text"]),
        "/missions/new": ({"type": "inspection_mission", "start_on": "2026-12-10"}, ["name_ja", "objectives"]),
        f"/missions/{ids['mission']}/items/new": (
            {"kind": "visit", "day": "2026-12-11", "start": "14:00", "end": "15:00"}, ["title", "venue", "notes"]
        ),
        "/contacts/people/quick": ({}, ["full", "contact"]),
        "/contacts/organisations/quick": ({"country": "CN"}, ["text"]),
        "/agreements/new": ({"type": "consignment", "title": "x"}, ["title", "territory", "parties-0-capacity"]),
    }  # fmt: skip


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[] if kind == "nul" else pytest.mark.once) for kind in BAD_TEXTS]
)
def test_a_bad_text_is_refused_beside_its_field_and_kept(
    app: Flask, client: FlaskClient, made: World, kind: str
) -> None:
    sign_in(client)
    bad, prose_takes_it = BAD_TEXTS[kind]
    before = world.state(app)
    wrong = []
    for path, (data, fields) in forms(made).items():
        plumbing = world.plumbing(client, path)
        shown = client.get(path).get_data(as_text=True)
        for name in fields:
            assert f'name="{name}"' in shown, (path, name)
            prose = re.search(rf'<textarea[^>]* name="{name}"', shown) is not None
            answer = client.post(path, data=plumbing | data | {name: bad, "form_id": f"{name}-{kind}"})
            text = answer.get_data(as_text=True)
            if answer.status_code != 422 and not (prose and prose_takes_it and answer.status_code == 303):
                wrong.append((path, name, answer.status_code))
            elif answer.status_code == 422 and escape(bad[2:][-200:]) not in text:
                wrong.append((path, name, 0))  # what was typed is gone
    assert wrong == []
    assert kind in ("bidi", "long") or world.state(app) == before


@pytest.mark.once
@pytest.mark.parametrize("body", [b"text=%ED%A0%80", b"text=%FF", b"%00=%FF", b"text=" + b"%00" * 500, b"=&=&&="])
def test_a_broken_body_is_never_an_error_of_ours(client: FlaskClient, made: World, body: bytes) -> None:
    sign_in(client)
    token = world.plumbing(client, "/tasks/new")["csrf_token"].encode()
    for path in ("/tasks/new", "/leads/new", "/missions/new", "/contacts/people/quick"):
        full = b"csrf_token=" + token + b"&" + body
        answer = client.post(path, data=full, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 422, (path, answer.status_code)


@pytest.mark.once
@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "1e309", "-0", "９９９９９９９９９９９９９９９９９９９９", "1,2,3", "1.2.3"]
)
def test_a_number_that_is_none_is_refused(app: Flask, client: FlaskClient, made: World, number: str) -> None:
    sign_in(client)
    data, _ = forms(made)["/negotiations/new"]
    before = world.state(app)
    answer = world.send(client, "/negotiations/new", data | {"value": number})
    assert (answer.status_code, world.state(app) == before) == (422, True)


@pytest.mark.once
@pytest.mark.parametrize("number", ["9" * 5000, "²", "４２", "-1", "1e3"])
def test_a_version_that_is_none_is_a_conflict_and_no_error_of_ours(
    client: FlaskClient, made: World, number: str
) -> None:
    """`int` fails on 5,000 digits and on ², and takes ４２: one reader of numbers serves all forms."""
    sign_in(client)
    ids = made.branches[0].ids
    case, task, lead = ids["negotiation"], ids["task"], ids["lead"]
    for path in (f"/negotiations/{case}/move", f"/tasks/{task}/edit", f"/leads/{lead}/edit"):
        sent = {"stage": "qualified", "version": number}
        answer = client.post(path, data=world.plumbing(client, "/tasks/new") | sent)
        assert answer.status_code in (409, 422), (path, answer.status_code)
    talk = {"newcomers-0-who": number, "newcomers-0-name": "李", "newcomers-0-side": "theirs", "who": number}
    assert client.post("/meetings/new", data=world.plumbing(client, "/tasks/new") | talk).status_code in (200, 409, 422)
