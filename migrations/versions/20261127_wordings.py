"""Texts of records in further languages, for documents; why a letter went out with lines in another one.

Revision: wordings, after emergency_kinds
"""

import sqlalchemy as sa
from alembic import op

revision = "wordings"
down_revision = "emergency_kinds"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "wordings",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_wordings_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_wordings_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("digest", "language", name=op.f("uq_wordings_digest_language")),
    )
    with op.batch_alter_table("letters") as table:
        table.add_column(sa.Column("sent_reason", sa.String(length=500), nullable=False, server_default=""))
    with op.batch_alter_table("letters") as table:
        table.alter_column("sent_reason", server_default=None)


def downgrade() -> None:
    op.drop_column("letters", "sent_reason")
    op.drop_table("wordings")
