"""What the rows of a person lead to by name; the log, the papers and the exports that told of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, or_, select

from crm.audit import queries as audit
from crm.audit.models import AuditEntry
from crm.audit.queries import LogLine
from crm.core.database import Base, db
from crm.core.kinds import Kinds
from crm.core.permissions import Actor
from crm.documents.models import Document
from crm.fields import queries as fields
from crm.fields.models import FieldDefinition
from crm.lists.models import ListExport
from crm.merging.rules import MERGE_UNDONE, MERGED
from crm.reports.models import MissionReport
from crm.subjects.queries.rows import NamedRows, Row
from crm.subjects.rules import MOST_ENTRIES
from crm.subjects.rules.declared import NAMINGS
from crm.subjects.rules.naming import INNER, PROVISIONS

#: By which column a row is called that is of no kind of records.
_CALLED: Final = ("title", "name", "subject", "text", "code")
#: Rows that are called by what they belong to: {table: (column, its table)}.
_BY_OTHERS: Final = {"visits": ("item_id", "itinerary_items"), "showrooms": ("operator_id", "organisations")}

#: Acts whose values may be somebody else's.
_MIXED: Final = frozenset({MERGED.code, MERGE_UNDONE.code})
#: By which tables a row leads to its activity.
_WITHIN: Final = frozenset(
    {"activities", "itinerary_items", "visits", "meetings", "agreements", "agreement_parties", "participants", "booths"}
    | {"matching_sessions", "matching_companies", "matching_interpreters", "matching_meetings", "leads"}
    | {"applications", "booth_captures", "business_cards", "negotiations"}
)

Names = Mapping[str, Mapping[int, str]]


def names_for(found: Sequence[NamedRows], kinds: Kinds, *, user: Actor, language: str) -> Names:
    """{table: {id: how the record is called}} of all that the told columns lead to."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for part in found:
        columns = Base.metadata.tables[part.naming.table].columns
        for name in part.naming.told:
            for key in columns[name].foreign_keys:
                wanted[key.column.table.name] |= {row[name] for row in part.rows if row[name] is not None}
    return {table: _named(table, sorted(ids), kinds, user, language) for table, ids in wanted.items() if ids}


def _named(table: str, ids: list[int], kinds: Kinds, user: Actor, language: str) -> Mapping[int, str]:
    if table == FieldDefinition.__tablename__:
        return {id: fields.label_text(fields.one(id), language) for id in ids}
    kind = kinds.get(table)
    if kind is not None and kind.names is not None:
        return kind.names(ids, language)
    if kind is not None and kind.called is not None:
        return {id: text for id, (text, _language) in kind.seen_names(ids, user, language).items()}
    rows = Base.metadata.tables[table]
    if table in _BY_OTHERS:
        column, other = _BY_OTHERS[table]
        pairs: dict[int, int] = dict(
            db.session.execute(select(rows.c.id, rows.columns[column]).where(rows.c.id.in_(ids))).all()
        )
        named = _named(other, sorted(set(pairs.values())), kinds, user, language)
        return {id: named[target] for id, target in pairs.items() if target in named}
    called = next((rows.columns[name] for name in _CALLED if name in rows.columns), None)
    if called is None:
        return {}
    return dict(db.session.execute(select(rows.c.id, called).where(rows.c.id.in_(ids))).all())


def log_of(ids: Collection[int]) -> list[LogLine]:
    """The entries of the log about these records of a person, newest first; other people's values are not opened.

    A merge and its Undo mix the texts of two records: whoever was merged by mistake is not told to the other one.
    """
    mine = or_(
        (AuditEntry.subject_type == "people") & AuditEntry.subject_id.in_(ids),
        (AuditEntry.record_type == "people") & AuditEntry.record_id.in_(ids) & (AuditEntry.subject_type == ""),
    )
    lines = audit.lines(audit.entries().where(mine), MOST_ENTRIES)
    return [replace(line, changes=[]) if line.verb in _MIXED else line for line in lines]


def is_withheld(table: str, column: str) -> bool:
    """Whether the log does not tell the values of a column: who of us did it, or what no declaration tells of."""
    rows = Base.metadata.tables.get(table)
    if rows is None or column not in rows.columns:
        return False
    if any(key.column.table.name == "users" for key in rows.columns[column].foreign_keys):
        return True
    reasons = [naming.left_out.get(column) for naming in NAMINGS if naming.table == table]
    return bool(reasons) and all(reason is not None for reason in reasons) and set(reasons) != {INNER}


def papers_of(found: Sequence[NamedRows]) -> list[Document]:
    """Printed editions of the activities in which the person stands in any way, the newest first."""
    statement = select(Document).where(Document.activity_id.in_(_activities(found)), Document.printed_at.is_not(None))
    return list(db.session.scalars(statement.order_by(Document.printed_at.desc(), Document.id.desc())))


def approved_reports() -> set[int]:
    """The reports that stay as they were approved, and so does their paper."""
    return set(db.session.scalars(select(MissionReport.id).where(MissionReport.approved_at.is_not(None))))


def _activities(found: Sequence[NamedRows]) -> set[int]:
    """The activities to which these rows lead: as host, attendee, interpreter, signatory, lead and more."""
    reached: dict[str, set[int]] = defaultdict(set)
    for part in found:
        reached[part.naming.table] |= {row["id"] for row in part.rows}
        if part.naming.table == "interactions":  # what was noted on an activity itself
            reached["activities"] |= {row["record_id"] for row in part.rows if row["record_type"] == "activities"}
    new = {table: set(ids) for table, ids in reached.items()}
    while new:
        further: dict[str, set[int]] = defaultdict(set)
        for table, ids in new.items():
            for target, column in _ways(table):
                led = select(column).where(Base.metadata.tables[table].c.id.in_(ids), column.is_not(None))
                further[target] |= set(db.session.scalars(led)) - reached[target]
        new = {table: ids for table, ids in further.items() if ids}
        for table, ids in new.items():
            reached[table] |= ids
    return reached["activities"]


def _ways(table: str) -> list[tuple[str, Column[Any]]]:
    """[(table, column)] of the rows of an activity to which those of a table lead."""
    columns = Base.metadata.tables[table].columns
    return [
        (key.column.table.name, column)
        for column in columns
        for key in column.foreign_keys
        if key.column.table.name in _WITHIN and table != "activities"
    ]


def provisions_of(found: Sequence[NamedRows]) -> list[Row]:
    """What was given of the person to others, or received about them, the newest first."""
    ids = {row["provision_id"] for part in found if part.naming.table == PROVISIONS for row in part.rows}
    table = Base.metadata.tables["provisions"]
    statement = select(table).where(table.c.id.in_(ids)).order_by(table.c.provided_on.desc(), table.c.id.desc())
    return [dict(row) for row in db.session.execute(statement).mappings()]


def exports_since(moment: datetime) -> list[ListExport]:
    """Files with rows of people that were taken out since then. Who stood in them is not kept."""
    statement = select(ListExport).where(ListExport.list_name.in_(("people", "leads")), ListExport.created_at >= moment)
    return list(db.session.scalars(statement.order_by(ListExport.id.desc())))
