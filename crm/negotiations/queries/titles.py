"""What a negotiation is called: as typed, but a title that only names its two sides in the form of the reader."""

from typing import Any, Final

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.database import Base, db
from crm.core.folding import search_key, short_form_in
from crm.negotiations.models import Negotiation

SIGN: Final = " × "
#: What titles are made of: where many are told, it is loaded with them.
SIDES: Final[tuple[Any, ...]] = tuple(
    joinedload(side).joinedload(Organisation.names) for side in (Negotiation.our_organisation, Negotiation.counterpart)
)


def title(case: Negotiation, language: str) -> str:
    """The title for a reader of `language`: 东升 × 燕角 is 東昇 × 燕角 in Japanese."""
    sides = named_sides(case)
    return SIGN.join(contacts.display_name(side, language).text for side in sides) if sides else case.title


def sold(case: Negotiation, language: str) -> str:
    """What a negotiation is about, without its sides: the title, or the products of one whose title names only them."""
    return case.products if case.products and named_sides(case) else title(case, language)


def firms(case: Negotiation) -> list[tuple[str, str]]:
    """[(name without its legal form, its language)] of our side and the other one, as each writes itself; none where
    the title says them."""
    names = [contacts.own_name(side) for side in (case.our_organisation, case.counterpart)]
    found = [(short_form_in(name.text, name.text) or name.text, name.language) for name in names]
    told = sold(case, "")
    named = contacts.may_name_two(told) or all(search_key(text) in search_key(told) for text, _language in found)
    return [] if named else found


def named_sides(case: Negotiation) -> tuple[Organisation, Organisation] | None:
    """The two sides in the order of a title that is made of nothing but their names; else None.

    Asks the database only for a title that looks like one, and where SIDES are not loaded.
    """
    if not contacts.may_name_two(case.title):
        return None
    if _knows(case, "our_organisation", "counterpart"):
        sides = (case.our_organisation, case.counterpart)
        if all(_knows(side, "names") for side in sides):
            return contacts.both_named(case.title, *sides)
    ids = (case.our_organisation_id, case.counterpart_id)
    named = select(Organisation).where(Organisation.id.in_(ids)).options(joinedload(Organisation.names))
    found = {firm.id: firm for firm in db.session.scalars(named).unique()}
    return contacts.both_named(case.title, *(found[id] for id in ids))


def _knows(record: Any, *attributes: str) -> bool:
    """Whether they are loaded; what a list keeps of a record has them."""
    return not isinstance(record, Base) or not inspect(record).unloaded.intersection(attributes)
