"""Samples that go along: how many, at which value, how they pass customs, and who carries them."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Participant
from crm.activities.rules import MOVED
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.products import queries, rules, services
from crm.products.services import SampleInput
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.missions import voyage
from tests.pdf.paper import text as text_of
from tests.products.test_products import carry, made


def packed() -> tuple[int, int, int]:
    """(mission that carries a sweater, the sweater, a delegate)."""
    voyage.load_places()
    mission = voyage.mission()
    sweater = made(book.organisation("丸直ニット株式会社", "ja", country="JP").id, hs_heading="6110").id
    carry(mission.id, sweater)
    return mission.id, sweater, voyage.delegate(mission).id


def listed(mission: int, product: int, **content: Any) -> None:
    with writing():
        services.list_sample(voyage.fresh_in(mission), product, SampleInput(**content), by=user())
        db.session.commit()
    db.session.expire_all()


def test_what_goes_along_is_written_added_up_and_taken_to_the_next_mission_without_its_carrier(
    session: scoped_session[Session],
) -> None:
    mission, sweater, part = packed()
    scarf = made(book.organisation("栃尾織物株式会社", "ja", country="JP").id, names={"ja": "ストール"}).id
    carry(mission, scarf)
    listed(mission, sweater, quantity=3, unit_value=Decimal(18000), customs="ata_carnet", carrier_id=part)
    listed(mission, scarf, quantity=2, unit_value=Decimal(500), customs="ata_carnet")
    found = queries.samples(mission, user=user(), language="ja")
    assert [sample.row.value for sample in found] == [54000, 1000]
    assert queries.sample_values(found) == {("ata_carnet", "JPY"): 55000}
    mill = book.organisation("見附ニット株式会社", "ja", country="JP").id
    ended, archived = (made(mill, names={"ja": name}) for name in ("手袋", "帽子"))
    carry(mission, ended.id, archived.id)
    with writing():
        with action(SET_UP, by=None):
            ended.status, archived.archived_at = "discontinued", clock.now()
        db.session.commit()
    later = voyage.mission(names={"ja": "第8回"})
    with writing():
        services.carry_along(voyage.fresh_in(mission), voyage.fresh_in(later.id), by=user())
        db.session.commit()
    again = queries.sample(later.id, sweater, user=user(), language="ja").row
    assert (again.quantity, again.value, again.customs) == (3, Decimal(54000), "ata_carnet")
    assert again.carrier_id is None
    carried = queries.samples(later.id, user=user(), language="ja")
    assert [sample.row.product_id for sample in carried] == [sweater, scarf], "what is still to be had"


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"unit_value": Decimal(5)}, "quantity"),
        ({"quantity": 1, "currency": "XXX"}, "currency"),
        ({"quantity": 1, "customs": "smuggled"}, "customs"),
        ({"quantity": 1, "carrier_id": 99_999}, "carrier_id"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: scoped_session[Session], content: dict[str, Any], field: str
) -> None:
    mission, sweater, _ = packed()
    with pytest.raises(Refused) as refusal:
        listed(mission, sweater, **content)
    assert refusal.value.field == field
    with pytest.raises(NotVisible):
        listed(mission, 99_999)


@pytest.mark.printed
def test_the_office_lists_samples_and_prints_the_list(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission, sweater, part = packed()
    sign_in(client)
    page = f"/products/missions/{mission}/{sweater}/samples"
    assert page in text(client, f"/products/missions/{mission}")
    nothing = client.get(f"/products/missions/{mission}/samples.pdf")
    assert (nothing.status_code, "nothing to declare" in nothing.text) == (409, True)
    form = opened(client, page, "quantity")
    assert client.post(page, data=form | {"quantity": "", "unit_value": "5"}).status_code == 422
    sent = {
        "quantity": "3",
        "unit_value": "18,000",
        "currency": "JPY",
        "customs": "ata_carnet",
        "carrier_id": str(part),
    }
    assert client.post(page, data=form | sent | {"form_id": "second"}).status_code == 303
    panel = text(client, f"/products/panels/activities/{mission}")
    assert all(shown in panel for shown in ("Samples", "54,000", "ATA carnet", "髙橋 直樹"))
    assert client.post(page, data=form | sent | {"quantity": "9", "form_id": "third"}).status_code == 409
    paper = client.get(f"/products/missions/{mission}/samples.pdf")
    assert paper.mimetype == "application/pdf"
    printed = text_of(paper.data)
    assert all(shown in printed for shown in ("6110", "54,000", "ATA carnet"))
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/products/missions/{mission}/samples.pdf").status_code == 404


def test_the_list_of_samples_says_what_each_sum_is_of(session: scoped_session[Session], app: Flask) -> None:
    """Two lines were headed "Total" alone, and neither was the total."""
    ways: Any = app.jinja_env.get_template("products/_macros.html").module
    with app.test_request_context(), force_locale("ja"):
        assert [ways.total(way, rules.CUSTOMS) for way in ("ata_carnet", "paid_import", "")] == [
            "ATAカルネ 計", "有税輸入 計", "合計",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "stands"), [("invited", False), ("accepted", True), ("absent", False), ("cancelled", False)]
)
def test_papers_name_a_carrier_who_goes_along(session: scoped_session[Session], status: str, stands: bool) -> None:
    mission, sweater, part = packed()
    listed(mission, sweater, quantity=3, carrier_id=part)
    with writing(), action(MOVED, by=user()):
        db.session.get_one(Participant, part).status = status
        db.session.commit()
    row = queries.sample(mission, sweater, user=user(), language="ja").row
    assert (row.carrier_id, row.bearer is not None) == (part, stands)
