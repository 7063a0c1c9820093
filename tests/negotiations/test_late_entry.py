"""A case that is entered late: it counts from its own day, and nobody was late with it before it was entered."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core import clock, zones
from crm.core.database import db
from crm.negotiations import queries
from crm.negotiations.models import Negotiation
from tests.cast import sign_in
from tests.meetings.scene import Scene
from tests.negotiations.browser import filled, send
from tests.negotiations.cases import days
from tests.negotiations.test_case_page import at

__all__ = ["at"]


def test_a_case_of_an_old_day_is_not_stalled_when_it_is_opened_and_its_history_tells_both_days(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    there = send(client, "/negotiations/new", filled(at) | {"open_since": days(-400).isoformat()}).headers["Location"]
    text = client.get(there).get_data(as_text=True)
    moved = next(part for part in text.split("<time ") if "Opened as" in part)
    assert moved.startswith(f'datetime="{days(-400).isoformat()}')
    assert "entered on" in moved
    assert "Longer in this stage than its limit" not in text
    with app.app_context():
        case = db.session.scalars(select(Negotiation)).one()
        assert clock.local(case.stage_entered_at, zones.USUAL).date() == days(-400), "figures count from there"
        for ahead, stalled in ((0, False), (7, False), (8, True)):
            found = db.session.scalars(select(Negotiation).where(queries.stalled_condition(days(ahead)))).all()
            reasons = queries.standings([case], days(ahead))[case.id].reasons
            assert (bool(found), bool(reasons)) == (stalled, stalled), ahead


def test_the_history_of_a_case_tells_no_day_of_entry_where_it_is_the_same_day(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    there = send(client, "/negotiations/new", filled(at)).headers["Location"]
    text = client.get(there).get_data(as_text=True)
    assert "Opened as" in text
    assert "entered on" not in text
