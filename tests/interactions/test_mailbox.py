"""`flask meetings receive`: invitations become drafts, mail is kept where it belongs, nothing is lost or run."""

import random
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from crm.contacts.rules import ContactInput
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.files import queries as files
from crm.interactions.kind import RECEIVED_MAIL
from crm.interactions.models import Mail
from crm.meetings.models import Attendee, Meeting
from crm.meetings.rules.invitations import read_invitation, repetition, zone_named
from crm.meetings.rules.letters import LARGEST, LONGEST_HEAD, Unreadable, read_letter
from crm.negotiations.models import Interaction
from tests import cast
from tests.contacts import book
from tests.interactions.letters import CHAMBER, JIN, invitation, mail
from tests.meetings.scene import scene
from tests.negotiations import cases

HOME = "Asia/Tokyo"
Receive = Callable[[bytes | EmailMessage], tuple[int, str]]


@pytest.fixture
def receive(app: Flask) -> Receive:
    """Pipes a mail into the command: its exit code and what it says."""

    def hand_over(sent: bytes | EmailMessage) -> tuple[int, str]:
        raw = sent if isinstance(sent, bytes) else sent.as_bytes()
        done = app.test_cli_runner().invoke(args=["meetings", "receive"], input=raw)
        return done.exit_code, done.output

    return hand_over


@pytest.fixture
def jin(app: Flask) -> tuple[int, int]:
    """Ids of a person whose address is known, and of their organisation."""
    with app.app_context():
        cast.user()
        firm = book.organisation("延边大洋商贸集团")
        return book.person("金成浩", at=firm, contacts=[("email", JIN)]).id, firm.id


def meeting(app: Flask) -> Meeting:
    with app.app_context():
        return db.session.scalars(select(Meeting)).one()


# ------------------------------------------------------------------ invitations


def test_an_invitation_becomes_a_draft_with_its_people(app: Flask, receive: Receive, jin: tuple[int, int]) -> None:
    assert receive(invitation()) == (0, "meeting 1 planned\n")
    made = meeting(app)
    assert (made.status, made.subject, made.venue) == ("planned", "委托销售 条件协商", "大洋大厦 八楼")
    assert (made.organisation_id, made.timezone) == (jin[1], "Asia/Shanghai")
    assert made.starts_at == clock.from_wall(datetime(2026, 12, 11, 10, 30), "Asia/Shanghai")
    with app.app_context():
        assert [seat.person_id for seat in db.session.scalars(select(Attendee))] == [jin[0]]


def test_the_same_invitation_twice_is_one_and_a_newer_one_moves_it(
    app: Flask, receive: Receive, jin: tuple[int, int]
) -> None:
    for _ in range(2):
        assert receive(invitation())[0] == 0
    assert receive(invitation(sequence=1, start="20261212T090000", end="20261212T100000"))[0] == 0
    assert receive(invitation(sequence=0))[0] == 0  # the first one, late
    assert meeting(app).starts_at == clock.from_wall(datetime(2026, 12, 12, 9), "Asia/Shanghai")
    assert receive(invitation("CANCEL", sequence=1)) == (0, "meeting 1 cancelled\n")


def test_only_its_organizer_moves_or_cancels_a_meeting(app: Flask, receive: Receive, jin: tuple[int, int]) -> None:
    receive(invitation())
    assert receive(invitation("CANCEL", sequence=9, organizer="other@example.com"))[0] == 0
    assert meeting(app).status == "planned"


