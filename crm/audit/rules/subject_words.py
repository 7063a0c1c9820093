"""What the log calls the columns of erasures, of what is kept after them, and of holds."""

from typing import Final

from crm.core.texts import N_

_HITS: Final = {
    "erasure_id": N_("Erasure"),
    "table_name": N_("Place"),
    "row_id": N_("Number of the row"),
    "column_name": N_("Text"),
    "record_id": N_("Number of the record"),
    "record_type": N_("Kind of record"),
}
SUBJECT_WORDS: Final = {
    ("provisions", "grounds"): N_("It rests on"),
    **{(table, column): word for table in ("erasure_hits", "kept_values") for column, word in _HITS.items()},
    ("erasure_hits", "state"): N_("Status"),
    ("kept_values", "until"): N_("Kept until"),
    ("tombstones", "erasure_id"): N_("Erasure"),
    ("tombstones", "lifted_reason"): N_("Reason"),
    ("erasures", "person_id"): N_("Person"),
    ("erasures", "reason"): N_("Reason"),
    ("erasures", "counts"): N_("Rows by table"),
    ("retention_runs", "code"): N_("Which records"),
    ("retention_runs", "number"): N_("Deleted"),
    ("retention_runs", "held"): N_("Kept for a legal hold"),
    ("breach_steps", "reason"): N_("Reason"),
    ("data_requests", "reopened"): N_("Opened again, because"),
    ("office", "terms"): N_("How long records are kept"),
    ("office", "location_countries"): N_("Where data lie"),
    ("office", "location_keepers"): N_("Run by"),
    ("subject_marks", "person_id"): N_("Person"),
    ("subject_marks", "kind"): N_("What holds"),
    ("subject_marks", "reason"): N_("Reason"),
    ("subject_marks", "since"): N_("Since"),
    ("people", "erased_at"): N_("Erased on"),
    ("people", "use_stopped_at"): N_("Use stopped since"),
}
#: {table: what its rows are called}.
SUBJECT_ROWS: Final = {
    "erasure_hits": N_("Text to look at after an erasure"),
    "erasures": N_("Erasure"),
    "kept_values": N_("Kept after an erasure"),
    "retention_runs": N_("Records deleted at their term"),
    "subject_marks": N_("Legal hold or stop of use"),
    "tombstones": N_("What keeps an erased person out"),
}
