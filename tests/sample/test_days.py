"""The sample has days of its own: what papers print and lists show does not tell when it was loaded."""

from flask import Flask
from sqlalchemy import func, select

from crm.activities.models import ActivityApproval, StaffTime
from crm.audit.models import AuditEntry
from crm.contacts import queries as contacts
from crm.core import clock, here
from crm.core.database import Base, Moment, db
from crm.places import queries as places
from crm.reports.models import MissionReport, ReportStep
from crm.users.models import User

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


def test_papers_are_handed_in_and_approved_on_working_days(sample: Flask) -> None:
    reports = [
        moment for row in db.session.scalars(select(MissionReport)) for moment in (row.submitted_at, row.approved_at)
    ]
    reports += list(db.session.scalars(select(ReportStep.decided_at)))
    plans = [
        moment for row in db.session.scalars(select(ActivityApproval)) for moment in (row.asked_at, row.decided_at)
    ]
    days = {clock.local(moment, here.zone()).date() for moment in reports + plans if moment is not None}
    days |= set(db.session.scalars(select(MissionReport.reported_on)))
    worked = places.our_days(min(days), max(days))
    assert [day for day in sorted(days) if not worked.is_worked(day)] == []


def test_hours_of_staff_are_of_people_of_the_office(sample: Flask) -> None:
    ours = set(contacts.colleagues())
    names = select(User.display_name).join(StaffTime, StaffTime.user_id == User.id)
    assert {"".join(name.split()) for name in db.session.scalars(names)} <= ours, "an interpreter from outside is paid"
