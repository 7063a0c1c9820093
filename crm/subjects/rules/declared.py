"""Every column by which a row names a person. A table that is not here stops `tests/house/test_subjects.py`."""

from typing import Final

from crm.core.texts import N_
from crm.merging.rules import TABLES
from crm.subjects.rules.business import BUSINESS
from crm.subjects.rules.naming import DROP, KEEP, Naming, naming

#: The person's own row, and those that were merged into it.
PERSON_TOLD: Final = ("primary_language", "salutation", "do_not_contact", "notes", "created_at", "updated_at")

#: Of an entry of the register of what was given to others: who else was in it, and why, is theirs.
PROVISION_TOLD: Final = ("provided_on", "direction", "other", "country", "items", "scope", "basis")

NAMINGS: Final[tuple[Naming, ...]] = (
    # ---------------------------------------------------------------- who they are
    naming(
        "person_names", "person_id", N_("Names of the person"), "kind language full family given reading name_order"
    ),
    naming(
        "contact_points", "person_id", TABLES["contact_points"], "kind value label", inner="normalised organisation_id"
    ),
    naming(
        "affiliations",
        "person_id",
        TABLES["affiliations"],
        "organisation_id department title titles from_date to_date end_known is_primary end_reason",
        others="successor_id",
        inner="title_rank",
    ),
    naming("language_skills", "person_id", TABLES["language_skills"], "language level"),
    naming("portraits", "person_id", TABLES["portraits"], "file_id", inner="thumbnail_id"),
    naming(
        "field_values",
        "record_id",
        TABLES["field_values"],
        "field_id text number day option_id chosen yes linked_type linked_id",
        inner="search_key",
        type_column="record_type",
    ),
    naming(
        "field_values",
        "linked_id",
        N_("Named in custom fields of other records"),
        "field_id",
        others="record_type record_id text number day option_id chosen yes",
        is_own=False,
        emptied="search_key",
        inner="search_key",
        type_column="linked_type",
    ),
    naming("taggings", "record_id", TABLES["taggings"], "tag_id", type_column="record_type"),
    naming(
        "stored_files",
        "record_id",
        TABLES["stored_files"],
        "name media_type size",
        inner="storage_name sha256",
        is_own=False,
        erasing=DROP,
        type_column="record_type",
    ),
    naming("watches", "person_id", TABLES["watches"], "days", others="user_id", inner="organisation_id"),
    # ---------------------------------------------------------------- how we met
    naming(
        "acquaintances",
        "person_id",
        TABLES["acquaintances"],
        "met_on activity_id source note",
        others="introduced_by_id",
    ),
    naming(
        "acquaintances",
        "introduced_by_id",
        N_("Introduced somebody to us"),
        "met_on activity_id",
        others="person_id source note",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "business_cards",
        "person_id",
        TABLES["business_cards"],
        "language received_on place activity_id",
        inner="job_id",
    ),
    naming(
        "card_sides",
        "card_id",
        N_("Pictures of business cards"),
        "side file_id text",
        inner="thumbnail_id",
        of="business_cards",
    ),
    naming(
        "card_exchanges",
        "person_id",
        TABLES["card_exchanges"],
        "exchanged_on place activity_id direction our_person_id",
        others="user_id",
        inner="card_id",
        is_own=False,
        emptied="place card_id",
    ),
    naming(
        "card_exchanges",
        "our_person_id",
        N_("Cards exchanged for our side"),
        "exchanged_on place activity_id direction",
        others="person_id user_id",
        inner="card_id",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "card_exchanges",
        "card_id",
        TABLES["card_exchanges"],
        "exchanged_on direction",
        others="person_id user_id our_person_id",
        inner="place activity_id",
        of="business_cards",
        is_own=False,
        emptied="card_id",
    ),
    naming(
        "ties",
        "person_id",
        TABLES["ties"],
        "kind_id organisation_id other_organisation_id from_date to_date",
        others="other_person_id",
        is_own=False,
    ),
    naming(
        "ties",
        "other_person_id",
        TABLES["ties"],
        "kind_id organisation_id other_organisation_id from_date to_date",
        others="person_id",
        is_own=False,
    ),
    naming("target_members", "record_id", TABLES["target_members"], "list_id state note", type_column="record_type"),
    # ---------------------------------------------------------------- missions, fairs and talks
    naming(
        "participants",
        "person_id",
        TABLES["participants"],
        "activity_id role status name_snapshot title_snapshot titles_snapshot organisation_id organisation_snapshot"
        " products fee fee_currency",
        inner="protocol_order",
        marked="name_snapshot",
        emptied="title_snapshot titles_snapshot",
    ),
    naming("travel_details", "participant_id", N_("Travel details"), "activity_id sealed", of="participants"),
    naming(
        "itinerary_people",
        "participant_id",
        N_("Taken along to items of a programme"),
        "item_id",
        of="participants",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "participant_shares",
        "participant_id",
        TABLES["participant_shares"],
        "activity_id funding_source due paid paid_on note",
        inner="organisation_id",
        of="participants",
        is_own=False,
        emptied="note",
    ),
    naming(
        "carried_products",
        "carrier_id",
        N_("Carried products"),
        "activity_id product_id quantity customs",
        others="position unit_value currency",
        of="participants",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "calendar_feeds",
        "participant_id",
        N_("Calendar addresses"),
        "activity_id language made_at revoked_at",
        opens="token_hash",
        of="participants",
        is_own=False,
    ),
    naming(
        "visits",
        "presenter_id",
        N_("Presented at visits"),
        "item_id",
        others="purpose agenda questions gifts gifts_received photos result some_products",
        of="participants",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "applications",
        "person_id",
        TABLES["applications"],
        "activity_id status language company company_reading name reading title email phone products counterparts"
        " remarks consented_at sealed organisation_id",
        inner="participant_id",
        opens="code_id",
        marked="name",
        emptied="reading title email phone remarks sealed",
    ),
    naming(
        "applications",
        "participant_id",
        TABLES["applications"],
        "activity_id status company",
        others="language company_reading name reading title email phone products counterparts remarks consented_at"
        " sealed organisation_id person_id",
        opens="code_id",
        of="participants",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "data_requests",
        "person_id",
        TABLES["data_requests"],
        "received_on asked requester regime way details due_on identity identity_note outcome answered_on answer"
        " reopened",
        inner="owner_id task_id",
        is_own=False,
        emptied="requester details identity_note answer reopened",
    ),
    naming(
        "attendees",
        "person_id",
        TABLES["attendees"],
        "meeting_id side name_snapshot title_snapshot titles_snapshot organisation_id organisation_snapshot",
        marked="name_snapshot",
        emptied="title_snapshot titles_snapshot",
    ),
    naming(
        "meetings",
        "interpreter_id",
        N_("Interpreted at meetings"),
        "subject starts_at organisation_id venue",
        others="kind status activity_id initiative_id our_organisation_id ends_at timezone held_on place_id mode"
        " language"
        " purpose products counterpart_requests our_offer reaction conditions_agreed pending competitors"
        " routes_mentioned result confirmed_by_counterpart",
        inner="itinerary_item_id",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "itinerary_items",
        "interpreter_id",
        N_("Interprets in programmes"),
        "activity_id title wall_start venue",
        others="kind status title_language titles texts wall_end timezone end_timezone starts_at ends_at open_clock"
        " flight_number origin destination rooms place_id address organisation_id contact_id transport dress notes",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "itinerary_items",
        "contact_id",
        N_("Contact for items of a programme"),
        "activity_id title wall_start venue",
        others="kind status title_language titles texts wall_end timezone end_timezone starts_at ends_at open_clock"
        " flight_number origin destination rooms place_id address organisation_id interpreter_id transport dress"
        " notes",
        is_own=False,
        erasing=KEEP,
    ),
    naming("visit_hosts", "person_id", TABLES["visit_hosts"], "visit_id", is_own=False, erasing=KEEP),
    naming(
        "booth_shifts",
        "person_id",
        TABLES["booth_shifts"],
        "booth_id role day begins ends note",
        is_own=False,
        emptied="note",
    ),
    naming(
        "booth_things",
        "carrier_id",
        TABLES["booth_things"],
        "booth_id kind name quantity",
        others="note",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "matching_companies",
        "representative_id",
        N_("Represents a company at a matching table"),
        "session_id organisation_id side",
        others="languages most note",
        inner="cancelled_at freed",
        is_own=False,
        erasing=KEEP,
    ),
    naming("matching_interpreters", "person_id", TABLES["matching_interpreters"], "session_id languages", erasing=KEEP),
    naming(
        "matching_absences",
        "interpreter_id",
        N_("Absent from rounds of a matching table"),
        "session_id slot_id",
        inner="company_id",
        of="matching_interpreters",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "matching_meetings",
        "interpreter_id",
        N_("Interprets at rounds of a matching table"),
        "session_id slot_id",
        others="table_id maker_id counterpart_id meeting_id item_id",
        inner="locked",
        of="matching_interpreters",
        is_own=False,
        erasing=KEEP,
    ),
    *BUSINESS,
)

#: {table: what its rows are called}, as the first declaration of each table says.
TABLES_CALLED: Final = {naming.table: naming.label for naming in reversed(NAMINGS)}
#: What may hang on any record and is told and erased where it hangs on something of the person's own.
HANGING: Final = ("people", "business_cards")
#: Rows of the installation itself that name records by table and id, and tell nothing of a person beside that, or are
#: cleaned by other means: {table: why}.
APART: Final = {
    "audit_entries": "the log: told by itself, sealed with the key of the person",
    "audit_keys": "its keys, deleted with the person",
    "lookup_entries": "the search index, made anew from the records",
    "merges": "sealed with the key of the person who stayed; what Undo needs goes",
    "merge_candidates": "numbers and marks of two records; go with the person",
    "jobs": "ids, never texts about people",
    "erasure_hits": "numbers of texts to look at",
    "kept_values": "numbers, and a sealed parcel that has its own term",
    "checklist_steps": "tasks of a countdown",
}
