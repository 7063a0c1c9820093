"""Rounds of the talks of a case, and what either side offered in them.

Revision: talk_rounds, after open_points
"""

import sqlalchemy as sa
from alembic import op

revision = "talk_rounds"
down_revision = "open_points"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "talk_rounds",
        sa.Column("negotiation_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("ours", sa.String(length=300), nullable=False),
        sa.Column("theirs", sa.String(length=300), nullable=False),
        sa.Column("early_reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_talk_rounds_created_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_talk_rounds_meeting_id")),
        sa.ForeignKeyConstraint(["negotiation_id"], ["negotiations.id"], name=op.f("fk_talk_rounds_negotiation_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_talk_rounds_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_rounds")),
    )
    op.create_index(op.f("ix_talk_rounds_meeting_id"), "talk_rounds", ["meeting_id"])
    op.create_index(op.f("ix_talk_rounds_negotiation_id"), "talk_rounds", ["negotiation_id"])
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("term", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("incoterm", sa.String(length=3), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["talk_rounds.id"], name=op.f("fk_offers_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("round_id", "side", "term", name=op.f("uq_offers_round_id_side_term")),
    )
    op.create_index(op.f("ix_offers_round_id"), "offers", ["round_id"])


def downgrade() -> None:
    op.drop_table("offers")
    op.drop_table("talk_rounds")
