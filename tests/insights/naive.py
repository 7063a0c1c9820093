"""The figures once more, by another way: every row is read, and the sentences of domain.md §3 are followed one by one.

Slow, short and without the product's queries: what both say alike is not said by mistake.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from crm.activities.models import Activity, CostLine
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.core import clock, here
from crm.core.database import db
from crm.leads.models import Lead
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting, StageEvent
from crm.negotiations.rules import number
from crm.places.models import PlaceTier

WINDOW = timedelta(days=730)
SIGNED = ("signed", "in_force", "expired", "terminated", "superseded")


@dataclass(frozen=True)
class Naive:
    """What the two ways are compared by; cells are (tier, partner), None what lies outside."""

    leads: int
    qualified: int
    costs: Fraction
    cancelled: int
    running: int
    attributed: int
    cases: dict[Any, int]
    agreements: dict[Any, int]
    spread: dict[Any, Fraction]


def rows(model: Any) -> list[Any]:
    return list(db.session.scalars(select(model).order_by(model.id)).unique())


def day(moment: Any) -> date:
    return clock.local(moment, here.zone()).date()


class World:
    """All rows, and what they say of each other."""

    def __init__(self, since: date, until: date, as_of: date) -> None:
        self.since, self.until, self.as_of = since, until, as_of
        self.activities = {row.id: row for row in rows(Activity)}
        self.tiers = {row.place_id: row.tier for row in rows(PlaceTier)}
        self.leads = [row for row in rows(Lead) if not self.activities[row.activity_id].not_counted]
        self.meetings = {row.id: row for row in rows(Meeting)}
        self.talks = self._talks()
        self.met = self._links(NegotiationMeeting, "negotiation_id", "meeting_id")
        self.captured = self._links(NegotiationLead, "negotiation_id", "lead_id")
        self.cases = {row.id: row for row in rows(Negotiation) if self._counts(row)}
        self.concluded = self._links(AgreementNegotiation, "agreement_id", "negotiation_id")
        self.agreements = [row for row in rows(Agreement) if self._agreed(row)]

    def _links(self, model: Any, one: str, other: str) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for row in rows(model):
            found[getattr(row, one)].append(getattr(row, other))
        return found

    def _talks(self) -> set[int]:
        minuted = {row.meeting_id for row in rows(MinuteItem) if row.theirs}
        theirs = {row.meeting_id for row in rows(Attendee) if row.side == "theirs"}
        return {id for id, row in self.meetings.items()
                if row.kind == "business_talk" and row.status == "held" and id in minuted & theirs}  # fmt: skip

    def told(self) -> list[tuple[int | None, set[int]]]:
        """(activity, cases) of each talk that counts: the meetings of two sides on one day are one talk, held where the
        first of them began that was at an activity that counts, or at none; with the cases of all of them."""
        of: dict[Any, list[Any]] = defaultdict(list)
        for id in self.talks:
            row = self.meetings[id]
            of[row.organisation_id, row.our_organisation_id, row.held_on].append(row)
        found = []
        for mine in of.values():
            counted = self._counting(mine)
            if not (counted[0].activity_id and self.activities[counted[0].activity_id].not_counted):
                cases = {id for id in self.cases for row in mine if row.id in self.met[id]}
                found.append((min(counted, key=lambda row: (row.starts_at, row.id)).activity_id, cases))
        return found

    def _one(self, talk: Any) -> list[Any]:
        """The records of the same two sides on the same day."""
        sides = talk.organisation_id, talk.our_organisation_id, talk.held_on
        all_talks = [self.meetings[id] for id in self.talks]
        return [row for row in all_talks if (row.organisation_id, row.our_organisation_id, row.held_on) == sides]

    def _counting(self, talk: list[Any]) -> list[Any]:
        """Those that were held at an activity that counts, or at none; all of them if there is no such."""
        out = {id for id, row in self.activities.items() if row.not_counted}
        return [row for row in talk if row.activity_id not in out] or talk

    def home(self, case: Any) -> int | None:
        talked = [self.meetings[id] for id in self.met[case.id] if id in self.talks]
        if talked:
            on_record = [row for row in talked if row.starts_at == case.first_talk_at]
            first = min(on_record or talked, key=lambda row: (row.starts_at, row.id))
            at: int | None = min(self._counting(self._one(first)), key=lambda row: (row.starts_at, row.id)).activity_id
            return at
        every = {row.id: row for row in rows(Lead)}
        asked = [every[id] for id in self.captured[case.id]]
        source: int | None = min(asked, key=lambda row: (row.captured_at, row.id)).activity_id if asked else None
        return source or case.activity_id

    def _counts(self, case: Any) -> bool:
        home = self.home(case)
        return not case.not_counted and not (home and self.activities[home].not_counted)

    def _agreed(self, row: Any) -> bool:
        if row.agreement_class != "commercial" or row.status not in SIGNED or row.signed_on > self.as_of:
            return False
        named = not (row.activity_id and self.activities[row.activity_id].not_counted)
        concluded = self.concluded[row.id]
        return any(id in self.cases for id in concluded) if concluded else named

    def state(self, id: int | None) -> str:
        """counted, cancelled, running or "" of an activity."""
        row = self.activities.get(id or 0)
        if row is None or row.not_counted:
            return ""
        if row.status == "cancelled":
            return "cancelled" if self.since <= row.end_on <= min(self.until, self.as_of) else ""
        if row.start_on <= self.as_of < row.end_on:
            return "running" if row.start_on <= self.until else ""
        return "counted" if self.since <= row.end_on <= min(self.until, self.as_of) else ""

    def cell(self, case: Any) -> tuple[str, bool] | None:
        known = case.tier_snapshot and case.partner_routes_snapshot is not None
        return (case.tier_snapshot, case.partner_routes_snapshot) if known else None

    def first_of(self, agreement: Any) -> Any:
        """The case of the earliest first talk, if there was one."""
        talked = [self.cases[id] for id in self.concluded[agreement.id] if id in self.cases]
        talked = [case for case in talked if case.first_talk_at]
        return min(talked, key=lambda case: (day(case.first_talk_at), case.id)) if talked else None

    def put_down_to(self, agreement: Any) -> int | None:
        """The activity of an agreement on the page of costs: named, else of the first lead, opened for, talked at."""
        if agreement.activity_id and not self.activities[agreement.activity_id].not_counted:
            named: int = agreement.activity_id
            return named
        mine = [self.cases[id] for id in self.concluded[agreement.id] if id in self.cases]
        leads = [lead for lead in self.leads for case in mine if lead.id in self.captured[case.id]]
        told = [(min(day(lead.captured_at), self.activities[lead.activity_id].end_on), 0, lead.id, lead.activity_id)
                for lead in leads]  # fmt: skip
        told = [row for row in told if row[0] <= agreement.signed_on]
        if not told:
            opened = [self.activities[case.activity_id] for case in mine if case.activity_id]
            told = [(row.start_on, 0, row.id, row.id) for row in opened
                    if not row.not_counted and row.start_on <= agreement.signed_on]  # fmt: skip
        if not told:
            return None
        held = self.activities[min(told)[3]]
        return held.id if held.start_on <= agreement.signed_on <= held.end_on + WINDOW else None


def figures(since: date, until: date, as_of: date) -> Naive:
    """The figures of a period, on a day."""
    world = World(since, until, as_of)
    states = {id: world.state(id) for id in world.activities}
    counted = [id for id, state in states.items() if state in ("counted", "cancelled")]
    captured = [lead for lead in world.leads if since <= day(lead.captured_at) <= until]
    cost: dict[int, Fraction] = defaultdict(Fraction)
    for line in rows(CostLine):
        cost[line.activity_id] += Fraction(line.book_amount or 0)
    cases: dict[Any, int] = defaultdict(int)
    for case in world.cases.values():
        if case.first_talk_at and day(case.first_talk_at) <= as_of and world.home(case) in counted:
            cases[world.cell(case)] += 1
    agreements: dict[Any, int] = defaultdict(int)
    for agreement in world.agreements:
        first = world.first_of(agreement)
        if first is not None and world.home(first) in counted:
            talked = day(first.first_talk_at)
            agreements[world.cell(first)] += talked <= agreement.signed_on <= talked + WINDOW
    return Naive(
        leads=len(captured),
        qualified=sum(_qualified(world, lead) for lead in captured),
        costs=sum((cost[id] for id in counted), Fraction(0)),
        cancelled=sum(states[id] == "cancelled" for id in counted),
        running=sum(state == "running" for state in states.values()),
        attributed=sum(world.put_down_to(row) in counted for row in world.agreements),
        cases=some(cases),
        agreements=some(agreements),
        spread=some(_spread(world, counted, cost)),
    )


def _qualified(world: World, lead: Any) -> bool:
    mine = [id for id in world.cases if lead.id in world.captured[id]]
    events = [row for row in rows(StageEvent) if row.negotiation_id in mine]
    return (
        bool(lead.qualified_on)
        or lead.status in ("qualified", "converted")
        or any(number(row.to_stage) >= 2 for row in events)
    )


def _spread(world: World, counted: Iterable[int], cost: dict[int, Fraction]) -> dict[Any, Fraction]:
    found: dict[Any, Fraction] = defaultdict(Fraction)
    told = world.told()
    for id in counted:
        tier = world.tiers.get(world.activities[id].place_id)
        home = (tier, False) if tier else None  # nobody hosts or sends in these worlds
        talks = [cases for at, cases in told if at == id]
        for cases in talks or [set[int]()]:
            places = [world.cell(world.cases[case]) for case in cases] or [home]
            for place in places:
                found[place] += cost[id] / max(1, len(talks)) / len(places)
    return found


def some(found: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in found.items() if value}
