"""Which products a phone may name: those of its booth. Whatever else a form names is left out, and the lead is kept."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity
from crm.audit.services import action
from crm.booths import queries, rules
from crm.core.database import db, writing
from crm.leads.models import AskedProduct, Lead
from crm.products.models import Product
from tests.booths import stall
from tests.booths.phones import enter, rows, send
from tests.cast import left, user
from tests.contacts import book
from tests.fairs import stand
from tests.fairs.test_goods import listed
from tests.products.test_products import carry
from tests.products.test_products import made as product

LEFT_OUT = "（このブースで展示していない商品は除外：1件）"


def test_what_is_no_product_is_refused_and_the_lead_kept(app: Flask, client: FlaskClient, code: str) -> None:
    enter(client, code)
    answer = send(client, raw_name="王伟", products=["999", "x", "99999999999999999999"], promised=["sample", "moon"])
    assert answer.status_code == 204
    with app.app_context():
        lead = db.session.scalars(select(Lead).order_by(Lead.id.desc())).first()
        assert lead is not None
        assert (lead.interest, lead.next_action) == (LEFT_OUT, "サンプル")


def test_only_products_of_this_booth_are_taken(app: Flask, client: FlaskClient, code: str) -> None:
    """A form that names another product of the catalogue loses that product alone, and the office is told."""
    with app.app_context():
        maker = book.organisation("丸直ニット", "ja", country="JP").id
        booth = stand.booth(1)
        shown, hidden = product(maker).id, product(maker, names={"ja": "秘密の試作品"}).id
        beside = product(maker, names={"ja": "隣のブースの帽子"}).id
        stand.exhibitor(booth.id, maker, product_ids=[shown])
        stand.exhibitor(stand.booth(1, number="B13").id, maker, product_ids=[beside])
        here = stall.code(db.session.get_one(Activity, 1), booth_id=booth.id)[1]
    enter(client, here)
    tapped = [str(shown), str(shown), str(hidden), str(beside)]
    assert send(client, raw_name="王伟", products=tapped).status_code == 204
    with app.app_context():
        lead = db.session.scalars(select(Lead).order_by(Lead.id.desc())).first()
        assert lead is not None
        assert lead.interest == f"{LEFT_OUT.replace('1', '2')}; カシミヤ混セーター"
        asked = select(AskedProduct.product_id).where(AskedProduct.lead_id == lead.id)
        assert db.session.scalars(asked).all() == [shown]


def test_a_forged_product_alone_is_no_lead(app: Flask, client: FlaskClient, code: str) -> None:
    enter(client, code)
    before = rows(app)
    assert send(client, products=["999"]).status_code == 422
    assert rows(app) == before


def test_a_product_that_is_discontinued_before_the_phone_has_a_network_is_kept(
    app: Flask, client: FlaskClient, code: str
) -> None:
    with app.app_context():
        maker = book.organisation("丸直ニット", "ja", country="JP").id
        shown = product(maker).id
        stand.exhibitor(stand.booth(1).id, maker, product_ids=[shown])
    enter(client, code)
    with app.app_context(), writing(), action(rules.SENT, by=user()):
        db.session.get_one(Product, shown).status = "discontinued"
        db.session.commit()
    assert send(client, raw_name="王伟", products=[str(shown)]).status_code == 204
    with app.app_context():
        assert db.session.scalars(select(AskedProduct.product_id)).all() == [shown]


def test_what_a_visitor_said_is_kept_though_the_person_in_charge_of_the_code_has_left(
    app: Flask, client: FlaskClient, code: str
) -> None:
    with app.app_context():
        here = stall.code(db.session.get_one(Activity, 1))[1]
    enter(client, here)
    left("kobayashi@example.jp", app)
    assert send(client, raw_name="王伟", interest="セーター").status_code == 204
    with app.app_context():
        lead = db.session.scalars(select(Lead).order_by(Lead.id.desc())).first()
        assert lead is not None
        assert (lead.raw_name, lead.owner_id) == ("王伟", None)


def test_the_goods_of_a_stall_are_offered_after_what_exhibitors_show(app: Flask) -> None:
    """Also where nobody exhibits, to the phones of one booth and of the whole fair alike."""
    with app.app_context():
        fair, maker = stand.fair("product_fair"), book.organisation("丸直ニット", "ja", country="JP").id
        stall, beside = stand.booth(fair).id, stand.booth(fair, number="B13").id
        goods = [product(maker, names={"ja": name}).id for name in ("爪切り", "箸", "布")]
        for booth, id in ((stall, goods[0]), (beside, goods[1])):
            listed(booth, id)

        def offered(booth_id: int | None = None) -> list[int]:
            return [chip.id for chip in queries.chips(fair, "ja", booth_id=booth_id)]

        assert (offered(), offered(stall), offered(beside)) == (goods[:2], goods[:1], goods[1:2])
        stand.exhibitor(stall, maker, product_ids=[goods[2]])
        assert offered() == [goods[2], goods[0], goods[1]]


def test_the_samples_that_the_fair_carries_are_offered_at_each_booth_and_at_the_whole_fair(
    app: Flask, client: FlaskClient, code: str
) -> None:
    with app.app_context():
        maker = book.organisation("丸直ニット", "ja", country="JP").id
        shown, *samples = (product(maker, names={"ja": name}).id for name in ("セーター", "襟巻", "帽子", "手袋"))
        booth = stand.booth(1).id
        stand.exhibitor(booth, maker, product_ids=[shown])
        carry(1, *samples[:2])
        for at in (booth, None):
            assert [chip.id for chip in queries.chips(1, "ja", booth_id=at)] == [shown, *samples[:2]]
        here = stall.code(db.session.get_one(Activity, 1), booth_id=booth)[1]
    enter(client, here)
    assert send(client, raw_name="王伟", products=[str(samples[1]), str(samples[2])]).status_code == 204
    with app.app_context():
        asked = select(AskedProduct.product_id).order_by(AskedProduct.id.desc()).limit(1)
        assert db.session.scalars(asked).all() == [samples[1]]
