"""What leads of the sample asked about: products of the makers, exhibits in 延吉; and two questions that wait there."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.audit.services import action
from crm.booths.rules import NOTICE_VERSION
from crm.core.database import db
from crm.core.languages import Language
from crm.leads.models import Lead
from crm.leads.rules import ASKED
from crm.leads.services import ask_about as name_products
from crm.products.models import Product
from crm.sample.queries import own_data
from crm.sample.services.register import Register, moment
from crm.showrooms.models import Exhibit, ProductInquiry
from crm.showrooms.rules.inquiries import SENT, key_of
from crm.showrooms.services import ask_about

RUN: Final = "room"
#: Questions from public pages: (code of the exhibit, day, language, question, name, company, contact).
WAITING: Final = (
    ("KN-01-M", date(2026, 11, 21), Language.ZH, "这款毛衣有没有浅灰色？20件可以定制吗？", "崔明姬", "延吉悦美服饰店",
     "微信 demo_3317"),
    ("TB-02", date(2026, 11, 23), Language.KO, "식기세척기에 넣어도 되나요?", "", "", ""),
)  # fmt: skip


def load_asked(register: Register) -> None:
    """The lead behind each case asked about what its maker makes of that kind; those of the showroom about exhibits."""
    goods = {key: product for key, product in register.products.items() if product.archived_at is None}
    shown = list(db.session.scalars(select(Exhibit).options(joinedload(Exhibit.product)).order_by(Exhibit.id)))
    by = register.coordinator_of(RUN)
    with action(ASKED, by=by):
        for case in own_data("cases"):
            lead = register.sources[case["key"]]
            named = [goods[key].id for key in case["goods"].split()] or _made(goods.values(), register, case)
            if case["activity"] == RUN:
                ask_about(lead, exhibit_ids=_shown(shown, named), product_ids=named, by=by)
            else:
                name_products(lead, named, by=by)
        for number, lead in enumerate(_others(register)):
            of_kind = [each for each in shown if each.product.category == lead.category]
            if of_kind:
                ask_about(lead, exhibit_ids=[of_kind[number % len(of_kind)].id], product_ids=(), by=by)
    with action(SENT, by=None):
        for code, day, language, question, name, company, contact in WAITING:
            exhibit = next(each for each in shown if each.code == code)
            db.session.add(
                ProductInquiry(
                    showroom_id=exhibit.showroom_id, exhibit_id=exhibit.id, key=key_of("sample", code, question),
                    asked_at=moment(day, 15, 20), language=language, question=question, name=name, company=company,
                    contact=contact, may_store=bool(name), notice_version=NOTICE_VERSION,
                )
            )  # fmt: skip


def _made(goods: Iterable[Product], register: Register, case: dict[str, str]) -> list[int]:
    maker = register.organisations[case["ours"]].id
    return [each.id for each in goods if each.maker_id == maker and each.category == case["category"]]


def _shown(shown: Iterable[Exhibit], product_ids: Iterable[int]) -> list[int]:
    """The first exhibit of each product."""
    found: dict[int, int] = {}
    for each in shown:
        found.setdefault(each.product_id, each.id)
    return [found[id] for id in product_ids if id in found]


def _others(register: Register) -> list[Lead]:
    """The leads of the showroom that no case grew out of."""
    behind = [lead.id for lead in register.sources.values()]
    rows = select(Lead).where(Lead.activity_id == register.activities[RUN].id, Lead.id.not_in(behind))
    return list(db.session.scalars(rows.order_by(Lead.id)))
