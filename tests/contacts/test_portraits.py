"""Portraits of people: written anew, replaced, taken away, put back, and kept by a merge."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from crm.contacts import queries, services
from crm.core.database import db, writing
from crm.merging import services as merging
from crm.merging.services import Choices
from tests.cards.pictures import photograph, picture
from tests.cast import hidden, sign_in, user
from tests.contacts.book import person


@pytest.fixture
def someone(app: Flask) -> int:
    with app.app_context(), writing():
        made = person("金成浩").id
        db.session.commit()
        return made


def sent(client: FlaskClient, id: int, content: bytes | None) -> int:
    """Upload a portrait as a browser does; the status of the answer."""
    path = f"/contacts/people/{id}/portrait/edit"
    page = client.get(path).get_data(as_text=True)
    data: dict[str, object] = {name: hidden(page, name) for name in ("csrf_token", "form_id")}
    if content is not None:
        data["picture"] = (BytesIO(content), "me.jpg")
    return client.post(path, data=data, content_type="multipart/form-data").status_code


def test_a_portrait_is_kept_without_what_hides_in_it(client: FlaskClient, someone: int) -> None:
    sign_in(client)
    assert client.get(f"/contacts/people/{someone}/portrait").status_code == 404
    assert sent(client, someone, photograph()) == 303
    assert "portrait?small=1" in client.get(f"/contacts/people/{someone}").get_data(as_text=True)
    answer = client.get(f"/contacts/people/{someone}/portrait")
    with Image.open(BytesIO(answer.data)) as kept:
        assert kept.format == "JPEG"
        assert not kept.getexif()


def test_what_is_no_picture_is_refused_beside_its_field(client: FlaskClient, someone: int) -> None:
    sign_in(client)
    assert sent(client, someone, b"%PDF-1.7") == 422
    assert sent(client, someone, None) == 422


def test_a_new_portrait_replaces_the_old_one_and_a_removed_one_comes_back(client: FlaskClient, someone: int) -> None:
    sign_in(client)
    assert (sent(client, someone, photograph()), sent(client, someone, picture())) == (303, 303)
    page = client.get(f"/contacts/people/{someone}/portrait/edit").get_data(as_text=True)
    form = {name: hidden(page, name) for name in ("csrf_token", "form_id")}
    where = f"/contacts/people/{someone}/portrait"
    assert client.post(f"{where}/remove", data=form).status_code == 303
    assert client.get(where).status_code == 404
    assert client.post(f"{where}/2/restore", data=form).status_code == 303
    assert "v=2" in client.get(f"/contacts/people/{someone}").get_data(as_text=True)


def test_a_merge_brings_the_portrait_along_and_its_undo_takes_it_back(app: Flask, someone: int) -> None:
    with app.app_context(), writing():
        twin = person("金 成浩")
        services.keep_portrait(twin, photograph(), instance=Path(app.config["INSTANCE"]), by=user())
        made = merging.merge("people", someone, twin.id, Choices(), by=user())
        assert queries.portrait(someone).person_id == someone
        merging.undo(made, by=user())
        db.session.expire_all()
        assert set(queries.portraits([someone, twin.id])) == {twin.id}


def test_after_a_merge_the_survivors_own_portrait_is_shown(app: Flask, someone: int) -> None:
    with app.app_context(), writing():
        twin, instance = person("金 成浩"), Path(app.config["INSTANCE"])
        own = services.keep_portrait(queries.person(someone, user=user()), picture(), instance=instance, by=user())
        newer = services.keep_portrait(twin, photograph(), instance=instance, by=user())
        made = merging.merge("people", someone, twin.id, Choices(), by=user())
        assert queries.portrait(someone).id == own.id
        merging.undo(made, by=user())
        db.session.expire_all()
        found = queries.portraits([someone, twin.id])
        assert (found[someone].id, found[twin.id].id) == (own.id, newer.id)
