"""docs/trust.md, D4: whom a confirmed item takes is taken by the database, so that two at once never get both."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, scoped_session

from crm.activities import services as activities
from crm.activities.models import Activity, Participant
from crm.audit.services import archive
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.missions import queries, rules, services
from crm.missions.models import Booking, ItineraryItem
from crm.missions.services import bookings, programme
from tests import cast
from tests.contacts import book
from tests.missions import voyage

pytestmark = pytest.mark.both
#: Seconds that one who was let through waits for the other, whom SQLite lets in only afterwards.
TOGETHER = 3


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return voyage.mission()


def taken() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Booking)) or 0


def binding() -> list[str]:
    db.session.rollback()
    found = select(ItineraryItem.title).where(ItineraryItem.status.in_(rules.BINDING)).order_by(ItineraryItem.id)
    return list(db.session.scalars(found))


@contextmanager
def unchecked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The service sees nothing amiss: what keeps it from booking twice is the database."""
    with monkeypatch.context() as patched:
        patched.setattr(programme, "check_clashes", lambda *_: None)
        yield


def confirm(item: ItineraryItem) -> None:
    with writing():
        services.move_item(voyage.anew(item), status="confirmed", by=None)
        db.session.commit()


def both_confirm(app: Flask, monkeypatch: pytest.MonkeyPatch, *items: int) -> list[str]:
    """Two confirm at once: each looks before the other has written, wherever the database lets both in."""
    looked, answers, check = threading.Barrier(2), [], programme.check_clashes

    def check_together(*arguments: Any) -> None:
        check(*arguments)
        with suppress(threading.BrokenBarrierError):
            looked.wait(TOGETHER)

    def run(id: int) -> None:
        with app.app_context():
            try:
                confirm(db.session.get_one(ItineraryItem, id))
                answers.append("confirmed")
            except Refused as refusal:
                answers.append(refusal.text.msgid)

    monkeypatch.setattr(programme, "check_clashes", check_together)
    threads = [threading.Thread(target=run, args=(id,)) for id in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_who_is_ended_as_a_deadlock_tries_again(mission: Activity, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL ends one of two who wait for each other, now and then: the person saw a fault of the server."""
    item, insert, ended = voyage.item(mission, title="大洋商贸", start=time(9)), bookings._insert, list[bool]()

    class Deadlock(Exception):
        sqlstate = bookings.DEADLOCK

    def once(rows: Any) -> None:
        if not ended:
            ended.append(True)
            raise OperationalError("INSERT", {}, Deadlock())
        insert(rows)

    monkeypatch.setattr(bookings, "_insert", once)
    confirm(item)
    assert (len(ended), binding()) == (1, ["大洋商贸"])


def test_of_two_who_confirm_one_delegation_at_once_one_is_refused(
    app: Flask, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (voyage.item(mission, title=title, start=time(9)) for title in ("大洋商贸", "图们商城"))
    answers = both_confirm(app, monkeypatch, first.id, second.id)
    assert answers == ["The delegation would be in two places: “%(title)s” (%(clocks)s) is confirmed.", "confirmed"]
    assert len(binding()) == 1


def test_of_two_missions_that_confirm_one_interpreter_at_once_one_is_refused(
    app: Flask, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = book.person("全 英爱", "zh-Hans").id
    other = voyage.mission(names={"ja": "第8回 延辺視察団"})
    items = [voyage.item(one, interpreter_id=voice).id for one in (mission, other)]
    answers = both_confirm(app, monkeypatch, *items)
    told = "The interpreter is confirmed for another activity from %(start)s to %(end)s (%(zone)s)."
    assert answers == [told, "confirmed"]
    assert len(binding()) == 1


@pytest.mark.parametrize("who", ["the same delegate", "all and one", "one and all", "the interpreter"])
def test_the_database_refuses_in_the_words_of_the_check(
    mission: Activity, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    naoki, megumi = voyage.delegate(mission).id, voyage.delegate(mission, name="安角 恵").id
    voice = book.person("全 英爱", "zh-Hans").id
    cases: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
        "the same delegate": ({"people": [naoki]}, {"people": [naoki, megumi]}, "髙橋 直樹 would be in two places"),
        "all and one": ({}, {"people": [naoki]}, "髙橋 直樹 would be in two places"),
        "one and all": ({"people": [naoki]}, {}, "髙橋 直樹 would be in two places"),
        "the interpreter": (
            {"people": [naoki], "interpreter_id": voice},
            {"people": [megumi], "interpreter_id": voice},
            "The interpreter would be in two places",
        ),
    }
    first, second, words = cases[who]
    voyage.item(mission, title="大洋商贸", status="confirmed", **first)
    later: dict[str, Any] = {"start": time(9, 30), "end": time(11)}
    planned = voyage.item(mission, **later, **second)
    with unchecked(monkeypatch), pytest.raises(Refused, match=words):
        confirm(planned)
    with unchecked(monkeypatch), pytest.raises(Refused, match=words) as refusal:
        voyage.item(mission, status="confirmed", **later, **second)
    assert refusal.value.field == "start"
    assert binding() == ["大洋商贸"]
    voyage.item(mission, title="図们商城", status="confirmed", start=time(10), end=time(11), **second)
    assert binding() == ["大洋商贸", "図们商城"], "where the first ends, the next may begin"


def test_what_binds_nobody_any_more_is_given_up(mission: Activity) -> None:
    voice = book.person("全 英爱", "zh-Hans").id
    naoki = voyage.delegate(mission)
    item = voyage.item(mission, status="confirmed", people=[naoki.id], interpreter_id=voice)
    assert taken() == 2
    voyage.item(mission, kind="hotel", status="confirmed")
    assert taken() == 2, "a bed occupies nobody"
    with writing():
        services.move_item(voyage.anew(item), status="tentative", by=None)
        db.session.commit()
    assert taken() == 0
    confirm(item)
    with writing():
        services.move(voyage.fresh_in(mission.id), status="cancelled", by=None)
        db.session.commit()
    assert taken() == 1, "the interpreter is free for other missions"
    with writing():
        archive(voyage.anew(item), rules.ITEM_ARCHIVED, by=None)
        db.session.commit()
    assert taken() == 0
    with writing():
        services.restore_item(queries.item(item.id, user=cast.user(), archived=True), by=None)
        db.session.commit()
    assert taken() == 1


def test_a_delegate_who_comes_after_all_stays_a_gap(mission: Activity) -> None:
    naoki, megumi = voyage.delegate(mission), voyage.delegate(mission, name="安角 恵")

    def say(status: str) -> None:
        with writing():
            part = db.session.get_one(Participant, naoki.id)
            kept: dict[str, Any] = {"organisation_id": None, "role": part.role, "order": None, "title": None}
            activities.change_participant(voyage.fresh_in(mission.id), part, status=status, by=None, **kept)
            db.session.commit()

    voyage.item(mission, status="confirmed", people=[naoki.id, megumi.id])
    say("cancelled")
    assert taken() == 1
    voyage.item(mission, status="confirmed", people=[naoki.id])
    assert taken() == 2
    say("accepted")
    assert taken() == 2, "nothing was refused, and the database still books nobody twice"


@pytest.mark.parametrize("interpreter", [None, 7], ids=["delegates", "interpreter"])
def test_no_statement_books_twice(mission: Activity, interpreter: int | None) -> None:
    item = voyage.item(mission)
    span = {"starts_at": datetime(2026, 12, 11, 1, tzinfo=UTC), "ends_at": datetime(2026, 12, 11, 2, tzinfo=UTC)}
    row = {"item_id": item.id, "activity_id": mission.id, "interpreter_id": interpreter, "first_id": 1, "last_id": 9}
    with writing():
        db.session.execute(insert(Booking).values(row | span))
        free = {"first_id": 10, "last_id": 10} if interpreter is None else {"interpreter_id": 8}
        db.session.execute(insert(Booking).values(row | span | free))
        db.session.commit()
    overlapping = {"starts_at": datetime(2026, 12, 11, 1, 59, tzinfo=UTC), "last_id": 1}
    with writing(), pytest.raises(IntegrityError):
        db.session.execute(
            insert(Booking).values(row | span | overlapping | {"ends_at": span["ends_at"].replace(hour=3)})
        )
