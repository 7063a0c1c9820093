"""The visits of missions ahead on the page of a negotiation."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries as activities
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.missions.models import ItineraryItem
from crm.negotiations import services
from crm.negotiations.models import Negotiation
from crm.threads import queries
from tests.cast import sign_in, user
from tests.meetings.scene import Scene, mission, scene, talk
from tests.missions import voyage
from tests.negotiations import cases


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def visit(at: Scene, title: str, activity_id: int | None = None, **changes: Any) -> ItineraryItem:
    trip = activities.one(activity_id or at.mission, user=user())
    given: dict[str, Any] = {"title": title, "organisation_id": at.commerce_bureau}
    return voyage.item(trip, **given | changes)


def test_a_case_tells_the_visits_to_its_other_side_that_its_reader_sees(app: Flask, at: Scene) -> None:
    with app.app_context():
        with writing():
            hidden = mission(at.place, name="他の視察団").id
            db.session.commit()
        case = cases.opened(at).id
        visit(at, "二つ目", day=date(2026, 12, 12))
        visit(at, "一つ目")
        visit(at, "取りやめ", status="cancelled", notes="先方の都合")
        visit(at, "よその団体", organisation_id=at.association)
        visit(at, "食事", kind="meal")
        visit(at, "見えない視察団の訪問", hidden, day=date(2026, 12, 10))
        seen = queries.visits_ahead(case, user=user(Role.MISSION_LEADER))
        assert [item.title for item in seen] == ["一つ目", "二つ目"]
        seen = queries.visits_ahead(case, user=user())
        assert [item.title for item in seen] == ["見えない視察団の訪問", "一つ目"], "the next two"


def test_the_page_shows_a_visit_until_a_meeting_stands_for_it(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        case = cases.opened(at).id
        item = visit(at, "商務局を訪ねる").id
    sign_in(client)
    page = client.get(f"/negotiations/{case}").get_data(as_text=True)
    assert "商務局を訪ねる" in page.partition('<ol class="time')[2]
    assert "商務局を訪ねる" not in client.get(f"/negotiations/{case}?show=note").get_data(as_text=True)
    with app.app_context():
        made = talk(at, status="planned", itinerary_item_id=item, activity_id=at.mission, subject="商談", minutes=[])
        with writing():
            services.link_meeting(db.session.get_one(Negotiation, case), made, by=user())
            db.session.commit()
    page = client.get(f"/negotiations/{case}").get_data(as_text=True)
    assert "商談" in page.partition('<ol class="time')[2]
    assert "商務局を訪ねる" not in page
