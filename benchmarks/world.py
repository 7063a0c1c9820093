"""Databases of the sizes S and L: the sample, and on top of it invented records up to the size, made once.

Rows are written with bulk inserts straight into the migrated schema, in a few minutes at L; a copy stays in the
folder that the caller names (outside of the repository) until the schema or the generator changes.
"""

import hashlib
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, func, insert, select, text

from benchmarks import fairs, people, talks, words
from benchmarks.people import Rows, Town
from benchmarks.talks import Firm, Held, Home, Talk
from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.config import Settings
from crm.contacts.models import Affiliation, Organisation, Person, PersonName
from crm.core import clock
from crm.core.database import db, writing
from crm.factory import create_app
from crm.leads.models import Lead
from crm.lookup import models as lookup
from crm.meetings import services as meetings
from crm.meetings.models import Meeting
from crm.negotiations import services as negotiations
from crm.negotiations.models import Negotiation
from crm.partners.models import SalesRoute
from crm.places.models import Place, PlaceName
from crm.sample import commands as sample
from crm.search import queries
from crm.search import services as search
from crm.users.models import User
from crm.web import migrating

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY = "measured, not guarded: " + "b" * 32
SEED = 20261124
BATCH = 2_000  #: records a round trip
OUR_FIRMS = 40


@dataclass(frozen=True)
class Size:
    """How many rows of each kind a database holds, the sample's included."""

    name: str
    organisations: int
    people: int
    meetings: int
    negotiations: int
    activities: int
    routes: int
    leads: int
    agreements: int


SIZES = {
    "S": Size("S", 1_000, 3_000, 5_000, 1_000, 40, 60, 1_000, 100),
    "L": Size("L", 50_000, 200_000, 300_000, 50_000, 2_000, 3_000, 50_000, 5_000),
}


def application(instance: Path, database_url: str) -> Flask:
    """The product over a database, as a program sees it."""
    return create_app(Settings(instance=instance, database_url=database_url, secret_key=SECRET_KEY))


def fingerprint() -> str:
    """Changes with the schema and with whatever derives what stands in the rows."""
    derived = (
        "core",
        "contacts",
        "lookup",
        "search",
        "meetings",
        "negotiations",
        "leads",
        "agreements",
        "activities",
        "sample",
    )
    files = [*(ROOT / "migrations" / "versions").glob("*.py"), *(ROOT / "benchmarks").glob("*.py")]
    files += [f for name in derived for f in (ROOT / "crm" / name).rglob("*.py") if f.stem in _DERIVING]
    kept = [f for f in sorted(files) if f.stem not in _MEASURING]
    return hashlib.sha256(b"".join(f.read_bytes() for f in kept)).hexdigest()[:12]


_DERIVING = frozenset({"models", "rules", "names", "folding", "readings", "hanja", "sorting", "kinds", "documents"})
_MEASURING = frozenset({"scale", "load", "serve", "floors", "pages", "report", "browser", "subjects", "imports"})


def fill(app: Flask, size: Size) -> None:
    """Migrate an empty database and fill it up to `size`."""
    with app.app_context():
        migrating.tool(app).upgrade()
        with writing():
            sample.fill()
            db.session.commit()
        populate(size)
        _settle(db.engine)
        db.session.remove()
        db.engine.dispose()


def populate(size: Size) -> None:
    """Add what is missing to `size`, in a database that has places, activities, staff and something of its own."""
    with writing(), db.engine.connect() as connection:
        _without_waiting(connection)
        _Filler(connection, size).run()
    _settle_facts()
    _index()


def _settle_facts() -> None:
    """What figures read of talks and cases, written by the same functions as after each act."""
    for settle in (meetings.settle_all_talks, negotiations.settle_all_cases):
        start = time.perf_counter()
        with writing():
            settle()
            db.session.commit()
        _tell(settle.__name__, start)


def _index() -> None:
    """What can be found of all that: the index that the services keep, written by the same function."""
    with _grams_at_the_end():
        for kind in queries.KINDS:
            start = time.perf_counter()
            with writing():
                for ids in queries.all_ids(kind):
                    search.index_kind(kind, ids)
                    db.session.expunge_all()
                db.session.commit()
            if time.perf_counter() - start > 1:
                _tell(f"{kind.record_type:>8} indexed", start)


