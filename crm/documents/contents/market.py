"""What was recorded on the way about the market: rivals, demand, and the routes of hosts (domain.md §2.5, part 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from crm.contacts.models import Organisation
from crm.core.permissions import Actor
from crm.documents import queries
from crm.documents.contents.talked import Talk
from crm.meetings.models import Meeting
from crm.missions.queries import Facts
from crm.partners import rules as partner_rules
from crm.partners.models import RouteEvidence, SalesRoute
from crm.rivals import queries as rivals
from crm.rivals.models import DemandSignal
from crm.rivals.queries import Rival
from crm.wordings.queries import Wordings

#: What the record of a talk tells of the market.
OF_MARKET: Final = ("competitors", "routes_mentioned")


@dataclass(frozen=True)
class SeenRoute:
    """A sales route of somebody we met, with what showed in these days that it is real."""

    owner: Organisation
    route: SalesRoute
    evidence: RouteEvidence  #: the latest of these days

    @property
    def confirmed(self) -> bool:
        """Whether more than somebody's word shows it: what was only told is told as such."""
        return self.route.status != partner_rules.CLAIMED and self.evidence.grade in partner_rules.grades_from()


@dataclass(frozen=True)
class Market:
    """Empty parts are told by nothing."""

    rivals: Sequence[Rival]  #: there in the days of the mission
    demand: Sequence[DemandSignal]  #: observed in the days of the mission
    routes: Sequence[SeenRoute]

    def __bool__(self) -> bool:
        return bool(self.rivals or self.demand or self.routes)


def market(facts: Facts, held: Sequence[Meeting], *, until: date, language: str, user: Actor) -> Market:
    """Of the places of the mission and its programme, and below them. `until` is the day of the report.

    A fixed number of queries.
    """
    activity = facts.activity
    begun = activity.start_on
    seen = {activity.place_id} | {e.item.place_id for e in facts.entries if e.item.place_id is not None}
    there = rivals.rivals_at(
        *seen, user=user, language=language, after=begun - timedelta(days=1), until=min(until, activity.end_on)
    )
    signals = rivals.signals_at(*seen, user=user, until=min(until, activity.end_on))
    return Market(there, [signal for signal in signals if signal.observed_on >= begun], _routes(facts, held, until))


@dataclass(frozen=True)
class Remark:
    """Something that was said about the market, and with whom one talked then, each once."""

    text: str  #: as it was written down first
    hosts: list[Organisation] = field(default_factory=list)


def sayings(talks: Sequence[Talk], words: Wordings) -> dict[str, list[Remark]]:
    """{column of the talk record: what was said in it}: each statement once, as readers of a language have it."""
    found: dict[str, dict[str, Remark]] = {column: {} for column in OF_MARKET}
    for column, said in found.items():
        for meeting in (talk.meeting for talk in talks):
            if text := getattr(meeting, column).strip():
                told = said.setdefault(words.kept(text, words.language)[0], Remark(text))
                if meeting.organisation not in told.hosts:
                    told.hosts.append(meeting.organisation)
    return {column: list(said.values()) for column, said in found.items() if said}


def _routes(facts: Facts, held: Sequence[Meeting], until: date) -> list[SeenRoute]:
    owners = {meeting.organisation_id: meeting.organisation for meeting in held}
    owners |= {
        visit.organisation.id: visit.organisation for visit in facts.appointments if visit.organisation is not None
    }
    seen = []
    for id, routes in queries.routes_of(owners, on=until).items():
        for route in routes:
            proofs = [proof for proof in route.evidence if facts.activity.start_on <= proof.on <= until]
            if proofs:
                seen.append(SeenRoute(owners[id], route, max(proofs, key=lambda proof: (proof.on, proof.id))))
    return seen
