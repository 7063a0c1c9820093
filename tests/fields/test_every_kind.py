"""Own fields stand in the form, on the page and in the list of every kind of record that people work with."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.models import AuditEntry
from crm.core.database import db, writing
from crm.fields import queries, services
from crm.leads import services as leads
from crm.leads.services import LeadInput
from tests.agreements.deals import drafted
from tests.cast import sign_in, user
from tests.contacts.pages import filled_form, text
from tests.meetings.scene import Scene, scene
from tests.negotiations.cases import held, opened
from tests.products.test_products import made as product

#: {table: (page of one record, its form, its list)}
PAGES = {
    "activities": ("/missions/{}", "/missions/{}/edit", "/missions/"),
    "meetings": ("/meetings/{}", "/meetings/{}/edit", "/meetings/"),
    "leads": ("/leads/{}", "/leads/{}/edit", "/leads/"),
    "negotiations": ("/negotiations/{}", "/negotiations/{}/edit", "/negotiations/list"),
    "agreements": ("/agreements/{}", "/agreements/{}/edit", "/agreements/"),
    "products": ("/products/{}", "/products/{}/edit", "/products/"),
}


def made(kind: str, at: Scene) -> int:
    """A record of the kind."""
    if kind == "activities":
        return at.mission
    if kind == "meetings":
        return held(at).id
    if kind == "negotiations":
        return opened(at).id
    if kind == "agreements":
        return drafted(at).id
    if kind == "products":
        return product(at.association).id
    with writing():
        id = leads.capture(LeadInput(activity_id=at.mission, raw_name="朴春花"), by=user()).id
        db.session.commit()
    return id


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.mark.parametrize("kind", PAGES)
def test_an_own_field_is_filled_in_shown_listed_and_filtered(
    client: FlaskClient, app: Flask, at: Scene, kind: str
) -> None:
    with app.app_context():
        id = made(kind, at)
        with writing():
            labels = {"en": "Subsidy line", "ja": "補助金区分"}
            field = services.make(record_type=kind, kind="text", labels=labels, by=user()).id
            db.session.commit()
    sign_in(client)
    record, edit, listed = (path.format(id) for path in PAGES[kind])
    form = filled_form(text(client, edit), f"own_{field}")
    answer = client.post(edit, data=form | {f"own_{field}": "県 <b>販路</b>"})
    assert answer.status_code == 303, answer.text
    assert "県 &lt;b&gt;販路&lt;/b&gt;" in text(client, record)
    assert "県 &lt;b&gt;販路&lt;/b&gt;" in text(client, f"{listed}?col=own-{field}")
    assert f"/{id}" in text(client, f"{listed}?own-{field}-contains=販路")
    assert "県 &lt;b&gt;" not in text(client, f"{listed}?col=own-{field}&own-{field}-contains=観光")
    with app.app_context():
        assert queries.values(kind, [id]) == {id: {field: "県 <b>販路</b>"}}
        last = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        assert last is not None
        assert (last.verb, last.record_type, last.record_id) == ("field.values_changed", kind, id)


@pytest.mark.parametrize("kind", PAGES)
def test_a_required_field_is_asked_for_beside_itself(client: FlaskClient, app: Flask, at: Scene, kind: str) -> None:
    with app.app_context():
        id = made(kind, at)
        with writing():
            field = services.make(record_type=kind, kind="date", labels={"en": "Due"}, required=True, by=user()).id
            db.session.commit()
    sign_in(client)
    edit = PAGES[kind][1].format(id)
    answer = client.post(edit, data=filled_form(text(client, edit), f"own_{field}"))
    assert answer.status_code == 422
    assert f'aria-describedby="own_{field}' in answer.text


@pytest.mark.parametrize("kind", PAGES)
def test_every_list_is_sorted_by_an_own_field(client: FlaskClient, app: Flask, at: Scene, kind: str) -> None:
    with app.app_context():
        id = made(kind, at)
        with writing():
            field = services.make(record_type=kind, kind="number", labels={"en": "Weight"}, by=user()).id
            services.set_values(kind, id, {field: "7"}, by=user())
            db.session.commit()
    sign_in(client)
    _record, _edit, listed = PAGES[kind]
    for sort in (f"own-{field}", f"-own-{field}"):
        page = text(client, f"{listed}?col=own-{field}&sort={sort}")
        assert f'/{id}"' in page
        assert "aria-sort" in page
