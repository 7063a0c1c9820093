"""Rules of market access: recorded with their source, listed, found, put away; what is not on record is told so."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.access import queries, rules, services
from crm.access.models import AccessRule
from crm.access.queries import Filter
from crm.access.services import AccessInput
from crm.audit.services import archive
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from tests.access.barred import NIIGATA, barring
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.contacts.pages import text
from tests.missions import voyage

#: How a prohibition in force is marked.
RED = '<span class="chip bad">'


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context():
        voyage.load_places()
    return app


def sent(**changes: Any) -> dict[str, Any]:
    """A form as the browser sends it."""
    return {
        "country": "CN", "state": "prohibited", "hs_prefix": "2206", "category": "sake", "words_ja": "清酒は不可",
        "words_en": "No sake", "source_title": "告示", "source_url": "example.org/rule", "checked_on": "2018-11-29",
        "check_due": "2026-12-15",
    } | changes  # fmt: skip


def test_a_rule_is_recorded_read_changed_put_away_and_brought_back(world: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.COORDINATOR)
    token = {"csrf_token": csrf_token(client, "/access/new")}
    answer = client.post("/access/new", data=sent() | token)
    assert answer.status_code == 303
    there = answer.headers["Location"]
    page = text(client, there)
    assert [word for word in ("No sake", "清酒は不可", "2018", "Prohibited") if word not in page] == []
    assert 'href="https://example.org/rule"' in client.get(there).get_data(as_text=True)
    edited = client.post(f"{there}/edit", data=sent(state="restricted", words_ko="조건") | token | {"version": "1"})
    assert edited.status_code == 303
    assert "조건" in text(client, there)
    assert client.post(f"{there}/archive", data=token).status_code == 303
    assert "Archived" in text(client, there)
    assert client.post(f"{there}/restore", data=token).status_code == 303
    assert "조건" in text(client, there)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"hs_prefix": "", "category": ""}, "Say which goods"), ({"hs_prefix": "2"}, "2 to 10 digits"),
        ({"hs_prefix": "302"}, "enter 0302."), ({"hs_prefix": "302110000"}, "with its leading zero"),
        ({"words_ja": "", "words_en": ""}, "at least one language"), ({"source_title": ""}, "Fill in this field"),
        ({"checked_on": "2999-01-01"}, "future"), ({"check_due": "2018-11-29"}, "after the last one"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "must not be before the first"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field_and_kept(
    world: Flask, client: FlaskClient, changes: dict[str, str], told: str
) -> None:
    sign_in(client, Role.COORDINATOR)
    answer = client.post("/access/new", data=sent(**changes) | {"csrf_token": csrf_token(client, "/access/new")})
    page = answer.get_data(as_text=True)
    assert told in page
    assert "No sake" in page or not sent(**changes)["words_en"]
    with world.app_context():
        assert db.session.query(AccessRule).count() == 0


def test_a_leader_reads_rules_and_writes_none(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        id = barring().id
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/access/{id}").status_code == 200
    assert client.get("/access/new").status_code == 403


def test_an_archived_rule_opens_and_is_brought_back_from_its_page(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        rule = barring()
        id = rule.id
        with writing():
            archive(rule, rules.ARCHIVED, by=user())
            db.session.commit()
    sign_in(client, Role.COORDINATOR)
    page = text(client, f"/access/{id}")
    assert ("Archived" in page, f"/access/{id}/restore" in page, f"/access/{id}/edit" in page) == (True, True, False)
    sign_in(client, Role.MISSION_LEADER)
    assert f"/access/{id}/restore" not in text(client, f"/access/{id}")


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"valid_to": date(2020, 1, 1)}, "Ended"), ({"valid_from": date(2999, 1, 1)}, "Not in force yet"), ({}, "")],
)
def test_a_rule_that_is_not_in_force_is_told_so_and_in_no_red(
    world: Flask, client: FlaskClient, changes: dict[str, Any], told: str
) -> None:
    with world.app_context():
        id = barring(**changes).id
    sign_in(client, Role.COORDINATOR)
    for page in (text(client, "/access/"), text(client, f"/access/{id}")):
        assert (RED in page) is not bool(told)
        assert told in page


def test_the_list_narrows_by_country_state_region_and_what_is_due(world: Flask) -> None:
    with world.app_context():
        here = barring()
        other = barring(country="KR", state="open", region_id=None, check_due=date(2999, 1, 1), hs_prefix="10")
        region = book.place(NIIGATA).id

        def found(**wanted: Any) -> list[int]:
            return [line.id for line in queries.lines(Filter(**wanted), user=user(), language="ja").rows]

        assert found() == [here.id, other.id]
        assert (
            found(country=["CN"]) == found(state=["prohibited"]) == found(region=region) == found(due=True) == [here.id]
        )
        assert found(q="10") == [other.id]


@pytest.mark.parametrize(
    ("field", "value"), [("country", "XX"), ("state", "free"), ("category", "arms"), ("region_id", 9999)]
)
def test_what_no_form_offers_is_refused(world: Flask, field: str, value: Any) -> None:
    told = {"country": "CN", "state": "open", "texts": {"ja": "x"}, "source_title": "x", "category": "sake"}
    content: dict[str, Any] = told | {"checked_on": date(2026, 1, 1), field: value}
    with world.app_context(), writing(), pytest.raises(Refused) as refusal:
        services.make(AccessInput(**content), by=user())
    assert refusal.value.field == field
