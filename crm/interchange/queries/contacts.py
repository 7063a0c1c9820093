"""People as vCards give them out."""

from collections.abc import Sequence

from sqlalchemy.orm import selectinload

from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import Affiliation, ContactPoint, Organisation, Person
from crm.contacts.queries import display
from crm.core import here
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.permissions import Actor
from crm.interchange.rules.vcards import Contact


def contact(id: int, *, user: Actor) -> tuple[Person, Contact]:
    """A person and their card; NotVisible when there is none for this user."""
    found = contact_list([id], user=user)
    if not found:
        raise NotVisible
    return found[0]


def contact_list(ids: Sequence[int], *, user: Actor) -> list[tuple[Person, Contact]]:
    """The cards of the people of a selection that the user sees."""
    post = selectinload(Person.affiliations).joinedload(Affiliation.organisation)
    statement = (
        contacts.visible_people(user)
        .where(Person.id.in_(ids))
        .options(
            selectinload(Person.names),
            selectinload(Person.contact_points),
            post.selectinload(Organisation.names),
            post.selectinload(Organisation.addresses),
        )
    )
    return [(person, _of(person)) for person in db.session.scalars(statement.order_by(Person.sort_key, Person.id))]


def _of(person: Person) -> Contact:
    today = here.today()
    card = next(name for name in person.names if name.kind == contact_rules.PRIMARY)
    post = display.current_affiliation(person, today)
    firm = post.organisation if post is not None else None
    address = firm.addresses[0] if firm is not None and firm.addresses else None
    kana = next((name.full for name in person.names if name.kind in ("kana", "ja_reading")), "")
    return Contact(
        family=card.family,
        given=card.given,
        full=card.full,
        reading=card.reading or kana,
        others=[name.full for name in person.names if name is not card and name.kind != "former"],
        organisation=next((name.text for name in firm.names if name.is_primary), "") if firm is not None else "",
        department=post.department if post is not None else "",
        title=post.title if post is not None else "",
        points=[(point.kind, _dialled(point)) for point in person.contact_points],
        address=address.lines if address is not None else "",
        postal_code=address.postal_code if address is not None else "",
        country=firm.country if firm is not None else "",
    )


def _dialled(point: ContactPoint) -> str:
    """A number as it is dialled from anywhere, its extension behind a pause; everything else as typed."""
    return point.normalised.replace(";ext=", ",") if point.normalised.startswith("+") else point.value
