"""INV-M1: a barred product holds a case up before terms, at every door, until the management lets it go on."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from crm.access import rules as access_rules
from crm.audit.models import AuditEntry
from crm.audit.services import archive
from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Role
from crm.negotiations import queries, services
from crm.negotiations.models import Negotiation
from crm.negotiations.queries import CaseFilter
from crm.negotiations.rules import LOST, MoveWish
from crm.products.models import Product
from crm.products.rules import ARCHIVED
from tests.access.barred import WORDS, barring
from tests.cast import csrf_token, sign_in, user
from tests.contacts.pages import opened as opened_form
from tests.negotiations.cases import case, days, lose, opened, scene, step_by_step
from tests.negotiations.held import barred, held_up, let, move, page_of, product, seen, told


@pytest.mark.usefixtures("session")
def test_a_case_about_a_barred_product_opens_and_goes_up_to_the_offer() -> None:
    at = scene()
    barring()
    made = opened(at, product_ids=(product(at).id,))
    step_by_step(made, "sample_quote", at)
    assert made.stage == "sample_quote"


@pytest.mark.usefixtures("session")
def test_terms_are_refused_with_the_rule_its_source_and_day() -> None:
    told = held_up(barred(scene()), "terms")
    assert [word for word in ("No sake of Niigata.", "告示第1号", "2018-11-29") if word not in told] == []


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    "changes",
    [{"state": access_rules.RESTRICTED}, {"country": "KR"}, {"category": "food"}, {"valid_to": -1}],
)
def test_another_rule_holds_nothing_up(changes: dict[str, Any]) -> None:
    changes = {name: days(value) if name == "valid_to" else value for name, value in changes.items()}
    at = scene()
    made = opened(at, product_ids=(product(at).id,))
    step_by_step(made, "sample_quote", at)
    barring(**changes)
    move(made, "terms")
    assert made.stage == "terms"


@pytest.mark.usefixtures("session")
def test_skipping_terms_and_reopening_into_them_are_the_same_door() -> None:
    made = barred(scene(), "sample_quote")
    held_up(made, "approval_draft", MoveWish(reason="急ぐ", answer="回付"))
    let(made)
    move(made, "terms")
    with writing():
        lose(made)
        db.session.commit()
    move(made, "terms", MoveWish(reason="再び"))
    with writing():
        lose(made)
        db.session.commit()
    barring(hs_prefix="", region_id=None)
    held_up(made, "terms", MoveWish(reason="また"))


@pytest.mark.usefixtures("session")
def test_taking_a_move_back_leads_on_to_terms_no_more_than_the_move() -> None:
    at = scene()
    made = opened(at, product_ids=(product(at).id,))
    step_by_step(made, "terms", at)
    move(made, "talk", MoveWish(reason="条件を見直す"))
    back = queries.effective_events([made.id])[made.id][-1]
    barring()
    with writing(), pytest.raises(Refused, match="No sake"):
        services.undo_move(made, back.id, by=user())


@pytest.mark.usefixtures("session")
def test_a_signed_agreement_concludes_no_barred_case() -> None:
    made = barred(scene())
    with writing(), pytest.raises(Refused) as refusal:
        services.conclude(made, signed_on=here.today(), by=user())
    assert refusal.value.field == "signed_on"
    let(made)
    with writing():
        assert services.conclude(made, signed_on=here.today(), by=user()) is not None
        db.session.commit()


@pytest.mark.usefixtures("session")
def test_going_back_and_losing_are_no_door() -> None:
    at = scene()
    made = opened(at, product_ids=(product(at).id,))
    step_by_step(made, "approval_draft", at)
    barring()
    move(made, "terms", MoveWish(reason="条件を見直す"))
    move(made, LOST, MoveWish(loss_reason="price", loss_note="高い"))
    assert made.stage == LOST


@pytest.mark.usefixtures("session")
def test_without_a_target_place_the_counterpart_tells_the_country() -> None:
    held_up(barred(scene(), place_id=None), "terms")


@pytest.mark.usefixtures("session")
def test_the_management_lets_it_go_on_for_the_rules_it_named() -> None:
    made = barred(scene())
    [row] = let(made)
    assert (row.reason, row.by_id) == ("試飲用の見本に限る", user(Role.MANAGEMENT).id)
    [logged] = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "negotiation.let_go_on")).unique()
    assert (logged.record_type, logged.record_id) == ("negotiations", made.id)
    barring(category="food", hs_prefix="22")  # about other goods
    move(made, "terms")
    barring(region_id=None)
    held_up(made, "approval_draft")
    assert len(let(made)) == 1
    move(made, "approval_draft")


@pytest.mark.usefixtures("session")
def test_nobody_else_lets_it_go_on_and_nobody_without_a_reason_or_a_rule() -> None:
    made = barred(scene())
    with writing(), pytest.raises(Forbidden):
        services.let_go_on(made, "急ぐ", seen=seen(made), on=here.today(), by=user(Role.COORDINATOR))
    with writing(), pytest.raises(Refused, match="Say why"):
        services.let_go_on(made, " ", seen=seen(made), on=here.today(), by=user(Role.MANAGEMENT))
    let(made)
    with writing(), pytest.raises(Refused, match="No rule holds"):
        services.let_go_on(made, "もう一度", seen=(), on=here.today(), by=user(Role.MANAGEMENT))


# ---- products of a case


@pytest.mark.usefixtures("session")
def test_products_are_chosen_changed_and_narrow_the_list(session: scoped_session[Any]) -> None:
    at = scene()
    sake, vest = product(at), product(at, "ベスト", "knitwear")
    made, other = opened(at, product_ids=(sake.id, sake.id)), opened(at, product_ids=(vest.id,))
    made = queries.one(made.id, user=user())
    assert made.product_ids == (sake.id,)
    with writing():
        before = made.version
        services.change(made, case(at, product_ids=(vest.id,)), by=user())
        db.session.commit()
    made = queries.one(made.id, user=user())
    assert (made.product_ids, made.version > before) == ((vest.id,), True)
    changes = session.scalars(select(AuditEntry).where(AuditEntry.verb == "negotiation.changed")).unique().all()
    assert {each.record_id for each in changes} == {made.id}
    found = queries.negotiations(CaseFilter(product=vest.id), user=user()).rows
    assert {row.id for row in found} == {made.id, other.id}
    assert queries.negotiations(CaseFilter(product=sake.id), user=user()).rows == []
    assert [product.id for row in queries.negotiations(CaseFilter(), user=user(), parts=["goods"]).rows
            for product in row.goods] == [vest.id, vest.id]  # fmt: skip
    assert queries.products_used(user=user()) == [vest.id]


@pytest.mark.usefixtures("session")
def test_a_product_that_is_not_there_is_refused() -> None:
    with writing(), pytest.raises(Refused) as refusal:
        services.open_case(case(scene(), product_ids=(9999,)), by=user())
    assert refusal.value.field == "product_ids"


@pytest.mark.usefixtures("session")
def test_what_is_archived_stays_on_the_case_and_holds_it_up() -> None:
    at = scene()
    made = queries.one(barred(at).id, user=user())
    with writing():
        archive(db.session.get_one(Product, made.product_ids[0]), ARCHIVED, by=user())
        services.change(made, case(at, product_ids=made.product_ids), by=user())
        db.session.commit()
    held_up(made, "terms")
    made = queries.one(made.id, user=user())
    shown = told(made)
    assert (len(shown.goods), len(shown.waiting)) == (1, 1)


# ---- pages


def test_page_and_board_ask_the_management(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = barred(scene())
        id, version = made.id, made.version
    sign_in(client, Role.COORDINATOR)
    page = page_of(client, f"/negotiations/{id}")
    assert [word for word in ("No sake of Niigata.", "告示第1号") if word not in page] == []
    assert f"/negotiations/{id}/go-on" not in page
    said = {
        "csrf_token": csrf_token(client, "/users/profile"),
        "stage": "terms",
        "answer": "双方で協議",
        "version": str(version),
    }
    for address, headers in (
        (f"/negotiations/{id}/move", {}), (f"/negotiations/{id}/move?on=board", {}),
        (f"/negotiations/{id}/move?on=board", {"HX-Request": "true"}),
    ):  # fmt: skip
        answer = client.post(address, data=said, headers=headers)
        assert "No sake of Niigata." in answer.get_data(as_text=True), address
    assert client.get(f"/negotiations/{id}/go-on").status_code == 403
    with app.app_context():
        assert db.session.get_one(Negotiation, id).stage == "sample_quote"
    sign_in(client, Role.MANAGEMENT)
    assert f"/negotiations/{id}/go-on" in page_of(client, f"/negotiations/{id}")
    form = opened_form(client, f"/negotiations/{id}/go-on", "reason")
    told = form | {"reason": "試飲用の見本に限る"}
    assert client.post(f"/negotiations/{id}/go-on", data=told).status_code == 303
    assert "試飲用の見本に限る" in page_of(client, f"/negotiations/{id}")
    sign_in(client, Role.COORDINATOR)
    moved = client.post(
        f"/negotiations/{id}/move", data=said | {"csrf_token": csrf_token(client, "/users/profile"), "version": ""}
    )
    assert moved.status_code == 303


def test_the_product_tells_which_country_bars_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        sake, vest = product(at).id, product(at, "ベスト", "knitwear").id
        barring()
    sign_in(client, Role.MISSION_LEADER)
    barred_page = page_of(client, f"/products/panels/access/{sake}")
    assert [word for word in ("Prohibited", "No sake of Niigata.", "告示第1号") if word not in barred_page] == []
    silent = page_of(client, f"/products/panels/access/{vest}")
    assert "Nothing on record" in silent
    assert [word for word in ("Open to import", WORDS) if word in silent] == []
