"""Filling the office in, and refusing what waits for that."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.languages import Language
from crm.core.money import CURRENCIES, NAMES
from crm.core.permissions import Actor
from crm.core.scripts import base_language, tongue
from crm.core.texts import Text
from crm.files import services as files
from crm.office import queries, rules
from crm.office.kind import OFFICE
from crm.office.models import OfficeRecord
from crm.office.rules import Location, Office


def begin(*, name: str = "", by: Actor | None) -> OfficeRecord:
    """The office's row, made if there is none. `name` fills only an empty one: what somebody wrote stays."""
    row = queries.record() or OfficeRecord(id=rules.ID, names={})
    with action(rules.BEGUN, by=by):
        db.session.add(row)
        if name and not row.names:
            row.names = {tongue(name, rules.USUAL_LANGUAGE): name}
    return row


class Follower(Protocol):
    """What keeps the same facts in step, inside the act that changes the office."""

    def __call__(self, office: Office, *, by: Actor | None) -> None: ...


_followers: dict[str, Follower] = {}
#: What stands on record by the office's days: settled anew when its clock is another.
_of_days: dict[str, Callable[[], object]] = {}


def followed_by(follower: Follower) -> None:
    """Have a storey above, which knows the office, write what it keeps of it whenever the office's page is saved."""
    _followers[getattr(follower, "__qualname__", repr(follower))] = follower


def days_settled_by(settle: Callable[[], object]) -> None:
    """Have a storey above settle anew what it keeps by the office's days, when the office takes another clock."""
    _of_days[settle.__qualname__] = settle


def change(row: OfficeRecord, wanted: Office, *, by: Actor | None) -> None:
    """Write all that the office says of itself. Refused beside the field that cannot be taken."""
    _check(wanted)
    _check_currency(row.currency, wanted.currency)
    moved = row.zone != wanted.zone
    with action(rules.CHANGED, by=by):
        for name, value in asdict(wanted).items():
            setattr(row, name, list(value) if name == "chain" else value)
        db.session.flush()
        queries.read_anew()
        for follow in _followers.values():
            follow(wanted, by=by)
        if moved:
            for settle in _of_days.values():
                settle()


def keep_terms(row: OfficeRecord, terms: Mapping[str, int], *, by: Actor | None) -> None:
    """How long records are kept from now on. Refused beside the field for no time at all, and for ages."""
    for code, number in terms.items():
        if not 1 <= number <= rules.TERMS[code].most:
            raise Refused(Text("Enter a number from 1 to %(most)s.", most=rules.TERMS[code].most), code)
    with action(rules.TERMS_CHANGED, by=by):
        row.terms = dict(terms)


def keep_locations(row: OfficeRecord, told: Mapping[str, Location], *, by: Actor | None) -> None:
    """Where data lie from now on. What is not `told` stays as it was: the backups of a server that makes none today."""
    kept = queries.locations() | dict(told)
    with action(rules.LOCATIONS_CHANGED, by=by):
        row.location_countries = {code: each.country for code, each in kept.items() if each.country}
        row.location_keepers = {code: each.keeper for code, each in kept.items() if each.keeper}


def keep_letterhead(row: OfficeRecord, content: bytes, *, instance: Path, by: Actor | None) -> None:
    """Put a picture at the head of letters, in place of the one before. Refused for what is no picture."""
    kept, _small = files.store_picture(
        content, name="letterhead.jpg", record=(OFFICE, row.id), instance=instance, by=by
    )
    with action(rules.LETTERHEAD, by=by):
        row.letterhead_id = kept.id


def remove_letterhead(row: OfficeRecord, *, by: Actor | None) -> None:
    """Letters begin without a picture."""
    with action(rules.LETTERHEAD, by=by):
        row.letterhead_id = None


def _check(wanted: Office) -> None:
    if wanted.kind and wanted.kind not in rules.KINDS:
        raise Refused(Text("Choose one."), "kind")
    if wanted.language not in set(Language):
        raise Refused(Text("Choose one."), "language")
    if not wanted.names.get(wanted.language):
        raise Refused(Text("The name is required in the default language."), f"name_{base_language(wanted.language)}")
    fault = rules.fault_of_form(wanted.number_form) if wanted.number_form else None
    if fault is not None:
        raise Refused(fault, "number_form")
    if len(wanted.chain) > rules.MOST_STEPS:
        raise Refused(Text("At most %(count)s steps fit on paper.", count=rules.MOST_STEPS), "chain")
    if len(set(wanted.chain)) != len(wanted.chain):
        raise Refused(Text("Two steps have the same title."), "chain")
    if any(not title or len(title) > rules.STEP_LIMIT for title in wanted.chain):
        raise Refused(Text("A title can have at most %(count)s characters.", count=rules.STEP_LIMIT), "chain")
    if not 1 <= wanted.fiscal_month <= 12:
        raise Refused(Text("Choose one."), "fiscal_month")
    if wanted.zone not in clock.zones():
        raise Refused(Text("Choose one."), "zone")
    if wanted.currency not in CURRENCIES:
        raise Refused(Text("Choose one."), "currency")


def _check_currency(before: str, wanted: str) -> None:
    """Sums that are counted in a currency would be read in another: it stays as long as there are any."""
    if wanted == before or not (count := queries.booked_sums()):
        return
    raise Refused(
        Text(
            "%(count)s amounts are already counted in %(currency)s: budgets, costs, shares, hours and funding. "
            "The currency can change only while there are none.",
            count=count,
            currency=Text(NAMES[before]),
        ),
        "currency",
    )


def refuse_unless_complete() -> None:
    """Called before anything becomes final, such as an approval. Refused with the way on."""
    if not queries.current().is_complete:
        raise Refused(
            Text(
                "Nothing can be final until the details of the office are filled in: its name, its address and its "
                "head. An administrator does this under Settings, Our office."
            )
        )
