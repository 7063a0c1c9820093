"""Activities of competing regions, and signs of demand, as tables hold them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from crm.audit import services as audit
from crm.contacts.queries import named
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.interchange.columns import records as columns
from crm.interchange.services.kinds import Key, NamedCells, Said, TableKind, places_called
from crm.rivals import queries, rules
from crm.rivals import services as rivals
from crm.rivals.models import DemandSignal, RivalActivity
from crm.rivals.services import RivalInput, SignalInput


def _bodies(names: Collection[str], user: Actor) -> dict[str, list[tuple[str, int]]]:
    """{folded name: the places and the organisations called so, each as its field and its id}."""
    told = {key: [("body_place_id", id) for id in ids] for key, ids in places_called(names).items()}
    for key, ids in named.organisations_called(names, user=user).items():
        told[key] = [*told.get(key, []), *(("body_organisation_id", id) for id in ids)]
    return told


def _rival(said: Said, _by: Actor) -> RivalInput:
    needed: dict[str, Any] = {"place_id": None, "activity_type": "", "starts_on": None}
    told = {name: value for name, value in said.items() if name != "body"}
    return RivalInput(**(needed | told | dict([said["body"]] if "body" in said else [])))


def _rival_key(
    place_id: int | None, place: int | None, organisation: int | None, kind: str, day: date | None, title: str
) -> Key:
    return place_id, place, organisation, kind, day, search_key(title)


def _rivals_known(rows: Sequence[Said]) -> set[Key]:
    at = {row.get("place_id") for row in rows} - {None}
    told = select(
        RivalActivity.place_id, RivalActivity.body_place_id, RivalActivity.body_organisation_id,
        RivalActivity.activity_type, RivalActivity.starts_on, RivalActivity.title,
    ).where(RivalActivity.place_id.in_(at), RivalActivity.archived_at.is_(None))  # fmt: skip
    return {_rival_key(*row) for row in db.session.execute(told)}


def _signal(said: Said, _by: Actor) -> SignalInput:
    needed: dict[str, Any] = {
        "place_id": None, "category": "", "statement": "", "source_kind": "", "source": "", "observed_on": None,
    }  # fmt: skip
    return SignalInput(**(needed | dict(said) | {"strength": int(said.get("strength", 0))}))


def _signal_key(place_id: int | None, category: str, day: date | None, statement: str) -> Key:
    return place_id, category, day, search_key(statement)


def _signals_known(rows: Sequence[Said]) -> set[Key]:
    at = {row.get("place_id") for row in rows} - {None}
    told = select(DemandSignal.place_id, DemandSignal.category, DemandSignal.observed_on, DemandSignal.statement)
    found = db.session.execute(told.where(DemandSignal.place_id.in_(at), DemandSignal.archived_at.is_(None)))
    return {_signal_key(*row) for row in found}


RIVALS: Final = TableKind(
    "rivals", columns.RIVAL_COLUMNS, ("body", "place_id", "activity_type", "starts_on"), rules.RIVAL_MADE, _rival,
    lambda row: {
        _rival_key(
            row.place_id, row.body_place_id, row.body_organisation_id, row.activity_type, row.starts_on, row.title
        )
    },
    _rivals_known,
    lambda content, _beside, by: rivals.check_rival(content, by=by),
    lambda content, _text, by: rivals.record_rival(content, by=by),
    RivalActivity, lambda id, by: audit.archive(queries.rival(id, user=by), rules.RIVAL_ARCHIVED, by=by),
    fields={"body_place_id": "body", "body_organisation_id": "body"},
    named={"body": NamedCells(_bodies, Text("No place and no organisation of this name is on record."))},
)  # fmt: skip
SIGNALS: Final = TableKind(
    "demand", columns.SIGNAL_COLUMNS,
    ("statement", "place_id", "category", "strength", "observed_on", "source_kind", "source"), rules.SIGNAL_MADE,
    _signal, lambda row: {_signal_key(row.place_id, row.category, row.observed_on, row.statement)}, _signals_known,
    lambda content, _beside, by: rivals.check_signal(content, by=by),
    lambda content, _text, by: rivals.record_signal(content, by=by),
    DemandSignal, lambda id, by: audit.archive(queries.signal(id, user=by), rules.SIGNAL_ARCHIVED, by=by),
)  # fmt: skip
