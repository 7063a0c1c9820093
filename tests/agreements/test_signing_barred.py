"""INV-M1: an agreement whose negotiations are about barred goods is signed with the management's word."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.agreements import queries, services
from crm.agreements.models import Agreement
from crm.core.database import db, writing
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Role
from crm.negotiations.models import AccessOverride, Negotiation
from crm.negotiations.services import ManagementWord
from tests.agreements.deals import drafted, on
from tests.agreements.test_pages import send
from tests.cast import sign_in, user
from tests.contacts.pages import filled_form
from tests.meetings.scene import scene
from tests.negotiations.cases import days
from tests.negotiations.held import barred, seen

WORD = "見本に限る"


def test_a_signing_that_barred_goods_hold_up_asks_for_the_managements_word(app: Flask, client: FlaskClient) -> None:
    """The refusal was told, and nowhere was a field for what cures it (INV-M1)."""
    with app.app_context():
        at = scene()
        case = barred(at).id
        id = drafted(at, negotiation_ids=[case]).id
    path, today = f"/agreements/{id}/sign", {"signed_on": days(0).isoformat()}
    sign_in(client)
    told = client.get(path).get_data(as_text=True)
    handed_on = f"/negotiations/{case}/go-on?on={days(0).isoformat()}"
    assert ("No sake of Niigata." in told, handed_on in told, 'name="word"' in told) == (True, True, False)
    unheard = send(client, path, today | {"word": WORD, "barring": filled_form(told, "barring")["barring"]})
    assert (unheard.status_code, "No sake of Niigata." in unheard.text) == (422, True)
    sign_in(client, Role.ADMIN)
    form = filled_form(client.get(path).get_data(as_text=True), "barring")
    assert "word" in form
    anew = send(client, path, today | {"barring": form["barring"]})
    assert (anew.status_code, 'name="word"' in anew.text) == (422, True)
    assert ('href="#word"' in anew.text, 'href="#signed_on"' in anew.text) == (True, False), "beside what is missing"
    assert send(client, path, today | {"barring": form["barring"], "word": WORD}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Agreement, id).status == "signed"
        [row] = db.session.query(AccessOverride)
        assert (row.negotiation_id, row.reason) == (case, WORD)
        assert db.session.get_one(Negotiation, case).stage == "signed"


def test_one_word_lets_all_negotiations_of_an_agreement_be_signed(app: Flask) -> None:
    with app.app_context():
        at = scene()
        cases = [barred(at), barred(at, title="二件目")]
        ids = [case.id for case in cases]
        made = drafted(at, negotiation_ids=ids)
        shown = {mark for case in cases for mark in seen(case)}
        half = ManagementWord(WORD, seen(cases[0]))
        with writing(), pytest.raises(Refused, match="The goods are not those"):
            on(services.sign, made)(signed_on=days(0), word=half, by=user(Role.ADMIN))
        db.session.rollback()
        with writing(), pytest.raises(Forbidden):
            on(services.sign, made)(signed_on=days(0), word=ManagementWord(WORD, shown), by=user())
        db.session.rollback()
        with writing():
            on(services.sign, made)(signed_on=days(0), word=ManagementWord(WORD, shown), by=user(Role.ADMIN))
            db.session.commit()
        assert sorted({row.negotiation_id for row in db.session.query(AccessOverride)}) == sorted(ids)


def test_a_framework_on_barred_goods_asks_for_no_word(app: Flask, client: FlaskClient) -> None:
    """It concludes no negotiation (INV-G4)."""
    with app.app_context():
        at = scene()
        id = drafted(at, type="mou", negotiation_ids=[barred(at).id]).id
    sign_in(client, Role.ADMIN)
    path = f"/agreements/{id}/sign"
    assert "No sake of Niigata." not in client.get(path).get_data(as_text=True)
    assert send(client, path, {"signed_on": days(0).isoformat()}).status_code == 303


def test_a_signed_agreement_takes_a_barred_negotiation_with_the_word(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        case = barred(at).id
        id = drafted(at).id
        with writing():
            services.sign(queries.one(id, user=user()), signed_on=days(0), by=user())
            db.session.commit()
    path, sent, told = f"/agreements/{id}/edit", {}, ""
    for role, asks in ((Role.COORDINATOR, False), (Role.ADMIN, True)):
        sign_in(client, role)
        opened = filled_form(client.get(path).get_data(as_text=True), "parties-0-side")
        sent = opened | {"negotiation_ids-0-negotiation_id": str(case)}
        refused = client.post(path, data=sent)
        told = refused.text
        assert (refused.status_code, "No sake of Niigata." in told, 'name="word"' in told) == (422, True, asks)
    sent |= {"barring": filled_form(told, "barring")["barring"], "word": WORD}
    assert client.post(path, data=sent).status_code == 303
    with app.app_context():
        assert db.session.get_one(Negotiation, case).stage == "signed"
        assert db.session.query(AccessOverride).one().reason == WORD


def test_the_link_that_is_handed_on_carries_the_day_of_the_signing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = barred(scene()).id
    sign_in(client, Role.MANAGEMENT)
    page = client.get(f"/negotiations/{id}/go-on?on={days(-3).isoformat()}").get_data(as_text=True)
    assert f'value="{days(-3).isoformat()}"' in page
    assert client.get(f"/negotiations/{id}/go-on?on=someday").status_code == 200
