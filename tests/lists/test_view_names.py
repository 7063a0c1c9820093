"""Names of saved views are somebody's text: they say in which language, in the navigation and over the list."""

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.lists import services
from tests.cast import sign_in, user
from tests.contacts.pages import text


def test_a_name_of_a_view_says_its_language(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), writing():
        for name in ("延辺の人", "연변 사람들", "People of Yanbian"):
            services.save_view(list_name="people", name=name, query="", shared=True, pinned_for_all=True, by=user())
        db.session.commit()
    sign_in(client, language="en")
    page = " ".join(text(client, "/contacts/people").split())
    for language, name in (("ja", "延辺の人"), ("ko", "연변 사람들"), ("en", "People of Yanbian")):
        assert page.count(f'<bdi lang="{language}">{name}</bdi>') == 2
