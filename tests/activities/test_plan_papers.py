"""What the request for the approval of a plan (起案書) tells of the programme, and what stands in its boxes."""

import re
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries, rules
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.office import queries as offices
from crm.office import services as office_services
from tests import cast
from tests.activities.test_approvals import asked, decided
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import pressed, text


@pytest.fixture
def told(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The paper of a plan as text in one line."""
    monkeypatch.setattr("crm.activities.views.approvals.paper", lambda html, _name: html)
    cast.sign_in(client)
    return lambda id: re.sub(
        r"[\s\u00a0]+", " ", re.sub(r"<[^>]+>", " ", text(client, f"/activities/{id}/approval.pdf"))
    )


def test_letters_that_follow_from_hangul_alone_say_so(app: Flask, told: Any) -> None:
    with app.app_context():
        trip = voyage.mission()
        voyage.delegate(trip, book.person("박서준", "ko"))
        id = trip.id
    assert "PARK Seojun, transliterated" in told(id)


def test_venues_open_clocks_nights_and_the_zones_of_a_flight_are_told(app: Flask, told: Any) -> None:
    with app.app_context():
        trip = voyage.mission()
        voyage.item(trip, kind="flight", title="延吉へ", day=voyage.FIRST, start=time(23), end=time(1, 30),
                    end_day=date(2026, 12, 11), timezone="Asia/Tokyo", end_timezone="Asia/Shanghai")  # fmt: skip
        voyage.item(trip, kind="hotel", title="宿泊", venue="延辺白山ホテル", start=time(18), end=time(8),
                    end_day=date(2026, 12, 13))  # fmt: skip
        voyage.item(trip, venue="西市場", start=None, end=time(14, 5), texts={"en": {"venue": "West Market"}})
        voyage.item(trip, kind="meal", title="夕食会", start=None, end=None)
        voyage.delegate(trip, name="田邉 俊夫", role="head")
        id = trip.id
    facts = (
        "10 Dec 23:00", "11 Dec 01:30", "Japan → China", "from 18:00", "延辺白山ホテル", "2 nights · until Sun 13 Dec",
        "until 14:05", "West Market", "time open", "Delegation role", "Head of delegation",
    )  # fmt: skip
    page = told(id)
    assert [fact for fact in facts if fact not in page] == []
    assert "西市場" not in page


def test_the_boxes_of_a_returned_request_tell_who_drafted_and_who_returned_it(app: Flask, told: Any) -> None:
    with app.app_context():
        with writing():
            row = offices.record()
            assert row is not None
            office_services.change(row, replace(offices.current(), head_name="酒井 正"), by=None)
            db.session.commit()
        trip = voyage.mission()
        asked(trip)
        decided(trip, approved=False, remark="別の日に")
        id = trip.id
    boxes = told(id).partition(" The plan ")[0]
    assert re.search(r"Returned 酒井 正", boxes), "a name alone reads as a consent"
    assert boxes.count("小林 里美") == 2, "as who drafted it, and in the box of who is in charge"


def test_who_approves_over_a_post_says_what_its_box_tells(app: Flask, told: Any, client: FlaskClient) -> None:
    with app.app_context():
        with writing():
            row = offices.record()
            assert row is not None
            office = replace(offices.current(), head_name="酒井 正", chain=("担当", "専務理事", "会長"))
            office_services.change(row, office, by=None)
            db.session.commit()
        trip, earlier = voyage.mission(), voyage.mission(names={"ja": "前のもの"})
        asked(trip)
        asked(earlier)
        with pytest.raises(Refused, match="box of each post") as refusal:
            decided(trip, approved=True)
        assert refusal.value.field == "専務理事"
        decided(earlier, approved=True, passed={"専務理事": "after"})
        with writing(), action(rules.CHANGED, by=None):
            queries.approvals(earlier.id)[0].passed_over = {}
            db.session.commit()
        id, old = trip.id, earlier.id
    page = f"/activities/{id}/approval"
    cast.sign_in(client, Role.MANAGEMENT)
    assert pressed(client, f"{page}/decide", page, decision="approved").status_code == 422
    answer = pressed(client, f"{page}/decide", page, decision="approved", passed_0="after", remark="件名は訳さない")
    assert answer.status_code == 303
    assert "To be seen afterwards" in told(id)
    assert "No record" in told(old), "nobody was asked then"
    assert "No record" not in told(id)
    assert "To be seen afterwards" in text(client, page)
