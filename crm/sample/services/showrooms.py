"""The permanent showroom in 延吉: what it shows, how its stock moved in its first year, what was sold and settled."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Final

from crm.audit.services import action, insert_new
from crm.core.database import db
from crm.core.languages import Language
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register, moment
from crm.showrooms import queries as shown_in
from crm.showrooms import rules as terms_of
from crm.showrooms import services as showrooms
from crm.showrooms.models import (
    CountedExhibit,
    Exhibit,
    PartnerCount,
    PartnerLink,
    Sale,
    SalesSheet,
    Showroom,
    ShowroomContract,
    StockMovement,
)
from crm.showrooms.rules import stock
from crm.showrooms.rules.amounts import tax_in
from crm.showrooms.rules.partners import ANSWERED, COUNT_SENT, COUNT_TAKEN, LINK_MADE
from crm.showrooms.services import (
    ContractInput,
    ExhibitInput,
    OutlayInput,
    SettlementInput,
    ShowroomInput,
    StatementAnswer,
)
from crm.tasks.models import Task

OPENED: Final = date(2025, 12, 1)
ENDS: Final = date(2027, 1, 23)
TAX: Final = Decimal(13)
#: Sales of each month: more before the New Year and in summer, when people come from the ROK.
A_MONTH: Final = (32, 38, 22, 20, 23, 25, 27, 30, 26, 24, 26, 15)
#: When goods were sent: they are received two weeks later.
SENDINGS: Final = (date(2025, 11, 10), date(2026, 2, 20), date(2026, 5, 18), date(2026, 8, 24), date(2026, 11, 12))
ON_THE_WAY: Final = timedelta(days=14)
NAMES: Final[dict[str, str]] = {
    Language.JA: "延吉常設展示場",
    Language.ZH: "延吉常设展厅",
    Language.KO: "연길 상설 전시장",
    Language.EN: "Yanji Permanent Showroom",
}

#: What else happened to goods: {day: [(exhibit, kind, pieces, what is said of it)]}.
OTHERWISE: Final[dict[date, list[tuple[str, str, int, dict[str, str]]]]] = {
    date(2025, 12, 1): [
        ("sw_m", "given", 1, {"reason": "開場式の来賓へ"}),
        ("cu_5", "given", 2, {"reason": "開場式の来賓へ"}),
        ("tu_350", "given", 1, {"reason": "開場式の来賓へ"}),
    ],
    date(2026, 3, 31): [("ca_m", "adjusted", -1, {"cause": "missing"}), ("ve_l", "adjusted", -1, {"cause": "missing"})],
    date(2026, 5, 9): [("ri_10", "lost", 1, {"reason": "落下による破損"})],
    date(2026, 6, 30): [("ve_l", "adjusted", 1, {"cause": "found"})],
    date(2026, 9, 15): [("su", "returned", 3, {"papers": "paid_import", "document": "CN-2609-01"})],
    date(2026, 9, 30): [("tu_250", "adjusted", -1, {"cause": "damaged"})],
}


def load_showroom(register: Register) -> None:
    """A showroom of twenty exhibits in a department store, run by the local partner; a year that adds up to zero."""
    by = register.users["kobayashi"]
    room = showrooms.make(
        ShowroomInput(
            NAMES, register.organisations["haiyue"].id, register.places["222401"].id,
            register.organisations["baihuo"].id, "延吉市光明街88号 新春百货4层", "9:30–20:30", OPENED, "open",
            register.activities["room"].id, by.id,
        ),
        by=by,
    )  # fmt: skip
    showrooms.write_contract(
        ShowroomContract(showroom_id=room.id),
        ContractInput(
            OPENED, ENDS, "CNY", Decimal(22), tax_rate=TAX, withholding_rate=Decimal(6), settlement_day=15,
            rate_day="settlement", agreement_id=register.agreements["a2"].id,
        ),
        by=by,
    )  # fmt: skip
    with action(terms_of.EXHIBIT_WRITTEN, by=by):
        shown = {row["key"]: _exhibit(register, room, row) for row in own_data("exhibits")}
    year = _Year(shown, random.Random(rules.SEED))  # noqa: S311  # no secret
    year.pass_by()
    with action(terms_of.MOVED, by=by):
        insert_new(year.movements)
    with action(terms_of.SHEET_RECORDED, by=by):
        insert_new([*year.sales(room), *_waiting(room, shown)])
    _settle(register, room)
    _say(register, room)


def _exhibit(register: Register, room: Showroom, row: dict[str, str]) -> Exhibit:
    content = ExhibitInput(
        register.products[row["product"]].id, "CNY", row["code"], row["slot"], row["size"], Decimal(row["price"]),
        shown_from=OPENED,
    )  # fmt: skip
    return showrooms.write_exhibit(Exhibit(showroom_id=room.id), content, by=register.users["kobayashi"])


class _Year:
    """What came and went, day by day: nothing is sold that is not on the shelf."""

    def __init__(self, shown: Mapping[str, Exhibit], dice: random.Random) -> None:
        self.shown, self.dice = shown, dice
        self.weights = {row["key"]: int(row["weight"]) for row in own_data("exhibits")}
        self.held = dict.fromkeys(shown, 0)
        self.movements: list[StockMovement] = []
        self._amounts: list[tuple[StockMovement, Decimal]] = []

    def pass_by(self) -> None:
        """Sendings, sales, and what else happens to goods, in the order of their days."""
        papers = count(1)
        sendings = {day: f"JP-{day:%y%m}-{next(papers):02}" for day in SENDINGS}
        coming: dict[date, list[tuple[str, int, str]]] = {}
        selling = sorted(
            (day for month, number in enumerate(A_MONTH) for day in self._days(month, number)), reverse=True
        )
        for day in (SENDINGS[0] + timedelta(days=n) for n in range((rules.TODAY - SENDINGS[0]).days + 1)):
            if day in sendings:
                coming[day + ON_THE_WAY] = [(key, pieces, sendings[day]) for key, pieces in self._packed(day).items()]
                for key, pieces, number in coming[day + ON_THE_WAY]:
                    self._move(key, "sent", day, pieces, papers="paid_import", document=number)
            for key, pieces, number in coming.pop(day, []):
                self._move(key, "received", day, pieces, papers="paid_import", document=number)
            for key, kind, pieces, said in OTHERWISE.get(day, ()):
                self._move(key, kind, day, pieces, **said)
            while selling and selling[-1] <= day:
                self._sell(selling.pop())

    def _packed(self, day: date) -> dict[str, int]:
        first = day == SENDINGS[0]
        return {
            key: 4 + 2 * weight if first else weight + self.dice.randrange(weight + 2)
            for key, weight in self.weights.items()
            if first or self.held[key] < 4 * weight + 4
        }

    def _days(self, month: int, number: int) -> list[date]:
        first = date(OPENED.year + (OPENED.month - 1 + month) // 12, (OPENED.month - 1 + month) % 12 + 1, 1)
        last = min(terms_of.month_end(first), date(2026, 11, 20))
        return [first + timedelta(days=self.dice.randrange((last - first).days + 1)) for _ in range(number)]

    def _sell(self, day: date) -> None:
        there = [key for key, pieces in self.held.items() if pieces > 0]
        [key] = self.dice.choices(there, [self.weights[key] for key in there])
        pieces = 2 if self.held[key] > 2 and self.dice.random() < 0.1 else 1
        price = self.shown[key].price or Decimal(0)
        reduced = Decimal("0.9") if self.dice.random() < 0.12 else Decimal(1)
        self._amounts.append((self._move(key, "sold", day, pieces), price * pieces * reduced))

    def _move(self, key: str, kind: str, day: date, pieces: int, **said: str) -> StockMovement:
        exhibit = self.shown[key]
        made = StockMovement(
            exhibit_id=exhibit.id, owner_id=exhibit.product.maker_id, kind=kind, day=day, quantity=pieces, **said
        )
        self.held[key] += stock.effect(made)
        self.movements.append(made)
        return made

    def sales(self, room: Showroom) -> list[Sale]:
        """What was sold, once its movements have their numbers."""
        return [
            Sale(
                showroom_id=room.id, exhibit_id=moved.exhibit_id, movement_id=moved.id, day=moved.day,
                quantity=moved.quantity, gross=gross, tax=tax_in(gross, TAX, "CNY"), currency="CNY",
                state=terms_of.RECONCILED,
            )
            for moved, gross in sorted(self._amounts, key=lambda pair: pair[0].day)
        ]  # fmt: skip


def _waiting(room: Showroom, shown: Mapping[str, Exhibit]) -> list[Sale]:
    """Three rows of the partner's last sheet that do not fit, and wait for a word."""
    sheet = SalesSheet(
        showroom_id=room.id, name="11月销售明细.xlsx", storage_name="0" * 32, checksum="0" * 64, format="xlsx",
        sheet="11月", headings=["日期", "货号", "品名", "数量", "金额（元）"],
        targets=["day", "code", "product", "quantity", "amount"], recorded=True,
    )  # fmt: skip
    db.session.add(sheet)
    db.session.flush()
    rows: list[tuple[int, str, str, int, Decimal, str, str]] = [
        (7, "", "羊绒围巾", 1, Decimal(680), "unknown_product", "2026-11-12"),
        (12, "TX-01", "小千谷缩披肩", 40, Decimal(107_200), "more_than_shelf", "2026-11-15"),
        (15, "TB-01", "18-8不锈钢餐具五件套", 1, Decimal(6_800_000), "far_price", "2026-11-18"),
    ]
    codes = {exhibit.code: exhibit for exhibit in shown.values()}
    found = []
    for number, code, name, pieces, gross, fault, day in rows:
        found.append(
            Sale(
                showroom_id=room.id, exhibit_id=codes[code].id if code else None, day=date.fromisoformat(day),
                quantity=pieces, gross=gross, tax=tax_in(gross, TAX, "CNY"), currency="CNY",
                state=terms_of.UNRECONCILED, fault=fault, sheet_id=sheet.id, row=number,
                written=" | ".join(filter(None, (day, code, name, str(pieces), f"{gross:f}"))),
            )
        )  # fmt: skip
    return found


