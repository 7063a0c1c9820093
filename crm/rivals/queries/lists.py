"""The lists of what rivals did and of signs of demand, and what one is called."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, or_, select

from crm.core import conditions, here
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.lookup import queries as lookup
from crm.places import queries as places
from crm.rivals.models import DemandSignal, RivalActivity
from crm.rivals.queries.places import (
    RIVAL_LOADED,
    SIGNAL_LOADED,
    Rival,
    body_of,
    told,
    visible_rivals,
    visible_signals,
)

RIVAL_SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-began": (OrderColumn(RivalActivity.starts_on, descending=True), OrderColumn(RivalActivity.id, descending=True)),
    "began": (OrderColumn(RivalActivity.starts_on), OrderColumn(RivalActivity.id)),
    "-changed": (
        OrderColumn(RivalActivity.updated_at, descending=True),
        OrderColumn(RivalActivity.id, descending=True),
    ),
}
_LATEST: Final = OrderColumn(DemandSignal.id, descending=True)
SIGNAL_SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-observed": (OrderColumn(DemandSignal.observed_on, descending=True), _LATEST),
    "observed": (OrderColumn(DemandSignal.observed_on), OrderColumn(DemandSignal.id)),
    "-strength": (OrderColumn(DemandSignal.strength, descending=True), _LATEST),
    "strength": (OrderColumn(DemandSignal.strength), OrderColumn(DemandSignal.id)),
}


def _named(words: str) -> ColumnElement[bool]:
    """In the name of the fair, the notes, the source, or any form of the rival's name."""
    said = [
        column.icontains(words, autoescape=True)
        for column in (RivalActivity.title, RivalActivity.notes, RivalActivity.source_url)
    ]
    return or_(
        *said,
        RivalActivity.body_place_id.in_(lookup.matching("places", words)),
        RivalActivity.body_organisation_id.in_(lookup.matching("organisations", words)),
    )


@dataclass(frozen=True)
class RivalFilter(Conditions):
    """Conditions of the list of rivals. A place counts with all that lies in it; days are those of the activity."""

    q: str = conditions.text(_named)
    only: Collection[int] = conditions.only(RivalActivity.id)
    place: int | None = conditions.record(lambda id: RivalActivity.place_id.in_(places.within(id)))
    region: int | None = conditions.record(lambda id: RivalActivity.body_place_id.in_(places.within(id)))
    organisation: int | None = conditions.record(RivalActivity.body_organisation_id)
    type: Collection[str] = conditions.codes(RivalActivity.activity_type)
    since: date | None = conditions.day(lambda day: RivalActivity.ends_on >= day)
    until: date | None = conditions.day(lambda day: RivalActivity.starts_on <= day)


def filtered_rivals(wanted: RivalFilter, *, user: Actor) -> Select[RivalActivity]:
    """The visible activities of rivals that fulfil every condition."""
    return visible_rivals(user).where(*wanted.where())


def rival_lines(
    wanted: RivalFilter, *, user: Actor, language: str, sort: str = "-began", cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Rival]:  # fmt: skip
    """A page of the list, what began last first unless `sort` says otherwise."""
    statement = filtered_rivals(wanted, user=user).options(*RIVAL_LOADED)
    found: Page[RivalActivity] = page(statement, RIVAL_SORTS[sort], cursor, size)
    return found.of(told(found.rows, user, language))


def rival_called(row: RivalActivity, language: str) -> tuple[str, str]:
    """What a rival's activity goes by: who it was, and the name of the fair where it has one; it is loaded."""
    name = body_of(row, language).name
    return (f"{name.text} · {row.title}", "") if row.title else (name.text, name.language)


def rival_names(ids: Collection[int], language: str) -> dict[int, str]:
    """{id: who it was, and the fair} of activities that the caller found to be visible; for the log."""
    found = select(RivalActivity).where(RivalActivity.id.in_(ids)).options(*RIVAL_LOADED)
    return {row.id: rival_called(row, language)[0] for row in db.session.scalars(found)} if ids else {}


def _signalled(words: str) -> ColumnElement[bool]:
    columns = (DemandSignal.statement, DemandSignal.source)
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


def _as_strong(codes: Collection[str]) -> ColumnElement[bool]:
    return DemandSignal.strength.in_([int(code) for code in codes])


@dataclass(frozen=True)
class SignalFilter(Conditions):
    """Conditions of the list of signs of demand. A place counts with all that lies in it."""

    q: str = conditions.text(_signalled)
    only: Collection[int] = conditions.only(DemandSignal.id)
    place: int | None = conditions.record(lambda id: DemandSignal.place_id.in_(places.within(id)))
    category: Collection[str] = conditions.codes(DemandSignal.category)
    tier: Collection[str] = conditions.codes(DemandSignal.price_tier)
    strength: Collection[str] = conditions.codes(_as_strong)
    kind: Collection[str] = conditions.codes(DemandSignal.source_kind)
    since: date | None = conditions.day(lambda day: DemandSignal.observed_on >= day)
    until: date | None = conditions.day(lambda day: DemandSignal.observed_on <= day)


def filtered_signals(wanted: SignalFilter, *, user: Actor) -> Select[DemandSignal]:
    """The visible signs of demand that fulfil every condition."""
    return visible_signals(user).where(*wanted.where())


def signal_lines(
    wanted: SignalFilter, *, user: Actor, sort: str = "-observed", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[DemandSignal]:
    """A page of the list, what was observed last first unless `sort` says otherwise; places are named."""
    return page(filtered_signals(wanted, user=user).options(*SIGNAL_LOADED), SIGNAL_SORTS[sort], cursor, size)


def signal_called(row: DemandSignal, _language: str) -> tuple[str, str]:
    """What a sign of demand goes by: what is wanted, as somebody wrote it."""
    return here.spoken(row.statement)


def signal_names(ids: Collection[int], _language: str) -> dict[int, str]:
    """{id: what is wanted} of signs that the caller found to be visible; for the log."""
    found = select(DemandSignal.id, DemandSignal.statement).where(DemandSignal.id.in_(ids))
    return {row.id: row.statement for row in db.session.execute(found)} if ids else {}
