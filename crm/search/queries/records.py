"""The records that are shown, with all that their lines say: kinds of which few are found are read in one statement."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, get_args

from sqlalchemy import Select, and_, literal, select, true, union_all
from sqlalchemy.orm import defer
from sqlalchemy.orm.interfaces import ORMOption

from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor, Role, allows
from crm.search.queries.faces import FACES, Face, Named

#: What a statement for several kinds calls the ids of one.
_IDS: Final = "ids_{}"
#: The one statement for all kinds joins thirty tables: to plan it takes longer than to ask so many kinds by themselves.
ONE_BY_ONE: Final = 4
#: Where more kinds are found than this, they are asked together all the same: a page asks 25 statements at most.
FEW_KINDS: Final = 12


def records_of(ids: Mapping[str, Collection[int]], user: Actor) -> dict[str, dict[int, Any]]:
    """{kind: {id: record}} of those that the user sees: a query for each kind, one for many of those that go
    `together`, and one for all names of each sort."""
    found: dict[str, dict[int, Any]] = {kind: {} for kind in ids}
    several = [kind for kind in ids if FACES[kind].together and ids[kind]]
    if len(several) <= ONE_BY_ONE and sum(map(bool, ids.values())) <= FEW_KINDS:
        several = []
    else:
        kinds = _together(user)
        asked = {_IDS.format(kind): list(ids.get(kind, ())) for kind in kinds}
        for row in db.session.execute(_all_to_show(user), {**reading.by(user), **asked}).unique():
            for kind, record in zip(kinds, row, strict=True):
                if record is not None:
                    found[kind][record.id] = record
    for kind in ids:
        if kind not in several and ids[kind]:
            values = reading.by(user, ids=list(ids[kind]))
            found[kind] = {row.id: row for row in db.session.scalars(_to_show(user, kind), values).unique()}
    _name([(FACES[kind], record) for kind, rows in found.items() for record in rows.values()])
    return found


def _name(shown: Sequence[tuple[Face, Any]]) -> None:
    """Load the names of whoever is shown."""
    named = [owner for face, record in shown for owner in face.named(record) if owner is not None]
    for model in get_args(Named):
        reading.fill([owner for owner in named if isinstance(owner, model)], model.names)


def _together(user: Actor) -> list[str]:
    return [kind for kind, face in FACES.items() if face.together and allows(Role(user.role), face.permission)]


@reading.kept
def _to_show(user: Actor, record_type: str) -> Select[Any]:
    face = FACES[record_type]
    return face.kind.visible_to(user).where(reading.of_ids(face.kind.model.id)).options(*face.loaded, *_unread(face))


def _unread(face: Face) -> list[ORMOption]:
    """When a record was made and changed stands in no line; each moment of each row is worked out where it is read."""
    model = face.kind.model
    return [defer(getattr(model, name)) for name in ("created_at", "updated_at", "archived_at") if hasattr(model, name)]


@reading.kept
def _all_to_show(user: Actor) -> Select[Any]:
    """A row for each id that is sent, with the record in the column of its kind and nothing in the others."""
    kinds = _together(user)
    numbered = [
        select(literal(number).label("kind"), reading.each_id(_IDS.format(kind)).c.value.label("id"))
        for number, kind in enumerate(kinds)
    ]
    asked = union_all(*numbered).subquery()
    models: list[Any] = [FACES[kind].kind.model for kind in kinds]
    found: Select[Any] = select(*models).select_from(asked)
    for number, kind in enumerate(kinds):
        model, visible = FACES[kind].kind.model, FACES[kind].kind.visible_to(user)
        if visible.get_final_froms() != [model.__table__]:
            raise ValueError(f"who sees {kind} is not said by conditions on their table alone")
        seen = visible.whereclause if visible.whereclause is not None else true()
        found = found.outerjoin(model, and_(asked.c.kind == number, model.id == asked.c.id, seen))
    return found.options(*(option for kind in kinds for option in (*FACES[kind].loaded, *_unread(FACES[kind]))))
