"""Where the company of a lead is thought to be, if it speaks of another country than the one it was met in."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core.database import db, writing
from crm.leads import queries, rules
from crm.places import queries as places
from crm.places.models import Place, PlaceName
from tests.cast import SET_UP, sign_in, user
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


@pytest.mark.both
def test_a_body_is_guessed_to_be_at_the_place_that_its_name_begins_with(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        with writing():
            told = {"level": "province", "country": "RU", "code": "RU-PRI", "timezone": "Asia/Vladivostok"}
            coast = Place(**told, search_key="沿海地方", names=[], tiers=[])
            coast.names.append(PlaceName(language="ja", text="沿海地方"))
            with action(SET_UP, by=None):
                db.session.add(coast)
            db.session.commit()
        there = coast.id
        known = {"沿海地方商工会議所": coast.id, "延吉市商務局": at.place, "北都木工": at.place, "沿海地方": at.place}
        assert {name: places.said_by(name, at.place) for name in known} == known
        assert places.said_by("北都木工", None) is None
    id = captured(app, at, raw_organisation="沿海地方商工会議所")
    with app.app_context():
        assert queries.guessed_place(queries.one(id, user=user())) == coast.id
    nowhere = captured(app, at, raw_organisation="杭州云商")
    with app.app_context():
        assert queries.guessed_place(queries.one(nowhere, user=user())) is None, "where it was met is no ground"
    sign_in(client)
    page = client.get(f"/leads/{id}").get_data(as_text=True)
    assert "沿海地方" in page.split('id="guessed-place"')[1].split("</p>")[0]
    assert f'<option selected value="{there}"' not in page


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


def test_what_is_new_on_a_page_of_a_mission_is_of_that_mission(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    page = client.get(f"/missions/{at.mission}").get_data(as_text=True)
    for path in ("/leads/new?activity_id", "/meetings/new?activity_id", "/agreements/new?activity"):
        assert f'<a href="{path}={at.mission}">' in page
    assert '<a href="/leads/new">' in client.get("/").get_data(as_text=True)
    assert re.search(
        r'<input[^>]*autofocus[^>]*name="raw_name"|name="raw_name"[^>]*autofocus',
        client.get(f"/leads/new?activity_id={at.mission}").get_data(as_text=True),
    )
