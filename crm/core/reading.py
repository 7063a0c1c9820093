"""Reading by statements that are made once: making one anew costs ten times what the database takes to answer it.

A kept statement names what changes from call to call with `bindparam`, and calls a list of ids IDS.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Executable, Select, bindparam, select
from sqlalchemy.engine import Row
from sqlalchemy.orm.attributes import set_committed_value

from crm.core.database import db

#: What a kept statement calls the ids that it is about.
IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def rows(statement: Executable, **values: Any) -> Sequence[Row[Any]]:
    """The rows of a statement of columns. Past the ORM, which would look at each statement and row once more.

    Unsaved changes are flushed first, as every query of the session does.
    """
    session = db.session()
    session.flush()
    return session.connection().execute(statement, values).all()


def children(owner: Any, ids: Sequence[int], *columns: Any) -> dict[int, list[Row[Any]]]:
    """{owner id: child rows in the order they were made}; `owner` is the child's column with the owner's id."""
    return by_first(_children(owner, *columns), ids)


@cache
def _children(owner: Any, *columns: Any) -> Select[Any]:
    # Owner by owner, as the index on it gives them: by the id alone, SQLite would sort them all once more.
    return select(owner, *columns).where(owner.in_(IDS)).order_by(owner, owner.class_.id)


def by_first(statement: Executable, ids: Sequence[int], **values: Any) -> dict[int, list[Row[Any]]]:
    """{first column: rows} of a statement about `ids`; ids without rows are missing. Asks nothing about no ids."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    if ids:
        for row in rows(statement, ids=ids, **values):
            found[row[0]].append(row)
    return found


def fill(owners: Iterable[Any], *attributes: Any) -> None:
    """Load the lists that hang on records, one statement an attribute (`Organisation.names`).

    What `selectinload` does, with statements that are made once: that is most of what a record's page costs.
    """
    found = [owner for owner in dict.fromkeys(owners) if owner is not None]
    for attribute in attributes if found else ():
        statement, owner_key = _hanging(attribute)
        hanging: dict[int, list[Any]] = defaultdict(list)
        for child in db.session.scalars(statement, {"ids": [owner.id for owner in found]}):
            hanging[getattr(child, owner_key)].append(child)
        for owner in found:
            set_committed_value(owner, attribute.key, hanging[owner.id])


@cache
def _hanging(attribute: Any) -> tuple[Select[Any], str]:
    """The statement of a list of children, and the child's attribute that holds the owner's id."""
    relation = attribute.property
    [(_own, foreign)] = relation.local_remote_pairs
    statement = select(relation.mapper.class_).where(foreign.in_(IDS)).order_by(*(relation.order_by or ()))
    return statement, relation.mapper.get_property_by_column(foreign).key
