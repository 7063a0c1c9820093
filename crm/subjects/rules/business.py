"""The columns of leads, negotiations, papers and our own registers that name a person; see `declared`."""

from typing import Final

from crm.core.texts import N_
from crm.merging.rules import TABLES
from crm.subjects.rules.naming import KEEP, PROVISIONS, Naming, naming

BUSINESS: Final[tuple[Naming, ...]] = (
    # ---------------------------------------------------------------- business
    naming(
        "leads",
        "person_id",
        TABLES["leads"],
        "activity_id captured_at raw_name raw_organisation raw_contact organisation_id visitor_type category"
        " interest rank again_rank again_at"
        " inquiry wanted_quantity wanted_price wanted_currency channel timing language next_action first_followup_at"
        " status qualified_on disqualify_reason may_contact",
        others="our_organisation_id owner_id again_by",
        inner="booth_id",
        marked="raw_name",
        emptied="raw_contact",
        looked="inquiry next_action disqualify_reason",
    ),
    naming(
        "booth_captures",
        "lead_id",
        N_("Captured at a booth"),
        "activity_id captured_at told may_store may_share notice_version notice_language",
        opens="key phone_id",
        inner="received_at state cause refusal card_id",
        of="leads",
        emptied="told",
    ),
    naming(
        "booth_captures",
        "card_id",
        N_("Captured at a booth"),
        "activity_id captured_at may_store may_share",
        opens="key phone_id",
        inner="received_at state cause refusal told notice_version notice_language lead_id",
        of="business_cards",
        is_own=False,
        emptied="told",
    ),
    naming(
        "product_inquiries",
        "lead_id",
        N_("Inquiries from public pages"),
        "showroom_id exhibit_id asked_at language question name company contact may_store may_share notice_version"
        " state",
        opens="key",
        others="decided_by_id",
        inner="decided_at",
        of="leads",
        marked="name",
        emptied="question company contact",
    ),
    naming(
        "asked_products", "lead_id", N_("Asked about products"), "product_id", of="leads", is_own=False, erasing=KEEP
    ),
    naming(
        "asked_exhibits", "lead_id", N_("Asked about exhibits"), "exhibit_id", of="leads", is_own=False, erasing=KEEP
    ),
    naming(
        "negotiation_leads", "lead_id", TABLES["negotiations"], "negotiation_id", of="leads", is_own=False, erasing=KEEP
    ),
    naming(
        "outcomes",
        "lead_id",
        TABLES["outcomes"],
        "activity_id due_on asked_at",
        others="negotiation_id organisation_id task_id language mail_to mail_state mail_at mail_tries answered_at"
        " answered_by standing order_made amount currency comment decision decided_at decided_by_id decision_note",
        inner="months reminded_at source",
        opens="token_hash token_until",
        of="leads",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "interactions",
        "person_id",
        TABLES["interactions"],
        "kind direction happened_at summary body organisation_id negotiation_id activity_id",
        inner="record_type record_id",
        is_own=False,
        erasing=KEEP,
        looked="summary body",
    ),
    naming(
        "interactions",
        "record_id",
        TABLES["interactions"],
        "kind direction happened_at summary body",
        others="person_id organisation_id negotiation_id activity_id",
        is_own=False,
        erasing=KEEP,
        looked="summary body",
        type_column="record_type",
    ),
    naming(
        "challenges",
        "raised_by_id",
        TABLES["challenges"],
        "initiative_id category statement raised_by side",
        others="severity likelihood owner_id countermeasure due_on status evidence",
        is_own=False,
        marked="raised_by",
    ),
    naming(
        "tasks",
        "record_id",
        TABLES["tasks"],
        "text due_on status done_on",
        others="owner_id external_owner",
        inner="internal priority activity_id plan_step_id",
        is_own=False,
        erasing=KEEP,
        looked="text",
        type_column="record_type",
    ),
    naming(
        "affiliations",
        "successor_id",
        N_("Followed somebody in a post"),
        "organisation_id to_date",
        others="person_id department title titles title_rank from_date end_known is_primary end_reason",
        is_own=False,
        erasing=KEEP,
    ),
    naming("erasures", "person_id", N_("Erasures"), "reason", inner="counts sealed", is_own=False, erasing=KEEP),
    naming(
        "subject_marks",
        "person_id",
        N_("Legal holds and stops of use"),
        "kind reason since",
        is_own=False,
        emptied="reason",
    ),
    # ---------------------------------------------------------------- consent, and what was given to others
    naming(
        "processing_records",
        "person_id",
        TABLES["processing_records"],
        "regime purposes basis keep makers partners newsletter photo notice_version notice_language obtained_on"
        " obtained_how activity_id note evidence_id",
        others="obtained_by",
        inner="mistake capture_id",
        is_own=False,
        emptied="note mistake evidence_id",
        says=N_("Which answer they gave on which day stays; proofs are deleted."),
    ),
    naming(
        "processing_records",
        "capture_id",
        TABLES["processing_records"],
        "obtained_on keep makers partners newsletter photo notice_version notice_language",
        others="person_id regime purposes basis obtained_how obtained_by note evidence_id activity_id",
        inner="mistake",
        of="booth_captures",
        is_own=False,
        erasing=KEEP,
    ),
    naming(
        "sharing_decisions",
        "person_id",
        TABLES["sharing_decisions"],
        "activity_id scope",
        others="reason",
        inner="record_id",
        is_own=False,
        emptied="reason",
    ),
    naming(
        PROVISIONS,
        "person_id",
        TABLES[PROVISIONS],
        "provision_id",
        is_own=False,
        erasing=KEEP,
    ),
    # ---------------------------------------------------------------- documents
    naming(
        "letters",
        "person_id",
        TABLES["letters"],
        "activity_id kind language number dated_on recipient recipient_post recipient_organisation subject body"
        " enclosure"
        " sent_on",
        others="sender sender_organisation sender_contact sent_reason organisation_id",
        inner="item_id",
        marked="recipient",
        emptied="recipient_post",
        looked="subject body enclosure",
    ),
    naming(
        "signatories",
        "person_id",
        TABLES["signatories"],
        "agreement_id name_snapshot title_snapshot signed_on seal authority",
        inner="party_id",
        marked="name_snapshot",
        emptied="title_snapshot authority",
    ),
)
