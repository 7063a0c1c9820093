"""The indexes of a meeting's sides and of its activity say when one was held last.

Revision: latest_meetings, after facts
"""

import sqlalchemy as sa
from alembic import op

revision = "latest_meetings"
down_revision = "facts"
branch_labels = None
depends_on = None

_LATEST = ("archived_at", "status", "held_on")


def upgrade() -> None:
    _index(*_LATEST)


def downgrade() -> None:
    _index()


def _index(*more: str) -> None:
    for column in ("activity_id", "our_organisation_id", "organisation_id"):
        name = op.f(f"ix_meetings_{column}")
        op.drop_index(name, "meetings")
        told = None if column == "organisation_id" else sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "meetings", [column, *more], sqlite_where=told, postgresql_where=told)
