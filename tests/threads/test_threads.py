"""Threads: what happened with a record and with those below it, in which order, and what of it a reader sees."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import services as activities
from crm.contacts.kind import ORGANISATION
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.interactions import services as interactions
from crm.interactions.services import InteractionInput
from crm.negotiations import services as negotiations
from crm.tasks import services as tasks
from crm.threads import queries, rules
from crm.threads.rules import ThreadPlace
from tests.cast import sign_in, user
from tests.meetings.scene import Scene, mission, scene, talk
from tests.negotiations import cases
from tests.statements import sent
from tests.threads.calls import OTHER, ago, call, said, thread, told


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


# ------------------------------------------------------------------ rules


@pytest.mark.once
def test_lines_of_one_source_fold_from_three_on_and_cards_never_do() -> None:
    class Thing:
        def __init__(self, source: str) -> None:
            self.source = source

    things = [Thing(source) for source in ("move", "move", "note", "note", "note", "task", "task", "task", "move")]
    assert [[thing.source for thing in run] for run in rules.runs(things)] == [
        ["move"], ["move"], ["note"], ["note"], ["note"], ["task", "task", "task"], ["move"],
    ]  # fmt: skip


@pytest.mark.once
def test_a_place_is_read_as_it_was_written_and_nothing_else_is() -> None:
    place = ThreadPlace(datetime(2026, 11, 3, 4, 5, 6, 7, tzinfo=UTC), rules.NOTE, 12)
    assert ThreadPlace.read(place.written()) == place
    for text in (
        None,
        "",
        "x",
        "e30",
        "WzEsMl0",
        ThreadPlace(place.at, "mail", 1).written(),
        ThreadPlace(place.at, "note", 0).written(),
    ):
        assert ThreadPlace.read(text) is None


# ------------------------------------------------------------------ what belongs to it


@pytest.mark.both
def test_a_firm_tells_what_its_people_and_its_cases_did(app: Flask, at: Scene) -> None:
    with app.app_context():
        case = cases.opened(at, opened_days_ago=9)
        talk(at, starts=datetime(2026, 11, 2, 9), ends=None)
        call("会社へ", 5, organisation_id=at.commerce_bureau)
        call("李さんへ", 4, person_id=at.li)
        call("案件で", 3, negotiation_id=case.id)
        call("よその人へ", 2, person_id=at.tanabe)
        found = thread("organisations", at.commerce_bureau)
        assert told(found) == ["note", "note", "note", "move", "meeting"]
        assert said(thread("organisations", at.commerce_bureau, show="note")) == ["案件で", "李さんへ", "会社へ"]
        assert told(thread("people", at.li)) == ["note", "meeting"]
        assert told(thread("people", at.sun)) == []
        assert told(thread("organisations", at.association)) == ["note", "note", "move", "meeting"]
        assert said(thread("negotiations", case.id, show="note")) == ["案件で"]


def test_a_case_of_which_only_the_day_is_known_tells_no_hour(app: Flask, at: Scene) -> None:
    with app.app_context():
        with writing():
            known = negotiations.open_case(cases.case(at), by=user(), on=ago(3))
            db.session.commit()
        timed = cases.opened(at, opened_days_ago=3)
        days = [[entry.day for run in thread("negotiations", case.id).runs for entry in run] for case in (known, timed)]
        assert days == [[ago(3)], [None]]


def test_what_is_planned_stands_apart_until_it_is_past(app: Flask, at: Scene) -> None:
    with app.app_context():
        soon = datetime.now() + timedelta(days=3)
        talk(at, starts=soon + timedelta(days=1), ends=None, status="planned", minutes=[], subject="後")
        talk(at, starts=soon, ends=None, status="planned", minutes=[], subject="先")
        talk(at, starts=datetime(2026, 11, 2, 9), ends=None, status="planned", minutes=[], subject="過ぎた")
        found = thread("organisations", at.commerce_bureau)
        assert [entry.row.subject for entry in found.ahead] == ["先", "後"]
        assert [entry.row.subject for run in found.runs for entry in run] == ["過ぎた"]


def test_tasks_are_told_once_they_are_done(app: Flask, at: Scene) -> None:
    with app.app_context():
        with writing():
            done = tasks.add(
                text="資料を送る", due_on=date(2026, 11, 1), owner_id=user().id,
                record=(ORGANISATION, at.commerce_bureau), by=user(),
            )  # fmt: skip
            tasks.add(
                text="まだ", due_on=date(2026, 11, 1), owner_id=user().id,
                record=(ORGANISATION, at.commerce_bureau), by=user(),
            )  # fmt: skip
            tasks.complete(done, by=user())
            db.session.commit()
        [[entry]] = thread("organisations", at.commerce_bureau).runs
        assert (entry.source, entry.row.text) == ("task", "資料を送る")


def test_a_mission_is_told_of_whoever_went(app: Flask, at: Scene) -> None:
    with app.app_context():
        assert told(thread("people", at.tanabe)) == [], "it is still to come"
        with writing():
            past = mission(at.place, name="第6回", start_on=date(2026, 6, 1), end_on=date(2026, 6, 3))
            db.session.flush()
            activities.add_participant(past, person_id=at.tanabe, by=user())
            db.session.commit()
        assert told(thread("people", at.tanabe)) == ["trip"]
        assert told(thread("organisations", at.association)) == ["trip"]
        assert told(thread("organisations", at.commerce_bureau)) == []


# ------------------------------------------------------------------ who sees what


@pytest.mark.both
def test_a_leader_finds_nothing_of_what_they_may_not_see(app: Flask, at: Scene) -> None:
    with app.app_context():
        case = cases.opened(at, opened_days_ago=9)
        talk(at, starts=datetime(2026, 11, 2, 9), ends=None)
        call("案件で", 3, negotiation_id=case.id, organisation_id=at.commerce_bureau)
        call("会社へ", 2, organisation_id=at.commerce_bureau)
        mine = user(Role.MISSION_LEADER, email=OTHER)
        with writing():
            entry = InteractionInput(
                kind="call", direction="out", at=clock.now(), summary="自分で", organisation_id=at.commerce_bureau
            )
            interactions.log(entry, by=mine)
            db.session.commit()
        for record_type, id in (("organisations", at.commerce_bureau), ("people", at.li)):
            found = thread(record_type, id, Role.MISSION_LEADER, OTHER)
            assert told(found) == (["note"] if record_type == "organisations" else [])
        assert said(thread("organisations", at.commerce_bureau, Role.MISSION_LEADER, OTHER)) == ["自分で"]


# ------------------------------------------------------------------ steps


@pytest.mark.both
def test_steps_tell_each_thing_once_also_where_many_are_of_one_moment(app: Flask, at: Scene) -> None:
    with app.app_context():
        moment = clock.now() - timedelta(days=2)
        with writing():
            for number in range(45):
                entry = InteractionInput(
                    kind="call", direction="out", at=moment, summary=str(number), organisation_id=at.commerce_bureau
                )
                interactions.log(entry, by=user())
            for number in range(25):
                row = tasks.add(
                    text=str(number), due_on=date(2026, 11, 1), owner_id=user().id,
                    record=(ORGANISATION, at.commerce_bureau), by=user(),
                )  # fmt: skip
                tasks.complete(row, by=user())
            db.session.commit()
        found = thread("organisations", at.commerce_bureau)
        steps = [found]
        while found.next_cursor:
            found = thread("organisations", at.commerce_bureau, cursor=found.next_cursor)
            steps.append(found)
        sizes = [len(told(step)) for step in steps]
        keys = [(entry.source, entry.row.id) for step in steps for run in step.runs for entry in run]
        assert sizes == [20, 20, 20, 10]
        assert len(set(keys)) == 70


def test_many_things_cost_as_many_statements_as_one_of_each(app: Flask, at: Scene) -> None:
    with app.app_context():
        case = cases.opened(at, opened_days_ago=9)
        talk(at, starts=datetime(2026, 11, 2, 9), ends=None)
        call("一", 1, negotiation_id=case.id, organisation_id=at.commerce_bureau)
        with sent() as few:
            thread("organisations", at.commerce_bureau)
        db.session.expunge_all()
        for number in range(20):
            call(str(number), 1, negotiation_id=case.id, person_id=at.li)
            talk(at, starts=datetime(2026, 11, 3, 9), ends=None)
        db.session.expunge_all()
        with sent() as many:
            thread("organisations", at.commerce_bureau)
        assert len(many) <= len(few) + 1, "one more for the names of a person"


@pytest.mark.once
@pytest.mark.parametrize("record_type", ["organisations", "people", "activities", "negotiations"])
def test_no_table_that_grows_is_gone_through_for_one_record(app: Flask, at: Scene, record_type: str) -> None:
    """SQLite says how it means to find the rows: one table without its index took half the time of a page."""
    with app.app_context(), sent() as statements:
        thread(record_type, 1)
        queries.next_step(record_type, 1, user=user())
        queries.last_contacts(record_type, [1], user=user())
    with app.app_context():
        plans = [row[3] for text in statements for row in _explained(text)]
    grows = (
        "negotiations", "meetings", "attendees", "people", "organisations", "tasks", "interactions", "stage_events",
    )  # fmt: skip
    assert [plan for plan in plans if plan.startswith("SCAN") and plan.split()[1].startswith(grows)] == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("record_type", "columns"),
    [("activities", ["activity_id"]), ("organisations", ["organisation_id", "our_organisation_id"])],
)
def test_when_one_met_last_stands_in_an_index(app: Flask, at: Scene, record_type: str, columns: list[str]) -> None:
    """A mission has thousands of meetings, a firm of ours more: none of them is looked at for its last."""
    with app.app_context(), sent() as statements:
        queries.last_contacts(record_type, [1, 2], user=user())
    with app.app_context():
        plans = [row[3] for text in statements for row in _explained(text)]
    for column in columns:
        assert any(f"SEARCH meetings USING COVERING INDEX ix_meetings_{column} (" in plan for plan in plans), column


@pytest.mark.once
def test_who_was_met_lately_is_found_by_the_day(app: Flask, at: Scene) -> None:
    with app.app_context(), sent() as statements:
        db.session.execute(queries.contacted("organisations", date(2026, 9, 1), user=user()))
    with app.app_context():
        plans = [row[3] for text in statements for row in _explained(text)]
    searched = [plan for plan in plans if plan.split()[1] == "meetings"]
    assert len(searched) == 3
    assert all("ix_meetings_held_on" in plan for plan in searched)


def _explained(statement: str) -> list[Any]:
    given = (1,) * statement.count("?")
    return list(db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given))


# ------------------------------------------------------------------ the last contact


def day_of(record_type: str, id: int, role: Role = Role.COORDINATOR, email: str | None = None) -> date | None:
    return queries.last_contacts(record_type, {id}, user=user(role, email=email)).get(id)


def test_contact_is_with_a_firm_its_people_its_case_and_of_the_mission(app: Flask, at: Scene) -> None:
    with app.app_context():
        case = cases.opened(at, opened_days_ago=20, activity_id=at.mission)
        assert day_of("organisations", at.commerce_bureau) is None, "to open a case is not to talk"
        call("案件で", 9, negotiation_id=case.id)
        for record_type, id in (
            ("organisations", at.commerce_bureau), ("organisations", at.association), ("negotiations", case.id),
            ("activities", at.mission),
        ):  # fmt: skip
            assert day_of(record_type, id) == ago(9), record_type
        call("李さんへ", 5, person_id=at.li)
        assert day_of("people", at.li) == day_of("organisations", at.commerce_bureau) == ago(5)
        assert day_of("people", at.sun) is None
        assert day_of("negotiations", case.id) == ago(9)


def test_a_leader_is_not_told_when_others_called(app: Flask, at: Scene) -> None:
    with app.app_context():
        call("会社へ", 3, organisation_id=at.commerce_bureau)
        assert day_of("organisations", at.commerce_bureau, Role.MISSION_LEADER, OTHER) is None
        assert day_of("organisations", at.commerce_bureau) == ago(3)


# ------------------------------------------------------------------ the page


def test_the_page_of_a_firm_shows_its_thread_and_a_part_of_it(client: FlaskClient, at: Scene) -> None:
    with client.application.app_context():
        call("値札の件で電話", 2, organisation_id=at.commerce_bureau)
        talk(at, starts=datetime(2026, 11, 2, 9), ends=None, subject="春の商談")
    sign_in(client)
    page = client.get(f"/contacts/organisations/{at.commerce_bureau}").get_data(as_text=True)
    assert "値札の件で電話" in page
    assert "春の商談" in page
    assert "09:00</time> China time" in page, "beside calls on the reader's clock"
    assert page.count("China time") == 1
    part = client.get(f"/contacts/organisations/{at.commerce_bureau}?show=note").get_data(as_text=True)
    assert "値札の件で電話" in part
    assert "春の商談" not in part
    block = client.get(f"/threads/organisations/{at.commerce_bureau}?show=note", headers={"HX-Request": "true"})
    assert block.get_data(as_text=True).strip().startswith("<section")
    assert client.get("/threads/letters/1").status_code == 404
    assert client.get("/threads/organisations/99999").status_code == 404


def test_the_page_of_a_person_leads_to_what_is_earlier(client: FlaskClient, at: Scene) -> None:
    with client.application.app_context():
        for number in range(21):
            call(f"第{number}回の電話", number + 1, person_id=at.li)
    sign_in(client)
    page = client.get(f"/contacts/people/{at.li}").get_data(as_text=True)
    assert "第0回の電話" in page
    assert "第20回の電話" not in page
    assert "Show earlier" in page


def test_the_pages_of_a_case_and_a_mission_tell_what_happened(client: FlaskClient, at: Scene) -> None:
    with client.application.app_context():
        case = cases.opened(at, opened_days_ago=9, activity_id=at.mission).id
        call("値札の件で電話", 2, negotiation_id=case)
    sign_in(client)
    for path in (f"/negotiations/{case}", f"/missions/{at.mission}"):
        page = client.get(path).get_data(as_text=True)
        assert "値札の件で電話" in page
        assert "Opened as “Lead”" in page
    narrowed = client.get(f"/negotiations/{case}?show=move").get_data(as_text=True)
    assert "値札の件で電話" not in narrowed


def test_a_timeline_of_folded_lines_alone_is_not_printed(app: Flask, client: FlaskClient, at: Scene) -> None:
    """On paper its heading would stand over a dot."""
    with app.app_context(), writing():
        for number in range(3):
            task = tasks.add(
                text=f"準備{number}", due_on=ago(1), owner_id=user().id, by=user(),
                record=(ORGANISATION, at.commerce_bureau),
            )  # fmt: skip
            db.session.flush()
            tasks.complete(task, by=user())
        db.session.commit()
    sign_in(client)
    there = f"/threads/organisations/{at.commerce_bureau}"
    page = client.get(there).get_data(as_text=True)
    assert "<summary>" in page[page.index('id="thread"') :]
    assert 'class="stack on-screen" id="thread"' in page
    with app.app_context():
        call("電話した", organisation_id=at.commerce_bureau)
    assert 'class="stack" id="thread"' in client.get(there).get_data(as_text=True), "what people wrote is"
