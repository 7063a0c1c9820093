"""Which organisation of the contacts is our own office."""

from typing import Final

from sqlalchemy import select

from crm.contacts.models import OurOrganisation
from crm.core.database import db, read_once

_KEPT: Final = "our_organisation"
_ID: Final = select(OurOrganisation.organisation_id)


def our_organisation_id() -> int | None:
    """Its id; None while nobody has filled in the office's page. Read once a transaction."""
    connection = db.session.connection()  # first: with it the transaction begins
    kept = read_once()
    if _KEPT not in kept:
        kept[_KEPT] = connection.execute(_ID).scalar()
    found: int | None = kept[_KEPT]
    return found
