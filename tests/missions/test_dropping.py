"""An appointment that is dropped once the mission has begun has its reason, whichever way it is dropped."""

from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.missions import queries, services
from crm.missions.models import ItineraryItem
from tests import cast
from tests.missions import voyage
from tests.missions.browser import text

UNDER_WAY = datetime(2026, 12, 11, 3, tzinfo=UTC)


def kept(title: str) -> tuple[str, str, bool]:
    found = next(row for row in db.session.query(ItineraryItem).filter_by(title=title))
    return found.status, found.notes, found.archived_at is not None


def test_on_the_way_an_appointment_is_dropped_with_its_reason_only(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        mission = voyage.mission()
        planned = (("早すぎ", "visit"), ("表敬", "visit"), ("視察", "visit"), ("夕食", "meal"))
        ids = {title: voyage.item(mission, title=title, kind=kind).id for title, kind in planned}
        mission_id = mission.id
    cast.sign_in(client)

    def press(what: str, title: str, **data: str) -> int:
        token = {"csrf_token": cast.hidden(text(client, f"/missions/{mission_id}/itinerary"), "csrf_token")}
        return client.post(f"/missions/items/{ids[title]}/{what}", data=token | data).status_code

    assert press("remove", "早すぎ") == 303, "before the departure the plan changes without a word"
    monkeypatch.setattr("crm.core.clock.now", lambda: UNDER_WAY)
    cast.sign_in(client)
    assert press("move", "夕食", status="cancelled") == 200, "it is asked, but may stay open: nobody receives us there"
    assert press("move", "夕食", status="cancelled", reason="") == 303
    assert press("move", "表敬", status="cancelled") == 200, "it is asked"
    assert press("move", "表敬", status="cancelled", reason=" ") == 422
    assert press("move", "表敬", status="cancelled", reason="先方の急用") == 303
    assert press("remove", "視察") == 200
    assert press("remove", "視察", reason="道路凍結") == 303
    with app.app_context():
        assert [kept(title) for title in ("早すぎ", "夕食", "表敬", "視察")] == [
            ("tentative", "", True), ("cancelled", "", False), ("cancelled", "先方の急用", False),
            ("tentative", "道路凍結", True),
        ]  # fmt: skip


def test_neither_the_form_of_the_item_nor_the_settling_passes_it_by(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: UNDER_WAY)
    with app.app_context():
        mission = voyage.mission()
        id = voyage.item(mission).id

        def changed(item: ItineraryItem) -> None:
            wanted = voyage.item_plan(status="cancelled")
            services.change_item(voyage.fresh_in(mission.id), item, wanted, by=None)

        def settled(item: ItineraryItem) -> None:
            services.settle(item, status="cancelled", reason="", by=None)

        def dropped(item: ItineraryItem) -> None:
            services.drop_item(item, by=None)

        for field, act in (("notes", changed), (f"reason_{id}", settled), ("reason", dropped)):
            with writing(), pytest.raises(Refused) as refusal:
                act(queries.item(id, user=cast.user()))
            assert refusal.value.field == field
        with writing():
            services.settle(queries.item(id, user=cast.user()), status="cancelled", reason="雨", by=None)
            db.session.commit()
        assert kept("表敬訪問")[:2] == ("cancelled", "雨")


def test_a_cancelled_item_is_asked_for_its_reason_and_stands_with_it_in_the_list_after_the_mission(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = voyage.mission()
        ids = [voyage.item(mission, title=title, kind="visit").id for title in ("表敬", "視察")]
        mission_id = mission.id
    cast.sign_in(client)
    token = {"csrf_token": cast.hidden(text(client, f"/missions/{mission_id}/itinerary"), "csrf_token")}
    for id, reason in zip(ids, ("先方の急用", ""), strict=True):
        path = f"/missions/items/{id}/move"
        asked = client.post(path, data=token | {"status": "cancelled"})
        assert "You may leave it empty." in asked.get_data(as_text=True)
        assert client.post(path, data=token | {"status": "cancelled", "reason": reason}).status_code == 303
    listed = text(client, f"/documents/missions/{mission_id}/settle")
    assert "先方の急用" in listed
    assert "No reason was given." in listed


def test_all_appointments_are_confirmed_in_one_press_and_refusals_are_told(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission()
        days = [date(2026, 12, 10), date(2026, 12, 11), date(2026, 12, 11), date(2026, 12, 11)]
        kinds = ("visit", "visit", "meeting", "meal")
        for number, (day, kind) in enumerate(zip(days, kinds, strict=True)):
            voyage.item(mission, title=f"予定{number}", kind=kind, day=day, start=time(9), end=time(10))
        other = voyage.mission(names={"ja": "別の視察団"})
        voyage.item(other, title="別件")
        mission_id = mission.id
    cast.sign_in(client)
    page = text(client, f"/missions/{mission_id}/itinerary")
    assert "Confirm all 3 appointments" in page
    token = {"csrf_token": cast.hidden(page, "csrf_token")}
    path = f"/missions/{mission_id}/confirm"
    assert client.post(f"{path}?day=nonsense", data=token).status_code == 404
    assert client.post(f"{path}?day=2026-12-10", data=token).status_code == 303

    def states() -> dict[str, str]:
        with app.app_context():
            return {row.title: row.status for row in db.session.query(ItineraryItem)}

    assert [title for title, state in states().items() if state == "confirmed"] == ["予定0"]
    answer = client.post(path, data=token)
    told = text(client, answer.headers["Location"])
    assert "1 appointment is confirmed." in told
    assert "“予定2” stays: The delegation would be in two places" in told
    assert {title for title, state in states().items() if state == "confirmed"} == {"予定0", "予定1"}
