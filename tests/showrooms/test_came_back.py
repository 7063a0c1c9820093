"""What the figures and the report of a showroom tell of goods that came back once they were settled."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.showrooms import queries
from crm.showrooms.services import OutlayInput
from tests.cast import sign_in, user
from tests.contacts.pages import text
from tests.showrooms import shop
from tests.showrooms.test_returns import back, settled_by, two_makers
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import drawn, rate


def test_figures_and_report_tell_what_came_back_of_what_was_sold(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        sale = sold(at, 4, "4520", before=90).id
        settled_by(at, 120, 80)
        sold(at, 2, "2260", before=60)
        off = drawn(at, 79, 5, costs=[back(sale, 1), OutlayInput("bank", Decimal(7))]).costs - 7
        room = queries.one(at.showroom, user=user())
        found = queries.figures(room, shop.day(120), shop.day(), by="maker", user=user(), language="ja")
        [line] = found.lines
        assert (line.turnover.pieces, line.turnover.came_back, line.turnover.left) == (6, 1, 14)
        assert line.turnover.sell_through == Decimal(5) / 20
        assert line.turnover.back["CNY"].gross == 1130
        assert [found.taken_off["CNY"], found.other_costs("CNY")] == [off, 7]
        assert found.contribution("CNY") == found.whole.parts["CNY"].earned - off - 7
        days = f"since={shop.day(120)}&until={shop.day()}"
    sign_in(client)
    for path in (f"figures?{days}&by=exhibit", f"report.pdf?{days}"):
        answered = client.get(f"/showrooms/{at.showroom}/{path}")
        assert answered.status_code == 200
        told = " ".join(answered.text.split())
        assert [each for each in ("came back: 1", "1,130", "Taken off by settlements", "774") if each not in told] == []


def test_page_and_paper_say_how_costs_are_shared_out(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.files.contents.render", lambda document, **_: document.encode())
    with app.app_context():
        at = shop.shop()
        rate("20", shop.day(300))
        _other, pan = two_makers(at)
        sold(at, 1, "1130", before=90)
        alone = drawn(at, 120, 80, costs=[OutlayInput("bank", Decimal(7))]).id
        sold(at, 1, "1130", before=60)
        sold(at, 1, "500", before=60, exhibit_id=pan)
        shared = drawn(at, 79, 5, costs=[OutlayInput("bank", Decimal(7))]).id
    sign_in(client)
    for id, told in ((alone, False), (shared, True)):
        assert ("shared out by what each has left" in text(client, f"/showrooms/settlements/{id}")) == told
        paper = client.get(f"/showrooms/settlements/{id}/statement.pdf").text
        assert ("どのメーカーも単独で負担しない" in paper) == told
