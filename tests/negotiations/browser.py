"""How the tests of the pages use them: cases to look at, cards to press, forms to send."""

from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db
from crm.negotiations.models import Negotiation
from tests.cast import hidden
from tests.meetings.scene import Scene
from tests.negotiations.cases import days, opened, step_by_step

HTMX = {"HX-Request": "true"}


def made(app: Flask, at: Scene, *, to: str = "", **values: Any) -> int:
    with app.app_context():
        negotiation = opened(at, **values)
        if to:
            step_by_step(negotiation, to, at)
        return negotiation.id


def stage_of(app: Flask, id: int) -> str:
    with app.app_context():
        return db.session.get_one(Negotiation, id).stage


def card(text: str, id: int) -> str:
    """The part of the board that is one card."""
    return text.split(f'id="case-{id}"', 1)[1].split("</article>", 1)[0]


def send(client: FlaskClient, path: str, data: dict[str, Any], **headers: str) -> Any:
    """Post the form of a page with its hidden fields."""
    text = client.get(path).get_data(as_text=True)
    form = text.split('id="act"', 1)[-1] if 'id="act"' in text else text.split("<main", 1)[1]
    plumbing = {name: unescape(hidden(form, name)) for name in ("csrf_token", "form_id", "version", "as_opened")}
    return client.post(path, data=plumbing | data, headers=headers)


def move(client: FlaskClient, id: int, stage: str, *, htmx: bool = False, **said: str) -> Any:
    """Press a button of a card's menu."""
    board = card(client.get("/negotiations/").get_data(as_text=True), id)
    plumbing = {name: hidden(board, name) for name in ("csrf_token", "form_id", "version", "origin")}
    return client.post(
        f"/negotiations/{id}/move?on=board", data=plumbing | {"stage": stage} | said, headers=HTMX if htmx else {}
    )


def filled(at: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "title": "学校制服 ニットベスト", "our_organisation_id": at.association, "counterpart_id": at.commerce_bureau,
        "next_step": "見積を出す", "next_step_due": days(10).isoformat(), "owner_id": 1, "currency": "CNY",
        "value": "310,000", "value_period": "annual",
    } | changes  # fmt: skip
