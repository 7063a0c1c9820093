"""Activities of competing regions, and signs of demand, from a table."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from crm.core.database import Base, db, writing
from crm.core.languages import LOCALES
from crm.core.permissions import Role
from crm.interchange import columns, forms
from crm.lists.contents import exported
from crm.rivals import queries, services
from crm.rivals.forms import RIVALS_LIST, SIGNALS_LIST
from crm.rivals.models import DemandSignal, RivalActivity
from crm.rivals.services import RivalInput
from crm.web.forms import translate
from crm.web.listings import Asked, Reader
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form
from tests.interchange.tabling import comes_in_once, refused_with
from tests.interchange.test_tables import TABLES, number, sent, written
from tests.missions import voyage

BODY = "秋田県貿易協会"
RIVAL: Mapping[str, str] = {
    "body": BODY, "title": "秋田の物産展", "place_id": "延吉市", "activity_type": "trade_fair",
    "starts_on": "2026年5月1日", "ends_on": "2026-05-03", "booths": "12", "firms": "1,050",
    "source_url": "https://example.jp/akita", "notes": "毎年",
}  # fmt: skip
SIGNAL: Mapping[str, str] = {
    "statement": "上質なセーターが欲しい", "place_id": "延吉市", "category": "knitwear", "price_tier": "premium",
    "strength": "4", "observed_on": "2026-05-02", "source_kind": "person", "source": "百貨店の仕入れ担当",
}  # fmt: skip


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> Flask:
    """Places and a body; a coordinator is signed in."""
    with app.app_context():
        voyage.load_places()
        book.organisation(BODY, "ja", country="JP")
    sign_in(client)
    return app


def _rival() -> None:
    row = queries.rival(1, user=user())
    assert (row.body_place_id, row.body_organisation_id) == (None, 1)
    assert (row.place_id, row.activity_type, row.title) == (book.place(voyage.YANJI).id, "trade_fair", "秋田の物産展")
    assert (row.starts_on, row.ends_on, row.booths, row.firms) == (date(2026, 5, 1), date(2026, 5, 3), 12, 1050)
    assert (row.source_url, row.notes) == ("https://example.jp/akita", "毎年")


def _signal() -> None:
    row = queries.signal(1, user=user())
    assert (row.statement, row.place_id) == ("上質なセーターが欲しい", book.place(voyage.YANJI).id)
    assert (row.category, row.price_tier, row.strength) == ("knitwear", "premium", 4)
    assert (row.observed_on, row.source_kind, row.source) == (date(2026, 5, 2), "person", "百貨店の仕入れ担当")


@pytest.mark.parametrize("language", list(LOCALES))
def test_what_a_rival_did_comes_in_once(world: Flask, client: FlaskClient, language: str) -> None:
    comes_in_once(world, client, "rivals", language, RIVAL, model=RivalActivity, listed="/rivals/", check=_rival)


@pytest.mark.parametrize("language", list(LOCALES))
def test_a_sign_of_demand_comes_in_once(world: Flask, client: FlaskClient, language: str) -> None:
    comes_in_once(
        world, client, "demand", language, SIGNAL, model=DemandSignal, listed="/rivals/demand/", check=_signal
    )


def test_a_rival_is_a_place_or_an_organisation_and_never_both(world: Flask, client: FlaskClient) -> None:
    rows = written(world, "rivals", "en", **{**RIVAL, "body": "北京市"})
    assert sent(client, "/interchange/tables/rivals", rows, "record").status_code == 303
    with world.app_context():
        row = queries.rival(1, user=user())
        assert (row.body_place_id, row.body_organisation_id) == (book.place("110000").id, None)
        book.organisation("北京市", "ja", country="CN")
    told = refused_with(world, client, "rivals", RIVAL, {"body": "北京市"}, RivalActivity)
    assert "Several are called so: add this row by its form." in told


@pytest.mark.parametrize("strength", ["4", "4 – strong", "4 – 强"])
def test_a_strength_is_its_number_or_its_words(world: Flask, client: FlaskClient, strength: str) -> None:
    [heads, row] = written(world, "demand", "en", **SIGNAL)
    row[list(SIGNAL).index("strength")] = strength
    tried = sent(client, "/interchange/tables/demand", [heads, row], "try").text
    assert ("1 row can be recorded" in tried) == (strength != "4 – 强")


@pytest.mark.parametrize(
    ("code", "wrong", "told"),
    [
        ("rivals", {"body": "知らない県"}, "No place and no organisation of this name is on record."),
        ("rivals", {"body": ""}, "Competing region or body: Choose either a place or an organisation."),
        ("rivals", {"body": "延吉市"}, "Competing region or body: A place is not its own rival"),
        ("rivals", {"place_id": "桃源郷"}, "No place is called 桃源郷."),
        ("rivals", {"activity_type": "war"}, "Kind: Choose one from the list: "),
        ("rivals", {"activity_type": ""}, "Kind: Choose one."),
        ("rivals", {"starts_on": ""}, "First day: Enter the first day, not before 1970."),
        ("rivals", {"ends_on": "2026-04-01"}, "The last day must not be before the first."),
        ("rivals", {"booths": "many"}, "Enter a whole number"),
        ("rivals", {"booths": "-1"}, "Booths: Enter a whole number from 0 to "),
        ("rivals", {"source_url": "javascript:alert(1)"}, "Source (web address):"),
        ("rivals", {"title": "x" * 201}, "Use at most 200 characters"),
        ("demand", {"observed_on": "2099-01-01"}, "must not be in the future"),
        ("demand", {"strength": "9"}, "Strength: Choose one from the list: 1 – a hint, 2 – weak, "),
        ("demand", {"strength": "-1"}, "Strength: Choose one from the list: "),
        ("demand", {"strength": "+1"}, "Strength: Choose one from the list: "),
        ("demand", {"strength": ""}, "Strength: Choose one."),
        ("demand", {"category": "arms"}, "Product category: Choose one from the list: "),
        ("demand", {"statement": ""}, "What is wanted: Fill in this field."),
        ("demand", {"source": ""}, "Source: Fill in this field."),
        ("demand", {"source": "javascript:alert(1)", "source_kind": "From a web page"}, "Source: "),
        ("demand", {"place_id": ""}, "Where: Choose one from the list."),
    ],
)
def test_a_fault_stands_beside_its_row(
    world: Flask, client: FlaskClient, code: str, wrong: dict[str, str], told: str
) -> None:
    cells, model = (RIVAL, RivalActivity) if code == "rivals" else (SIGNAL, DemandSignal)
    assert told in refused_with(world, client, code, cells, wrong, model)


def test_the_same_body_on_other_days_is_another_activity(world: Flask, client: FlaskClient) -> None:
    with world.app_context(), writing():
        content = RivalInput(book.place(voyage.YANJI).id, "trade_fair", date(2026, 5, 1), body_organisation_id=1)
        services.record_rival(content, by=user())
        db.session.commit()
    rows = written(world, "rivals", "ja", **RIVAL)
    assert sent(client, "/interchange/tables/rivals", rows, "record").status_code == 303
    assert number(world, RivalActivity) == 2
    assert "This one is on record already." in sent(client, "/interchange/tables/rivals", rows, "try").text


def test_what_somebody_changed_since_stays(world: Flask, client: FlaskClient) -> None:
    path = "/interchange/tables/demand"
    sent(client, path, written(world, "demand", "ja", **SIGNAL), "record")
    form = filled_form(client.get("/rivals/demand/1/edit").text, "statement") | {"statement": "別のもの"}
    assert client.post("/rivals/demand/1/edit", data=form).status_code == 303
    token = filled_form(client.get(path).text, "table")["csrf_token"]
    client.post(f"{path}/1-1/undo", data={"csrf_token": token})
    assert number(world, DemandSignal) == 1


def test_what_did_not_come_in_with_one_table_is_not_taken_back(world: Flask, client: FlaskClient) -> None:
    path = "/interchange/tables/demand"
    for statement in ("マフラー", "手袋"):
        sent(client, path, written(world, "demand", "ja", **dict(SIGNAL) | {"statement": statement}), "record")
    with world.app_context(), writing():
        first = db.session.scalars(select(DemandSignal.created_at).where(DemandSignal.id == 1)).one()
        made = Base.metadata.tables[DemandSignal.__tablename__]
        db.session.execute(update(made).where(made.c.id == 1).values(created_at=first - timedelta(minutes=30)))
        db.session.commit()
    assert number(world, DemandSignal) == 2
    token = filled_form(client.get(path).text, "table")["csrf_token"]
    refused = client.post(f"{path}/1-2147483647/undo", data={"csrf_token": token})
    assert (refused.status_code, number(world, DemandSignal)) == (409, 2)
    assert "These rows did not come in with one table." in refused.text
    assert client.post(f"{path}/2-2/undo", data={"csrf_token": token}).status_code == 303
    assert number(world, DemandSignal) == 1


@pytest.mark.once
def test_the_list_of_signals_exports_what_their_table_needs(app: Flask) -> None:
    with app.test_request_context():
        known = forms.meanings(TABLES["demand"])
        asked = Asked.of_query(SIGNALS_LIST, "", Reader("en", "Asia/Tokyo"))
        told = {known.get(columns.folded(translate(column.label)), "") for column in exported(asked)}
    assert set(TABLES["demand"].needed) <= told


def test_who_may_not_record_finds_no_table(world: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGEMENT)
    for code, listed in (("rivals", "/rivals/"), ("demand", "/rivals/demand/")):
        assert client.get(f"/interchange/tables/{code}").status_code == 403
        assert client.get(f"/interchange/tables/{code}/template").status_code == 403
        assert f"/interchange/tables/{code}" not in client.get(listed).text
    sign_in(client, Role.COORDINATOR)
    assert "/interchange/tables/demand" in client.get("/rivals/demand/").text


@pytest.mark.once
def test_every_column_that_the_lists_export_is_known(app: Flask) -> None:
    with app.test_request_context():
        for code, listing in (("rivals", RIVALS_LIST), ("demand", SIGNALS_LIST)):
            known = forms.meanings(TABLES[code])
            told = [one.label for column in listing.columns for one in (column, *column.also)]
            assert [label for label in told if columns.folded(translate(label)) not in known] == []
