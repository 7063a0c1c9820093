"""The sample has days of its own: what papers print and lists show does not tell when it was loaded."""

from flask import Flask
from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.core.database import Base, Moment, db
from crm.reports.models import MissionReport

#: Rows that the product itself made on loading, and the log of it.
OF_LOADING = {("merge_candidates", "found_at"), ("audit_entries", "at")}
#: Pages show when these rows came; of others `created_at` is not told. A negotiation keeps the day of loading: its next
#: step is that of today, and older reports leave out what was entered after them.
SHOWN = {"applications", "mission_reports"}


def test_no_row_bears_the_moment_of_loading(sample: Flask) -> None:
    begun, ended = db.session.execute(select(func.min(AuditEntry.at), func.max(AuditEntry.at))).one()
    assert begun < ended
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            told = column.name not in ("created_at", "updated_at") or table.name in SHOWN
            if not isinstance(column.type, Moment) or not told or column.name == "updated_at":
                continue
            if db.session.scalars(select(column).where(column.between(begun, ended)).limit(1)).first() is not None:
                found.add((table.name, column.name))
    assert found <= OF_LOADING


def test_old_reports_tell_the_profiles_that_stood_then(sample: Flask) -> None:
    frozen = select(MissionReport).where(MissionReport.frozen.is_not(None), MissionReport.form == "full")
    profiles = ("2004年設立。衣料と日用品の輸入", "1998年開業の延吉の百貨店")
    told = {row.activity_id: [profile in str(row.frozen) for profile in profiles] for row in db.session.scalars(frozen)}
    assert told[2] == [True, False], "the department store was described when its showroom opened"
    assert not any(second for _first, second in told.values()), "nobody talked with it after that"