def test_an_invitation_from_an_office_we_know_is_a_draft_at_it(app: Flask, receive: Receive) -> None:
    with app.app_context():
        office = book.organisation("延边大洋商贸集团", contact_points=[ContactInput("email", JIN)])
        id = office.id
    assert receive(invitation()) == (0, "meeting 1 planned\n")
    made = meeting(app)
    assert (made.organisation_id, made.subject, made.venue) == (id, "委托销售 条件协商", "大洋大厦 八楼")


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Tokyo Standard Time", "Asia/Tokyo"),
        ("China Standard Time", "Asia/Shanghai"),
        ("Korea Standard Time", "Asia/Seoul"),
        ("Asia/Seoul", "Asia/Seoul"),
        ("(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", "Asia/Shanghai"),
        ("(UTC+09:00) Seoul", "Asia/Seoul"),
        ("/mozilla.org/20050126_1/Asia/Shanghai", "Asia/Shanghai"),
        ("Asia/Ulaanbaatar", "Asia/Ulaanbaatar"),
        ("/mozilla.org/20050126_1/Asia/Vladivostok", "Asia/Vladivostok"),
        ("GMT+0800", "Asia/Shanghai"),
        ("Nowhere", "Asia/Tokyo"),
    ],
)
def test_zones_are_known_by_the_names_of_windows_and_by_their_own(name: str, zone: str) -> None:
    assert zone_named(name, HOME) == zone


