"""The sample has days of its own: what papers print and lists show does not tell when it was loaded."""

import re
from datetime import date, datetime

from flask import Flask
from sqlalchemy import func, select

from crm.activities.models import Activity, ActivityApproval, CostLine, StaffTime, SubsidyPaper
from crm.agreements.models import Agreement
from crm.audit.models import AuditEntry
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, OurOrganisation, PersonName
from crm.core import clock, here
from crm.core.database import Base, Moment, db
from crm.leads.models import Lead
from crm.letters.models import Letter
from crm.negotiations.models import Interaction, StageEvent
from crm.outcomes.models import Outcome
from crm.places import queries as places
from crm.reports.models import MissionReport, ReportStep
from crm.tasks.models import Task
from crm.users.models import User

#: Rows that the product itself made on loading, and the log of it; and whoever signs in to read what was loaded.
OF_LOADING = {("merge_candidates", "found_at"), ("audit_entries", "at"), ("login_sessions", "last_seen_at")}
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


def test_what_the_office_does_it_does_on_working_days(sample: Flask) -> None:
    done = (
        CostLine.paid_on, CostLine.approved_at, Agreement.draft_on, Activity.created_at, Task.done_on,
        Lead.first_followup_at, Outcome.asked_at, Outcome.answered_at, Outcome.decided_at,
    )  # fmt: skip
    sent = select(Interaction.at).where(Interaction.direction == "out")
    days = {str(column): {_day(at) for at in db.session.scalars(select(column)) if at is not None} for column in done}
    days["sent"] = {_day(at) for at in db.session.scalars(sent)}
    worked = places.our_days(min(map(min, days.values())), max(map(max, days.values())))
    off = {name: sorted(day for day in found if not worked.is_worked(day)) for name, found in days.items()}
    assert {name: found for name, found in off.items() if found} == {}


def _day(at: date | datetime) -> date:
    return clock.local(at, here.zone()).date() if isinstance(at, datetime) else at


def test_no_case_enters_a_stage_before_the_one_before(sample: Flask) -> None:
    entered: dict[int, list[datetime]] = {}
    for event in db.session.scalars(select(StageEvent).order_by(StageEvent.id)):
        entered.setdefault(event.negotiation_id, []).append(event.at)
    assert entered
    assert all(moments == sorted(moments) for moments in entered.values())


def test_numbers_run_with_the_days_of_what_they_stand_on(sample: Flask) -> None:
    asked = select(ActivityApproval.activity_id, func.min(ActivityApproval.asked_at)).group_by("activity_id")
    handed_in = {id: _day(at) for id, at in db.session.execute(asked)}
    plans = db.session.scalars(select(Activity))
    papers = [(row.document_number, handed_in.get(row.id) or _day(row.created_at)) for row in plans]
    papers += [(row.number, row.reported_on) for row in db.session.scalars(select(MissionReport))]
    papers += [(row.number, row.dated_on) for row in db.session.scalars(select(SubsidyPaper))]
    papers += [(row.number, row.dated_on) for row in db.session.scalars(select(Letter))]
    signed = [(row.number, row.signed_on or date.max) for row in db.session.scalars(select(Agreement))]
    for register in (papers, signed):
        ordered = sorted(register, key=lambda row: [int(digits) for digits in re.findall(r"\d+", row[0])])
        by_number = [day for _number, day in ordered]
        assert len(register) > 10
        assert by_number == sorted(by_number)


def test_no_account_of_ours_is_called_as_somebody_of_another_body(sample: Flask) -> None:
    own = select(OurOrganisation.organisation_id)
    elsewhere = select(Affiliation.person_id).where(Affiliation.organisation_id.not_in(own))
    names = select(PersonName.full).where(PersonName.person_id.in_(elsewhere))
    called = {"".join(name.split()) for name in db.session.scalars(names)}
    ours = {"".join(name.split()) for name in db.session.scalars(select(User.display_name))}
    assert not ours & called


def test_hours_of_staff_are_of_people_of_the_office(sample: Flask) -> None:
    ours = set(contacts.colleagues())
    names = select(User.display_name).join(StaffTime, StaffTime.user_id == User.id)
    assert {"".join(name.split()) for name in db.session.scalars(names)} <= ours, "an interpreter from outside is paid"
