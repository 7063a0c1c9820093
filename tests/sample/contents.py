"""What the loaded sample says, as one number and as the cells of the hypothesis."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities.models import Activity
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.core.database import Base, db
from crm.meetings.models import Meeting
from crm.meetings.rules import is_talk
from crm.negotiations.models import Negotiation, NegotiationMeeting
from crm.partners import queries as partners
from crm.places import queries as places

#: What differs from one load to the next: the moment, and what is random on purpose.
PASSING = {"created_at", "updated_at", "found_at", "at", "made_at", "expires_at", "used_at", "consented_at"}
PASSING |= {"password_hash", "code_hash", "storage_name", "sealed"}
APART = {"audit_entries", "audit_keys"}

Cell = tuple[str, bool]


def digest() -> str:
    """The SHA-256 of every row of every table that the sample fills."""
    found = hashlib.sha256()
    for table in Base.metadata.sorted_tables:
        if table.name in APART:
            continue
        columns = [column for column in table.columns if column.name not in PASSING]
        for row in db.session.execute(select(*columns).order_by(*table.primary_key.columns)):
            found.update(repr((table.name, [_plain(value) for value in row])).encode())
    return found.hexdigest()


def _plain(value: Any) -> Any:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


@dataclass
class Figures:
    """Agreements, talks and yen of each cell (tier, partner with routes) of domain.md §3.9."""

    agreements: Counter[Cell] = field(default_factory=Counter)
    talks: Counter[Cell] = field(default_factory=Counter)
    costs: dict[Cell, Decimal] = field(default_factory=dict)

    def spend(self, cell: Cell, yen: Decimal) -> None:
        self.costs[cell] = self.costs.get(cell, Decimal(0)) + yen


def hypothesis(since: date, until: date) -> Figures:
    """The cells over activities that ended and first talks that were held in a period."""
    figures, cases = Figures(), _cases()
    for activity in _activities():
        if not since <= activity.end_on <= until:
            continue
        cost = sum((line.book_amount or Decimal(0) for line in activity.costs), Decimal(0))
        cells = [_cell(talk, activity, cases) for talk in _talks(activity.id)]
        figures.talks.update(cells)
        for cell in cells or [_place_and_host(activity)]:
            figures.spend(cell, cost / max(len(cells), 1))
    for case in cases.values():
        if case.first_talk_at and since <= case.first_talk_at.date() <= until and case.id in _signed():
            figures.agreements[case.tier_snapshot, bool(case.partner_routes_snapshot)] += 1
    return figures


def _cases() -> dict[int, Negotiation]:
    return {case.id: case for case in db.session.scalars(select(Negotiation))}


def _activities() -> Iterable[Activity]:
    return db.session.scalars(select(Activity).options(selectinload(Activity.costs)))


def _talks(activity_id: int) -> list[Meeting]:
    statement = select(Meeting).where(Meeting.activity_id == activity_id)
    loaded = statement.options(selectinload(Meeting.minutes), selectinload(Meeting.attendees))
    return [meeting for meeting in db.session.scalars(loaded) if is_talk(meeting)]


def _cell(talk: Meeting, activity: Activity, cases: dict[int, Negotiation]) -> Cell:
    linked = select(NegotiationMeeting.negotiation_id).where(NegotiationMeeting.meeting_id == talk.id)
    case_id = db.session.scalar(linked)
    if case_id is None:
        return _place_and_host(activity)
    return cases[case_id].tier_snapshot, bool(cases[case_id].partner_routes_snapshot)


def _place_and_host(activity: Activity) -> Cell:
    host, on = activity.host_organisation_id, activity.start_on
    return places.tier_on(activity.place_id, on) or "", host is not None and bool(partners.has_routes(host, on))


def _signed() -> set[int]:
    statement = select(AgreementNegotiation.negotiation_id).join(Agreement)
    return set(
        db.session.scalars(statement.where(Agreement.agreement_class == "commercial", Agreement.signed_on.is_not(None)))
    )
