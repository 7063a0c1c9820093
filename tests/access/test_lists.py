"""Lists of goods say what holds for them, of all rows by one statement, and narrow to what is barred."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db
from crm.products import queries as products
from crm.showrooms import queries as showrooms
from crm.showrooms.queries import ExhibitFilter
from tests.access.barred import barring, niigata
from tests.access.test_told import page
from tests.cast import sign_in, user
from tests.contacts import book
from tests.products.test_products import made
from tests.showrooms.shop import exhibit, shop, showroom
from tests.statements import sent


def asked(app: Flask, work: Callable[[], Any]) -> int:
    """How many statements some work sends about goods and rules."""
    db.session.expunge_all()
    with sent(app) as statements:
        work()
    return sum("products" in each or "access_rules" in each for each in statements)


def sake(maker: int, name: str = "純米吟醸", **content: Any) -> int:
    return made(maker, **{"names": {"ja": name}, "category": "sake", "origin_place_id": niigata().id} | content).id


def test_products_say_where_they_are_barred_or_let_in_with_conditions(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop()
        bottle, plain = sake(at.maker), sake(at.maker, "普通酒", origin_place_id=None, category="food")
        barring()
        barring(country="KR", state="restricted", hs_prefix="2203–2208", category="")
        barring(country="TW", state="open", region_id=None)

        def found(country: str) -> list[int]:
            rows = products.products(products.Filter(barred=country), user=user(), language="ja").rows
            return [row.product.id for row in rows]

        told = products.products(products.Filter(), user=user(), language="ja", parts=["limits"]).rows
        limits = {row.product.id: {each.country: each.verdict.state for each in row.limits} for row in told}
        assert limits[bottle] == {"CN": "prohibited", "KR": "restricted"}
        assert limits[at.product] == {}
        assert limits[plain] == {"KR": "restricted"}  # made nobody knows where, without a code
        assert (found("CN"), found("KR"), found("TW"), found("US")) == ([bottle], [], [], [])
    sign_in(client)
    listed = page(client, "/products/")
    assert [word for word in ("China: Prohibited", "Korea: Restricted, with conditions") if word not in listed] == []
    narrowed = page(client, "/products/?barred=CN").partition("<tbody")[2]
    assert (f"/products/{bottle}" in narrowed, f"/products/{at.product}" in narrowed) == (True, False)


def test_exhibits_say_what_the_country_of_their_showroom_bars(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop()
        home = showroom(at.operator, names={"ja": "東京常設展示場"}, place_id=niigata().id).id
        bottle = sake(at.maker)
        abroad, here = exhibit(at.showroom, bottle).id, exhibit(home, bottle).id
        barring()
        lines = showrooms.exhibits(ExhibitFilter(), user=user(), language="ja", parts=["access"]).rows
        states = {line.exhibit.id: line.access.state for line in lines}
        assert states == {at.exhibit: "", abroad: "prohibited", here: ""}
        barred = showrooms.exhibits(ExhibitFilter(barred=True), user=user(), language="ja").rows
        assert [line.exhibit.id for line in barred] == [abroad]
    sign_in(client)
    listed = page(client, "/showrooms/exhibits/").partition("<tbody")[2]
    assert listed.count("Prohibited") == 1
    narrowed = page(client, "/showrooms/exhibits/?barred=yes").partition("<tbody")[2]
    assert (f"/showrooms/exhibits/{abroad}" in narrowed, f"/showrooms/exhibits/{here}" in narrowed) == (True, False)
    assert page(client, f"/showrooms/{at.showroom}").partition('id="shelf"')[2].count("Prohibited") == 1
    assert "Prohibited" not in page(client, f"/showrooms/{home}").partition('id="shelf"')[2]


def test_many_goods_cost_no_statement_each(app: Flask) -> None:
    with app.app_context():
        at = shop()
        barring()
        exhibit(at.showroom, sake(at.maker))

        def products_listed() -> Any:
            return products.products(products.Filter(), user=user(), language="ja", parts=["limits"])

        def exhibits_listed() -> Any:
            return showrooms.exhibits(ExhibitFilter(barred=True), user=user(), language="ja", parts=["access"])

        before = asked(app, products_listed), asked(app, exhibits_listed)
        other = book.organisation("信濃川酒造", "ja", country="JP").id
        for number in range(6):
            exhibit(at.showroom, sake(other, f"純米酒{number}"))
        assert (asked(app, products_listed), asked(app, exhibits_listed)) == before
