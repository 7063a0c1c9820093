"""The pages of matching tables: made, filled, shown, moved on; for those who may see the mission."""

import re
from datetime import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts.models import Person
from crm.contacts.rules import SkillInput
from crm.core.database import db
from crm.core.permissions import Role
from crm.matching.rules import COUNTERPART, MAKER
from tests.cast import hidden, sign_in
from tests.contacts import book
from tests.contacts.pages import opened
from tests.matching import tables
from tests.missions import voyage

PLUMBING = ("csrf_token", "form_id", "version", "as_opened")


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.get_data(as_text=True)


def posted(client: FlaskClient, at: str, path: str | None = None, **changes: Any) -> Any:
    page = text(client, at)
    plumbing = {name: hidden(page, name) for name in PLUMBING if f'name="{name}"' in page}
    return client.post(path or at, data=plumbing | changes)


@pytest.fixture
def filled(app: Flask) -> dict[str, int]:
    """A table with one company on each side."""
    with app.app_context():
        id = tables.opened()
        [knit] = tables.joined(id, MAKER, book.organisation("丸八ニット", "ja", country="JP"))
        [store] = tables.joined(id, COUNTERPART, book.organisation("延吉百货"))
        tables.interpreter(id)
        board = tables.board(id)
        slots, places = list(board.slots), list(board.tables)
        return {"id": id, "knit": knit.id, "store": store.id, "slot": slots[0], "last": slots[2], "table": places[0]}


