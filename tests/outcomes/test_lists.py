"""How what is asked about is named in the lists of outcomes."""

import re

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.leads import services as leads
from crm.leads.services import LeadInput
from tests.cast import sign_in, user
from tests.outcomes import year


def test_a_lead_that_is_asked_about_is_named_with_its_firm(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        _, mission, _ = year.over()
        with writing():
            sheet = LeadInput(activity_id=mission, raw_name="王建国", raw_organisation="延吉物流", owner_id=user().id)
            leads.capture(sheet, by=user())
            db.session.commit()
        year.prepared()
    sign_in(client)
    shown = client.get("/outcomes/").get_data(as_text=True)
    assert re.search(r"王建国</bdi>\s*·\s*<bdi[^>]*>延吉物流</bdi>", shown)
