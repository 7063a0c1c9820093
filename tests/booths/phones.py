"""What a phone at the booth does: it comes in by a code, and its queue sends leads."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.core import clock
from crm.core.database import db
from crm.leads.models import Lead
from tests.trust import world


def enter(client: FlaskClient, code: str, name: str = "金") -> Any:
    return world.send(client, "/booths/", {"code": code, "name": name})


def send(client: FlaskClient, key: str = "k1", *, at: int | None = None, id: int = 1, **told: Any) -> Any:
    """What the queue of the phone does: a token, then the lead."""
    token = client.get(f"/booths/{id}/token").get_json().get("token", "")
    headers = {"HX-Request": "true", "X-Kept": str(at or int(clock.now().timestamp() * 1000))}
    data = {"csrf_token": token, "form_id": key} | told
    return client.post(f"/booths/{id}/", data=data, headers=headers)


def rows(app: Flask, of: type = Lead) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(of)) or 0
