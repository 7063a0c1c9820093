"""The audit log's pure part: verbs, the hash chain over canonical JSON, and sealed values."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crm.core.texts import N_

FIRST_HASH = "0" * 64
NONCE_BYTES = 12


#: {column: what it is called} where no form, or not each in the same way, has a word for it.
COLUMNS: Final = {
    "activity_id": N_("Mission or other activity"),
    "activity_type_snapshot": N_("Type of the activity"),
    "agreement_class": N_("Class"),
    "agreement_id": N_("Agreement"),
    "amount": N_("Amount"),
    "answered_at": N_("When answered"),
    "answered_by": N_("Answered by"),
    "created_at": N_("Entered without a connection, with the time of the device"),
    "approved_at": N_("When approved"),
    "approved_by_id": N_("Approved by"),
    "archived_at": N_("Archived"),
    "as_of": N_("As of"),
    "rules": N_("Rules of counting"),
    "asked_at": N_("When asked"),
    "budgeted": N_("Budgeted"),
    "asked_by_id": N_("Asked by"),
    "author_id": N_("Written by"),
    "body": N_("Main text"),
    "book_amount": N_("Amount converted"),
    "by_id": N_("Changed by"),
    "cancelled_at": N_("Cancelled"),
    "card_id": N_("Business card"),
    "carrier_id": N_("Carried by"),
    "code_id": N_("Code"),
    "company_id": N_("Company"),
    "consented_at": N_("Consent given"),
    "content": N_("Content"),
    "coordinator_id": N_("Coordinator"),
    "costs_state": N_("Status of the costs"),
    "counterpart_wish": N_("Wish of the counterpart"),
    "country": N_("Country"),
    "counts": N_("Rows by state"),
    "criteria": N_("Criteria"),
    "currency": N_("Currency"),
    "customs": N_("Customs"),
    "days": N_("Days"),
    "decision_number": N_("Number of the grant decision"),
    "decided_at": N_("When decided"),
    "decided_by_id": N_("Who decided"),
    "delimiter": N_("Separator"),
    "digest": N_("Checksum of the content"),
    "direction": N_("Direction"),
    "disqualify_reason": N_("Reason"),
    "drafted": N_("Drafted"),
    "due_on": N_("Due date"),
    "edition": N_("Edition"),
    "enclosure": N_("Enclosure"),
    "ends_at": N_("End"),
    "entered_by_id": N_("Entered by"),
    "expires_at": N_("Valid until"),
    "fee": N_("Fee for one participant"),
    "field_id": N_("Field"),
    "file_id": N_("File"),
    "first_followup_at": N_("First follow-up"),
    "first_line": N_("First row"),
    "first_talk_at": N_("First talk"),
    "form": N_("Paper"),
    "from_stage": N_("Stage before"),
    "full": N_("Name as on the card"),
    "funding_source": N_("Who bears it"),
    "granted_by": N_("Granted by (as addressed)"),
    "granted_on": N_("Day of the grant decision"),
    "fx_day": N_("Day of the rate"),
    "fx_rate": N_("Rate"),
    "goals": N_("Goals"),
    "head_titles": N_("Title of the head"),
    "header_line": N_("Row of the headings"),
    "headings": N_("Headings"),
    "held_on": N_("Date"),
    "hidden_rows": N_("Hidden rows"),
    "holder": N_("Name without an account"),
    "holiday_id": N_("Holiday"),
    "hours": N_("Hours"),
    "initiative_id": N_("Initiative"),
    "interaction_id": N_("Call, e-mail or sample"),
    "internal": N_("The office's own work"),
    "interpreting": N_("Interpreting"),
    "invitation": N_("Invitation"),
    "item_id": N_("Item of the programme"),
    "itinerary_item_id": N_("Item of the programme"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "languages": N_("Languages"),
    "layout": N_("Known layout"),
    "leader_id": N_("Mission leader"),
    "letterhead_id": N_("Letterhead"),
    "letters": N_("Division of roles"),
    "list_id": N_("Target list"),
    "list_name": N_("List"),
    "locked": N_("Locked"),
    "made_at": N_("When made"),
    "mail_at": N_("Last attempt to send"),
    "mail_state": N_("Status of the e-mail"),
    "mail_to": N_("E-mail to"),
    "mail_tries": N_("Attempts to send the e-mail"),
    "maker_wish": N_("Wish of our company"),
    "media_type": N_("Kind of file"),
    "meeting_id": N_("Meeting"),
    "merged_into_id": N_("Merged into"),
    "name": N_("Name"),
    "name_snapshot": N_("Full name"),
    "names": N_("Names"),
    "negotiation_id": N_("Negotiation"),
    "not_counted": N_("Not counted"),
    "not_kept": N_("Attachments not saved"),
    "number": N_("Number"),
    "on_hold": N_("On hold"),
    "option_id": N_("Choice"),
    "order": N_("Order"),
    "organisation_id": N_("Organisation"),
    "organisation_snapshot": N_("Organisation"),
    "organizer": N_("Organiser"),
    "ours": N_("Our side"),
    "paper_file_id": N_("Scan"),
    "paper_on": N_("Decided on paper"),
    "passed_over": N_("Posts that did not decide"),
    "part": N_("Chapter"),
    "participant_id": N_("Delegate"),
    "partner_routes_snapshot": N_("Sales routes of the partner"),
    "party_id": N_("Party"),
    "payer_id": N_("Who pays"),
    "person_id": N_("Person"),
    "place_id": N_("Place"),
    "plan_id": N_("Plan"),
    "population": N_("Population"),
    "population_asof": N_("Population as of"),
    "product_id": N_("Product"),
    "products": N_("Products"),
    "proposed_at": N_("When proposed"),
    "purpose": N_("Purpose"),
    "qualified_on": N_("Qualified on"),
    "quantity": N_("Quantity"),
    "query": N_("Filters"),
    "read_at": N_("Read"),
    "reading": N_("Reading"),
    "receipt_id": N_("Receipt"),
    "record_id": N_("Record"),
    "record_type": N_("Kind"),
    "reminded_at": N_("Reminded"),
    "reminded_for": N_("Notice date of the reminder"),
    "repeats": N_("Repeats"),
    "report_id": N_("Report"),
    "restricted": N_("Travel details"),
    "revoked_at": N_("Withdrawn"),
    "route_id": N_("Sales route"),
    "rows": N_("Rows"),
    "ruled_on": N_("Date by the rule"),
    "sample_password": N_("Sample password"),
    "section_id": N_("Chapter"),
    "sender_name": N_("Sender of the e-mail"),
    "sent_at": N_("When sent"),
    "sent_on": N_("Sent on"),
    "sent_reason": N_("Reason"),
    "sequence": N_("Version"),
    "serials_1904": N_("Dates counted from 1904"),
    "session_id": N_("Matching table"),
    "shared": N_("Shared with all colleagues"),
    "sheets": N_("Sheets of the file"),
    "side": N_("Side"),
    "size": N_("Size"),
    "slot_id": N_("Round"),
    "some_products": N_("Only some products"),
    "stage": N_("Stage"),
    "stage_entered_at": N_("In this stage since"),
    "starts_at": N_("When"),
    "state": N_("Status"),
    "step_id": N_("Step"),
    "subject": N_("Subject of the e-mail"),
    "submitted_at": N_("Submitted"),
    "substitute": N_("Other characters replaced"),
    "table_id": N_("Table"),
    "tag_id": N_("Tag"),
    "task_id": N_("Task"),
    "text": N_("Text"),
    "texts": N_("Texts in other languages"),
    "theirs": N_("Their side"),
    "tier_snapshot": N_("Tier"),
    "timezone": N_("Time zone"),
    "title": N_("Title"),
    "title_language": N_("Language"),
    "title_snapshot": N_("Job title"),
    "titles": N_("Job title"),
    "titles_snapshot": N_("Job title"),
    "to_stage": N_("Stage"),
    "token_until": N_("Link valid until"),
    "total": N_("Total"),
    "undoes_id": N_("Undoes"),
    "unit_value": N_("Unit value"),
    "used_at": N_("Used"),
    "user_id": N_("Member of staff"),
    "venue": N_("Venue"),
    "veto": N_("Must not meet"),
    "visit_id": N_("Visit"),
    "wall_end": N_("End"),
    "wall_start": N_("Start"),
    "weights": N_("Weights"),
}
#: {(table, column): the field of the form that writes it}, where the two are called otherwise.
FORM_FIELDS: Final = {
    ("affiliations", "end_reason"): "reason",
    ("organisations", "status"): "organisation_status",
    ("participant_shares", "organisation_id"): N_("Company"),
    ("participants", "organisation_id"): N_("Organisation"),
    ("people", "primary_language"): "language",
    ("sister_links", "status"): "link_status",
}
_PARTS: Final = {
    "activity_templates": {
        "agenda": N_("Agenda"), "before": N_("Days before the start"), "budget": N_("Budget"), "day": N_("Day"),
        "category": N_("Category"), "checklist": N_("Checklist"), "currency": N_("Currency"), "end": N_("End"),
        "holds": N_("Place in the day"), "items": N_("Programme"), "note": N_("Note"), "plan": N_("Plan"),
        "start": N_("Start"),
    },
    "list_exports": {"characters": N_("Characters"), "named": N_("Name")},
    "participant_calls": {"contact": N_("Contact")},
    "received_mails": {
        "ends": N_("End"), "from": N_("Sender"), "from_name": N_("Full name"), "starts": N_("Start"),
        "subject": N_("Subject"), "uid": N_("No."), "zone": N_("Time zone"), "zone_guessed": N_("Time zone is a guess"),
    },
}  # fmt: skip
#: {(table, key): what it is called} of keys within a value with parts.
KEYS: Final = {(table, key): word for table, words in _PARTS.items() for key, word in words.items()}
#: {(table, column): what it is called}, where the word of another table would mislead.
COLUMNS_OF: Final = {
    ("participant_calls", "issued_on"): N_("Date of issue"),
    ("challenges", "category"): N_("Category"),
    ("target_markets", "category"): N_("Product category"),
    ("activities", "host_organisation_id"): N_("Host organisation"),
    ("affiliations", "end_known"): N_("Last day known"),
    ("affiliations", "end_reason"): N_("Reason"),
    ("affiliations", "successor_id"): N_("Successor at the old post"),
    ("card_exchanges", "our_person_id"): N_("Delegate"),
    ("documents", "edition"): N_("Edition"),
    ("documents", "options"): N_("Parts"),
    ("documents", "pages"): N_("Pages"),
    ("documents", "printed_at"): N_("Printed on"),
    ("emergency_contacts", "place_id"): N_("Place"),
    ("field_labels", "text"): N_("Label"),
    ("holidays", "origin"): N_("Source"),
    ("holidays", "place_id"): N_("Place"),
    ("interactions", "at"): N_("When"),
    ("itinerary_items", "open_clock"): N_("Time not known"),
    ("outcomes", "decision_note"): N_("Note"),
    ("outcomes", "months"): N_("Months after the end"),
    ("outcomes", "order"): N_("Order placed"),
    ("itinerary_items", "titles"): N_("Title in other languages"),
    ("outcomes", "source"): N_("How it was answered"),
    ("tasks", "done_on"): N_("Done on"),
    ("tasks", "plan_step_id"): N_("Step of the plan"),
    ("mission_reports", "stage"): N_("Interim or final"),
    ("organisation_names", "is_primary"): N_("Main name"),
    ("organisation_names", "text"): N_("Name"),
    ("organisation_relations", "other_id"): N_("Other organisation"),
    ("participant_shares", "organisation_id"): N_("Company"),
    ("participants", "organisation_id"): N_("Organisation"),
    ("people", "primary_language"): N_("Language of the card"),
    ("place_names", "place_id"): N_("Place"),
    ("place_names", "text"): N_("Name"),
    ("place_tiers", "place_id"): N_("Place"),
    ("report_events", "at"): N_("When"),
    ("report_events", "post"): N_("Job title"),
    ("report_steps", "place"): N_("Order"),
    ("report_steps", "post"): N_("Job title"),
    ("report_texts", "at"): N_("When"),
    ("rival_activities", "body_organisation_id"): N_("Organisation"),
    ("sister_links", "organisation_id"): N_("Organisation"),
    ("sister_links", "other_organisation_id"): N_("Other organisation"),
    ("sister_links", "other_place_id"): N_("Other place"),
    ("stage_events", "at"): N_("When"),
    ("target_members", "note"): N_("Note"),
    ("target_members", "state"): N_("Status"),
    **KEYS,
}
#: Columns that are worked out of others, which the log tells of.
WORKED_OUT: Final = frozenset({
    "freed", "job_id", "key", "message_key", "normalised", "proposal", "search_key", "sha256", "signature",
    "sort_en", "sort_ja", "sort_key", "sort_ko", "sort_zh", "storage_name", "thumbnail_id", "tree_key", "uid",
})  # fmt: skip
#: {table: what its rows are called} of those that are no kind of record of their own.
ROWS: Final = {
    "activity_templates": N_("Template of a mission"),
    "applications": N_("Application"),
    "business_cards": N_("Business card"),
    "demand_signals": N_("Demand"),
    "emergency_contacts": N_("Emergency contact"),
    "entry_rules": N_("Entry rule"),
    "field_definitions": N_("Custom fields"),
    "fx_rates": N_("Exchange rates"),
    "holidays": N_("Holidays"),
    "import_batches": N_("Import"),
    "import_profiles": N_("Import profile"),
    "letter_templates": N_("Letter texts"),
    "list_exports": N_("List"),
    "merge_rules": N_("Import and merge rules"),
    "office": N_("Our office"),
    "office_days": N_("Working days of the office"),
    "plans": N_("Plan"),
    "received_mails": N_("Received e-mail"),
    "report_sections": N_("Chapter"),
    "rival_activities": N_("Competing region"),
    "saved_views": N_("Saved views"),
    "sister_links": N_("Counterparts"),
    "stored_files": N_("File"),
    "subsidy_papers": N_("Report on a subsidy"),
    "users": N_("Member of staff"),
    "watches": N_("Watched contacts"),
    "visa_words": N_("Papers for visas"),
    "visits": N_("Visit"),
}

#: A column of an entry: (what, before, after); None stands for empty or erased.
Change = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Verb:
    """What was done: `code` as in `mission.planned`, `label` a marked message id. Making one registers it."""

    code: str
    label: str
    known: ClassVar[dict[str, str]] = {}

    def __post_init__(self) -> None:
        if self.known.setdefault(self.code, self.label) != self.label:
            raise ValueError(f"two verbs are called {self.code}")


#: The log goes on with another secret; `changes` tell why, and of how many entries before which digest it vouches.
RESEALED = Verb("audit.resealed", N_("Log sealed again"))

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def canonical(content: dict[str, Any] | list[Any]) -> str:
    """One text for one content: keys sorted, no spaces, no ASCII escapes."""
    return _CANONICAL.encode(content)


def link(key: bytes, previous_hash: str, content: dict[str, Any]) -> str:
    """The hash of an entry: HMAC-SHA256(key, previous_hash || canonical JSON), in hex."""
    return hmac.new(key, (previous_hash + canonical(content)).encode(), hashlib.sha256).hexdigest()


def plain(value: Any) -> str:
    """A value as text: JSON of one with parts, which `parts` reads again."""
    return canonical(value) if isinstance(value, dict | list) else str(value)


def parts(value: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """What stands in the JSON of a value with parts, but for what is empty: (its keys from the outside in, text).

    `ValueError` if it is none."""
    yield from _leaves(json.loads(value), ())


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, path)
    elif value not in (None, ""):
        yield path, str(value)


def seal(subject_key: bytes, value: str) -> dict[str, str]:
    """`value` encrypted (AES-GCM) with its subject's key, as it stands in the log."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(subject_key).encrypt(nonce, value.encode(), None)
    return {"~": base64.b64encode(nonce + sealed).decode()}


def unseal(subject_key: bytes | None, value: Any) -> str | None:
    """A stored value in clear; None when its key is gone (the person was erased)."""
    if not isinstance(value, dict) or "~" not in value:
        return None if value is None else plain(value)
    if subject_key is None:
        return None
    raw = base64.b64decode(value["~"])
    return AESGCM(subject_key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
