"""Goods of a stall: never more accounted for than was sent, and sums that add up, by maker and in all."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.fairs import queries, rules, services
from crm.fairs.models import StallGoods
from crm.fairs.rules import goods
from crm.fairs.services import GoodsInput
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.fairs import stand
from tests.products.test_products import made as product


def listed(booth_id: int, product_id: int | None, sent: int | None = 20, **said: Any) -> StallGoods:
    with writing():
        booth = queries.booth(booth_id, user=user())
        content = GoodsInput(product_id, sent, **{"currency": "CNY"} | said)
        row = services.write_goods(StallGoods(booth_id=booth_id), booth, content, by=user())
        db.session.commit()
    return row


@dataclass(frozen=True)
class Row:
    sent: int
    sold: int
    returned: int
    given: int
    amount: Decimal | None = None
    currency: str = "CNY"


@pytest.mark.parametrize(
    ("sent", "fates", "field"),
    [
        (10, (10, 0, 0), None),
        (10, (4, 3, 3), None),
        (10, (0, 0, 0), None),
        (10, (11, 0, 0), "sold"),
        (10, (10, 1, 0), "returned"),
        (10, (4, 3, 4), "given"),
        (0, (0, 0, 1), "given"),
    ],
)
@pytest.mark.once
def test_the_first_number_that_takes_more_than_was_sent(
    sent: int, fates: tuple[int, int, int], field: str | None
) -> None:
    assert goods.overrun(sent, dict(zip(goods.FATES, fates, strict=True))) == field


_PIECES = st.integers(min_value=0, max_value=50)


@given(sent=_PIECES, fates=st.fixed_dictionaries(dict.fromkeys(goods.FATES, _PIECES)))
@pytest.mark.once
def test_what_is_let_through_never_leaves_less_than_nothing(sent: int, fates: Mapping[str, int]) -> None:
    found = goods.overrun(sent, fates)
    assert (found is None) == (sent - sum(fates.values()) >= 0)
    assert found is None or fates[found] > 0, "the field that is blamed has something in it"


@given(
    st.lists(
        st.builds(
            Row, _PIECES, _PIECES, _PIECES, _PIECES,
            st.none() | st.decimals(min_value=0, max_value=9999, places=2), st.sampled_from(["CNY", "JPY"]),
        )
    ),
    st.integers(min_value=0, max_value=20),
)  # fmt: skip
@pytest.mark.once
def test_the_sums_of_two_makers_are_the_sum_of_all(rows: list[Row], cut: int) -> None:
    whole, parts = goods.total(rows), (goods.total(rows[:cut]), goods.total(rows[cut:]))
    for name in ("sent", "sold", "returned", "given", "left"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)
    for code in ("CNY", "JPY"):
        assert whole.amounts.get(code, 0) == sum(part.amounts.get(code, 0) for part in parts)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"product_id": None}, "product_id"),
        ({"product_id": 99_999}, "product_id"),
        ({"product_id": "listed"}, "product_id"),
        ({"sent": None}, "sent"),
        ({"sent": 0}, "sent"),
        ({"sent": -1}, "sent"),
        ({"sent": rules.MOST + 1}, "sent"),
        ({"sold": -1}, "sold"),
        ({"returned": -1}, "returned"),
        ({"given": -1}, "given"),
        ({"sold": 21}, "sold"),
        ({"sold": 15, "returned": 6}, "returned"),
        ({"sold": 15, "returned": 4, "given": 2}, "given"),
        ({"amount": Decimal(100)}, "amount"),
        ({"sold": 1, "amount": Decimal("10.5"), "currency": "JPY"}, "amount"),
    ],
)
@pytest.mark.once
def test_goods_that_cannot_be_are_refused_beside_their_field(app: Flask, said: dict[str, Any], field: str) -> None:
    with app.app_context():
        at = stand.stand("product_fair")
        second = product(at.maker, names={"ja": "マフラー"}).id
        listed(at.booth, at.product)
        told = {"product_id": second} | said
        if told["product_id"] == "listed":
            told["product_id"] = at.product
        with pytest.raises(Refused) as refused:
            listed(at.booth, **told)
        assert refused.value.field == field


@pytest.mark.once
def test_goods_are_sold_at_product_fairs_only(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.stand()
        with pytest.raises(Refused):
            listed(at.booth, at.product)
    sign_in(client)
    assert 'id="goods"' not in text(client, f"/fairs/booths/{at.booth}")


def test_the_database_itself_refuses_more_than_was_sent(app: Flask) -> None:
    with app.app_context():
        at = stand.stand("product_fair")
        id = listed(at.booth, at.product, sold=5).id
        table = StallGoods.__table__
        more = db.update(table).where(table.c.id == id).values(given=16)
        with writing(), pytest.raises(IntegrityError):
            db.session.connection().execute(more)


@pytest.mark.once
def test_the_goods_of_a_fair_are_told_by_maker_with_their_sums(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.stand("product_fair")
        other = book.organisation("越路繊維株式会社", "ja", country="JP").id
        second = stand.booth(at.fair, number="C01").id
        listed(at.booth, at.product, 20, sold=7, given=1, amount=Decimal(700))
        listed(second, at.product, 10, sold=3, returned=7, amount=Decimal(330))
        listed(second, product(other, names={"ja": "ベスト"}).id, 5, sold=5, amount=Decimal(9000), currency="JPY")
        foreign = stand.stand("product_fair")
        listed(foreign.booth, foreign.product, 999)
    sign_in(client)
    page = text(client, f"/fairs/missions/{at.fair}/goods")
    assert "1,030" in page, "what buyers paid for the goods of the first maker, at both stalls"
    assert "9,000" in page
    assert "越路繊維株式会社" in page
    assert "999" not in page
    assert ">35</td>" in page, "all that was sent"
    assert "without an amount" not in page


@pytest.mark.once
def test_a_sum_says_how_many_pieces_it_leaves_out(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.stand("product_fair")
        listed(at.booth, at.product, 20, sold=7, amount=Decimal(700))
        listed(at.booth, product(at.maker, names={"ja": "ベスト"}).id, 5, sold=3, given=1)
        sums = goods.total(queries.parts(StallGoods, [at.booth], user=user()))
        assert (sums.sold, sums.amounts, sums.unpriced) == (10, {"CNY": Decimal(700)}, 3)
    sign_in(client)
    page = text(client, f"/fairs/missions/{at.fair}/goods")
    assert page.count("3 pieces sold without an amount") == 3, "the row, the maker, and all"
    assert opened(client, f"/fairs/booths/{at.booth}/goods/new", "sent")["currency"] == "CNY"


@pytest.mark.once
def test_goods_are_listed_and_corrected_on_the_page_of_the_stall(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.stand("product_fair")
    sign_in(client)
    there, path = f"/fairs/booths/{at.booth}", f"/fairs/booths/{at.booth}/goods/new"
    said = {"product_id": str(at.product), "sent": "20", "sold": "", "currency": "CNY"}
    assert client.post(path, data=opened(client, path, "sent") | said).status_code == 303
    assert "sent 20, sold 0, returned 0, given away 0" in text(client, there)
    with app.app_context():
        [row] = queries.parts(StallGoods, [at.booth], user=user())
        edit = f"/fairs/booths/goods/{row.id}/edit"
    form = opened(client, edit, "sent") | {"sold": "19", "returned": "2", "amount": "1,900"}
    refused = client.post(edit, data=form)
    assert refused.status_code == 422
    assert "more than the 20 pieces that were sent" in refused.get_data(as_text=True)
    assert client.post(edit, data=form | {"returned": "1"}).status_code == 303
    shown = text(client, there)
    assert "sent 20, sold 19, returned 1, given away 0" in shown
    assert "1,900" in shown
