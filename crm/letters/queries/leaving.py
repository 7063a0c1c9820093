"""What keeps a letter here: who does not want to be written to, and whom it names beside its recipient (DP-3, DP-5)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.leads import queries as leads
from crm.letters import rules
from crm.letters.models import Letter
from crm.missions.queries import Facts
from crm.places.rules import Shown
from crm.privacy import queries as privacy
from crm.privacy.queries import Sharing


def without_consent(facts: Facts, people: Iterable[int], *, kind: str) -> list[Person]:
    """Those of some people who said no to a letter of a kind, and those who left a lead at the activity, did not agree
    to be contacted and have not said yes to newsletters either. Thanks are like a newsletter: nobody asks for them."""
    silent = unconsenting(facts.activity.id, people, kind=kind)
    found = select(Person).where(Person.id.in_(silent)).options(selectinload(Person.names)).order_by(Person.id)
    return list(db.session.scalars(found)) if silent else []


def unconsenting(activity_id: int, people: Iterable[int], *, kind: str) -> set[int]:
    """The same as numbers."""
    ids = list(people)
    no, yes = privacy.silent(ids, newsletters=kind in rules.GIVING_THANKS)
    return (leads.without_consent(activity_id, ids) - yes) | no


def refusing(letters: Sequence[Letter]) -> list[Shown]:
    """Whom no letter may reach by now: who does not want to be contacted, or whose use of data was stopped since."""
    ids = {letter.person_id for letter in letters if letter.sent_on is None and letter.person_id is not None}
    stopped = or_(Person.do_not_contact, Person.use_stopped_at.is_not(None))
    found = db.session.scalars(select(Person.id).where(Person.id.in_(ids), stopped)).all()
    return list(contacts.shown_names(sorted(found)).values()) if found else []


def sharing(letter: Letter) -> Sharing | None:
    """How those stand whose names go along on the list of the delegation; None for a letter without one. Of a letter
    that was sent the copy stays here."""
    if not letter.enclosure or letter.sent_on is not None:
        return None
    return privacy.sharing(letter.activity_id, privacy.scope_towards(country_of(letter)), only=())


def country_of(letter: Letter) -> str:
    """Where whoever gets it is; "" where nobody knows."""
    if letter.person_id is not None:
        return privacy.country_of_id(letter.person_id)
    body = db.session.get(Organisation, letter.organisation_id) if letter.organisation_id is not None else None
    return body.country if body is not None else ""
