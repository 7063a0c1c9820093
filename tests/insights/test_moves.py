"""An act that changes no fact moves no figure; after one that does, two ways of counting agree (domain.md §3)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.contacts.models import Organisation
from crm.core import clock, here
from crm.core.database import Record, db, writing
from crm.core.permissions import Role
from crm.insights.queries import (
    Switches,
    cost_figures,
    funnel_figures,
    hypothesis_figures,
    pipeline_figures,
    time_figures,
)
from crm.insights.rules import Selection
from crm.leads.models import Lead
from crm.meetings import services as meetings
from crm.meetings.models import Meeting, TalkFact
from crm.merging import services as merging
from crm.merging.services import Choices
from crm.negotiations import services as negotiations
from crm.negotiations.models import Negotiation, NegotiationMeeting
from crm.places.models import Place
from tests import cast
from tests.contacts import book
from tests.insights import fairs, naive
from tests.insights.test_hypothesis import World as Sides
from tests.insights.test_hypothesis import spend
from tests.insights.test_population import put

AS_OF = date(2026, 11, 24)
YEAR = Selection(since=date(2025, 4, 1), until=date(2026, 3, 31))
SEEDS = (3, 17)


@dataclass
class Made:
    """A world of random activities, leads, cases and agreements, with days inside, across and outside the year."""

    seed: int
    activities: list[Activity] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    cases: list[Negotiation] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    spare: Organisation | None = None

    def build(self) -> "Made":
        chance = Random(self.seed)  # noqa: S311  # the same world each time
        concluded: list[tuple[Agreement, Negotiation]] = []
        places = [fairs.place("222401", "regional"), fairs.place("310000", "major"), fairs.place("000000")]
        ours, person = fairs.organisation("丸直ニット"), book.person("崔").id
        self.spare = fairs.organisation("延边大洋 (二重登録)")
        for number in range(6):
            start = date(2025, 3, 1) + timedelta(days=chance.randrange(330))
            days = chance.choice((2, 4, 40, 600))
            kind, end = chance.choice(("trade_fair", "seminar")), start + timedelta(days=days)
            held = fairs.activity(places[number % 3], name=f"活動{number}", start_on=start, end_on=end, type=kind)
            spend(held, chance.randrange(1, 9) * 1_000_000)
            self.activities.append(held)
        sides = Sides(self.activities[0], self.activities[1], ours, ours, person, places[0])
        for _ in range(9):
            held = chance.choice(self.activities)
            day = held.start_on + timedelta(days=chance.randrange(3))
            lead = fairs.lead(held, on=day, status=chance.choice(("new", "qualified", "nurturing")), firm=self.spare)
            self.leads.append(lead)
            if chance.random() < 0.3:
                continue
            met = chance.choice(self.activities)
            tier, partner = chance.choice(("regional", "major")), chance.choice((True, True, False, None))
            signed, talked = chance.random() < 0.6, met.start_on + timedelta(days=1)
            case = sides.talked(met, partner=partner, tier=tier, talked=talked, leads=[lead])
            self.cases.append(case)
            if signed:
                signed_on = min(met.start_on + timedelta(days=chance.choice((0, 30, 300, 800))), AS_OF)
                concluded.append((fairs.agreement(case, signed_on, value=Decimal(chance.randrange(1, 9))), case))
        self.agreements = [one for one, _ in concluded]
        for (one, own), other in zip(concluded, self.cases, strict=False):
            if chance.random() < 0.4 and own.id != other.id:
                fairs.keep(AgreementNegotiation(agreement_id=one.id, negotiation_id=other.id))
        return self


@pytest.fixture(params=SEEDS)
def made(request: pytest.FixtureRequest, session: scoped_session[Session]) -> Made:
    return Made(request.param).build()


def everything() -> list[Any]:
    """All figures of a year and of all time."""
    return [
        found
        for wanted, how in ((YEAR, "first"), (Selection(), "linear"))
        for found in (
            hypothesis_figures(wanted, as_of=AS_OF, switches=Switches()),
            cost_figures(wanted, as_of=AS_OF, switches=Switches(how=how)),
            funnel_figures(wanted, as_of=AS_OF),
            pipeline_figures(wanted, as_of=AS_OF),
            time_figures(wanted, as_of=AS_OF),
        )
    ]


def on_record() -> None:
    """What is on record of talks and cases is what minutes, links and moves tell."""
    assert (meetings.settle_all_talks(), negotiations.settle_all_cases()) == (0, 0)


def agree() -> None:
    """The product's figures of the year are those of the second way."""
    on_record()
    known = naive.figures(YEAR.since or date.min, YEAR.until or date.max, AS_OF)
    assert known.costs, "a world without a figure says nothing"
    cells = hypothesis_figures(YEAR, as_of=AS_OF, switches=Switches())
    costs = cost_figures(YEAR, as_of=AS_OF, switches=Switches())
    funnel = funnel_figures(YEAR, as_of=AS_OF)
    assert (funnel.leads, funnel.steps[1].reached) == (known.leads, known.qualified)
    assert (Fraction(costs.total.cost), costs.total.cancelled) == (known.costs, known.cancelled)
    assert (costs.running.activities, int(costs.total.agreements)) == (known.running, known.attributed)
    counted = {(key.tier, key.partner): cell for key, cell in cells.cells.items()}
    outside = cells.beside["unknown"]
    assert naive.some({key: cell.negotiations for key, cell in counted.items()} | {None: outside.cases}) == known.cases
    agreements = {key: cell.agreements for key, cell in counted.items()} | {None: outside.agreements}
    assert naive.some(agreements) == known.agreements
    spread = {key: round(cell.cost) for key, cell in counted.items()} | {None: round(cells.outside_cost)}
    assert naive.some(spread) == {key: round(cost) for key, cost in known.spread.items()}


