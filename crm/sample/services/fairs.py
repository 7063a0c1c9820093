"""Fairs of the sample: two series with their editions, our booths, who shows what there, shifts, what was brought."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from crm.activities.models import Activity, CostLine
from crm.audit.services import action, insert_new
from crm.core.database import db
from crm.core.languages import Language
from crm.fairs import rules as terms_of
from crm.fairs import services as fairs
from crm.fairs.models import Booth, BoothExhibitor, BoothShift, BoothThing, ExhibitedProduct, FairEdition, StallGoods
from crm.fairs.services import EditionInput, SeriesInput
from crm.sample.services.register import INTERPRETERS, Register
from crm.showrooms.rules.settling import shared

#: {fair: (hall, number, square metres, fee, makers)} of our booths, the fee in the currency of the place; 0: what was
#: paid for it, shared out by size.
#: Of the fair ahead, for which nobody has applied yet, no booth has a number.
BOOTHS: Final[dict[str, list[tuple[str, str, int, int, tuple[str, ...]]]]] = {
    "bj25": [("E2", "A-12", 18, 0, ("marunao", "chijimi", "yahiko", "kaji"))],
    "sh25": [("N4", "C-105", 27, 0, ("marunao", "koshiji", "kuzumaki"))],
    "sh25b": [("5.2", "A3-02", 36, 0, ("yahiko", "kakukin", "kiri"))],
    "pf26": [("", "1", 9, 0, ("marunao", "kuzumaki", "imamachi")), ("", "2", 9, 0, ("yahiko", "kiri"))],
    "bj26": [("E3", "B07", 18, 0, ("marunao", "yahiko", "kiri"))],
    "lf27": [("B", "", 36, 43200, ("marunao", "koshiji", "kuzumaki", "imamachi"))],
}
#: What a maker wants from a fair.
AIMS: Final = {
    "marunao": "秋冬物の取扱店を二社見つける",
    "yahiko": "贈答品の買付担当者と商談する",
    "kiri": "大きさと価格への反応を確かめる",
    "koshiji": "紳士ベストの色と大きさの希望を聞く",
    "kuzumaki": "夏物の注文を春のうちに取る",
    "imamachi": "新作カーディガンの価格への反応を見る",
    "kakukin": "百貨店の食器売場につながる相手を探す",
}
#: (kind, name, how many) of what goes to each booth.
THINGS: Final = (
    ("equipment", "のぼり旗とスタンド", 2),
    ("equipment", "変換プラグと延長コード", 3),
    ("printed", "製品カタログ（中国語）", 200),
    ("printed", "商談シート", 60),
)
#: {key: (names, place, how often, {fair: number of the edition})}.
SERIES: Final[dict[str, tuple[dict[str, str], str, str, dict[str, int]]]] = {
    "beijing": (
        {
            Language.JA: "北京 生活用品・ギフト展",
            Language.ZH: "北京生活用品礼品展",
            Language.KO: "베이징 생활용품·선물용품전",
            Language.EN: "Beijing Living and Gift Fair",
        },
        "110000", "yearly", {"bj25": 21, "bj26": 22},
    ),
    "jilin": (
        {
            Language.JA: "吉林市 日本物産展",
            Language.ZH: "吉林市日本特产展销会",
            Language.KO: "지린시 일본 특산품 판매전",
            Language.EN: "Jilin City Japan Product Fair",
        },
        "220200", "twice", {"jl23b": 1, "jl24": 2},
    ),
    "yanji": (
        {
            Language.JA: "延吉 日本ニット展",
            Language.ZH: "延吉日本针织展",
            Language.KO: "연길 일본 니트전",
            Language.EN: "Yanji Japan Knit Fair",
        },
        "222401", "yearly", {"lf27": 1},
    ),
}  # fmt: skip
#: {product: (sent, sold, returned, given, what buyers paid in yuan)} of the product fair, at the stall of its maker: as
#: much for a piece as in the showroom of the same town (data/exhibits.tsv).
GOODS: Final = {
    "sweater": (40, 23, 15, 2, 45540),
    "summer": (30, 18, 11, 1, 15480),
    "tumbler": (60, 47, 10, 3, 36660),
    "ricebox": (12, 4, 8, 0, 6720),
}
FAIR_OF_GOODS: Final = "pf26"
#: How long before a fair our office applies, and by when it had to.
#: The fair ahead: by when our office must apply, which it has not done yet, and what the task for it says.
AHEAD, APPLY_BY, TO_APPLY = "lf27", date(2026, 12, 18), "延吉 春の日本ニット展に出展を申し込む"
APPLIED, LAST_DAY = timedelta(days=130), timedelta(days=110)
DAY_BEGINS, NOON, DAY_ENDS = "09:00", "13:00", "17:00"


def load_fairs(register: Register) -> None:
    """The booths of the fairs of the last two years with what belongs to them, and the series of four fairs."""
    by = register.users["kobayashi"]
    paid = _paid(register)
    booths = {
        (key, number): booth for key in BOOTHS for number, booth in enumerate(_booths_of(register, key, paid))
    }  # fmt: skip
    with action(terms_of.BOOTH_WRITTEN, by=by):
        insert_new(list(booths.values()))
    shown = [
        (BoothExhibitor(booth_id=booths[key, number].id, organisation_id=register.organisations[maker].id,
                        aim=AIMS.get(maker, "")), maker)
        for key, found in BOOTHS.items()
        for number, told in enumerate(found)
        for maker in told[4]
    ]  # fmt: skip
    with action(terms_of.EXHIBITOR_WRITTEN, by=by):
        insert_new([row for row, _ in shown])
        insert_new([
            ExhibitedProduct(exhibitor_id=row.id, product_id=product.id)
            for row, maker in shown
            for product in register.products.values()
            if product.maker_id == register.organisations[maker].id
        ])  # fmt: skip
    with action(terms_of.SHIFT_WRITTEN, by=by):
        insert_new([row for (key, at), booth in booths.items() for row in _shifts(register, key, at, booth)])
    carriers = [register.cards[name].id for name in ("田邉俊夫", "小林里美")]
    with action(terms_of.THING_WRITTEN, by=by):
        insert_new([
            BoothThing(booth_id=booth.id, kind=kind, name=name, quantity=quantity,
                       carrier_id=carriers[place] if place < len(carriers) else None)
            for booth in booths.values()
            for place, (kind, name, quantity) in enumerate(THINGS)
        ])  # fmt: skip
    with action(terms_of.GOODS_WRITTEN, by=by):
        insert_new(_goods(register, booths))
    _series(register)


def _paid(register: Register) -> dict[int, CostLine]:
    """{activity: what was paid for its booths}. Of the fair ahead nothing was paid yet."""
    fairs_of = [register.activities[key].id for key in BOOTHS]
    paid = select(CostLine).where(CostLine.activity_id.in_(fairs_of), CostLine.category == terms_of.FEE_CATEGORY)
    return {line.activity_id: line for line in db.session.scalars(paid)}


def _goods(register: Register, booths: dict[tuple[str, int], Booth]) -> list[StallGoods]:
    """What was sold at the product fair, each product at the stall of its maker."""
    makers = {register.organisations[key].id: number for number, told in enumerate(BOOTHS[FAIR_OF_GOODS]) for key in
              told[4]}  # fmt: skip
    found = []
    for key, (sent, sold, returned, given, amount) in GOODS.items():
        product = register.products[key]
        found.append(StallGoods(
            booth_id=booths[FAIR_OF_GOODS, makers[product.maker_id]].id, product_id=product.id,
            maker_id=product.maker_id, sent=sent, sold=sold, returned=returned, given=given,
            amount=Decimal(amount), currency="CNY",
        ))  # fmt: skip
    return found


def _booths_of(register: Register, key: str, paid: Mapping[int, CostLine]) -> list[Booth]:
    """Our booths of a fair, whose fees add up to what was paid for them."""
    activity, told = register.activities[key], BOOTHS[key]
    line = paid.get(activity.id)
    areas = [Decimal(area) for _hall, _number, area, _fee, _makers in told]
    fees = [Decimal(fee) for _hall, _number, _area, fee, _makers in told]
    if line is not None:
        fees = shared(line.amount, areas, line.currency)
    return [
        Booth(
            activity_id=activity.id, hall=hall, number=number, area=Decimal(area), fee=fee,
            currency=line.currency if line is not None else "CNY", cost_line_id=line.id if line is not None else None,
        )
        for (hall, number, area, _fee, _makers), fee in zip(told, fees, strict=True)
    ]  # fmt: skip


def _shifts(register: Register, key: str, at: int, booth: Booth) -> list[BoothShift]:
    """Two of our staff share each day; an interpreter is there throughout. The second booth has the others."""
    staff = [register.cards[name].id for name in ("田邉俊夫", "小林里美")]
    first, second = staff if not at else reversed(staff)
    interpreter = register.cards[INTERPRETERS[at]].id
    return [
        BoothShift(booth_id=booth.id, person_id=person, role=role, day=day, begins=begins, ends=ends)
        for day in _days(register.activities[key])
        for person, role, begins, ends in (
            (first, "staff", DAY_BEGINS, NOON),
            (second, "staff", NOON, DAY_ENDS),
            (interpreter, "interpreter", DAY_BEGINS, DAY_ENDS),
        )
    ]


def _days(activity: Activity) -> list[date]:
    return [activity.start_on + timedelta(days=n) for n in range((activity.end_on - activity.start_on).days + 1)]


def _series(register: Register) -> None:
    by = register.users["kobayashi"]
    editions = []
    for names, place, cycle, numbers in SERIES.values():
        row = fairs.make_series(SeriesInput(names, register.places[place].id, cycle=cycle), by=by)
        for key, number in numbers.items():
            fair = register.activities[key]
            if key == AHEAD:
                content = EditionInput(row.id, number, apply_by=APPLY_BY)
                fairs.write_edition(fair, content, task_text=TO_APPLY, by=by)
                continue
            editions.append(FairEdition(
                activity_id=fair.id, series_id=row.id, number=number, apply_by=fair.start_on - LAST_DAY,
                applied_on=fair.start_on - APPLIED,
            ))  # fmt: skip
    with action(terms_of.EDITION_WRITTEN, by=by):
        insert_new(editions)
