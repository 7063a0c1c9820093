"""The keys that names are found and listed by, made anew from the names: after an upgrade that changes how."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import selectinload

from crm.contacts import rules
from crm.contacts.models import Organisation, OrganisationName, Person, PersonName
from crm.contacts.rules import OrganisationNameInput, PersonNameInput
from crm.core.database import Base, db

BATCH = 500


def renew_people(after: int) -> tuple[int, int]:
    """Make the keys of the next people behind the id `after`: (how many, the last id), (0, after) at the end."""
    statement = select(Person).options(selectinload(Person.names)).where(Person.id > after)
    people = list(db.session.scalars(statement.order_by(Person.id).limit(BATCH)))
    return _write(Person, [{"id": person.id, **person_keys(person.names)} for person in people], after)


def renew_organisations(after: int) -> tuple[int, int]:
    """The same for organisations."""
    statement = select(Organisation).options(selectinload(Organisation.names)).where(Organisation.id > after)
    found = list(db.session.scalars(statement.order_by(Organisation.id).limit(BATCH)))
    return _write(Organisation, [{"id": each.id, **organisation_keys(each.names)} for each in found], after)


def _write(model: type[Person] | type[Organisation], rows: Sequence[dict[str, Any]], after: int) -> tuple[int, int]:
    """Past the log and the version, through the bare table: nothing that anybody wrote changes.

    A record without names has no keys and stays as it is: its names went to the one that it was merged into.
    """
    if not rows:
        return 0, after
    table = Base.metadata.tables[model.__tablename__]
    values = [{f"to_{name}": value for name, value in row.items()} for row in rows if len(row) > 1]
    if values:
        columns: dict[str, Any] = {name.removeprefix("to_"): bindparam(name) for name in values[0] if name != "to_id"}
        db.session.execute(update(table).where(table.c.id == bindparam("to_id")).values(columns), values)
    return len(rows), int(rows[-1]["id"])


def person_keys(names: Sequence[PersonName]) -> dict[str, str]:
    """{column: value} by which a person of these names is found and listed."""
    forms = [
        PersonNameInput(n.language, n.full, n.family, n.given, n.reading, n.kind, name_order=n.name_order)
        for n in names
    ]
    ordered = sorted(forms, key=lambda form: form.kind != rules.PRIMARY)
    return rules.person_keys(ordered[0], ordered[1:]) if ordered else {}


def organisation_keys(names: Sequence[OrganisationName]) -> dict[str, str]:
    """The same of an organisation."""
    ordered = sorted(names, key=lambda name: not name.is_primary)
    forms = [OrganisationNameInput(n.text, n.language, n.reading, n.kind) for n in ordered]
    return rules.organisation_keys(forms[0], forms[1:]) if forms else {}
