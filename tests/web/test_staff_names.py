"""Names of colleagues: in one piece, and in the shapes of their own language on a page of another."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.negotiations.models import Negotiation
from tests.cast import sign_in, user
from tests.meetings.scene import Scene, scene
from tests.negotiations.browser import made


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.mark.parametrize("path", ["/negotiations/", "/negotiations/{case}"])
def test_a_case_names_its_owner_in_their_language(app: Flask, client: FlaskClient, at: Scene, path: str) -> None:
    case = made(app, at)
    with app.app_context(), writing():
        owner = user(Role.COORDINATOR)
        name = owner.display_name
        db.session.get_one(type(owner), owner.id).language = "ja"
        assert db.session.get_one(Negotiation, case).owner_id == owner.id
        db.session.commit()
    for language, marked in (("en", ' lang="ja"'), ("ja", "")):
        sign_in(client, Role.ADMIN, language=language)
        assert f'<bdi class="staff"{marked}>{name}</bdi>' in client.get(path.format(case=case)).text, language
