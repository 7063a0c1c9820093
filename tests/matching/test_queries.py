"""Which tables, programmes and calendars tell of a matching: two missions, and one of everything at each table."""

from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session, scoped_session

from crm.audit import services as audit
from crm.core.database import db, writing
from crm.core.errors import NotVisible
from crm.core.permissions import Role
from crm.matching import queries, rules, services
from crm.matching.contents.sheets import sheets
from crm.matching.kind import MATCHING_SESSION
from crm.matching.rules import COUNTERPART, MAKER
from crm.matching.services import Presence
from crm.missions import queries as missions
from crm.missions.queries import calendar
from tests import cast
from tests.contacts import book
from tests.matching import tables
from tests.missions import voyage


@pytest.fixture
def two(session: scoped_session[Session]) -> tuple[int, int]:
    """Tables of two missions, of which the mission leader leads the first, each with one of everything."""
    leader = cast.user(Role.MISSION_LEADER)
    names = [("丸八ニット", "延吉百货", "金 美香"), ("見附米穀", "图们商城", "朴 春花")]
    found = []
    for who, (maker, other, interprets) in zip((leader.id, None), names, strict=True):
        id = tables.opened(activity=voyage.mission(leader_id=who), rounds=2, tables=1)
        knit, store = (
            tables.joined(id, side, book.organisation(name))[0] for side, name in ((MAKER, maker), (COUNTERPART, other))
        )
        tables.wish(id, knit, store)
        tables.interpreter(id, interprets)
        tables.talk(id, knit, store)
        with writing():
            board = queries.board(id, user=cast.user())
            away = Presence(languages=["zh-Hans"], absent=list(board.slots)[1:])
            services.change_company(board, board.companies[store.id], away, by=None)
            db.session.commit()
        found.append(id)
    return found[0], found[1]


def test_a_table_holds_its_own_and_is_found_by_who_sees_its_mission(two: tuple[int, int]) -> None:
    leader, office = cast.user(Role.MISSION_LEADER), cast.user()
    for id in two:
        board = tables.board(id)
        kinds: list[list[Any]] = [
            [*board.companies.values()], [*board.slots.values()], [*board.tables.values()], [*board.wishes.values()],
            [*board.interpreters.values()], [*board.absences], [*board.meetings],
        ]  # fmt: skip
        assert [len(rows) for rows in kinds] == [2, 2, 1, 1, 1, 1, 1]
        assert {row.session_id for rows in kinds for row in rows} == {id}
    activities = [tables.board(id).session.activity_id for id in two]
    for reader, seen in ((leader, [True, False]), (office, [True, True])):
        assert [MATCHING_SESSION.is_visible(id, reader) for id in two] == seen
        listed = [[line.session.id for line in queries.of_activity(id, user=reader)] for id in activities]
        assert listed == [[id] if visible else [] for id, visible in zip(two, seen, strict=True)]
    with writing():
        for id in two:
            audit.archive(queries.session(id, user=office), rules.ARCHIVED, by=None)
        db.session.commit()
    assert not MATCHING_SESSION.is_visible(two[0], office)
    assert queries.session(two[0], user=leader, archived=True).id == two[0]
    with pytest.raises(NotVisible):
        queries.session(two[1], user=leader, archived=True)


def test_a_programme_and_a_calendar_tell_of_the_tables_at_which_one_takes_part(two: tuple[int, int]) -> None:
    board = tables.board(two[0])
    knit = [*board.companies.values()]
    facts = missions.facts(board.session.activity_id, user=cast.user())

    found = queries.in_programme(facts, user=cast.user())
    assert [entry.table_id for entry in found.entries if entry.item.kind == "matching"] == [two[0]]
    whole = calendar(voyage.fresh_in(board.session.activity_id), participant_id=None, language="ja")
    assert len(Calendar.from_ical(whole).walk("VEVENT")) == 1
    part = voyage.delegate(voyage.fresh_in(board.session.activity_id), organisation_id=knit[0].organisation_id)
    with writing():
        there = queries.board(two[0], user=cast.user())
        services.withdraw(there, there.companies[knit[0].id], by=None)
        db.session.commit()
    [line] = queries.of_activity(board.session.activity_id, user=cast.user())
    assert line.makers + line.counterparts == 1
    own = calendar(voyage.fresh_in(board.session.activity_id), participant_id=part.id, language="ja")
    assert Calendar.from_ical(own).walk("VEVENT") == []


def test_who_comes_for_a_company_are_its_delegates_and_one_of_whom_nobody_comes_is_seated_nowhere(
    session: scoped_session[Session],
) -> None:
    """延吉新星服装's only guest had declined, and a proposal gave the firm two tables."""
    mission = voyage.mission()
    knit, jersey, store = (book.organisation(name) for name in ("丸八ニット", "越路メリヤス", "延吉百货"))
    comes, too, gone = (book.person(name, "ja") for name in ("佐野 奈緒", "関 直樹", "石 磊"))
    for person, firm, status in ((comes, knit, "accepted"), (too, knit, "accepted"), (gone, jersey, "absent")):
        voyage.delegate(mission, person, organisation_id=firm.id, status=status)
    voyage.delegate(mission, book.person("欧阳 静", "ja"), organisation_id=knit.id, role="interpreter")
    id = tables.opened(activity=mission)
    ours = tables.joined(id, MAKER, knit, jersey)
    [other] = tables.joined(id, COUNTERPART, store)
    for one in ours:
        tables.wish(id, one, other)
    board = tables.board(id)
    assert [board.coming(board.companies[row.id]) for row in ours] == [[comes, too], []]
    assert [row.organisation_id for row in board.unattended] == [jersey.id]
    assert [pair.maker for pair in board.problem.pairs] == [ours[0].id]
    assert board.coming(board.companies[other.id]) == [], "of whom nobody is on record nothing is known"
    gaps = queries.gaps(voyage.fresh(mission), user=cast.user())
    assert [str(gap.text) for gap in gaps] == ["商談会: nobody comes for 越路メリヤス."]
    tables.talk(id, ours[0], other)
    gaps = queries.gaps(voyage.fresh(mission), user=cast.user())
    assert [str(gap.text) for gap in gaps][1:] == ["商談会: who comes is not entered for 延吉百货."], (
        "its slip is silent"
    )
    [slip, _theirs] = sheets(tables.board(id), "company", "ja")
    assert [name.text for name, _reading in slip.who] == ["佐野 奈緒", "関 直樹"]
