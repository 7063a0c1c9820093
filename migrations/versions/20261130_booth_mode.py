"""Booth mode: codes, the phones that they let in, and what each phone sent.

Revision: booth_mode, after stall_goods
"""

import sqlalchemy as sa
from alembic import op

revision = "booth_mode"
down_revision = "stall_goods"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "booth_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_booth_codes_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_booth_codes_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_booth_codes_code_hash")),
    )
    op.create_index(op.f("ix_booth_codes_activity_id"), "booth_codes", ["activity_id"])

    op.create_table(
        "booth_phones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_booth_phones_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["code_id"], ["booth_codes.id"], name=op.f("fk_booth_phones_code_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_phones")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_booth_phones_key_hash")),
    )
    op.create_index(op.f("ix_booth_phones_activity_id"), "booth_phones", ["activity_id"])
    op.create_index(op.f("ix_booth_phones_code_id"), "booth_phones", ["code_id"])

    op.create_table(
        "booth_captures",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("phone_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("captured_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("refusal", sa.String(length=300), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("may_store", sa.Boolean(), nullable=False),
        sa.Column("may_share", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("notice_language", sa.String(length=10), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_booth_captures_activity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["card_id"], ["business_cards.id"], name=op.f("fk_booth_captures_card_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_booth_captures_created_by_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_booth_captures_lead_id")),
        sa.ForeignKeyConstraint(
            ["phone_id"], ["booth_phones.id"], name=op.f("fk_booth_captures_phone_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_booth_captures_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_captures")),
        sa.UniqueConstraint("activity_id", "key", name=op.f("uq_booth_captures_activity_id_key")),
    )
    op.create_index(op.f("ix_booth_captures_card_id"), "booth_captures", ["card_id"])
    op.create_index(op.f("ix_booth_captures_lead_id"), "booth_captures", ["lead_id"])
    op.create_index(op.f("ix_booth_captures_phone_id"), "booth_captures", ["phone_id"])


def downgrade() -> None:

    op.drop_table("booth_captures")

    op.drop_table("booth_phones")

    op.drop_table("booth_codes")
