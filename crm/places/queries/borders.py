"""Reading what travellers need at borders, and whom to call."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from crm.core.database import db
from crm.core.errors import NotVisible
from crm.places import rules
from crm.places.models import EmergencyContact, EntryRule, Place
from crm.places.queries.places import lineages


def entry_rules() -> Sequence[EntryRule]:
    """Every rule, by country entered, nationality and day; of a pair the latest first."""
    ordered = select(EntryRule).order_by(EntryRule.country, EntryRule.nationality, EntryRule.valid_to.desc())
    return db.session.scalars(ordered.order_by(EntryRule.id)).all()


def entry_rule(id: int) -> EntryRule:
    """One rule; NotVisible when there is none."""
    found = db.session.get(EntryRule, id)
    if found is None:
        raise NotVisible
    return found


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
    found = db.session.scalars(_LISTED.where(EmergencyContact.id == id)).unique().one_or_none()
    if found is None:
        raise NotVisible
    return found


def emergency_at(place: Place) -> list[EmergencyContact]:
    """Whom to call at a place: public numbers first, our own last."""
    here = or_(EmergencyContact.place_id.is_(None), EmergencyContact.place_id.in_(lineages([place.id])[place.id]))
    wanted = _LISTED.where(EmergencyContact.country.in_(("", place.country)), here)
    return _in_order(db.session.scalars(wanted).unique().all())


_LISTED = select(EmergencyContact).options(joinedload(EmergencyContact.place).selectinload(Place.names))
_KINDS = list(rules.EMERGENCY_KINDS)


def _in_order(rows: Sequence[EmergencyContact]) -> list[EmergencyContact]:
    return sorted(rows, key=lambda row: (row.country == "", row.country, _KINDS.index(row.kind), row.id))
