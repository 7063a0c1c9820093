"""What is done with rivals and signs of demand: recorded, changed, archived, restored."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select

from crm.activities.rules import ACTIVITY_TYPES
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.cleaning import BadText
from crm.core.contact_points import normalise
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.meetings.kind import MEETING
from crm.places import queries as places
from crm.places.models import Place
from crm.rivals import rules
from crm.rivals.models import DemandSignal, RivalActivity

EARLIEST, LATEST = date(1970, 1, 1), date(2100, 12, 31)
LONGEST_URL = 500


@dataclass(frozen=True)
class RivalInput:
    """What is told of a rival: the body is a place or an organisation, never both."""

    place_id: int | None
    activity_type: str
    starts_on: date | None
    ends_on: date | None = None  #: None: it lasted one day
    body_place_id: int | None = None
    body_organisation_id: int | None = None
    title: str = ""
    booths: int | None = None
    firms: int | None = None
    source_url: str = ""
    seen_by_meeting_id: int | None = None
    notes: str = ""


@dataclass(frozen=True)
class SignalInput:
    """What a sign of demand says."""

    place_id: int | None
    category: str
    statement: str
    source_kind: str
    source: str
    observed_on: date | None
    strength: int
    price_tier: str = ""


def record_rival(content: RivalInput, *, by: Actor | None) -> RivalActivity:
    """A new activity of a rival. Refused for a body that is missing, double or ourselves, for what is not visible, for
    days out of order and for an address that no browser opens."""
    return _write_rival(RivalActivity(), content, rules.RIVAL_MADE, by)


def check_rival(content: RivalInput, *, by: Actor | None) -> None:
    """Refused where `record_rival` would be; nothing is written."""
    _checked_rival(RivalActivity(), content, by)


def change_rival(row: RivalActivity, content: RivalInput, *, by: Actor | None) -> None:
    """Write it anew; refusals as for `record_rival`."""
    _write_rival(row, content, rules.RIVAL_CHANGED, by)


def record_signal(content: SignalInput, *, by: Actor | None) -> DemandSignal:
    """A new sign of demand. Refused for unknown codes, a day to come and, of a page, an address no browser opens."""
    return _write_signal(DemandSignal(), content, rules.SIGNAL_MADE, by)


def check_signal(content: SignalInput, *, by: Actor | None) -> None:
    """Refused where `record_signal` would be; nothing is written."""
    _checked_signal(content, by)


def change_signal(row: DemandSignal, content: SignalInput, *, by: Actor | None) -> None:
    """Write it anew; refusals as for `record_signal`."""
    _write_signal(row, content, rules.SIGNAL_CHANGED, by)


def _write_rival(row: RivalActivity, content: RivalInput, verb: Verb, by: Actor | None) -> RivalActivity:
    _store(row, _checked_rival(row, content, by), verb, by)
    return row


def _checked_rival(row: RivalActivity, content: RivalInput, by: Actor | None) -> dict[str, Any]:
    """The columns as they are kept."""
    if content.activity_type not in ACTIVITY_TYPES:
        raise Refused(Text("Choose one."), "activity_type")
    _check_place(content.place_id, "place_id", by)
    _check_body(content, row, by)
    check_other(content.place_id, content.body_place_id, content.body_organisation_id, field="body_place_id",
                organisation_field="body_organisation_id")  # fmt: skip
    starts_on, ends_on = _days(content)
    seen = content.seen_by_meeting_id
    if seen is not None and seen != row.seen_by_meeting_id and (by is None or not MEETING.is_visible(seen, by)):
        raise Refused(Text("Choose one from the list."), "seen_by_meeting_id")
    days = {"starts_on": starts_on, "ends_on": ends_on, "source_url": _address(content.source_url, "source_url")}
    return vars(content) | days


def _write_signal(row: DemandSignal, content: SignalInput, verb: Verb, by: Actor | None) -> DemandSignal:
    _store(row, _checked_signal(content, by), verb, by)
    return row


def _checked_signal(content: SignalInput, by: Actor | None) -> dict[str, Any]:
    """The columns as they are kept."""
    tables = {"category": PRODUCT_CATEGORIES, "source_kind": rules.SOURCE_KINDS}
    for field, table in tables.items():
        if getattr(content, field) not in table:
            raise Refused(Text("Choose one."), field)
    if content.price_tier and content.price_tier not in PRICE_TIERS:
        raise Refused(Text("Choose one."), "price_tier")
    if str(content.strength) not in rules.STRENGTHS:
        raise Refused(Text("Choose one."), "strength")
    for field in ("statement", "source"):
        if not getattr(content, field):
            raise Refused(Text("Fill in this field."), field)
    _check_place(content.place_id, "place_id", by)
    if content.observed_on is None or not EARLIEST <= content.observed_on <= here.today():
        raise Refused(Text("Enter the date on which it was observed. It must not be in the future."), "observed_on")
    web = content.source_kind == "web"
    return vars(content) | ({"source": _address(content.source, "source")} if web else {})


def _store(row: RivalActivity | DemandSignal, values: dict[str, Any], verb: Verb, by: Actor | None) -> None:
    with action(verb, by=by):
        assign(row, values)
        db.session.add(row)


def _check_body(content: RivalInput, before: RivalActivity, by: Actor | None) -> None:
    if (content.body_place_id is None) == (content.body_organisation_id is None):
        raise Refused(Text("Choose either a place or an organisation."), "body_place_id")
    if content.body_place_id is not None:
        _check_place(content.body_place_id, "body_place_id", by)
    if content.body_organisation_id not in (None, before.body_organisation_id):
        seen = contacts.visible_organisations(by).where(Organisation.id == content.body_organisation_id)
        _check_found(seen.with_only_columns(Organisation.id), "body_organisation_id")


def check_other(place_id: int | None, body_place_id: int | None, body_organisation_id: int | None, *,
                field: str, organisation_field: str) -> None:  # fmt: skip
    """Refused where a rival is ourselves (our organisation, or the place that it is in) or the place in which it is
    to be one; `field` is where the region is typed."""
    if body_organisation_id is not None and body_organisation_id == contacts.our_organisation_id():
        raise Refused(Text("This is our own organisation: it is not a rival."), organisation_field)
    if body_place_id is None:
        return
    if body_place_id == contacts.our_place_id():
        raise Refused(Text("This is our own region: it is not a rival."), field)
    if body_place_id == place_id:
        raise Refused(Text("A place is not its own rival: choose where the rival comes from."), field)


def _check_place(id: int | None, field: str, by: Actor | None) -> None:
    _check_found(places.visible_to(by).where(Place.id == id).with_only_columns(Place.id), field)


def _check_found(statement: Select[int], field: str) -> None:
    if db.session.scalar(statement) is None:
        raise Refused(Text("Choose one from the list."), field)


def _days(content: RivalInput) -> tuple[date, date]:
    starts_on, ends_on = content.starts_on, content.ends_on or content.starts_on
    if starts_on is None or ends_on is None or not EARLIEST <= starts_on <= LATEST:
        raise Refused(Text("Enter the first day, not before 1970."), "starts_on")
    if not starts_on <= ends_on <= LATEST:
        raise Refused(Text("The last day must not be before the first."), "ends_on")
    return starts_on, ends_on


def _address(text: str, field: str) -> str:
    try:
        address = normalise("url", text) if text else ""
    except BadText as bad:
        raise Refused(bad.text, field) from bad
    if len(address) > LONGEST_URL:
        raise Refused(Text("This is too long to be a web address."), field)
    return address
