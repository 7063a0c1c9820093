"""Sales: by hand and from the partner's sheet; what does not fit is kept, marked, and stays outside until explained."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.showrooms import queries, rules, services
from crm.showrooms.models import Sale, SalesSheet
from crm.showrooms.queries import SaleFilter
from crm.showrooms.services import SaleInput, TriedRow
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.products.test_products import made as product
from tests.showrooms import shop

HEAD = "销售日期,货号,品名,数量,销售金额,备注"


def sold(
    at: shop.Shop, quantity: int | None = 1, amount: str | None = "1130", *, before: int = 10, **said: Any
) -> Sale:
    content: dict[str, Any] = {
        "exhibit_id": at.exhibit, "day": shop.day(before), "quantity": quantity,
        "amount": Decimal(amount) if amount else None,
    } | said  # fmt: skip
    with writing():
        db.session.expire_all()
        row = services.sell(queries.one(at.showroom, user=user()), SaleInput(**content), by=user())
        db.session.commit()
    return row


def sheet(at: shop.Shop, instance: Path, *rows: str, head: str = HEAD, name: str = "销售.csv") -> SalesSheet:
    content = "\n".join([head, *rows]).encode("utf-8-sig")
    upload = services.taken(content, name=name, instance=instance)
    with writing():
        row = services.open_sheet(queries.one(at.showroom, user=user()), upload, content, by=user())
        db.session.commit()
    return row


def recorded(at: shop.Shop, taken: SalesSheet, instance: Path) -> list[TriedRow]:
    rows = services.opened(taken, instance).rows
    with writing():
        db.session.expire_all()
        found = services.record(
            queries.sheet(taken.id, user=user()), rows, queries.one(at.showroom, user=user()), by=user()
        )
        db.session.commit()
    return found


def test_a_sale_moves_its_goods_and_tells_the_tax(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        row = sold(at, 2, "2260")
        assert (row.state, shop.held(at.exhibit)) == ("reconciled", 18)
        assert [row.gross, row.tax] == [2260, 260]
        row = sold(at, 1, "1000", tax="without", before=9)
        assert [row.gross, row.tax] == [1130, 130]
        moved = queries.movements_of([at.exhibit])[0]
        assert (moved.kind, moved.owner_id, moved.id) == ("sold", at.maker, row.movement_id)
        with writing(), pytest.raises(Refused):
            services.remove_movement(queries.movement(moved.id, user=user()), by=user())


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"quantity": 21, "amount": "23730"}, "quantity"),
        ({"quantity": None}, "quantity"),
        ({"amount": None}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "0.113"}, "amount"),
        ({"amount": "11300"}, "amount"),
        ({"before": -1}, "day"),
        ({"day": None}, "day"),
        ({"before": 401}, "day"),
        ({"exhibit_id": 99_999}, "exhibit_id"),
    ],
)
@pytest.mark.once
def test_a_sale_that_does_not_fit_is_refused_beside_its_field(app: Flask, said: dict[str, Any], field: str) -> None:
    with app.app_context():
        at = shop.shop()
        with pytest.raises(Refused) as refusal:
            sold(at, **said)
        assert refusal.value.field == field
        assert shop.held(at.exhibit) == 20


def test_a_sale_after_the_terms_counts_only_with_an_explanation(app: Flask) -> None:
    """INV-S2; an explanation puts no goods on the shelf."""
    with app.app_context():
        at = shop.shop(ends_on=50)
        with pytest.raises(Refused) as refusal:
            sold(at)
        assert refusal.value.field == "day"
        row = sold(at, explanation="残品の処分を合意")
        assert (row.state, row.explanation) == ("reconciled", "残品の処分を合意")
        assert row.tax == 130
        with pytest.raises(Refused) as refusal:
            sold(at, 20, "22600", explanation="残品")
        assert refusal.value.field == "quantity"
        assert sold(at, before=51).state == "reconciled"


def test_a_sale_that_was_none_gives_its_goods_back(app: Flask) -> None:
    with app.app_context():
        at = shop.shop()
        row = sold(at, 5, "5650")
        with writing():
            services.take_back(queries.sale(row.id, user=user()), by=user())
            db.session.commit()
        assert shop.held(at.exhibit) == 20
        with pytest.raises(NotVisible):
            queries.sale(row.id, user=user())
        shop.moved(at.exhibit, "given", 16)
        with writing(), pytest.raises(Refused):
            services.put_back(queries.sale(row.id, user=user(), archived=True), by=user())
        shop.moved(at.exhibit, "received", 1, before=20)
        with writing():
            services.put_back(queries.sale(row.id, user=user(), archived=True), by=user())
            db.session.commit()
        assert shop.held(at.exhibit) == 0


@pytest.mark.both
def test_rows_that_do_not_fit_are_kept_with_their_reason(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop(ends_on=20)
        vest = product(at.maker, names={"zh-Hans": "男士背心"}).id
        for size in ("M", "L"):
            shop.exhibit(at.showroom, vest, code=f"V-{size}", size=size, price=Decimal(500))
        sold(at, before=90)
        day = {number: shop.day(number).isoformat() for number in (10, 30, 60, 90)}
        taken = sheet(
            at, tmp_path,
            f"{day[60]},A-01,,2,2260,老客户",
            f"{day[60]},,カシミヤ混セーター,1,0.113万,",
            f"{day[60]},,男士背心,1,500,",
            f"{day[60]},,男士背心 M,1,500,",
            f"{day[60]},,帽子,1,80,",
            f"{day[10]},A-01,,1,1130,",
            f"{day[90]},A-01,,1,1130,",
            f"{day[30]},A-01,,1,1130000,",
            f"{day[30]},A-01,,17,19210,",
            f"{day[30]},A-01,,16,18080,",
            "昨天,A-01,,1,1130,",
            f"{day[30]},A-01,,一件,1130,",
            f"{day[30]},A-01,,1,面议,",
            ",,合计,44,45000,",
        )  # fmt: skip
        found = recorded(at, taken, tmp_path)
        assert [row.fault for row in found] == [
            "", "", "several_exhibits", "more_than_shelf", "unknown_product", "after_term", "double", "far_price",
            "more_than_shelf", "", "no_day", "no_quantity", "no_amount",
        ]  # fmt: skip
        assert shop.held(at.exhibit) == 0
        kept = queries.sales_of_sheet(taken.id)
        assert [row.fault for row in kept] == [row.fault for row in found]
        assert all((row.movement_id is None) == (row.state == rules.UNRECONCILED) for row in kept)
        assert (kept[0].note, kept[4].written) == ("老客户", f"{day[60]} | 帽子 | 1 | 80")
        assert queries.unreconciled(at.showroom) == 10
        waiting = SaleFilter(state=["unreconciled"])
        assert queries.sums(waiting, user=user()) == []
        assert [each.amount for each in queries.sums(SaleFilter(), user=user())] == [22_600]


def test_a_return_is_kept_with_its_amount_and_says_how_it_is_entered(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    with app.app_context():
        at = shop.shop()
        day = shop.day(30)
        taken = sheet(at, tmp_path, f"{day},A-01,,2,2260,", f"{day},A-01,,-1,-1130,", f"{day},A-01,,1,1130,退货",
                      ",,合计,,2260,")  # fmt: skip
        rows = services.opened(taken, tmp_path).rows
        assert services.summed(taken, rows).rows == 2260
        found = recorded(at, taken, tmp_path)
        assert [row.fault for row in found] == ["", "returned", "returned"]
        kept = queries.sales_of_sheet(taken.id)
        assert [(row.quantity, row.gross) for row in kept] == [
            (2, Decimal(2260)), (-1, Decimal(-1130)), (1, Decimal(1130)),
        ]  # fmt: skip
        assert shop.held(at.exhibit) == 18
        assert [each.amount for each in queries.sums(SaleFilter(), user=user())] == [2260]
        id = kept[1].id
    sign_in(client)
    for path in (f"/showrooms/sales/{id}", f"/showrooms/sales/{id}/explain"):
        assert "A return is not taken from the sheet" in client.get(path).text
    assert text(client, f"/showrooms/sales/{id}").count("1,130") == 1


def test_an_amount_is_typed_as_a_sheet_writes_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at, day = shop.shop(), shop.day(9).isoformat()
    sign_in(client)
    path = f"/showrooms/{at.showroom}/sales/new"

    def typed(amount: str, quantity: int) -> str:
        form = opened(client, path, "amount") | {"exhibit_id": str(at.exhibit), "day": day}
        return client.post(path, data=form | {"quantity": str(quantity), "amount": amount}, follow_redirects=True).text

    for amount, quantity in (("1,560元", 1), ("1.13万", 10)):
        assert "Saved." in typed(amount, quantity)
    refused = typed("1560円", 1)
    assert "This amount is told in CNY." in refused
    assert 'value="1560円"' in refused
    assert 'value="1.2百"' in typed("1.2百", 1)
    with app.app_context():
        assert sorted(row.gross or 0 for row in db.session.scalars(db.select(Sale))) == [1560, 11_300]


def test_a_row_is_reconciled_once_it_is_explained(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop(ends_on=20)
        taken = sheet(at, tmp_path, f"{shop.day(10)},A-01,,1,1130,", f"{shop.day(30)},,帽子,1,1130,")
        late, hat = (row.id for row in recorded_sales(at, taken, tmp_path))

        def explain(id: int, **said: Any) -> None:
            with writing():
                db.session.expire_all()
                row, room = queries.sale(id, user=user()), queries.one(at.showroom, user=user())
                content = {"exhibit_id": at.exhibit, "day": row.day, "quantity": 1, "amount": row.gross} | said
                services.explain(row, room, SaleInput(**content), by=user())
                db.session.commit()

        with pytest.raises(Refused):
            explain(late)
        explain(late, explanation="返送前の最終販売")
        explain(hat, note="品名の誤り")
        assert (shop.held(at.exhibit), queries.unreconciled(at.showroom)) == (18, 0)
        with pytest.raises(Refused):
            explain(hat)


def test_what_is_typed_of_a_sale_that_nobody_knows_is_kept_with_the_word_on_it(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        [hat] = (row.id for row in recorded_sales(at, sheet(at, tmp_path, ",,帽子,,,"), tmp_path))
        content = SaleInput(None, shop.day(7), 2, Decimal(1000), "without", explanation="商品を照会中")
        with writing():
            db.session.expire_all()
            row, room = queries.sale(hat, user=user()), queries.one(at.showroom, user=user())
            assert not services.explain(row, room, content, by=user())
            db.session.commit()
        db.session.expire_all()
        row = queries.sale(hat, user=user())
        assert (row.day, row.quantity, row.gross, row.untaxed) == (shop.day(7), 2, Decimal(1130), Decimal(1000))
        assert (row.tax, row.currency, row.state) == (Decimal(130), "CNY", "unreconciled")
        assert row.fault == "unknown_product"


def recorded_sales(at: shop.Shop, taken: SalesSheet, instance: Path) -> list[Sale]:
    recorded(at, taken, instance)
    return list(queries.sales_of_sheet(taken.id))


def test_the_same_file_is_not_recorded_twice_and_a_sheet_is_taken_back(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        at = shop.shop()
        rows = (f"{shop.day(30)},A-01,,2,2260,", f"{shop.day(29)},A-01,,1,1130,", f"{shop.day(29)},A-01,,1,1130,")
        taken = sheet(at, tmp_path, *rows)
        assert [row.fault for row in recorded(at, taken, tmp_path)] == ["", "", ""]
        with pytest.raises(Refused) as refusal:
            sheet(at, tmp_path, *rows)
        assert refusal.value.field == "file"
        with pytest.raises(Refused):
            recorded(at, taken, tmp_path)
        with writing():
            assert services.undo(queries.sheet(taken.id, user=user()), by=user()) == 3
            db.session.commit()
        assert shop.held(at.exhibit) == 20
        assert len(recorded(at, sheet(at, tmp_path, *rows), tmp_path)) == 3


def test_the_partners_own_columns_are_kept_as_a_profile(app: Flask, tmp_path: Path) -> None:
    """元 or 万元, with or without tax: as its headings say, or as somebody chose once."""
    with app.app_context():
        at = shop.shop()
        head = "何时,什么,几件,多少（万元，不含税）"
        taken = sheet(at, tmp_path, f"{shop.day(30)},A-01,1,0.1", head=head)
        assert taken.targets == ["", "", "", ""]
        chosen = ["day", "product", "quantity", "amount"]
        with writing():
            row = queries.sheet(taken.id, user=user())
            for wrong in (
                ["day", "product", "", "amount"],
                ["day", "day", "quantity", "amount"],
                chosen[:3],
                ["x"] * 4,
            ):
                with pytest.raises(Refused):
                    services.assign(row, wrong, unit="1", tax="with", by=user())
            services.assign(row, chosen, unit="10000", tax="without", profile="东升", by=user())
            db.session.commit()
        assert [sale.gross for sale in recorded_sales(at, row, tmp_path)] == [1130]
        again = sheet(at, tmp_path, f"{shop.day(28)},A-01,1,0.1", head=head)
        assert (again.targets, again.unit, again.tax) == (chosen, "10000", "without")


def test_the_office_takes_a_sheet_in(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        first, second = shop.day(40), shop.day(39)
    sign_in(client)
    page = f"/showrooms/{at.showroom}/sheets/new"
    form = opened(client, page, "form_id")
    content = f"{HEAD}\n{first},A-01,,2,2260,\n{second},,帽子,1,80,\n".encode()
    answer = client.post(page, data=form | {"file": (BytesIO(content), "5月.csv")})
    assert answer.status_code == 303
    shown = text(client, answer.location)
    assert all(told in shown for told in ("1 row fits", "1 row does not fit", "No exhibit has this name or code"))
    form = opened(client, answer.location, "unit")
    answer = client.post(answer.location, data=form | {"record": "1"})
    assert answer.status_code == 303
    listed = text(client, answer.location)
    assert all(told in listed for told in ("2,260", "Not reconciled", "帽子", "5月.csv"))
    assert "1 sale waits for an explanation" in text(client, f"/showrooms/{at.showroom}")


def test_the_office_records_and_explains_a_sale(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop(ends_on=20)
    sign_in(client)
    page = f"/showrooms/{at.showroom}/sales/new?exhibit={at.exhibit}"
    form = opened(client, page, "amount") | {"quantity": "1", "amount": "1,130"}
    refused = client.post(page, data=form)
    assert (refused.status_code, "Explain it below" in refused.get_data(as_text=True)) == (422, True)
    assert client.post(page, data=form | {"explanation": "残品", "form_id": "second"}).status_code == 303
    with app.app_context():
        [line] = queries.sales(SaleFilter(), user=user(), language="ja").rows
        id = line.sale.id
    shown = text(client, f"/showrooms/sales/{id}")
    assert "残品" in shown
    form = opened(client, f"/showrooms/sales/{id}", "csrf_token")
    assert client.post(f"/showrooms/sales/{id}/remove", data=form).status_code == 303
    assert client.get(f"/showrooms/sales/{id}").status_code == 404
