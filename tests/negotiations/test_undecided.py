"""INV-M1: a case past terms with barred goods for which no word holds is not moved back, but told until decided."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.access import rules as access_rules
from crm.access.models import AccessRule
from crm.audit.services import archive, restore
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.negotiations import queries
from crm.negotiations.models import Negotiation
from crm.negotiations.queries import CaseFilter
from crm.negotiations.rules import MoveWish
from crm.products.models import Product
from crm.users import rules
from tests.access.barred import barring, niigata
from tests.cast import sign_in, user
from tests.home.test_statements import MOST, signed_in
from tests.negotiations.cases import Scene, opened, scene, step_by_step
from tests.negotiations.held import held_up, let, move, page_of, product, rewrite, told, write
from tests.statements import sent

AMBER = "Not decided by management"


def undecided(role: Role = Role.MANAGEMENT) -> list[int]:
    """What the filter of the list finds; home tells the same."""
    found = queries.negotiations(CaseFilter(undecided_on=here.today()), user=user(role)).rows
    cases, number = queries.undecided_cases(user(role), here.today(), most=9)
    assert ({row.id for row in found}, len(found)) == ({case.id for case in cases}, number)
    return [row.id for row in found]


def at_terms(at: Scene, **changes: Any) -> Negotiation:
    """A case about sake at terms, before any rule."""
    made = opened(at, **{"product_ids": (product(at).id,)} | changes)
    step_by_step(made, "terms", at)
    return made


def waits(made: Negotiation) -> None:
    """It stays where it is, is told as undecided, and asks for the word at its next move."""
    assert (made.stage, undecided()) == ("terms", [made.id])
    held_up(made, "approval_draft")
    let(made)
    assert undecided() == []
    move(made, "approval_draft")


# ---- what the gate was passed by


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"category": "knitwear", "hs_heading": "6110"}, {"category": "sake"}),
        ({"hs_heading": "2106"}, {"hs_heading": "2206"}),
        ({"origin_place_id": None}, {"origin_place_id": "niigata"}),
    ],
)
def test_a_product_that_becomes_a_barred_one_after_terms(before: dict[str, Any], after: dict[str, Any]) -> None:
    at, there = scene(), niigata().id
    sake = product(at).id
    write(Product, sake, **before)
    write(Organisation, at.association, place_id=at.place)
    made = at_terms(at, product_ids=(sake,), category="")
    barring(**({"hs_prefix": "2203–2208"} if "hs_heading" in after else {}))
    assert undecided() == []
    write(Product, sake, **{name: there if value == "niigata" else value for name, value in after.items()})
    waits(made)


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("changes", [{"hs_heading": "2208"}, {"hs_code_cn": "2206009000"}, {"origin_place_id": None}])
def test_the_word_holds_for_goods_as_they_were_when_it_was_given(changes: dict[str, Any]) -> None:
    at = scene()
    write(Organisation, at.association, place_id=niigata().id)
    made = at_terms(at)
    barring()
    sake = queries.one(made.id, user=user()).product_ids[0]
    write(Product, sake, hs_heading="2206")
    let(made)
    assert undecided() == []
    if "origin_place_id" in changes:
        write(Product, sake, origin_place_id=None)
        assert undecided() == []  # it is made where its maker is: there
        write(Organisation, at.association, place_id=None)
    else:
        write(Product, sake, **changes)
    [word] = told(made).let
    assert (word.is_same, word.holds) == (True, False)
    waits(made)
    assert [each.holds for each in told(made).let] == [False, True]


@pytest.mark.usefixtures("session")
def test_a_product_that_changes_in_nothing_that_rules_ask_keeps_its_word() -> None:
    at = scene()
    made = at_terms(at)
    barring()
    let(made)
    write(Product, queries.one(made.id, user=user()).product_ids[0], notes="新しいラベル", hs_code_jp="")
    assert undecided() == []


@pytest.mark.usefixtures("session")
def test_a_rule_that_was_put_away_during_the_move_and_brought_back() -> None:
    at = scene()
    made = opened(at, product_ids=(product(at).id,))
    step_by_step(made, "sample_quote", at)
    rule = barring()
    with writing():
        archive(db.session.get_one(AccessRule, rule.id), access_rules.ARCHIVED, by=user())
        db.session.commit()
    move(made, "terms")
    assert undecided() == []
    with writing():
        restore(db.session.get_one(AccessRule, rule.id), access_rules.RESTORED, by=user())
        db.session.commit()
    waits(made)


@pytest.mark.usefixtures("session")
def test_a_rule_for_longer_than_the_management_saw_asks_anew() -> None:
    made = at_terms(scene())
    rule = barring()
    let(made)
    rewrite(rule, source_title="告示第1号（再確認）")
    assert undecided() == []
    rewrite(rule, valid_to=here.today().replace(year=here.today().year + 1))
    waits(made)


@pytest.mark.usefixtures("session")
def test_a_counterpart_that_moves_to_the_country_that_bars_the_goods() -> None:
    at = scene()
    write(Organisation, at.commerce_bureau, country="KR")
    made = at_terms(at, place_id=None)
    barring()
    assert undecided() == []
    write(Organisation, at.commerce_bureau, country="CN")
    waits(made)


@pytest.mark.usefixtures("session")
def test_a_case_that_names_only_a_category_waits_too_and_others_do_not() -> None:
    at = scene()
    made = opened(at, category="sake", products="純米酒")
    other = opened(at, category="sake", place_id=niigata().id)  # at home
    early = opened(at, category="sake", title="これから")
    for each in (made, other):
        step_by_step(each, "terms", at)
    vest = at_terms(at, category="sake", product_ids=(product(at, "清酒石鹸", "sake").id,))
    write(Product, queries.one(vest.id, user=user()).product_ids[0], origin_place_id=at.place)  # of the category
    write(Organisation, at.association, place_id=niigata().id)
    barring()
    assert early.stage == "lead"
    assert undecided() == [made.id]
    with writing():
        archive(db.session.get_one(Negotiation, made.id), access_rules.ARCHIVED, by=user())
        db.session.commit()
    assert undecided() == []


@pytest.mark.usefixtures("session")
def test_a_leader_is_told_of_none_that_they_do_not_see() -> None:
    at = scene()
    made = at_terms(at)
    barring()
    assert undecided() == [made.id]
    assert undecided(Role.MISSION_LEADER) == []


@pytest.mark.usefixtures("session")
def test_going_back_is_free_and_coming_again_is_not() -> None:
    made = at_terms(scene())
    barring()
    move(made, "talk", MoveWish(reason="条件を見直す"))
    assert undecided() == []
    held_up(made, "terms", MoveWish(reason="再び", answer="双方で協議"))


# ---- pages


def test_page_list_board_and_home_tell_it_until_the_management_decides(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        made = at_terms(at)
        other = at_terms(at, product_ids=(product(at, "ベスト", "knitwear").id,), title="ベストの委託販売")
        barring()
        id, title = made.id, other.title
    sign_in(client, Role.COORDINATOR)
    page = page_of(client, f"/negotiations/{id}")
    assert (page.count(AMBER), "got this far without" in page) == (1, True)
    assert AMBER not in page_of(client, f"/negotiations/{other_id(app, title)}")
    listed = page_of(client, "/negotiations/list")
    assert listed.partition("<tbody")[2].count(AMBER) == 1
    narrowed = page_of(client, "/negotiations/list?undecided=1").partition("<tbody")[2]
    assert (f'/negotiations/{id}"' in narrowed, title in narrowed) == (True, False)
    assert title not in page_of(client, "/negotiations/?undecided=1").partition('class="deals"')[2]
    assert client.get("/home/panels/barred").status_code == 404
    sign_in(client, Role.MANAGEMENT)
    assert "/home/panels/barred" in page_of(client, "/")
    home = page_of(client, "/home/panels/barred")
    assert (f"/negotiations/{id}#barred" in home, '<span class="n num">1</span>' in home) == (True, True)
    with app.app_context():
        let(db.session.get_one(Negotiation, id))
    assert "No negotiation past the terms" in page_of(client, "/home/panels/barred")
    assert AMBER not in page_of(client, f"/negotiations/{id}")


def other_id(app: Flask, title: str) -> int:
    with app.app_context():
        return db.session.query(Negotiation).filter_by(title=title).one().id


# ---- how often it asks


def test_which_goods_may_enter_is_told_by_one_statement_of_any_number_of_cases(app: Flask) -> None:
    with app.app_context():
        at = scene()
        ids = [at_terms(at, product_ids=(product(at, f"酒{number}").id,)).id for number in range(4)]
        barring()
        queries.entering(ids)
        with sent(app) as one:
            queries.entering(ids[:1])
        with sent(app) as many:
            assert all(each.waiting for each in queries.entering(ids).values())
        assert (len([each for each in one if "access_rules" in each]), len(many)) == (1, len(one))
        let(db.session.get_one(Negotiation, ids[0]))
        with sent(app) as given:
            queries.entering(ids)
        assert len([each for each in given if "access_" in each]) == 2  # and one for the words that were given


@pytest.mark.once
def test_no_page_of_a_case_sends_more_than_so_many_statements(sampled: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "SEEN_EVERY", timedelta(days=1))  # a slow machine notes the visit a second time
    client = signed_in(sampled, "kobayashi@example.jp")
    with sampled.app_context():
        ids = list(db.session.scalars(select(Negotiation.id).where(Negotiation.archived_at.is_(None))))
    asked = {}
    for id in ids:
        with sent(sampled) as statements:
            assert client.get(f"/negotiations/{id}").status_code == 200
        asked[id] = len(statements)
    assert asked
    most = MOST + 1  # whose move it is
    assert {id: number for id, number in asked.items() if number > most} == {}
