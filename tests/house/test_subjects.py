"""Nothing that names a person is forgotten: every column that leads to one says how it is told, and erased."""

import pytest
from sqlalchemy import Table

from crm.core.database import Base
from crm.core.texts import N_
from crm.merging.queries.links import links_to
from crm.subjects.rules.declared import APART, NAMINGS
from crm.subjects.rules.naming import BLANK, DROP, PEOPLE, PLUMBING, REASONS, Naming

TABLES = Base.metadata.tables
#: That a record was merged into another one is told and erased with both.
OF_THE_PERSON = {("people", "merged_into_id", PEOPLE)}


def leading_to(target: str) -> set[tuple[str, str, str]]:
    """(table, column, target) of every foreign key to a table; to people also of what may hang on any record."""
    return {
        (link.table.name, link.column.name, target)
        for link in links_to(target)
        if link.table.name not in APART and (link.type_column is None or target == PEOPLE)
    }


def test_every_column_that_leads_to_a_person_is_declared() -> None:
    declared = {naming.key for naming in NAMINGS}
    wanted = leading_to(PEOPLE) - OF_THE_PERSON
    for naming in NAMINGS:
        if naming.is_own:
            wanted |= leading_to(naming.table)
    assert wanted - declared == set(), "say in crm/subjects/rules how these rows are told and what erasing does to them"
    assert declared - wanted == set(), "these lead to nobody any more"
    assert len(declared) == len(NAMINGS)


@pytest.mark.parametrize("naming", NAMINGS, ids=lambda naming: f"{naming.table}.{naming.column}")
def test_every_column_of_such_a_row_is_told_or_left_out_with_a_reason(naming: Naming) -> None:
    table: Table = TABLES[naming.table]
    told, left = set(naming.told), set(naming.left_out)
    link = {naming.column, naming.type_column} - {""}
    assert told & left == set()
    assert told | left == {column.name for column in table.columns} - PLUMBING - link
    assert set(naming.left_out.values()) <= set(REASONS)
    assert naming.label == N_(naming.label) != ""


@pytest.mark.parametrize("naming", NAMINGS, ids=lambda naming: f"{naming.table}.{naming.column}")
def test_what_is_emptied_are_columns_of_rows_that_stay(naming: Naming) -> None:
    cleared = (*naming.marked, *naming.emptied)
    assert (naming.erasing == BLANK) == bool(cleared)
    assert set(cleared) <= {column.name for column in TABLES[naming.table].columns}


@pytest.mark.parametrize("naming", [naming for naming in NAMINGS if naming.looked], ids=lambda naming: naming.table)
def test_what_somebody_looks_at_are_texts_that_the_person_is_told_and_that_stay(naming: Naming) -> None:
    assert naming.erasing != DROP
    assert set(naming.looked) <= set(naming.told) - {*naming.marked, *naming.emptied}
