"""The audit log's pure part: verbs, the hash chain over canonical JSON, and sealed values."""

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crm.core.texts import N_

FIRST_HASH = "0" * 64
NONCE_BYTES = 12


#: {column: what it is called} where no form, or not each in the same way, has a word for it.
COLUMNS: Final = {
    "activity_id": N_("Mission or other activity"),
    "answered_at": N_("When answered"),
    "answered_by": N_("Answered by"),
    "asked_at": N_("When asked"),
    "agreement_id": N_("Agreement"),
    "approved_by_id": N_("Approved by"),
    "archived_at": N_("Archived"),
    "company_id": N_("Company"),
    "decided_by_id": N_("Decided by"),
    "decided_at": N_("When decided"),
    "due_on": N_("Due date"),
    "ends_at": N_("End"),
    "file_id": N_("File"),
    "from_stage": N_("Stage before"),
    "full": N_("Name as on the card"),
    "fx_rate": N_("Rate"),
    "initiative_id": N_("Initiative"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "mail_at": N_("Mail last tried"),
    "mail_state": N_("State of the mail"),
    "mail_to": N_("Mail to"),
    "mail_tries": N_("Attempts to send the mail"),
    "meeting_id": N_("Meeting"),
    "merged_into_id": N_("Merged into"),
    "name": N_("Name"),
    "name_snapshot": N_("Name"),
    "negotiation_id": N_("Negotiation"),
    "number": N_("Number"),
    "on_hold": N_("On hold"),
    "order": N_("Order"),
    "organisation_id": N_("Organisation"),
    "person_id": N_("Person"),
    "place_id": N_("Place"),
    "population": N_("Population"),
    "product_id": N_("Product"),
    "quantity": N_("Quantity"),
    "reading": N_("Reading"),
    "record_type": N_("Kind"),
    "record_id": N_("Record"),
    "reminded_at": N_("Reminded"),
    "reminded_for": N_("Notice date of the reminder"),
    "route_id": N_("Sales route"),
    "ruled_on": N_("Day by the rule"),
    "shared": N_("Shared with all colleagues"),
    "sample_password": N_("Sample password"),
    "starts_at": N_("When"),
    "tag_id": N_("Tag"),
    "task_id": N_("Task"),
    "token_until": N_("Link valid until"),
    "text": N_("Text"),
    "titles": N_("Job title"),
    "title_snapshot": N_("Job title"),
    "to_stage": N_("Stage"),
    "user_id": N_("Member of staff"),
}
#: {(table, column): the field of the form that writes it}, where the two are called otherwise.
FORM_FIELDS: Final = {
    ("affiliations", "end_reason"): "reason",
    ("organisations", "status"): "organisation_status",
    ("people", "primary_language"): "language",
    ("sister_links", "status"): "link_status",
}
#: {(table, column): what it is called}, where the word of another table would mislead.
COLUMNS_OF: Final = {
    ("affiliations", "end_reason"): N_("Reason"),
    ("affiliations", "successor_id"): N_("Successor at the old post"),
    ("documents", "edition"): N_("Edition"),
    ("documents", "options"): N_("Parts"),
    ("documents", "pages"): N_("Pages"),
    ("documents", "printed_at"): N_("Printed on"),
    ("field_labels", "text"): N_("Label"),
    ("itinerary_items", "open_clock"): N_("Clock that nobody told"),
    ("outcomes", "decision_note"): N_("Note"),
    ("outcomes", "months"): N_("Months after the end"),
    ("outcomes", "order"): N_("Order placed"),
    ("outcomes", "source"): N_("How it was answered"),
    ("tasks", "plan_step_id"): N_("Step of the plan"),
    ("organisation_names", "is_primary"): N_("Main name"),
    ("organisation_names", "text"): N_("Name"),
    ("organisation_relations", "other_id"): N_("Other organisation"),
    ("people", "primary_language"): N_("Language of the card"),
    ("place_names", "place_id"): N_("Place"),
    ("place_names", "text"): N_("Name"),
    ("place_tiers", "place_id"): N_("Place"),
    ("sister_links", "organisation_id"): N_("Organisation"),
    ("sister_links", "other_organisation_id"): N_("Other organisation"),
    ("sister_links", "other_place_id"): N_("Other place"),
    ("target_members", "note"): N_("Note"),
    ("target_members", "state"): N_("State"),
}
#: {(table, column, code): its label}, of codes that no form lets choose.
VALUES: Final = {
    ("itinerary_items", "open_clock", "end"): N_("End"),
    ("itinerary_items", "open_clock", "start"): N_("Begin"),
    ("person_names", "kind", "primary"): N_("As on the card"),
    ("target_lists", "kind", "organisations"): N_("Organisations"),
    ("target_lists", "kind", "people"): N_("People"),
}
#: Columns that are worked out of others, which the log tells of.
WORKED_OUT: Final = frozenset({"job_id", "key", "normalised", "search_key", "thumbnail_id"})
#: {table: what its records are called} in the whole log.
RECORDS: Final = {
    "activities": N_("Activity"),
    "agreements": N_("Agreement"),
    "documents": N_("Document"),
    "holidays": N_("Holidays"),
    "initiatives": N_("Initiative"),
    "interactions": N_("Calls, mails, samples"),
    "itinerary_items": N_("Programme"),
    "leads": N_("Lead"),
    "letters": N_("Letters"),
    "matching_sessions": N_("Matching table"),
    "meetings": N_("Meeting"),
    "mission_reports": N_("Report on a mission"),
    "negotiations": N_("Negotiation"),
    "organisations": N_("Organisation"),
    "outcomes": N_("Outcome"),
    "people": N_("Person"),
    "places": N_("Place"),
    "products": N_("Product"),
    "sales_routes": N_("Sales route"),
    "stored_files": N_("File"),
    "tags": N_("Tag"),
    "target_lists": N_("Target list"),
    "tasks": N_("Task"),
    "users": N_("Member of staff"),
    "visits": N_("Visit"),
    "wordings": N_("Translation"),
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
RESEALED = Verb("audit.resealed", N_("Log sealed anew"))

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def canonical(content: dict[str, Any]) -> str:
    """One text for one content: keys sorted, no spaces, no ASCII escapes."""
    return _CANONICAL.encode(content)


def link(key: bytes, previous_hash: str, content: dict[str, Any]) -> str:
    """The hash of an entry: HMAC-SHA256(key, previous_hash || canonical JSON), in hex."""
    return hmac.new(key, (previous_hash + canonical(content)).encode(), hashlib.sha256).hexdigest()


def plain(value: Any) -> str:
    """A value as a line of the history shows it; one by language as "ja: 会長 · zh-Hans: 会长"."""
    if isinstance(value, dict):
        return " · ".join(f"{name}: {text}" for name, text in value.items())
    return str(value)


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
