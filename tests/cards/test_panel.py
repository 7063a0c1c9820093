"""The panel on a person's page: exchanges of cards, and how we met."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit import services as audit
from crm.cards.models import Acquaintance, CardExchange
from crm.contacts import rules as contacts_rules
from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.core.permissions import Role
from tests.cards.hands import count, exchange, tell
from tests.cast import csrf_token, sign_in, user
from tests.contacts.pages import filled_form, opened
from tests.meetings.scene import Scene, person, scene

HTMX = {"HX-Request": "true"}
BY = "introduced_by_id-typed"


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def test_exchanges_are_listed_in_place_and_the_same_one_is_refused(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    with app.app_context():
        me = user().id
    part = exchange(client, at.li, user_id=me, place="展台 12", activity_id=at.mission, headers=HTMX)
    assert part.status_code == 200
    text = part.get_data(as_text=True)
    assert "<html" not in text
    assert "展台 12" in text
    again = exchange(client, at.li, user_id=me)
    assert again.status_code == 409
    assert "recorded already" in again.get_data(as_text=True)
    assert exchange(client, at.li, user_id=me, exchanged_on="2026-11-21").status_code == 303
    assert exchange(client, at.li, user_id=me, our_person_id=at.tanabe).status_code == 303
    assert count(app, CardExchange) == 3
    token = csrf_token(client, f"/cards/panels/person/{at.li}")
    assert client.post("/cards/exchanges/1/archive", data={"csrf_token": token}).status_code == 303
    assert "展台 12" not in client.get(f"/cards/panels/person/{at.li}").get_data(as_text=True)
    assert exchange(client, at.li, user_id=me).status_code == 303
    assert client.post("/cards/exchanges/1/restore", data={"csrf_token": token}).status_code == 409


@pytest.mark.parametrize(
    "changes",
    [
        {"exchanged_on": ""},
        {"exchanged_on": "2126-01-01"},
        {"exchanged_on": "1066-10-14"},
        {"user_id": ""},
        {"user_id": "999999"},
        {"our_person_id": "999999"},
        {"direction": "sideways"},
        {"activity_id": "999999"},
        {"place": "x" * 200},
        {"place": "a\x00b"},
    ],
)
def test_a_bad_exchange_keeps_what_was_typed(
    app: Flask, client: FlaskClient, at: Scene, changes: dict[str, Any]
) -> None:
    sign_in(client)
    with app.app_context():
        me = user().id
    answer = exchange(client, at.li, **({"user_id": me, "place": "ロビー"} | changes))
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'class="errsum"' in text
    assert "ロビー" in text or "place" in changes
    assert count(app, CardExchange) == 0


def test_how_we_met_names_the_introducer_on_both_pages(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    told = tell(client, at.li, source="introduction", met_on="2024-05-01", note="晩餐会で", **{BY: "孙浩"})
    assert told.status_code == 303
    li = client.get(f"/cards/panels/person/{at.li}").get_data(as_text=True)
    assert "Introduced by someone" in li
    assert f'href="/contacts/people/{at.sun}"' in li
    assert "晩餐会で" in li
    assert f'href="/contacts/people/{at.li}"' in client.get(f"/cards/panels/person/{at.sun}").get_data(as_text=True)
    assert tell(client, at.li, source="fair", **{BY: "孙浩"}).status_code == 303
    assert count(app, Acquaintance) == 1
    assert tell(client, at.sun, **{BY: "李明淑"}).status_code == 422
    assert tell(client, at.li, **{BY: "李明淑"}).status_code == 422
    assert tell(client, at.li, **{BY: "知らない人"}).status_code == 422
    assert tell(client, at.li, source="magic").status_code == 422
    assert tell(client, at.li, **{BY: ""}).status_code == 303
    assert f'href="/contacts/people/{at.sun}"' not in client.get(f"/cards/panels/person/{at.li}").get_data(as_text=True)


def test_of_several_people_of_one_name_one_is_chosen(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context(), writing():
        other = person("孙浩", at.association, "参与")
        db.session.commit()
        other_id = other.id
    sign_in(client)
    asked = tell(client, at.li, **{BY: "孙浩"})
    assert asked.status_code == 422
    text = asked.get_data(as_text=True)
    assert "Several have this name." in text
    assert f'value="{other_id}"' in text
    assert tell(client, at.li, introduced_by_id=str(other_id)).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Acquaintance)).one().introduced_by_id == other_id


def test_an_activity_that_a_reader_does_not_see_is_not_named_and_stays(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    with app.app_context():
        me = user().id
    assert exchange(client, at.li, user_id=me, activity_id=at.mission).status_code == 303
    assert tell(client, at.li, source="mission", activity_id=at.mission).status_code == 303
    panel = f"/cards/panels/person/{at.li}"
    assert "第7回 延辺視察団" in client.get(panel).get_data(as_text=True)
    with app.app_context():
        user(Role.MISSION_LEADER, email="other@example.jp")
    other = app.test_client()
    sign_in(other, Role.MISSION_LEADER, email="other@example.jp")
    assert "第7回 延辺視察団" not in other.get(panel).get_data(as_text=True)
    assert tell(other, at.li, source="mission", note="別の団長").status_code == 303
    with app.app_context():
        told = db.session.scalars(select(Acquaintance)).one()
        assert (told.activity_id, told.note) == (at.mission, "別の団長")
    assert tell(client, at.li, activity_id="").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Acquaintance)).one().activity_id is None


def test_an_introducer_in_the_archive_stays_and_somebody_of_that_name_is_not_taken_instead(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    assert tell(client, at.li, introduced_by_id=str(at.sun)).status_code == 303
    with app.app_context(), writing():
        audit.archive(db.session.get_one(Person, at.sun), contacts_rules.PERSON_ARCHIVED, by=user())
        person("孙浩", at.association, "参与")
        db.session.commit()
    assert tell(client, at.li, note="晩餐会で").status_code == 303
    with app.app_context():
        told = db.session.scalars(select(Acquaintance)).one()
        assert (told.introduced_by_id, told.note) == (at.sun, "晩餐会で")


def test_two_who_tell_how_we_met_at_once_do_not_undo_each_other(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    path, panel = f"/cards/people/{at.li}/how-we-met", f"/cards/panels/person/{at.li}"
    first, second = (opened(client, panel, "met_on") for _ in range(2))
    assert client.post(path, data=first | {"note": "晩餐会で"}).status_code == 303
    asked = client.post(path, data=second | {"met_on": "2024-05-01"}, headers=HTMX)
    assert (asked.status_code, asked.headers["HX-Retarget"]) == (409, "#main > .page")
    assert "<html" not in asked.get_data(as_text=True), "a page inside the panel"
    assert client.post(path, data=filled_form(asked.get_data(as_text=True), "as_opened")).status_code == 303
    with app.app_context():
        told = db.session.scalars(select(Acquaintance)).one()
        assert (told.note, str(told.met_on)) == ("晩餐会で", "2024-05-01")
