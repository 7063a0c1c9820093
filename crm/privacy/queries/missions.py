"""Whom the papers of a mission name, and whether they wait for a decision about somebody (DP-3)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, union
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.models import Participant
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Person
from crm.contacts.rules.consents import PHOTO
from crm.core.database import db
from crm.matching.models import MatchingCompany, MatchingInterpreter, MatchingSession
from crm.missions.models import ItineraryItem, Visit, VisitHost
from crm.places import queries as places
from crm.places.rules import Shown
from crm.privacy import rules
from crm.privacy.models import ProcessingRecord, SharingDecision
from crm.privacy.queries.consents import standings
from crm.privacy.rules import Consent


@dataclass(frozen=True)
class Concerned:
    """Somebody whom the papers of a mission name, as what, and how they stand to its papers."""

    person: Person
    name: Shown
    part: str  #: one of PARTS
    standings: Mapping[str, Consent]
    recorded: bool  #: that their part in it is recorded
    decided: frozenset[tuple[str, int | None]]  #: (scope, record) of the no that an administrator went past

    def waits(self, scope: str) -> bool:
        """Whether papers that share so must wait for a decision about them."""
        found = rules.hindrance(scope, self.standings)
        return found is not None and (scope, found.record_id) not in self.decided

    @property
    def waiting(self) -> list[str]:
        """The ways of sharing about which nobody has decided yet."""
        return [scope for scope in rules.SHARING if self.waits(scope)]

    @property
    def stopped(self) -> bool:
        """Whether the use of their data was stopped: no decision goes past that, until it is lifted."""
        return any(self.standings[scope].mark == rules.STOPPED for scope in rules.SHARING)

    @property
    def bases(self) -> list[str]:
        """On what it rests that they stand in these papers, each once."""
        told = [self.standings[scope] for scope in rules.BY_PARTICIPATION]
        return list(dict.fromkeys(each.basis for each in told if each.code == rules.GIVEN and each.basis))

    @property
    def blocked(self) -> list[str]:
        """The scopes of sharing to which they said no."""
        return [scope for scope in rules.BY_PARTICIPATION if self.standings[scope].blocks]

    @property
    def gaps(self) -> list[str]:
        """The scopes that nobody has asked for."""
        return [scope for scope in rules.BY_PARTICIPATION if self.standings[scope].code != rules.GIVEN
                and not self.standings[scope].blocks]  # fmt: skip


def delegates(activity_id: int) -> set[int]:
    """The people of a delegation, as far as they are to come."""
    rows = select(Participant.person_id).where(
        Participant.activity_id == activity_id, Participant.status.in_(rules.GOING)
    )
    return set(db.session.scalars(rows))


def hosts(activity_id: int) -> set[int]:
    """The people who receive a delegation, by the visits that stand."""
    rows = (
        select(VisitHost.person_id)
        .join(Visit, Visit.id == VisitHost.visit_id)
        .join(ItineraryItem, ItineraryItem.id == Visit.item_id)
        .where(ItineraryItem.activity_id == activity_id, ItineraryItem.archived_at.is_(None))
    )
    return set(db.session.scalars(rows))


def named(activity_id: int, *, only: Collection[int] | None = None) -> set[int]:
    """Whom else its programme names: who interprets, at its tables too, who is called about an item, and who comes to
    the tables for a company. Of some items `only`, no table is told."""
    item, company, interpreter = ItineraryItem, MatchingCompany, MatchingInterpreter
    items = [item.activity_id == activity_id, item.archived_at.is_(None)]
    rows = [select(column).where(*items, *_of(only)) for column in (item.interpreter_id, item.contact_id)]
    if only is None:
        table = MatchingSession
        tables = select(table.id).where(table.activity_id == activity_id, table.archived_at.is_(None))
        rows.append(select(interpreter.person_id).where(interpreter.session_id.in_(tables)))
        rows.append(select(company.representative_id).where(company.session_id.in_(tables)))
    return {id for id in db.session.scalars(union(*rows)) if id is not None}


def _of(only: Collection[int] | None) -> list[ColumnElement[bool]]:
    return [] if only is None else [ItineraryItem.id.in_(only)]


def concerned(activity_id: int) -> list[Concerned]:
    """Whom the papers of a mission name: its delegates, those who receive them, then anybody else; by their names."""
    parts = dict.fromkeys(named(activity_id), rules.NAMED) | dict.fromkeys(hosts(activity_id), rules.HOST)
    parts |= dict.fromkeys(delegates(activity_id), rules.DELEGATE)
    statement = select(Person).where(Person.id.in_(parts), Person.erased_at.is_(None))  # papers name archived ones, too
    loaded = statement.options(
        selectinload(Person.names), selectinload(Person.affiliations).joinedload(Affiliation.organisation)
    ).order_by(Person.sort_key, Person.id)  # fmt: skip
    people = db.session.scalars(loaded).all()
    stand = standings([person.id for person in people], activity_id=activity_id)
    there = set(
        db.session.scalars(
            select(ProcessingRecord.person_id).where(
                ProcessingRecord.activity_id == activity_id,
                ProcessingRecord.basis == rules.PARTICIPATION,
                ProcessingRecord.archived_at.is_(None),
            )
        )
    )
    gone_past = _decided(activity_id)
    found = [
        Concerned(
            person, contacts.own_name(person), parts[person.id], stand[person.id], person.id in there,
            frozenset(gone_past.get(person.id, ())),
        )
        for person in people
    ]  # fmt: skip
    return sorted(found, key=lambda each: list(rules.PARTS).index(each.part))


def _decided(activity_id: int) -> dict[int, list[tuple[str, int | None]]]:
    """{person: (scope, record) of each no that papers of a mission go past}."""
    table, found = SharingDecision, dict[int, list[tuple[str, int | None]]]()
    rows = select(table.person_id, table.scope, table.record_id).where(table.archived_at.is_(None))
    for person_id, scope, record_id in db.session.execute(rows.where(table.activity_id == activity_id)):
        found.setdefault(person_id, []).append((scope, record_id))
    return found


@dataclass(frozen=True)
class Sharing:
    """Whom a paper that leaves the house names: about whom it waits, and whom nobody has asked."""

    scope: str
    people: Sequence[Concerned]

    @property
    def waiting(self) -> list[Concerned]:
        return [each for each in self.people if each.waits(self.scope)]

    @property
    def faceless(self) -> list[Concerned]:
        """Who said no to photographs: their portrait does not leave."""
        return [each for each in self.people if each.standings[PHOTO].blocks]

    @property
    def gaps(self) -> list[Concerned]:
        return [each for each in self.people if each.standings[self.scope].code in rules.UNSAID]


def sharing(activity_id: int, scope: str, *, only: Collection[int] | None = None) -> Sharing:
    """Whom a paper of a mission names: everybody; or, where it tells of some items `only`, the delegates and whom these
    items name beside the host, who reads it."""
    found = concerned(activity_id)
    if only is not None:
        others = named(activity_id, only=only) if only else set()
        found = [each for each in found if each.part == rules.DELEGATE or each.person.id in others]
    return Sharing(scope, found)


def waiting(activity_id: int) -> set[int]:
    """Who said no to being named in papers of a mission, without a decision about it."""
    return {each.person.id for each in concerned(activity_id) if each.waiting}


def at_tables(activity_id: int, people: Collection[int]) -> list[Sharing]:
    """How those of some people stand to papers that both sides of a table get: makers, and partners where the mission
    goes abroad."""
    found = [each for each in concerned(activity_id) if each.person.id in people]
    place = activities.place_of(activity_id)
    return [Sharing(scope, found) for scope in dict.fromkeys((rules.MAKERS, scope_towards(place.country)))]


def scope_towards(country: str) -> str:
    """What it is to give data to somebody in a country: to makers at home, to partners abroad."""
    return rules.MAKERS if country == places.office_country() else rules.PARTNERS