def test_a_table_is_made_from_the_mission_and_says_what_is_wrong(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        row = voyage.mission()
        title = "個別商談会 9社×秋田側14社（30分×4回、7卓）"
        voyage.item(row, kind="matching", title=title, start=time(15), end=time(17))
        mission = row.id
    sign_in(client)
    at = f"/matching/missions/{mission}/new"
    begun = text(client, at)
    assert ('value="2026-12-11"' in begun, 'value="15:00"' in begun) == (True, True), "those of the programme"
    form = opened(client, at, "start")
    said = {name: form[name] for name in ("minutes", "pause", "number", "tables")}
    assert said == {"minutes": "30", "pause": "0", "number": "4", "tables": "7"}, "as the programme says"
    given = {
        "name": "商談会", "day": "2026-12-11", "start": "09:30", "minutes": "30", "pause": "5", "number": "6",
        "tables": "4", "least": "2", "timezone": "Asia/Shanghai",
    }  # fmt: skip
    refused = posted(client, at, **given | {"day": "2026-12-24"})
    assert refused.status_code == 422
    assert "this day is outside it" in refused.get_data(as_text=True)
    made = posted(client, at, **given)
    assert made.status_code == 303
    setup = text(client, made.headers["Location"])
    assert "6 rounds" in setup
    assert "09:30–10:00" in setup
    assert "10:30–11:00 Japan" in setup  # the second clock
    with app.app_context():
        guests = book.organisation("延吉市商务局", country="CN").id
        visit = voyage.mission(
            direction="inbound", type="inbound_delegation", place_id=book.place(voyage.MITSUKE).id,
            sender_organisation_id=guests,
        )  # fmt: skip
    here = posted(client, f"/matching/missions/{visit.id}/new", **given | {"timezone": "Asia/Tokyo"})
    shown = text(client, here.headers["Location"])
    assert "08:30–09:00 China" in shown, "guests read their own clock, and nobody ours twice"
    assert "商談会" in text(client, f"/matching/panels/activity/{mission}")
    late = posted(client, at, **given | {"start": "15:00"})
    assert "the last round ends at 18:25, the item of the programme at 17:00." in text(client, late.headers["Location"])
    assert "the last round ends at 18:25" in text(client, f"/missions/{mission}/itinerary")


def test_wishes_are_typed_into_a_grid(client: FlaskClient, filled: dict[str, int]) -> None:
    sign_in(client)
    at, save = f"/matching/{filled['id']}/wishes", f"/matching/{filled['id']}/wishes/save"
    cell = f"cell-{filled['knit']}-{filled['store']}"
    bad = posted(client, at, save, **{cell: "seven"})
    assert bad.status_code == 422
    assert "“seven” is not a valid wish" in bad.get_data(as_text=True)
    assert 'value="seven"' in bad.get_data(as_text=True)
    assert posted(client, at, save, **{cell: "３/2"}).status_code == 303
    assert 'value="3/2"' in text(client, at)


def test_a_cell_that_somebody_else_filled_meanwhile_is_not_written_over(
    app: Flask, client: FlaskClient, filled: dict[str, int]
) -> None:
    sign_in(client)
    at = f"/matching/{filled['id']}/wishes"
    page = text(client, at)
    plumbing = {name: hidden(page, name) for name in PLUMBING}
    with app.app_context():
        board = tables.board(filled["id"])
        tables.wish(filled["id"], board.companies[filled["knit"]], board.companies[filled["store"]])
    cell = f"cell-{filled['knit']}-{filled['store']}"
    answer = client.post(f"{at}/save", data=plumbing | {cell: "1"})
    assert answer.status_code == 422
    assert "Someone has entered “3” here in the meantime" in answer.get_data(as_text=True)


def test_a_talk_is_placed_dragged_locked_and_taken_off(client: FlaskClient, filled: dict[str, int]) -> None:
    sign_in(client)
    id, there = filled["id"], f"/matching/{filled['id']}"
    new = f"{there}/talks/new?slot={filled['slot']}&table={filled['table']}"
    placed = posted(
        client, new, maker=filled["knit"], counterpart=filled["store"], slot=filled["slot"], table=filled["table"]
    )
    assert placed.status_code == 303
    page = text(client, there)
    assert "延吉百货" in page
    assert "金 美香" in page
    talk = page.split('data-talk="')[1].split("/move")[0]
    form = text(client, talk)
    sent = {name: hidden(form, name) for name in PLUMBING} | {"version": page.split('data-version="')[1].split('"')[0]}
    dropped = client.post(f"{talk}/move", data=sent | {"to": f"{filled['last']}-{filled['table']}"})
    assert dropped.status_code == 303
    stale = client.post(f"{talk}/move", data=sent | {"form_id": "other", "to": f"{filled['slot']}-{filled['table']}"})
    assert stale.status_code == 409
    assert posted(client, talk, f"{talk}/lock").status_code == 303
    assert "Locked" in text(client, there)
    assert posted(client, talk, f"{talk}/remove").status_code == 303
    assert "data-talk=" not in text(client, f"/matching/{id}")


def test_the_forms_of_a_talk_a_company_and_an_interpreter_offer_what_belongs_to_their_table(
    app: Flask, client: FlaskClient, filled: dict[str, int]
) -> None:
    """They offered nothing but what was chosen before: no talk could be moved by the lists, nobody named who comes."""
    with app.app_context():
        board = tables.board(filled["id"])
        knit = board.companies[filled["knit"]]
        book.person("丸山 花子", at=knit.organisation)
        talk = tables.talk(filled["id"], knit, board.companies[filled["store"]]).id
    sign_in(client)
    company = text(client, f"/matching/companies/{filled['knit']}/edit")
    for offered in ("丸山 花子", "09:30"):
        assert offered in company
    at = f"/matching/talks/{talk}"
    answer = posted(client, at, f"{at}/move", slot=str(filled["last"]), table=str(filled["table"]), interpreter="")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    with app.app_context():
        assert tables.board(filled["id"]).meetings[0].slot_id == filled["last"]


def test_a_drag_onto_a_taken_table_says_who_sits_there(app: Flask, client: FlaskClient, filled: dict[str, int]) -> None:
    with app.app_context():
        [rice] = tables.joined(filled["id"], MAKER, book.organisation("見附米穀", "ja", country="JP"))
        [hall] = tables.joined(filled["id"], COUNTERPART, book.organisation("图们商城", country="JP"))
        board = tables.board(filled["id"])
        tables.talk(filled["id"], board.companies[filled["knit"]], board.companies[filled["store"]])
        other = tables.talk(filled["id"], rice, hall, table=1).id
    sign_in(client)
    at = f"/matching/talks/{other}"
    answer = posted(client, at, f"{at}/move", to=f"{filled['slot']}-{filled['table']}")
    assert answer.status_code == 409
    assert "1 is busy in this round with 丸八ニット × 延吉百货" in answer.get_data(as_text=True)


def test_a_company_cancels_and_its_page_offers_what_it_left_free(
    app: Flask, client: FlaskClient, filled: dict[str, int]
) -> None:
    with app.app_context():
        [rice] = tables.joined(filled["id"], MAKER, book.organisation("見附米穀", "ja", country="JP"))
        board = tables.board(filled["id"])
        knit, store = board.companies[filled["knit"]], board.companies[filled["store"]]
        tables.talk(filled["id"], knit, store)
        tables.wish(filled["id"], rice, store)
    sign_in(client)
    at = f"/matching/companies/{filled['knit']}"
    assert posted(client, at, f"{at}/cancel").status_code == 303
    page = text(client, at)
    assert "Next best for those who are free now" in page
    offer = {name: hidden(page, name) for name in ("csrf_token", "maker", "counterpart", "slot", "table")}
    assert client.post(f"/matching/{filled['id']}/talks/offer", data=offer).status_code == 303
    assert "見附米穀" in text(client, f"/matching/companies/{filled['store']}")


def test_an_empty_table_cannot_be_proposed(client: FlaskClient, filled: dict[str, int]) -> None:
    sign_in(client)
    answer = posted(client, f"/matching/{filled['id']}", f"/matching/{filled['id']}/propose")
    assert answer.status_code == 409
    assert "Enter the wishes first" in answer.get_data(as_text=True)


def test_every_page_is_hidden_from_a_leader_of_another_mission(client: FlaskClient, filled: dict[str, int]) -> None:
    sign_in(client, Role.MISSION_LEADER)
    id = filled["id"]
    paths = [f"/matching/{id}{tab}" for tab in ("", "/companies", "/wishes", "/setup", "/edit", "/talks/new")]
    for path in [*paths, f"/matching/companies/{filled['knit']}"]:
        text(client, path, 404)


def test_management_reads_and_does_not_write(client: FlaskClient, filled: dict[str, int]) -> None:
    sign_in(client, Role.MANAGEMENT)
    assert "Propose" not in text(client, f"/matching/{filled['id']}")
    text(client, f"/matching/{filled['id']}/talks/new", 403)


def test_all_companies_of_the_delegation_are_entered_at_once(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = tables.opened()
        mission = voyage.fresh_in(tables.board(id).session.activity_id)
        for number, name in enumerate(("丸八ニット", "見附編物", "山谷産業")):
            firm = book.organisation(name, "ja", country="JP")
            voyage.delegate(mission, book.person(f"佐藤 {number}", "ja"), organisation_id=firm.id)
        both = [SkillInput("ja", "native"), SkillInput("zh-Hans", "interpreter")]
        spoken = [book.person(name, "ja", languages=both).id for name in ("林 恵", "森 望")]
        for person_id in spoken:
            voyage.delegate(mission, db.session.get_one(Person, person_id), role="interpreter")
    sign_in(client)
    at = f"/matching/{id}/setup"
    shown = text(client, at)
    ticked = re.findall(r'name="firms"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="firms"', shown)
    firms = [one or other for one, other in ticked]
    assert (len(firms), "Add the ticked companies" in shown) == (3, True)
    assert posted(client, at, f"/matching/{id}/companies", side=MAKER, firms=firms[:2]).status_code == 303
    with app.app_context():
        assert len(tables.board(id).side(MAKER)) == 2
    assert all(f'value="{person_id}"' in shown for person_id in spoken)
    assert posted(client, at, f"/matching/{id}/interpreters", people=spoken).status_code == 303
    with app.app_context():
        assert {row.person_id for row in tables.board(id).interpreters.values()} == set(spoken)
    assert posted(client, at, f"/matching/{id}/interpreters").status_code == 422


def test_the_day_at_the_tables_stands_on_the_pages_of_its_mission_and_leads_to_the_table(
    app: Flask, client: FlaskClient, filled: dict[str, int]
) -> None:
    """It stood in every paper of the mission, and on none of its pages."""
    with app.app_context():
        mission = tables.board(filled["id"]).session.activity_id
    sign_in(client)
    for path in ("itinerary", "itinerary?view=week", "itinerary/2026-12-11"):
        assert f'<a href="/matching/{filled["id"]}"><bdi lang="ja">商談会' in text(
            client, f"/missions/{mission}/{path}"
        ), path
    assert "商談会" in text(client, f"/missions/{mission}/today")
    programme = text(client, f"/missions/{mission}/itinerary")
    assert ("items/None" in programme, "data-item" in programme) == (False, False), "it is changed at its table alone"
