"""Words of initiatives, their acts, the template of the division of roles (domain.md §1.9) and its rule INV-R1."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.audit.rules import Verb
from crm.core.texts import N_

INITIATIVE_STATUSES: dict[str, str] = {
    "planned": N_("Planned"),
    "active": N_("In progress"),
    "closed": N_("Closed"),
}

PLANNED = Verb("initiative.planned", N_("Initiative planned"))
CHANGED = Verb("initiative.changed", N_("Initiative changed"))
ARCHIVED = Verb("initiative.archived", N_("Initiative archived"))
RESTORED = Verb("initiative.restored", N_("Initiative restored"))
DIVIDED = Verb("initiative.divided", N_("Roles divided"))
CHALLENGE_ADDED = Verb("initiative.challenge_added", N_("Challenge added"))
CHALLENGE_CHANGED = Verb("initiative.challenge_changed", N_("Challenge changed"))
CHALLENGE_ARCHIVED = Verb("initiative.challenge_archived", N_("Challenge archived"))
CHALLENGE_RESTORED = Verb("initiative.challenge_restored", N_("Challenge restored"))

#: Who bears a cost.
FUNDING_SOURCES: dict[str, str] = {
    "own": N_("Own budget"),
    "prefecture_subsidy": N_("Prefectural subsidy"),
    "municipal_subsidy": N_("Municipal subsidy"),
    "national": N_("National programme"),
    "member_fee": N_("Participation fee"),
    "participant_self_pay": N_("Participants pay themselves"),
    "partner": N_("Partner abroad"),
}
#: How a goal is counted; one's own is written down.
MEASURES: dict[str, str] = {
    "activities": N_("Activities held"),
    "leads": N_("Leads"),
    "talks": N_("Business talks"),
    "agreements": N_("Commercial agreements signed"),
    "own": N_("Own measure"),
}
MARKET_STATUSES: dict[str, str] = {
    "candidate": N_("Candidate"),
    "testing": N_("Testing"),
    "committed": N_("Committed"),
    "dropped": N_("Dropped"),
}
GOALS_CHANGED = Verb("initiative.goals_changed", N_("Goals changed"))
MARKETS_CHANGED = Verb("initiative.markets_changed", N_("Target markets changed"))
FUNDING_CHANGED = Verb("initiative.funding_changed", N_("Funding changed"))
FIRST_YEAR, LAST_YEAR = 1990, 2199

LETTERS = "RACI"
LETTER_LABELS: dict[str, str] = {
    "R": N_("responsible"),
    "A": N_("accountable"),
    "C": N_("consulted"),
    "I": N_("informed"),
}
#: What a cell may hold: one letter, or the one who answers for a step also doing it, or doing it on advice.
CELLS: tuple[str, ...] = ("R", "A", "RA", "C", "RC", "I")
#: The same as they are read: the one who answers for a step stands first.
CELL_LABELS: dict[str, str] = {cell: "/".join(sorted(cell)) for cell in CELLS}

ROLE_STEPS: dict[str, str] = {
    "market_research": N_("Market research"),
    "target_city": N_("Choice of the target city"),
    "partner_search": N_("Search for partners"),
    "partner_vetting": N_("Vetting of partners"),
    "mission_planning": N_("Planning of the mission"),
    "matching": N_("Matching and interpreters"),
    "product_selection": N_("Choice and pricing of products"),
    "certification": N_("Certificates and labels"),
    "samples": N_("Samples"),
    "negotiation": N_("Negotiating the terms"),
    "contract_drafting": N_("Drafting of contracts"),
    "approval_signing": N_("Approval and signing"),
    "export_freight": N_("Export formalities and freight"),
    "import_clearance": N_("Import clearance and tax"),
    "showroom_fit_out": N_("Fitting out the showroom"),
    "display_sales": N_("Display, stock and sales"),
    "promotion": N_("Promotion and media"),
    "settlement": N_("Settlement and review"),
}
PARTY_KINDS: dict[str, str] = {
    "maker": N_("Maker"),
    "chamber": N_("Chamber of commerce"),
    "government": N_("Prefecture or city"),
    "research_institute": N_("Research institute"),
    "local_partner": N_("Local partner"),
    "department_store": N_("Department store"),
    "host_government": N_("Host government"),
    "forwarder": N_("Forwarder or broker"),
    "other": N_("Other party"),
}
#: The parties that the template begins with.
TEMPLATE_PARTIES: tuple[str, ...] = tuple(kind for kind in PARTY_KINDS if kind != "other")
MOST_STEPS, MOST_PARTIES = 40, 12

CHALLENGE_CATEGORIES: dict[str, str] = {
    "business_custom": N_("Business custom"),
    "market_sense": N_("Market sense and pricing"),
    "brand": N_("Brand awareness"),
    "small_lots": N_("Small lots and MOQ"),
    "logistics": N_("Logistics and customs"),
    "certification": N_("Certificates and labels"),
    "payment": N_("Payment and exchange rates"),
    "contract": N_("Contracts and intellectual property"),
    "language": N_("Language"),
    "staff_rotation": N_("Rotation of staff"),
    "partner_dependency": N_("Dependence on a partner"),
    "competition": N_("Competition"),
    "regulation": N_("Regulation and politics"),
    "funding": N_("Funding"),
    "after_sales": N_("After-sales service"),
    "measurement": N_("Measurement"),
}
SIDES: dict[str, str] = {"ours": N_("Our side"), "theirs": N_("Their side"), "both": N_("Both sides")}
CHALLENGE_STATUSES: dict[str, str] = {
    "open": N_("Unresolved"),
    "in_progress": N_("In progress"),
    "solved": N_("Solved"),
    "accepted": N_("Accepted as it is"),
}
UNRESOLVED = frozenset({"open", "in_progress"})
#: Severity × likelihood from which a challenge is shown as grave.
GRAVE = 15


@dataclass(frozen=True)
class PartyInput:
    """A column as typed: the id of the one it replaces, or None."""

    kind: str
    organisation_id: int | None = None
    id: int | None = None


@dataclass(frozen=True)
class StepInput:
    """A line as typed: a step of the template by its code, or one's own words."""

    code: str = ""
    text: str = ""
    note: str = ""
    id: int | None = None


