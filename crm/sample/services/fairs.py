"""Fairs of the sample: our booths."""

from decimal import Decimal
from typing import Final

from crm.audit.services import action, insert_new
from crm.fairs import rules as terms_of
from crm.fairs.models import Booth
from crm.sample.services.register import Register

#: {fair: (hall, number, square metres, fee)} of our booths, the fee in the currency of the place.
BOOTHS: Final[dict[str, list[tuple[str, str, int, int]]]] = {
    "bj25": [("E2", "B18", 18, 32400)],
    "sh25": [("N4", "C-105", 27, 62100)],
    "sh25b": [("5.2", "A3-02", 36, 104400)],
    "pf26": [("", "1", 9, 4500), ("", "2", 9, 4500)],
    "bj26": [("E3", "B07", 18, 34200)],
}


def load_booths(register: Register) -> None:
    """The booths of the fairs of the last two years."""
    rows = [
        Booth(
            activity_id=register.activities[key].id, hall=hall, number=number, area=Decimal(area), fee=Decimal(fee),
            currency="CNY",
        )
        for key, found in BOOTHS.items()
        for hall, number, area, fee in found
    ]  # fmt: skip
    with action(terms_of.BOOTH_WRITTEN, by=register.users["kobayashi"]):
        insert_new(rows)
