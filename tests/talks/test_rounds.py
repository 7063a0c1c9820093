"""Rounds: what is refused, what moved from one to the next, and what a change of one leaves."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.meetings.rules import OURS, THEIRS
from crm.negotiations import queries as negotiations
from crm.negotiations import services as cases
from crm.talks import queries, services
from crm.talks.rules.terms import CHANGED, DOWN, FIRST, SAME, UP, OfferInput, check_offer, compared, moved
from crm.talks.services import RoundInput
from tests.cast import user
from tests.meetings.scene import Scene, scene
from tests.negotiations.cases import days, held, lose, opened

PRICE = OfferInput(THEIRS, "price", Decimal(120), "piece", "CNY", "CIF")


@pytest.fixture
def at(app: Flask) -> Any:
    with app.app_context():
        yield scene()


def price(amount: int, side: str = THEIRS, **changes: Any) -> OfferInput:
    plain = {"unit": "piece", "currency": "CNY", "incoterm": "CIF"}
    return OfferInput(side, "price", Decimal(amount), **plain | changes)


def round_of(case_id: int, *offers: OfferInput, **said: Any) -> int:
    with writing():
        content: dict[str, Any] = {"held_on": days(-3), "offers": offers} | said
        given = RoundInput(**content)
        made = services.add_round(negotiations.one(case_id, user=user()), given, by=user())
        db.session.commit()
        return made.id


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        (OfferInput(OURS, "price", Decimal(120)), "unit"),
        (OfferInput(OURS, "quantity", Decimal(120)), "unit"),
        (OfferInput(OURS, "lead_time", None, "day"), "amount"),
        (OfferInput(OURS, "lead_time", Decimal(60), "piece"), "unit"),
        (OfferInput(OURS, "quantity", Decimal(30), "枚"), "unit"),
        (OfferInput(OURS, "quantity", Decimal(30), "other"), "text"),
        (OfferInput(OURS, "price", Decimal(120), "piece"), "currency"),
        (OfferInput(OURS, "payment"), "text"),
        (OfferInput(OURS, "payment", Decimal(30), text="前金"), "amount"),
        (OfferInput(OURS, ""), "term"),
    ],
)
def test_an_offer_says_its_term_in_full(offer: OfferInput, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_offer(offer)
    assert refusal.value.field == field


def test_only_numbers_in_one_unit_are_higher_or_lower() -> None:
    assert moved(None, PRICE) == FIRST
    assert moved(PRICE, price(120)) == SAME
    assert moved(PRICE, price(130)) == UP
    assert moved(PRICE, price(110)) == DOWN
    for other in ({"currency": "JPY"}, {"unit": "pair"}, {"incoterm": "FOB"}):
        assert moved(PRICE, price(110, **other)) == CHANGED
    in_words = OfferInput(THEIRS, "price", Decimal(120), "other", "CNY", "CIF", "1反につき")
    assert moved(in_words, replace(in_words, amount=Decimal(130))) == UP
    assert moved(in_words, replace(in_words, amount=Decimal(130), text="1巻につき")) == CHANGED, "those are two units"
    assert moved(OfferInput(OURS, "payment", text="前金3割"), OfferInput(OURS, "payment", text="前金2割")) == CHANGED


def test_each_side_is_compared_with_what_it_said_last() -> None:
    rows = compared([[price(120), price(90, OURS)], [price(95, OURS)], [price(110), price(95, OURS)]])
    assert [row.term for row in rows] == ["price"]
    told = [[(said.offer.side, said.move) for said in cell] for cell in rows[0].cells]
    assert told == [[(OURS, FIRST), (THEIRS, FIRST)], [(OURS, UP)], [(OURS, SAME), (THEIRS, DOWN)]]


def test_a_side_says_one_thing_of_a_term_in_a_round(at: Scene) -> None:
    id = opened(at).id
    with pytest.raises(Refused) as refusal:
        round_of(id, price(120), price(110))
    assert refusal.value.field == "terms"
    db.session.rollback()
    assert round_of(id, price(120), price(110, OURS))


def test_a_round_is_not_to_come_and_says_why_it_was_before_the_first_talk(at: Scene) -> None:
    id = opened(at).id
    with pytest.raises(Refused) as refusal:
        round_of(id, held_on=days(1))
    assert refusal.value.field == "held_on"
    db.session.rollback()
    assert round_of(id, held_on=days(-20)), "as long as there was no talk, nothing is before it"
    with writing():
        cases.link_meeting(negotiations.one(id, user=user()), held(at, days_ago=5), by=user())
        db.session.commit()
    with pytest.raises(Refused) as refusal:
        round_of(id, held_on=days(-6))
    assert refusal.value.field == "early_reason"
    db.session.rollback()
    assert round_of(id, held_on=days(-6), early_reason="書面でのやり取り")
    assert round_of(id, held_on=days(-5))


def test_a_change_keeps_offers_changes_them_and_takes_them_out(at: Scene) -> None:
    case = opened(at)
    id = round_of(case.id, price(120), OfferInput(OURS, "payment", text="前金3割"))
    kept = {offer.term: offer.id for offer in queries.one_round(id, user=user()).offers}
    with writing():
        row = queries.one_round(id, user=user())
        before = row.version
        given = RoundInput(days(-2), offers=(price(115), OfferInput(OURS, "training", text="2日")))
        services.change_round(row, given, case=negotiations.one(case.id, user=user()), by=user())
        db.session.commit()
    db.session.expire_all()
    row = queries.one_round(id, user=user())
    assert {(offer.term, offer.amount, offer.text) for offer in row.offers} == {
        ("price", Decimal(115), ""),
        ("training", None, "2日"),
    }
    assert next(offer.id for offer in row.offers if offer.term == "price") == kept["price"]
    assert row.version > before


def test_a_change_of_offers_alone_is_a_new_version(at: Scene) -> None:
    case = opened(at)
    id = round_of(case.id, price(120))
    with writing():
        row = queries.one_round(id, user=user())
        before = row.version
        services.change_round(
            row, RoundInput(days(-3), offers=(price(119),)), case=negotiations.one(case.id, user=user()), by=user()
        )
        db.session.commit()
    assert queries.one_round(id, user=user()).version == before + 1


def test_a_meeting_that_was_held_is_offered_until_it_is_a_round(at: Scene) -> None:
    case, met = opened(at), held(at)
    with writing():
        cases.link_meeting(negotiations.one(case.id, user=user()), met, by=user())
        db.session.commit()

    def offered() -> list[int]:
        shown = negotiations.shown(case.id, user=user())
        return [each.id for each in queries.meetings_without_round(shown, queries.rounds_of(case.id), user=user())]

    assert offered() == [met.id]
    round_of(case.id, held_on=days(-1), meeting_id=met.id)
    assert offered() == []


def test_nothing_is_offered_as_a_round_once_the_talks_are_over(at: Scene) -> None:
    case, met = opened(at), held(at)
    with writing():
        cases.link_meeting(negotiations.one(case.id, user=user()), met, by=user())
        lose(negotiations.one(case.id, user=user()))
        db.session.commit()
    assert queries.meetings_without_round(negotiations.shown(case.id, user=user()), [], user=user()) == []


def test_who_does_not_see_the_case_sees_no_round_of_it(at: Scene) -> None:
    id = round_of(opened(at).id, price(120))
    assert queries.one_round(id, user=user(Role.MANAGEMENT)).id == id
    for role in (Role.MISSION_LEADER, Role.AUDITOR):
        with pytest.raises(NotVisible):
            queries.one_round(id, user=user(role))
