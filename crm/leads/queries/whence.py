"""Where whoever a lead tells of comes from: what their numbers and names are read by."""

from typing import Final

from sqlalchemy import and_, inspect, select

from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.leads import rules
from crm.leads.models import Lead
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import COUNTRIES

INBOUND: Final = "inbound"


def country(lead: Lead) -> str:
    """Where whoever was met is from: what a number without a prefix and a firm's name are read by.

    Guests come from the country of whoever sent them; everybody else is met at home.
    """
    visited, sender = _ends(lead)
    return sender.country if sender is not None else visited.country


def home(lead: Lead) -> str:
    """The country that the company of a lead is thought to be of; "" where it speaks of another one than `country`, and
    nobody knows which."""
    met = country(lead)
    if not rules.is_elsewhere(lead.raw_organisation, lead.raw_contact, met):
        return met
    told = rules.home_told(lead.raw_organisation, lead.raw_contact)
    return told if told is not None and told in COUNTRIES else ""


def guessed_place(lead: Lead) -> int | None:
    """The place a company of a lead may be at: that of its name, else, of a guest, where the delegation comes from.
    Where it was met says nothing: people come to a fair from everywhere.

    None where its name or mail speaks of another country than the delegation's.
    """
    _visited, sender = _ends(lead)
    sent_from = sender.place_id if sender is not None and lead.activity.direction == INBOUND else None
    return places.said_by(lead.raw_organisation, sent_from if home(lead) == country(lead) else None)


def _ends(lead: Lead) -> tuple[Place, Organisation | None]:
    """Where the lead's activity takes place, and who sent the guests, of an activity that receives some."""
    known = None if "activity" in inspect(lead).unloaded else lead.activity
    loaded = known is not None and known.id == lead.activity_id and "place" not in inspect(known).unloaded
    if known is not None and loaded and known.direction != INBOUND:
        return known.place, None
    statement = (
        select(Place, Organisation)
        .join(Activity, Activity.place_id == Place.id)
        .outerjoin(
            Organisation, and_(Organisation.id == Activity.sender_organisation_id, Activity.direction == INBOUND)
        )
        .where(Activity.id == lead.activity_id)
    )
    found = db.session.execute(statement).one()
    return found[0], found[1]
