"""The sample's budgets: who bears which cost, what was planned, who owes what, hours of staff."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final

from sqlalchemy import select

from crm.activities import services as activities
from crm.activities.models import Activity, BudgetLine, CostLine, Participant, ParticipantShare, StaffTime
from crm.activities.rules import FEE, SUBSIDIES
from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.initiatives import queries as initiatives
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.numbers import HANDED_IN
from crm.sample.services.offices import OFFICE
from crm.sample.services.register import Register, moment

#: Who bears a kind of cost; the own budget bears the rest.
FUNDING: Final = {
    "airfare": "participant_self_pay",
    "hotel": "participant_self_pay",
    "venue": "prefecture_subsidy",
    "interpreter": "prefecture_subsidy",
    "decoration": "municipal_subsidy",
    "advertising": "municipal_subsidy",
}
#: Whom it was paid to; invented.
PAYEES: Final = {
    "airfare": "見附みなと旅行株式会社",
    "hotel": "延吉样板酒店",
    "local_transport": "延边样板客运有限公司",
    "venue": "样板展览有限公司",
    "decoration": "样板展览有限公司",
    "freight": "越後なみ運輸株式会社",
    "interpreter": "延吉译林翻译社",
    "printing": "有限会社見附いろは印刷",
    "hospitality": "金达莱样板饭店",
    "insurance": "北信どんぐり保険株式会社",
}
#: Plans are written in round figures, a little above what is spent.
ROUND: Final = Decimal(10_000)
RESERVE: Final = Decimal("1.05")
#: Of these missions the participants' shares are settled; somebody has not paid yet.
SETTLED: Final = ("m6", "m7a")
#: What each member of the mission ahead has agreed to pay of the flight; two are still to pay.
FEES: Final = {"m8": Decimal(90_000)}
NOT_PAID_YET: Final = 2
#: What is planned for the fair ahead beside what was paid already, in yen: (cost category, amount); booths first.
PLANNED_AHEAD: Final = {
    "lf27": (("venue", 900_000), ("airfare", 640_000), ("freight", 180_000), ("interpreter", 120_000))
}
HOURS: Final = (("kobayashi", Decimal(64), "企画・同行・報告"), ("tanabe", Decimal(40), "現地手配・引率"))
AN_HOUR: Final = Decimal(3200)


def load_budgets(register: Register) -> None:
    """A plan and a source for each cost; the books of closed activities are complete and approved."""
    for row in own_data("activities"):
        activity, by = register.activities[row["key"]], register.coordinator_of(row["key"])
        lines = db.session.scalars(select(CostLine).where(CostLine.activity_id == activity.id)).all()
        with action(rules.LOADED, by=by):
            for line in lines:
                line.funding_source = _source(row["key"], activity, line)
                line.payee = PAYEES.get(line.category, "")
                if activity.status == "closed":
                    line.approved_by_id = register.users["yoshihara"].id
                    line.approved_at = moment(register.workday(activity.end_on), 18)
            db.session.add_all(_planned(activity, lines))
            db.session.add_all(_ahead(activity, row["key"]))
            if activity.status == "closed" and lines:
                activity.costs_state = "booked"
        if row["key"] in SETTLED:
            _settle(register, row["key"])
        if row["key"] in FEES:
            _agree(register, row["key"])


def load_subsidy_reports(register: Register) -> None:
    """The report on a subsidy that was handed in, under the next number of its fiscal year."""
    for (key, source), day in HANDED_IN.items():
        activity, by = register.activities[key], register.coordinator_of(key)
        activities.hand_in(activity, source, dated_on=day, addressee="", number="", by=by)


def _source(key: str, activity: Activity, line: CostLine) -> str:
    """Who bears a cost: where fees are agreed, they are for the flight; a subsidy pays nothing before its decision."""
    if key in FEES and line.category == "airfare":
        return FEE
    source = FUNDING.get(line.category, "own")
    if source not in SUBSIDIES:
        return source
    grant = initiatives.promised(activity.initiative_id, source, OFFICE.fiscal_year(activity.start_on))
    decided = grant is not None and grant.granted_on is not None and grant.granted_on <= line.paid_on
    return source if decided else "own"


def _planned(activity: Activity, lines: Sequence[CostLine]) -> list[BudgetLine]:
    return [
        BudgetLine(
            activity_id=activity.id,
            category=line.category,
            funding_source=line.funding_source,
            amount=amount,
            currency=here.currency(),
            book_amount=amount,
            fx_rate=Decimal(1),
            fx_day=line.paid_on,
        )
        for line in lines
        for amount in [_round((line.book_amount or Decimal(0)) * RESERVE)]
    ]


def _ahead(activity: Activity, key: str) -> list[BudgetLine]:
    return [
        BudgetLine(
            activity_id=activity.id, category=category, funding_source="own", amount=Decimal(yen),
            currency=here.currency(), book_amount=Decimal(yen), fx_rate=Decimal(1), fx_day=rules.TODAY,
        )
        for category, yen in PLANNED_AHEAD.get(key, ())
    ]  # fmt: skip


def _round(yen: Decimal) -> Decimal:
    return (yen / ROUND).to_integral_value(ROUND_CEILING) * ROUND


def _agree(register: Register, key: str) -> None:
    activity, by = register.activities[key], register.coordinator_of(key)
    with action(rules.LOADED, by=by):
        members = select(Participant).where(Participant.activity_id == activity.id, Participant.role == "member")
        for part in db.session.scalars(members):
            part.fee = FEES[key]
        db.session.flush()
        activities.take_fees(activity, by=by)
        db.session.flush()
        owed = select(ParticipantShare).where(ParticipantShare.activity_id == activity.id)
        for share in db.session.scalars(owed.order_by(ParticipantShare.id)).all()[NOT_PAID_YET:]:
            share.paid, share.paid_on = share.due, date(2026, 11, 20)


def _settle(register: Register, key: str) -> None:
    activity, by = register.activities[key], register.coordinator_of(key)
    with action(rules.LOADED, by=by):
        status, activity.status = activity.status, "reporting"
        db.session.flush()
        activities.divide(activity, by=by)
        db.session.flush()
        activity.status = status
        owed = select(ParticipantShare).where(ParticipantShare.activity_id == activity.id)
        for share in db.session.scalars(owed.order_by(ParticipantShare.id)).all()[1:]:
            share.paid, share.paid_on = share.due, min(activity.end_on, date(2026, 11, 20))
        db.session.add_all(
            StaffTime(
                activity_id=activity.id, user_id=register.users[name].id, hours=hours, unit_cost=AN_HOUR, note=note
            )
            for name, hours, note in HOURS
        )
