"""The pages of meetings: logging one from an itinerary item, the record, the list, conflicts, panels."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from crm.contacts import queries as contacts
from crm.contacts import services as contacts_services
from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.meetings import queries, services
from crm.meetings.models import Meeting
from crm.meetings.rules import said_in
from crm.meetings.services import NextStep, TalkInput
from crm.places.models import Place
from crm.tasks import queries as tasks
from tests.cast import csrf_token, hidden, sign_in, user
from tests.meetings.scene import SHANGHAI, Scene, scene, talk

HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.usefixtures("afterwards")


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def saved_talk(app: Flask, at: Scene, **values: Any) -> int:
    with app.app_context():
        return talk(at, **values).id


def address(at: Scene, **changes: Any) -> str:
    """The link that an itinerary item carries."""
    args = {
        "activity_id": at.mission, "item": 17, "organisation_id": at.commerce_bureau, "starts": "2026-12-11T09:05",
        "zone": SHANGHAI, "hosts": f"{at.li},{at.sun}", "interpreter": "",
    } | changes  # fmt: skip
    return "/meetings/new?" + "&".join(f"{name}={value}" for name, value in args.items())


def filled(at: Scene, **changes: Any) -> dict[str, Any]:
    """What a thumb sends: two ticks, a result, one text, one next step."""
    return {
        "day": "2026-12-11", "starts": "09:05", "ends": "10:10", "timezone": SHANGHAI, "theirs": [at.li, at.sun],
        "ours": [at.tanabe], "result": "interest", "said": "委託販売の枠を二十点へ", "kind": "business_talk",
        "state": "held", "mode": "in_person", "activity_id": at.mission, "next_steps-0-text": "検品票を送る",
        "next_steps-0-owner_id": 1, "next_steps-0-due_on": "2026-12-18",
    } | changes  # fmt: skip


def send(client: FlaskClient, path: str, data: dict[str, Any], **headers: str) -> Any:
    text = client.get(path).get_data(as_text=True)
    names = [name for name in ("csrf_token", "form_id", "version", "as_opened", "as_begun") if f'name="{name}"' in text]
    plumbing = {name: hidden(text, name) for name in names}
    return client.post(path, data=plumbing | data, headers=headers)


def count(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_form_from_an_itinerary_item_is_filled_already(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    text = client.get(address(at, hosts=at.li)).get_data(as_text=True)
    assert 'value="2026-12-11"' in text
    assert 'value="09:05"' in text
    boxes = [tag for tag in text.split("<input") if 'type="checkbox"' in tag and 'name="theirs"' in tag]
    assert [("checked" in box, f'value="{at.li}"' in box) for box in boxes] == [(True, True), (False, False)]
    ours = next(tag for tag in text.split("<input") if 'name="ours"' in tag)
    assert "checked" in ours


def test_a_talk_is_logged_with_ticks_a_result_one_text_and_a_next_step(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    answer = send(client, address(at), filled(at, answered="持ち帰る"))
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    said = "委託販売の枠を二十点へ"
    for shown in ("延吉市商务局", "李明淑", "Section chief", "田邉 俊夫", said, "検品票を送る", "Interest"):
        assert shown in page, shown
    assert "09:05–10:10" in page
    assert "10:05–11:10" in page
    with app.app_context():
        made = db.session.scalars(select(Meeting)).one()
        assert (made.itinerary_item_id, made.activity_id) == (17, at.mission)
        assert len(tasks.of_record("meetings", made.id)) == 1
        [item] = queries.one(made.id, user=user()).minutes
        assert (item.discussed, item.theirs, item.ours) == ("委託販売の枠を二十点へ", "", "持ち帰る")
        assert queries.is_counted(made.id), "what was discussed is minutes, whoever said it"
        assert list(said_in([item])) == ["discussed", "ours"], "no column of nothing on paper"


def test_the_same_form_sent_twice_makes_one_meeting(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    text = client.get(address(at)).get_data(as_text=True)
    data = {name: hidden(text, name) for name in ("csrf_token", "form_id")} | filled(at)
    first, second = (client.post(address(at), data=data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert count(app, Meeting) == 1


@pytest.mark.parametrize(("starts", "state"), [("2099-12-11T09:00", "planned"), ("2020-12-11T09:00", "held")])
def test_a_draft_for_a_day_to_come_is_planned(client: FlaskClient, at: Scene, starts: str, state: str) -> None:
    sign_in(client)
    query = f"organisation_id={at.commerce_bureau}&starts={starts}&zone=Asia/Shanghai"
    page = client.get(f"/meetings/new?{query}").get_data(as_text=True)
    assert re.search(rf'<option selected value="{state}"', page)


def test_an_item_that_has_a_meeting_says_so(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = saved_talk(app, at, activity_id=at.mission, itinerary_item_id=17)
    sign_in(client)
    assert f'href="/meetings/{id}"' in client.get(address(at)).get_data(as_text=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"ends": "09:00"},
        {"day": ""},
        {"day": "2026-02-30"},
        {"day": "0001-01-01"},
        {"starts": "25:00"},
        {"theirs": []},
        {"theirs": ["999999"]},
        {"ours": ["1' OR 1=1"]},
        {"result": "miracle"},
        {"timezone": "Mars/Olympus"},
        {"activity_id": "999999"},
        {"interpreter_id": "999999"},
        {"said": "a\x00b"},
        {"said": "話" * 20_001},
        {"subject": "x" * 10_000},
        {"next_steps-0-due_on": ""},
        {"next_steps-0-owner_id": ""},
        {"next_steps-0-owner_id": "999999"},
        {"newcomers-0-name": "名" * 10_000},
        {"newcomers-0-name": "赵丽", "newcomers-0-side": "above"},
    ],
)
def test_bad_input_is_answered_with_the_form_and_what_was_typed(
    app: Flask, client: FlaskClient, at: Scene, changes: dict[str, Any]
) -> None:
    sign_in(client)
    answer = send(client, address(at), filled(at, **changes))
    assert answer.status_code in (422, 409)
    text = answer.get_data(as_text=True)
    assert 'class="errsum"' in text
    assert "検品票を送る" in text
    assert count(app, Meeting) == 0


def test_htmx_gets_only_the_form_back(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, address(at), filled(at, ends="09:00"), **HTMX)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "<html" not in text
    assert 'id="meeting-form"' in text
    moved = send(client, address(at), filled(at), **HTMX)
    assert (moved.status_code, moved.headers["HX-Location"][:10]) == (204, "/meetings/")


def test_a_new_name_becomes_a_person_and_a_known_one_is_asked_about(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    fresh = filled(at, theirs=[], **{"newcomers-0-name": "赵丽", "newcomers-0-side": "theirs"})
    assert send(client, address(at), fresh).status_code == 303
    assert count(app, Person) == 4
    known = filled(at, theirs=[], odd_seen="y", **{"newcomers-0-name": "李明淑", "newcomers-0-side": "theirs"})
    asked = send(client, address(at), known)
    assert asked.status_code == 422
    assert "The contacts know this name" in unescape(asked.get_data(as_text=True))
    assert send(client, address(at), known | {"newcomers-0-who": str(at.tanabe)}).status_code == 422
    assert send(client, address(at), known | {"newcomers-0-who": str(at.li)}).status_code == 303
    assert count(app, Person) == 4
    assert send(client, address(at), known | {"newcomers-0-who": "new"}).status_code == 303
    assert count(app, Person) == 5


def test_rows_are_added_without_javascript(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, address(at), filled(at, **{"add-minutes": "1"}))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'name="minutes-0-theirs"' in text
    assert "委託販売の枠を二十点へ" in text


def test_save_and_next_stays_with_the_mission(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    answer = send(client, address(at), filled(at, again="1"))
    assert answer.headers["Location"] == f"/meetings/new?activity_id={at.mission}"
    chooser = unescape(client.get(answer.headers["Location"]).get_data(as_text=True))
    assert f"organisation_id={at.commerce_bureau}&activity_id={at.mission}" in chooser


def test_nothing_that_an_address_names_is_trusted(client: FlaskClient, at: Scene) -> None:
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(address(at)).status_code == 200
    assert client.get(address(at, organisation_id=999999)).status_code == 404
    assert client.get(address(at, activity_id=999999)).status_code == 404
    odd = address(at, hosts="x,-1,999999", interpreter="999999", starts="yesterday", zone="Mars/Olympus", item="x")
    assert client.get(odd).status_code == 200
    assert client.get("/meetings/new?q=%00&activity_id=x").status_code == 200


def test_an_edit_keeps_what_it_does_not_touch(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        place = db.session.scalars(select(Place.id)).first()
    unshown = {"itinerary_item_id": 17, "place_id": place}
    id = saved_talk(app, at, activity_id=at.mission, subject="枠", purpose="年始の便", **unshown)
    sign_in(client)
    data = filled(at, subject="枠の拡大", purpose="年始の便", said="", **{"next_steps-0-text": ""})
    assert send(client, f"/meetings/{id}/edit", data).status_code == 303
    with app.app_context():
        kept = queries.one(id, user=user())
        assert (kept.subject, kept.purpose) == ("枠の拡大", "年始の便")
        assert {name: getattr(kept, name) for name in unshown} == unshown
        assert kept.our_organisation_id == at.association
        assert {seat.person_id for seat in kept.attendees} == {at.li, at.sun, at.tanabe}
        assert [item.theirs for item in kept.minutes] == ["委託販売の枠を二十点へ広げたい。"]
        assert tasks.of_record("meetings", id) == []


def test_a_planned_talk_is_minuted_in_its_form_and_says_why_it_does_not_count(
    app: Flask, client: FlaskClient, at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime(2026, 12, 11, 3, tzinfo=UTC))
    id = saved_talk(app, at, status="planned", minutes=[])
    sign_in(client)
    told = client.get(f"/meetings/{id}").get_data(as_text=True)
    assert "Nobody has said yet that it was held." in told
    assert "Nothing is recorded of what was said, agreed or left open." in told
    assert send(client, f"/meetings/{id}/edit", filled(at, state="planned", decision="見本")).status_code == 303
    with app.app_context():
        kept = queries.one(id, user=user())
        assert [(item.discussed, item.theirs, item.decision) for item in kept.minutes] == [
            ("委託販売の枠を二十点へ", "", "見本")
        ]
        assert (kept.status, queries.is_counted(id)) == ("held", True)
    assert 'name="said"' not in client.get(f"/meetings/{id}/edit").get_data(as_text=True)


def test_a_stale_version_shows_theirs_and_yours(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = saved_talk(app, at)
    sign_in(client)
    text = client.get(f"/meetings/{id}/edit").get_data(as_text=True)
    opened = {name: hidden(text, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    with app.app_context(), writing():
        changed = TalkInput(
            at.commerce_bureau,
            datetime(2026, 12, 11, 9, 5),
            timezone=SHANGHAI,
            theirs=[at.sun],
            our_organisation_id=at.association,
        )
        services.change(queries.one(id, user=user()), changed, by=user(Role.ADMIN))
        db.session.commit()
    answer = client.post(f"/meetings/{id}/edit", data=opened | filled(at, subject="わたしの題", ends=""))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "わたしの題" in text
    assert "孙浩" in text


def test_a_meeting_is_corrected_after_both_sides_went_into_the_archive(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    id = saved_talk(app, at)
    sign_in(client)
    with app.app_context(), writing():
        for firm in (at.commerce_bureau, at.association):
            contacts_services.archive_organisation(contacts.organisation(firm, user=user()), by=user())
        db.session.commit()
    data = filled(at, subject="直した題", **{"next_steps-0-text": ""})
    assert send(client, f"/meetings/{id}/edit", data).status_code == 303
    with app.app_context():
        kept = queries.one(id, user=user())
        assert (kept.subject, kept.our_organisation_id) == ("直した題", at.association)


def test_hidden_meetings_are_not_found_and_management_reads_only(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = saved_talk(app, at)
    sign_in(client, Role.MISSION_LEADER)
    token = csrf_token(client, "/meetings/new")
    for path in (f"/meetings/{id}", f"/meetings/{id}/edit", f"/audit/meetings/{id}", f"/tasks/panels/meetings/{id}"):
        assert client.get(path).status_code == 404, path
    assert client.post(f"/meetings/{id}/archive", data={"csrf_token": token}).status_code == 404
    manager = app.test_client()
    sign_in(manager, Role.MANAGEMENT)
    page = manager.get(f"/meetings/{id}").get_data(as_text=True)
    assert "/edit" not in page
    assert manager.get(f"/meetings/{id}/edit").status_code == 403
    assert manager.get("/meetings/new").status_code == 403


def test_confirm_archive_and_restore(app: Flask, client: FlaskClient, at: Scene) -> None:
    id = saved_talk(app, at)
    sign_in(client)
    form = {"csrf_token": csrf_token(client, f"/meetings/{id}")}
    assert client.post(f"/meetings/{id}/confirm", data=form).status_code == 303
    assert "Confirmed" in client.get(f"/meetings/{id}").get_data(as_text=True)
    assert client.post(f"/meetings/{id}/archive", data=form).status_code == 303
    assert f'action="/meetings/{id}/restore"' in client.get("/meetings/").get_data(as_text=True)
    assert client.get(f"/meetings/{id}").status_code == 404
    assert client.post(f"/meetings/{id}/restore", data=form).status_code == 303
    assert client.get(f"/meetings/{id}").status_code == 200


@pytest.mark.searched
def test_the_list_keeps_its_conditions_in_the_address(app: Flask, client: FlaskClient, at: Scene) -> None:
    saved_talk(app, at, subject="枠の拡大", result="interest")
    sign_in(client)
    assert "枠の拡大" in client.get("/meetings/?q=延吉&result=interest&mine=1").get_data(as_text=True)
    assert "Nothing matches" in client.get("/meetings/?kind=signing").get_data(as_text=True)
    assert "枠の拡大" in client.get(f"/meetings/?person={at.li}").get_data(as_text=True)
    odd = "/meetings/?activity=x&organisation=-1&kind=nonsense&since=soon&until=&q=%00&sort=y&person=999"
    assert client.get(odd).status_code == 200
    block = client.get("/meetings/", headers=HTMX).get_data(as_text=True)
    assert "<html" not in block
    assert "枠の拡大" in block


def test_the_panel_is_a_part_for_htmx_and_a_page_without(app: Flask, client: FlaskClient, at: Scene) -> None:
    saved_talk(app, at, activity_id=at.mission)
    sign_in(client)
    path = f"/meetings/panels/activity/{at.mission}"
    assert "<html" in client.get(path).get_data(as_text=True)
    part = client.get(path, headers=HTMX).get_data(as_text=True)
    assert "<html" not in part
    assert "延吉市商务局" in part


@pytest.mark.once
@pytest.mark.parametrize("path", ["/meetings/", "/meetings/panels/activity/{mission}"])
def test_as_many_questions_for_thirty_rows_as_for_three(app: Flask, client: FlaskClient, at: Scene, path: str) -> None:
    path = path.format(mission=at.mission)
    sign_in(client)
    with app.app_context():
        for _ in range(3):
            talk(at, activity_id=at.mission)
    few = questions(app, client, path)
    with app.app_context():
        for _ in range(27):
            talk(at, activity_id=at.mission)
    assert questions(app, client, path) == few


def questions(app: Flask, client: FlaskClient, path: str) -> int:
    """How many statements the page at `path` sends."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_who_sees_a_meeting_sees_and_does_the_tasks_on_it(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        step = NextStep("検品票を送る", date(2026, 12, 18), user().id)
        id = talk(at, activity_id=at.mission, next_steps=[step]).id
        (task,) = tasks.of_record("meetings", id)
        task_id = task.id
    sign_in(client, Role.MISSION_LEADER)
    panel = client.get(f"/tasks/panels/meetings/{id}").get_data(as_text=True)
    assert "検品票を送る" in panel
    assert client.get(f"/tasks/{task_id}").status_code == 200
    token = {"csrf_token": hidden(panel, "csrf_token")}
    assert client.post(f"/tasks/{task_id}/done", data=token).status_code == 303
    form = f"/tasks/new?record_type=meetings&record_id={id}"
    written = send(client, form, {"text": "礼状を書く", "owner_id": 1, "due_on": "2026-12-20"})
    assert written.headers["Location"] == f"/meetings/{id}"
    for odd in ("record_type=meetings&record_id=999", "record_type=users&record_id=1", "record_id=1"):
        assert client.get(f"/tasks/new?{odd}").status_code == 404
