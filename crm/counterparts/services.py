"""What is done with links between counterparts: recorded, changed, archived, restored."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select

from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.counterparts import rules
from crm.counterparts.models import SisterLink
from crm.places import queries as places
from crm.places.models import Place

EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class LinkInput:
    """What a link says. Each side is a place or an organisation, never both."""

    kind: str
    status: str = "in_force"
    place_id: int | None = None
    organisation_id: int | None = None
    other_place_id: int | None = None
    other_organisation_id: int | None = None
    signed_on: date | None = None
    signed_where: str = ""
    basis_document: str = ""
    heads_signed: bool = False
    broad: bool = False
    approved: bool = False
    notes: str = ""


def make(content: LinkInput, *, by: Actor | None) -> SisterLink:
    """A new link. Refused for sides that are missing, double, the same or not visible, and when a sister city
    fails one of its three tests."""
    link = SisterLink()
    _write(link, content, rules.MADE, by)
    return link


def change(link: SisterLink, content: LinkInput, *, by: Actor | None) -> None:
    """Write the link anew; refusals as for `make`."""
    _write(link, content, rules.CHANGED, by)


def _write(link: SisterLink, content: LinkInput, verb: Verb, by: Actor | None) -> None:
    if content.kind not in rules.KINDS:
        raise Refused(Text("Choose one."), "kind")
    if content.status not in rules.STATUSES:
        raise Refused(Text("Choose one."), "link_status")
    _check_sides(content)
    _check_visible(content, link, by)
    _check_kind(content)
    if content.signed_on is not None and not EARLIEST <= content.signed_on <= here.today():
        raise Refused(Text("Enter the date of the signing, between 1900 and today."), "signed_on")
    with action(verb, by=by):
        assign(link, vars(content))
        link.sort_key = content.signed_on.isoformat() if content.signed_on else ""
        db.session.add(link)


def _check_sides(content: LinkInput) -> None:
    sides = (
        (content.place_id, content.organisation_id, "place_id"),
        (content.other_place_id, content.other_organisation_id, "other_place_id"),
    )
    for place_id, organisation_id, field in sides:
        if (place_id is None) == (organisation_id is None):
            raise Refused(Text("Choose either a place or an organisation."), field)
    if content.place_id is not None and content.place_id == content.other_place_id:
        raise Refused(Text("Choose two different places."), "other_place_id")
    if content.organisation_id is not None and content.organisation_id == content.other_organisation_id:
        raise Refused(Text("Choose two different organisations."), "other_organisation_id")


def _check_visible(content: LinkInput, before: SisterLink, by: Actor | None) -> None:
    """Every side that is newly named must be one that `by` sees; what was there before may stay."""
    visible: dict[str, tuple[Select[Any], Any]] = {
        "place_id": (places.visible_to(by), Place.id),
        "other_place_id": (places.visible_to(by), Place.id),
        "organisation_id": (contacts.visible_organisations(by), Organisation.id),
        "other_organisation_id": (contacts.visible_organisations(by), Organisation.id),
    }
    for field, (statement, column) in visible.items():
        id = getattr(content, field)
        if id is None or id == getattr(before, field):
            continue
        if db.session.scalar(statement.where(column == id).with_only_columns(column)) is None:
            raise Refused(Text("Choose one from the list."), field)


def _check_kind(content: LinkInput) -> None:
    of_places = content.place_id is not None and content.other_place_id is not None
    of_bodies = content.organisation_id is not None and content.other_organisation_id is not None
    if content.kind in rules.OF_PLACES and not of_places:
        raise Refused(Text("A sister city relation is between two places."), "kind")
    if content.kind in rules.OF_BODIES and not of_bodies:
        raise Refused(Text("An agreement between chambers is between two organisations."), "kind")
    if content.kind == "sister_city":
        missing = [name for name in rules.SISTER_TESTS if not getattr(content, name)]
        if missing:
            raise Refused(
                Text("A sister city fulfils all three of these. If one is missing, it is a memorandum."), missing[0]
            )
