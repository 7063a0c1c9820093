"""What was given to third parties and received from them, about whom, and who would be held back."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, or_, select

from crm.booths.models import BoothCapture
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.contacts.rules.consents import GIVEN, MAKERS, NOT_ASKED, UNTICKED
from crm.core import conditions
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.reading import among
from crm.core.records import only
from crm.core.sight import shared
from crm.leads import queries as lead_queries
from crm.leads.models import Lead
from crm.lists.queries.giving import ToldOf
from crm.places import queries as places
from crm.places.rules import Shown
from crm.privacy import rules
from crm.privacy.models import Provision, ProvisionPerson
from crm.privacy.queries.consents import standings
from crm.privacy.rules import CONSENT, Consent

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
    open: list[Shown]  #: who was not asked where a list may go out all the same
    stopped: list[Shown]  #: of those who said no, for whom a stop of use holds: no reason goes past that

    @property
    def gaps(self) -> int:
        return len(self.open)

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


def held(found: ToldOf, scope: str, country: str) -> HeldBack:
    """Who of them may not be given to somebody in a country that a scope stands for, outside of a mission. Whoever left
    a lead and is not in the contacts has said no more than they ticked."""
    people, wanted = found.people, scope_wanted(scope, country)
    stand, scopes = standings(people), {scope, wanted}
    no = {id for id in people if any(rules.hindrance(each, stand[id]) is not None for each in scopes)}
    empty = {id for id in people - no if any(stand[id][each].code == UNTICKED for each in scopes)}
    unasked = {id for id in people - no - empty if stand[id][wanted].code in rules.UNSAID}
    stopped = {id for id in no if any(stand[id][each].mark == rules.STOPPED for each in scopes)}
    names = contacts.shown_names(sorted(no | empty | unasked))
    said = _strangers(found.leads, wanted)
    unticked, strangers = (_named([id for id, code in said.items() if code == each]) for each in (UNTICKED, NOT_ASKED))
    needed = wanted in rules.NEEDS_YES

    def shown(ids: Collection[int]) -> list[Shown]:
        return [names[id] for id in sorted(ids) if id in names]

    return HeldBack(
        len(people) + len(found.leads), shown(no),
        [*shown(empty | unasked if needed else empty), *unticked, *(strangers if needed else ())],
        [] if needed else [*shown(unasked), *strangers], shown(stopped),
    )  # fmt: skip


def scope_wanted(scope: str, country: str) -> str:
    """The scope to which a yes counts for a recipient in a country; "": not known, so it may be abroad."""
    return rules.wanted(scope, abroad=country != places.office_country())


def _strangers(leads: Collection[int], wanted: str) -> dict[int, str]:
    """{lead: how its visitor stands} of those who are not in the contacts: by the ticks of the booth and of the page
    of a product. Nobody was asked there about anything but makers."""
    if wanted != MAKERS:
        return dict.fromkeys(leads, NOT_ASKED)
    ticks = lead_queries.ticks(leads)
    rows = select(BoothCapture.lead_id, BoothCapture.may_share).where(
        among(BoothCapture.lead_id, leads), or_(BoothCapture.may_share, BoothCapture.notice_version != "")
    )
    for lead_id, yes in db.session.execute(rows):
        if lead_id is not None:
            ticks[lead_id] = yes or ticks.get(lead_id, False)
    words = {True: GIVEN, False: UNTICKED, None: NOT_ASKED}
    return {id: words[ticks.get(id)] for id in leads}


def _named(leads: Collection[int]) -> list[Shown]:
    rows = select(Lead.raw_name, Lead.raw_contact).where(among(Lead.id, leads)).order_by(Lead.id)
    return [Shown(name or contact, "") for name, contact in db.session.execute(rows)]


def grounds_of(found: ToldOf, scope: str, country: str) -> dict[str, int]:
    """{on what it rests that their data go there: for how many}."""
    wanted = scope_wanted(scope, country)
    counted = Counter(
        rules.ground(_consent({scope, wanted}, wanted, stand)) for stand in standings(found.people).values()
    )
    counted.update(CONSENT if code == GIVEN else code for code in _strangers(found.leads, wanted).values())
    return dict(counted)


def _consent(scopes: Collection[str], wanted: str, stand: Mapping[str, Consent]) -> Consent:
    """How somebody stands to what is to be given: a no to one of the scopes before the answer that counts."""
    no = next((found for each in scopes if (found := rules.hindrance(each, stand)) is not None), None)
    return no or stand[wanted]


def stands_to(list_name: str, ids: Collection[int], scope: str, country: str) -> tuple[str, dict[int, str]]:
    """(what was asked, {row of a list: how whom it tells of stands to that}), as words of a table, for the file that
    leaves. Rows that tell of nobody are left out."""
    wanted = scope_wanted(scope, country)
    of, strangers = {id: id for id in ids}, dict[int, str]()
    if list_name == "leads":
        rows = db.session.execute(select(Lead.id, Lead.person_id).where(among(Lead.id, ids))).all()
        of = {id: person_id for id, person_id in rows if person_id is not None}
        strangers = _strangers([id for id, person_id in rows if person_id is None], wanted)
    stand = standings(set(of.values()))
    codes = strangers | {id: _consent({scope, wanted}, wanted, stand[each]).code for id, each in of.items()}
    return rules.SCOPES[wanted], {id: rules.STANDINGS[code] for id, code in codes.items()}
