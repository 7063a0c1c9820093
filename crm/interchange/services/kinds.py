"""What tables of records can hold: of a kind its columns, how a row becomes a record and is put away again, and what
the kinds read in the same way."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from crm.activities import queries as activities
from crm.activities.models import Activity, ActivityName
from crm.audit.rules import Verb
from crm.contacts.queries import named
from crm.core import here
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.languages import LANGUAGE_LABELS, Language
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.interchange.columns.records import RecordColumn
from crm.places import queries as places

#: What a row says: {column: value}.
Said = Mapping[str, Any]
#: By what two records are the same one.
Key = tuple[Any, ...]


@dataclass(frozen=True)
class NamedCells:
    """How what the cells of a column name is found, what is said where nothing is called so, and whether all that are
    called so are told: another column says which of them it is."""

    found: Callable[[Collection[str], Actor], Mapping[str, Sequence[Any]]]  #: (cells, user) → {folded name: those}
    none: Text
    every: bool = False


@dataclass(frozen=True)
class TableKind:
    """What a table holds: its columns, what it cannot be without, how a row becomes a record and is put away again."""

    code: str
    columns: Mapping[str, RecordColumn]
    needed: Sequence[str]
    verb: Verb
    #: What a row says, as its service takes it; Refused for what would be lost.
    content: Callable[[Said, Actor], Any]
    keys: Callable[[Any], set[Key]]  #: by which of them what a row says is the same as another
    known: Callable[[Sequence[Said]], set[Key]]  #: those of the records that rows could be
    check: Callable[[Any, Sequence[Any], Actor], None]  #: Refused where `write` would be, beside others
    write: Callable[[Any, Callable[[int], str], Actor], Any]
    model: Any
    archive: Callable[[int, Actor], None]
    one_of: Sequence[str] = ()  #: columns of which it needs any
    fields: Mapping[str, str] = field(default_factory=dict)  #: {field that a service refuses: its column}
    silence_is_no: Sequence[str] = ()  #: questions of which no answer is recorded as “No”
    named: Mapping[str, "NamedCells"] = field(default_factory=dict)  #: how what a column names is found


def found(told: Any) -> set[Key]:
    """The rows of a statement as keys."""
    return {tuple(row) for row in db.session.execute(told)}


def texts(said: Said, plain: str) -> dict[str, str]:
    """{language: text} of what a row says in each language; without one its script tells, of Latin letters English."""
    told = {tag: said[tag] for tag in LANGUAGE_LABELS if said.get(tag)}
    if text := said.get(plain):
        tongue = here.spoken(text)[1]
        told = {tongue if tongue in LANGUAGE_LABELS else str(Language.EN): text} | told
    return told


def rest(said: Said, *but: str) -> dict[str, Any]:
    """What a row says, without texts in each language and without some columns."""
    return {name: value for name, value in said.items() if name not in {*LANGUAGE_LABELS, *but}}


def called(statement: Select[int, str]) -> dict[str, list[int]]:
    """{folded name: the ids of those called so} of rows of ids and names."""
    names: dict[str, dict[int, None]] = {}
    for id, text in db.session.execute(statement):
        names.setdefault(search_key(text), {})[id] = None
    return {key: list(ids) for key, ids in names.items()}


def activities_called(types: Collection[str], user: Actor) -> dict[str, list[int]]:
    """{folded name: the activities called so} of some types, of those that a user sees."""
    held = activities.visible_to(user).where(Activity.type.in_(types)).with_only_columns(Activity.id)
    told = select(ActivityName.activity_id, ActivityName.text).where(ActivityName.activity_id.in_(held))
    return called(told.order_by(ActivityName.activity_id))


def places_called(names: Collection[str]) -> dict[str, frozenset[int]]:
    """{folded name: the places called so}; what is too long for a name is none."""
    keys = sorted({search_key(name) for name in names if len(name) <= named.LONGEST_NAME})
    told: dict[str, frozenset[int]] = {}
    for start in range(0, len(keys), named.AT_ONCE):
        told |= places.named_so(keys[start : start + named.AT_ONCE])
    return told


def truths(said: dict[str, Any], *names: str) -> dict[str, Any]:
    """The same with answers to questions as what is true."""
    return said | {name: said[name] == "yes" for name in names if name in said}
