"""What was still to be done for a case that is lost rests; for one that was signed it stays due."""

from datetime import datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.core import clock, zones
from crm.core.database import db, writing
from crm.core.kinds import Kind
from crm.leads.kind import LEAD
from crm.meetings.kind import MEETING
from crm.negotiations import rules, services
from crm.negotiations.kind import NEGOTIATION
from crm.tasks import queries
from crm.tasks.services import add
from tests.cast import sign_in, user
from tests.insights import fairs
from tests.meetings.scene import Scene, mission, scene
from tests.negotiations.cases import days, held, lose, opened


def late(text: str, kind: Kind, id: int) -> int:
    with writing():
        made = add(text=text, due_on=days(-3), owner_id=user().id, record=(kind, id), by=user())
        db.session.commit()
    return made.id


def shown() -> dict[str, set[str]]:
    """What each place tells the coordinator to be due or late, by its text."""
    today, me = days(0), user()
    wanted = queries.Filter(owner=me.id, overdue_on=today)
    digests = queries.digests(clock.from_wall(datetime.combine(days(1), time(12)), zones.USUAL))  # given by day alone
    return {
        "list": {task.text for task in queries.tasks(wanted, user=me).rows},
        "home": {task.text for task in queries.due(me, today=today)},
        "week": {task.text for task in queries.until(me, today)},
        "mail": {task.text for digest in digests for task in digest.tasks},
    }


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


def test_steps_of_lost_cases_rest_and_those_of_signed_and_open_ones_stay_due(app: Flask, at: Scene) -> None:
    with app.app_context():
        talk, shared = held(at), held(at, days_ago=2)
        lost, again, signed = opened(at, title="失注"), opened(at, title="続き"), opened(at, title="締結")
        with writing():
            services.link_meeting(lost, talk, by=user())
            services.link_meeting(lost, shared, by=user())
            services.link_meeting(again, shared, by=user())
            lose(lost)
            with action(rules.CONCLUDED, by=None):
                signed.stage = rules.SIGNED
            db.session.commit()
        late("失注の案件", NEGOTIATION, lost.id)
        late("失注の商談", MEETING, talk.id)
        late("二つの案件の商談", MEETING, shared.id)
        late("締結の案件", NEGOTIATION, signed.id)
        due = {"二つの案件の商談", "締結の案件"}
        assert shown() == dict.fromkeys(("list", "home", "week", "mail"), due)
        assert queries.due_counts(user(), today=days(0)) == (0, 2)


@pytest.mark.both
def test_a_lead_whose_only_case_is_lost_rests_until_that_goes_on_in_another(app: Flask, at: Scene) -> None:
    with app.app_context():
        with writing():
            trip = mission(at.place)
            db.session.commit()
        lead = fairs.lead(trip, on=trip.start_on)
        late("資料を送る", LEAD, lead.id)
        assert shown()["list"] == {"資料を送る"}
        first, second = opened(at), opened(at)
        with writing():
            services.link_lead(first, lead, by=user())
            lose(first)
            db.session.commit()
        assert shown()["list"] == set()
        with writing():
            services.link_lead(second, lead, by=user())
            db.session.commit()
        assert shown()["list"] == {"資料を送る"}


def test_pages_say_that_the_case_is_lost_and_raise_no_alarm(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        case = opened(at)
        with writing():
            lose(case)
            db.session.commit()
        id = late("見本を送る", NEGOTIATION, case.id)
    sign_in(client)
    for path in ("/tasks/", f"/tasks/{id}"):
        text = client.get(path).get_data(as_text=True).split("<main", 1)[1]
        assert "見本を送る" in text
        assert "Negotiation lost" in text
        assert "t-bad" not in text
        assert ">Overdue</span>" not in text
    assert "見本を送る" not in client.get("/").get_data(as_text=True).split('id="due"')[1].split("</section>")[0]
