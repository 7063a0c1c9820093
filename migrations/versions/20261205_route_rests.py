"""A route keeps since when it is suspended or no longer used.

Revision: route_rests, after frozen_places
"""

import json
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "route_rests"
down_revision = "frozen_places"
branch_labels = None
depends_on = None

_UNUSED = ("suspended", "closed")
_ROUTES = sa.table(
    "sales_routes", sa.column("id", sa.Integer), sa.column("status", sa.String), sa.column("valid_to", sa.Date),
    *(sa.column(name, sa.DateTime) for name in ("archived_at", "updated_at", "created_at")),
)  # fmt: skip
_LOG = sa.table(
    "audit_entries", sa.column("id", sa.Integer), sa.column("at", sa.DateTime), sa.column("table_name", sa.String),
    sa.column("row_id", sa.Integer), sa.column("changes", sa.JSON),
)  # fmt: skip


def upgrade() -> None:
    rests = op.create_table(
        "route_rests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("used_again_on", sa.Date(), nullable=True),
        sa.Column("is_guess", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["route_id"], ["sales_routes.id"], name=op.f("fk_route_rests_route_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_rests")),
    )
    op.create_index("ix_route_rests_route_id", "route_rests", ["route_id"])
    connection = op.get_bind()
    away = sa.and_(_ROUTES.c.status == "active", _ROUTES.c.archived_at.is_not(None))
    rows = connection.execute(sa.select(_ROUTES).where(sa.or_(_ROUTES.c.status.in_(_UNUSED), away))).all()
    told, never = _told(connection, [row.id for row in rows])
    found = [
        {"route_id": row.id, "since": _since(row, told), "used_again_on": None, "is_guess": True}
        for row in rows
        if row.id not in never
    ]
    if found:
        op.bulk_insert(rests, found)
    # One that was put away counted for nobody, as if it were no longer used.
    op.execute(_ROUTES.update().where(away).values(status="closed"))


def downgrade() -> None:
    op.drop_table("route_rests")


def _told(connection: Any, ids: list[int]) -> tuple[dict[int, date], set[int]]:
    """{route: the day on which it was active last, by the log}, and the routes that by their whole log never were."""
    log = sa.select(_LOG.c.row_id, _LOG.c.at, _LOG.c.changes).where(
        _LOG.c.table_name == "sales_routes", _LOG.c.row_id.in_(ids)
    )
    left: dict[int, date] = {}
    whole: set[int] = set()
    used: set[int] = set()
    for row in connection.execute(log.order_by(_LOG.c.id)):
        changes = json.loads(row.changes) if isinstance(row.changes, str) else row.changes
        if "status" not in (changes or {}):
            continue
        before, after = changes["status"]
        if before is None:
            whole.add(row.row_id)
        if before == "active":
            left[row.row_id] = row.at.date()
        if "active" in (before, after):
            used.add(row.row_id)
    return left, whole - used


def _since(row: Any, told: dict[int, date]) -> date:
    """The day after the last one that it was valid on; else when its state was changed, or it was put away or changed:
    a guess. Never a day to come."""
    noted = row.archived_at if row.status == "active" else row.updated_at or row.created_at
    on: date = told[row.id] if row.id in told and row.status != "active" else noted.date()
    return min(on, row.valid_to + timedelta(days=1)) if row.valid_to is not None else on
