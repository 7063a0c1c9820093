"""A person who is named in every place that the declarations know, each text of each row another word."""

from typing import Any

from sqlalchemy import Column, String, Table, Text

from crm.core.database import Base, db, writing
from crm.subjects.rules.declared import NAMINGS
from crm.subjects.rules.naming import PEOPLE, PLUMBING, Naming
from crm.travel.models import seal
from crm.travel.rules import Details
from tests.merging.rows import ONE_OF, put

SHORTEST = 40
#: They have a name that was typed; of an erasure there is one.
SKIPPED = ("person_names", "erasures")


def word(table: str, column: str, of: str) -> str:
    """What stands in a column of the row that names the person by `of`."""
    return f"canary {table} {column} {of}"[:SHORTEST]


def texts(naming: Naming) -> dict[str, str]:
    """{column: canary} of the texts of a row that take one."""
    table = Base.metadata.tables[naming.table]
    return {column.name: word(naming.table, column.name, naming.column) for column in table.columns if _takes(column)}


def _takes(column: Column[Any]) -> bool:
    free = isinstance(column.type, (String, Text)) and (column.type.length or SHORTEST) >= SHORTEST
    kept = column.name in PLUMBING or column.foreign_keys or column.info.get("labels")
    return free and not kept and column.name not in ("record_type", "linked_type", "timezone", "end_timezone")


def name_everywhere(person_id: int) -> dict[Naming, int]:
    """Insert a row for each declaration that names the person; {declaration: id of its row}."""
    made: dict[Naming, int] = {}
    of: dict[str, int] = {PEOPLE: person_id}
    parents: dict[str, int] = {}
    with writing():
        for naming in NAMINGS:
            if naming.table in SKIPPED:
                continue
            table = Base.metadata.tables[naming.table]
            given = _given(naming, table, of)
            if naming.table == "applications":  # a code lets one application in
                codes = Base.metadata.tables["application_codes"]
                given["code_id"] = put(codes, {"code_hash": naming.column}, parents)
            made[naming] = put(table, given, parents)
            of.setdefault(naming.table, made[naming])
            parents.setdefault(naming.table, made[naming])
        db.session.commit()
    return made


def _given(naming: Naming, table: Table, of: dict[str, int]) -> dict[str, Any]:
    given: dict[str, Any] = {naming.column: of[naming.of], **texts(naming)}
    if naming.type_column:
        given[naming.type_column] = PEOPLE
    if "sealed" in table.columns:
        given["sealed"] = seal(Details(passport_number="CANARY42"))
    if naming.table == "ties" and naming.column == "person_id":
        return given
    for columns in ONE_OF.get(naming.table, ()):
        if naming.column in columns[1:]:
            given[columns[0]] = None
    return given
