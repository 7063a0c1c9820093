"""What figures count stands on record: which meetings are talks, where cases belong and how far they came.

Revision: facts, after stage_events_found
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "facts"
down_revision = "stage_events_found"
branch_labels = None
depends_on = None

_STAGES = ("lead", "qualified", "talk", "sample_quote", "terms", "approval_draft", "signed", "executing")
_AT_ONCE = 5_000

_TALKS = """
INSERT INTO talk_facts (meeting_id, activity_id, organisation_id, our_organisation_id, held_on, is_first)
SELECT id, activity_id, organisation_id, our_organisation_id, held_on,
       row_number() OVER (PARTITION BY organisation_id, our_organisation_id, held_on ORDER BY id) = 1
FROM meetings
WHERE kind = 'business_talk' AND status = 'held'
  AND (counterpart_requests <> '' OR our_offer <> '' OR reaction <> '' OR conditions_agreed <> '' OR pending <> ''
       OR competitors <> '' OR routes_mentioned <> ''
       OR EXISTS (SELECT 1 FROM minute_items AS item WHERE item.meeting_id = meetings.id AND item.archived_at IS NULL
                  AND (item.discussed <> '' OR item.theirs <> '' OR item.ours <> '' OR item.decision <> ''
                       OR item.open_point <> '')))
  AND EXISTS (SELECT 1 FROM attendees WHERE attendees.meeting_id = meetings.id AND attendees.side = 'theirs')
"""
#: Of each case: the activity of its earliest lead, that of its first talk, and whether there was one.
_SOURCES = """
SELECT negotiation_id, activity_id FROM (
    SELECT link.negotiation_id, leads.activity_id,
           row_number() OVER (PARTITION BY link.negotiation_id ORDER BY leads.captured_at, leads.id) AS place
    FROM negotiation_leads AS link JOIN leads ON leads.id = link.lead_id) AS found
WHERE place = 1
"""
_FIRST_TALKS = """
SELECT negotiation_id, activity_id FROM (
    SELECT link.negotiation_id, meetings.activity_id,
           row_number() OVER (PARTITION BY link.negotiation_id ORDER BY meetings.starts_at, meetings.id) AS place
    FROM negotiation_meetings AS link JOIN talk_facts ON talk_facts.meeting_id = link.meeting_id
    JOIN meetings ON meetings.id = link.meeting_id) AS found
