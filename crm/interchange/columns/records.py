"""What the columns of a table of sales routes, or of assessments of partners, can mean: as their lists export them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.texts import N_
from crm.partners.rules import CHANNELS, CRITERIA, DECISIONS, EVIDENCE_GRADES, ROUTE_STATUSES

TEXT, CODE, WHOLE, CURRENCY, AMOUNT, DAY, ORGANISATION, PLACES, STAFF = (
    "text", "code", "whole", "currency", "amount", "day", "organisation", "places", "staff"
)  # fmt: skip


@dataclass(frozen=True)
class RecordColumn:
    """What a column is called, how its cells are read, and the table of its codes."""

    label: str
    reads: str = TEXT
    table: Mapping[str, str] = field(default_factory=dict)


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