def _settle(register: Register, room: Showroom) -> None:
    """A settlement a month: ten paid, one approved, the last one still a draft."""
    by, management = register.users["kobayashi"], register.users["yoshihara"]
    whole, begins_on = shown_in.one(room.id, user=by), OPENED
    for number in range(len(A_MONTH)):
        ends_on = min(terms_of.month_end(begins_on), date(2026, 11, 20))
        settled_on = min(register.workday(ends_on + timedelta(days=8)), rules.TODAY)
        costs = [OutlayInput("bank", Decimal(120))]
        if begins_on.month in (3, 6, 9):
            costs.append(OutlayInput("customs", Decimal(860), "JP-" + begins_on.strftime("%y%m")))
        content = SettlementInput(begins_on, ends_on, settled_on, costs, f"08202{600_000 + number * 37}")
        made = showrooms.draw_up(whole, content, by=by)
        if number < len(A_MONTH) - 1:
            showrooms.approve(made, by=management)
            with action(terms_of.SETTLEMENT_APPROVED, by=management):
                made.approved_at = moment(register.workday(settled_on + timedelta(days=2)), 10, zone=rules.JAPAN)
        if number < len(A_MONTH) - 2:
            showrooms.pay(made, register.workday(settled_on + timedelta(days=6)), by=by)
        begins_on = ends_on + timedelta(days=1)


