"""Letters of a mission, and the office's own texts of them.

Revision: letters, after visit_results
"""

import sqlalchemy as sa
from alembic import op

revision = "letters"
down_revision = "visit_results"
branch_labels = None
depends_on = None


def _record(table: str) -> list[sa.Column[object] | sa.Constraint]:
    """What every record carries."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f(f"fk_{table}_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f(f"fk_{table}_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    op.create_table(
        "letter_templates",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        *_record("letter_templates"),
        sa.UniqueConstraint("kind", "language", name=op.f("uq_letter_templates_kind_language")),
    )
    op.create_table(
        "letters",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("recipient_post", sa.String(length=250), nullable=False),
        sa.Column("recipient_organisation", sa.String(length=200), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("sender_organisation", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("enclosure", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        *_record("letters"),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_letters_activity_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["itinerary_items.id"], name=op.f("fk_letters_item_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_letters_person_id")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        for column in ("activity_id", "item_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_letters_{column}"), [column], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("letters", schema=None) as batch_op:
        for column in ("person_id", "item_id", "activity_id"):
            batch_op.drop_index(batch_op.f(f"ix_letters_{column}"))
    op.drop_table("letters")
    op.drop_table("letter_templates")
