"""Mail that comes in is written down with what became of it, so that each mail of a mailbox is taken once.

Revision: mail_arrivals, after partner_assessments
"""

import sqlalchemy as sa
from alembic import op

revision = "mail_arrivals"
down_revision = "partner_assessments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=320), nullable=True),
        sa.Column("validity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=True),
        sa.Column("message_key", sa.String(length=64), nullable=False),
        sa.Column("sender_key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(length=200), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'taken', 'unreadable', 'gone')", name=op.f("ck_mail_arrivals_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_arrivals")),
        sa.UniqueConstraint("mailbox", "validity", "uid", name=op.f("uq_mail_arrivals_mailbox_validity_uid")),
    )
    op.create_index("ix_mail_arrivals_sender_key_at", "mail_arrivals", ["sender_key", "at"])
    op.create_index(op.f("ix_mail_arrivals_state"), "mail_arrivals", ["state"])


def downgrade() -> None:
    op.drop_table("mail_arrivals")
