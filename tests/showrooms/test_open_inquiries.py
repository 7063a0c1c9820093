"""Inquiries name a product, not an exhibit: the office says which is meant, or nobody; what is discarded is deleted."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.models import AuditEntry, AuditKey
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.showrooms import queries, services
from crm.showrooms.models import ProductInquiry
from crm.showrooms.queries.asked import exhibit_ids
from crm.showrooms.rules import inquiries as rules
from crm.subjects import services as subjects
from crm.subjects.queries import erased
from crm.subjects.rules import HOLD
from tests.cast import SET_UP, csrf_token, sign_in, user
from tests.contacts import book
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.test_goods import address
from tests.showrooms.test_inquiries import at, sent, taking, waiting

__all__ = ["at"]


def chosen(client: FlaskClient, inquiry: int) -> str:
    """Which exhibit the form of an inquiry proposes."""
    page = client.get(f"/showrooms/inquiries/{inquiry}").get_data(as_text=True)
    options = page.split('name="exhibit_id"')[1].split("</select>")[0]
    found = re.findall(r'<option selected value="(\d*)"|<option value="(\d*)" selected', options)
    return "".join(found[0]) if found else ""


def asked(app: Flask, at: shop.Shop) -> int:
    assert sent(app.test_client(), f"{address(app, at.product)}/ask").status_code == 303
    return waiting(app)[-1].id


def test_an_exhibit_that_hangs_alone_is_proposed_and_of_several_none(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    inquiry = asked(app, at)
    assert chosen(client, inquiry) == str(at.exhibit)
    with app.app_context():
        shop.exhibit(at.showroom, at.product, code="A-02", size="L")
    assert chosen(client, inquiry) == ""
    for page in (f"/showrooms/inquiries/{inquiry}", f"/showrooms/{at.showroom}/inquiries"):
        told = client.get(page).get_data(as_text=True).split('<ul class="rows two">')[1].split("</ul>")[0]
        assert "A-01" not in told, "no exhibit is told that nobody named"


def test_an_inquiry_of_which_nobody_knows_the_exhibit_names_its_product_alone(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    inquiry = asked(app, at)
    data = taking(client, app, inquiry, at.exhibit) | {"exhibit_id": ""}
    assert client.post(f"/showrooms/inquiries/{inquiry}", data=data).status_code == 303
    with app.app_context():
        [lead] = db.session.scalars(select(Lead)).all()
        assert exhibit_ids(lead.id) == set()
        assert [row.product_id for row in leads.asked(lead.id)] == [at.product]


def test_the_page_of_each_exhibit_of_a_product_counts_what_waits(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    with app.app_context():
        twin = shop.exhibit(at.showroom, at.product, code="A-02").id
        other = shop.exhibit(at.showroom, product(at.maker, names={"ja": "ベスト"}).id, code="B-1").id
        away = shop.exhibit(shop.showroom(at.operator).id, at.product, code="Z-1").id
    asked(app, at)
    said = "1 inquiry about this product waits"

    def told(client: FlaskClient, exhibit: int) -> bool:
        return said in client.get(f"/showrooms/exhibits/{exhibit}").get_data(as_text=True)

    assert [told(client, exhibit) for exhibit in (at.exhibit, twin, other, away)] == [True, True, False, False]
    nobody = "Nobody has asked about it yet."
    pages = [client.get(f"/showrooms/exhibits/{exhibit}").get_data(as_text=True) for exhibit in (twin, away)]
    assert [nobody in page for page in pages] == [False, True]
    with app.app_context():
        for exhibit, kinds in ((twin, ["product_inquiries"]), (away, [])):
            found = queries.who_asked(at.product, user=user(), language="ja", exhibit_id=exhibit)
            assert [row.kind for row in found] == kinds
    reader = app.test_client()
    sign_in(reader, Role.MANAGEMENT)
    assert not told(reader, at.exhibit)


@pytest.mark.both
def test_what_was_discarded_a_month_ago_is_deleted_and_nobody_reads_it_in_the_log(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    kept, gone = asked(app, at), asked(app, at)
    token = {"csrf_token": csrf_token(client, f"/showrooms/inquiries/{gone}")}
    assert client.post(f"/showrooms/inquiries/{gone}/discard", data=token).status_code == 303
    told = client.get(f"/showrooms/inquiries/{gone}").get_data(as_text=True)
    assert "It is deleted after" in told
    with app.app_context():
        for days, number in ((29, 0), (31, 1), (31, 0)):
            with writing():
                assert services.forget_inquiries(now=clock.now() + timedelta(days=days)) == (number, 0)
                db.session.commit()
        assert db.session.scalars(select(ProductInquiry.id)).all() == [kept]
        keys = select(AuditKey.subject_id).where(AuditKey.subject_type == "product_inquiries")
        assert db.session.scalars(keys).all() == [kept]
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert last is not None
        assert (last.verb, last.row_id) == (rules.FORGOTTEN.code, gone)
        assert "崔明姬" not in str(last.changes)


@pytest.mark.both
@pytest.mark.parametrize("by", ["address", "name"])
def test_what_may_be_of_somebody_whom_a_legal_hold_stands_for_is_not_deleted(
    app: Flask, client: FlaskClient, at: shop.Shop, by: str
) -> None:
    inquiry = asked(app, at)
    with app.app_context():
        [kept] = db.session.scalars(select(ProductInquiry))
        name, contact = (kept.name, "x@example.cn") if by == "name" else ("別人", kept.contact)
        kind = "email" if "@" in contact else "mobile"
        held = book.person(name, contacts=[(kind, contact)]).id
        with writing():
            services.discard_inquiry(db.session.get_one(ProductInquiry, inquiry), by=user())
            mark = subjects.mark(held, HOLD, reason="訴訟", by=None).id
            db.session.commit()
        later = clock.now() + timedelta(days=31)
        with writing():
            assert services.forget_inquiries(now=later) == (0, 1)
            subjects.unmark(erased.mark(mark), by=None)
            assert services.forget_inquiries(now=later) == (1, 0)
            db.session.commit()


def test_the_summary_of_errors_names_the_consent_as_a_visitor_reads_it(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    answer = sent(app.test_client(), f"{address(app, at.product)}/ask?lang=en", may_store="")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#may_store">Your consent to be contacted: Tick this' in page


def test_an_inquiry_that_became_a_lead_stays(app: Flask, client: FlaskClient, at: shop.Shop) -> None:
    inquiry = asked(app, at)
    data = taking(client, app, inquiry, at.exhibit)
    assert client.post(f"/showrooms/inquiries/{inquiry}", data=data).status_code == 303
    with app.app_context(), writing():
        assert services.forget_inquiries(now=clock.now() + timedelta(days=4000)) == (0, 0)


def test_what_is_ticked_is_discarded_in_one_act_and_nothing_of_another_showroom(
    app: Flask, client: FlaskClient, at: shop.Shop
) -> None:
    spam, meant, foreign = asked(app, at), asked(app, at), asked(app, at)
    with app.app_context():
        elsewhere = shop.showroom(at.operator)
        with writing(), action(SET_UP, by=None):
            db.session.get_one(ProductInquiry, foreign).showroom_id = elsewhere.id
            db.session.commit()
    there = f"/showrooms/{at.showroom}/inquiries"
    assert f'name="ids" value="{spam}"' in client.get(there).get_data(as_text=True)
    data = {"csrf_token": csrf_token(client, there), "ids": [spam, foreign]}
    assert client.post(f"{there}/discard", data=data).status_code == 303
    assert "1 inquiry discarded as spam." in client.get(there).get_data(as_text=True)
    assert {row.id: row.state for row in waiting(app)} == {
        spam: rules.SPAM, meant: rules.WAITING, foreign: rules.WAITING,
    }  # fmt: skip
    again = client.post(f"{there}/discard", data=data | {"ids": [spam]})
    assert again.status_code == 409
    assert "Tick at least one row first." in again.text
