"""A matching table in the database: placed, moved, locked, cancelled, handed over; nobody is ever booked twice."""

import threading
from dataclasses import dataclass
from datetime import time
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.jobs import worker
from crm.matching import queries, rules, services
from crm.matching.models import MatchingCompany, MatchingMeeting
from crm.matching.rules import MAKER, PLACED
from crm.matching.services import Presence, Rounds
from crm.meetings import rules as meeting_rules
from crm.meetings.models import Meeting
from crm.missions.models import ItineraryItem
from crm.missions.queries import calendar
from tests import cast
from tests.contacts import book
from tests.jobs.queue import look
from tests.matching import tables
from tests.missions import voyage
from tests.tags.test_tags import statements

Database = scoped_session[Session]
THEIRS = rules.COUNTERPART


@dataclass
class Scene:
    """A table with two makers and two counterparts who all speak with each other."""

    id: int
    knit: MatchingCompany
    rice: MatchingCompany
    store: MatchingCompany
    hall: MatchingCompany


@pytest.fixture
def scene(session: Database) -> Scene:
    id = tables.opened()
    ours = [book.organisation(name, "ja", country="JP") for name in ("丸八ニット", "見附米穀")]
    theirs = [book.organisation(name) for name in ("延吉百货", "图们商城")]
    knit, rice = tables.joined(id, MAKER, *ours)
    store, hall = tables.joined(id, THEIRS, *theirs)
    for row in (store, hall):
        change(id, row, languages=["ja", "zh-Hans"])
    return Scene(id, knit, rice, store, hall)


def change(id: int, row: MatchingCompany, **values: Any) -> None:
    with writing():
        board = queries.board(id, user=cast.user())
        services.change_company(board, board.companies[row.id], Presence(**values), by=None)
        db.session.commit()


def put(scene: Scene, maker: MatchingCompany, other: MatchingCompany, at: int, table: int) -> None:
    tables.talk(scene.id, maker, other, at=at, table=table)


def moved(scene: Scene, talk: MatchingMeeting, at: int, table: int) -> None:
    with writing():
        board = queries.board(scene.id, user=cast.user())
        row = next(row for row in board.meetings if row.id == talk.id)
        services.move(board, row, slot=list(board.slots)[at], table=list(board.tables)[table], by=None)
        db.session.commit()


def test_a_talk_is_placed_and_moved_and_refused_where_somebody_sits(scene: Scene) -> None:
    talk = tables.talk(scene.id, scene.knit, scene.store)
    with pytest.raises(Refused, match="丸八ニット talks with 延吉百货"):
        put(scene, scene.knit, scene.hall, 0, 1)
    with pytest.raises(Refused, match="1 is busy in this round with 丸八ニット × 延吉百货"):
        put(scene, scene.rice, scene.hall, 0, 0)
    put(scene, scene.rice, scene.hall, 0, 1)
    with pytest.raises(Refused, match="2 is busy"):
        moved(scene, talk, 0, 1)
    moved(scene, talk, 2, 1)
    board = tables.board(scene.id)
    assert [row.slot_id for row in board.of_company(scene.knit.id)] == [list(board.slots)[2]]


def test_a_talk_across_languages_takes_an_interpreter_who_is_free(scene: Scene) -> None:
    change(scene.id, scene.store, languages=["zh-Hans"])
    tables.interpreter(scene.id)
    talk = tables.talk(scene.id, scene.knit, scene.store)
    assert talk.interpreter_id is not None
    change(scene.id, scene.hall, languages=["zh-Hans"])
    gap = tables.talk(scene.id, scene.rice, scene.hall, table=1)
    assert gap.interpreter_id is None, "never at two tables at once"
    assert tables.board(scene.id).unspoken == {gap.id}, "shown as a gap"
    moved(scene, gap, 1, 1)
    assert tables.board(scene.id).unspoken == frozenset(), "in the next round somebody is free"


@pytest.mark.parametrize(
    "same", ["maker_id", "counterpart_id", "table_id", "interpreter_id"], ids=["maker", "counterpart", "table", "voice"]
)
def test_the_database_itself_books_nobody_twice_in_a_round(scene: Scene, same: str) -> None:
    tables.interpreter(scene.id)
    change(scene.id, scene.store, languages=["zh-Hans"])
    talk = tables.talk(scene.id, scene.knit, scene.store)
    board = tables.board(scene.id)
    free = {
        "maker_id": scene.rice.id, "counterpart_id": scene.hall.id, "table_id": list(board.tables)[1],
        "interpreter_id": None,
    }  # fmt: skip
    other = MatchingMeeting(session_id=scene.id, slot_id=talk.slot_id, **free | {same: getattr(talk, same)})
    with pytest.raises(IntegrityError), writing(), action(PLACED, by=None):
        db.session.add(other)


