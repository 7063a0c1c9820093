"""Our side of a talk is headed by our office, called as the reader's language has it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.office import services as offices
from crm.office.rules import Office
from tests.cast import sign_in, user
from tests.contacts.pages import text
from tests.meetings.scene import scene, talk

NAMES = {"ja": "見附商工会", "ko": "미쓰케상공회", "en": "Mitsuke Society of Commerce"}


@pytest.mark.parametrize(("language", "shown"), [("ja", "ja"), ("ko", "ko"), ("en", "en"), ("zh-Hans", "ja")])
def test_our_office_is_called_as_its_reader_calls_it(
    client: FlaskClient, app: Flask, language: str, shown: str
) -> None:
    with app.app_context():
        at = scene()
        with writing():
            offices.change(offices.begin(by=user()), Office(names=NAMES), by=user())
            db.session.commit()
        id = talk(at, our_organisation_id=None, activity_id=at.mission, ours=[at.tanabe]).id
    sign_in(client, language=language)
    page = " ".join(text(client, f"/meetings/{id}").split())
    named = NAMES[shown] if shown == language else f'<bdi lang="{shown}">{NAMES[shown]}</bdi>'
    assert f'· <span class="sub">{named}</span>' in page
    form = " ".join(text(client, f"/meetings/{id}/edit").split())
    assert NAMES[shown] in form.partition('name="our_organisation_id-offered"')[2].partition("</select>")[0]
