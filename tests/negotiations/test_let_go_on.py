"""INV-M1: what the management's word is for, what passes the gate in no other way, and goods told by category alone."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.access import rules as access_rules
from crm.access.models import AccessRule
from crm.audit.services import archive
from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.negotiations import queries, services
from crm.negotiations.models import AccessOverride
from crm.negotiations.rules import MoveWish
from tests.access.barred import WORDS, barring, niigata
from tests.cast import sign_in, user
from tests.contacts.pages import opened as opened_form
from tests.negotiations.cases import case, days, lose, opened, scene, step_by_step
from tests.negotiations.held import barred, change, held_up, let, move, page_of, product, rewrite, seen, told, unchanged

# ---- what the gate is not passed by


@pytest.mark.usefixtures("session")
def test_a_barred_product_comes_to_a_case_at_terms_no_more_than_it_moves_there() -> None:
    at = scene()
    sake, vest, made = product(at).id, product(at, "ベスト", "knitwear").id, opened(at)
    step_by_step(made, "sample_quote", at)
    barring()
    unticked = replace(case(at), product_ids=(vest,))
    change(made, at, product_ids=(sake,))  # before terms: anything
    change(made, at, product_ids=(vest,))
    move(made, "terms")
    unchanged(made, at, "product_ids", product_ids=(vest, sake))
    unchanged(made, at, "category", product_ids=(vest,), category="sake")
    with writing():
        services.change(queries.one(made.id, user=user()), replace(unticked, title="別の題"), by=user())
        db.session.commit()
    move(made, "talk", MoveWish(reason="条件を見直す"))
    change(made, at, product_ids=(vest, sake))
    let(made)
    move(made, "terms", MoveWish(reason="再び", answer="双方で協議"))
    change(made, at, product_ids=(sake,))  # less is free
    change(made, at, product_ids=(vest, sake))  # and so is what was let go on


@pytest.mark.usefixtures("session")
def test_a_case_at_terms_takes_no_market_that_bars_its_goods() -> None:
    at = scene()
    sake, home = product(at).id, niigata().id
    made = opened(at, product_ids=(sake,), place_id=home)
    step_by_step(made, "terms", at)
    barring()
    kept = {"product_ids": (sake,), "place_id": home}
    unchanged(made, at, "place_id", **kept | {"place_id": at.place})
    unchanged(made, at, "place_id", **kept | {"place_id": None})  # the counterpart is there
    change(made, at, **kept, title="別の題")


# ---- what the management's word is for


@pytest.mark.usefixtures("session")
def test_a_rule_that_came_or_changed_while_the_form_was_open_is_not_let_go_on() -> None:
    made = barred(scene())
    shown = seen(made)
    other = barring(region_id=None)
    with writing(), pytest.raises(Refused, match="Other rules hold"):
        services.let_go_on(made, "急ぐ", seen=shown, on=here.today(), by=user(Role.MANAGEMENT))
    shown = seen(made)
    rewrite(other, state="restricted")
    rewrite(other, state="prohibited")
    with writing(), pytest.raises(Refused, match="Other rules hold"):
        services.let_go_on(made, "急ぐ", seen=shown, on=here.today(), by=user(Role.MANAGEMENT))
    assert len(let(made)) == 2


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    "changes",
    [{"hs_prefix": "22"}, {"region_id": None}, {"texts": {"ja": "すべて禁止。", "en": "No sake of any kind."}}],
)
def test_a_rule_that_says_something_else_asks_anew_and_what_was_let_go_on_stays_readable(
    changes: dict[str, Any],
) -> None:
    at = scene()
    made = opened(at, product_ids=(product(at).id,))
    step_by_step(made, "sample_quote", at)
    rule = barring()
    let(made)
    version = rule.version
    rewrite(rule, notes="確認した", checked_on=here.today(), check_due=None)
    assert seen(made) == set()
    rewrite(rule, **changes)
    assert {mark[:2] for mark in seen(made)} == {(rule.id, rule.version)}
    with pytest.raises(Refused):
        move(made, "terms")
    db.session.rollback()
    [shown] = told(made).let
    assert (shown.words.text, shown.is_same, shown.row.rule_version) == (WORDS, False, version)
    let(made)
    move(made, "terms")


@pytest.mark.usefixtures("session")
def test_another_product_that_the_rule_bars_asks_anew() -> None:
    at = scene()
    made = barred(at)
    first = queries.one(made.id, user=user()).product_ids
    let(made)
    second = product(at, "大吟醸").id
    change(made, at, product_ids=(*first, second))
    held_up(made, "terms")
    [left] = queries.waiting(queries.one(made.id, user=user()), here.today())
    assert left.product_ids == {second}
    let(made)
    move(made, "terms")
    assert [[line.product.id for line in each.goods] for each in told(made).let] == [list(first), [second]]


@pytest.mark.usefixtures("session")
def test_a_signing_is_let_go_on_by_the_rules_of_its_day() -> None:
    at = scene()
    made = opened(at, product_ids=(product(at).id,))
    step_by_step(made, "sample_quote", at)
    barring(valid_to=days(-5))
    assert seen(made) == set()
    with writing(), pytest.raises(Refused):
        services.conclude(made, signed_on=days(-10), by=user())
    with writing(), pytest.raises(Refused, match="in the future"):
        services.let_go_on(made, "急ぐ", seen=(), on=days(1), by=user(Role.MANAGEMENT))
    let(made, on=days(-10))
    with writing():
        assert services.conclude(made, signed_on=days(-10), by=user()) is not None


# ---- goods of which only the category is told


@pytest.mark.usefixtures("session")
def test_a_case_without_products_of_the_catalogue_is_judged_by_its_category() -> None:
    at = scene()
    made = opened(at, category="sake", products="純米酒 12本")
    step_by_step(made, "sample_quote", at)
    barring(region_id=None)
    held_up(made, "terms")
    shown = told(made)
    assert shown.of_category is not None
    assert (shown.of_category.is_barred, [each.category for each in shown.waiting]) == (True, ["sake"])
    let(made)
    move(made, "terms")


@pytest.mark.usefixtures("session")
def test_a_product_of_the_category_tells_more_than_the_category() -> None:
    at = scene()
    made = opened(at, category="knitwear", product_ids=(product(at, "ベスト", "knitwear").id,))
    assert told(made).of_category is None
    change(made, at, category="sake", product_ids=made.product_ids)
    assert told(made).of_category is not None


@pytest.mark.usefixtures("session")
def test_a_rule_by_code_holds_up_goods_without_a_code() -> None:
    at = scene()
    made = opened(at, product_ids=(product(at).id,))
    step_by_step(made, "sample_quote", at)
    barring(category="", hs_prefix="22")
    held_up(made, "terms")


# ---- pages


def test_the_form_of_the_management_shows_the_rules_that_it_sends(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = barred(scene())
        id = made.id
    sign_in(client, Role.MANAGEMENT)
    path = f"/negotiations/{id}/go-on"
    form = opened_form(client, path, "reason") | {"reason": "見本のみ"}
    with app.app_context():
        newer = barring(region_id=None, texts={"ja": "清酒はすべて輸入できない。", "en": "No sake at all."}).id
    asked = client.post(path, data=form)
    told = asked.get_data(as_text=True)
    assert (asked.status_code, "No sake at all." in told, f"{newer}:1" in told) == (409, True, True)
    with app.app_context():
        assert db.session.query(AccessOverride).count() == 0
    again = opened_form(client, path, "reason") | {"reason": "見本のみ"}
    assert client.post(path, data=again).status_code == 303
    with app.app_context():
        assert db.session.query(AccessOverride).count() == 2
        rewrite(db.session.get_one(AccessRule, newer), texts={"ja": "別の規則。", "en": "Another rule."})
    page = page_of(client, f"/negotiations/{id}")
    assert [
        word for word in ("The rule has changed since", "No sake at all.", "Another rule.") if word not in page
    ] == []


def test_a_lost_case_has_the_button_too(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = barred(scene())
        id = made.id
        with writing():
            lose(made)
            db.session.commit()
    sign_in(client, Role.MANAGEMENT)
    notice = page_of(client, f"/negotiations/{id}").partition('class="notice bad"')[2].partition("</p>")[0]
    assert f"/negotiations/{id}/go-on" in notice


def test_an_archived_rule_has_its_name_in_the_history_of_the_case(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = barred(scene())
        [row] = let(made)
        id = made.id
        with writing():
            archive(db.session.get_one(AccessRule, row.rule_id), access_rules.ARCHIVED, by=user())
            db.session.commit()
    sign_in(client, Role.COORDINATOR)
    assert "No sake of Niigata." in page_of(client, f"/audit/negotiations/{id}")
