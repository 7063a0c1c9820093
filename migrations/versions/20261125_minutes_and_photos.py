"""Items of the minutes carry their own version; meetings keep photos.

Revision: minutes, after letters
"""

import sqlalchemy as sa
from alembic import op

revision = "minutes"
down_revision = "letters"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("minute_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        for name in ("created_at", "updated_at"):
            batch_op.add_column(sa.Column(name, MOMENT, nullable=False, server_default="2026-11-24 00:00:00+00"))
        batch_op.add_column(sa.Column("archived_at", MOMENT, nullable=True))
        for name in ("created_by_id", "updated_by_id"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f"fk_minute_items_{name}"), "users", [name], ["id"])
    with op.batch_alter_table("minute_items", schema=None) as batch_op:
        for name in ("version", "created_at", "updated_at"):
            batch_op.alter_column(name, server_default=None)
    # An item was written when its meeting was.
    op.execute(
        "UPDATE minute_items SET created_at = meetings.created_at, updated_at = meetings.updated_at"
        " FROM meetings WHERE meetings.id = minute_items.meeting_id"
    )

    op.create_table(
        "meeting_photos",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("thumbnail_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("in_report", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_photos_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_meeting_photos_file_id")),
        sa.ForeignKeyConstraint(["thumbnail_id"], ["stored_files.id"], name=op.f("fk_meeting_photos_thumbnail_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_meeting_photos_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_meeting_photos_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_photos")),
    )
    with op.batch_alter_table("meeting_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_photos_meeting_id"), ["meeting_id"], unique=False)


def downgrade() -> None:
    op.drop_table("meeting_photos")
    op.execute("DELETE FROM minute_items WHERE archived_at IS NOT NULL")
    with op.batch_alter_table("minute_items", schema=None) as batch_op:
        for name in ("created_by_id", "updated_by_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_minute_items_{name}"), type_="foreignkey")
        for name in ("version", "created_at", "updated_at", "archived_at", "created_by_id", "updated_by_id"):
            batch_op.drop_column(name)
