"""The sample's grants, fees and days hang together: an auditor who prints its papers finds nothing that cannot be."""

from datetime import date
from decimal import Decimal

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.contents import subsidy_report
from crm.activities.models import Activity, BudgetLine, CostLine
from crm.activities.rules import SUBSIDIES
from crm.agreements.models import Agreement, AgreementParty
from crm.core.database import db
from crm.core.permissions import Shell
from crm.fairs.models import Booth, BoothExhibitor, FairEdition
from crm.leads.models import Lead
from crm.meetings.models import Meeting
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting
from crm.outcomes.models import Outcome
from crm.products.models import Product, ProductName
from crm.tasks.models import Task


def test_grants_cover_what_is_booked_on_them_and_no_cost_came_before_its_decision(sample: Flask) -> None:
    granted = 0
    for id in db.session.scalars(select(Activity.id)).all():
        trip = activities.one(id, user=Shell())
        for source in SUBSIDIES:
            told = subsidy_report(trip, source, "ja")
            assert not told.overspent, (trip.document_number, source)
            assert not told.budget.costs or told.decision, (trip.document_number, source)
            assert not any(told.doubt(line) for line in told.budget.costs), (trip.document_number, source)
            granted += bool(told.budget.costs)
    assert granted > len(SUBSIDIES)


def test_the_report_on_a_subsidy_that_was_handed_in_counts_up_to_its_own_day(sample: Flask) -> None:
    with sample.test_request_context():
        told = subsidy_report(activities.one(6, user=Shell()), "prefecture_subsidy", "ja")
        assert told.kept is not None
        assert (told.kept.number, told.dated_on, told.addressee) == (
            "見商工第25-119号",
            date(2026, 3, 27),
            "新潟県知事 様",
        )
        assert told.kept.number != told.activity.document_number
        assert "締結した取引契約：1（" in "".join(told.brought), "the second was signed in April"
        assert date(2026, 4, 10) > told.counted_to


def test_no_visa_fees_are_planned_where_nobody_needs_a_visa(sample: Flask) -> None:
    for id in db.session.scalars(select(Activity.id)).all():
        assert activities.needless_visas(activities.one(id, user=Shell())) is None


def test_what_was_asked_a_year_later_is_done_on_the_day_of_the_answer(sample: Flask) -> None:
    told = select(Outcome).where(Outcome.answered_at.is_not(None), Outcome.task_id.is_not(None))
    days: dict[int, set[date]] = {}
    for row in db.session.scalars(told):
        if row.task_id is not None and row.answered_at is not None:
            days.setdefault(row.task_id, set()).add(row.answered_at.date())
    done = [task for task in db.session.scalars(select(Task).where(Task.id.in_(days))) if task.status == "done"]
    assert len(done) > 1
    assert all(task.done_on == max(days[task.id]) for task in done)


def test_no_contract_is_signed_before_a_talk_that_leaves_its_terms_open(sample: Flask) -> None:
    signed = select(Agreement).where(Agreement.signed_on.is_not(None), Agreement.activity_id.is_not(None))
    for agreement in db.session.scalars(signed.options(selectinload(Agreement.negotiations))):
        for row in agreement.negotiations:
            held = select(Meeting).join(NegotiationMeeting, NegotiationMeeting.meeting_id == Meeting.id)
            held = held.where(NegotiationMeeting.negotiation_id == row.negotiation_id)
            held = held.where(Meeting.activity_id == agreement.activity_id)
            days = [talk.held_on for talk in db.session.scalars(held)]
            assert agreement.signed_on is not None
            assert all(day <= agreement.signed_on for day in days), agreement.title


def test_the_plan_of_the_fair_ahead_holds_its_booths_and_none_has_a_number_before_its_application(
    sample: Flask,
) -> None:
    found = db.session.scalars(
        select(FairEdition).where(FairEdition.applied_on.is_(None), FairEdition.apply_by.is_not(None))
    ).all()
    assert found
    for edition in found:
        booths = db.session.scalars(select(Booth).where(Booth.activity_id == edition.activity_id)).all()
        assert booths
        assert not any(booth.number for booth in booths)
        lines = select(BudgetLine.book_amount).where(BudgetLine.activity_id == edition.activity_id)
        planned = sum(db.session.scalars(lines.where(BudgetLine.category == "venue")))
        assert planned >= sum(booth.fee * 20 for booth in booths if booth.fee), "a yuan is 20 yen and more"


def test_what_is_agreed_is_what_the_case_is_about_and_a_fair_showed_what_its_cases_want(sample: Flask) -> None:
    named = dict(db.session.execute(select(ProductName.text, Product.maker_id).join(Product)).all())
    for agreement in db.session.scalars(select(Agreement)):
        if (maker := named.get(agreement.products)) is not None:
            parties = select(AgreementParty.organisation_id).where(AgreementParty.agreement_id == agreement.id)
            assert maker in set(db.session.scalars(parties)), agreement.title
    with_booths = select(Activity.id).where(Activity.type == "product_fair", Activity.start_on > date(2025, 4, 1))
    fairs = set(db.session.scalars(with_booths))
    for case in db.session.scalars(select(Negotiation)):
        came = select(Lead.activity_id).join(NegotiationLead).where(NegotiationLead.negotiation_id == case.id)
        for fair in fairs & set(db.session.scalars(came)):
            there = select(BoothExhibitor.organisation_id).join(Booth).where(Booth.activity_id == fair)
            assert case.our_organisation_id in set(db.session.scalars(there)), case.title


def test_the_fees_of_the_booths_of_a_fair_are_what_was_paid_for_them(sample: Flask) -> None:
    paid: dict[int, Decimal] = {}
    for booth in db.session.scalars(select(Booth).where(Booth.cost_line_id.is_not(None))):
        assert booth.cost_line_id is not None
        assert booth.fee is not None
        paid[booth.cost_line_id] = paid.get(booth.cost_line_id, Decimal(0)) + booth.fee
    lines = {line.id: line.amount for line in db.session.scalars(select(CostLine).where(CostLine.id.in_(paid)))}
    assert paid == lines
    assert len(lines) > 3
