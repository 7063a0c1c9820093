"""Matching tables: sessions, companies, rounds, tables, interpreters, wishes, absences, talks.

Revision: matching, after travel
"""

import sqlalchemy as sa
from alembic import op

revision = "matching"
down_revision = "travel"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "matching_sessions",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_matching_sessions_activity_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_matching_sessions_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_matching_sessions_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_sessions")),
    )
    with op.batch_alter_table("matching_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matching_sessions_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "matching_companies",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("languages", sa.String(length=60), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("freed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_matching_companies_created_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_matching_companies_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["people.id"], name=op.f("fk_matching_companies_representative_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["matching_sessions.id"], name=op.f("fk_matching_companies_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_matching_companies_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_companies")),
        sa.UniqueConstraint(
            "session_id", "organisation_id", name=op.f("uq_matching_companies_session_id_organisation_id")
        ),
    )
    with op.batch_alter_table("matching_companies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matching_companies_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_matching_companies_representative_id"), ["representative_id"], unique=False
        )

    op.create_table(
        "matching_interpreters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("languages", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_matching_interpreters_person_id")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["matching_sessions.id"],
            name=op.f("fk_matching_interpreters_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_interpreters")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_matching_interpreters_session_id_person_id")),
    )
    with op.batch_alter_table("matching_interpreters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matching_interpreters_person_id"), ["person_id"], unique=False)

    op.create_table(
        "matching_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("wall_start", sa.String(length=16), nullable=False),
        sa.Column("wall_end", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_matching_slots_times_in_order")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["matching_sessions.id"], name=op.f("fk_matching_slots_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_slots")),
        sa.UniqueConstraint("session_id", "starts_at", name=op.f("uq_matching_slots_session_id_starts_at")),
    )
    op.create_table(
        "matching_tables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("table_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["matching_sessions.id"], name=op.f("fk_matching_tables_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_tables")),
        sa.UniqueConstraint("session_id", "name", name=op.f("uq_matching_tables_session_id_name")),
    )
    op.create_table(
        "matching_absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(company_id IS NULL) <> (interpreter_id IS NULL)", name=op.f("ck_matching_absences_one_of_both")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["matching_companies.id"], name=op.f("fk_matching_absences_company_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id"],
            ["matching_interpreters.id"],
            name=op.f("fk_matching_absences_interpreter_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["matching_sessions.id"], name=op.f("fk_matching_absences_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["matching_slots.id"], name=op.f("fk_matching_absences_slot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_absences")),
        sa.UniqueConstraint("slot_id", "company_id", name=op.f("uq_matching_absences_slot_id_company_id")),
        sa.UniqueConstraint("slot_id", "interpreter_id", name=op.f("uq_matching_absences_slot_id_interpreter_id")),
    )
    with op.batch_alter_table("matching_absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matching_absences_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matching_absences_interpreter_id"), ["interpreter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matching_absences_session_id"), ["session_id"], unique=False)

    op.create_table(
        "matching_meetings",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("counterpart_id", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["counterpart_id"], ["matching_companies.id"], name=op.f("fk_matching_meetings_counterpart_id")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_matching_meetings_created_by_id")),
        sa.ForeignKeyConstraint(
            ["interpreter_id"], ["matching_interpreters.id"], name=op.f("fk_matching_meetings_interpreter_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["itinerary_items.id"], name=op.f("fk_matching_meetings_item_id")),
        sa.ForeignKeyConstraint(["maker_id"], ["matching_companies.id"], name=op.f("fk_matching_meetings_maker_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_matching_meetings_meeting_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["matching_sessions.id"], name=op.f("fk_matching_meetings_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["matching_slots.id"], name=op.f("fk_matching_meetings_slot_id")),
        sa.ForeignKeyConstraint(["table_id"], ["matching_tables.id"], name=op.f("fk_matching_meetings_table_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_matching_meetings_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_meetings")),
        sa.UniqueConstraint("maker_id", "counterpart_id", name=op.f("uq_matching_meetings_maker_id_counterpart_id")),
        sa.UniqueConstraint("slot_id", "counterpart_id", name=op.f("uq_matching_meetings_slot_id_counterpart_id")),
        sa.UniqueConstraint("slot_id", "interpreter_id", name=op.f("uq_matching_meetings_slot_id_interpreter_id")),
        sa.UniqueConstraint("slot_id", "maker_id", name=op.f("uq_matching_meetings_slot_id_maker_id")),
        sa.UniqueConstraint("slot_id", "table_id", name=op.f("uq_matching_meetings_slot_id_table_id")),
    )
    with op.batch_alter_table("matching_meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matching_meetings_counterpart_id"), ["counterpart_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matching_meetings_interpreter_id"), ["interpreter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matching_meetings_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matching_meetings_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matching_meetings_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matching_meetings_table_id"), ["table_id"], unique=False)

    op.create_table(
        "matching_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("counterpart_id", sa.Integer(), nullable=False),
        sa.Column("maker_wish", sa.Integer(), nullable=False),
        sa.Column("counterpart_wish", sa.Integer(), nullable=False),
        sa.Column("veto", sa.Boolean(), nullable=False),
        sa.Column("interpreting", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "maker_wish BETWEEN 0 AND 3 AND counterpart_wish BETWEEN 0 AND 3", name=op.f("ck_matching_wishes_weights")
        ),
        sa.ForeignKeyConstraint(
            ["counterpart_id"],
            ["matching_companies.id"],
            name=op.f("fk_matching_wishes_counterpart_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["maker_id"], ["matching_companies.id"], name=op.f("fk_matching_wishes_maker_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["matching_sessions.id"], name=op.f("fk_matching_wishes_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_wishes")),
        sa.UniqueConstraint("maker_id", "counterpart_id", name=op.f("uq_matching_wishes_maker_id_counterpart_id")),
    )
    with op.batch_alter_table("matching_wishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matching_wishes_counterpart_id"), ["counterpart_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matching_wishes_session_id"), ["session_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("matching_wishes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matching_wishes_session_id"))
        batch_op.drop_index(batch_op.f("ix_matching_wishes_counterpart_id"))

    op.drop_table("matching_wishes")
    with op.batch_alter_table("matching_meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matching_meetings_table_id"))
        batch_op.drop_index(batch_op.f("ix_matching_meetings_session_id"))
        batch_op.drop_index(batch_op.f("ix_matching_meetings_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_matching_meetings_item_id"))
        batch_op.drop_index(batch_op.f("ix_matching_meetings_interpreter_id"))
        batch_op.drop_index(batch_op.f("ix_matching_meetings_counterpart_id"))

    op.drop_table("matching_meetings")
    with op.batch_alter_table("matching_absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matching_absences_session_id"))
        batch_op.drop_index(batch_op.f("ix_matching_absences_interpreter_id"))
        batch_op.drop_index(batch_op.f("ix_matching_absences_company_id"))

    op.drop_table("matching_absences")
    op.drop_table("matching_tables")
    op.drop_table("matching_slots")
    with op.batch_alter_table("matching_interpreters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matching_interpreters_person_id"))

    op.drop_table("matching_interpreters")
    with op.batch_alter_table("matching_companies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matching_companies_representative_id"))
        batch_op.drop_index(batch_op.f("ix_matching_companies_organisation_id"))

    op.drop_table("matching_companies")
    with op.batch_alter_table("matching_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matching_sessions_activity_id"))

    op.drop_table("matching_sessions")