def test_what_changes_no_fact_moves_no_figure(made: Made) -> None:
    before = everything()
    agree()
    meetings = list(db.session.scalars(select(Meeting)))
    records: list[Record] = [*made.activities, *made.leads, *made.cases, *made.agreements, *meetings]
    put(*records, archived_at=clock.now())
    assert everything() == before, "archived"
    put(*records[::2], archived_at=None)
    assert everything() == before, "restored"
    other = cast.user(Role.MANAGEMENT).id
    put(*made.activities, coordinator_id=other, leader_id=other)
    put(*made.leads, *made.cases, owner_id=other)
    assert everything() == before, "handed over"
    assert made.spare is not None
    twin = made.cases[0].counterpart_id
    with writing():
        merging.merge("organisations", twin, made.spare.id, Choices(), by=cast.user())
        db.session.commit()
    assert everything() == before, "merged"
    on_record()


def talks() -> list[Meeting]:
    return list(db.session.scalars(select(Meeting).where(Meeting.status == "held").order_by(Meeting.id)))


def on(first: date, days: int) -> dict[str, Any]:
    day = first + timedelta(days=days)
    return {"held_on": day, "starts_at": fairs.moment(day)}


def earlier(made: Made, chance: Random) -> tuple[Record, dict[str, Any]]:
    """A talk that becomes known later, held at another activity before the first talk of a case."""
    case = chance.choice([case for case in made.cases if case.first_talk_at])
    known = select(Meeting).join(NegotiationMeeting, NegotiationMeeting.meeting_id == Meeting.id)
    first = db.session.scalars(known.where(NegotiationMeeting.negotiation_id == case.id)).first()
    ours = db.session.get_one(Organisation, case.our_organisation_id)
    held = chance.choice([held for held in made.activities if first is None or held.id != first.activity_id])
    sides = Sides(held, held, ours, ours, book.person("崔").id, db.session.get_one(Place, held.place_id))
    sides.meets(case, held, date(2024, 8, 1) + timedelta(days=chance.randrange(30)))
    return case, {"category": "sake"}


def first_talk_stands(case: Negotiation) -> bool:
    link = NegotiationMeeting
    held = select(TalkFact.meeting_id).join(link, link.meeting_id == TalkFact.meeting_id)
    mine = held.where(link.negotiation_id == case.id, TalkFact.starts_at == case.first_talk_at)
    return db.session.scalars(mine).first() is not None


def again(made: Made, chance: Random) -> tuple[Record, dict[str, Any]]:
    """A second talk of the same sides on the day of the first talk of a case, at any activity and about any case of
    them, earlier or later on that day."""
    for case in made.cases:
        if case.first_talk_at is None:
            continue
        held = chance.choice(made.activities)
        ours = db.session.get_one(Organisation, case.our_organisation_id)
        sides = Sides(held, held, ours, ours, book.person("崔").id, db.session.get_one(Place, held.place_id))
        stands = [row for row in made.cases if first_talk_stands(row)]
        about = chance.choice([None, chance.choice(stands)])
        day, later = clock.local(case.first_talk_at, here.zone()).date(), chance.choice((-90, 60))
        sides.meets(about, held, day, firm=case.counterpart_id, later=later)
    return made.cases[0], {"category": "sake"}


ACTS: dict[str, Callable[[Made, Random], tuple[Record, dict[str, Any]]]] = {
    "cancel": lambda made, chance: (chance.choice(made.activities), {"status": "cancelled"}),
    "hold after all": lambda made, chance: (chance.choice(made.activities), {"status": "closed"}),
    "re-date": lambda made, chance: (
        chance.choice(made.activities),
        {"start_on": date(2025, 1, 1) + timedelta(days=chance.randrange(500)), "end_on": date(2026, 6, 1)},
    ),
    "shorten": lambda made, chance: (chance.choice(made.activities), {"end_on": date(2027, 1, 1)}),
    "take out an activity": lambda made, chance: (chance.choice(made.activities), {"not_counted": "誤り"}),
    "take out a case": lambda made, chance: (chance.choice(made.cases), {"not_counted": "誤り"}),
    "count again": lambda made, chance: (chance.choice(made.cases), {"not_counted": ""}),
    "set a talk to not held": lambda made, chance: (chance.choice(talks()), {"status": "cancelled"}),
    "re-date a talk": lambda made, chance: (chance.choice(talks()), on(date(2024, 9, 1), chance.randrange(700))),
    "link an earlier talk": lambda made, chance: earlier(made, chance),
    "talk twice on a day": again,
    "undo a signing": lambda made, chance: (chance.choice(made.agreements), {"status": "draft"}),
}


def test_after_each_change_two_ways_of_counting_agree(made: Made) -> None:
    chance = Random(made.seed)  # noqa: S311  # the same acts each time
    for name in chance.sample(sorted(ACTS), len(ACTS)):
        record, columns = ACTS[name](made, chance)
        put(record, **columns)
        agree()