WHERE place = 1
"""


def upgrade() -> None:
    op.create_table(
        "talk_facts",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("our_organisation_id", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_talk_facts_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_talk_facts")),
    )
    cases = op.create_table(
        "case_facts",
        sa.Column("negotiation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("first_talk_on", sa.Date(), nullable=True),
        sa.Column("lost_on", sa.Date(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["negotiation_id"], ["negotiations.id"], name=op.f("fk_case_facts_negotiation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("negotiation_id", name=op.f("pk_case_facts")),
    )
    visits = op.create_table(
        "stage_visits",
        sa.Column("negotiation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["negotiation_id"], ["negotiations.id"], name=op.f("fk_stage_visits_negotiation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("negotiation_id", "place", name=op.f("pk_stage_visits")),
    )
    op.execute(sa.text(_TALKS))
    for name, columns in (
        ("ix_talk_facts_activity", ["activity_id", "is_first", "meeting_id"]),
        ("ix_talk_facts_day", ["held_on", "is_first", "activity_id"]),
        ("ix_talk_facts_sides", ["organisation_id", "held_on"]),
    ):
        op.create_index(name, "talk_facts", columns)
    _write(cases, _facts())
    _write(visits, _visits())
    columns = ["entered_on", "stage", "left_on", "days", "negotiation_id"]
    op.create_index("ix_stage_visits_entered", "stage_visits", columns)


def downgrade() -> None:
    for name in ("stage_visits", "case_facts", "talk_facts"):
        op.drop_table(name)


def _write(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _AT_ONCE:
            op.get_bind().execute(table.insert(), waiting)
            waiting = []
    if waiting:
        op.get_bind().execute(table.insert(), waiting)


def _facts() -> Iterator[dict[str, Any]]:
    bind = op.get_bind()
    sources, talks = ({row[0]: row[1] for row in bind.execute(sa.text(query))} for query in (_SOURCES, _FIRST_TALKS))
    reached: dict[int, int] = {}
    lost: dict[int, datetime] = {}
    heard = _met()
    for id, moves in _moves():
        standing = _effective(moves)
        reached[id] = max((_STAGES.index(row.to_stage) + 1 for row in standing if row.to_stage in _STAGES), default=1)
        if ends := [row.happened_at for row in standing if row.to_stage == "lost"]:
            lost[id] = max(ends)
        begun = [row.happened_at for row in standing if row.from_stage in ("", "lost")]
        if told := [*begun, *([heard[id]] if id in heard else [])]:
            heard[id] = max(told)
    cases = sa.table(
        "negotiations",
        sa.column("id", sa.Integer), sa.column("activity_id", sa.Integer), sa.column("stage", sa.String),
        sa.column("first_talk_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    for row in bind.execute(sa.select(cases)).all():
        source = sources.get(row.id, row.activity_id)
        yield {
            "negotiation_id": row.id,
            "home_id": talks.get(row.id, source),
            "source_id": source,
            "reached": reached.get(row.id, 1),
            "first_talk_on": _day(row.first_talk_at),
            "heard_at": heard.get(row.id),
            "lost_on": _day(lost.get(row.id)) if row.stage == "lost" else None,
        }


def _met() -> dict[int, datetime]:
    """{case: when the latest of its meetings was that was held}."""
    links = sa.table(
        "negotiation_meetings", sa.column("negotiation_id", sa.Integer), sa.column("meeting_id", sa.Integer)
    )
    meetings = sa.table(
        "meetings",
        sa.column("id", sa.Integer), sa.column("starts_at", sa.DateTime(timezone=True)),
        sa.column("status", sa.String), sa.column("archived_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    held = sa.select(links.c.negotiation_id, sa.func.max(meetings.c.starts_at)).join(
        meetings, meetings.c.id == links.c.meeting_id
    )
    held = held.where(meetings.c.status == "held", meetings.c.archived_at.is_(None)).group_by(links.c.negotiation_id)
    return {row[0]: row[1] for row in op.get_bind().execute(held)}


def _visits() -> Iterator[dict[str, Any]]:
    for id, moves in _moves():
        following: date | None = None
        for place, move in reversed(list(enumerate(_effective(moves)))):
            day = _day(move.happened_at) or date.max
            entered = day if following is None else min(day, following)
            if move.to_stage in _STAGES:
                yield {
                    "negotiation_id": id, "place": place, "stage": move.to_stage, "entered_on": entered,
                    "left_on": following, "days": None if following is None else (following - entered).days,
                }  # fmt: skip
            following = entered


def _moves() -> Iterator[tuple[int, list[Any]]]:
    """The moves of each case, in the order in which they were made."""
    events = sa.table(
        "stage_events",
        sa.column("id", sa.Integer), sa.column("undoes_id", sa.Integer), sa.column("negotiation_id", sa.Integer),
        sa.column("from_stage", sa.String), sa.column("to_stage", sa.String),
        sa.column("happened_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    rows = op.get_bind().execute(sa.select(events).order_by(events.c.negotiation_id, events.c.id)).all()
    for id, moves in groupby(rows, key=lambda row: row.negotiation_id):
        yield id, list(moves)


def _effective(moves: list[Any]) -> list[Any]:
    undone = {row.undoes_id for row in moves}
    return [row for row in moves if row.undoes_id is None and row.id not in undone]


_zones: dict[str, ZoneInfo] = {}


def _day(moment: datetime | None) -> date | None:
    """The day of a moment by the clock of the office."""
    if moment is None:
        return None
    if not _zones:
        told = op.get_bind().execute(sa.text("SELECT zone FROM office")).scalar()
        _zones["office"] = ZoneInfo(told or "Asia/Tokyo")
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return aware.astimezone(_zones["office"]).date()
