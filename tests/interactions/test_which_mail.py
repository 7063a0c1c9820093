"""Which mail is which: the same one is kept once, whatever way it comes, and no other one in its place."""

from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db, writing
from crm.interactions import rules
from crm.interactions.models import Mail
from tests.interactions.letters import JIN, mail
from tests.interactions.test_mailbox import Receive, receive

__all__ = ["receive"]


def _kept(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Mail.subject).order_by(Mail.id)))


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("who@example.com", "樣品", "其他"),
        (f"金成浩 <{JIN}>", "样品", "其他"),
        ("who@example.com", "样品", "样品收到了。"),
    ],
)
def test_nobody_takes_the_place_of_a_mail_by_writing_its_number_into_another(
    app: Flask, receive: Receive, sender: str, subject: str, text: str
) -> None:
    receive(mail(sender=sender, subject=subject, text=text))
    assert receive(mail())[1].startswith("mail 2 ")
    assert _kept(app) == [subject, "样品"]


def test_mails_with_other_attachments_are_two(app: Flask, receive: Receive) -> None:
    for number in range(2):
        sent = mail()
        sent.add_attachment(f"sheet {number}", filename="样品.txt")
        receive(sent)
    assert _kept(app) == ["样品", "样品"]


@pytest.mark.parametrize("number", ["<>", "< >", ""])
def test_an_empty_number_is_none(app: Flask, receive: Receive, number: str) -> None:
    for text in ("one", "two", "two"):
        receive(f"From: {JIN}\nMessage-ID: {number}\nSubject: Scan\n\n{text}".encode())
    with app.app_context():
        assert list(db.session.scalars(select(Mail.body).order_by(Mail.id))) == ["one", "two"]


@pytest.mark.parametrize("head", [b"", b"Message-ID: <1@example.cn>\n"])
def test_one_mail_is_one_by_pipe_and_mailbox(app: Flask, receive: Receive, head: bytes) -> None:
    sent = head + f"From: {JIN}\nSubject: x\nDate: Wed, 18 Nov 2026 09:30:00 +0800\n\none\ntwo\n".encode()
    assert receive(sent)[1].startswith("mail 1 ")
    assert receive(sent.replace(b"\n", b"\r\n"))[1] == "known already\n"


def test_two_copies_of_one_mail_to_two_of_us_are_one(app: Flask, receive: Receive) -> None:
    sent = mail()
    sent.add_attachment(b"one\ntwo", maintype="text", subtype="plain", filename="a.txt")
    for carried in (b"Delivered-To: a@example.jp", b"Received: from x\r\n by y\r\nDelivered-To: b@example.jp"):
        receive(carried + b"\r\n" + sent.as_bytes().replace(b"\n", b"\r\n"))
    assert _kept(app) == ["样品"]


@pytest.mark.parametrize("number", ["<1@example.cn>", "<>"])
def test_what_an_older_version_kept_stays_known_and_nothing_else_does(
    app: Flask, receive: Receive, number: str
) -> None:
    sent = f"From: {JIN}\nMessage-ID: {number}\nSubject: x\n\n".encode()
    assert receive(sent + b"one")[1].startswith("mail 1 ")
    with app.app_context(), writing():
        row = db.session.scalars(select(Mail)).one()
        with action(rules.RECEIVED, by=None):
            row.message_key = sha256(number.encode()).hexdigest()
            db.session.flush()
        db.session.commit()
    assert receive(sent + b"one")[1] == "known already\n"
    assert receive(sent + b"two")[1].startswith("mail 2 ")
    other = sent.replace(JIN.encode(), b"who@example.com")
    assert receive(other + b"one")[1].startswith("mail 3 ")
