"""Where the company of a lead is thought to be, if it speaks of another country than the one it was met in."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts.models import Organisation
from crm.core.database import db
from crm.leads import rules
from tests.cast import sign_in
from tests.leads.test_pages import at, captured, kept, press
from tests.meetings.scene import Scene

__all__ = ["at"]  # the fixture


def test_a_firm_that_speaks_of_another_country_is_not_guessed_where_it_was_met(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    for firm, mail in (("Primorye Logistics LLC", "petrov@example.ru"), ("株式会社北都旅行", "")):
        id = captured(app, at, raw_organisation=firm, raw_contact=mail)
        page = client.get(f"/leads/{id}").get_data(as_text=True)
        assert not re.search(rf'<option selected value="{at.place}"', page), firm
    told = {"place_of": "0", "counterpart_place_id": "", "place_unknown": "y"}
    russian = captured(app, at, raw_organisation="Primorye Logistics LLC", raw_contact="petrov@example.ru")
    assert press(client, russian, "enter-organisation", **told).status_code == 303
    with app.app_context():
        assert db.session.get_one(Organisation, kept(app, russian).organisation_id).country == "RU"


@pytest.mark.parametrize(
    ("firm", "contact", "elsewhere"),
    [
        ("Primorye Logistics LLC", "", True),
        ("ООО Приморье", "", True),
        ("株式会社北都旅行", "sato@example.jp", True),
        ("Yanbian Trading Co., Ltd.", "li@example.com", False),
        ("Yanbian Trading LLC", "li@example.cn", False),
        ("연변 주식회사", "", False),
        ("延辺大山商貿", "", False),
    ],
)
def test_mail_form_and_script_tell_that_a_firm_is_of_another_country(firm: str, contact: str, elsewhere: bool) -> None:
    assert rules.is_elsewhere(firm, contact, "CN") == elsewhere
