"""What is done to the relations between organisations: recorded, changed, removed."""

from datetime import date

from crm.audit.services import action
from crm.contacts import queries, rules
from crm.contacts.models import Organisation, OrganisationRelation
from crm.contacts.services.rows import CHOOSE, check_codes, check_dates
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text

RECORDED = Text("This relation is recorded already.")


def relate(
    organisation: Organisation,
    *,
    kind: str,
    other_id: int | None,
    from_date: date | None = None,
    to_date: date | None = None,
    back: bool = False,
    by: Actor | None,
) -> OrganisationRelation:
    """Record how `organisation` stands to another; with `back` how the other stands to it (a subsidiary says so).

    Refused: itself, a relation that stands on some of those days already, and a parent that would be its own grandchild
    at the same time. What ended may begin anew.
    """
    other = _visible(other_id, by)
    first, second = (other, organisation) if back else (organisation, other)
    _check(first.id, second.id, kind, from_date, to_date)
    with action(rules.ORGANISATION_RELATED, by=by):
        made = OrganisationRelation(organisation=first, other=second, kind=kind, from_date=from_date, to_date=to_date)
        db.session.add(made)
        db.session.flush()
    return made


def change_relation(
    relation: OrganisationRelation, *, from_date: date | None, to_date: date | None, by: Actor | None
) -> None:
    """Change since when and until when a relation holds; refused like a new one."""
    check_dates(from_date, to_date, "to_date")
    ends = relation.organisation_id, relation.other_id
    for other in db.session.scalars(queries.same_relation(*ends, relation.kind, since=from_date, until=to_date)):
        if other is not relation:
            raise Refused(RECORDED, "to_date")
    _check_above(relation.organisation_id, relation.other_id, relation.kind, from_date, to_date, "to_date")
    with action(rules.ORGANISATION_RELATED, by=by):
        relation.from_date, relation.to_date = from_date, to_date


def unrelate(relation: OrganisationRelation, *, by: Actor | None) -> None:
    """Take away a relation that was recorded by mistake; one that is over gets an end date instead."""
    with action(rules.ORGANISATION_UNRELATED, by=by):
        db.session.delete(relation)


def _visible(other_id: int | None, by: Actor | None) -> Organisation:
    statement = queries.visible_organisations(by).where(Organisation.id == other_id)
    other = db.session.scalar(statement) if other_id is not None else None
    if other is None:
        raise Refused(CHOOSE, "other_id")
    return other


def _check(first: int, second: int, kind: str, from_date: date | None, to_date: date | None) -> None:
    check_codes([kind], rules.RELATION_KINDS, "relation")
    check_dates(from_date, to_date, "to_date")
    if first == second:
        raise Refused(Text("An organisation cannot have a relation to itself."), "other_id")
    if db.session.scalar(queries.same_relation(first, second, kind, since=from_date, until=to_date)) is not None:
        raise Refused(RECORDED, "other_id")
    _check_above(first, second, kind, from_date, to_date, "other_id")


def _check_above(first: int, second: int, kind: str, from_date: date | None, to_date: date | None, field: str) -> None:
    if kind in rules.ABOVE_RELATIONS and second in queries.parents_above([first], since=from_date, until=to_date):
        raise Refused(Text("This organisation is already above the other one; it cannot also be below it."), field)
