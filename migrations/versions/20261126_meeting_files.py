"""Meetings keep files; the names of Office's media types are longer than those of pictures.

Revision: meeting_files, after report_thousands
"""

import sqlalchemy as sa
from alembic import op

revision = "meeting_files"
down_revision = "report_thousands"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("stored_files") as batch_op:
        batch_op.alter_column("media_type", existing_type=sa.String(60), type_=sa.String(100), existing_nullable=False)
    op.create_table(
        "meeting_files",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_files_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_meeting_files_file_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_meeting_files_created_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["users.id"], name=op.f("fk_meeting_files_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_files")),
    )
    with op.batch_alter_table("meeting_files") as batch_op:
        batch_op.create_index(op.f("ix_meeting_files_meeting_id"), ["meeting_id"], unique=False)


def downgrade() -> None:
    op.drop_table("meeting_files")
    # What was attached meanwhile goes by a name that fits: the bytes and the ending say the rest.
    op.execute("UPDATE stored_files SET media_type = 'application/octet-stream' WHERE length(media_type) > 60")
    with op.batch_alter_table("stored_files") as batch_op:
        batch_op.alter_column("media_type", existing_type=sa.String(100), type_=sa.String(60), existing_nullable=False)
