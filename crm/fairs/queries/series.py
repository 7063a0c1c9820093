"""Series of fairs: the list, one with its editions, those that come with the product."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core import conditions, here
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.folding import search_key
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.fairs import rules
from crm.fairs.models import FairEdition, FairSeries, FairSeriesName
from crm.initiatives.queries import title
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown

SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "name": (OrderColumn(FairSeries.sort_key), OrderColumn(FairSeries.id)),
    "-name": (OrderColumn(FairSeries.sort_key, descending=True), OrderColumn(FairSeries.id, descending=True)),
    "-changed": (OrderColumn(FairSeries.updated_at, descending=True), OrderColumn(FairSeries.id, descending=True)),
}
#: What the name of a series needs loaded.
SERIES_NAMED: Final = (joinedload(FairSeries.names),)
_DATA: Final = Path(__file__).parent.parent / "data" / "known_series.tsv"


@dataclass(frozen=True)
class SeriesLine:
    """A series named for a reader, how many fairs of ours have been editions of it, and the last day of the latest."""

    series: FairSeries
    name: str
    place: Shown
    editions: int
    last_on: date | None


def visible_series(user: Actor | None, *, archived: bool | None = False) -> Select[FairSeries]:
    """Every series that is not archived, or the archive; None: both. All staff see all."""
    return shared(select(FairSeries).where(stands(FairSeries, archived=archived)), user)


def _loaded(statement: Select[FairSeries]) -> Select[FairSeries]:
    return statement.options(selectinload(FairSeries.names), joinedload(FairSeries.place).selectinload(Place.names))


def series(id: int, *, user: Actor, archived: bool | None = False) -> FairSeries:
    """One series with its names and its place; NotVisible when there is none."""
    return only(_loaded(visible_series(user, archived=archived)), id)


def series_called(row: FairSeries, language: str) -> tuple[str, str]:
    """The name that suits readers of a language best; needs the names loaded."""
    return title(row.names, language) or f"#{row.id}", ""


def _called(text: str) -> ColumnElement[bool]:
    return FairSeries.search_key.contains(search_key(text) or text, autoescape=True)


@dataclass(frozen=True)
class SeriesFilter(Conditions):
    """Conditions of the list. The words are a name of the series."""

    q: str = conditions.text(_called)
    only: Collection[int] = conditions.only(FairSeries.id)
    cycle: Collection[str] = conditions.codes(FairSeries.cycle)


def filtered_series(wanted: SeriesFilter, *, user: Actor) -> Select[FairSeries]:
    """The visible series that fulfil every condition."""
    return visible_series(user).where(*wanted.where())


def series_lines(
    wanted: SeriesFilter,
    *,
    user: Actor,
    language: str,
    sort: str = "name",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[SeriesLine]:
    """A page of the list, by name unless `sort` says otherwise."""
    found: Page[FairSeries] = page(_loaded(filtered_series(wanted, user=user)), SORTS[sort], cursor, size)
    held = _held([row.id for row in found.rows], user)
    return found.of([
        SeriesLine(row, title(row.names, language), places.display_name(row.place, language),
                   *held.get(row.id, (0, None)))
        for row in found.rows
    ])  # fmt: skip


def _held(ids: Sequence[int], user: Actor) -> Mapping[int, tuple[int, date | None]]:
    """{series: (how many of the user's fairs have been editions of it, the last day of the latest)}."""
    statement = (
        select(FairEdition.series_id, func.count(), func.max(Activity.end_on))
        .join(Activity, Activity.id == FairEdition.activity_id)
        .where(FairEdition.series_id.in_(ids), Activity.id.in_(activities.visible_ids(user)))
        .where(Activity.status != "cancelled", Activity.start_on <= here.today())
        .group_by(FairEdition.series_id)
    )
    return {id: (number, last) for id, number, last in db.session.execute(statement) if id} if ids else {}


def archived_series(*, user: Actor, language: str) -> list[tuple[int, str]]:
    """The series of the archive by name: [(id, name)]."""
    return _named(visible_series(user, archived=True), language)


def series_options(*, user: Actor, language: str) -> list[tuple[int, str]]:
    """The series as choices: [(id, name)]."""
    return _named(visible_series(user), language)


def series_names(ids: Collection[int], language: str) -> dict[int, str]:
    """{id: name}, of the archive as well; for the log."""
    return dict(_named(select(FairSeries).where(FairSeries.id.in_(ids)), language)) if ids else {}


def _named(found: Select[FairSeries], language: str) -> list[tuple[int, str]]:
    statement = found.options(*SERIES_NAMED).order_by(FairSeries.sort_key, FairSeries.id)
    return [(row.id, title(row.names, language)) for row in db.session.scalars(statement).unique()]


# ------------------------------------------------------------------ editions


def edition(activity_id: int) -> FairEdition | None:
    """Which edition of which series a fair that the caller found to be visible is; None while nobody said."""
    statement = select(FairEdition).where(FairEdition.activity_id == activity_id)
    return db.session.scalar(
        statement.options(joinedload(FairEdition.series).selectinload(FairSeries.names), joinedload(FairEdition.task))
    )


def applications_due(*, user: Actor, today: date) -> Sequence[FairEdition]:
    """The editions, with the names of their fairs, of which nobody has said whether we apply and whose last day has
    passed or comes within SOON days, of those that the user sees; the earliest day first.

    Fairs that are over, closed or cancelled ask for nothing any more.
    """
    statement = (
        select(FairEdition)
        .join(Activity, Activity.id == FairEdition.activity_id)
        .where(Activity.id.in_(activities.visible_ids(user)), Activity.status.not_in(("cancelled", "closed")))
        .where(Activity.type.in_(rules.TYPES), FairEdition.applied_on.is_(None), FairEdition.not_applied.is_(False))
        .where(FairEdition.apply_by <= today + timedelta(days=rules.SOON), Activity.end_on >= today)
        .options(joinedload(FairEdition.activity).joinedload(Activity.names))
        .order_by(FairEdition.apply_by, FairEdition.id)
    )
    return db.session.scalars(statement).unique().all()


def applied_by(task_ids: Collection[int]) -> dict[int, Activity]:
    """{task: the fair for which we apply by it}, for one who sees the tasks; names are loaded."""
    statement = select(FairEdition).where(FairEdition.task_id.in_(task_ids))
    loaded = joinedload(FairEdition.activity).joinedload(Activity.names)
    rows = db.session.scalars(statement.options(loaded)).unique()
    return {row.task_id: row.activity for row in rows if row.task_id is not None}


def editions(series_id: int, *, user: Actor) -> Sequence[FairEdition]:
    """The editions of a series that were fairs of ours which the user sees, the latest first."""
    statement = (
        select(FairEdition)
        .join(Activity, Activity.id == FairEdition.activity_id)
        .where(FairEdition.series_id == series_id, Activity.id.in_(activities.visible_ids(user)))
        .options(joinedload(FairEdition.activity).selectinload(Activity.names))
        .order_by(Activity.start_on.desc(), Activity.id.desc())
    )
    return db.session.scalars(statement).all()


def edition_before(activity: Activity) -> int | None:
    """The fair of ours that was the last edition of the same series before this one; None where there is none."""
    own = select(FairEdition.series_id).where(FairEdition.activity_id == activity.id).scalar_subquery()
    statement = (
        select(FairEdition.activity_id)
        .join(Activity, Activity.id == FairEdition.activity_id)
        .where(FairEdition.series_id == own, stands(Activity), Activity.id != activity.id)
        .where(Activity.start_on < activity.start_on, Activity.status != "cancelled")
        .order_by(Activity.start_on.desc(), Activity.id.desc())
    )
    return db.session.scalar(statement.limit(1))


def is_another(series_id: int, number: int, activity_id: int) -> bool:
    """Whether another fair of ours is this edition of the series already."""
    statement = (
        select(FairEdition.id)
        .join(Activity, Activity.id == FairEdition.activity_id)
        .where(FairEdition.series_id == series_id, FairEdition.number == number, stands(Activity))
        .where(FairEdition.activity_id != activity_id, Activity.status != "cancelled")
    )
    return db.session.scalar(statement.limit(1)) is not None


# ------------------------------------------------------------------ those that come with the product


@dataclass(frozen=True)
class KnownSeries:
    """A recurring fair that comes with the product, told in one language (domain.md §1.5)."""

    key: str
    names: Mapping[str, str]  #: {language: text}
    place_code: str
    venue: str
    cycle: str
    facts: str
    next_edition: str
    unconfirmed: bool
    source: str

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.names[language]


# Kept: read from its file, once a process.
@cache
def known_series(language: str) -> tuple[KnownSeries, ...]:
    """All of them in a language of ours."""
    tag = {"zh-Hans": "zh_Hans"}.get(language, language)
    with _DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(
        KnownSeries(
            row["key"], {"ja": row["ja"], "zh-Hans": row["zh_Hans"], "ko": row["ko"], "en": row["en"]}, row["place"],
            row["venue"], row["cycle"], row[f"facts_{tag}"], row[f"next_{tag}"], row["unconfirmed"] == "1",
            row["source"],
        )
        for row in rows
    )  # fmt: skip


def kept_already(known: Sequence[KnownSeries], *, user: Actor) -> Mapping[str, int]:
    """{key: the series} of those that the office keeps already, by their names."""
    named = {text: each.key for each in known for text in each.names.values()}
    statement = select(FairSeriesName.text, FairSeriesName.series_id).where(
        FairSeriesName.text.in_(named),
        FairSeriesName.series_id.in_(visible_series(user).with_only_columns(FairSeries.id)),
    )
    return {named[text]: id for text, id in db.session.execute(statement)}


def place_of(code: str, *, user: Actor) -> int | None:
    """The place of an official code that the office keeps; None where it does not."""
    return db.session.scalar(places.visible_to(user).where(Place.code == code).with_only_columns(Place.id))
