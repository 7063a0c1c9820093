"""What somebody notes at a booth stands with the lead as it was written."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from crm.core import clock
from crm.core.database import db
from crm.leads.models import Lead
from tests.booths import stall


def test_the_first_note_of_a_visitor_met_twice_is_their_note_alone(app: Flask) -> None:
    with app.app_context():
        phone, _key = stall.phone(stall.code(stall.fair())[0])
        own: dict[str, Any] = {"raw_name": "王伟", "raw_contact": "139 4433 5566"}
        stall.send(phone, "k1", at=clock.now(), **own)
        stall.send(phone, "k2", at=clock.now(), note="price?", **own)
        assert db.session.scalars(select(Lead.inquiry)).all() == ["price?"]
