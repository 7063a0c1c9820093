"""An invitation by mail from somebody unknown is a draft of a meeting, which one press completes."""

from datetime import date
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.contacts.models import ContactPoint, Organisation, Person
from crm.core import clock
from crm.core.database import db
from crm.core.permissions import Role
from crm.interactions import queries, rules
from crm.interactions.models import Mail
from crm.meetings.models import Attendee, Meeting
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.contacts.test_ours import OFFICE, say
from tests.interactions.letters import JIN, invitation, mail
from tests.interactions.test_mailbox import Receive, receive
from tests.missions import voyage

__all__ = ["receive"]  # the fixture


def panel(client: FlaskClient) -> str:
    return text(client, "/meetings/").partition('id="drafts"')[2].partition("</section>")[0]


@pytest.fixture
def draft(app: Flask, receive: Receive, client: FlaskClient) -> str:
    """The address at which it is completed."""
    assert "draft of a meeting" in receive(invitation())[1]
    with app.app_context():
        id = db.session.scalars(select(Mail.id)).one()
    cast.sign_in(client)
    return f"/interactions/mail/{id}/meeting"


def test_drafts_stand_above_the_list_with_day_clocks_place_subject_and_sender(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    shown = panel(client)
    for words in (
        "11 Dec 2026", "10:30–12:00 China", "11:30–13:00 Japan", "大洋大厦 八楼", "委托销售 条件协商", "金成浩", JIN,
        f'href="{draft}"',
    ):  # fmt: skip
        assert words in shown, words
    assert "委托销售" not in text(client, "/interactions/mail/").partition("<main")[2], "it waits in one place"
    cast.sign_in(client, Role.MISSION_LEADER)
    assert panel(client) == "", "who assigns no mail sees none of it"


def test_one_press_saves_organisation_person_and_meeting(app: Flask, client: FlaskClient, draft: str) -> None:
    with app.app_context():
        place = voyage.mission(start_on=date(2027, 12, 9), end_on=date(2027, 12, 14)).place_id
    form = opened(client, draft, "email")
    assert (
        form | {"day": "2026-12-11", "starts": "10:30", "timezone": "Asia/Shanghai", "venue": "大洋大厦 八楼"} == form
    )
    assert (form["name"], form["email"], form["purpose"]) == ("金成浩", JIN, "请带样品。")
    told = {"organisation_id-typed": "延边新公司", "adds_organisation": "y", "place_id": str(place), "title": "经理"}
    answer = client.post(draft, data=form | told)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    with app.app_context():
        made = db.session.scalars(select(Meeting)).one()
        assert answer.headers["Location"] == f"/meetings/{made.id}"
        assert (made.status, made.timezone, made.subject) == ("planned", "Asia/Shanghai", "委托销售 条件协商")
        assert clock.local(made.starts_at, "Asia/Shanghai").hour == 10
        seat = db.session.scalars(select(Attendee)).one()
        assert (seat.name_snapshot, seat.title_snapshot, seat.organisation_snapshot) == ("金成浩", "经理", "延边新公司")
        mine = select(ContactPoint.value).where(ContactPoint.person_id == seat.person_id)
        assert list(db.session.scalars(mine)) == [JIN]
        kept = db.session.scalars(select(Mail)).one()
        assert (kept.status, kept.interaction_id is not None) == (rules.ASSIGNED, True)
    assert panel(client) == ""


def test_what_comes_later_for_the_same_event_moves_the_meeting_made_of_the_draft(
    app: Flask, client: FlaskClient, draft: str, receive: Receive
) -> None:
    with app.app_context():
        host = book.organisation("延边大洋商贸集团").id
    form = opened(client, draft, "email") | {"organisation_id": host, "organisation_id-typed": "延边大洋商贸集团"}
    assert client.post(draft, data=form).status_code == 303
    receive(invitation(sequence=1, start="20261212T090000", end="20261212T100000"))
    with app.app_context():
        made = db.session.scalars(select(Meeting)).one()
        assert clock.local(made.starts_at, "Asia/Shanghai").day == 12


def test_a_newer_invitation_replaces_the_draft_and_a_cancellation_withdraws_it(
    app: Flask, client: FlaskClient, draft: str, receive: Receive
) -> None:
    receive(invitation(sequence=1, start="20261212T090000", end="20261212T100000"))
    shown = panel(client)
    assert ("12 Dec 2026" in shown, "11 Dec 2026" in shown) == (True, False)
    receive(invitation("CANCEL", sequence=3, sender="somebody@example.com", organizer="somebody@example.com"))
    assert "12 Dec 2026" in panel(client), "only its organizer calls it off"
    receive(invitation("CANCEL", sequence=2))
    assert panel(client) == ""


def test_the_organisation_is_suggested_by_the_domain_of_the_mail_as_a_guess(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋商贸集团")
        book.person("朴春花", at=firm, contacts=[("email", "piao@dayang.example.cn")])
        book.person("孙浩", at=book.organisation("延吉市商务局"), contacts=[("email", "sun@other.example.cn")])
        id = firm.id
    page = client.get(draft).get_data(as_text=True)
    assert cast.hidden(page, "organisation_id") == str(id)
    assert "by the domain of the mail" in page


def test_the_organisation_is_suggested_by_the_signature_as_a_guess(
    app: Flask, client: FlaskClient, receive: Receive
) -> None:
    sent = EmailMessage()
    sent["From"], sent["Message-ID"] = f"金成浩 <{JIN}>", "<9@example.cn>"
    sent["Date"] = "Wed, 18 Nov 2026 09:30:00 +0800"
    sent.set_content("您好，\n请看附件。\n\n金成浩\n延边大洋商贸有限公司\n电话 0433-1234567")
    event = invitation().decode().partition("BEGIN:VCALENDAR")[2].rpartition("END:VCALENDAR")[0]
    sent.add_alternative(f"BEGIN:VCALENDAR{event}END:VCALENDAR\n", subtype="calendar", params={"method": "REQUEST"})
    receive(sent)
    with app.app_context():
        id = db.session.scalars(select(Mail.id)).one()
    cast.sign_in(client)
    page = client.get(f"/interactions/mail/{id}/meeting").get_data(as_text=True)
    assert 'value="延边大洋商贸有限公司"' in page
    assert "by the signature" in page


def test_not_ours_sets_the_draft_aside_and_undo_brings_it_back(app: Flask, client: FlaskClient, draft: str) -> None:
    aside = draft.replace("/meeting", "/dismiss")
    token = cast.csrf_token(client, "/meetings/")
    assert client.post(aside, data={"csrf_token": token}).headers["Location"] == "/meetings/"
    assert panel(client) == ""
    back = draft.replace("/meeting", "/take-back")
    assert back in client.get("/recent").get_data(as_text=True)
    assert client.post(back, data={"csrf_token": token}).status_code == 303
    assert "委托销售" in panel(client)


def test_an_unknown_organisation_is_added_only_once_somebody_says_so(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    form = opened(client, draft, "email") | {"organisation_id-typed": "延边新公司"}
    form.pop("adds_organisation", None)
    answer = client.post(draft, data=form)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert ("延边新公司" in page, "请带样品。" in page, 'name="adds_organisation"' in page) == (True, True, True)
    with app.app_context():
        assert [db.session.scalar(select(kind)) for kind in (Organisation, Person, Meeting)] == [None, None, None]


@pytest.mark.parametrize("to", ["office@example.jp", "office@example.jp, kobayashi@example.jp"])
def test_an_invitation_to_the_offices_own_address_is_a_draft_too(
    app: Flask, client: FlaskClient, receive: Receive, to: str
) -> None:
    with app.app_context():
        say(OFFICE)
    assert "draft of a meeting" in receive(invitation(to=to))[1]
    cast.sign_in(client)
    assert "委托销售" in panel(client)


def test_a_mail_that_invites_to_nothing_has_no_draft(app: Flask, client: FlaskClient, receive: Receive) -> None:
    receive(mail())
    with app.app_context():
        id = db.session.scalars(select(Mail.id)).one()
        assert queries.drafts(cast.user()) == []
    cast.sign_in(client)
    assert client.get(f"/interactions/mail/{id}/meeting").status_code == 404
    assert "样品" in text(client, "/interactions/mail/")


def test_a_series_says_so_wherever_one_of_it_can_be_saved(app: Flask, receive: Receive, client: FlaskClient) -> None:
    receive(invitation(series="FREQ=WEEKLY;COUNT=3"))
    with app.app_context():
        id = db.session.scalars(select(Mail.id)).one()
    cast.sign_in(client)
    for shown in (panel(client), text(client, f"/interactions/mail/{id}/meeting")):
        assert "every week · 3 times in all" in shown
