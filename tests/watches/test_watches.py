"""Watches: how long it has been quiet, who is told, and what counts as contact."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit import services as audit
from crm.cards import services as cards
from crm.cards.services import Exchange
from crm.contacts import queries as contacts
from crm.contacts import rules as contacts_rules
from crm.contacts.services import chosen
from crm.core import clock, here
from crm.core.database import Base, db, writing
from crm.core.permissions import Role
from crm.interactions import rules as interactions_rules
from crm.negotiations import services as negotiations
from crm.negotiations.models import Interaction
from crm.threads.queries import last_contacts
from crm.watches import queries, rules, services
from crm.watches.models import Watch
from tests.cards.counting import questions
from tests.cast import csrf_token, hidden, sign_in, user
from tests.meetings.scene import Scene, organisation, person, scene, talk
from tests.negotiations import cases

HTMX = {"HX-Request": "true"}
TODAY = date(2026, 12, 24)


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def test_silence_is_counted_from_the_last_contact_or_from_the_watch() -> None:
    assert rules.silent_days(date(2026, 12, 14), date(2026, 1, 1), TODAY) == 10
    assert rules.silent_days(None, date(2026, 12, 20), TODAY) == 4
    assert rules.silent_days(date(2027, 1, 1), date(2026, 1, 1), TODAY) == 0
    assert not rules.is_overdue(90, 90)
    assert rules.is_overdue(91, 90)


def set_watch(kind: str, id: int, days: int = 90, role: Role = Role.COORDINATOR) -> None:
    with writing():
        services.watch(kind, id, days=days, by=user(role))
        db.session.commit()


def last(kind: str, id: int, role: Role = Role.COORDINATOR) -> date | None:
    return last_contacts(kind, {id}, user=user(role)).get(id)


def test_a_watch_that_begins_again_counts_from_then(app: Flask, at: Scene) -> None:
    with app.app_context():
        set_watch("people", at.sun)
        with writing():
            row = queries.one("people", at.sun, user=user())
            assert row is not None
            services.stop(row, by=user())
            db.session.execute(
                Base.metadata.tables["watches"].update().values(created_at=clock.now() - timedelta(days=400))
            )
            db.session.commit()
        set_watch("people", at.sun)
        (silence,) = queries.silences(user(), today=here.today())
        assert (silence.silent, silence.is_overdue) == (0, False)


def test_a_held_meeting_is_contact_with_the_attendee_and_the_firm(app: Flask, at: Scene) -> None:
    with app.app_context():
        talk(at)
        talk(at, starts=datetime(2027, 1, 11, 9, 0), ends=None, status="planned", minutes=[])
        assert last("people", at.li) == date(2026, 12, 11)
        assert last("people", at.sun) is None
        assert last("organisations", at.commerce_bureau) == date(2026, 12, 11)


def test_what_a_mission_leader_does_not_see_is_not_told_to_them(app: Flask, at: Scene) -> None:
    with app.app_context():
        talk(at)
        other = user(Role.MISSION_LEADER, email="other@example.jp")
        assert last_contacts("people", {at.li}, user=other) == {}
        assert last_contacts("organisations", {at.commerce_bureau}, user=other) == {}


def test_an_exchange_of_cards_is_contact_with_the_firm_of_that_day(app: Flask, at: Scene) -> None:
    with app.app_context(), writing():
        li = contacts.person(at.li, user=user())
        cards.exchange(li, Exchange(date(2026, 10, 1), user_id=user().id), by=user())
        db.session.commit()
        assert last("people", at.li) == date(2026, 10, 1)
        assert last("organisations", at.commerce_bureau) == date(2026, 10, 1)
        assert last("organisations", at.association) is None


def test_an_interaction_is_contact_and_a_note_is_not(app: Flask, at: Scene) -> None:
    def log(kind: str, day: int) -> date | None:
        with writing():
            noon = clock.from_wall(datetime(2026, 11, day, 12), "Asia/Tokyo")
            negotiations.log(case, kind=kind, summary="電話で確認", at=noon, by=user())
            db.session.commit()
        return last("organisations", case.counterpart_id)

    with app.app_context():
        case = cases.opened(at)
        assert log("note", 20) is None
        assert log("call", 10) == date(2026, 11, 10)
        other = user(Role.MISSION_LEADER, email="other@example.jp")
        assert last_contacts("organisations", {case.counterpart_id}, user=other) == {}, "of a hidden case"
        [call] = db.session.scalars(select(Interaction).where(Interaction.kind == "call"))
        with writing():
            audit.archive(db.session.merge(call), interactions_rules.ARCHIVED, by=user())
            db.session.commit()
        assert last("organisations", case.counterpart_id) is None


@pytest.mark.both
def test_the_longest_overdue_stands_first_and_archived_contacts_are_left_out(app: Flask, at: Scene) -> None:
    with app.app_context():
        talk(at)
        set_watch("people", at.li, 5)
        set_watch("organisations", at.commerce_bureau, 2)
        set_watch("people", at.sun, 60)
        found = queries.silences(user(), today=TODAY)
        assert [silence.is_overdue for silence in found] == [True, True, False]
        assert [silence.silent for silence in found][:2] == [13, 13]
        assert found[0].watch.organisation_id == at.commerce_bureau
        assert queries.overdue_count(user(), today=TODAY) == 2
        with writing():
            chosen.mark_contact(contacts.person(at.li, user=user()), do_not_contact=True, by=user())
            db.session.commit()
        assert queries.overdue_count(user(), today=TODAY) == 1, "nobody is told to get in touch with them"
        assert queries.silences(user(), today=TODAY)[-1].watch.person_id == at.li
        with writing():
            audit.archive(contacts.person(at.li, user=user()), contacts_rules.PERSON_ARCHIVED, by=user())
            db.session.commit()
        assert queries.overdue_count(user(), today=TODAY) == 1


def plumbing(client: FlaskClient, path: str) -> dict[str, str]:
    text = client.get(path).get_data(as_text=True)
    return {name: hidden(text, name) for name in ("csrf_token", "form_id")}


def press(client: FlaskClient, path: str, panel: str, headers: dict[str, str] | None = None, **data: Any) -> Any:
    return client.post(path, data=plumbing(client, panel) | data, headers=headers or {})


@pytest.mark.parametrize("kind", ["people", "organisations"])
def test_a_contact_is_watched_changed_and_let_go_from_its_page(
    app: Flask, client: FlaskClient, at: Scene, kind: str
) -> None:
    id = at.li if kind == "people" else at.commerce_bureau
    sign_in(client)
    panel, path = f"/watches/panels/{kind}/{id}", f"/watches/{kind}/{id}"
    assert "No contact is on record" in client.get(panel).get_data(as_text=True)
    part = press(client, path, panel, HTMX, days=30)
    assert part.status_code == 200
    assert "<html" not in part.get_data(as_text=True)
    assert "after 30 days" in part.get_data(as_text=True)
    assert press(client, path, panel, days=45).headers["Location"].endswith(str(id))
    assert "after 45 days" in client.get("/watches/").get_data(as_text=True)
    assert press(client, f"{path}/stop", panel).status_code == 303
    assert press(client, f"{path}/stop", panel).status_code == 303
    assert "You watch nobody yet" in client.get("/watches/").get_data(as_text=True)
    assert press(client, path, panel, days=45).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(Watch)).all()) == 1


@pytest.mark.parametrize("days", ["0", "3651", "-1", "", "soon", "1.5", "9" * 30])
def test_days_out_of_range_are_refused_beside_the_field(app: Flask, client: FlaskClient, at: Scene, days: str) -> None:
    sign_in(client)
    answer = press(client, f"/watches/people/{at.li}", f"/watches/panels/people/{at.li}", days=days)
    assert answer.status_code == 422
    assert 'class="errsum"' in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(Watch)).all() == []


def test_only_the_watcher_sees_a_watch_and_home_tells_them(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        talk(at, starts=datetime(2026, 1, 11, 9, 0), ends=None)
        set_watch("people", at.li, 30)
    sign_in(client)
    assert "1 contact to get back in touch with" in client.get("/").get_data(as_text=True)
    assert "李明淑" in client.get("/watches/").get_data(as_text=True)
    other = app.test_client()
    sign_in(other, Role.ADMIN)
    assert "to get back in touch with" not in other.get("/").get_data(as_text=True)
    assert "李明淑" not in other.get("/watches/").get_data(as_text=True)
    assert "Stop watching" not in other.get(f"/watches/panels/people/{at.li}").get_data(as_text=True)
    log = other.get(f"/audit/people/{at.li}").get_data(as_text=True).split("<main", 1)[1]
    assert "watched" not in log.lower()


def test_a_record_that_is_not_there_is_not_found(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    token = csrf_token(client, "/users/profile")
    for kind in ("people", "organisations"):
        assert client.get(f"/watches/panels/{kind}/999999").status_code == 404
        assert client.post(f"/watches/{kind}/999999", data={"csrf_token": token, "days": 9}).status_code == 404
    assert client.post(f"/watches/meeting/{at.li}", data={"csrf_token": token, "days": 9}).status_code == 404


def test_more_watches_than_a_page_shows_are_refused(
    app: Flask, client: FlaskClient, at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_WATCHES", 1)
    with app.app_context():
        set_watch("people", at.li)
    sign_in(client)
    path = "/watches/people/{}"
    assert press(client, path.format(at.sun), f"/watches/panels/people/{at.sun}", days=9).status_code == 409
    assert press(client, path.format(at.li), f"/watches/panels/people/{at.li}", days=9).status_code == 303


@pytest.mark.once
def test_as_many_questions_for_thirty_watches_as_for_three(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)

    def more(number: int) -> None:
        with app.app_context():
            with writing():
                firms = [organisation(f"会社{n} {number}", "JP", "ja") for n in range(number)]
                db.session.flush()
                people = [person(f"人{n} {number}", firm.id) for n, firm in enumerate(firms)]
                db.session.commit()
            for firm, someone in zip(firms, people, strict=True):
                set_watch("people", someone.id)
                set_watch("organisations", firm.id)

    more(2)
    few = questions(app, client, "/watches/")
    more(13)
    assert questions(app, client, "/watches/") == few
