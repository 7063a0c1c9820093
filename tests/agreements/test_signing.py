"""What the form of a signing begins with."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.agreements import queries
from crm.agreements.models import Agreement
from crm.core.database import db, writing
from crm.core.errors import Refused
from tests.agreements.deals import drafted
from tests.agreements.test_pages import filled, send
from tests.cast import sign_in, user
from tests.meetings.scene import mission, organisation, scene
from tests.negotiations.cases import days


def test_of_a_signing_during_a_mission_that_is_over_nobody_guesses_the_day(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        with writing():
            past = mission(at.place, start_on=date(2013, 12, 10), end_on=date(2013, 12, 12)).id
            db.session.commit()
        told = {drafted(at, activity_id=past).id: "", drafted(at).id: days(0).isoformat()}
    sign_in(client)
    for id, day in told.items():
        page = client.get(f"/agreements/{id}/sign").get_data(as_text=True)
        assert f'name="signed_on" type="date" value="{day}"' in page
        assert ("Today is proposed." in page) is bool(day), "what nobody typed is told as a proposal"


def test_nothing_is_signed_before_it_was_drafted(app: Flask, client: FlaskClient) -> None:
    """Both days began with a guess once: a draft of today was signed a month ago, and no question asked."""
    with app.app_context():
        id = drafted(scene(), draft_on=days(-3)).id
    sign_in(client)
    refused = send(client, f"/agreements/{id}/sign", {"signed_on": days(-30).isoformat()})
    assert refused.status_code == 422
    assert "signed before the date of its draft" in refused.get_data(as_text=True)
    assert send(client, f"/agreements/{id}/sign", {"signed_on": days(-3).isoformat()}).status_code == 303
    assert 'name="draft_on" type="date" value=""' in client.get("/agreements/new").get_data(as_text=True)


def test_an_agreement_signed_months_after_the_mission_asks_during_what_it_was_signed(
    app: Flask, client: FlaskClient
) -> None:
    """It kept the mission that it came from as the one during which it was signed."""
    with app.app_context():
        at = scene()
        with writing():
            past = mission(at.place, start_on=date(2013, 12, 10), end_on=date(2013, 12, 12)).id
            db.session.commit()
        id = drafted(at, activity_id=past).id
    sign_in(client)
    path = f"/agreements/{id}/sign"
    later = {"signed_on": "2014-04-15"}
    asked = send(client, path, later | {"activity_id": str(past)})
    assert asked.status_code == 422
    field = asked.get_data(as_text=True).split('id="act"')[1].split('id="activity_id"')[1]
    assert "selected" not in field.split("</select>")[0].replace('selected value=""', "")
    assert "Choose another one, or save it empty." in asked.get_data(as_text=True)
    assert send(client, path, later | {"activity_id": ""}).status_code == 303
    with app.app_context():
        signed = db.session.get_one(Agreement, id)
        assert (signed.activity_id, signed.signed_on) == (None, date(2014, 4, 15))


def test_an_agreement_of_another_type_says_what_it_is(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        id = drafted(at, type="other_commercial", type_words="ソフトウェア開発委託").id
        plain = drafted(at, type="service_contract", type_words="ソフトウェア開発委託")
        assert plain.type_words == "", "a type that is known has no words of its own"
        with pytest.raises(Refused) as refusal:
            drafted(at, type="other_framework", type_words=" ")
        assert refusal.value.field == "type_words"
    sign_in(client, language="ja")
    assert "ソフトウェア開発委託" in client.get(f"/agreements/{id}").get_data(as_text=True)
    listed = client.get("/agreements/").get_data(as_text=True)
    assert "ソフトウェア開発委託" in listed
    assert "業務委託契約" in listed


def test_a_third_party_is_the_third_and_what_has_ended_is_not_in_force_for_a_day(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = scene()
        with writing():
            coast = organisation("沿海地方商工会議所", "RU", "ja")
            db.session.commit()
            third = {"parties-2-side": "", "parties-2-organisation_id": coast.id}
    sign_in(client)
    days = {"draft_on": "2025-10-01", "expires_on": "2025-12-04", "value": ""}
    saved = send(client, "/agreements/new", filled(at) | days | third)
    assert saved.status_code == 303
    with app.app_context():
        made = queries.one(db.session.scalars(select(Agreement.id)).one(), user=user())
        parties = {party.side: party.organisation_id for party in made.parties}
        assert parties["丙"] == third["parties-2-organisation_id"]
    signing = {"signed_on": "2025-10-29", "signers_unknown": "y"}
    assert send(client, f"{saved.location}/sign", signing).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Agreement.status)).one() == "expired"
