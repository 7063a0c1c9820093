"""The mailbox that the worker reads, when somebody floods it, it is numbered anew or its server answers wrongly."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.meetings.models import MailArrival
from crm.meetings.rules import arrivals
from tests.cast import sign_in
from tests.interactions.imap import Box
from tests.interactions.test_collecting import box, letter, look, receive, subjects, told

__all__ = ["box", "receive"]

OTHER = "pak@example.kr"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two mails of a sender are taken a day, and two mails at each look."""
    monkeypatch.setattr("crm.meetings.queries.arrivals.MOST_OF_SENDER", 2)
    monkeypatch.setattr("crm.meetings.commands.MOST_AT_ONCE", 2)


def a_day_passes(app: Flask, *, but: int = 0) -> None:
    """All mails that came, but for the last so many, came two days ago."""
    with app.app_context(), writing():
        for row in list(db.session.scalars(select(MailArrival).order_by(MailArrival.id)))[: -but or None]:
            row.at = clock.now() - timedelta(days=2)
        db.session.commit()


@pytest.mark.both
@pytest.mark.usefixtures("small")
def test_what_one_sender_heaps_up_keeps_nobody_else_waiting(app: Flask, box: Box) -> None:
    for number in range(1, 7):
        box.put(letter(number))
    for _ in range(3):
        look(app)
    box.put(letter(7, sender=OTHER))
    look(app)
    assert subjects(app) == ["no. 1", "no. 2", "no. 7"]
    assert box.fetched == [1, 2, 3, 4, 5, 6, 7], "what may not be taken yet is not fetched again"
    a_day_passes(app)
    box.put(letter(8, sender=OTHER))
    look(app)
    assert subjects(app)[3:] == ["no. 8", "no. 3"]


@pytest.mark.usefixtures("small")
def test_one_more_of_a_sender_who_waits_is_fetched_and_not_all(app: Flask, box: Box) -> None:
    """The day goes by for one mail after the other: with each, all that wait were fetched."""
    for number in range(1, 7):
        box.put(letter(number))
        look(app)
    with app.app_context(), writing():
        db.session.scalars(select(MailArrival).where(MailArrival.uid == 1)).one().at -= timedelta(days=2)
        db.session.commit()
    before = list(box.fetched)
    look(app)
    assert subjects(app) == ["no. 1", "no. 2", "no. 3"]
    assert box.fetched == [*before, 3]


def test_a_new_mail_that_fails_is_tried_once_at_a_look(app: Flask, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.put(letter(1))

    def fail(_read: Any) -> str:
        raise RuntimeError

    monkeypatch.setattr("crm.meetings.commands._take", fail)
    look(app)
    assert box.fetched == [1]


def test_of_a_mailbox_that_was_numbered_anew_nothing_counts_twice_or_waits_under_old_numbers(
    app: Flask, box: Box
) -> None:
    box.put(b"From: nobody\r\n\r\nhello")
    box.put(letter(2))
    look(app)
    box.validity += 1
    look(app)
    assert sorted(told(app)) == [
        (1, "gone", arrivals.RENUMBERED), (1, "unreadable", "no sender"),
        (2, "taken", "known already"), (2, "taken", "mail 1 waits to be assigned"),
    ]  # fmt: skip
    again = app.test_cli_runner().invoke(args=["meetings", "arrivals", "--again"]).output
    assert again.startswith("1 are tried again")


def test_what_was_left_in_a_mailbox_that_is_read_no_more_is_neither_counted_nor_tried_again(
    app: Flask, box: Box
) -> None:
    box.put(b"From: nobody\r\n\r\nhello")
    look(app)
    settings = app.extensions["settings"]
    runner = app.test_cli_runner()
    assert "1 mails could not be read" in runner.invoke(args=["doctor"]).output
    app.extensions["settings"] = replace(settings, imap=replace(settings.imap, user="other@example.jp"))
    assert "could not be read" not in runner.invoke(args=["doctor"]).output
    again = ["meetings", "arrivals", "--again"]
    assert runner.invoke(args=again).output.startswith("0 are tried again")
    app.extensions["settings"] = replace(settings, imap=None)
    assert "No mailbox is set" in runner.invoke(args=again).output
    app.extensions["settings"] = settings
    assert runner.invoke(args=again).output.startswith("1 are tried again")


@pytest.mark.usefixtures("small")
def test_mails_that_were_kept_before_take_the_place_of_no_new_ones(app: Flask, box: Box, receive: Any) -> None:
    for number in (1, 2):
        box.put(letter(number))
    look(app)
    a_day_passes(app)
    box.validity += 1
    look(app)
    assert receive(letter(1)) == (0, "known already\n")
    box.put(letter(3))
    look(app)
    assert subjects(app) == ["no. 1", "no. 2", "no. 3"]


@pytest.mark.parametrize("answer", ["x1", "0", "-1", "1_0", "4294967296", "9" * 5000])
def test_a_wrong_answer_to_a_search_is_told_as_one(app: Flask, box: Box, client: FlaskClient, answer: str) -> None:
    box.put(letter(1))
    box.found = f"1 {answer}"
    assert look(app) == "failed"
    sign_in(client, Role.ADMIN)
    page = client.get("/office/system").get_data(as_text=True)
    assert "The mailbox cannot be read: the mail server does not answer as one does (SEARCH)." in page


@pytest.mark.parametrize("validity", [0, 2**32, 10**30])
def test_a_wrong_number_of_the_numbering_is_told_as_one(app: Flask, box: Box, validity: int) -> None:
    box.validity = validity
    assert look(app) == "failed"
    assert "does not answer as one does (EXAMINE)" in app.test_cli_runner().invoke(args=["doctor"]).output


def test_why_a_mailbox_cannot_be_read_is_told_in_the_language_of_the_reader(
    app: Flask, box: Box, client: FlaskClient
) -> None:
    box.found = "nothing"
    look(app)
    sign_in(client, Role.ADMIN, language="ja")
    page = client.get("/office/system").get_data(as_text=True)
    assert "メールボックスを読み取れません：メールサーバーの応答が正しくありません（SEARCH）。" in page
