"""What was promised at meetings, on the page of the organisation they were with."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from crm.core.permissions import Role
from crm.meetings.services import NextStep
from tests.cast import sign_in, user
from tests.meetings.scene import scene, talk


def test_an_organisation_tells_what_was_promised_at_its_meetings_to_whoever_sees_them(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at = scene()
        mine = NextStep("検品票を送る", date(2026, 12, 18), user().id)
        talk(at, activity_id=at.mission, next_steps=[mine])
        talk(at, next_steps=[NextStep("価格表を送る", date(2026, 12, 20), user().id)])
    sign_in(client)
    panel = client.get(f"/meetings/panels/organisation/{at.commerce_bureau}").get_data(as_text=True)
    assert "検品票を送る" in panel
    assert "価格表を送る" in panel
    leader = app.test_client()
    sign_in(leader, Role.MISSION_LEADER)
    seen = leader.get(f"/meetings/panels/organisation/{at.commerce_bureau}").get_data(as_text=True)
    assert "検品票を送る" in seen
    assert "価格表を送る" not in seen
