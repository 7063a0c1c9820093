"""What the columns of a table of records of one kind can mean: as their lists export them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from crm.access.rules import STATES
from crm.activities.rules import ACTIVITY_TYPES
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES, YES_NO
from crm.core.languages import LANGUAGE_LABELS
from crm.core.texts import N_
from crm.fairs.rules import CYCLES
from crm.partners.rules import CHANNELS, CRITERIA, DECISIONS, EVIDENCE_GRADES, ROUTE_STATUSES
from crm.places.rules import COUNTRIES
from crm.products.rules import STATUSES as PRODUCT_STATUSES
from crm.products.rules import STORAGES, UNITS
from crm.rivals.rules import SOURCE_KINDS, STRENGTHS

#: NAMED: what only its kind knows how to find (`TableKind.named`).
TEXT, CODE, WHOLE, CURRENCY, AMOUNT, DAY, ORGANISATION, PLACE, PLACES, STAFF, NAMED = (
    "text", "code", "whole", "currency", "amount", "day", "organisation", "place", "places", "staff", "named"
)  # fmt: skip


@dataclass(frozen=True)
class RecordColumn:
    """What a column is called, how its cells are read, and the table of its codes."""

    label: str
    reads: str = TEXT
    table: Mapping[str, str] = field(default_factory=dict)
    also: Sequence[str] = ()  #: other headings that mean it
    numbering: bool = False  #: holds numbers such as 3-2, of which a spreadsheet makes a day


ROUTE_COLUMNS: Final[dict[str, RecordColumn]] = {
    "organisation_id": RecordColumn(N_("Organisation"), ORGANISATION),
    "name": RecordColumn(N_("Sales route")),
    "channel": RecordColumn(N_("Channel"), CODE, CHANNELS),
    "category": RecordColumn(N_("Product category"), CODE, {"": N_("All goods")} | PRODUCT_CATEGORIES),
    "place_ids": RecordColumn(N_("Places it reaches"), PLACES),
    "outlets": RecordColumn(N_("Outlets"), WHOLE),
    "throughput": RecordColumn(N_("Throughput a year"), AMOUNT),
    "throughput_currency": RecordColumn(N_("Currency"), CURRENCY),
    "throughput_year": RecordColumn(N_("In which year"), WHOLE),
    "share": RecordColumn(N_("Share of its sales"), WHOLE),
    "grade": RecordColumn(N_("Evidence"), CODE, EVIDENCE_GRADES),
    "proven_on": RecordColumn(N_("Day of the evidence"), DAY),
    "proof": RecordColumn(N_("Description of the evidence")),
    "status": RecordColumn(N_("Status"), CODE, ROUTE_STATUSES),
    "valid_from": RecordColumn(N_("Valid from"), DAY),
    "valid_to": RecordColumn(N_("Valid until"), DAY),
}
ASSESSMENT_COLUMNS: Final[dict[str, RecordColumn]] = {
    "organisation_id": RecordColumn(N_("Organisation"), ORGANISATION),
    "assessed_on": RecordColumn(N_("Assessed on"), DAY),
    "judgement": RecordColumn(N_("Decision on the partner"), CODE, DECISIONS),
    "next_review": RecordColumn(N_("Next review"), DAY),
    "assessor_id": RecordColumn(N_("Assessed by"), STAFF),
    **{name: RecordColumn(label, WHOLE) for name, label in CRITERIA.items()},
    "notes": RecordColumn(N_("Notes")),
}

#: What a text is called in each language, for records with names or words in several; without one its script tells it.
IN_EACH: Final[dict[str, RecordColumn]] = {tag: RecordColumn(label) for tag, label in LANGUAGE_LABELS.items()}

PRODUCT_COLUMNS: Final[dict[str, RecordColumn]] = {
    "name": RecordColumn(N_("Product")),
    **IN_EACH,
    "maker_id": RecordColumn(N_("Maker"), ORGANISATION),
    "category": RecordColumn(N_("Product category"), CODE, PRODUCT_CATEGORIES),
    "status": RecordColumn(N_("Status"), CODE, PRODUCT_STATUSES),
    "price_tier": RecordColumn(N_("Price tier"), CODE, PRICE_TIERS),
    "hs_heading": RecordColumn(N_("HS heading")),
    "hs_code_jp": RecordColumn(N_("HS code in Japan")),
    "hs_code_cn": RecordColumn(N_("HS code in China")),
    "origin_place_id": RecordColumn(N_("Prefecture of origin"), PLACE),
    "materials": RecordColumn(N_("Materials")),
    "sizes": RecordColumn(N_("Sizes"), numbering=True),
    "moq": RecordColumn(N_("Minimum order quantity"), WHOLE),
    "moq_unit": RecordColumn(N_("Unit"), CODE, UNITS),
    "lead_time_days": RecordColumn(N_("Lead time in days"), WHOLE),
    "capacity_month": RecordColumn(N_("Monthly capacity"), WHOLE),
    "shelf_life_days": RecordColumn(N_("Shelf life in days"), WHOLE),
    "storage": RecordColumn(N_("Storage"), CODE, STORAGES),
    "sample_available": RecordColumn(N_("Samples available"), CODE, YES_NO),
    "care": RecordColumn(N_("Care")),
    "story": RecordColumn(N_("Story")),
    "notes": RecordColumn(N_("Notes")),
}
ACCESS_COLUMNS: Final[dict[str, RecordColumn]] = {
    "words": RecordColumn(N_("Rule")),
    **IN_EACH,
    "country": RecordColumn(N_("Importing country"), CODE, COUNTRIES),
    "state": RecordColumn(N_("Market access"), CODE, STATES),
    "hs_prefix": RecordColumn(N_("HS codes")),
    "category": RecordColumn(N_("Product category"), CODE, PRODUCT_CATEGORIES),
    "region_id": RecordColumn(N_("Region of origin"), PLACE),
    "valid_from": RecordColumn(N_("Valid from"), DAY),
    "valid_to": RecordColumn(N_("Valid until"), DAY),
    "source_title": RecordColumn(N_("Source")),
    "source_url": RecordColumn(N_("Source (web address)")),
    "checked_on": RecordColumn(N_("Checked on"), DAY),
    "check_due": RecordColumn(N_("Next check by"), DAY),
    "notes": RecordColumn(N_("Notes")),
}
SERIES_COLUMNS: Final[dict[str, RecordColumn]] = {
    "name": RecordColumn(N_("Fair")),
    **IN_EACH,
    "place_id": RecordColumn(N_("Place"), PLACE),
    "venue": RecordColumn(N_("Venue")),
    "organiser": RecordColumn(N_("Organised by")),
    "cycle": RecordColumn(N_("How often"), CODE, CYCLES),
    "website": RecordColumn(N_("Website")),
    "about": RecordColumn(N_("Facts")),
    "next_edition": RecordColumn(N_("Next edition")),
    "unconfirmed": RecordColumn(N_("Not yet confirmed with the organiser"), CODE, YES_NO),
    "source": RecordColumn(N_("Source")),
}
BOOTH_COLUMNS: Final[dict[str, RecordColumn]] = {
    "activity_id": RecordColumn(N_("Fair"), NAMED),
    "hall": RecordColumn(N_("Hall"), numbering=True),
    "number": RecordColumn(N_("Number of the booth"), numbering=True),
    "area": RecordColumn(N_("Area in square metres"), AMOUNT),
    "fee": RecordColumn(N_("Booth fee"), AMOUNT),
    "currency": RecordColumn(N_("Currency"), CURRENCY),
    "notes": RecordColumn(N_("Notes")),
}
RIVAL_COLUMNS: Final[dict[str, RecordColumn]] = {
    "body": RecordColumn(N_("Competing region or body"), NAMED),
    "title": RecordColumn(N_("Name of the fair or event")),
    "place_id": RecordColumn(N_("Where"), PLACE),
    "activity_type": RecordColumn(N_("Kind"), CODE, ACTIVITY_TYPES),
    "starts_on": RecordColumn(N_("First day"), DAY),
    "ends_on": RecordColumn(N_("Last day"), DAY),
    "booths": RecordColumn(N_("Booths"), WHOLE),
    "firms": RecordColumn(N_("Exhibiting companies"), WHOLE),
    "source_url": RecordColumn(N_("Source (web address)")),
    "notes": RecordColumn(N_("Notes")),
}
SIGNAL_COLUMNS: Final[dict[str, RecordColumn]] = {
    "statement": RecordColumn(N_("What is wanted")),
    "place_id": RecordColumn(N_("Where"), PLACE),
    "category": RecordColumn(N_("Product category"), CODE, PRODUCT_CATEGORIES),
    "price_tier": RecordColumn(N_("Price tier"), CODE, PRICE_TIERS),
    "strength": RecordColumn(N_("Strength"), CODE, STRENGTHS),
    "observed_on": RecordColumn(N_("Observed on"), DAY),
    "source_kind": RecordColumn(N_("Kind of source"), CODE, SOURCE_KINDS),
    "source": RecordColumn(N_("Source")),
}
