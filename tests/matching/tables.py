"""Matching tables for tests: a small one in the database, and problems of any size as plain values."""

import random
from datetime import date, time
from typing import Any

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts.models import Organisation, Person
from crm.core.database import db, writing
from crm.core.permissions import Actor
from crm.matching import queries, services
from crm.matching.models import MatchingCompany, MatchingMeeting
from crm.matching.queries import MatchingBoard
from crm.matching.rules import Company, Interpreter, Pair, PairWish, Problem, TalkSlot
from crm.matching.services import Rounds
from tests import cast
from tests.contacts import book
from tests.missions import voyage

DAY = date(2026, 12, 11)


def company(id: int, *languages: str, absent: tuple[int, ...] = (), most: int | None = None) -> Company:
    """A company that speaks Japanese unless said otherwise."""
    return Company(id, frozenset(languages or ("ja",)), frozenset(absent), most)


def problem(**changes: Any) -> Problem:
    """Two makers (1, 2) and two counterparts (11, 12) who speak one language, three rounds, two tables, all wished."""
    values: dict[str, Any] = {
        "makers": (company(1), company(2)),
        "counterparts": (company(11), company(12)),
        "slots": (TalkSlot(101, "a"), TalkSlot(102, "a"), TalkSlot(103, "a")),
        "tables": (201, 202),
        "interpreters": (),
        "pairs": tuple(Pair(maker, other, 2, 0) for maker in (1, 2) for other in (11, 12)),
    }
    return Problem(**values | changes)


def random_problem(seed: int, makers: int = 6, counterparts: int = 8, slots: int = 6) -> Problem:
    """A crowded table: few rounds and tables, interpreters of two kinds, absences, limits."""
    dice = random.Random(seed)  # noqa: S311  # the same table for the same seed
    rounds = tuple(TalkSlot(100 + n, "a" if n < slots // 2 else "b") for n in range(slots))

    def away() -> tuple[int, ...]:
        return tuple(slot.id for slot in rounds if dice.random() < 0.15)

    ours = tuple(company(n + 1, absent=away()) for n in range(makers))
    theirs = tuple(
        company(50 + n, "ko" if n % 3 == 0 else "zh-Hans", absent=away(), most=2 if n % 4 == 0 else None)
        for n in range(counterparts)
    )
    people = tuple(
        Interpreter(300 + n, frozenset({"ja", "ko"} if n == 0 else {"ja", "zh-Hans"}), frozenset(away()))
        for n in range(3)
    )
    pairs = [
        Pair(a.id, b.id, dice.randint(0, 3), dice.randint(0, 3)) for a in ours for b in theirs if dice.random() < 0.6
    ]
    wished = tuple(pair for pair in pairs if pair.weight)
    return Problem(ours, theirs, rounds, (201, 202, 203), people, wished, least=2)


def opened(*, activity: Activity | None = None, rounds: int = 3, tables: int = 2, by: Actor | None = None) -> int:
    """A matching table on 11 December from 9:00, and its id."""
    trip = activity or voyage.mission()
    with writing():
        made = services.open_session(
            activities.one(trip.id, user=cast.user()), name="商談会", timezone="Asia/Shanghai", venue="大宇飯店",
            least=1, tables=tables, rounds=Rounds(DAY, time(9), 30, 10, rounds), by=by,
        )  # fmt: skip
        db.session.commit()
        return made.id


def board(id: int) -> MatchingBoard:
    """The table as it is now."""
    db.session.expire_all()
    return queries.board(id, user=cast.user())


def joined(id: int, side: str, *organisations: Organisation) -> list[MatchingCompany]:
    """Organisations that take part, in the order given."""
    with writing():
        services.add_companies(queries.board(id, user=cast.user()), side, [o.id for o in organisations], by=None)
        db.session.commit()
    now = board(id)
    return [next(c for c in now.companies.values() if c.organisation_id == o.id) for o in organisations]


def wish(id: int, ours: MatchingCompany, other: MatchingCompany, **values: Any) -> None:
    """A wish of the maker, "must be" unless said otherwise."""
    with writing():
        services.write_wishes(
            queries.board(id, user=cast.user()), {(ours.id, other.id): PairWish(**{"maker": 3} | values)}, by=None
        )
        db.session.commit()


def interpreter(id: int, name: str = "金 美香") -> Person:
    """Somebody who interprets between Japanese and Chinese at the table."""
    person = book.person(name, "ja", reading="きん みか")
    with writing():
        services.add_interpreter(queries.board(id, user=cast.user()), person.id, ["ja", "zh-Hans"], by=None)
        db.session.commit()
    return person


def talk(id: int, maker: MatchingCompany, other: MatchingCompany, *, at: int = 0, table: int = 0) -> MatchingMeeting:
    """A talk in the round and at the table with these numbers, from 0."""
    with writing():
        now = queries.board(id, user=cast.user())
        made = services.place(
            now, maker=maker.id, counterpart=other.id, slot=list(now.slots)[at], table=list(now.tables)[table], by=None
        )
        db.session.commit()
    return next(row for row in board(id).meetings if row.id == made.id)
