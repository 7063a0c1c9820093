"""To whom a case was lost: a region or an organisation on record, named with the loss or later."""

from sqlalchemy import Select

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.negotiations import queries, rules
from crm.negotiations.models import Negotiation
from crm.places import queries as places
from crm.places.models import Place
from crm.rivals.services import check_other


def check_rival(
    negotiation: Negotiation, place_id: int | None, organisation_id: int | None, *, by: Actor | None
) -> None:
    """Refused for both at once, for a side of the case itself, for ourselves, for the place where it was lost, and for
    what `by` does not see; what was named before may stay."""
    if place_id is not None and organisation_id is not None:
        raise Refused(Text("Choose a region or an organisation, not both."), "lost_to_organisation_id")
    if organisation_id is not None and organisation_id in {
        negotiation.our_organisation_id, *queries.sides(negotiation)
    }:  # fmt: skip
        raise Refused(Text("A party of the negotiation is not its rival."), "lost_to_organisation_id")
    if (place_id, organisation_id) != (negotiation.lost_to_place_id, negotiation.lost_to_organisation_id):
        check_other(negotiation.place_id, place_id, organisation_id, field="lost_to_place_id",
                    organisation_field="lost_to_organisation_id")  # fmt: skip
    if place_id not in (None, negotiation.lost_to_place_id):
        _check_found(places.visible_to(by).where(Place.id == place_id), "lost_to_place_id")
    if organisation_id not in (None, negotiation.lost_to_organisation_id):
        seen = contacts.visible_organisations(by).where(Organisation.id == organisation_id)
        _check_found(seen, "lost_to_organisation_id")


def _check_found(statement: Select[Place] | Select[Organisation], field: str) -> None:
    if db.session.scalar(statement) is None:
        raise Refused(Text("Choose one from the list."), field)


def name_rival(
    negotiation: Negotiation, *, lost_to_place_id: int | None, lost_to_organisation_id: int | None, by: Actor | None
) -> None:
    """Say to whom a lost case was lost, or that nobody knows (both None). Refused for a case that is not lost, and as
    `check_rival` says."""
    if negotiation.stage != rules.LOST:
        raise Refused(Text("Only a lost negotiation names a rival."))
    check_rival(negotiation, lost_to_place_id, lost_to_organisation_id, by=by)
    with action(rules.RIVAL_NAMED, by=by):
        negotiation.lost_to_place_id = lost_to_place_id
        negotiation.lost_to_organisation_id = lost_to_organisation_id
