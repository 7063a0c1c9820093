"""The report on a product fair tells what became of the goods of each maker, as Insights does, and notes as notes."""

from datetime import date, datetime
from decimal import Decimal
from re import findall, sub

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.core.database import db, writing
from crm.leads import services as leads
from crm.leads.services import LeadInput
from tests import cast
from tests.contacts import book
from tests.documents.test_report_records import short_of
from tests.documents.written import approve, begun, html
from tests.fairs import stand
from tests.fairs.test_goods import listed
from tests.missions import voyage
from tests.products.test_products import made as product

pytestmark = pytest.mark.once


@pytest.fixture
def at(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> int:
    """A product fair that is over, at which two makers sold."""
    fair = stand.fair("product_fair", start_on=date(2026, 12, 10), end_on=date(2026, 12, 12))
    stall = stand.booth(fair).id
    makers = [book.organisation(name, "ja", country="JP").id for name in ("丸直ニット", "三条刃物")]
    goods = [product(maker, names={"ja": str(number)}).id for number, maker in enumerate((*makers, makers[0]))]
    listed(stall, goods[0], 120, sold=80, returned=30, given=4, amount=Decimal(96000))
    listed(stall, goods[1], 20, sold=12, returned=8, given=0, amount=Decimal(8400))
    listed(stall, goods[2], 5, sold=2, returned=0, given=0, currency="JPY", amount=Decimal(3000))
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-21T03:00:00+00:00"))
    return fair


def lines(page: str) -> list[list[str]]:
    table = page.split('<table class="res money">')[1].split("</table>")[0].replace("\n", " ")
    rows = (findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in findall(r"<tr>(.*?)</tr>", table))
    return [["".join(sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in rows]


@pytest.mark.parametrize("make", [begun, short_of])
def test_both_reports_tell_the_goods_by_maker(at: int, make: object) -> None:
    report = make(voyage.fresh_in(at))  # type: ignore[operator]  # one of the two
    told = lines(html(report))[1:]
    assert [row[1:6] for row in told] == [
        ["125", "82", "30", "4", "9"], ["20", "12", "8", "0", "0"], ["145", "94", "38", "4", "9"],
    ]  # fmt: skip
    assert ["丸直ニット" in told[0][0], "三条刃物" in told[1][0]] == [True, True]
    assert "96,000" in told[0][6]
    assert ["104,400" in told[2][6], "3,000" in told[2][6]] == [True, True]
    assert "104,400" not in html(report, "public"), "what a maker sold is theirs to make known"


def test_the_approved_report_keeps_them_and_its_public_edition_has_none(at: int) -> None:
    report = approve(begun(voyage.fresh_in(at)))
    assert ["104,400" in html(report, to) for to in ("internal", "public")] == [True, False]


def test_before_the_fair_begins_no_goods_are_told(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-01T03:00:00+00:00"))
    assert "104,400" not in html(begun(voyage.fresh_in(at)))


def test_a_note_is_told_as_a_note_and_what_was_asked_about_as_that(at: int) -> None:
    with writing():
        for interest, note in (("爪切り", "価格表"), ("", "また来る"), ("", "")):
            said = LeadInput(at, raw_organisation="大洋商贸", interest=interest, inquiry=note)
            leads.capture(said, by=cast.user())
        db.session.commit()
    table = html(begun(voyage.fresh_in(at))).split('<table class="promise asked">')[1].split("</table>")[0]
    rows = [findall(r"<td>(.*?)</td>", row.replace("\n", " ")) for row in table.split("<tr>")[2:]]
    assert [" ".join(sub(r"<[^>]+>", " ", row[2]).split()) for row in rows] == ["爪切り", "問い合わせ： また来る", "—"]
