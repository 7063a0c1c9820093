"""The form of a new person, where the firm that they work for has not been entered yet."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.contacts import queries
from crm.contacts.models import Affiliation, Organisation, Person
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
    answer = client.post(path, data=typed | {"new_at": str(yanji), "latin": "CUI CHENGHAO"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    with app.app_context():
        person = db.session.scalars(select(Person)).one()
        post = db.session.scalars(select(Affiliation).where(Affiliation.person_id == person.id)).one()
        firm = queries.organisation(post.organisation_id, user=cast.user())
        assert (queries.own_name(firm).text, firm.place_id) == ("延边州商务局", yanji)
        names = {name.kind: name.full for name in queries.person(person.id, user=cast.user()).names}
        assert names == {"primary": "崔成浩", "latin_passport": "CUI CHENGHAO"}
    nowhere = typed | {"form_id": "2", "full": "朴 春花", "organisation_id-typed": "Tumen Trade", "new_anywhere": "y"}
    untold = client.post(path, data=nowhere)
    assert (untold.status_code, "does not show its country" in untold.get_data(as_text=True)) == (422, True)
    answer = client.post(path, data=nowhere | {"organisation_id-typed": "图们贸易"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    with app.app_context():
        last = db.session.scalars(select(Organisation).order_by(Organisation.id.desc())).first()
        assert last is not None
        assert (last.country, last.place_id, last.place_unknown) == ("CN", None, True)


def test_the_whole_form_adds_the_organisation_of_a_post_with_what_it_is(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        book.load_places()
        yanji = book.place("222401").id
        known = book.person("李明淑", at=book.organisation("延边大洋商贸")).id
    cast.sign_in(client)
    for path, number, firm in (
        ("/contacts/people/new", 0, "延吉银行"),
        (f"/contacts/people/{known}/edit", 1, "图们银行"),
    ):
        post = {f"affiliations-{number}-organisation_id-typed": firm, f"affiliations-{number}-title": "行长"}
        sent: dict[str, Any] = opened(client, path, "language") | {"language": "zh-Hans", "full": "朴春花"} | post
        refused = client.post(path, data=sent)
        told = refused.get_data(as_text=True)
        assert refused.status_code == 422
        assert re.findall(r'name="affiliations-(\d)-new_role"', told) == [str(number)], (
            "asked only for the post whose organisation is not known"
        )
        assert f'name="affiliations-{number}-new_at' in told
        more = {f"affiliations-{number}-new_role": "bank", f"affiliations-{number}-new_at": str(yanji)}
        answer = client.post(path, data=sent | more)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        with app.app_context():
            made = db.session.scalars(select(Organisation).order_by(Organisation.id.desc())).first()
            assert made is not None
            firm_made = queries.organisation(made.id, user=cast.user())
            assert queries.own_name(firm_made).text == firm
            assert (firm_made.place_id, [role.role for role in firm_made.roles]) == (yanji, ["bank"])
            posts = select(Affiliation.organisation_id).order_by(Affiliation.id.desc())
            assert db.session.scalars(posts).first() == made.id


def test_an_unknown_organisation_of_any_form_can_be_added_from_beside_its_box(client: FlaskClient, app: Flask) -> None:
    cast.sign_in(client)
    path = "/negotiations/new"
    asked = client.post(path, data=opened(client, path, "title") | {"counterpart_id-typed": "図們 新社"})
    link = "/contacts/organisations/quick?text=%E5%9B%B3%E5%80%91+%E6%96%B0%E7%A4%BE"
    assert f'href="{link}" target="_blank"' in asked.get_data(as_text=True)
    assert opened(client, link, "text")["text"] == "図們 新社"
    assert opened(client, "/contacts/people/quick?full=%E6%9D%8E", "full")["full"] == "李"
