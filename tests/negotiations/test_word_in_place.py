"""INV-M1: what barred goods refuse keeps what was typed; the management gives its word in the same act."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.models import AuditEntry
from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Role
from crm.negotiations import queries, services
from crm.negotiations.models import AccessOverride, Negotiation
from crm.negotiations.rules import MoveWish
from crm.negotiations.services import Barred, ManagementWord
from crm.products.models import Product
from tests.access.barred import barring
from tests.cast import csrf_token, sign_in, user
from tests.contacts.pages import filled_form
from tests.contacts.pages import opened as opened_form
from tests.meetings.scene import add_place
from tests.negotiations.cases import case, opened, scene, step_by_step
from tests.negotiations.held import barred, product, seen, write

SAID = {"stage": "approval_draft", "reason": "先方が急いでいる", "answer": "双方で回付中"}
WORD = "試飲用の見本に限る"


def typed(client: FlaskClient) -> dict[str, str]:
    return SAID | {"csrf_token": csrf_token(client, "/users/profile")}


@pytest.mark.parametrize(("where", "headers"), [("", {}), ("?on=board", {}), ("?on=board", {"HX-Request": "true"})])
def test_a_refused_move_keeps_its_answers_and_leads_to_what_cures_it(
    app: Flask, client: FlaskClient, where: str, headers: dict[str, str]
) -> None:
    with app.app_context():
        id = barred(scene()).id
    sign_in(client, Role.COORDINATOR)
    answer = client.post(f"/negotiations/{id}/move{where}", data=typed(client), headers=headers)
    told = answer.get_data(as_text=True)
    lacking = [
        word for word in ("No sake of Niigata.", "告示第1号", *SAID.values(), f"/negotiations/{id}/edit")
        if word not in told
    ]  # fmt: skip
    assert (answer.status_code, lacking, 'name="word"' in told) == (422, [], False)


def test_the_first_answer_to_a_move_tells_that_it_will_be_held_up(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = barred(scene()).id
    for role, asks in ((Role.COORDINATOR, False), (Role.ADMIN, True)):
        sign_in(client, role)
        sent = {"stage": "terms", "csrf_token": csrf_token(client, "/users/profile")}
        told = client.post(f"/negotiations/{id}/move", data=sent).get_data(as_text=True)
        assert ("No sake of Niigata." in told, 'name="answer"' in told, 'name="word"' in told) == (True, True, asks)


@pytest.mark.parametrize("where", ["", "?on=board"])
def test_who_may_give_the_word_moves_it_with_it(app: Flask, client: FlaskClient, where: str) -> None:
    with app.app_context():
        id = barred(scene()).id
    sign_in(client, Role.ADMIN)
    path = f"/negotiations/{id}/move{where}"
    asked = client.post(path, data=typed(client)).get_data(as_text=True)
    with app.app_context():
        [(rule, version, goods)] = seen(db.session.get_one(Negotiation, id))
        assert f'value="{rule}:{version}:{goods}"' in asked
        other = barring(region_id=None, texts={"ja": "清酒はすべて輸入できない。", "en": "No sake at all."}).id
    sent = typed(client) | {"barring": f"{rule}:{version}:{goods}", "word": WORD}
    anew = client.post(path, data=sent).get_data(as_text=True)  # a rule came meanwhile
    assert [word for word in ("No sake at all.", WORD, SAID["answer"], f"{other}:1") if word not in anew] == []
    with app.app_context():
        assert db.session.query(AccessOverride).count() == 0
    sent |= {"barring": f"{rule}:{version}:{goods},{other}:1:{goods}"}
    assert client.post(path, data=sent).status_code == 303
    with app.app_context():
        made = db.session.get_one(Negotiation, id)
        assert (made.stage, db.session.query(AccessOverride).count()) == ("approval_draft", 2)
        verbs = {entry.verb for entry in db.session.query(AuditEntry).filter_by(record_id=id)}
        assert {"negotiation.let_go_on", "negotiation.moved"} <= verbs


def test_a_word_of_nobody_who_may_give_it_is_none(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = barred(scene()).id
        [(rule, version, goods)] = seen(db.session.get_one(Negotiation, id))
    sign_in(client, Role.COORDINATOR)
    sent = typed(client) | {"barring": f"{rule}:{version}:{goods}", "word": WORD}
    assert client.post(f"/negotiations/{id}/move", data=sent).status_code == 422
    with app.app_context():
        made = db.session.get_one(Negotiation, id)
        word = ManagementWord(WORD, [(rule, version, goods)])
        wish = MoveWish(reason="急ぐ", answer="回付")
        with writing(), pytest.raises(Forbidden):
            services.move(made, "approval_draft", wish=wish, word=word, by=user(Role.COORDINATOR))
        db.session.rollback()
        assert (made.stage, db.session.query(AccessOverride).count()) == ("sample_quote", 0)


def test_what_was_typed_stays_where_evidence_is_lacking(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = opened(scene()).id
    sign_in(client, Role.COORDINATOR)
    sent = {"stage": "sample_quote", "reason": "見本が先", "csrf_token": csrf_token(client, "/users/profile")}
    told = client.post(f"/negotiations/{id}/move", data=sent).get_data(as_text=True)
    assert ("見本が先" in told, f"/negotiations/{id}/log?kind=sample" in told) == (True, True)


# ---- another product, or market, of a case that is past terms


@pytest.mark.usefixtures("session")
def test_a_signed_case_takes_a_barred_product_with_the_word_alone() -> None:
    at = scene()
    made = opened(at)
    step_by_step(made, "approval_draft", at)
    sake, rule = product(at).id, barring()
    with writing():
        services.conclude(made, signed_on=here.today(), by=user())
        db.session.commit()
    wider = case(at, product_ids=(sake,))
    with writing(), pytest.raises(Refused, match="No sake"):
        services.change(queries.one(made.id, user=user()), wider, by=user())
    db.session.rollback()
    with writing(), pytest.raises(Barred) as barred_by:
        services.change(queries.one(made.id, user=user()), wider, by=user())
    db.session.rollback()
    assert {mark[:2] for mark in barred_by.value.marks} == {(rule.id, rule.version)}
    word = ManagementWord(WORD, barred_by.value.marks)
    with writing():
        services.change(queries.one(made.id, user=user()), wider, by=user(Role.MANAGEMENT), word=word)
        db.session.commit()
    made = queries.one(made.id, user=user())
    assert (made.stage, made.product_ids, queries.waiting(made)) == ("signed", (sake,), [])
    [row] = db.session.query(AccessOverride)
    assert (row.reason, [each["product"] for each in row.given_for["goods"]]) == (WORD, [sake])


@pytest.mark.usefixtures("session")
def test_an_undecided_case_takes_what_is_not_barred() -> None:
    at = scene()
    sake, vest = product(at).id, product(at, "ベスト", "knitwear").id
    made = opened(at, product_ids=(sake,))
    step_by_step(made, "terms", at)
    barring()
    with writing():
        services.change(queries.one(made.id, user=user()), case(at, product_ids=(sake, vest)), by=user())
        db.session.commit()
    assert set(queries.one(made.id, user=user()).product_ids) == {sake, vest}


@pytest.mark.parametrize("facts", ["", "?facts=place_id"])
def test_the_form_of_the_case_asks_for_the_word_beside_what_it_changes(
    app: Flask, client: FlaskClient, facts: str
) -> None:
    with app.app_context():
        at = scene()
        sake = product(at).id
        made = opened(at, product_ids=(sake,), place_id=None, title="純米酒の輸出")
        step_by_step(made, "terms", at)
        id, rule = made.id, barring(country="KR")
        with writing():
            seoul = add_place("11", "Asia/Seoul", "KR")
            db.session.commit()
        abroad = seoul.id
        shown = f"{rule.id}:{rule.version}"
    path = f"/negotiations/{id}/edit{facts}"
    told = ""
    for role, asks in ((Role.COORDINATOR, False), (Role.ADMIN, True)):
        sign_in(client, role)
        sent = opened_form(client, path, "place_id") | {"place_id": str(abroad)}
        refused = client.post(path, data=sent)
        told = refused.get_data(as_text=True)
        assert (refused.status_code, "No sake" in told, 'name="word"' in told) == (422, True, asks)
    marks = filled_form(told, "place_id")["barring"]
    assert marks.startswith(f"{shown}:")
    said = opened_form(client, path, "place_id") | {"place_id": str(abroad), "barring": marks, "word": WORD}
    with app.app_context():
        write(Product, sake, hs_code_jp="", hs_code_cn="", hs_heading="2203")
    other = client.post(path, data=said)
    assert ("The goods are not those" in other.text, other.status_code) == (True, 409)
    said |= {"barring": filled_form(other.text, "place_id")["barring"]}
    assert client.post(path, data=said).status_code == 303
    with app.app_context():
        made = db.session.get_one(Negotiation, id)
        assert (made.place_id, db.session.query(AccessOverride).one().reason) == (abroad, WORD)


def test_the_management_adds_a_barred_product_with_its_word(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        made = opened(at)
        step_by_step(made, "approval_draft", at)
        with writing():
            services.conclude(made, signed_on=here.today(), by=user())
            db.session.commit()
        id, sake, rule = made.id, product(at).id, barring()
        free = product(at, "カトラリー", "tableware").id
        shown = f"{rule.id}:{rule.version}"
    sign_in(client, Role.COORDINATOR)
    edit = f"/negotiations/{id}/edit"
    sent = opened_form(client, edit, "place_id") | {"product_ids": str(sake)}
    refused = client.post(edit, data=sent).get_data(as_text=True)
    handed_on = f"/negotiations/{id}/go-on?product={sake}"
    assert (handed_on in refused, "No sake" in refused) == (True, True)
    sign_in(client, Role.MANAGEMENT)
    form = opened_form(client, handed_on, "reason")
    assert (form["barring"].startswith(f"{shown}:"), form["product_ids"]) == (True, str(sake))
    assert f'name="product_ids" type="checkbox" value="{free}"' not in client.get(handed_on).text, "it is not barred"
    assert (
        client.post(f"/negotiations/{id}/go-on", data=form | {"product_ids": str(free), "reason": WORD}).status_code
        == 422
    )
    other = form | {"product_ids": "9999", "reason": WORD}
    assert client.post(f"/negotiations/{id}/go-on", data=other).status_code == 422
    unseen = opened_form(client, f"/negotiations/{id}/go-on", "reason") | {"product_ids": str(sake), "reason": WORD}
    told = client.post(f"/negotiations/{id}/go-on", data=unseen).get_data(as_text=True)
    assert ("Other rules hold" in told, shown in told, "No sake" in told) == (True, True, True)
    again = opened_form(client, handed_on, "reason") | {"reason": WORD}
    assert client.post(f"/negotiations/{id}/go-on", data=again).status_code == 303
    with app.app_context():
        made = queries.one(id, user=user())
        assert (made.product_ids, queries.waiting(made)) == ((sake,), [])


@pytest.mark.parametrize("act", ["move", "go-on"])
def test_goods_that_changed_while_the_form_was_open_are_not_let_go_on(
    app: Flask, client: FlaskClient, act: str
) -> None:
    with app.app_context():
        id = barred(scene()).id
        [sake] = queries.one(id, user=user()).product_ids
    sign_in(client, Role.MANAGEMENT if act == "go-on" else Role.ADMIN)
    path = f"/negotiations/{id}/{act}"
    if act == "move":
        sent = filled_form(client.post(path, data=typed(client)).text, "word") | typed(client) | {"word": WORD}
    else:
        sent = opened_form(client, path, "reason") | {"reason": WORD}
    with app.app_context():
        write(Product, sake, hs_heading="2203", hs_code_jp="", hs_code_cn="")
    told = client.post(path, data=sent)
    assert ("The goods are not those" in told.text, told.status_code) == (True, 409)
    with app.app_context():
        assert db.session.query(AccessOverride).count() == 0
    shown = {"barring": filled_form(told.text, "reason")["barring"]}
    if act == "go-on":
        shown = opened_form(client, path, "reason") | {"reason": WORD}
    assert client.post(path, data=sent | shown).status_code == 303
    with app.app_context():
        [row] = db.session.query(AccessOverride)
        assert [each["code"] for each in row.given_for["goods"]] == ["2203"]
