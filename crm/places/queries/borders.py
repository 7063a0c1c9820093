"""Reading what travellers need at borders, and whom to call."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from crm.core.contact_points import international
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.records import only
from crm.core.texts import Text
from crm.office import queries as office
from crm.places import rules
from crm.places.models import EmergencyContact, EntryRule, Place
from crm.places.queries.places import climb
from crm.places.queries.working import office_country


def entry_rules() -> Sequence[EntryRule]:
    """Every rule, by country entered, nationality and day; of a pair the latest first."""
    ordered = select(EntryRule).order_by(EntryRule.country, EntryRule.nationality, EntryRule.valid_to.desc())
    return db.session.scalars(ordered.order_by(EntryRule.id)).all()


def entry_rule(id: int) -> EntryRule:
    """One rule; NotVisible when there is none."""
    return or_not_visible(db.session.get(EntryRule, id))


def entering(countries: Collection[str], first: date, last: date) -> dict[tuple[str, str], EntryRule]:
    """{(nationality, country): the rule for a stay}: the one that holds on all its days, else the one known longest."""
    found = db.session.scalars(select(EntryRule).where(EntryRule.country.in_(list(countries))))
    ordered = sorted(found, key=lambda row: (rules.holds(row, first, last), row.valid_to or date.max, row.id))
    return {(row.nationality, row.country): row for row in ordered}


def emergency_contacts() -> list[EmergencyContact]:
    """Every contact, by country and kind, those for everywhere last; region with names loaded."""
    return _in_order(db.session.scalars(_LISTED).unique().all())


def emergency_contact(id: int) -> EmergencyContact:
    """One contact; NotVisible when there is none."""
    return only(_LISTED, id)


def emergency_at(place: Place) -> list[EmergencyContact]:
    """Whom to call at a place: public numbers first, our own last."""
    here = or_(EmergencyContact.place_id.is_(None), EmergencyContact.place_id.in_(climb(place.id)))
    wanted = _LISTED.where(EmergencyContact.country.in_(("", place.country)), here)
    return _in_order(db.session.scalars(wanted).unique().all())


@dataclass(frozen=True)
class CallNumber:
    """A number to call, as it is printed."""

    kind: str  #: rules.EMERGENCY_KINDS
    name: str
    phone: str
    note: str = ""
    checked_on: date | None = None
    place: Place | None = None  #: for which it is; names loaded; None: for a whole country, or everywhere

    @property
    def is_ours(self) -> bool:
        """Whether it is our office under no name of its own."""
        return self.kind == "office" and self.name == rules.EMERGENCY_KINDS[self.kind]


@dataclass(frozen=True)
class Calls:
    """Whom to call at a place, in the order of the page, and what has no number yet: a sentence each."""

    numbers: Sequence[CallNumber]
    lacking: Sequence[CallNumber]  #: entered, but nobody knows the number yet
    blanks: Sequence[Text]


def calls_at(place: Place, *, guests: bool = False) -> Calls:
    """What the emergency page of a place holds: every number as it is dialled from abroad, too.

    Our own office's number is the one that the office tells of itself. The insurance and the travel agency of our own
    travellers are none of `guests` who come to us.
    """
    not_theirs = rules.EMERGENCY_OF_TRAVELLERS if guests else frozenset()
    rows = [row for row in emergency_at(place) if row.country or row.kind not in not_theirs]
    ours, home = office.current(), office_country()
    own = international(ours.emergency_phone or ours.phone, home)

    def number(row: EmergencyContact) -> str:
        if not row.phone:
            return own if row.kind == "office" else ""
        usual = home if row.kind in rules.EMERGENCY_AT_HOME else place.country
        return international(row.phone, row.country or usual)

    calls = [CallNumber(row.kind, row.name, number(row), row.note, row.checked_on, row.place) for row in rows]
    if own and not any(call.kind == "office" for call in calls):
        calls.append(CallNumber("office", rules.EMERGENCY_KINDS["office"], own))
    blanks = [Text("“%(name)s” has no number.", name=Text(call.name)) for call in calls if not call.phone]
    # Who is brought there has to tell a driver its name.
    blanks += [
        Text("The hospital has no name: %(name)s", name=Text(call.name))
        for call in calls
        if call.kind == "medical" and call.phone and call.name in rules.EMERGENCY_NAMES
    ]
    kinds = {call.kind for call in calls}
    blanks += [
        Text("Nobody is entered under “%(kind)s”.", kind=Text(rules.EMERGENCY_KINDS[kind]))
        for kind in rules.EMERGENCY_NEEDED
        if kind not in kinds | not_theirs
    ]
    known, lacking = ([call for call in calls if bool(call.phone) is told] for told in (True, False))
    return Calls(known, lacking, blanks)


def calls_in(country: str, *, guests: bool = False) -> list[CallNumber]:
    """Whom to call anywhere in a country that one passes through: what holds for all of it, numbered or not.

    The embassies on record are those of our own passports, and no help to `guests`.
    """
    rows = db.session.scalars(_LISTED.where(EmergencyContact.country == country, EmergencyContact.place_id.is_(None)))
    return [
        CallNumber(row.kind, row.name, international(row.phone, country), row.note, row.checked_on)
        for row in _in_order(rows.unique().all())
        if not (guests and row.kind == "mission")
    ]


_LISTED = select(EmergencyContact).options(joinedload(EmergencyContact.place).joinedload(Place.names))
_KINDS = list(rules.EMERGENCY_KINDS)


def _in_order(rows: Sequence[EmergencyContact]) -> list[EmergencyContact]:
    return sorted(rows, key=lambda row: (row.country == "", row.country, _KINDS.index(row.kind), row.id))
