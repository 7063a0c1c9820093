"""What merging is called, which rows count as the same, and which text is kept when two rows become one."""

from datetime import timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.core.categories import BOOK_KINDS
from crm.core.texts import N_

MERGED = Verb("record.merged", N_("Merged"))
MERGE_UNDONE = Verb("record.merge_undone", N_("Merge undone"))
NOT_A_DUPLICATE = Verb("record.not_a_duplicate", N_("Marked as not a duplicate"))
RECONSIDERED = Verb("record.maybe_a_duplicate", N_("Put back among the possible duplicates"))
RULES_CHANGED = Verb("merging.rules_changed", N_("Rules for duplicates changed"))

#: The job that looks through the book.
SCAN_JOB: Final = "merging.scan"

PEOPLE: Final = "people"
ORGANISATIONS: Final = "organisations"
KINDS: Final = BOOK_KINDS

OPEN, NOT_DUPLICATE, SETTLED = "open", "not_duplicate", "merged"
STATES: Final = {OPEN: N_("To review"), NOT_DUPLICATE: N_("Not duplicates"), SETTLED: N_("Merged into one")}

UNDO_FOR: Final = timedelta(days=30)
#: What a merge adds to the version of each row it writes. Undo sets the version back, and a form that was opened
#: in between must not match a version that is reached again by ordinary saves.
LEAP: Final = 10_000

#: Kept, taken from the other side, or both.
LEFT, RIGHT, BOTH = "left", "right", "both"

#: Tables that stay as they are: the log and its keys, merging's own, and the index, which is made from the records.
APART: Final = frozenset({"audit_entries", "audit_keys", "merges", "merge_candidates", "jobs", "lookup_entries"})
#: Columns that say nothing about the matter.
PLUMBING: Final = frozenset({"id", "version", "created_at", "updated_at", "created_by_id", "updated_by_id"})
#: Rows of one table that are the same thing when these columns agree, though the database allows both.
SAME_ROWS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "affiliations": (("person_id", "organisation_id", "department", "title", "to_date"),),
    "agreement_parties": (("agreement_id", "organisation_id", "side"),),
    "attendees": (("meeting_id", "person_id", "side"),),
    "booth_exhibitors": (("booth_id", "organisation_id"),),
    "booth_shifts": (("booth_id", "person_id", "day", "begins", "ends"),),
    "card_exchanges": (("person_id", "user_id", "our_person_id", "exchanged_on"),),
    "contact_points": (("person_id", "organisation_id", "kind", "normalised"),),
    "language_skills": (("person_id", "language"),),
    "organisation_addresses": (("organisation_id", "language", "lines"),),
    "organisation_names": (("organisation_id", "language", "text"),),
    "organisation_relations": (("organisation_id", "other_id", "kind"),),
    "organisation_roles": (("organisation_id", "role", "to_date"),),
    "person_names": (("person_id", "full"),),
    "signatories": (("party_id", "person_id"),),
    "ties": (("kind_id", "organisation_id", "person_id", "other_organisation_id", "other_person_id"),),
    "visit_hosts": (("visit_id", "person_id"),),
}
#: What two rows that become one amount to together: {table: columns}.
SUMMED: Final[dict[str, tuple[str, ...]]] = {
    "settlement_shares": ("pieces", "gross", "tax", "commission", "withheld", "costs", "net", "book_net"),
}
#: Tables whose rows stand between two records, though none of the columns that name them must be filled.
PAIRS: Final = frozenset({"ties"})
#: What may differ between two such rows: the survivor's is kept, the other one stands in the log and in Undo.
YIELDING: Final = frozenset(
    {
        "name_snapshot",
        "organisation_id",
        "organisation_snapshot",
        "title_snapshot",
        "titles",
        "titles_snapshot",
        "is_primary",
        "title_rank",
        "level",
        "order",
        "protocol_order",
        "kind",
    }
    | {"role", "status", "language", "family", "given", "label", "aim"}
)
#: What says that a row no longer holds, where it is not in the archive: {table: (column, value)}.
CALLED_OFF: Final = {"participants": ("status", "cancelled")}
#: The child rows of a record about which the reader is asked: {kind: {table: label}}.
LISTS: Final[dict[str, dict[str, str]]] = {
    PEOPLE: {
        "person_names": N_("Names"),
        "affiliations": N_("Posts"),
        "contact_points": N_("Contact details"),
        "language_skills": N_("Languages"),
    },
    ORGANISATIONS: {
        "organisation_names": N_("Names"),
        "organisation_roles": N_("Roles"),
        "contact_points": N_("Contact details"),
        "organisation_addresses": N_("Addresses"),
    },
}
#: What stands before the number of an own field where lines have names.
OWN: Final = "own-"
#: What only one row can be.
MAIN_NAME, MAIN_POST = "main_name", "main_post"
MAIN_LABELS: Final = {MAIN_NAME: N_("Main name"), MAIN_POST: N_("Main post")}
#: Columns chosen together.
TOGETHER: Final = (("identifier_type", "identifier_value"), ("country", "place_id"))
#: Once true on either side, true afterwards: nobody may merge a wish away.
STICKY: Final = frozenset({"do_not_contact", "deceased"})
#: Since when something holds: of two moments the earlier one. No choice takes a stop of use away.
EARLIER: Final = frozenset({"use_stopped_at", "erased_at"})
#: What a record is found and listed by: made anew from its names.
KEYS: Final = frozenset({"search_key", "sort_key", "sort_ja", "sort_zh", "sort_ko", "sort_en"})
#: Columns of the record itself that no one chooses.
UNASKED: Final = PLUMBING | KEYS | EARLIER | {"archived_at", "merged_into_id", "place_unknown"}

