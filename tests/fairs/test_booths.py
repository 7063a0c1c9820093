"""Booths: what is refused, who sees them, and their pages."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.fairs import queries
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.fairs import stand
from tests.fairs.test_goods import listed
from tests.missions import voyage


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"hall": "", "number": ""}, "number"),
        ({"number": "ｂ１２"}, "number"),
        ({"area": Decimal(0)}, "area"),
        ({"number": "C1", "area": Decimal(99_999_999_999)}, "area"),
        ({"number": "C1", "fee": Decimal(99_999_999_999_999)}, "fee"),
        ({"number": "C1", "fee": Decimal("10.5"), "currency": "JPY"}, "fee"),
        ({"number": "C1", "fee": Decimal(10), "currency": "XXX"}, "currency"),
        ({"number": "C1", "fee": Decimal(10), "currency": ""}, "currency"),
    ],
)
@pytest.mark.once
def test_what_cannot_be_is_refused_beside_its_field(app: Flask, said: dict[str, Any], field: str) -> None:
    with app.app_context():
        at = stand.fair()
        stand.booth(at)
        with pytest.raises(Refused) as refused:
            stand.booth(at, **said)
        assert refused.value.field == field


@pytest.mark.once
def test_several_booths_of_one_fair_and_one_number_in_two_halls(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        stand.booth(at)
        stand.booth(at, hall="4")
        stand.booth(stand.fair(names={"ja": "別の展示会"}))
        found = queries.booths_of(at, user=user())
        assert [row.label for row in found] == ["3 B12", "4 B12"], "those of the other fair are not among them"


@pytest.mark.once
def test_only_fairs_have_booths(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        trip = voyage.mission().id
        with pytest.raises(Refused):
            stand.booth(trip)
    sign_in(client)
    assert client.get(f"/fairs/missions/{trip}/booths/new").status_code == 409
    panel = client.get(f"/panels/activities/{trip}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "/fairs/" not in panel, "a mission says nothing of booths"


def test_a_leader_sees_the_booths_of_their_own_fairs(app: Flask) -> None:
    with app.app_context():
        leader, other = user(Role.MISSION_LEADER), user(Role.MISSION_LEADER, email="other@example.jp")
        theirs = stand.booth(stand.fair(leader_id=leader.id)).id
        foreign = stand.booth(stand.fair(leader_id=other.id)).id
        db.session.expire_all()
        assert queries.booth(theirs, user=leader).label == "3 B12"
        with pytest.raises(NotVisible):
            queries.booth(foreign, user=leader)
        assert [row.id for row in db.session.scalars(queries.visible_booths(leader))] == [theirs]


@pytest.mark.once
def test_a_booth_is_written_put_away_and_brought_back_on_its_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.fair()
    sign_in(client)
    said = {"hall": "2号館", "number": "A-07", "area": "18", "fee": "９，６００", "currency": "CNY", "notes": "角"}
    new = f"/fairs/missions/{at}/booths/new"
    made = client.post(new, data=opened(client, new, "hall") | said)
    there = made.headers["Location"]
    shown = text(client, there)
    assert all(told in shown for told in ("2号館 A-07", "18 m²", "9,600", "角"))
    panel = client.get(f"/fairs/panels/activities/{at}").get_data(as_text=True)
    assert f'href="{there}"' in panel

    changed = opened(client, f"{there}/edit", "hall") | {"area": "0"}
    refused = client.post(f"{there}/edit", data=changed)
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.get_data(as_text=True)
    client.post(f"{there}/edit", data=changed | {"area": "27"})
    assert "27 m²" in text(client, there)

    client.post(f"{there}/archive", data=opened(client, f"{there}/edit", "hall"))
    assert client.get(there).status_code == 404
    client.post(f"{there}/restore", data=opened(client, new, "hall"))
    assert client.get(there).status_code == 200


@pytest.mark.once
def test_the_area_keeps_its_half_metre_and_the_fee_begins_in_the_money_of_the_place(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = stand.fair()
        id = stand.booth(at, area=Decimal("6.5")).id
    sign_in(client)
    assert "6.5 m²" in text(client, f"/fairs/booths/{id}")
    assert "6.5 m²" in text(client, f"/fairs/panels/activities/{at}")
    assert opened(client, f"/fairs/missions/{at}/booths/new", "hall")["currency"] == "CNY"


@pytest.mark.once
def test_an_archived_booth_is_found_on_its_fair_and_not_brought_back_beside_one_of_its_number(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = stand.fair()
        id = stand.booth(at).id
    sign_in(client)
    there = f"/fairs/booths/{id}"
    form = opened(client, f"{there}/edit", "hall")
    client.post(f"{there}/archive", data=form)
    assert f'href="{there}"' in text(client, f"/fairs/panels/activities/{at}")
    assert f'action="{there}/restore"' in client.get(there).get_data(as_text=True)
    with app.app_context():
        other = stand.booth(at).id
    refused = client.post(f"{there}/restore", data=form)
    assert refused.status_code == 409
    assert "Another booth of this fair has this number." in refused.get_data(as_text=True)
    with app.app_context():
        assert [row.id for row in queries.booths_of(at, user=user())] == [other]


@pytest.mark.once
def test_a_fair_with_booths_stays_one_and_a_product_fair_keeps_its_goods(app: Flask) -> None:
    with app.app_context():
        at = stand.stand("product_fair")
        with pytest.raises(Refused) as refused:
            stand.planned(at.fair, type="inspection_mission")
        assert refused.value.field == "type"
        listed(at.booth, at.product)
        with pytest.raises(Refused) as refused:
            stand.planned(at.fair, type="trade_fair")
        assert refused.value.field == "type"
        free = stand.fair("product_fair", names={"ja": "別の物産展"})
        stand.booth(free)
        stand.planned(free, type="trade_fair")
        assert queries.fair(free, user=user()).type == "trade_fair"
