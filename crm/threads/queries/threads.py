"""What happened with a record, the latest first, in steps; what is planned stands apart."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import CompoundSelect, Select, func, inspect, or_, select, union_all
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.util import identity_key

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts.models import Affiliation
from crm.core import clock, here, reading
from crm.core.database import db
from crm.core.kinds import Kind
from crm.core.permissions import Actor, Role, Shell
from crm.core.records import only, stands
from crm.files.models import StoredFile
from crm.negotiations import queries as negotiations
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import OPEN_STAGES
from crm.tasks.models import Task
from crm.threads import rules
from crm.threads.queries.scopes import Scope, of_itself, reader_of, scope_of
from crm.threads.queries.sources import AHEAD, SOURCES, keys, keys_ahead
from crm.threads.rules import ThreadPlace
from crm.users import queries as users

#: What entries are told with the mission that they belong to.
OF_MISSIONS: Final = frozenset({rules.TRIP, rules.LETTER, rules.NOTE})


@dataclass(frozen=True)
class Entry:
    """One thing that happened: a row of its source, and when. `day` where the hour is not known."""

    source: str
    at: datetime
    day: date | None
    row: Any

    @property
    def is_line(self) -> bool:
        """Whether it is an automatic line rather than what a person wrote."""
        return self.source in rules.LINES


@dataclass(frozen=True)
class Thread:
    """`ahead` are planned meetings, the next first; `runs` are cards alone and lines together, the latest first."""

    record_type: str
    record_id: int
    show: str
    #: The sources that have something to tell.
    sources: Sequence[str]
    ahead: Sequence[Entry]
    runs: Sequence[Sequence[Entry]]
    #: {id: title} of the cases and missions that entries tell of, as far as the reader sees them.
    cases: Mapping[int, str]
    missions: Mapping[int, Activity]
    #: {id: who it is, with name and language} of everyone who ever had an account.
    colleagues: Mapping[int, Any]
    next_cursor: str | None


def thread(
    record_type: str, record_id: int, *, user: Actor, language: str, show: str = "", cursor: str | None = None
) -> Thread:
    """A step of the thread of a record that the caller found to be visible; `show` keeps one source of it."""
    reader, beyond = reader_of(user), ThreadPlace.read(cursor)
    scope = scope_of(record_type, reader)
    show = show if show in scope else ""
    sources = [code for code in rules.SOURCES if code in scope]
    statement = _first(record_type, show, reader) if beyond is None else union_all(*_steps(scope, show, reader, beyond))
    places, planned = _places(statement, record_id)
    wanted = [place for place in places if show in ("", place[0].source)]
    shown, more = wanted[: rules.STEP], len(wanted) > rules.STEP
    loaded = _loaded([*planned, *shown])
    ahead, entries = loaded[: len(planned)], loaded[len(planned) :]
    there = {place.source for place, _day in places} | {entry.source for entry in ahead}
    told = {entry.row.negotiation_id for entry in entries if entry.source in (rules.MOVE, rules.NOTE)}
    told -= {None, record_id if record_type == NEGOTIATION.table else None}
    return Thread(
        record_type,
        record_id,
        show,
        [code for code in sources if beyond is not None or code in there],
        ahead,
        rules.runs(entries),
        negotiations.visible_labels(told, user=user, language=language) if told else {},
        _missions({entry.row.activity_id for entry in entries if entry.source in OF_MISSIONS} - {None}, user),
        users.colleagues(),
        shown[-1][0].written() if more else None,
    )


#: A place, and the day where the hour is not known.
Found = tuple[ThreadPlace, date | None]


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=512)
def _first(record_type: str, show: str, reader: Shell) -> CompoundSelect[Any]:
    """The first step, with what is planned: made once as its scope is."""
    scope = scope_of(record_type, reader)
    statements = _steps(scope, show, reader, None)
    if rules.MEETING in scope and show in ("", rules.MEETING):
        statements.append(select(keys_ahead(scope[rules.MEETING], reader).subquery()))
    return union_all(*statements)


def _steps(scope: Scope, show: str, user: Actor, beyond: ThreadPlace | None) -> list[Select[Any]]:
    """The latest things of each source; of those that are not shown only whether there is any."""
    found = [
        keys(code, scope[code], user, beyond=beyond, most=rules.STEP + 1)
        if show in ("", code)
        else keys(code, scope[code], user, beyond=None, most=1)
        for code in rules.SOURCES
        if code in scope
    ]
    return [select(statement.subquery()) for statement in found]


def _places(statement: CompoundSelect[Any], record_id: int) -> tuple[list[Found], list[Found]]:
    """The latest things of several sources in the order of the thread, and the next planned meetings."""
    moment = clock.now()
    today = clock.local(moment, here.zone()).date()
    past, planned = [], []
    for row in reading.rows(statement, record_id=record_id, now=moment, today=today):
        source, id, moment, day = tuple(row)
        if source == AHEAD:
            planned.append((ThreadPlace(moment, rules.MEETING, id), day))
        else:
            place = ThreadPlace(here.noon(day) if day is not None else moment, source, id)
            past.append((place, day or _day_alone(place)))
    return sorted(past, key=lambda each: each[0].order), sorted(planned, key=lambda each: (each[0].at, each[0].id))


def _day_alone(place: ThreadPlace) -> date | None:
    """The day of a move, or of a lead that was typed later, of which nobody told the hour."""
    return here.day_alone(place.at) if place.source in (rules.MOVE, rules.LEAD) else None


def _loaded(places: Sequence[Found]) -> list[Entry]:
    """The rows at places, in their order: one statement a source, and those of what hangs on its rows."""
    ids: dict[str, list[int]] = defaultdict(list)
    for place, _day in places:
        ids[place.source].append(place.id)
    rows: dict[tuple[str, int], Any] = {}
    for code, wanted in ids.items():
        found = _known(code, wanted) or db.session.scalars(_rows(code), {"ids": wanted}).unique().all()
        for children in SOURCES[code].lists:  # but for what the page has read already
            reading.fill([row for row in found if children.key in inspect(row).unloaded], children)
        rows |= {(code, row.id): row for row in found}
    return [Entry(place.source, place.at, day, rows[place.source, place.id]) for place, day in places]


def _known(code: str, ids: Sequence[int]) -> Sequence[Any]:
    """The rows of a source that needs nothing but its columns, if the page has read them all: the moves of a case."""
    source, held = SOURCES[code], db.session.identity_map
    if source.loaded or source.lists:
        return ()
    rows = [held.get(identity_key(source.model, id)) for id in ids]
    return rows if all(row is not None and not inspect(row).expired for row in rows) else ()


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _rows(code: str) -> Select[Any]:
    """The rows of a source, by their ids."""
    source = SOURCES[code]
    return select(source.model).where(reading.of_ids(source.model.id)).options(*source.loaded)


def _missions(ids: Collection[int], user: Actor) -> dict[int, Activity]:
    """{id: mission with its names} of missions that the reader sees."""
    asked = reading.by(user, ids=list(ids))
    return {row.id: row for row in db.session.scalars(_seen_missions(user), asked).unique()} if ids else {}


@reading.kept
def _seen_missions(user: Actor) -> Select[Activity]:
    return activities.visible_to(user).where(reading.of_ids(Activity.id)).options(joinedload(Activity.names))


def files_of(record: tuple[Kind, int]) -> Sequence[StoredFile]:
    """The files on a record that the caller found to be visible, the newest first; no portrait and no receipt."""
    own = StoredFile.record_type == record[0].table, StoredFile.record_id == record[1]
    found = SOURCES[rules.FILE].happened(Shell(0, Role.COORDINATOR)).where(*own)
    return db.session.scalars(found.order_by(StoredFile.id.desc())).all()


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=256)
def _counted(record_type: str, reader: Shell) -> Select[Any]:
    """How many talks, open cases, open tasks and files a record has: what the list has that each of them leads to.

    So tasks and files are those of the record itself, which its panels show; those below it stand on their own pages.
    """
    scope = {
        **scope_of(record_type, reader),
        rules.TASK: of_itself(Task, record_type),
        rules.FILE: of_itself(StoredFile, record_type),
    }
    asked = {
        rules.MEETING: SOURCES[rules.MEETING].happened(reader),
        # No index finds what is put together: else SQLite goes through the open cases of everybody.
        rules.CASE: negotiations.visible_to(reader).where((Negotiation.stage + "").in_(OPEN_STAGES)),
        rules.TASK: select(Task).where(Task.status == "open"),
        rules.FILE: SOURCES[rules.FILE].happened(reader),
    }
    counts = [
        select(func.count()).select_from(rows.where(scope[code]).subquery()).scalar_subquery().label(code)
        for code, rows in asked.items()
        if code in scope
    ]
    return select(*counts)


def counted(record_type: str, record_id: int, *, user: Actor) -> dict[str, int]:
    """{source: how many} of a record that the caller found to be visible; one query."""
    statement = _counted(record_type, reader_of(user))
    [row] = reading.rows(statement, record_id=record_id, now=clock.now(), today=here.today())
    return dict(row._mapping)


def employer(person_id: int) -> int | None:
    """The organisation of a person's main post, or of another that they hold."""
    today = here.today()
    held = or_(Affiliation.to_date.is_(None), Affiliation.to_date >= today)
    posts = select(Affiliation.organisation_id).where(Affiliation.person_id == person_id, held)
    return db.session.scalar(posts.order_by(Affiliation.is_primary.desc(), Affiliation.id).limit(1))


def attached(record: tuple[Kind, int], id: int, *, archived: bool = False) -> StoredFile:
    """A file on a record that the caller found to be visible; NotVisible when it has none such."""
    own = StoredFile.record_type == record[0].table, StoredFile.record_id == record[1]
    return only(select(StoredFile).where(*own, stands(StoredFile, archived=archived)), id)