_BARE = """BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX-WR-TIMEZONE:{usual}\r\nBEGIN:VEVENT\r\nUID:1\r
DTSTART;TZID={zone}:20261211T103000\r\nSUMMARY:{subject}\r\nRRULE:{series}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""


def _sent(content: bytes, charset: str) -> str | None:
    said = f"; charset={charset}" if charset else ""
    head = (
        f"From: {JIN}\r\nContent-Type: text/calendar; method=REQUEST{said}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return read_letter(head.encode() + content).calendar


@pytest.mark.once
@pytest.mark.parametrize(
    ("subject", "encoding", "charset"),
    [
        ("委托销售 条件协商会议", "gb18030", "GB2312"),
        ("委托销售 条件协商会议", "gb18030", ""),
        ("委托销售 条件协商会议", "gb18030", "utf-8"),
        ("위탁판매 조건 협의", "cp949", "ks_c_5601-1987"),
        ("위탁판매 조건 협의", "cp949", ""),
        ("商談会の打合せ", "cp932", "Shift_JIS"),
        ("商談会の打合せ", "utf-8", ""),
    ],
)
def test_invitations_are_read_in_the_encodings_of_offices(subject: str, encoding: str, charset: str) -> None:
    event = _BARE.format(usual="", zone="China Standard Time", subject=subject, series="FREQ=DAILY")
    read = read_invitation(_sent(event.encode(encoding), charset) or "", home=HOME)
    assert read is not None
    assert (read.subject, read.timezone, str(read.starts)) == (subject, "Asia/Shanghai", "2026-12-11 10:30:00")


@pytest.mark.once
def test_a_zone_that_nobody_describes_is_that_of_the_calendar_or_a_guess() -> None:
    event = _BARE.replace("{zone}", "Ours").replace("{subject}", "x").replace("{series}", "FREQ=DAILY")
    told, guessed = (read_invitation(event.format(usual=usual), home=HOME) for usual in ("Asia/Seoul", ""))
    assert told is not None
    assert guessed is not None
    assert (told.timezone, told.zone_guessed) == ("Asia/Seoul", False)
    assert (guessed.timezone, guessed.zone_guessed) == ("Asia/Tokyo", True)


@pytest.mark.once
@pytest.mark.parametrize(
    ("series", "words"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=10;BYDAY=FR", ["every 2 weeks", "10 times in all"]),
        ("FREQ=MONTHLY;UNTIL=20270331T000000Z", ["every month", "until 2027-03-31"]),
        ("RDATE", ["on several days"]),
        ("", []),
    ],
)
def test_a_series_is_told_in_words(series: str, words: list[str]) -> None:
    assert [str(text) for text in repetition(series)] == words


@pytest.mark.parametrize("content", [b"", b"BEGIN:VCALENDAR", b"\xff" * 50, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"])
def test_what_is_no_invitation_is_none(content: bytes) -> None:
    assert read_invitation(content, home=HOME) is None


# ------------------------------------------------------------------ mail


def test_a_mail_is_kept_on_the_person_who_sent_it_once(app: Flask, receive: Receive, jin: tuple[int, int]) -> None:
    for _ in range(2):
        assert receive(mail())[0] == 0
    with app.app_context():
        row = db.session.scalars(select(Interaction)).one()
        assert (row.kind, row.direction, row.person_id, row.organisation_id) == ("mail", "in", *jin)
        assert (row.summary, row.body) == ("样品", "样品收到了。")


def test_a_forwarded_mail_belongs_to_whom_it_came_from(app: Flask, receive: Receive, jin: tuple[int, int]) -> None:
    text = f"ご参考\n\n-----Original Message-----\n差出人: 金成浩 <{JIN}>\n宛先: office@example.jp\n\n样品收到了。"
    assert receive(mail(sender=CHAMBER, to="box@example.jp", subject="FW: 样品", text=text))[0] == 0
    with app.app_context():
        row = db.session.scalars(select(Interaction)).one()
        assert (row.person_id, row.direction) == (jin[0], "in")


def test_a_reference_in_the_subject_names_the_negotiation_but_not_for_strangers(
    app: Flask, receive: Receive, jin: tuple[int, int]
) -> None:
    with app.app_context(), writing():
        case = cases.opened(scene())
        db.session.commit()
        number = case.id
    assert receive(mail(sender="who@example.com", subject=f"[N-{number}] 价格", key="a"))[1].endswith("assigned\n")
    assert receive(mail(sender=CHAMBER, to="x@example.com", subject=f"Re: [N-{number}] 价格", key="b"))[0] == 0
    with app.app_context():
        row = db.session.scalars(select(Interaction).where(Interaction.kind == "mail")).one()
        assert (row.negotiation_id, row.direction) == (number, "out")


def test_a_mail_of_a_stranger_waits_and_is_assigned_by_hand(
    app: Flask, client: FlaskClient, receive: Receive, jin: tuple[int, int]
) -> None:
    receive(mail(sender="who@example.com", subject="询价"))
    cast.sign_in(client)
    assert "询价" in client.get("/interactions/mail/").get_data(as_text=True)
    page = client.get("/interactions/mail/1").get_data(as_text=True)
    data = {name: cast.hidden(page, name) for name in ("csrf_token", "form_id")}
    assert client.post("/interactions/mail/1", data=data).status_code == 422
    assert client.post("/interactions/mail/1", data=data | {"person_id": str(jin[0])}).status_code == 303
    assert "询价" in client.get(f"/threads/people/{jin[0]}").get_data(as_text=True)
    assert client.post("/interactions/mail/1/dismiss", data=data).status_code == 409


def test_attachments_are_kept_by_the_rules_of_files(
    app: Flask, client: FlaskClient, receive: Receive, jin: tuple[int, int]
) -> None:
    sent = mail()
    sent.add_attachment(b"%PDF-1.7 catalogue", maintype="application", subtype="pdf", filename="カタログ.pdf")
    sent.add_attachment(b"MZ", maintype="application", subtype="x-msdownload", filename="run.exe")
    sent.add_attachment(b"\xff\xd8\xff and no picture", maintype="image", subtype="jpeg", filename="broken.jpg")
    assert receive(sent)[0] == 0
    with app.app_context():
        assert [file.name for file in files.of_record(RECEIVED_MAIL, 1)] == ["カタログ.pdf"]
    cast.sign_in(client)
    page = client.get("/interactions/1").get_data(as_text=True)
    assert "カタログ.pdf" in page
    assert "run.exe" in page
    assert "broken.jpg" in page
    with client.get("/files/1") as given:
        assert given.data.startswith(b"%PDF")


def test_html_is_read_as_words_and_never_shown_as_markup(app: Flask, receive: Receive, jin: tuple[int, int]) -> None:
    sent = EmailMessage()
    sent["From"], sent["To"], sent["Subject"] = JIN, CHAMBER, "报价"
    sent.set_content("<p>单价<b>十元</b></p><script>alert(1)</script><img src='http://e.example/x'>", subtype="html")
    assert receive(sent)[0] == 0
    with app.app_context():
        assert db.session.scalars(select(Mail.body)).one() == "单价十元"


@pytest.mark.parametrize(
    "head", [b"Message-ID: <>", b"Cc: b@", b"Date: Fri, 27 Nov 9999999999 10:00:00 +0900", b"Subject: =?nonsense?Q?x?="]
)
def test_a_broken_line_of_the_head_loses_no_mail(head: bytes) -> None:
    letter = read_letter(b"From: Jin <" + JIN.encode() + b">\n" + head + b"\n\nhello")
    assert (letter.sender, letter.sender_name, letter.text) == (JIN, "Jin", "hello")


@pytest.mark.once
def test_a_spoilt_mail_is_read_or_given_back_with_a_reason() -> None:
    """Each time a few bytes of a mail with an invitation, a file and heads in other scripts are others."""
    chance = random.Random(14)  # noqa: S311  # the same mails every time, and no secret
    whole = mail(subject="样品的回复 [N-12]", text="样品收到了。\n发件人: 金 <kim@example.kr>")
    whole.add_attachment("x", filename="见积书.txt")
    sent = [whole.as_bytes(), invitation()]
    for number in range(600):
        spoilt = bytearray(sent[number % 2])
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(spoilt))
            spoilt[place : place + chance.randint(0, 3)] = bytes(
                chance.choices(b'\x00\xff<>@=?:;,"( \n9', k=chance.randint(0, 3))
            )
        try:
            letter = read_letter(bytes(spoilt))
        except Unreadable:
            continue
        if letter.calendar is not None:
            read_invitation(letter.calendar, home=HOME)


def test_thousands_of_addresses_cost_no_more_than_the_head_is_read_of() -> None:
    crowd = ", ".join(f"a{number}@example.cn" for number in range(20_000))
    letter = read_letter(f"From: {JIN}\nCc: {crowd}\n\nhello".encode())
    assert 300 < len(letter.addresses) < LONGEST_HEAD / 10


def test_what_is_no_mail_is_given_back_and_a_busy_database_is_tried_again(
    app: Flask, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert receive(b"")[0] == 65
    assert receive(b"From: nobody\n\nhello")[0] == 65
    many = EmailMessage()
    many["From"] = JIN
    many.make_mixed()
    for number in range(120):
        many.add_attachment("x", filename=f"{number}.txt")
    assert receive(many)[0] == 65
    with pytest.raises(Unreadable):
        read_letter(b"x" * (LARGEST + 1))

    def locked(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr("crm.interactions.services.mails.log", locked)
    monkeypatch.setattr("crm.capabilities.KEEP_MAIL", locked)
    assert receive(mail())[0] == 75


def test_mail_that_waits_is_seen_by_those_who_assign_it_only(app: Flask, client: FlaskClient, receive: Receive) -> None:
    receive(mail(sender="who@example.com"))
    cast.sign_in(client, Role.MISSION_LEADER)
    for path in ("/interactions/mail/", "/interactions/mail/1"):
        assert client.get(path).status_code == 403


def test_a_mail_and_its_attachments_are_hidden_with_what_it_belongs_to(app: Flask, receive: Receive) -> None:
    with app.app_context():
        at, leader = scene(), cast.user(Role.MISSION_LEADER)
        numbers = [cases.opened(at, owner_id=who.id).id for who in (leader, cast.user())]
    for number in numbers:
        receive(mail(sender=CHAMBER, to="x@example.com", subject=f"[N-{number}] 价格", key=str(number)))
    with app.app_context():
        kept = list(db.session.scalars(select(Mail.id).order_by(Mail.id)))
        seen = {role: [RECEIVED_MAIL.is_visible(id, cast.user(role)) for id in (*kept, 999_999)] for role in Role}
        assert seen[Role.MISSION_LEADER] == [True, False, False]
        assert seen[Role.COORDINATOR] == [True, True, False]