@dataclass(frozen=True)
class GoalInput:
    """A goal as typed: the id of the one it replaces, or None."""

    text: str
    measure: str
    target: Decimal
    due_on: date | None = None
    achieved: Decimal | None = None
    id: int | None = None


@dataclass(frozen=True)
class MarketInput:
    """A target market as typed."""

    place_id: int
    category: str
    status: str = "candidate"
    hypothesis: str = ""
    partner_id: int | None = None
    review_on: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class FundingInput:
    """What a source promises for a fiscal year, as typed."""

    fiscal_year: int
    funding_source: str
    amount: Decimal
    note: str = ""
    id: int | None = None
    granted_by: str = ""
    decision_number: str = ""
    granted_on: date | None = None


@dataclass(frozen=True)
class ChallengeInput:
    """A challenge as typed."""

    category: str
    statement: str
    side: str
    severity: int
    likelihood: int
    raised_by_id: int | None = None  #: a person of the book
    raised_by: str = ""
    owner_id: int | None = None
    countermeasure: str = ""
    due_on: date | None = None
    status: str = "open"
    evidence: str = ""


def gaps(cells: Sequence[str]) -> list[str]:
    """What a step lacks by INV-R1 (exactly one A, at least one R), as message ids; `cells`: its letters."""
    answering = sum("A" in cell for cell in cells)
    found = []
    if answering == 0:
        found.append(N_("Nobody accountable"))
    if answering > 1:
        found.append(N_("More than one accountable"))
    if not any("R" in cell for cell in cells):
        found.append(N_("Nobody responsible"))
    return found
