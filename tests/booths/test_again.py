"""A visitor who is captured again: what was promised is joined, and another rank waits for somebody to choose."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity
from crm.booths import rules
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.leads import queries, services
from crm.leads.models import Lead
from tests import cast
from tests.booths import stall


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


VISITOR: dict[str, Any] = {"raw_name": "王伟", "raw_contact": "139 4433 5566"}


def twice(**second: Any) -> Lead:
    """A visitor with rank B, who was captured again two hours later."""
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    at = clock.now() - timedelta(hours=3)
    stall.send(phone, "k1", at=at, rank="B", promised=["sample", "price_list"], wish="見本 · 価格表", **VISITOR)
    again = stall.send(phone, "k2", at=at + timedelta(hours=2), **VISITOR | second)
    assert again.state == rules.APPENDED
    return db.session.scalars(select(Lead)).one()


def test_what_is_promised_each_time_stands_in_the_next_step_once() -> None:
    lead = twice(rank="A", promised=["catalogue", "sample"], wish="カタログ · 見本")
    assert lead.next_action == "見本 · 価格表 · カタログ"


def test_a_promise_for_which_there_is_no_room_stands_in_the_note() -> None:
    lead = twice(promised=["catalogue"], wish="あ" * 195, note="再訪")
    assert lead.next_action == "見本 · 価格表"
    assert lead.inquiry.endswith("再訪\n" + "あ" * 195)


def test_products_asked_about_the_second_time_stand_with_the_first() -> None:
    lead = twice(interest="純米酒; セーター")
    assert lead.interest == "純米酒; セーター"
    phone, _key = stall.phone(stall.code(db.session.get_one(Activity, lead.activity_id))[0])
    stall.send(phone, "k3", at=clock.now(), interest="セーター; 米菓", **VISITOR)
    assert lead.interest == "純米酒; セーター; 米菓"
    stall.send(phone, "k4", at=clock.now(), interest="あ" * 295, **VISITOR)
    assert lead.interest == "純米酒; セーター; 米菓"
    assert "あ" * 295 in lead.inquiry, "where there is no room it stands in the note"


def test_a_lead_of_a_phone_was_captured_by_who_held_it(client: FlaskClient) -> None:
    lead = twice(by="朴")
    cast.sign_in(client)
    page = client.get(f"/leads/{lead.id}").text
    captured = page.split("<dt>Captured</dt>")[1].split("</dd>")[0]
    assert "金" in captured
    assert "the system" not in captured


def test_another_rank_waits_and_is_told_wherever_the_rank_stands(client: FlaskClient) -> None:
    lead = twice(rank="A", by="金")
    assert (lead.rank, lead.again_rank, lead.again_by) == ("B", "A", "金")
    id, fair = lead.id, lead.activity_id
    cast.sign_in(client)
    for path in (f"/leads/{id}", "/leads/", f"/leads/answers/{fair}"):
        assert "aptured again as A" in client.get(path).text, path
    cast.sign_in(client, Role.MANAGEMENT)
    assert f"/leads/{id}/rank" not in client.get(f"/leads/{id}").text


@pytest.mark.parametrize("chosen", ["A", "B"])
def test_one_press_decides_which_rank_holds(client: FlaskClient, chosen: str) -> None:
    lead = twice(rank="A")
    with writing():
        lead = db.session.get_one(Lead, lead.id, populate_existing=True)
        services.decide_rank(lead, chosen, by=cast.user())
        with pytest.raises(Refused):
            services.decide_rank(lead, chosen, by=cast.user())
        db.session.commit()
    assert (lead.rank, lead.again_rank, lead.again_at, lead.again_by) == (chosen, None, None, None)
    assert not queries.ranked_again(lead.activity_id, user=cast.user())


def test_the_press_is_a_form_of_the_page(client: FlaskClient) -> None:
    lead = twice(rank="A")
    id, fair = lead.id, lead.activity_id
    cast.sign_in(client)
    page = client.get(f"/leads/answers/{fair}").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(f"/leads/{id}/rank", data={"csrf_token": token, "rank": "A", "evening": "1"})
    assert (answer.status_code, answer.location) == (303, f"/leads/answers/{fair}")
    assert "aptured again as A" not in client.get(f"/leads/answers/{fair}").text
    db.session.expire_all()
    assert db.session.get_one(Lead, id).rank == "A"


def test_none_waits_of_a_lead_that_nobody_pursues(client: FlaskClient) -> None:
    lead = twice(rank="A")
    id, fair = lead.id, lead.activity_id
    with writing():
        lead = db.session.get_one(Lead, id, populate_existing=True)
        services.disqualify(lead, reason="競合の調査", by=cast.user())
        db.session.commit()
    assert not queries.ranked_again(fair, user=cast.user())
    cast.sign_in(client)
    for path in (f"/leads/{id}", f"/leads/?activity={fair}&status=disqualified", f"/leads/answers/{fair}"):
        answer = client.get(path)
        assert (answer.status_code, "aptured again as A" in answer.text) == (200, False), path


@pytest.mark.parametrize("rank", ["B", ""])
def test_the_same_rank_or_none_leaves_nothing_to_decide(rank: str) -> None:
    assert twice(rank=rank).again_rank is None


def test_a_rank_that_somebody_changes_by_hand_is_decided() -> None:
    lead = twice(rank="A")
    with writing():
        lead = db.session.get_one(Lead, lead.id, populate_existing=True)
        sheet = services.LeadInput(lead.activity_id, raw_name=lead.raw_name, rank="C")
        services.change(lead, sheet, by=cast.user())
        db.session.commit()
    assert (lead.rank, lead.again_rank) == ("C", None)
