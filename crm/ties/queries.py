"""The kinds of relations that the office defined, and the relations of a record, read from either side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.rules import is_current
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.kinds import Kind
from crm.core.languages import FALLBACKS
from crm.core.permissions import Actor
from crm.ties import rules
from crm.ties.models import Tie, TieKind

#: What a side may be: {table name: kind of record}.
SIDES: Mapping[str, Kind] = {rules.ORGANISATIONS: ORGANISATION, rules.PEOPLE: PERSON}


@dataclass(frozen=True)
class Called:
    """What a side of a kind is called, and in which language that is."""

    text: str
    language: str


@dataclass(frozen=True)
class TieLine:
    """A relation as one of the two sees it."""

    id: int
    label: Called  #: what the other is to this one
    record_type: str  #: of the other
    record_id: int
    name: tuple[str, str]  #: of the other: (text, its language)
    from_date: date | None
    to_date: date | None
    current: bool


def kinds(*, archived: bool = False) -> Sequence[TieKind]:
    """All kinds with their names, the oldest first; with `archived` those of the archive behind them."""
    found = select(TieKind).options(selectinload(TieKind.names)).order_by(TieKind.archived_at.is_not(None), TieKind.id)
    return db.session.scalars(found if archived else found.where(TieKind.archived_at.is_(None))).all()


def kind(id: int) -> TieKind:
    """One kind with its names, also of the archive; NotVisible when there is none."""
    found = db.session.scalar(select(TieKind).where(TieKind.id == id).options(selectinload(TieKind.names)))
    if found is None:
        raise NotVisible
    return found


def called(kind: TieKind, language: str, *, back: bool = False) -> Called:
    """What the second side is to the first, or with `back` the first to the second; names must be loaded."""
    told = {row.language: row for row in kind.names}
    row = next(told[code] for code in (*FALLBACKS[language], *told) if code in told)
    return Called(row.inverse or row.name if back else row.name, row.language)


def is_mutual(kind: TieKind) -> bool:
    """Whether it reads alike from both sides: one row says it for both."""
    return kind.first == kind.second and not any(row.inverse for row in kind.names)


def ways_from(record_type: str, kinds: Iterable[TieKind], language: str) -> list[tuple[str, str, Called]]:
    """(code of a form, what the other side is, what it is to this one) of each kind, from the sides that fit."""
    ways: list[tuple[str, str, Called]] = []
    for each in kinds:
        if each.first == record_type:
            ways.append((f"{rules.OWN}{each.id}", each.second, called(each, language)))
        if each.second == record_type and not is_mutual(each):
            ways.append((f"{rules.OWN}{each.id}{rules.BACK}", each.first, called(each, language, back=True)))
    return ways


def lines(record_type: str, id: int, *, user: Actor, language: str, on: date) -> list[TieLine]:
    """The relations of a record to those that the user may see: current ones before past ones, by kind."""
    rows = db.session.scalars(_touching(record_type, id).order_by(Tie.kind_id, Tie.id)).all()
    if not rows:
        return []
    known = {each.id: each for each in kinds(archived=True)}
    here = (record_type, id)
    others = {row.id: row.sides[1] if row.sides[0] == here else row.sides[0] for row in rows}
    names: dict[tuple[str, int], tuple[str, str]] = {}
    for table, side in SIDES.items():
        ids = {other for at, other in others.values() if at == table}
        found = side.seen_names(ids, user, language) if ids else {}
        names |= {(table, other): found[other] for other in found}
    shown = [
        TieLine(
            row.id, called(known[row.kind_id], language, back=row.sides[0] != here), *others[row.id],
            names[others[row.id]], row.from_date, row.to_date, is_current(row.from_date, row.to_date, on),
        )
        for row in rows
        if others[row.id] in names
    ]  # fmt: skip
    return sorted(shown, key=lambda line: not line.current)


def one(id: int, *, seen_from: tuple[str, int], user: Actor) -> Tie:
    """A relation of a record; NotVisible when it is none of its own or the user may not see both sides."""
    found = db.session.scalar(_touching(*seen_from).where(Tie.id == id))
    if found is None or not all(SIDES[table].is_visible(side, user) for table, side in found.sides):
        raise NotVisible
    return found


def same(kind: TieKind, first: int, second: int) -> Select[Tie]:
    """The relations of a kind between two records; of a mutual kind in either direction."""
    pairs = [_is(kind.first, first, other=False) & _is(kind.second, second, other=True)]
    if is_mutual(kind):
        pairs.append(_is(kind.first, second, other=False) & _is(kind.second, first, other=True))
    return select(Tie).where(Tie.kind_id == kind.id, or_(*pairs))


def _touching(record_type: str, id: int) -> Select[Tie]:
    return select(Tie).where(_is(record_type, id, other=False) | _is(record_type, id, other=True))


def _is(record_type: str, id: int, *, other: bool) -> ColumnElement[bool]:
    """Whether the first side, or the other one, is this record."""
    if record_type == rules.PEOPLE:
        return (Tie.other_person_id if other else Tie.person_id) == id
    return (Tie.other_organisation_id if other else Tie.organisation_id) == id
