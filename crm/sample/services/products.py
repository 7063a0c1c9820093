"""The makers' products, and what the missions carry of them."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from crm.access import services as access
from crm.access.services import AccessInput
from crm.activities import queries as activities
from crm.core import here
from crm.core.languages import Language
from crm.products import services as products
from crm.products.models import Certificate, ProductPrice
from crm.products.services import CertificateInput, PriceInput, ProductInput, SampleInput
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.drawings import drawn
from crm.sample.services.register import Register
from crm.wordings import services as words

#: Column of our table of what buyers are told, by the languages that it is not written in.
_COLUMNS = {"zh": Language.ZH, "ko": Language.KO, "en": Language.EN}


def load_products(register: Register) -> None:
    """A handful of goods with names in four languages, each carried where rules.CARRIED says."""
    by = register.users["kobayashi"]
    made = register.products
    for row in own_data("products"):
        made[row["key"]] = products.make(_content(register, row), by=by)
    for activity, keys in rules.CARRIED.items():
        for key in keys:
            products.carry(register.activities[activity], made[key].id, by=by)
    mission = register.activities[rules.SAMPLED]
    parts = activities.participants(mission.id)
    carriers = {part.person_id: part.id for part in parts}
    for key, (quantity, value, customs, carrier) in rules.SAMPLES.items():
        content = SampleInput(quantity, Decimal(value), here.currency(), customs, carriers[register.cards[carrier].id])
        products.list_sample(mission, made[key].id, content, by=by)


def load_public_pages(register: Register) -> None:
    """Care and story of what is shown abroad in four languages, and their pages opened to whoever scans a label."""
    by, told = register.users["kobayashi"], own_data("goods")
    for column, language in _COLUMNS.items():
        words.give_new({_lines(row["ja"]): _lines(row[column]) for row in told}, language=language, by=by)
    for key in dict.fromkeys(key for row in told for key in row["products"].split()):
        products.publish(register.products[key], by=by)


def _told_of(key: str) -> dict[str, str]:
    """{care or story: what it says} of a product."""
    return {row["kind"]: _lines(row["ja"]) for row in own_data("goods") if key in row["products"].split()}


def _lines(cell: str) -> str:
    return cell.replace("|", "\n")


def load_access(register: Register) -> None:
    """What China lets in of Niigata's food and carp, as far as it is on public record."""
    for row in own_data("access"):
        texts: dict[str, str] = {
            Language.JA: row["ja"],
            Language.ZH: row["zh"],
            Language.KO: row["ko"],
            Language.EN: row["en"],
        }
        content = AccessInput(
            row["country"], row["state"], texts, row["source"], date.fromisoformat(row["checked"]),
            hs_prefix=row["hs"], category=row["category"], region_id=register.places[row["origin"]].id,
            valid_from=date.fromisoformat(row["from"]) if row["from"] else None, source_url=row["url"],
            check_due=date.fromisoformat(row["due"]), notes=row["notes"],
        )  # fmt: skip
        access.make(content, by=register.users["kobayashi"])


def load_sheets(register: Register) -> None:
    """What the sheets tell besides: prices, of which some stay in the house, and certificates."""
    by = register.users["kobayashi"]
    for row in own_data("prices"):
        price = ProductPrice(product_id=register.products[row["product"]].id)
        products.write_price(price, _price(row), by=by)
    for row in own_data("certificates"):
        certificate = Certificate(product_id=register.products[row["product"]].id)
        products.write_certificate(certificate, _certificate(row), by=by)


def load_photos(register: Register, *, instance: Path) -> None:
    """Give every product a photo; the caller commits."""
    by = register.users["kobayashi"]
    for key, product in register.products.items():
        products.keep_photo(product, drawn(key, product.category), instance=instance, by=by)


def _price(row: dict[str, str]) -> PriceInput:
    return PriceInput(
        row["kind"],
        Decimal(row["amount"]),
        row["currency"],
        quantity_from=int(row["quantity"]) if row["quantity"] else None,
        incoterm=row["incoterm"],
        term_place=row["place"],
        on_sheet=row["sheet"] == "yes",
    )


def _certificate(row: dict[str, str]) -> CertificateInput:
    days = {name: rules.TODAY + timedelta(int(row[name])) if row[name] else None for name in ("issued", "expires")}
    return CertificateInput(row["scheme"], number=row["number"], issued_on=days["issued"], expires_on=days["expires"])


def _content(register: Register, row: dict[str, str]) -> ProductInput:
    def number(column: str) -> int | None:
        return int(row[column]) if row[column] else None

    return ProductInput(
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
        sample_available={"yes": True, "no": False}.get(row["sample"]),
        **_told_of(row["key"]),
        notes=row["notes"],
    )