#: What the rows of a table are called when they are counted: {table: label}. Another table counts as OTHER_ROWS.
TABLES: Final[dict[str, str]] = {
    "acquaintances": N_("How we met"),
    "activities": N_("Activities"),
    "affiliations": N_("Posts"),
    "agreement_parties": N_("Parties of agreements"),
    "applications": N_("Applications"),
    "attendees": N_("Attended meetings"),
    "booth_exhibitors": N_("Exhibitors at booths"),
    "booth_shifts": N_("Shifts at booths"),
    "booth_things": N_("Carried to booths"),
    "business_cards": N_("Business cards"),
    "card_exchanges": N_("Card exchanges"),
    "challenges": N_("Challenges"),
    "contact_points": N_("Contact details"),
    "data_requests": N_("Requests about personal data"),
    "erasure_hits": N_("Erasures and holds"),
    "erasures": N_("Erasures and holds"),
    "field_values": N_("Custom fields"),
    "initiatives": N_("Initiatives"),
    "interactions": N_("Interactions"),
    "itinerary_items": N_("Itinerary items"),
    "kept_values": N_("Erasures and holds"),
    "language_skills": N_("Languages"),
    "leads": N_("Leads"),
    "matching_companies": N_("Matching tables"),
    "matching_interpreters": N_("Interprets at matching tables"),
    "letters": N_("Letters"),
    "maker_accounts": N_("Accounts of makers"),
    "meetings": N_("Meetings"),
    "negotiations": N_("Negotiations"),
    "open_points": N_("Open points"),
    "our_organisation": N_("Our office"),
    "outcomes": N_("Outcomes"),
    "obligations": N_("Obligations of agreements"),
    "organisation_addresses": N_("Addresses"),
    "organisation_names": N_("Names"),
    "organisation_relations": N_("Relations between organisations"),
    "organisation_roles": N_("Roles"),
    "organisations": N_("Records merged into it before"),
    "partner_assessments": N_("Assessments of partners"),
    "participant_shares": N_("Shares of costs"),
    "participants": N_("Delegations"),
    "people": N_("Records merged into it before"),
    "person_names": N_("Names"),
    "portraits": N_("Portraits"),
    "processing_records": N_("Consents"),
    "products": N_("Products"),
    "provision_people": N_("Data given and received"),
    "provisions": N_("Data given and received"),
    "rival_activities": N_("Activities of competing regions"),
    "role_parties": N_("Parts in initiatives"),
    "sales_routes": N_("Sales routes"),
    "sharing_decisions": N_("Decisions about sharing"),
    "signatories": N_("Agreement signatories"),
    "settlement_costs": N_("Costs kept back"),
    "settlement_shares": N_("Shares of settlements"),
    "showrooms": N_("Permanent showrooms"),
    "stall_goods": N_("Goods"),
    "stock_movements": N_("Movements of stock"),
    "sister_links": N_("Agreements between regions and bodies"),
    "stored_files": N_("Files"),
    "subject_marks": N_("Erasures and holds"),
    "taggings": N_("Tags"),
    "target_markets": N_("Target markets"),
    "target_members": N_("Target lists"),
    "tasks": N_("Tasks"),
    "ties": N_("Relations"),
    "visit_hosts": N_("Visits received"),
    "watches": N_("Watched by"),
}
OTHER_ROWS: Final = N_("Other links")
#: Labels of the record's own columns.
FIELDS: Final[dict[str, str]] = {
    "primary_language": N_("Language of the card"),
    "salutation": N_("Salutation"),
    "notes": N_("Notes"),
    "do_not_contact": N_("Do not contact"),
    "country": N_("Country"),
    "place_id": N_("Place"),
    "identifier_type": N_("Registration number"),
    "founded_year": N_("Founded in"),
    "employees": N_("Employees"),
    "website": N_("Website"),
    "status": N_("Status"),
    "profile": N_("Profile"),
}


def label_of(table: str) -> str:
    """What rows of a table are called."""
    return TABLES.get(table, OTHER_ROWS)