@pytest.mark.both
def test_of_ten_who_want_the_same_place_at_once_one_gets_it(app: Flask, scene: Scene) -> None:
    """docs/trust.md, D4: ten different pairs, one table, one round."""
    makers = [book.organisation(f"メーカー{n}", "ja", country="JP") for n in range(10)]
    others = [book.organisation(f"公司{n}") for n in range(10)]
    ours, theirs = tables.joined(scene.id, MAKER, *makers), tables.joined(scene.id, THEIRS, *others)
    for row in theirs:
        change(scene.id, row, languages=["ja"])
    pairs = [(a.id, b.id) for a, b in zip(ours, theirs, strict=True)]
    board = tables.board(scene.id)
    slot, table = list(board.slots)[0], list(board.tables)[0]
    user_id = cast.user().id
    db.session.rollback()
    ready, answers = threading.Barrier(10), []

    def want(maker: int, other: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                with writing():
                    now = queries.board(scene.id, user=cast.user())
                    services.place(now, maker=maker, counterpart=other, slot=slot, table=table, by=None)
                    db.session.commit()
                answers.append("placed")
            except Refused as refusal:
                answers.append(refusal.text.msgid[:12])

    threads = [threading.Thread(target=want, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers.count("placed"), len(answers), user_id > 0) == (1, 10, True)
    assert len(tables.board(scene.id).meetings) == 1


def test_a_proposal_is_made_in_the_background_and_keeps_what_is_locked(app: Flask, scene: Scene) -> None:
    for maker in (scene.knit, scene.rice):
        for other in (scene.store, scene.hall):
            tables.wish(scene.id, maker, other)
    talk = tables.talk(scene.id, scene.knit, scene.store, at=2, table=1)
    with writing():
        board = queries.board(scene.id, user=cast.user())
        services.lock(next(row for row in board.meetings if row.id == talk.id), locked=True, by=None)
        job = services.request(board, by=cast.user())
        db.session.commit()
    assert worker.run_pending(app) == 1
    done = look(job.id)
    assert done.state == "done", done.why
    board = tables.board(scene.id)
    assert (board.session.proposal or {})["met"] == 12
    assert len(board.meetings) == 4
    assert [(row.slot_id, row.locked) for row in board.meetings if row.id == talk.id] == [(list(board.slots)[2], True)]


def test_a_proposal_does_not_undo_what_somebody_did_meanwhile(scene: Scene) -> None:
    tables.wish(scene.id, scene.knit, scene.store)
    asked = tables.board(scene.id).asked
    tables.wish(scene.id, scene.rice, scene.hall)
    with pytest.raises(Refused, match="changed while the proposal"), writing():
        services.keep(queries.board(scene.id, user=cast.user()), asked, [], 1.0, by=cast.user())


def test_a_company_that_cancels_frees_its_partners_for_the_next_best(scene: Scene) -> None:
    tables.wish(scene.id, scene.rice, scene.store, maker=2)
    tables.wish(scene.id, scene.rice, scene.hall, maker=3)
    put(scene, scene.knit, scene.store, 0, 0)
    with writing():
        board = queries.board(scene.id, user=cast.user())
        services.withdraw(board, board.companies[scene.knit.id], by=None)
        db.session.commit()
    board = tables.board(scene.id)
    gone = board.companies[scene.knit.id]
    assert board.meetings == ()
    assert [entry["partner"] for entry in gone.freed] == [scene.store.id]
    found = rules.offers(
        board.problem, board.standing, rounds={entry["slot"] for entry in gone.freed}, companies=[scene.store.id]
    )
    assert [(one.maker, one.counterpart) for one in found] == [(scene.rice.id, scene.store.id)]
    with pytest.raises(Refused):
        put(scene, scene.knit, scene.store, 0, 0)


def test_a_veto_keeps_two_apart(scene: Scene) -> None:
    tables.wish(scene.id, scene.knit, scene.store, veto=True)
    with pytest.raises(Refused, match="must not meet"):
        put(scene, scene.knit, scene.store, 0, 0)
    put(scene, scene.rice, scene.hall, 0, 0)
    with pytest.raises(Refused, match="have a talk"):
        tables.wish(scene.id, scene.rice, scene.hall, veto=True)


def test_a_talk_becomes_a_planned_meeting_once(scene: Scene) -> None:
    talk = tables.talk(scene.id, scene.knit, scene.store)
    for expected in (1, 0):
        with writing():
            board = queries.board(scene.id, user=cast.user())
            assert services.to_meetings(board, board.meetings, by=cast.user()) == expected
            db.session.commit()
    [meeting] = db.session.scalars(select(Meeting))
    assert (meeting.status, meeting.venue, meeting.our_organisation_id) == (
        "planned", "大宇飯店 1卓", scene.knit.organisation_id,
    )  # fmt: skip
    assert f"{meeting.starts_at:%H:%M}" == "01:00"  # 9:00 in Yanji
    with pytest.raises(Refused, match="handed over"):
        moved(scene, talk, 1, 0)


def test_the_calendar_of_a_delegate_has_their_talks_with_table_and_counterpart(scene: Scene) -> None:
    tables.talk(scene.id, scene.knit, scene.store, table=1)
    handed = tables.talk(scene.id, scene.knit, scene.hall, at=1)
    activity_id = tables.board(scene.id).session.activity_id
    knit, rice = (
        voyage.delegate(voyage.fresh_in(activity_id), name=name, organisation_id=row.organisation_id)
        for name, row in (("佐野 奈緒", scene.knit), ("髙橋 直樹", scene.rice))
    )

    def told(participant_id: int | None) -> list[tuple[str, str, str]]:
        found = calendar(voyage.fresh_in(activity_id), participant_id=participant_id, language="ja")
        events: list[Any] = list(Calendar.from_ical(found).walk("VEVENT"))
        return [(f"{e['dtstart'].dt:%H:%M}", str(e["summary"]), str(e.get("location", ""))) for e in events]

    assert told(knit.id) == [("09:00", "2卓 · 延吉百货", "大宇飯店 2卓"), ("09:40", "1卓 · 图们商城", "大宇飯店 1卓")]
    assert told(rice.id) == [("09:00", "商談会", "大宇飯店")], "no talk yet: the table as a whole"
    assert told(None) == [("09:00", "商談会", "大宇飯店")]
    assert told(voyage.delegate(voyage.fresh_in(activity_id), name="小林 里美").id) == [], "not at the table"
    with writing():
        board = queries.board(scene.id, user=cast.user())
        services.to_itinerary(board, [row for row in board.meetings if row.id == handed.id], by=cast.user())
        db.session.commit()
    assert sorted(at for at, *_ in told(knit.id)) == ["09:00", "09:40"], "once, where the programme has it"


def handed_over(scene: Scene) -> MatchingMeeting:
    """A talk of which a planned meeting was made."""
    talk = tables.talk(scene.id, scene.knit, scene.store)
    with writing():
        board = queries.board(scene.id, user=cast.user())
        services.to_meetings(board, board.meetings, by=cast.user())
        db.session.commit()
    return talk


def test_a_talk_that_was_handed_over_is_not_released_and_stays_through_a_proposal(scene: Scene) -> None:
    handed_over(scene)
    tables.wish(scene.id, scene.knit, scene.store)
    [row] = tables.board(scene.id).meetings
    with writing(), pytest.raises(Refused, match="handed over"):
        services.lock(row, locked=False, by=cast.user())
    db.session.rollback()
    with writing(), action(rules.LOCKED, by=None):  # as it could be released before
        db.session.get_one(MatchingMeeting, row.id).locked = False
        board = queries.board(scene.id, user=cast.user())
        services.keep(board, board.asked, [], 1.0, by=cast.user())
        db.session.commit()
    assert len(tables.board(scene.id).meetings) == 1


@pytest.mark.parametrize("end", ["archived", "cancelled"])
def test_a_talk_whose_meeting_was_archived_or_cancelled_is_moved_and_taken_off_again(scene: Scene, end: str) -> None:
    talk = handed_over(scene)
    with writing(), action(meeting_rules.CHANGED, by=None):
        [meeting] = db.session.scalars(select(Meeting))
        if end == "archived":
            meeting.archived_at = clock.now()
        else:
            meeting.status = "cancelled"
        db.session.commit()
    moved(scene, talk, 1, 0)
    with writing():
        board = queries.board(scene.id, user=cast.user())
        assert services.to_meetings(board, board.meetings, by=cast.user()) == 1
        db.session.commit()
    assert sorted(f"{row.starts_at:%H:%M}" for row in db.session.scalars(select(Meeting))) == ["01:00", "01:40"]


def test_an_item_of_the_itinerary_needs_a_delegate_of_the_maker(scene: Scene) -> None:
    talk = tables.talk(scene.id, scene.knit, scene.store)

    def hand_over() -> int:
        with writing():
            board = queries.board(scene.id, user=cast.user())
            made = services.to_itinerary(board, board.meetings, by=cast.user())
            db.session.commit()
            return made

    with pytest.raises(Refused, match="Nobody from 丸八ニット"):
        hand_over()
    voyage.delegate(tables.board(scene.id).session.activity, organisation_id=scene.knit.organisation_id)
    assert hand_over() == 1
    [item] = db.session.scalars(select(ItineraryItem))
    assert (item.kind, item.status, item.wall_start) == ("matching", "confirmed", "2026-12-11T09:00")
    assert talk.maker_id == scene.knit.id


def test_rounds_may_not_overlap_and_stay_while_somebody_talks_in_them(scene: Scene) -> None:
    with pytest.raises(Refused, match="There is a round"), writing():
        services.add_rounds(tables.board(scene.id), Rounds(tables.DAY, time(9, 10)), by=cast.user())
    put(scene, scene.knit, scene.store, 0, 0)
    board = tables.board(scene.id)
    with pytest.raises(Refused, match="talks in this round"), writing():
        services.remove_round(board, next(iter(board.slots)), by=cast.user())


@pytest.mark.once
def test_the_number_of_queries_does_not_grow_with_the_table(scene: Scene) -> None:
    def asked() -> int:
        db.session.rollback()  # nothing is known from before
        return statements(lambda: tables.board(scene.id))

    few = asked()
    makers = [book.organisation(f"メーカー{n}", "ja", country="JP") for n in range(8)]
    tables.joined(scene.id, MAKER, *makers)
    assert asked() == few
    assert db.session.scalar(select(func.count()).select_from(MatchingCompany)) == 12
