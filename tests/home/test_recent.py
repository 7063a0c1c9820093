"""Recent changes: what a notice offered to undo stays on offer for thirty days."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.models import Person
from crm.core import clock
from crm.core.database import db, writing
from crm.core.inserting import insert_rows
from crm.core.permissions import Role
from crm.web import undoing
from crm.web.models import RecentChange
from tests.cast import csrf_token, hidden, sign_in, user
from tests.contacts import book


@pytest.fixture
def lee(client: FlaskClient, session: scoped_session[Session]) -> Person:
    """Somebody in the book, and a coordinator who reads English."""
    sign_in(client)
    return book.person("李明淑")


def archive(client: FlaskClient, person: Person) -> None:
    token = csrf_token(client, f"/contacts/people/{person.id}")
    client.post(f"/contacts/people/{person.id}/archive", data={"csrf_token": token})
    client.get("/")  # the notice is read here, and gone


def recent(client: FlaskClient) -> str:
    return client.get("/recent").text


def take_back(client: FlaskClient) -> None:
    page = recent(client)
    address = hidden(page, "undo")
    client.post(address, data={"csrf_token": hidden(page, "csrf_token"), "undo": address})


def test_an_archived_person_is_taken_back_long_after_the_notice(client: FlaskClient, lee: Person) -> None:
    assert "Nothing to undo." in recent(client)
    archive(client, lee)
    assert "Person archived." in recent(client)
    assert "李明淑" in recent(client)
    take_back(client)
    assert client.get(f"/contacts/people/{lee.id}").status_code == 200
    db.session.expire_all()
    assert db.session.get_one(Person, lee.id).archived_at is None
    assert 'name="undo"' not in recent(client)
    assert "Undone" in recent(client)


def test_many_archived_at_once_come_back_at_once(client: FlaskClient, lee: Person) -> None:
    other = book.person("金哲")
    data = {"id": [str(lee.id), str(other.id)]}
    page = client.post(
        "/lists/people/chosen/archive", data=data | {"csrf_token": csrf_token(client, "/contacts/people")}
    ).text
    sent = {name: hidden(page, name) for name in ("csrf_token", "form_id", "expected", "of", "all")}
    client.post("/lists/people/chosen/archive", data=data | sent)
    client.get("/")
    assert re.search(r"2 done\.</b>\s*<span class=\"sub\">[^<]* · People</span>", recent(client)), "of which list"
    take_back(client)
    db.session.expire_all()
    assert [db.session.get_one(Person, id).archived_at for id in (lee.id, other.id)] == [None, None]


def test_the_notice_itself_is_marked_when_it_is_used(client: FlaskClient, lee: Person) -> None:
    token = csrf_token(client, f"/contacts/people/{lee.id}")
    client.post(f"/contacts/people/{lee.id}/archive", data={"csrf_token": token})
    notice = client.get("/").text
    address = hidden(notice, "undo")
    client.post(address, data={"csrf_token": hidden(notice, "csrf_token"), "undo": address})
    assert "Undone" in recent(client)


def test_nobody_sees_what_others_did(client: FlaskClient, lee: Person) -> None:
    archive(client, lee)
    client.post("/users/sign-out", data={"csrf_token": csrf_token(client, "/")})
    sign_in(client, Role.MANAGEMENT)
    assert "Person archived." not in recent(client)


def test_only_ones_own_is_marked(client: FlaskClient, lee: Person) -> None:
    at = clock.now() - timedelta(days=1)
    me, other = user().id, user(Role.MANAGEMENT).id
    with writing():
        for who in (me, other):
            told = {"user_id": who, "made_at": at, "text": "x"}
            addresses = ("/other", f"/contacts/people/{lee.id}/restore")
            insert_rows(RecentChange.__tablename__, [told | {"undo": undo} for undo in addresses])
        db.session.commit()
    archive(client, lee)
    take_back(client)
    undone = select(RecentChange.user_id, RecentChange.undo).where(RecentChange.undone_at.is_not(None))
    assert {tuple(row) for row in db.session.execute(undone)} == {(me, f"/contacts/people/{lee.id}/restore")}


def test_after_thirty_days_it_is_off_the_list(
    client: FlaskClient, lee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(client, lee)
    [made] = db.session.scalars(select(RecentChange)).all()
    assert len(undoing.recent(made.user_id)) == 1
    later = made.at + undoing.KEPT + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert undoing.recent(made.user_id) == []
