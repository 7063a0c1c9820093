"""The printed papers of every activity in which the person stands: counted, listed, and deleted with them."""

from typing import Any

import pytest
from flask import Flask

from crm.core import clock
from crm.core.database import Base, db, writing
from crm.subjects import queries, services
from tests.contacts import book
from tests.merging.rows import put
from tests.subjects.test_erasing import erase

#: {how the person stands in an activity: (table, column that names them)}.
WAYS = {
    "host": ("visit_hosts", "person_id"),
    "attendee": ("attendees", "person_id"),
    "interpreter of a talk": ("meetings", "interpreter_id"),
    "interpreter of an item": ("itinerary_items", "interpreter_id"),
    "contact of an item": ("itinerary_items", "contact_id"),
    "participant": ("participants", "person_id"),
    "signatory": ("signatories", "person_id"),
    "lead": ("leads", "person_id"),
    "shift at a booth": ("booth_shifts", "person_id"),
    "interpreter of a matching table": ("matching_interpreters", "person_id"),
}
#: Rows that lead to the activity by one that need not have one.
OVER = {"attendees": ("meeting_id", "meetings"), "signatories": ("agreement_id", "agreements")}


def printed(activity_id: int, **options: Any) -> int:
    given = {"activity_id": activity_id, "printed_at": clock.now(), "options": options, "status": "done"}
    return put(Base.metadata.tables["documents"], given | {"kind": "briefing", "language": "ja"}, {})


def standing(table: str, column: str, person_id: int) -> int:
    """A row by which the person stands in an activity; the activity."""
    parents: dict[str, int] = {}
    tables = Base.metadata.tables
    activity = put(tables["activities"], {}, parents)
    parents["activities"] = activity
    given: dict[str, Any] = {column: person_id}
    if table in OVER:
        over, above = OVER[table]
        given[over] = parents[above] = put(tables[above], {"activity_id": activity}, parents)
    elif "activity_id" in tables[table].columns:
        given["activity_id"] = activity
    put(tables[table], given, parents)
    return activity


@pytest.mark.both
@pytest.mark.parametrize("way", list(WAYS))
def test_papers_of_an_activity_go_whatever_way_the_person_stands_in_it(app: Flask, way: str) -> None:
    with app.app_context():
        id, other = book.person("長谷川 すばる", "ja").id, book.person("谷川 はる", "ja").id
        with writing():
            theirs = printed(standing(*WAYS[way], id))
            others = printed(standing(*WAYS[way], other))
            db.session.commit()
        assert [paper.id for paper in queries.papers_of(queries.collected([id]))] == [theirs]
        assert [paper.id for paper in services.plan(id).papers] == [theirs]
    erase(app, id)
    with app.app_context():
        rows = Base.metadata.tables["documents"]
        gone = dict(db.session.execute(rows.select().with_only_columns(rows.c.id, rows.c.archived_at)).all())
        assert gone[theirs] is not None
        assert gone[others] is None


def test_the_paper_of_an_approved_report_is_listed_and_stays(app: Flask) -> None:
    with app.app_context():
        id = book.person("長谷川 すばる", "ja").id
        with writing():
            activity = standing(*WAYS["host"], id)
            reports = Base.metadata.tables["mission_reports"]
            report = put(reports, {"activity_id": activity, "approved_at": clock.now()}, {})
            paper = printed(activity, report_id=report)
            db.session.commit()
        assert [one.id for one in queries.papers_of(queries.collected([id]))] == [paper]
        assert services.plan(id).papers == []
