"""The first tables, and the guards that keep the audit log append-only.

Revision: 0001, after
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


SQLITE_GUARDS = [
    f"""CREATE TRIGGER audit_entries_no_{verb.lower()} BEFORE {verb} ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL_GUARDS = [
    """CREATE FUNCTION audit_entries_guard() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
    """CREATE TRIGGER audit_entries_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_guard()""",
]


def upgrade() -> None:
    op.create_table(
        "audit_keys",
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("subject_type", "subject_id", name=op.f("pk_audit_keys")),
    )
    op.create_table(
        "form_receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_receipts")),
        sa.UniqueConstraint("form_id", "user_id", name=op.f("uq_form_receipts_form_id_user_id")),
    )
    with op.batch_alter_table("form_receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_receipts_saved_at"), ["saved_at"], unique=False)

    op.create_table(
        "fx_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("base", sa.String(length=3), nullable=False),
        sa.Column("quote", sa.String(length=3), nullable=False),
        sa.Column("rate", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fx_rates")),
        sa.UniqueConstraint("base", "quote", "day", name=op.f("uq_fx_rates_base_quote_day")),
    )
    with op.batch_alter_table("fx_rates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fx_rates_day"), ["day"], unique=False)

    op.create_table(
        "holidays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
        sa.UniqueConstraint("country", "day", name=op.f("uq_holidays_country_day")),
    )
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holidays_day"), ["day"], unique=False)

    op.create_table(
        "throttles",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
    )
    op.create_table(
        "users",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sample_password", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_users_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_users_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_entries_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entries_hash")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entries_record", ["record_type", "record_id", "id"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("progress_text", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_jobs_state")),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_jobs_progress")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name=op.f("fk_jobs_requested_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_requested_by_id"), ["requested_by_id"], unique=False)
        batch_op.create_index("ix_jobs_state_lease_until", ["state", "lease_until"], unique=False)

    op.create_table(
        "login_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_login_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_sessions_token_hash")),
    )
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_sessions_last_seen_at"), ["last_seen_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "people",
        sa.Column("primary_language", sa.String(length=10), nullable=False),
        sa.Column("salutation", sa.String(length=40), nullable=False),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_people_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_people_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "places",
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_asof", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_places_created_by_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["places.id"], name=op.f("fk_places_parent_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_places_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("code", name=op.f("uq_places_code")),
    )
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_places_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_places_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "stored_files",
        sa.Column("storage_name", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_stored_files_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_stored_files_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_stored_files_storage_name")),
    )
    with op.batch_alter_table("stored_files", schema=None) as batch_op:
        batch_op.create_index("ix_stored_files_record", ["record_type", "record_id"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("external_owner", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("record_type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_tasks_created_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_tasks_owner_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_tasks_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_tasks_record", ["record_type", "record_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_status"), ["status"], unique=False)

    op.create_table(
        "language_skills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_language_skills_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_skills")),
    )
    with op.batch_alter_table("language_skills", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_language_skills_person_id"), ["person_id"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("identifier_type", sa.String(length=20), nullable=False),
        sa.Column("identifier_value", sa.String(length=30), nullable=False),
        sa.Column("founded_year", sa.Integer(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_organisations_created_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_organisations_place_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_organisations_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "person_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("family", sa.String(length=120), nullable=False),
        sa.Column("given", sa.String(length=120), nullable=False),
        sa.Column("full", sa.String(length=200), nullable=False),
        sa.Column("reading", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_names_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_names")),
    )
    with op.batch_alter_table("person_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_names_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_person_names_primary",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'primary'"),
            postgresql_where=sa.text("kind = 'primary'"),
        )

    op.create_table(
        "place_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("reading", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_place_names_place_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_names")),
        sa.UniqueConstraint(
            "place_id", "language", "kind", "text", name=op.f("uq_place_names_place_id_language_kind_text")
        ),
    )
    with op.batch_alter_table("place_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_names_place_id"), ["place_id"], unique=False)

    op.create_table(
        "place_tiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.CheckConstraint("tier IN ('major', 'regional')", name=op.f("ck_place_tiers_known_tier")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_place_tiers_place_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_tiers")),
        sa.UniqueConstraint("place_id", "valid_from", name=op.f("uq_place_tiers_place_id_valid_from")),
    )
    with op.batch_alter_table("place_tiers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_tiers_place_id"), ["place_id"], unique=False)

    op.create_table(
        "affiliations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_rank", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "to_date IS NULL OR from_date IS NULL OR to_date >= from_date", name=op.f("ck_affiliations_dates_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_affiliations_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_affiliations_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliations")),
    )
    with op.batch_alter_table("affiliations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affiliations_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_affiliations_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_affiliations_primary",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )

    op.create_table(
        "contact_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("normalised", sa.String(length=300), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (organisation_id IS NULL)", name=op.f("ck_contact_points_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_contact_points_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_contact_points_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
    )
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_points_normalised"), ["normalised"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_points_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_points_person_id"), ["person_id"], unique=False)

    op.create_table(
        "initiatives",
        sa.Column("lead_organisation_id", sa.Integer(), nullable=True),
        sa.Column("goals", sa.String(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_initiatives_created_by_id")),
        sa.ForeignKeyConstraint(
            ["lead_organisation_id"], ["organisations.id"], name=op.f("fk_initiatives_lead_organisation_id")
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_initiatives_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
    )
    op.create_table(
        "organisation_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("lines", sa.String(length=400), nullable=False),
        sa.Column("postal_code", sa.String(length=12), nullable=False),
        sa.Column("access_notes", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_addresses_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_addresses")),
    )
    with op.batch_alter_table("organisation_addresses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_addresses_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "organisation_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("reading", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_names_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_names")),
    )
    with op.batch_alter_table("organisation_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_names_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_organisation_names_primary",
            ["organisation_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )

    op.create_table(
        "organisation_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_roles_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_roles")),
    )
    with op.batch_alter_table("organisation_roles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_roles_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_roles_role"), ["role"], unique=False)

    op.create_table(
        "sales_routes",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("outlets", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_sales_routes_created_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_sales_routes_organisation_id")
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_sales_routes_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_routes")),
    )
    with op.batch_alter_table("sales_routes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_routes_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "activities",
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("host_organisation_id", sa.Integer(), nullable=True),
        sa.Column("sender_organisation_id", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("document_number", sa.String(length=40), nullable=False),
        sa.Column("objectives", sa.String(), nullable=False),
        sa.Column("key_messages", sa.String(), nullable=False),
        sa.Column("target_leads", sa.Integer(), nullable=True),
        sa.Column("target_talks", sa.Integer(), nullable=True),
        sa.Column("target_agreements", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("impressions", sa.String(), nullable=False),
        sa.Column("proposals", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("end_on >= start_on", name=op.f("ck_activities_dates_in_order")),
        sa.ForeignKeyConstraint(["coordinator_id"], ["users.id"], name=op.f("fk_activities_coordinator_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_activities_created_by_id")),
        sa.ForeignKeyConstraint(
            ["host_organisation_id"], ["organisations.id"], name=op.f("fk_activities_host_organisation_id")
        ),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_activities_initiative_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["users.id"], name=op.f("fk_activities_leader_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_activities_place_id")),
        sa.ForeignKeyConstraint(
            ["sender_organisation_id"], ["organisations.id"], name=op.f("fk_activities_sender_organisation_id")
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_activities_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activities_coordinator_id"), ["coordinator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_end_on"), ["end_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_leader_id"), ["leader_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_start_on"), ["start_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_type"), ["type"], unique=False)

    op.create_table(
        "initiative_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_names_initiative_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_names")),
    )
    with op.batch_alter_table("initiative_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_initiative_names_initiative_id"), ["initiative_id"], unique=False)

    op.create_table(
        "route_coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_route_coverage_place_id")),
        sa.ForeignKeyConstraint(
            ["route_id"], ["sales_routes.id"], name=op.f("fk_route_coverage_route_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_coverage")),
        sa.UniqueConstraint("route_id", "place_id", name=op.f("uq_route_coverage_route_id_place_id")),
    )
    with op.batch_alter_table("route_coverage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_route_coverage_route_id"), ["route_id"], unique=False)

    op.create_table(
        "route_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("evidence_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["route_id"], ["sales_routes.id"], name=op.f("fk_route_evidence_route_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_evidence")),
    )
    with op.batch_alter_table("route_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_route_evidence_route_id"), ["route_id"], unique=False)

    op.create_table(
        "activity_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_names_activity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_names")),
    )
    with op.batch_alter_table("activity_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_names_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "agreements",
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("agreement_class", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("draft_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("retroactive", sa.Boolean(), nullable=False),
        sa.Column("auto_renewal", sa.Boolean(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("exclusivity", sa.String(length=12), nullable=False),
        sa.Column("territory", sa.String(length=300), nullable=False),
        sa.Column("products", sa.String(length=300), nullable=False),
        sa.Column("value", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("value_period", sa.String(length=10), nullable=False),
        sa.Column("governing_law", sa.String(length=100), nullable=False),
        sa.Column("dispute_forum", sa.String(length=100), nullable=False),
        sa.Column("incoterm", sa.String(length=10), nullable=False),
        sa.Column("payment_terms", sa.String(length=200), nullable=False),
        sa.Column("equally_authentic", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("agreement_class IN ('framework', 'commercial')", name=op.f("ck_agreements_known_class")),
        sa.CheckConstraint(
            "expires_on IS NULL OR effective_on IS NULL OR expires_on > effective_on",
            name=op.f("ck_agreements_expires_after_effective"),
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_agreements_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_agreements_created_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_agreements_initiative_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_agreements_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreements_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_agreement_class"), ["agreement_class"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_expires_on"), ["expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_signed_on"), ["signed_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_status"), ["status"], unique=False)

    op.create_table(
        "cost_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fx_rate", sa.Numeric(precision=18, scale=8), nullable=True),
        sa.Column("amount_jpy", sa.Numeric(precision=16, scale=0), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_cost_lines_activity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_lines")),
    )
    with op.batch_alter_table("cost_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cost_lines_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_documents_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_documents_created_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_documents_file_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_documents_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "activity_id", "kind", "language", "edition", name=op.f("uq_documents_activity_id_kind_language_edition")
        ),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "itinerary_items",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_language", sa.String(length=10), nullable=False),
        sa.Column("wall_start", sa.String(length=16), nullable=False),
        sa.Column("wall_end", sa.String(length=16), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("transport", sa.String(length=200), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_itinerary_items_times_in_order")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_itinerary_items_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_itinerary_items_created_by_id")),
        sa.ForeignKeyConstraint(["interpreter_id"], ["people.id"], name=op.f("fk_itinerary_items_interpreter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_itinerary_items_organisation_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_itinerary_items_place_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_itinerary_items_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_itinerary_items")),
    )
    with op.batch_alter_table("itinerary_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_itinerary_items_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_itinerary_items_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_itinerary_items_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "leads",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("raw_name", sa.String(length=200), nullable=False),
        sa.Column("raw_organisation", sa.String(length=200), nullable=False),
        sa.Column("raw_contact", sa.String(length=300), nullable=False),
        sa.Column("visitor_type", sa.String(length=30), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("interest", sa.String(length=300), nullable=False),
        sa.Column("rank", sa.String(length=1), nullable=False),
        sa.Column("inquiry", sa.String(), nullable=False),
        sa.Column("wanted_quantity", sa.String(length=100), nullable=False),
        sa.Column("wanted_price", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("wanted_currency", sa.String(length=3), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("timing", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("next_action", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("first_followup_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("disqualify_reason", sa.String(length=200), nullable=False),
        sa.Column("may_contact", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_leads_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_leads_created_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_leads_organisation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_leads_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leads_person_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_leads_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
    )
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leads_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leads_captured_at"), ["captured_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_leads_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_leads_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leads_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leads_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leads_rank"), ["rank"], unique=False)
        batch_op.create_index(batch_op.f("ix_leads_status"), ["status"], unique=False)

    op.create_table(
        "meetings",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("itinerary_item_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("our_organisation_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("products", sa.String(), nullable=False),
        sa.Column("counterpart_requests", sa.String(), nullable=False),
        sa.Column("our_offer", sa.String(), nullable=False),
        sa.Column("reaction", sa.String(), nullable=False),
        sa.Column("conditions_agreed", sa.String(), nullable=False),
        sa.Column("pending", sa.String(), nullable=False),
        sa.Column("competitors", sa.String(), nullable=False),
        sa.Column("routes_mentioned", sa.String(), nullable=False),
        sa.Column("result", sa.String(length=30), nullable=False),
        sa.Column("confirmed_by_counterpart", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name=op.f("ck_meetings_times_in_order")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_meetings_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_meetings_created_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_meetings_initiative_id")),
        sa.ForeignKeyConstraint(["interpreter_id"], ["people.id"], name=op.f("fk_meetings_interpreter_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_meetings_organisation_id")),
        sa.ForeignKeyConstraint(
            ["our_organisation_id"], ["organisations.id"], name=op.f("fk_meetings_our_organisation_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_meetings_place_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_meetings_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_itinerary_item_id"), ["itinerary_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_our_organisation_id"), ["our_organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "negotiations",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("our_organisation_id", sa.Integer(), nullable=False),
        sa.Column("counterpart_id", sa.Integer(), nullable=False),
        sa.Column("local_partner_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("products", sa.String(length=300), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("stage_entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("value_period", sa.String(length=10), nullable=False),
        sa.Column("probability", sa.Numeric(precision=4, scale=3), nullable=True),
        sa.Column("probability_note", sa.String(length=200), nullable=False),
        sa.Column("expected_sign_on", sa.Date(), nullable=True),
        sa.Column("next_step", sa.String(length=200), nullable=False),
        sa.Column("next_step_due", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("competition", sa.String(), nullable=False),
        sa.Column("loss_reason", sa.String(length=30), nullable=False),
        sa.Column("loss_note", sa.String(), nullable=False),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("on_hold_reason", sa.String(length=200), nullable=False),
        sa.Column("on_hold_until", sa.Date(), nullable=True),
        sa.Column("first_talk_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tier_snapshot", sa.String(length=10), nullable=False),
        sa.Column("partner_routes_snapshot", sa.Boolean(), nullable=True),
        sa.Column("activity_type_snapshot", sa.String(length=30), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "probability IS NULL OR (probability >= 0 AND probability <= 1)",
            name=op.f("ck_negotiations_probability_range"),
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_negotiations_activity_id")),
        sa.ForeignKeyConstraint(["counterpart_id"], ["organisations.id"], name=op.f("fk_negotiations_counterpart_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_negotiations_created_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_negotiations_initiative_id")),
        sa.ForeignKeyConstraint(
            ["local_partner_id"], ["organisations.id"], name=op.f("fk_negotiations_local_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["our_organisation_id"], ["organisations.id"], name=op.f("fk_negotiations_our_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_negotiations_owner_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_negotiations_place_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_negotiations_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiations")),
    )
    with op.batch_alter_table("negotiations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_negotiations_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiations_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiations_counterpart_id"), ["counterpart_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiations_first_talk_at"), ["first_talk_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiations_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiations_next_step_due"), ["next_step_due"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiations_our_organisation_id"), ["our_organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiations_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiations_stage"), ["stage"], unique=False)

    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("protocol_order", sa.Integer(), nullable=False),
        sa.Column("name_snapshot", sa.String(length=200), nullable=False),
        sa.Column("title_snapshot", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_participants_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_participants_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_participants_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("activity_id", "person_id", name=op.f("uq_participants_activity_id_person_id")),
    )
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participants_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participants_person_id"), ["person_id"], unique=False)

    op.create_table(
        "agreement_negotiations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("negotiation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_negotiations_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["negotiation_id"], ["negotiations.id"], name=op.f("fk_agreement_negotiations_negotiation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_negotiations")),
        sa.UniqueConstraint(
            "agreement_id", "negotiation_id", name=op.f("uq_agreement_negotiations_agreement_id_negotiation_id")
        ),
    )
    with op.batch_alter_table("agreement_negotiations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_negotiations_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_negotiations_negotiation_id"), ["negotiation_id"], unique=False)

    op.create_table(
        "agreement_parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=4), nullable=False),
        sa.Column("capacity", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_parties_agreement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_agreement_parties_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_parties")),
    )
    with op.batch_alter_table("agreement_parties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_parties_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_parties_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "attendees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name_snapshot", sa.String(length=200), nullable=False),
        sa.Column("title_snapshot", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_attendees_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendees_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendees")),
    )
    with op.batch_alter_table("attendees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendees_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendees_person_id"), ["person_id"], unique=False)

    op.create_table(
        "interactions",
        sa.Column("negotiation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_interactions_created_by_id")),
        sa.ForeignKeyConstraint(["negotiation_id"], ["negotiations.id"], name=op.f("fk_interactions_negotiation_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_interactions_organisation_id")
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_interactions_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
    )
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interactions_happened_at"), ["happened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_interactions_negotiation_id"), ["negotiation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interactions_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "itinerary_people",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["itinerary_items.id"], name=op.f("fk_itinerary_people_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_itinerary_people_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_itinerary_people")),
    )
    with op.batch_alter_table("itinerary_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_itinerary_people_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_itinerary_people_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "language_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("prevailing", sa.Boolean(), nullable=False),
        sa.Column("translator", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_language_versions_agreement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_versions")),
        sa.UniqueConstraint("agreement_id", "language", name=op.f("uq_language_versions_agreement_id_language")),
    )
    with op.batch_alter_table("language_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_language_versions_agreement_id"), ["agreement_id"], unique=False)

    op.create_table(
        "minute_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_order", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("open_point", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_minute_items_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_items")),
    )
    with op.batch_alter_table("minute_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minute_items_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "negotiation_leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("negotiation_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_negotiation_leads_lead_id")),
        sa.ForeignKeyConstraint(
            ["negotiation_id"], ["negotiations.id"], name=op.f("fk_negotiation_leads_negotiation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiation_leads")),
        sa.UniqueConstraint("negotiation_id", "lead_id", name=op.f("uq_negotiation_leads_negotiation_id_lead_id")),
    )
    with op.batch_alter_table("negotiation_leads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_negotiation_leads_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiation_leads_negotiation_id"), ["negotiation_id"], unique=False)

    op.create_table(
        "negotiation_meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("negotiation_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_negotiation_meetings_meeting_id")),
        sa.ForeignKeyConstraint(
            ["negotiation_id"], ["negotiations.id"], name=op.f("fk_negotiation_meetings_negotiation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiation_meetings")),
        sa.UniqueConstraint(
            "negotiation_id", "meeting_id", name=op.f("uq_negotiation_meetings_negotiation_id_meeting_id")
        ),
    )
    with op.batch_alter_table("negotiation_meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_negotiation_meetings_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_negotiation_meetings_negotiation_id"), ["negotiation_id"], unique=False)

    op.create_table(
        "obligations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_obligations_agreement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_obligations_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
    )
    with op.batch_alter_table("obligations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obligations_agreement_id"), ["agreement_id"], unique=False)

    op.create_table(
        "stage_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("negotiation_id", sa.Integer(), nullable=False),
        sa.Column("from_stage", sa.String(length=20), nullable=False),
        sa.Column("to_stage", sa.String(length=20), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("criteria", sa.String(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_stage_events_by_id")),
        sa.ForeignKeyConstraint(["negotiation_id"], ["negotiations.id"], name=op.f("fk_stage_events_negotiation_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["stage_events.id"], name=op.f("fk_stage_events_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_events")),
    )
    with op.batch_alter_table("stage_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_events_negotiation_id"), ["negotiation_id"], unique=False)

    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("appointment", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("questions", sa.String(), nullable=False),
        sa.Column("gifts", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["itinerary_items.id"], name=op.f("fk_visits_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("item_id", name=op.f("uq_visits_item_id")),
    )
    op.create_table(
        "signatories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name_snapshot", sa.String(length=200), nullable=False),
        sa.Column("title_snapshot", sa.String(length=120), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("seal", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_signatories_agreement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["agreement_parties.id"], name=op.f("fk_signatories_party_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_signatories_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatories")),
    )
    with op.batch_alter_table("signatories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signatories_party_id"), ["party_id"], unique=False)

    op.create_table(
        "visit_hosts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_visit_hosts_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_hosts_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_hosts")),
    )
    with op.batch_alter_table("visit_hosts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_hosts_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_hosts_visit_id"), ["visit_id"], unique=False)

    for guard in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(guard)


def downgrade() -> None:
    with op.batch_alter_table("visit_hosts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_hosts_visit_id"))
        batch_op.drop_index(batch_op.f("ix_visit_hosts_person_id"))

    op.drop_table("visit_hosts")
    with op.batch_alter_table("signatories", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signatories_party_id"))

    op.drop_table("signatories")
    op.drop_table("visits")
    with op.batch_alter_table("stage_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_events_negotiation_id"))

    op.drop_table("stage_events")
    with op.batch_alter_table("obligations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_obligations_agreement_id"))

    op.drop_table("obligations")
    with op.batch_alter_table("negotiation_meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_negotiation_meetings_negotiation_id"))
        batch_op.drop_index(batch_op.f("ix_negotiation_meetings_meeting_id"))

    op.drop_table("negotiation_meetings")
    with op.batch_alter_table("negotiation_leads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_negotiation_leads_negotiation_id"))
        batch_op.drop_index(batch_op.f("ix_negotiation_leads_lead_id"))

    op.drop_table("negotiation_leads")
    with op.batch_alter_table("minute_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minute_items_meeting_id"))

    op.drop_table("minute_items")
    with op.batch_alter_table("language_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_language_versions_agreement_id"))

    op.drop_table("language_versions")
    with op.batch_alter_table("itinerary_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_itinerary_people_participant_id"))
        batch_op.drop_index(batch_op.f("ix_itinerary_people_item_id"))

    op.drop_table("itinerary_people")
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interactions_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_interactions_negotiation_id"))
        batch_op.drop_index(batch_op.f("ix_interactions_happened_at"))

    op.drop_table("interactions")
    with op.batch_alter_table("attendees", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendees_person_id"))
        batch_op.drop_index(batch_op.f("ix_attendees_meeting_id"))

    op.drop_table("attendees")
    with op.batch_alter_table("agreement_parties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_parties_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_parties_agreement_id"))

    op.drop_table("agreement_parties")
    with op.batch_alter_table("agreement_negotiations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_negotiations_negotiation_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_negotiations_agreement_id"))

    op.drop_table("agreement_negotiations")
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participants_person_id"))
        batch_op.drop_index(batch_op.f("ix_participants_activity_id"))

    op.drop_table("participants")
    with op.batch_alter_table("negotiations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_negotiations_stage"))
        batch_op.drop_index(batch_op.f("ix_negotiations_owner_id"))
        batch_op.drop_index(batch_op.f("ix_negotiations_our_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_negotiations_next_step_due"))
        batch_op.drop_index(batch_op.f("ix_negotiations_initiative_id"))
        batch_op.drop_index(batch_op.f("ix_negotiations_first_talk_at"))
        batch_op.drop_index(batch_op.f("ix_negotiations_counterpart_id"))
        batch_op.drop_index(batch_op.f("ix_negotiations_category"))
        batch_op.drop_index(batch_op.f("ix_negotiations_activity_id"))

    op.drop_table("negotiations")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_starts_at"))
        batch_op.drop_index(batch_op.f("ix_meetings_our_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_meetings_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_meetings_kind"))
        batch_op.drop_index(batch_op.f("ix_meetings_itinerary_item_id"))
        batch_op.drop_index(batch_op.f("ix_meetings_initiative_id"))
        batch_op.drop_index(batch_op.f("ix_meetings_held_on"))
        batch_op.drop_index(batch_op.f("ix_meetings_activity_id"))

    op.drop_table("meetings")
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leads_status"))
        batch_op.drop_index(batch_op.f("ix_leads_rank"))
        batch_op.drop_index(batch_op.f("ix_leads_person_id"))
        batch_op.drop_index(batch_op.f("ix_leads_owner_id"))
        batch_op.drop_index(batch_op.f("ix_leads_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_leads_category"))
        batch_op.drop_index(batch_op.f("ix_leads_captured_at"))
        batch_op.drop_index(batch_op.f("ix_leads_activity_id"))

    op.drop_table("leads")
    with op.batch_alter_table("itinerary_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_itinerary_items_starts_at"))
        batch_op.drop_index(batch_op.f("ix_itinerary_items_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_itinerary_items_activity_id"))

    op.drop_table("itinerary_items")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_activity_id"))

    op.drop_table("documents")
    with op.batch_alter_table("cost_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cost_lines_activity_id"))

    op.drop_table("cost_lines")
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreements_status"))
        batch_op.drop_index(batch_op.f("ix_agreements_signed_on"))
        batch_op.drop_index(batch_op.f("ix_agreements_initiative_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_expires_on"))
        batch_op.drop_index(batch_op.f("ix_agreements_agreement_class"))
        batch_op.drop_index(batch_op.f("ix_agreements_activity_id"))

    op.drop_table("agreements")
    with op.batch_alter_table("activity_names", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_names_activity_id"))

    op.drop_table("activity_names")
    with op.batch_alter_table("route_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_route_evidence_route_id"))

    op.drop_table("route_evidence")
    with op.batch_alter_table("route_coverage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_route_coverage_route_id"))

    op.drop_table("route_coverage")
    with op.batch_alter_table("initiative_names", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_initiative_names_initiative_id"))

    op.drop_table("initiative_names")
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activities_type"))
        batch_op.drop_index(batch_op.f("ix_activities_status"))
        batch_op.drop_index(batch_op.f("ix_activities_start_on"))
        batch_op.drop_index(batch_op.f("ix_activities_place_id"))
        batch_op.drop_index(batch_op.f("ix_activities_leader_id"))
        batch_op.drop_index(batch_op.f("ix_activities_initiative_id"))
        batch_op.drop_index(batch_op.f("ix_activities_end_on"))
        batch_op.drop_index(batch_op.f("ix_activities_coordinator_id"))

    op.drop_table("activities")
    with op.batch_alter_table("sales_routes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sales_routes_organisation_id"))

    op.drop_table("sales_routes")
    with op.batch_alter_table("organisation_roles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_roles_role"))
        batch_op.drop_index(batch_op.f("ix_organisation_roles_organisation_id"))

    op.drop_table("organisation_roles")
    with op.batch_alter_table("organisation_names", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_organisation_names_primary", sqlite_where=sa.text("is_primary"), postgresql_where=sa.text("is_primary")
        )
        batch_op.drop_index(batch_op.f("ix_organisation_names_organisation_id"))

    op.drop_table("organisation_names")
    with op.batch_alter_table("organisation_addresses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_addresses_organisation_id"))

    op.drop_table("organisation_addresses")
    op.drop_table("initiatives")
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_points_person_id"))
        batch_op.drop_index(batch_op.f("ix_contact_points_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_contact_points_normalised"))

    op.drop_table("contact_points")
    with op.batch_alter_table("affiliations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_affiliations_primary", sqlite_where=sa.text("is_primary"), postgresql_where=sa.text("is_primary")
        )
        batch_op.drop_index(batch_op.f("ix_affiliations_person_id"))
        batch_op.drop_index(batch_op.f("ix_affiliations_organisation_id"))

    op.drop_table("affiliations")
    with op.batch_alter_table("place_tiers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_tiers_place_id"))

    op.drop_table("place_tiers")
    with op.batch_alter_table("place_names", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_names_place_id"))

    op.drop_table("place_names")
    with op.batch_alter_table("person_names", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_person_names_primary",
            sqlite_where=sa.text("kind = 'primary'"),
            postgresql_where=sa.text("kind = 'primary'"),
        )
        batch_op.drop_index(batch_op.f("ix_person_names_person_id"))

    op.drop_table("person_names")
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_sort_key"))
        batch_op.drop_index(batch_op.f("ix_organisations_place_id"))
        batch_op.drop_index(batch_op.f("ix_organisations_country"))

    op.drop_table("organisations")
    with op.batch_alter_table("language_skills", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_language_skills_person_id"))

    op.drop_table("language_skills")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tasks_status"))
        batch_op.drop_index("ix_tasks_record")
        batch_op.drop_index(batch_op.f("ix_tasks_owner_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_due_on"))
        batch_op.drop_index(batch_op.f("ix_tasks_activity_id"))

    op.drop_table("tasks")
    with op.batch_alter_table("stored_files", schema=None) as batch_op:
        batch_op.drop_index("ix_stored_files_record")

    op.drop_table("stored_files")
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_places_parent_id"))
        batch_op.drop_index(batch_op.f("ix_places_country"))

    op.drop_table("places")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_sort_key"))

    op.drop_table("people")
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_sessions_user_id"))
        batch_op.drop_index(batch_op.f("ix_login_sessions_last_seen_at"))

    op.drop_table("login_sessions")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_state_lease_until")
        batch_op.drop_index(batch_op.f("ix_jobs_requested_by_id"))
        batch_op.drop_index(batch_op.f("ix_jobs_expires_at"))

    op.drop_table("jobs")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entries_record")

    op.drop_table("audit_entries")
    op.drop_table("users")
    op.drop_table("throttles")
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holidays_day"))

    op.drop_table("holidays")
    with op.batch_alter_table("fx_rates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fx_rates_day"))

    op.drop_table("fx_rates")
    with op.batch_alter_table("form_receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_receipts_saved_at"))

    op.drop_table("form_receipts")
    op.drop_table("audit_keys")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entries_guard()")
