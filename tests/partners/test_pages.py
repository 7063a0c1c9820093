"""Sales routes are recorded, changed and archived on their pages; a partner has routes from then on, by INV-P1."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.insights.queries.flags import flags
from crm.partners import queries, services
from crm.partners.models import RouteCoverage, SalesRoute
from crm.partners.queries import Filter
from crm.partners.services import Proof, RouteInput
from tests.cast import SET_UP, csrf_token, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text

pytestmark = pytest.mark.both

SHOWN = date(2026, 1, 15)
FLOW: dict[str, Any] = {"throughput": Decimal(21_600_000), "throughput_currency": "CNY", "throughput_year": 2025}


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context():
        book.load_places()
        book.organisation("延边大洋", place_id=book.place("222401").id)
    return app


def content(**changes: Any) -> RouteInput:
    """An active route into Changchun that a paper documents, except for the `changes`."""
    given: dict[str, Any] = {
        "organisation_id": owner_id(),
        "name": "长春批发网络",
        "channel": "wholesale_market",
        "status": "active",
        "place_ids": [book.place("220100").id],
        "proofs": [Proof("documented", SHOWN, "取引先一覧の写し")],
    }
    return RouteInput(**(given | changes))


def owner_id() -> int:
    """The wholesaler in Yanji."""
    return db.session.scalars(select(Organisation.id).order_by(Organisation.id)).first() or 0


def made(**changes: Any) -> SalesRoute:
    with writing():
        route = services.record(content(**changes), by=user())
        db.session.commit()
    return route


def sent(client: FlaskClient, path: str, **changes: str) -> Any:
    return client.post(path, data=opened(client, path, "channel") | changes)


def test_a_route_is_recorded_and_its_organisation_has_sales_routes(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        owner, changchun, yanji = owner_id(), book.place("220100").id, book.place("222401").id
    sign_in(client, Role.MISSION_LEADER)
    given = {"name": "长春批发网络", "channel": "wholesale_market", "state": "active", "outlets": "40",
             "reaches-0-place_id": str(yanji), "proofs-0-grade": "documented", "proofs-0-on": "2026/1/15",
             "proofs-0-note": "取引先一覧の写し"}  # fmt: skip
    answer = sent(client, f"/partners/new?organisation_id={owner}", **given)
    assert answer.status_code == 303
    there = answer.headers["Location"]
    page = text(client, there)
    assert re.search(r'<h1><bdi lang="[^"]+">长春批发网络</bdi></h1>', page), "its name carries its language"
    assert "does not count" in page
    assert "no place beyond" in page
    with world.app_context():
        assert not queries.has_routes(owner, here.today())
    answer = sent(client, f"{there}/edit", **{"reaches-1-place_id": str(changchun)})
    assert answer.status_code == 303
    assert "does not count" not in text(client, there)
    with world.app_context():
        assert queries.has_routes(owner, here.today())
        assert not queries.has_routes(owner, date(2026, 1, 14))
        route = queries.one(1, user=user())
        assert [(proof.grade, proof.on, proof.note) for proof in route.evidence] == [
            ("documented", SHOWN, "取引先一覧の写し")
        ]
    assert "长春批发网络" in text(client, f"/partners/panels/organisation/{owner}")
    assert "长春批发网络" in text(client, f"/partners/?counts=yes&organisation={owner}&place={changchun}")
    assert "Nothing matches" in text(client, "/partners/?counts=no")
    assert "延边大洋" in text(client, "/partners/?q=批发")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"channel": "pigeon"}, "channel"), ({"status": "famous"}, "state"),
        ({"category": "x"}, "category"), ({"organisation_id": 999}, "organisation_id"),
        ({"organisation_id": None}, "organisation_id"), ({"place_ids": []}, "reaches"),
        ({"place_ids": [99999]}, "reaches"),
        ({"valid_from": date(2026, 5, 2), "valid_to": date(2026, 5, 1)}, "valid_to"),
        ({"proofs": [Proof("documented", None)]}, "proofs"), ({"proofs": [Proof("", SHOWN)]}, "proofs"),
        ({"proofs": [Proof("documented", date(2099, 1, 1))]}, "proofs"), ({"outlets": -1}, "outlets"),
        (FLOW | {"throughput": Decimal(0)}, "throughput"), (FLOW | {"throughput_currency": ""}, "throughput_currency"),
        (FLOW | {"throughput_year": None}, "throughput_year"), (FLOW | {"throughput_year": 2099}, "throughput_year"),
        ({"share": 0}, "share"), ({"share": 101}, "share"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(world: Flask, changes: dict[str, Any], field: str) -> None:
    with world.app_context():
        with pytest.raises(Refused) as refusal, writing():
            services.record(content(**changes), by=user())
        assert refusal.value.field == field


def test_a_claimed_route_needs_no_place_yet(world: Flask) -> None:
    with world.app_context():
        route = made(status="claimed", place_ids=[], proofs=[])
        assert len(queries.gaps(queries.one(route.id, user=user()), SHOWN)) == 3


def test_a_route_into_russia_needs_a_note_on_export_control(world: Flask) -> None:
    with world.app_context(), writing(), action(SET_UP, by=None):
        book.place("220100").country = "RU"
        bare = content(proofs=[Proof("documented", SHOWN)])
        with pytest.raises(Refused) as refusal:
            services.record(bare, by=user())
        assert refusal.value.field == "proofs"
        services.record(content(), by=user())


def test_no_route_reaches_into_a_country_with_which_japan_bars_all_trade(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        with writing(), action(SET_UP, by=None):
            book.place("110000").country = "KP"
            db.session.commit()
        barred, owner = book.place("110000").id, owner_id()
        both = [book.place("220100").id, barred]
        with pytest.raises(Refused) as refusal, writing():
            services.record(content(place_ids=both), by=user())
        assert refusal.value.field == "reaches"
        id, today = made().id, here.today()
        with pytest.raises(Refused), writing():
            services.change(queries.one(id, user=user()), content(place_ids=both), by=user())
        db.session.rollback()
        assert (queries.has_routes(owner, today), flags([], [owner]).has_routes(owner, today, "")) == (True, True)
        with writing(), action(SET_UP, by=None):  # as those stand that were recorded before
            db.session.add(RouteCoverage(route_id=id, place_id=barred))
            db.session.commit()
        db.session.expire_all()
        assert (queries.has_routes(owner, today), flags([], [owner]).has_routes(owner, today, "")) == (False, False)
        for counts in (True, False):
            rows = queries.routes(Filter(counts=counts, on=today), user=user()).rows
            assert [row.id for row in rows if not queries.gaps(row, today)] == []
            assert len(rows) == (not counts)
    sign_in(client)
    page = text(client, f"/partners/{id}")
    assert "This route does not count as a sales route today." in page
    assert "Japan bars all trade" in page


def test_the_list_and_the_page_agree_on_what_counts(world: Flask) -> None:
    with world.app_context():
        yanji = book.place("222401").id
        made()
        flaws: list[dict[str, Any]] = [
            {"status": "suspended"}, {"valid_to": date(2026, 1, 31)}, {"valid_from": date(2026, 12, 1)},
            {"place_ids": [yanji]}, {"proofs": [Proof("claimed", SHOWN)]}, {"proofs": []},
        ]  # fmt: skip
        for changes in flaws:
            made(**changes)
        on = date(2026, 3, 1)
        for counts in (True, False):
            rows = queries.routes(Filter(counts=counts, on=on), user=user()).rows
            assert [row.id for row in rows] == ([1] if counts else [7, 6, 5, 4, 3, 2])
            assert all((not queries.gaps(row, on)) == counts for row in rows)


def test_an_archived_route_no_longer_counts_until_it_is_brought_back(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        made()
        owner, today = owner_id(), here.today()
    sign_in(client)
    token = {"csrf_token": csrf_token(client, "/partners/1")}
    for verb, has in (("archive", False), ("restore", True)):
        assert client.post(f"/partners/1/{verb}", data=token).status_code == 303
        with world.app_context():
            assert queries.has_routes(owner, today) == has


def test_management_reads_and_does_not_write(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        made()
    sign_in(client, Role.MANAGEMENT)
    assert "/partners/1/edit" not in text(client, "/partners/1")
    assert client.get("/partners/1/edit").status_code == 403


def test_of_two_who_change_a_route_at_once_both_evidences_are_kept_or_the_second_is_asked(
    world: Flask, client: FlaskClient
) -> None:
    with world.app_context():
        made()
    sign_in(client)
    first = opened(client, "/partners/1/edit", "channel")
    second = opened(client, "/partners/1/edit", "channel")
    assert client.post("/partners/1/edit", data=first | {"proofs-0-note": "原本を確認"}).status_code == 303
    assert client.post("/partners/1/edit", data=second | {"proofs-0-note": "写しのみ"}).status_code == 409
    with world.app_context():
        assert [proof.note for proof in queries.one(1, user=user()).evidence] == ["原本を確認"]


@pytest.mark.parametrize(
    ("told", "total"),
    [
        ({"share": 41}, "101"),
        ({"share": 40}, ""),
        ({"share": 100, "status": "suspended"}, ""),
        ({"share": 100, **FLOW, "throughput_year": 2024}, ""),
        ({"share": 71, **FLOW, "status": "closed"}, "101"),
        ({"share": 70, **FLOW}, ""),
        ({"share": 100, "valid_to": date(2024, 12, 31)}, ""),
        ({"share": 61, "valid_to": date(2025, 12, 31)}, ""),
    ],
)
def test_the_routes_of_a_partner_sell_no_more_than_all_it_sells(world: Flask, told: dict[str, Any], total: str) -> None:
    with world.app_context():
        other = book.organisation("别家").id
        made(organisation_id=other, share=100)
        made(share=60, valid_from=date(2026, 1, 1))
        made(share=39, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
        made(share=30, **FLOW)
        if not total:
            mine = made(**told)
            with writing():
                services.change(mine, content(**told), by=user())
            return
        with pytest.raises(Refused, match=f"that makes {total} percent") as refused:
            made(**told)
        assert refused.value.field == "share"


def test_what_goes_through_a_route_and_its_share_are_told_wherever_the_route_is(
    world: Flask, client: FlaskClient
) -> None:
    with world.app_context():
        bare = made().id
        owner = owner_id()
    sign_in(client)
    flow = {"throughput": "21,600,000", "throughput_currency": "CNY", "throughput_year": "2025", "share": "55"}
    assert sent(client, f"/partners/{bare}/edit", **flow).status_code == 303
    told = ("21,600,000", "2025", "55%")
    for path in (f"/partners/{bare}", f"/partners/panels/organisation/{owner}"):
        page = text(client, path)
        assert [words for words in told if words not in page] == []
    listed = text(client, "/partners/?cols=name&cols=throughput&cols=share")
    assert [words for words in ("21,600,000", "2025", "55%") if words not in listed] == []
    history = text(client, f"/audit/sales_routes/{bare}")
    assert [words for words in ("Throughput a year", "partner&#39;s sales in percent") if words not in history] == []
    assert sent(client, f"/partners/{bare}/edit", throughput="").status_code == 303
    with world.app_context():
        route = queries.one(bare, user=user())
        assert (route.throughput, route.throughput_currency, route.throughput_year, route.share) == (None, "", None, 55)
