"""What a negotiation is called: as typed, but a title that only names its two sides in the form of the reader."""

import re
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.contacts.models import Organisation
from crm.contacts.queries import listed_name
from crm.core.database import db
from crm.core.names import search_key
from crm.negotiations.models import Negotiation

#: What people write between two firms.
_BETWEEN: Final = re.compile(r"\s*[×✕↔⇔→]\s*|\s+[xX]\s+")
SIGN: Final = " × "


def title(case: Negotiation, language: str) -> str:
    """The title for a reader of `language`: 东升 × 燕角 is 東昇 × 燕角 in Japanese."""
    sides = named_sides(case)
    return SIGN.join(listed_name(side, language).text for side in sides) if sides else case.title


def named_sides(case: Negotiation) -> tuple[Organisation, Organisation] | None:
    """The two sides in the order of a title that is made of nothing but their names, in whatever spelling; else None.

    Asks the database only for a title that looks like one.
    """
    told = [search_key(part) for part in _BETWEEN.split(case.title)]
    ids = (case.our_organisation_id, case.counterpart_id)
    if len(told) != 2 or not all(told):
        return None
    named = select(Organisation).where(Organisation.id.in_(ids)).options(joinedload(Organisation.names))
    found = {firm.id: firm for firm in db.session.scalars(named).unique()}
    ours, theirs = (found[id] for id in ids)
    for sides in ((ours, theirs), (theirs, ours)):
        keys = ({search_key(row.text) for row in side.names} for side in sides)
        if all(part in known for part, known in zip(told, keys, strict=True)):
            return sides
    return None
