"""The permanent showroom in 延吉: what it shows, and how its stock moved in its first year."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Final

from crm.audit.services import action, insert_new
from crm.core.languages import Language
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register
from crm.showrooms import rules as terms_of
from crm.showrooms import services as showrooms
from crm.showrooms.models import Exhibit, Showroom, ShowroomContract, StockMovement
from crm.showrooms.services import ContractContent, ExhibitContent, ShowroomInput

OPENED: Final = date(2025, 12, 1)
ENDS: Final = date(2027, 1, 23)
#: When goods were sent: they are received two weeks later.
SENDINGS: Final = (date(2025, 11, 10), date(2026, 2, 20), date(2026, 5, 18), date(2026, 8, 24), date(2026, 11, 12))
ON_THE_WAY: Final = timedelta(days=14)
NAMES: Final[dict[str, str]] = {
    Language.JA: "延吉常設展示場",
    Language.ZH: "延吉常设展厅",
    Language.KO: "연길 상설 전시장",
    Language.EN: "Yanji Permanent Showroom",
}


def load_showroom(register: Register) -> None:
    """A showroom of twenty exhibits in a department store, run by the local partner."""
    by = register.users["kobayashi"]
    room = showrooms.make(
        ShowroomInput(
            NAMES, register.organisations["haiyue"].id, register.places["222401"].id,
            register.organisations["baihuo"].id, "延吉市光明街88号 新春百货4层", "9:30–20:30", OPENED, "open",
        ),
        by=by,
    )  # fmt: skip
    showrooms.write_contract(
        ShowroomContract(showroom_id=room.id),
        ContractContent(
            OPENED, ENDS, "CNY", Decimal(22), tax_rate=Decimal(13), withholding_rate=Decimal(6), settlement_day=15,
            rate_day="settlement", agreement_id=register.agreements["a2"].id,
        ),
        by=by,
    )  # fmt: skip
    with action(terms_of.EXHIBIT_WRITTEN, by=by):
        shown = {row["key"]: _exhibit(register, room, row) for row in own_data("exhibits")}
    with action(terms_of.MOVED, by=by):
        insert_new(list(_movements(shown)))


def _exhibit(register: Register, room: Showroom, row: dict[str, str]) -> Exhibit:
    content = ExhibitContent(
        register.products[row["product"]].id, "CNY", row["code"], row["slot"], row["size"], Decimal(row["price"]),
        shown_from=OPENED,
    )  # fmt: skip
    return showrooms.write_exhibit(Exhibit(showroom_id=room.id), content, by=register.users["kobayashi"])


def _movements(shown: dict[str, Exhibit]) -> Iterator[StockMovement]:
    """What came and went, day by day; what is sold is told with the sales."""
    dice = random.Random(rules.SEED)  # noqa: S311  # no secret
    weights = {row["key"]: int(row["weight"]) for row in own_data("exhibits")}
    papers = count(1)
    for day in SENDINGS:
        number = f"JP-{day:%y%m}-{next(papers):02}"
        for key, exhibit in shown.items():
            pieces = 2 + 2 * weights[key] + dice.randrange(3)
            said = {"owner_id": exhibit.product.maker_id, "exhibit_id": exhibit.id, "document": number}
            way = {"papers": "paid_import", "quantity": pieces}
            yield StockMovement(kind="sent", day=day, **said, **way)
            if day + ON_THE_WAY <= rules.TODAY:
                yield StockMovement(kind="received", day=day + ON_THE_WAY, **said, **way)
