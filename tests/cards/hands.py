"""What a person does on the pages of cards: photograph, record an exchange, tell how one met."""

from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.core.database import db
from tests.cards.pictures import picture
from tests.cast import hidden
from tests.contacts.pages import opened


def plumbing(client: FlaskClient, path: str) -> dict[str, str]:
    text = client.get(path).get_data(as_text=True)
    return {name: hidden(text, name) for name in ("csrf_token", "form_id")}


def photograph(client: FlaskClient, path: str = "/cards/new", **data: Any) -> Any:
    """The answer to the form with two pictures; `data` changes what is sent."""
    pictures = {"front": (picture(), "IMG_0001 李明淑.jpg"), "back": (picture("PNG"), "back.png")}
    given = plumbing(client, path) | pictures | {"language": "zh-Hans", "received_on": "2026-11-20", "place": "延吉"}
    sent = {name: _fresh(value) for name, value in (given | data).items() if value is not None}
    return client.post(path, data=sent, content_type="multipart/form-data")


def _fresh(value: Any) -> Any:
    """A file to send, (bytes, name), as a stream that has not been read yet; anything else as it is."""
    return (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def exchange(client: FlaskClient, id: int, **data: Any) -> Any:
    given = plumbing(client, f"/cards/panels/person/{id}") | {"exchanged_on": "2026-11-20", "direction": "both"}
    headers = data.pop("headers", {})
    return client.post(f"/cards/people/{id}/exchanges", data=given | data, headers=headers)


def tell(client: FlaskClient, id: int, **data: Any) -> Any:
    return client.post(
        f"/cards/people/{id}/how-we-met", data=opened(client, f"/cards/panels/person/{id}", "met_on") | data
    )
