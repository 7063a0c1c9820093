"""Interactions of people, with conversations; received mail; meetings drafted from invitations.

Revision: interactions, after minutes
"""

import sqlalchemy as sa
from alembic import op

revision = "interactions"
down_revision = "minutes"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("body", sa.String(), nullable=False, server_default=""))
        batch_op.alter_column("organisation_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(batch_op.f("fk_interactions_person_id"), "people", ["person_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_interactions_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.alter_column("body", server_default=None)

    op.create_table(
        "received_mails",
        sa.Column("message_key", sa.String(length=64), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("not_kept", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_received_mails_interaction_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_received_mails_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_received_mails_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mails")),
        sa.UniqueConstraint("message_key", name=op.f("uq_received_mails_message_key")),
    )
    with op.batch_alter_table("received_mails", schema=None) as batch_op:
        for name in ("sent_at", "status", "interaction_id"):
            batch_op.create_index(batch_op.f(f"ix_received_mails_{name}"), [name], unique=False)

    op.create_table(
        "meeting_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("organizer", sa.String(length=320), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_invitations_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_invitations")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_invitations_uid")),
    )
    with op.batch_alter_table("meeting_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_invitations_meeting_id"), ["meeting_id"], unique=False)


def downgrade() -> None:
    op.drop_table("meeting_invitations")
    op.drop_table("received_mails")
    op.execute("DELETE FROM interactions WHERE organisation_id IS NULL")
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interactions_person_id"))
        batch_op.drop_constraint(batch_op.f("fk_interactions_person_id"), type_="foreignkey")
        batch_op.alter_column("organisation_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("body")
        batch_op.drop_column("person_id")
