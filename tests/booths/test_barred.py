"""Goods that the country of the fair bars say so on the phone; what a revoked code held is told at home (INV-M1)."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from crm.access import services as access
from crm.access.services import AccessInput
from crm.activities.models import Activity
from crm.booths import queries, services
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from tests.booths import stall
from tests.booths.phones import enter
from tests.cast import sign_in, user
from tests.contacts import book
from tests.fairs import stand
from tests.products.test_products import made as product


def bar(category: str) -> None:
    rule = AccessInput(
        country="CN", state="prohibited", category=category, source_title="告示第9号", checked_on=date(2026, 10, 1),
        texts={"ja": "輸入できない。"},
    )  # fmt: skip
    with writing():
        access.make(rule, by=user())
        db.session.commit()


def test_a_barred_product_is_marked_on_the_phone(app: Flask, client: FlaskClient, code: str) -> None:
    with app.app_context():
        maker = book.organisation("丸直ニット", "ja", country="JP").id
        booth = stand.booth(1)
        knit, sake = product(maker).id, product(maker, names={"ja": "純米酒"}, category="sake").id
        stand.exhibitor(booth.id, maker, product_ids=[knit, sake])
        here = stall.code(db.session.get_one(Activity, 1), booth_id=booth.id)[1]
    enter(client, here)
    assert "(import barred)" not in client.get("/booths/1/?lang=en").text
    with app.app_context():
        bar("sake")
        assert queries.barred([knit, sake], 1) == {sake: True}
    page = client.get("/booths/1/?lang=en").text
    assert page.count("(import barred)") == 1
    assert "Promise no sample" in page


def test_what_a_revoked_code_held_is_told_at_home(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        row, _shown = stall.code(stall.fair())
        phone, _key = stall.phone(row)
        with writing():
            services.revoke(db.session.merge(row), phones=True, by=user())
            db.session.commit()
        stall.send(phone, "k1", at=clock.now(), raw_name="王伟")
        [(fair, number)] = queries.fairs_waiting(user())
        assert (fair.id, number) == (1, 1)
        assert queries.fairs_waiting(user(Role.MISSION_LEADER)) == [], "of a fair that they do not lead"
    sign_in(client)
    told = client.get("/home/panels/booths").text
    assert "#waiting" in told
    assert "1 waits" in told
