"""Registers of data protection: requests, breaches with their reports, assessments.

Revision: registers, after fair_answers
"""

import sqlalchemy as sa
from alembic import op

revision = "registers"
down_revision = "fair_answers"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _made(table: str) -> list[sa.schema.SchemaItem]:
    """The columns of every record."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f(f"fk_{table}_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f(f"fk_{table}_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    op.create_table(
        "data_requests",
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("asked", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("requester", sa.String(length=200), nullable=False),
        sa.Column("regime", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(length=20), nullable=False),
        sa.Column("identity_note", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_data_requests_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_data_requests_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_data_requests_task_id"), ondelete="SET NULL"),
        *_made("data_requests"),
    )
    for column in ("due_on", "outcome", "owner_id", "person_id", "received_on"):
        op.create_index(op.f(f"ix_data_requests_{column}"), "data_requests", [column])
    op.create_table(
        "breaches",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("laws", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("items", sa.String(length=500), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("measures", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_breaches_owner_id")),
        *_made("breaches"),
    )
    for column in ("closed_on", "noticed_at", "owner_id"):
        op.create_index(op.f(f"ix_breaches_{column}"), "breaches", [column])
    op.create_table(
        "breach_steps",
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("told", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["breach_id"], ["breaches.id"], name=op.f("fk_breach_steps_breach_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_breach_steps_task_id"), ondelete="SET NULL"),
        sa.UniqueConstraint("breach_id", "code", name=op.f("uq_breach_steps_breach_id_code")),
        *_made("breach_steps"),
    )
    op.create_table(
        "privacy_assessments",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("measures", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assessor_id"], ["users.id"], name=op.f("fk_privacy_assessments_assessor_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_privacy_assessments_file_id")),
        *_made("privacy_assessments"),
    )
    for column in ("assessed_on", "assessor_id"):
        op.create_index(op.f(f"ix_privacy_assessments_{column}"), "privacy_assessments", [column])


def downgrade() -> None:
    for table in ("privacy_assessments", "breach_steps", "breaches", "data_requests"):
        op.drop_table(table)
