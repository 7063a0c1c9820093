"""What was given to third parties and received from them, about whom, and who would be held back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, or_, select

from crm.booths.models import BoothCapture
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.contacts.rules.consents import MAKERS
from crm.core import conditions
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only
from crm.core.sight import shared
from crm.leads.models import Lead
from crm.lists.queries.giving import ToldOf
from crm.places.rules import Shown
from crm.privacy import rules
from crm.privacy.models import Provision, ProvisionPerson
from crm.privacy.queries.consents import standings

SORTS: Final = {
    "-day": (OrderColumn(Provision.provided_on, descending=True), OrderColumn(Provision.id, descending=True)),
    "day": (OrderColumn(Provision.provided_on), OrderColumn(Provision.id)),
}


@dataclass(frozen=True)
class ProvisionFilter(Conditions):
    """What the log of provisions is narrowed to."""

    q: str = conditions.text(lambda words: or_(Provision.other.icontains(words), Provision.items.icontains(words)))
    direction: Collection[str] = conditions.codes(Provision.direction)
    country: Collection[str] = conditions.codes(Provision.country)
    only: Collection[int] = conditions.only(Provision.id)


def visible_provisions(user: Actor | None) -> Select[Provision]:
    """The log, for all roles that see rows; who may open it says its permission."""
    return shared(select(Provision), user)


def filtered(wanted: ProvisionFilter, *, user: Actor | None) -> Select[Any]:
    """The provisions that fulfil every condition."""
    return visible_provisions(user).where(*wanted.where())


def provisions(
    wanted: ProvisionFilter, *, user: Actor, sort: str = "-day", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Provision]:
    """A page of the log, the latest first unless `sort` says otherwise."""
    return page(filtered(wanted, user=user), SORTS[sort], cursor, size)


def provision(id: int, *, user: Actor) -> Provision:
    """One of them; NotVisible when there is none."""
    return only(visible_provisions(user), id)


def people_of(provision_id: int) -> list[tuple[int, Shown]]:
    """(person, name) of all whose data were among them, archived people, too; by their names."""
    rows = select(ProvisionPerson.person_id).where(ProvisionPerson.provision_id == provision_id)
    ids = db.session.scalars(rows.join(Person, Person.id == ProvisionPerson.person_id).order_by(Person.sort_key)).all()
    names = contacts.shown_names(list(ids))
    return [(id, names[id]) for id in ids if id in names]


def already_given(
    on: date, other: str, items: str, *, activity_id: int, people: Collection[int]
) -> Provision | None:  # fmt: skip
    """An entry of that day that tells the same of the same people."""
    table = Provision
    rows = select(table).where(
        table.provided_on == on, table.other == other, table.items == items, table.activity_id == activity_id
    )
    for found in db.session.scalars(rows.order_by(table.id)):
        among = select(ProvisionPerson.person_id).where(ProvisionPerson.provision_id == found.id)
        if set(db.session.scalars(among)) == set(people):
            return found
    return None


def of_person(person_id: int, *, user: Actor) -> Sequence[Provision]:
    """What was given of somebody, or received about them, newest first."""
    among = select(ProvisionPerson.provision_id).where(ProvisionPerson.person_id == person_id)
    found = visible_provisions(user).where(Provision.id.in_(among))
    return db.session.scalars(found.order_by(Provision.provided_on.desc(), Provision.id.desc())).all()


# ------------------------------------------------------------------ lists that leave the house


@dataclass(frozen=True)
class HeldBack:
    """Whom a list would give away that may not be given: who said no, and who has not said yes where that is needed."""

    number: int
    refused: list[Shown]
    unasked: list[Shown]
    gaps: int  #: who was not asked where a list goes out all the same
    stopped: list[Shown]  #: of those who said no, for whom a stop of use holds: no reason goes past that

    @property
    def waits(self) -> bool:
        return bool(self.refused or self.unasked)


def concerned_by(list_name: str, ids: Select[Any]) -> ToldOf | None:
    """Whose data a list tells; None for a list that tells of nobody. Of an erased person nothing is left to be told."""
    if list_name == "people":
        return ToldOf(_not_erased(ids.order_by(None)))
    if list_name == "leads":
        rows = select(Lead.person_id).where(Lead.id.in_(ids.order_by(None)), Lead.person_id.is_not(None))
        told = or_(Lead.raw_name != "", Lead.raw_contact != "")
        unnamed = select(Lead.id).where(Lead.id.in_(ids.order_by(None)), Lead.person_id.is_(None), told)
        return ToldOf(_not_erased(rows), frozenset(db.session.scalars(unnamed)))
    return None


def _not_erased(ids: Select[Any]) -> frozenset[int]:
    return frozenset(db.session.scalars(select(Person.id).where(Person.id.in_(ids), Person.erased_at.is_(None))))


def held(found: ToldOf, scope: str) -> HeldBack:
    """Who of them may not be given to somebody that a scope stands for, outside of a mission. Whoever left a lead and
    is not in the contacts has said no more than they ticked at a booth."""
    people = found.people
    stand = standings(people)
    no = {id for id in people if rules.hindrance(scope, stand[id]) is not None}
    unsaid = {id for id in people if id not in no and stand[id][scope].code in rules.UNSAID}
    kept_back = unsaid if scope in rules.NEEDS_YES else set()
    stopped = {id for id in no if stand[id][scope].mark == rules.STOPPED}
    names = contacts.shown_names(sorted(no | kept_back))
    strangers = _unticked(found.leads, scope)
    waiting = strangers if scope in rules.NEEDS_YES else []

    def shown(ids: Collection[int]) -> list[Shown]:
        return [names[id] for id in sorted(ids) if id in names]

    return HeldBack(
        len(people) + len(found.leads), shown(no), [*shown(kept_back), *waiting],
        len(unsaid - kept_back) + len(strangers) - len(waiting), shown(stopped),
    )  # fmt: skip


def _unticked(leads: Collection[int], scope: str) -> list[Shown]:
    """Who of those that left a lead did not tick at the booth that they may be named to makers. Nobody is asked there
    about anything else."""
    ticked = select(BoothCapture.lead_id).where(BoothCapture.lead_id.in_(leads), BoothCapture.may_share)
    yes = set(db.session.scalars(ticked)) if scope == MAKERS else set()
    rows = select(Lead.raw_name, Lead.raw_contact).where(Lead.id.in_(set(leads) - yes)).order_by(Lead.id)
    return [Shown(name or contact, "") for name, contact in db.session.execute(rows)]
