"""Entry rules and emergency contacts: loaded from our own data, kept by the office."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import queries, rules
from crm.places.models import EmergencyContact, EntryRule, Place
from crm.places.services.checks import Loaded, check_day


@dataclass(frozen=True)
class EntryPlan:
    """An entry rule as the office writes it; its fields are those of `EntryRule`."""

    nationality: str
    country: str
    rule: str
    days: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    checked_on: date | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class ContactPlan:
    """An emergency contact as the office writes it; its fields are those of `EmergencyContact`."""

    kind: str
    name: str
    country: str = ""
    place_id: int | None = None
    phone: str = ""
    note: str = ""
    source: str = ""
    checked_on: date | None = None


def load_entry_rules(rows: Iterable[Mapping[str, str]], *, by: Actor | None) -> Loaded:
    """Add the rules (`queries.own_data("entry_rules")`) of pairs of countries that have none."""
    known = {(n, c) for n, c in db.session.execute(select(EntryRule.nationality, EntryRule.country))}
    fresh = [_entry(row) for row in rows if (row["nationality"], row["country"]) not in known]
    with action(rules.ENTRY_ADDED, by=by):
        db.session.add_all(EntryRule(**asdict(plan)) for plan in fresh)
    return Loaded(len(fresh), 0)


def _entry(row: Mapping[str, str]) -> EntryPlan:
    days = {name: date.fromisoformat(row[name]) for name in ("valid_from", "valid_to", "checked_on") if row[name]}
    return EntryPlan(
        row["nationality"], row["country"], row["rule"], int(row["days"]) if row["days"] else None,
        source=row["source"], note=row["note"], **days,
    )  # fmt: skip


def load_emergency(rows: Sequence[Mapping[str, str]], *, by: Actor | None) -> Loaded:
    """Add the contacts (`queries.own_data("emergency")`) that have no namesake in their country.

    One that holds in a region only is left out where that region is no place of ours: it would be told everywhere.
    """
    known = {(c, n) for c, n in db.session.execute(select(EmergencyContact.country, EmergencyContact.name))}
    codes = {row["place"] for row in rows}
    places = select(Place.code, Place.id).where(Place.code.in_(codes))
    regions: dict[str | None, int] = dict(iter(db.session.execute(places)))
    plans = [
        ContactPlan(row["kind"], row["name"], row["country"], regions.get(row["place"]), phone=row["phone"])
        for row in rows
        if (row["country"], row["name"]) not in known and (not row["place"] or row["place"] in regions)
    ]
    with action(rules.EMERGENCY_ADDED, by=by):
        db.session.add_all(EmergencyContact(**asdict(plan)) for plan in plans)
    return Loaded(len(plans), 0)


def add_entry_rule(wanted: EntryPlan, *, by: Actor | None) -> EntryRule:
    """A rule for a nationality at a border. Refused when another rule of the pair holds on one of its days."""
    _check_entry(wanted, None)
    row = EntryRule(**asdict(wanted))
    with action(rules.ENTRY_ADDED, by=by):
        db.session.add(row)
    return row


def change_entry_rule(row: EntryRule, wanted: EntryPlan, *, by: Actor | None) -> None:
    """Correct a rule. Refusals as for `add_entry_rule`."""
    _check_entry(wanted, row)
    with action(rules.ENTRY_CHANGED, by=by):
        for name, value in asdict(wanted).items():
            setattr(row, name, value)


def remove_entry_rule(row: EntryRule, *, by: Actor | None) -> None:
    """Take a wrong rule out of the table; the log keeps it."""
    with action(rules.ENTRY_REMOVED, by=by):
        db.session.delete(row)


def _check_entry(wanted: EntryPlan, row: EntryRule | None) -> None:
    for field, code, table in (
        ("nationality", wanted.nationality, rules.NATIONALITIES),
        ("country", wanted.country, rules.COUNTRIES),
        ("rule", wanted.rule, rules.ENTRY_RULES),
    ):
        if code not in table:
            raise Refused(Text("Choose one."), field)
    if wanted.nationality == wanted.country:
        raise Refused(Text("Choose two different countries."), "country")
    if wanted.days is not None and not 1 <= wanted.days <= rules.LONGEST_STAY:
        raise Refused(Text("Enter a number from %(first)s to %(last)s.", first=1, last=rules.LONGEST_STAY), "days")
    if wanted.days is not None and wanted.rule not in rules.LIMITED:
        raise Refused(Text("A number of days applies only to visa-free entry."), "days")
    for field in ("valid_from", "valid_to", "checked_on"):
        if (day := getattr(wanted, field)) is not None:
            check_day(day, field)
    first, last = wanted.valid_from or date.min, wanted.valid_to or date.max
    if last < first:
        raise Refused(Text("The end is before the start."), "valid_to")
    for other in queries.entry_rules():
        same = (other.nationality, other.country) == (wanted.nationality, wanted.country)
        together = (other.valid_from or date.min) <= last and first <= (other.valid_to or date.max)
        if same and together and other is not row:
            raise Refused(Text("Another rule for these two countries applies on some of these days."), "valid_from")


def add_emergency(wanted: ContactPlan, *, by: Actor | None) -> EmergencyContact:
    """Somebody to call. Refused for a region of another country, and a number that nobody can dial."""
    _check_contact(wanted)
    row = EmergencyContact(**asdict(wanted))
    with action(rules.EMERGENCY_ADDED, by=by):
        db.session.add(row)
    return row


def change_emergency(row: EmergencyContact, wanted: ContactPlan, *, by: Actor | None) -> None:
    """Correct a contact. Refusals as for `add_emergency`."""
    _check_contact(wanted)
    with action(rules.EMERGENCY_CHANGED, by=by):
        for name, value in asdict(wanted).items():
            setattr(row, name, value)


def remove_emergency(row: EmergencyContact, *, by: Actor | None) -> None:
    """Take a contact out of the table; the log keeps it."""
    with action(rules.EMERGENCY_REMOVED, by=by):
        db.session.delete(row)


def _check_contact(wanted: ContactPlan) -> None:
    if wanted.kind not in rules.EMERGENCY_KINDS:
        raise Refused(Text("Choose one."), "kind")
    if wanted.country and wanted.country not in rules.COUNTRIES:
        raise Refused(Text("Choose one."), "country")
    if not wanted.name:
        raise Refused(Text("Fill in this field."), "name")
    if wanted.phone and not any(sign.isdigit() for sign in wanted.phone):
        raise Refused(Text("This is not a phone number."), "phone")
    if wanted.place_id is not None and queries.country_of(wanted.place_id) != wanted.country:
        raise Refused(Text("This place is in another country."), "place_id")
    if wanted.checked_on is not None:
        check_day(wanted.checked_on, "checked_on")
