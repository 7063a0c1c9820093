"""What of a mission every paper counts: one set for covers, lists, sheets and overviews (domain.md §1.5)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities.models import Participant
from crm.core.database import db
from crm.missions import rules
from crm.missions.models import ItineraryItem, Visit
from crm.missions.queries import itinerary
from crm.missions.queries.facts import Facts, VisitFact
from crm.missions.queries.itinerary import ProgrammeEntry
from crm.missions.queries.stays import stays
from crm.places.models import Place

MATCHING = "matching"


@dataclass(frozen=True)
class Population:
    """The visits of a mission, its talks at tables, its places, its people."""

    visits: Sequence[VisitFact]  #: visits and courtesy calls, in order of time, without cancelled ones
    cancelled: Sequence[ProgrammeEntry]  #: what would have been a visit
    talks: int  #: business talks at matching tables
    matchings: int  #: matching events of whose talks nobody keeps a table
    places: Sequence[tuple[Place, set[date]]]  #: where it stays, in order of time, with the days as far as told
    people: Mapping[str, Sequence[Participant]]  #: {part: who takes it}, in the order of protocol

    @property
    def hosts(self) -> int:
        """How many organisations the visits lead to; no title of the programme is one."""
        return len({visit.organisation.id for visit in self.visits if visit.organisation is not None})

    @property
    def hostless(self) -> int:
        """Of how many visits nobody has entered whom they lead to."""
        return sum(visit.lacks_host for visit in self.visits)

    @property
    def unconfirmed(self) -> int:
        """How many of the visits are not settled yet."""
        return sum(visit.entry.item.status in rules.TENTATIVE for visit in self.visits)

    @property
    def is_empty(self) -> bool:
        return not (self.visits or self.cancelled or self.talks or self.matchings)


def population(facts: Facts, only: Sequence[VisitFact] | None = None) -> Population:
    """What counts of a mission with its tables (`whole`). Of some visits `only`, which one host reads of, nothing else
    is told."""
    people: dict[str, list[Participant]] = {}
    for part in facts.delegation:
        people.setdefault(part.role, []).append(part)
    entries = facts.entries
    off = [
        each for each in entries if each.item.status == "cancelled" and itinerary.is_visit(each.item, or_cancelled=True)
    ]
    events = [each for each in entries if each.item.kind == MATCHING and each.item.status != "cancelled"]
    return Population(
        visits=facts.visits if only is None else only,
        cancelled=off if only is None else [],
        talks=facts.table_talks if only is None else 0,
        matchings=len(events) if only is None and not facts.table_talks else 0,
        places=stays(facts.activity, entries),
        people=people,
    )


def visits_by(sets: Sequence[tuple[Collection[int], datetime]]) -> list[tuple[int, int]]:
    """[(how many visits had begun by a moment, as covers and lists count them, how many of the activities have a
    programme on record)] of each set of activities, out of two queries."""
    items = _begun({id for ids, _ in sets for id in ids}, max(moment for _, moment in sets))
    counted: list[tuple[int, int]] = []
    for ids, moment in sets:
        mine = [item for item in items if item.activity_id in set(ids) and item.starts_at <= moment]
        counted.append((sum(itinerary.is_visit(item) for item in mine), len({item.activity_id for item in mine})))
    return counted


def visits_begun(activity_ids: Collection[int], moment: datetime) -> list[ItineraryItem]:
    """The visits that `visits_by` counts, the latest first."""
    found = sorted(_begun(activity_ids, moment), key=lambda item: (item.starts_at, item.id), reverse=True)
    return [item for item in found if itinerary.is_visit(item)]


def _begun(activity_ids: Collection[int], moment: datetime) -> list[ItineraryItem]:
    statement = select(ItineraryItem).where(
        ItineraryItem.activity_id.in_(activity_ids),
        ItineraryItem.starts_at <= moment,
        ItineraryItem.status != "cancelled",
        ItineraryItem.archived_at.is_(None),
    )
    loaded = statement.options(joinedload(ItineraryItem.visit).selectinload(Visit.hosts))
    return list(db.session.scalars(loaded).unique())