def _say(register: Register, room: Showroom) -> None:
    """What the partner said by two links: October confirmed and the shelf counted, of November one sale disputed."""
    by = register.users["kobayashi"]
    november, october = shown_in.latest(room.id, user=by, limit=2)
    first = _asked(register, "kobayashi", october.id, date(2026, 11, 12))
    told = StatementAnswer("金哲洙", "confirmed", "核对无误。")
    said = showrooms.answer(first, shown_in.settlement(october.id, user=by), told, phrase=str)
    line = shown_in.shelf(room.id, user=by, language=Language.ZH)[:6]
    day, at = date(2026, 11, 13), moment(date(2026, 11, 13), 11)
    held = shown_in.held_on([each.exhibit.id for each in line], day)
    counted = PartnerCount(
        showroom_id=room.id, link_id=first.id, name="金哲洙", day=day, said_at=at,
        lines=[CountedExhibit(exhibit_id=each.exhibit.id, quantity=held[each.exhibit.id]) for each in line],
    )  # fmt: skip
    with action(COUNT_SENT, by=None):
        said.said_at = first.answered_at = first.counted_at = at
        db.session.add(counted)
    showrooms.take_count(counted, {}, by=by)
    with action(COUNT_TAKEN, by=by):
        counted.decided_at = moment(register.workday(date(2026, 11, 16)), 10, zone=rules.JAPAN)
    second = _asked(register, "quan", november.id, date(2026, 11, 23))
    whole = shown_in.settlement(november.id, user=by)
    wrong = {whole.lines[-1].sale_id: "这笔已退货，请核对。"}
    asked = f"答复对结算单{november.number}的异议（{NAMES[Language.ZH]}）"
    disputed = StatementAnswer("金哲洙", "disputed", "", wrong)
    answered = showrooms.answer(second, whole, disputed, phrase=lambda _language: asked)
    with action(ANSWERED, by=None):
        answered.said_at = second.answered_at = moment(rules.TODAY, 9)
        db.session.get_one(Task, answered.task_id).due_on = rules.TODAY


def _asked(register: Register, maker: str, settlement_id: int, on: date) -> PartnerLink:
    """A link for the partner that somebody made on a day."""
    by = register.users[maker]
    whole = shown_in.settlement(settlement_id, user=by)
    link, _code = showrooms.make_link(whole, language=Language.ZH, days=14, label="金哲洙 部长", by=by)
    with action(LINK_MADE, by=by):
        link.made_at = moment(on, 10, zone=rules.JAPAN)
        link.until = link.made_at + timedelta(days=14)
    db.session.refresh(link, ["owner"])
    return link
