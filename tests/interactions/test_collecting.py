"""The mailbox that the worker reads: each mail once, nothing lost, what cannot be read is told and stays there."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from crm.config import Imap
from crm.core import clock, keys
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.interactions.models import Mail
from crm.jobs import services as jobs
from crm.jobs.models import Job
from crm.jobs.worker import Worker, run_pending
from crm.meetings import commands
from crm.meetings.models import MailArrival, Meeting
from crm.meetings.rules import arrivals
from crm.meetings.rules.letters import LARGEST
from tests.cast import sign_in, user
from tests.contacts import book
from tests.interactions.imap import PASSWORD, USER, Box, mail_server
from tests.interactions.letters import JIN, invitation, mail
from tests.interactions.test_mailbox import receive

__all__ = ["receive"]


@pytest.fixture
def box(app: Flask) -> Iterator[Box]:
    """A mailbox that the product is set to read."""
    with mail_server() as made:
        settings = app.extensions["settings"]
        imap = Imap("127.0.0.1", made.port, "none", USER, PASSWORD)
        app.extensions.update(settings=replace(settings, imap=imap), often=[arrivals.COLLECT_JOB])
        yield made
        app.extensions.update(settings=settings, often=[])


def look(app: Flask) -> str:
    """Have the worker look into the mailbox once: how its job ended."""
    with app.app_context():
        with writing():
            id = jobs.enqueue(arrivals.COLLECT_JOB, {}, by=None).id
            db.session.commit()
        run_pending(app)
        return db.session.get_one(Job, id).state


def subjects(app: Flask) -> list[str]:
    """Of the mails that were kept."""
    with app.app_context():
        return list(db.session.scalars(select(Mail.subject).order_by(Mail.id)))


def told(app: Flask) -> list[tuple[int | None, str, str]]:
    """(number, state, what became of it) of each mail that came in."""
    with app.app_context():
        rows = db.session.scalars(select(MailArrival).order_by(MailArrival.uid))
        return [(row.uid, row.state, row.told) for row in rows]


def letter(number: int, **more: Any) -> bytes:
    return mail(subject=f"no. {number}", key=f"{number}@example.cn", **more).as_bytes()


@pytest.mark.both
def test_each_mail_is_taken_once_and_nothing_in_the_mailbox_changes(app: Flask, box: Box) -> None:
    box.put(letter(1))
    box.put(letter(2))
    assert look(app) == "done"
    box.put(letter(3))
    assert look(app) == "done"
    assert subjects(app) == ["no. 1", "no. 2", "no. 3"]
    assert box.fetched == [1, 2, 3]
    assert {"STORE", "SELECT", "EXPUNGE"}.isdisjoint(box.commands)


def test_an_invitation_in_the_mailbox_becomes_a_draft(app: Flask, box: Box) -> None:
    with app.app_context():
        user()
        book.person("金成浩", at=book.organisation("延边大洋商贸集团"), contacts=[("email", JIN)])
    box.put(invitation())
    look(app)
    with app.app_context():
        assert db.session.scalars(select(Meeting.subject)).all() == ["委托销售 条件协商"]
    assert told(app) == [(1, "taken", "meeting 1 planned")]


def test_a_mailbox_that_was_numbered_anew_brings_nothing_twice(app: Flask, box: Box) -> None:
    box.put(letter(1))
    look(app)
    box.validity += 1
    look(app)
    assert subjects(app) == ["no. 1"]
    assert [state for _, state, _ in told(app)] == ["taken", "taken"]


def test_what_was_piped_already_is_not_kept_again(app: Flask, box: Box, receive: Any) -> None:
    assert receive(letter(1))[0] == 0
    box.put(letter(1))
    look(app)
    assert subjects(app) == ["no. 1"]


@pytest.mark.both
def test_two_workers_that_look_at_once_take_each_mail_once(app: Flask, box: Box) -> None:
    for number in range(1, 9):
        box.put(letter(number))
    with app.app_context(), writing():
        for _ in range(2):
            jobs.enqueue(arrivals.COLLECT_JOB, {}, by=None)
        db.session.commit()
    threads = [threading.Thread(target=Worker(app).work_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    look(app)  # what one of them left to the other, which had begun it
    assert sorted(subjects(app)) == [f"no. {number}" for number in range(1, 9)]
    assert {state for _, state, _ in told(app)} == {"taken"}


def test_a_crash_between_fetching_and_keeping_loses_nothing_and_doubles_nothing(
    app: Flask, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(letter(1))
    box.put(letter(2))

    class Killed(BaseException):
        pass

    def die(*_arguments: Any) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(commands, "_settled", die)
        with pytest.raises(Killed):
            look(app)
    assert subjects(app) == []
    assert told(app) == [(1, "waiting", "")]
    assert look(app) == "done"
    assert sorted(subjects(app)) == ["no. 1", "no. 2"]


def test_a_database_that_is_away_strikes_no_mail(app: Flask, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.put(letter(1))

    def gone(*_arguments: Any) -> bool:
        raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    with monkeypatch.context() as patch:
        patch.setattr(commands, "_settled", gone)
        for _ in range(3):
            assert look(app) == "failed"  # after three tries
    assert look(app) == "done"
    assert subjects(app) == ["no. 1"]


def test_what_ends_whoever_reads_it_is_left_to_people_and_those_behind_it_are_taken(
    app: Flask, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(letter(1))
    box.put(letter(2))
    keep = commands._take

    def fail(read: Any) -> str:
        if read.subject == "no. 1":
            raise RuntimeError("canary of the mail")
        return keep(read)

    monkeypatch.setattr(commands, "_take", fail)
    for _ in range(arrivals.MOST_TRIES + 1):
        assert look(app) == "done"
    assert subjects(app) == ["no. 2"]
    assert told(app)[0][:2] == (1, "unreadable")
    monkeypatch.setattr(commands, "_take", keep)
    runner = app.test_cli_runner()
    assert "tried 5 times in vain" in runner.invoke(args=["meetings", "arrivals"]).output
    assert runner.invoke(args=["meetings", "arrivals", "--again"]).output.startswith("1 are tried again")
    look(app)
    assert subjects(app) == ["no. 2", "no. 1"]


def test_what_cannot_be_read_is_told_and_stays(app: Flask, box: Box, client: FlaskClient) -> None:
    box.put(b"From: nobody\r\n\r\nhello")
    box.put(b"x" * (LARGEST + 1))
    box.put(letter(3))
    look(app)
    assert [state for _, state, _ in told(app)] == ["unreadable", "unreadable", "taken"]
    assert told(app)[0][2] == "no sender"
    assert box.fetched == [1, 3]  # the large one was not even fetched
    sign_in(client, Role.ADMIN)
    page = client.get("/office/system").get_data(as_text=True)
    assert f"{USER}@127.0.0.1/INBOX" in page
    assert "flask --app app meetings arrivals" in page
    doctor = app.test_cli_runner().invoke(args=["doctor"]).output
    assert "2 mails could not be read" in doctor


def test_of_one_sender_so_many_are_taken_a_day_and_the_rest_the_day_after(
    app: Flask, box: Box, receive: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.meetings.queries.arrivals.MOST_OF_SENDER", 2)
    assert receive(letter(1))[0] == 0
    for number in (2, 3):
        box.put(letter(number))
    box.put(letter(4, sender="pak@example.kr"))
    look(app)
    assert subjects(app) == ["no. 1", "no. 2", "no. 4"]
    assert receive(letter(5))[0] == 75
    assert [each for each in told(app) if each[1] == "waiting"] == [(2, "waiting", arrivals.TOO_MANY)]
    with app.app_context(), writing():
        for row in db.session.scalars(select(MailArrival)):
            row.at = clock.now() - timedelta(days=2)
        db.session.commit()
    look(app)
    assert subjects(app) == ["no. 1", "no. 2", "no. 4", "no. 3"]


def test_a_mail_that_left_the_mailbox_waits_no_more(app: Flask, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.put(letter(1))
    with monkeypatch.context() as patch:
        patch.setattr("crm.meetings.queries.arrivals.MOST_OF_SENDER", 0)
        look(app)
    del box.mails[1]
    look(app)
    assert told(app)[0][1] == "gone"


def test_a_server_that_does_not_answer_and_a_wrong_password_are_told(app: Flask, box: Box, client: FlaskClient) -> None:
    settings = app.extensions["settings"]
    for wrong in (replace(settings.imap, password="not these"), replace(settings.imap, port=1)):
        app.extensions["settings"] = replace(settings, imap=wrong)
        assert look(app) == "failed"
        sign_in(client, Role.ADMIN)
        assert "The mailbox cannot be read" in client.get("/office/system").get_data(as_text=True)
        assert "The mailbox cannot be read" in app.test_cli_runner().invoke(args=["doctor"]).output


def test_the_mailbox_is_looked_into_every_five_minutes_where_one_is_set(app: Flask, box: Box) -> None:
    def begun() -> int:
        Worker(app).begin_regular()
        return db.session.scalar(select(func.count()).where(Job.kind == arrivals.COLLECT_JOB)) or 0

    with app.app_context():
        assert [begun(), begun()] == [1, 1]
        with writing():
            for job in db.session.scalars(select(Job)):
                job.created_at -= timedelta(minutes=5)
            db.session.commit()
        assert begun() == 2
        app.extensions["often"] = []
        assert begun() == 2


def test_no_address_of_a_sender_is_written_down_beside_the_mail(app: Flask, box: Box) -> None:
    box.put(letter(1))
    look(app)
    with app.app_context():
        row = db.session.scalars(select(MailArrival)).one()
        assert row.sender_key == keys.digest(JIN)
        assert JIN not in " ".join(str(value) for value in vars(row).values())
