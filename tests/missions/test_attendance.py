"""Who was there: asked once when a mission is over, in one page with ticks, and read by whatever tells of it."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.activities import queries as activities
from crm.activities import rules, services
from crm.activities.models import Activity
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.meetings import queries as meetings
from crm.missions import queries
from tests import cast
from tests.cast import SET_UP
from tests.contacts import book
from tests.contacts.pages import opened
from tests.documents import journey
from tests.documents.written import html
from tests.missions import voyage
from tests.missions.browser import text
from tests.reports import writing as writing_reports


def ended() -> tuple[int, dict[str, int]]:
    """A mission that is over, with one who accepted, two who were invited, and one who cancelled."""
    mission = voyage.mission(names={"ja": "第6回 延辺視察団"}, start_on=date(2026, 5, 12), end_on=date(2026, 5, 14))
    parts = {}
    for name, status in (
        ("髙橋 直樹", "accepted"),
        ("安角 恵", "accepted"),
        ("佐藤 誠", "invited"),
        ("丸山 学", "cancelled"),
    ):
        parts[name] = voyage.delegate(mission, book.person(name, "ja"), status=status).id
    with writing(), action(SET_UP, by=None):
        db.session.get_one(Activity, mission.id).status = "reporting"
        db.session.commit()
    return mission.id, parts


def states(id: int) -> dict[str, str]:
    """{name: state} of the delegation."""
    return {part.name_snapshot: part.status for part in voyage.fresh_in(id).participants}


def test_it_is_asked_once_on_the_mission_and_at_home_and_reports_name_who_was_there(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        id, parts = ended()
    cast.sign_in(client)
    page = f"/missions/{id}/attendance"
    assert all(page in text(client, path) for path in ("/", f"/missions/{id}", f"/missions/{id}/delegation"))
    shown = text(client, page)
    assert ("髙橋 直樹" in shown, "佐藤 誠" in shown, "丸山 学" in shown) == (True, True, False)
    assert shown.count(" checked") == 2, "who accepted is ticked already"
    form: dict[str, Any] = {name: each for name, each in opened(client, page, "present").items() if name != "present"}
    came = [str(parts["髙橋 直樹"]), str(parts["佐藤 誠"])]
    assert client.post(page, data=form | {"present": ["9999"]}).status_code == 422
    assert client.post(page, data=form | {"present": came}).status_code == 303
    assert "Did not come" in text(client, f"/missions/{id}/delegation")
    assert "Tick who came" not in text(client, "/") + text(client, f"/missions/{id}")
    with app.app_context():
        told = states(id)
        assert [name for name, state in told.items() if state == rules.ATTENDED] == ["髙橋 直樹", "佐藤 誠"]
        assert told["安角 恵"] == rules.ABSENT
        on_paper = queries.on_paper(queries.facts(id, user=cast.user()))
        assert {part.name_snapshot for part in on_paper.delegation} == {"髙橋 直樹", "佐藤 誠"}


def test_a_mission_that_is_over_leads_to_what_is_asked_then_whatever_its_state(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        over = voyage.mission(start_on=date(2025, 5, 12), end_on=date(2025, 5, 14))
        voyage.delegate(over)
        for title in ("表敬訪問", "視察"):
            voyage.item(over, day=date(2025, 5, 13), title=title)
        coming = voyage.mission(start_on=date(2099, 5, 12), end_on=date(2099, 5, 14))
        voyage.delegate(coming, book.person("小林 翼", "ja"))
        voyage.item(coming, day=date(2099, 5, 13))
        assert over.status == "draft"
    cast.sign_in(client)
    shown = " ".join(text(client, f"/missions/{over.id}").split())
    assert f"/missions/{over.id}/attendance" in shown
    assert f'/documents/missions/{over.id}/settle">Say whether 2 items of the programme took place' in shown
    assert 'id="after"' not in text(client, f"/missions/{coming.id}")


def test_until_it_was_asked_who_accepted_counts_and_before_it_began_nothing_is_noted(
    session: scoped_session[Session],
) -> None:
    id, parts = ended()
    on_paper = queries.on_paper(queries.facts(id, user=cast.user()))
    assert [part.name_snapshot for part in on_paper.delegation] == ["髙橋 直樹", "安角 恵"]
    coming = voyage.mission(start_on=date(2099, 5, 12), end_on=date(2099, 5, 14))
    part = voyage.delegate(coming, book.person("小林 翼", "ja"))
    with pytest.raises(Refused, match="not started"), writing():
        services.note_attendance(voyage.fresh(coming), [part.id], by=cast.user())
    with pytest.raises(Refused, match="Choose"), writing():
        services.note_attendance(voyage.fresh_in(id), [part.id], by=cast.user())


def test_a_mission_is_closed_once_it_is_told_who_was_there_or_that_nobody_knows(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        id, _parts = ended()

    def open_ones() -> list[str]:
        with app.app_context():
            return [thing.code for thing in activities.ending(voyage.fresh_in(id), reported=True).unfinished]

    assert open_ones() == ["attendance", "costs"]
    cast.sign_in(client)
    page = f"/missions/{id}/attendance"
    assert page in text(client, f"/missions/{id}").split('id="closing"')[1]
    form: dict[str, Any] = {name: each for name, each in opened(client, page, "present").items() if name != "present"}
    assert client.post(page, data=form | {"attendance_unknown": "y"}).status_code == 303
    assert open_ones() == ["costs"]
    with app.app_context():
        assert set(states(id).values()).isdisjoint({rules.ATTENDED, rules.ABSENT})
    assert "Tick who came" not in text(client, "/") + text(client, f"/missions/{id}")


def test_who_did_not_come_is_taken_out_of_the_talks_or_named_before_the_report_is_approved(
    app: Flask, client: FlaskClient
) -> None:
    """One who stayed at home stood in chapter 5 of the approved report as having talked, and the head counted him."""
    with app.app_context():
        id, parts = ended()
        mission = voyage.fresh_in(id)
        people = {part.name_snapshot: part.person_id for part in mission.participants}
        host = book.organisation("延边大洋商贸")
        journey.talk(
            host, book.person("金成浩", at=host), starts=datetime(2026, 5, 13, 9), activity=mission,
            ours=[people["髙橋 直樹"], people["安角 恵"]],
        )  # fmt: skip
        report = writing_reports.begun(mission).id
    cast.sign_in(client)
    page = f"/missions/{id}/attendance"
    form: dict[str, Any] = {name: each for name, each in opened(client, page, "present").items() if name != "present"}
    form |= {"present": [str(parts["髙橋 直樹"])]}
    asked = client.post(page, data=form)
    assert asked.status_code == 422
    told = asked.get_data(as_text=True).split('id="take_out"')[1].split("</fieldset>")[0]
    seat = re.findall(r'name="asked" value="(\d+)"', told)
    assert (len(seat), told.count(" checked"), "安角 恵" in told) == (1, 1, True)
    assert client.post(page, data=form | {"asked": seat}).status_code == 303, "he is left in it"
    lacking = text(client, f"/documents/reports/{report}").split('id="lacking"')[1]
    assert "安角 恵: did not come, but is in the talk of" in lacking
    with app.app_context():
        paper = html(writing_reports.fresh(report))
        told, _label, rest = paper.partition("予定していたが参加しなかった者：")
        missed, _end, after = rest.partition("</p>")
        assert ("髙橋 直樹" in told, "安角 恵" in told + after, "安角 恵" in missed) == (True, False, True)
    form = {
        name: value for name, value in opened(client, page, "present").items() if name not in ("present", "take_out")
    }
    form |= {"present": [str(parts["髙橋 直樹"])], "asked": seat, "take_out": seat}
    assert client.post(page, data=form).status_code == 303
    assert "but is in the talk of" not in text(client, f"/documents/reports/{report}")
    with app.app_context():
        (met,) = meetings.for_report(id, user=cast.user())
        assert people["安角 恵"] not in {seat.person_id for seat in met.attendees}
    head = re.sub(r"<[^>]+>|\s+", "", text(client, f"/missions/{id}").split('class="counters')[1].split("</div>")[0])
    assert "Delegates1" in head
    assert "Peopleintalks1" in head
