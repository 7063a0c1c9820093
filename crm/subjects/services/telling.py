"""Noting in the log that everything about a person was handed out."""

from crm.audit.services import action
from crm.contacts.models import Person
from crm.core.database import db
from crm.core.permissions import Actor
from crm.subjects import rules


def tell(person_id: int, *, by: Actor | None) -> None:
    """Note it: sealed travel details were opened for it. The file itself is kept nowhere."""
    with action(rules.TOLD, by=by, record=db.session.get_one(Person, person_id)):
        pass
