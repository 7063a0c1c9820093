"""The makers' products, and what the missions carry of them."""

from crm.core.languages import Language
from crm.products import services as products
from crm.products.services import Content
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register


def load_products(register: Register) -> None:
    """A handful of goods with names in four languages, each carried where rules.CARRIED says."""
    by = register.users["kobayashi"]
    made = {row["key"]: products.make(_content(register, row), by=by) for row in own_data("products")}
    for activity, keys in rules.CARRIED.items():
        for key in keys:
            products.carry(register.activities[activity], made[key].id, by=by)


def _content(register: Register, row: dict[str, str]) -> Content:
    def number(column: str) -> int | None:
        return int(row[column]) if row[column] else None

    return Content(
        names={Language.JA: row["ja"], Language.ZH: row["zh"], Language.KO: row["ko"], Language.EN: row["en"]},
        maker_id=register.organisations[row["maker"]].id,
        category=row["category"],
        status=row["status"],
        hs_heading=row["hs"],
        origin_place_id=register.places[row["origin"]].id,
        materials=row["materials"],
        sizes=row["sizes"],
        price_tier=row["tier"],
        moq=number("moq"),
        moq_unit=row["unit"],
        lead_time_days=number("lead"),
        capacity_month=number("capacity"),
        shelf_life_days=number("shelf"),
        storage=row["storage"],
        sample_available=row["sample"] == "yes",
        notes=row["notes"],
    )
