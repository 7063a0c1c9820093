"""The form of a new person, where the firm that they work for has not been entered yet."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.contacts import queries
from crm.contacts.models import Affiliation, Person
from crm.core.database import db
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened


def test_an_organisation_that_nobody_has_entered_is_added_with_its_first_person(
    client: FlaskClient, app: Flask
) -> None:
    with app.app_context():
        book.load_places()
        yanji = book.place("222401").id
    cast.sign_in(client)
    path = "/contacts/people/quick"
    form = opened(client, path, "full")
    assert "new_at" not in form
    typed = form | {"full": "崔成浩", "organisation_id": "", "organisation_id-typed": "延边州商务局"}
    asked = client.post(path, data=typed)
    assert asked.status_code == 422
    assert "“延边州商务局” is not among the organisations yet" in asked.get_data(as_text=True)
    answer = client.post(path, data=typed | {"new_at": str(yanji)})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    with app.app_context():
        person = db.session.scalars(select(Person)).one()
        post = db.session.scalars(select(Affiliation).where(Affiliation.person_id == person.id)).one()
        firm = queries.organisation(post.organisation_id, user=cast.user())
        assert (queries.own_name(firm).text, firm.place_id) == ("延边州商务局", yanji)
