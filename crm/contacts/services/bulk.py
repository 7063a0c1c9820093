"""Thousands of people and organisations at once, for imports: few statements, the same keys and checks as one by one.

What is given was read and normalised by the rules that forms use; here it is written and logged. The caller holds
the writing transaction and the action.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select, update

from crm.audit.services import note, note_made
from crm.contacts.models import (
    Affiliation,
    ContactPoint,
    Organisation,
    OrganisationAddress,
    OrganisationName,
    OrganisationRole,
    Person,
    PersonName,
)
from crm.core import clock
from crm.core.database import Base, db
from crm.core.inserting import insert_rows
from crm.core.permissions import Actor

Columns = Mapping[str, Any]


@dataclass(frozen=True)
class NewPerson:
    """A person to be made under a reserved id. `names`: columns of the card's name, then of further forms."""

    id: int
    keys: Columns  #: rules.person_keys of the names
    names: Sequence[Columns]
    points: Sequence[Sequence[str]] = ()  #: (kind, as typed, comparable)
    organisation_id: int | None = None
    department: str = ""
    title: str = ""
    from_date: date | None = None
    notes: str = ""
    salutation: str = ""


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation to be made under a reserved id. `names`: columns of the primary name, then of further ones."""

    id: int
    country: str
    keys: Columns  #: rules.organisation_keys of the names
    names: Sequence[Columns]
    columns: Columns = field(default_factory=dict)  #: identifier, founded_year, employees, profile, notes …
    points: Sequence[Sequence[str]] = ()
    address: Columns | None = None  #: language, lines, postal_code
    roles: Sequence[str] = ()


def add_people(people: Sequence[NewPerson], *, by: Actor | None) -> None:
    """Write new people with names, points and post, one log entry each."""
    made = _made(by)
    _insert(Person, [_person(person) | made for person in people])
    _insert(PersonName, [_name(person.id, form) for person in people for form in person.names])
    _insert(
        ContactPoint,
        [
            _point(point) | {"person_id": person.id, "organisation_id": None}
            for person in people
            for point in person.points
        ],
    )
    _insert(Affiliation, [_post(person) for person in people if person.organisation_id is not None])
    for person in people:
        note_made(
            Person(id=person.id),
            _told(person.names, "full", person.points)
            | {
                "affiliations": " · ".join(
                    filter(None, (f"#{person.organisation_id or ''}".strip("#"), person.department, person.title))
                ),
                "salutation": person.salutation,
                "notes": person.notes,
            },
        )


def _person(person: NewPerson) -> dict[str, Any]:
    language = person.names[0]["language"]
    own = {"primary_language": language, "salutation": person.salutation, "notes": person.notes}
    return {"id": person.id} | own | dict(person.keys)


def _name(person_id: int, form: Columns) -> dict[str, Any]:
    wanted = ("language", "family", "given", "full", "reading", "kind", "name_order")
    return {column: form.get(column, "") for column in wanted} | {"person_id": person_id}


def _point(point: Sequence[str]) -> dict[str, Any]:
    kind, value, normalised = point
    return {"kind": kind, "value": value, "normalised": normalised}


def _post(person: NewPerson) -> dict[str, Any]:
    return {
        "person_id": person.id,
        "organisation_id": person.organisation_id,
        "department": person.department,
        "title": person.title,
        "from_date": person.from_date,
        "is_primary": True,
    }


def add_organisations(organisations: Sequence[NewOrganisation], *, by: Actor | None) -> None:
    """Write new organisations with names, points, address and roles, one log entry each."""
    made = _made(by)
    _insert(Organisation, [_organisation(row) | made for row in organisations])
    _insert(OrganisationName, [form for row in organisations for form in _forms(row)])
    _insert(
        ContactPoint,
        [
            _point(point) | {"person_id": None, "organisation_id": row.id}
            for row in organisations
            for point in row.points
        ],
    )
    _insert(
        OrganisationAddress,
        [dict(row.address) | {"organisation_id": row.id} for row in organisations if row.address is not None],
    )
    _insert(
        OrganisationRole, [{"organisation_id": row.id, "role": role} for row in organisations for role in row.roles]
    )
    for row in organisations:
        note_made(
            Organisation(id=row.id),
            _told(row.names, "text", row.points)
            | {
                "country": row.country,
                "roles": ", ".join(row.roles),
                "addresses": (row.address or {}).get("lines", ""),
            }
            | {name: str(value) for name, value in row.columns.items() if value},
        )


_ORGANISATION_COLUMNS: Columns = {
    "identifier_type": "", "identifier_value": "", "founded_year": None, "employees": None, "website": "",
    "profile": "", "notes": "",
}  # fmt: skip


def _organisation(row: NewOrganisation) -> dict[str, Any]:
    own = {name: row.columns.get(name, empty) for name, empty in _ORGANISATION_COLUMNS.items()}
    return {"id": row.id, "country": row.country} | own | dict(row.keys)


def _forms(row: NewOrganisation) -> list[dict[str, Any]]:
    wanted = ("language", "text", "reading", "kind")
    return [
        {column: form.get(column, "") for column in wanted} | {"organisation_id": row.id, "is_primary": place == 0}
        for place, form in enumerate(row.names)
    ]


def archive_many(
    model: type[Organisation] | type[Person], versions: Mapping[int, int], *, by: Actor | None
) -> list[int]:
    """Archive records that are still at the version given ({id: version}); the ids of those that were."""
    now = clock.now()
    held = select(model.id, model.version).where(model.id.in_(versions), model.archived_at.is_(None))
    ids = [id for id, version in db.session.execute(held) if version == versions[id]]
    if ids:
        actor = by.id if by is not None else None
        values = {"archived_at": now, "updated_at": now, "updated_by_id": actor, "version": model.version + 1}
        table = db.metadata.tables[model.__tablename__]
        db.session.execute(update(table).where(table.c.id.in_(ids)).values(values))
    for id in ids:
        note(model(id=id), {"archived_at": [None, str(now)]})
    return ids


def _made(by: Actor | None) -> dict[str, Any]:
    actor, now = by.id if by is not None else None, clock.now()
    return {"version": 1, "created_by_id": actor, "updated_by_id": actor, "created_at": now, "updated_at": now}


def _insert(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Straight into the table: the rows are in no session, and what they hold is logged by their record's entry."""
    if rows:
        insert_rows(model.__tablename__, rows)


def _told(names: Sequence[Columns], column: str, points: Sequence[Sequence[str]]) -> dict[str, str]:
    """What the log says of names and points."""
    forms = (f"{form[column]} ({form['reading']})" if form.get("reading") else form[column] for form in names)
    return {"names": " · ".join(forms), "contact_points": " · ".join(f"{kind} {value}" for kind, value, _ in points)}
