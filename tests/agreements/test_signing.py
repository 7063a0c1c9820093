"""What the form of a signing begins with."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from tests.agreements.deals import drafted
from tests.cast import sign_in
from tests.meetings.scene import mission, scene
from tests.negotiations.cases import days


def test_the_day_of_a_signing_during_a_mission_that_is_over_is_its_last(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        with writing():
            past = mission(at.place, start_on=date(2013, 12, 10), end_on=date(2013, 12, 12)).id
            db.session.commit()
        told = {drafted(at, activity_id=past).id: "2013-12-12", drafted(at).id: days(0).isoformat()}
    sign_in(client)
    for id, day in told.items():
        page = client.get(f"/agreements/{id}/sign").get_data(as_text=True)
        assert f'name="signed_on" type="date" value="{day}"' in page
