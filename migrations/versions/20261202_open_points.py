"""What the two sides of a case still owe each other an answer to.

Revision: open_points, after sharing_decisions
"""

import sqlalchemy as sa
from alembic import op

revision = "open_points"
down_revision = "sharing_decisions"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "open_points",
        sa.Column("negotiation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("waits_since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= waits_since", name=op.f("ck_open_points_answer_after_question")
        ),
        sa.CheckConstraint("waits_since >= asked_on", name=op.f("ck_open_points_waits_after_question")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_open_points_created_by_id")),
        sa.ForeignKeyConstraint(["negotiation_id"], ["negotiations.id"], name=op.f("fk_open_points_negotiation_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_open_points_organisation_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_open_points_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_points")),
    )
    op.create_index(op.f("ix_open_points_negotiation_id"), "open_points", ["negotiation_id"])
    op.create_index(op.f("ix_open_points_organisation_id"), "open_points", ["organisation_id"])
    present = sa.text("archived_at IS NULL")
    op.create_index(
        "ix_open_points_waiting",
        "open_points",
        ["negotiation_id", "answered_on", "side", "waits_since"],
        sqlite_where=present,
        postgresql_where=present,
    )
    op.create_table(
        "earlier_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("reopened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("waited_since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"], ["open_points.id"], name=op.f("fk_earlier_answers_point_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_answers")),
    )
    op.create_index(op.f("ix_earlier_answers_point_id"), "earlier_answers", ["point_id"])


def downgrade() -> None:
    op.drop_table("earlier_answers")
    op.drop_table("open_points")
