"""The database itself books no delegate and no interpreter twice.

Revision: bookings, after workers
"""

import sqlalchemy as sa
from alembic import op

revision = "bookings"
down_revision = "workers"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
EVERYBODY = (0, 2**31 - 2)

TAKEN_ALREADY = """CREATE TRIGGER bookings_{of} BEFORE INSERT ON bookings WHEN EXISTS (
        SELECT 1 FROM bookings AS other WHERE {same}
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    ) BEGIN SELECT RAISE(ABORT, 'taken at this time already'); END"""
GUARDS = {
    "sqlite": [
        TAKEN_ALREADY.format(
            of="delegates",
            same="NEW.interpreter_id IS NULL AND other.interpreter_id IS NULL AND other.activity_id = NEW.activity_id"
            " AND other.first_id <= NEW.last_id AND other.last_id >= NEW.first_id",
        ),
        TAKEN_ALREADY.format(of="interpreters", same="other.interpreter_id = NEW.interpreter_id"),
        """CREATE TRIGGER bookings_stay BEFORE UPDATE ON bookings
        BEGIN SELECT RAISE(ABORT, 'a booking is given up and taken anew'); END""",
    ],
    "postgresql": [
        """ALTER TABLE bookings ADD CONSTRAINT ex_bookings_delegates EXCLUDE USING gist (
        int4range(activity_id, activity_id, '[]') WITH &&, int4range(first_id, last_id, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (interpreter_id IS NULL)""",
        """ALTER TABLE bookings ADD CONSTRAINT ex_bookings_interpreters EXCLUDE USING gist (
        int4range(interpreter_id, interpreter_id, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (interpreter_id IS NOT NULL)""",
    ],
}

BINDING = sa.text(
    """SELECT items.id, items.activity_id, items.interpreter_id, items.starts_at, items.ends_at, people.participant_id,
    participants.status, activities.status <> 'cancelled' AND activities.archived_at IS NULL AS takes_place
    FROM itinerary_items AS items JOIN activities ON activities.id = items.activity_id
    LEFT JOIN itinerary_people AS people ON people.item_id = items.id
    LEFT JOIN participants ON participants.id = people.participant_id
    WHERE items.archived_at IS NULL AND items.status IN ('confirmed', 'done') AND items.kind <> 'hotel'
    AND items.open_clock <> 'both' AND items.ends_at > items.starts_at
    ORDER BY items.starts_at, items.id, people.participant_id"""
).columns(starts_at=MOMENT, ends_at=MOMENT)


def upgrade() -> None:
    table = op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=True),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_bookings_times_in_order")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["itinerary_items.id"], name=op.f("fk_bookings_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    )
    op.create_index("ix_bookings_activity", "bookings", ["activity_id", "starts_at"])
    op.create_index("ix_bookings_interpreter", "bookings", ["interpreter_id", "starts_at"])
    op.create_index(op.f("ix_bookings_item_id"), "bookings", ["item_id"])
    rows = free(op.get_bind())
    if rows:
        op.bulk_insert(table, rows)
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def free(connection: sa.Connection) -> list[dict]:
    """What binding items take; of two that clash already, the one that begins first."""
    items: dict[int, list] = {}
    for row in connection.execute(BINDING):
        items.setdefault(row.id, []).append(row)
    until: dict[tuple[str, int], list] = {}
    found = []
    for rows in items.values():
        for name, holder, first, last in spans(rows):
            taken = until.setdefault((name, holder), [])
            at = rows[0].starts_at
            taken[:] = [other for other in taken if other[2] > at]
            if any(other[0] <= last and first <= other[1] for other in taken):
                continue
            taken.append((first, last, rows[0].ends_at))
            found.append(
                {"item_id": rows[0].id, "activity_id": rows[0].activity_id, "first_id": first, "last_id": last,
                 "interpreter_id": holder if name == "interpreter" else None,
                 "starts_at": at, "ends_at": rows[0].ends_at}
            )  # fmt: skip
    return found


def spans(rows: list) -> list[tuple[str, int, int, int]]:
    """(of whom, which, from, to) of an item, of which there is a row for each participant that it names."""
    item = rows[0]
    named = [row.participant_id for row in rows if row.participant_id is not None]
    coming = [row.participant_id for row in rows if row.participant_id is not None and row.status != "cancelled"]
    ends = [(id, id) for id in dict.fromkeys(coming or named)] or [EVERYBODY]
    found = [("activity", item.activity_id, first, last) for first, last in ends]
    if item.interpreter_id is not None and item.takes_place:
        found.append(("interpreter", item.interpreter_id, 0, 0))
    return found


def downgrade() -> None:
    op.drop_table("bookings")