@contextmanager
def _grams_at_the_end() -> Iterator[None]:
    """PostgreSQL makes its index of grams once all rows are there: row by row it takes most of an hour."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    with db.engine.begin() as connection:
        for name in lookup.POSTGRESQL_INDEXES:
            connection.execute(text(f"DROP INDEX ix_{name}_grams"))
    yield
    start = time.perf_counter()
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
        for statement in lookup.POSTGRESQL_INDEXES.values():
            connection.execute(text(statement))
    _tell("grams indexed", start)


def _tell(what: str, start: float) -> None:
    """How long a part took; to people, since the figures go to standard output."""
    print(f"  {what:<24}{time.perf_counter() - start:6.1f} s", file=sys.stderr, flush=True)


def _without_waiting(connection: Connection) -> None:
    """Made data can be made again: nothing needs to reach the disk before the end."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("PRAGMA cache_size=-400000")
    else:
        connection.execute(text("SET synchronous_commit = off"))
        connection.commit()


def _settle(engine: Engine) -> None:
    """What a database that has lived for a while has: statistics, and on PostgreSQL sequences past the last id."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            for table in db.metadata.sorted_tables:
                if "id" in table.c and table.c["id"].primary_key:
                    last = connection.scalar(select(func.max(table.c["id"]))) or 0
                    name = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
                    if name and last:
                        connection.execute(select(func.setval(name, last)))
            connection.execute(text("VACUUM ANALYZE"))


class _Filler:
    """Writes each kind of record up to its number, each knowing what the ones before it made."""

    def __init__(self, connection: Connection, size: Size) -> None:
        self.connection, self.size = connection, size
        self.dice = random.Random(SEED)  # noqa: S311  # the same data every time is what is wanted

    def run(self) -> None:
        towns = self._towns()
        self._write(Organisation, self.size.organisations, lambda id: people.organisation_rows(id, towns, self.dice))
        firms = list(self.connection.scalars(select(Organisation.id).order_by(Organisation.id)))
        self._write(Person, self.size.people, lambda id: self._person(id, firms))
        known = self._firms()
        home = self._home(known)
        places = [town for country in ("CN", "KR", "RU") for town in towns[country]]
        self._write(Activity, self.size.activities, lambda id: fairs.activity_rows(id, places, home, known, self.dice))
        home = self._home(known)
        self._write(
            SalesRoute, self.size.routes, lambda id: fairs.route_rows(id, known[id * 31 % len(known)], home, self.dice)
        )
        self._write(Meeting, self.size.meetings, lambda id: self._meeting(id, known, home))
        self._business(known, home)

    def _business(self, known: list[Firm], home: Home) -> None:
        """Leads, the negotiations that some of them grew into, and the agreements that these came to."""
        by_id, met = {firm.id: firm for firm in known}, self._talks()
        first_lead = (self.connection.scalar(select(func.max(Lead.id))) or 0) + 1
        first_case = (self.connection.scalar(select(func.max(Negotiation.id))) or 0) + 1
        self.connection.rollback()

        def grown(place: int) -> Talk | None:
            """The talk of the case that this lead grows into: every other case of a talk at an activity has one."""
            talk = met[place] if place % 2 == 0 and place < len(met) else None
            return talk if talk is not None and talk.activity_id is not None else None

        def lead(id: int) -> Rows:
            talk = grown(id - first_lead)
            firm = by_id[talk.firm_id] if talk is not None else known[id * 7907 % len(known)]
            return fairs.lead_rows(id, talk, firm, home, self.dice)

        def negotiation(id: int) -> Rows:
            place = id - first_case
            talk = met[place % len(met)]
            lead_id = first_lead + place if grown(place) is not None and place + first_lead <= last_lead else None
            return talks.negotiation_rows(id, by_id[talk.firm_id], talk, lead_id, home, self.dice)

        self._write(Lead, self.size.leads, lead)
        last_lead = self.connection.scalar(select(func.max(Lead.id))) or 0
        self.connection.rollback()
        self._write(Negotiation, self.size.negotiations, negotiation)
        signed = list(
            self.connection.execute(
                select(Negotiation.id, Negotiation.first_talk_at)
                .where(Negotiation.stage.in_(("signed", "executing")), Negotiation.id >= first_case)
                .order_by(Negotiation.id)
            )
        )
        self.connection.rollback()

        def agreement(id: int) -> Rows:
            """Nine in ten conclude a case, some of them two."""
            own = signed[id * 2 % len(signed) :][: 0 if id % 10 == 9 else 2 if id % 10 == 8 else 1]
            return fairs.agreement_rows(id, own, home, self.dice)

        self._write(Agreement, self.size.agreements, agreement)

    def _talks(self) -> list[Talk]:
        """Pairs of talks with the same side, as `_meeting` made them."""
        columns = (Meeting.id, Meeting.organisation_id, Meeting.activity_id, Meeting.starts_at)
        rows = self.connection.execute(
            select(*columns).where(Meeting.id % 6 >= 2, Meeting.id % 6 <= 3, Meeting.subject.in_(words.SUBJECTS))
        )
        pairs: dict[int, list[Any]] = {}
        for row in rows:
            pairs.setdefault(row.id // 6, []).append(row)
        ordered = [sorted(pair, key=lambda row: row.starts_at) for _, pair in sorted(pairs.items()) if len(pair) == 2]
        return [
            Talk(one.id, one.organisation_id, one.activity_id, one.starts_at, other.id)
            for one, other in ordered
            if one.organisation_id == other.organisation_id
        ]

    def _write(self, entity: Any, wanted: int, make: Callable[[int], Rows]) -> None:
        """Make `wanted` records of an entity, counting those that are there."""
        start = time.perf_counter()
        there, last = self.connection.execute(select(func.count(), func.max(entity.id))).one()
        self.connection.rollback()
        ids = range((last or 0) + 1, (last or 0) + 1 + wanted - there)
        for first in range(0, len(ids), BATCH):
            with self.connection.begin():
                for table, rows in _gathered(map(make, ids[first : first + BATCH])):
                    self.connection.execute(insert(db.metadata.tables[table]), rows)
        print(
            f"  {wanted:>8,} {entity.__tablename__:<14}{time.perf_counter() - start:6.1f} s",
            file=sys.stderr,
            flush=True,
        )

    def _towns(self) -> dict[str, list[Town]]:
        """The places below the prefectures, by country; countries without any take all their places."""
        statement = select(Place.id, Place.country, PlaceName.language, PlaceName.text).join(
            PlaceName, PlaceName.place_id == Place.id
        )
        towns: dict[int, Town] = {}
        for id, country, language, name in self.connection.execute(statement.order_by(Place.id, PlaceName.id)):
            towns.setdefault(id, Town(id, country, {})).names.setdefault(language, name)
        found: dict[str, list[Town]] = {country: [] for country in talks.ZONES}
        for town in towns.values():
            complete = {"ja", "zh-Hans", "en"} <= set(town.names)
            if complete and town.country in found:
                found[town.country].append(town)
        return found

    def _person(self, id: int, firms: list[int]) -> Rows:
        former = self.dice.choice(firms) if id % 5 == 0 else None
        return people.person_rows(id, firms[(id * 7919) % len(firms)], former, self.dice)

    def _firms(self) -> list[Firm]:
        """Every organisation with up to four of its people, the highest ranked first."""
        seats: dict[int, list[tuple[int, str, str]]] = {}
        statement = (
            select(Affiliation.organisation_id, Person.id, PersonName.full, Affiliation.title)
            .join(Person, Person.id == Affiliation.person_id)
            .join(PersonName, (PersonName.person_id == Person.id) & (PersonName.kind == "primary"))
            .where(Affiliation.to_date.is_(None))
            .order_by(Affiliation.organisation_id, Affiliation.title_rank, Person.id)
        )
        for organisation_id, id, name, title in self.connection.execute(statement):
            if len(kept := seats.setdefault(organisation_id, [])) < 4:
                kept.append((id, name, title))
        columns = select(Organisation.id, Organisation.country, Organisation.place_id).order_by(Organisation.id)
        return [
            Firm(id, country, place_id, tuple(seats[id]))
            for id, country, place_id in self.connection.execute(columns)
            if id in seats and country in talks.ZONES and place_id is not None
        ]

    def _home(self, firms: list[Firm]) -> Home:
        columns = (Activity.id, Activity.type, Activity.start_on, Activity.end_on)
        held = [Held(*row) for row in self.connection.execute(select(*columns).order_by(Activity.id))]
        today = clock.now().date()
        return Home(
            firms=tuple(firm for firm in firms if firm.country == "JP")[:OUR_FIRMS],
            staff=tuple(self.connection.scalars(select(User.id).order_by(User.id))),
            places=tuple(self.connection.scalars(select(Place.id).order_by(Place.id))),
            held={one.id: one for one in held},
            begun=tuple(one for one in held if one.start_on < today),
        )

    def _meeting(self, id: int, firms: list[Firm], home: Home) -> Rows:
        """Two after each other are with the same firm."""
        return talks.meeting_rows(id, firms[id // 2 * 104729 % len(firms)], home, self.dice)


def _gathered(records: Iterable[Rows]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of many records, one list a table, tables in the order in which they refer to each other."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        for table, rows in record.items():
            found.setdefault(table, []).extend(rows)
    return ((table.name, found[table.name]) for table in db.metadata.sorted_tables if found.get(table.name))
