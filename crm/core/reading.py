"""Reading by statements that are made once: making one anew costs ten times what the database takes to answer it.

A kept statement names what changes from call to call with `bindparam`; of a list of ids, `of_ids` says whose they are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    Dialect,
    Executable,
    Integer,
    Select,
    String,
    TableValuedAlias,
    TypeDecorator,
    bindparam,
    column,
    literal,
    select,
)
from sqlalchemy.engine import Row
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from crm.core.database import database_kind, db
from crm.core.permissions import Actor, Role


class _Ids(TypeDecorator[Sequence[int]]):
    """Many ids as one value: JSON on SQLite, an array on PostgreSQL."""

    impl = String
    cache_ok = True

    def __init__(self, *, wide: bool) -> None:
        super().__init__()
        self.wide = wide  #: whether the column holds numbers of 64 bits

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(
            String() if dialect.name == "sqlite" else ARRAY(BigInteger if self.wide else Integer)
        )

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        ids = value or ()
        return f"[{','.join(map(str, ids))}]" if dialect.name == "sqlite" else list(ids)


class _OfIds(FunctionElement[Any]):
    """Whether a column is one of the ids. Of no type: SQLite would be asked whether it is 1, past the column's index.

    With a value for each id, SQLAlchemy writes the statement anew at each call, which takes as long as the answer.
    """

    name = "of_ids"
    inherit_cache = True


@compiles(_OfIds)
def _one_of_array(element: _OfIds, compiler: SQLCompiler, **named: Any) -> str:
    column, ids = element.clauses
    return f"{compiler.process(column, **named)} = ANY ({compiler.process(ids, **named)})"


@compiles(_OfIds, "sqlite")
def _one_of_json(element: _OfIds, compiler: SQLCompiler, **named: Any) -> str:
    column, ids = element.clauses
    found = f"SELECT value FROM json_each({compiler.process(ids, **named)})"  # noqa: S608  # a name of a value
    return f"{compiler.process(column, **named)} IN ({found})"


def of_ids(column: Any, name: str = "ids") -> ColumnElement[bool]:
    """Whether the column is one of `ids`, as a kept statement calls those that it is asked about."""
    return _OfIds(column, bindparam(name, type_=_Ids(wide=isinstance(column.type, BigInteger))))


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """The same of ids that are said at once. With a value for each of thousands, a connection keeps each statement of
    them, and the next one is another."""
    wide = isinstance(column.type, BigInteger)
    return _OfIds(column, bindparam("ids", list(ids), type_=_Ids(wide=wide), unique=True))


class _EachId(FunctionElement[Any]):
    """The ids as rows of one column, `value`."""

    name = "each_id"
    inherit_cache = True


@compiles(_EachId)
def _each_of_array(element: _EachId, compiler: SQLCompiler, **named: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **named)}) AS value)"


@compiles(_EachId, "sqlite")
def _each_of_json(element: _EachId, compiler: SQLCompiler, **named: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **named)})"


def each_id(name: str = "ids") -> TableValuedAlias:
    """The ids that a kept statement is asked about as rows, of which each can be looked up: `value`."""
    return _EachId(bindparam(name, type_=_Ids(wide=False))).table_valued(column("value", Integer))


def one_of(column: Any, codes: Iterable[str]) -> ColumnElement[bool]:
    """Whether the column is one of the codes: as `in_`, of which SQLAlchemy writes a statement anew at each call."""
    found: ColumnElement[bool] = column.in_([literal(code) for code in codes])
    return found


#: What a kept statement calls whoever reads.
READER: BindParameter[Any] = bindparam("reader", type_=Integer)
#: So many of one sort are kept: of each role, and of the days that they are asked about.
MOST_KEPT = 64

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


@dataclass(frozen=True)
class _Whoever:
    """All users of a role, in statements that are kept: whose id it is, is said when one is sent."""

    role: Role
    id: Any = field(default=READER, compare=False)


def kept(make: Callable[Concatenate[Actor, Asked], Made]) -> Callable[Concatenate[Actor, Asked], Made]:
    """Keep the statements that a function makes for a reader: what they see depends on role and id, and the id is sent
    along (`by`). All else that one depends on is an argument, so that none is ever out of date.
    """

    # Kept: a statement costs more to make than to ask; it holds no rows.
    @lru_cache(maxsize=MOST_KEPT)
    def made(whoever: _Whoever, _database: str, *asked: Asked.args, **named: Asked.kwargs) -> Made:
        return make(whoever, *asked, **named)

    def ask(user: Actor, /, *asked: Asked.args, **named: Asked.kwargs) -> Made:
        known: Any = made  # what is asked can be hashed
        found: Made = known(_Whoever(Role(user.role)), database_kind(), *asked, **named)
        return found

    return ask


def by(user: Actor, **values: Any) -> Mapping[str, Any]:
    """What a kept statement is sent with."""
    return {"reader": user.id, **values}


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


# Kept: the mapping stays as it is while a process lives.
@cache
def _children(owner: Any, *columns: Any) -> Select[Any]:
    # Owner by owner, as the index on it gives them: by the id alone, SQLite would sort them all once more.
    return select(owner, *columns).where(of_ids(owner)).order_by(owner, owner.class_.id)


def by_first(statement: Executable, ids: Sequence[int], **values: Any) -> dict[int, list[Row[Any]]]:
    """{first column: rows} of a statement about `ids`; ids without rows are missing. Asks nothing about no ids."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    if ids:
        for row in rows(statement, ids=ids, **values):
            found[row[0]].append(row)
    return found


def by_id(ids: Iterable[int | None], *columns: Any) -> dict[int | None, Row[Any]]:
    """{id: row} of columns of records, of which the first is their id. Asks nothing about no ids."""
    wanted = sorted({id for id in ids if id is not None})
    return {row[0]: row for row in rows(_by_id(*columns), ids=wanted)} if wanted else {}


# Kept: the mapping stays as it is while a process lives.
@cache
def _by_id(*columns: Any) -> Select[Any]:
    return select(*columns).where(of_ids(columns[0]))


def listed(row: Row[Any], **more: Any) -> SimpleNamespace:
    """A record of a long list as plain values: columns of its row, and what hangs on it, as the record calls them.

    Records cost a list three times as much.
    """
    return SimpleNamespace(**dict(zip(row._fields, row, strict=True)), **more)


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


# Kept: the mapping stays as it is while a process lives.
@cache
def _hanging(attribute: Any) -> tuple[Select[Any], str]:
    """The statement of a list of children, and the child's attribute that holds the owner's id."""
    relation = attribute.property
    [(_own, foreign)] = relation.local_remote_pairs
    statement = select(relation.mapper.class_).where(of_ids(foreign)).order_by(*(relation.order_by or ()))
    return statement, relation.mapper.get_property_by_column(foreign).key
