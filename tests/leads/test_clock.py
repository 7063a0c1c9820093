"""On whose clock a lead is captured, and on whose it is shown."""

import re
from datetime import UTC, date, datetime

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import queries
from crm.leads.models import Lead
from tests.cast import hidden, sign_in, user
from tests.insights import fairs
from tests.leads.test_pages import at, filled, kept, send
from tests.meetings.scene import Scene, mission

__all__ = ["at"]  # the fixture


def test_the_clock_of_a_lead_is_that_of_the_place_and_both_clocks_are_shown(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context(), writing():
        past = mission(at.place, name="第2回", start_on=date(2015, 10, 27), end_on=date(2015, 10, 31)).id
        db.session.commit()
    sign_in(client)
    form = client.get(f"/leads/new?activity_id={past}").get_data(as_text=True)
    clock_of = hidden(form, "captured_zone")
    assert clock_of == "Asia/Shanghai"
    assert "On the clock of China." in form.split('id="captured"', 1)[1].split("</div>", 2)[0]
    assert 'data-now="Asia/Shanghai"' in form
    typed = filled(at, activity_id=past, captured_zone=clock_of, captured_at="2015-10-29T15:30")
    made = send(client, f"/leads/new?activity_id={past}", typed)
    id = int(made.headers["Location"].rsplit("/", 1)[1])
    assert kept(app, id).captured_at == datetime(2015, 10, 29, 7, 30, tzinfo=UTC)
    facts = client.get(f"/leads/{id}").get_data(as_text=True).split("<main", 1)[1]
    assert "15:30 China · 16:30 Japan" in facts
    row = client.get("/leads/").get_data(as_text=True).split("<tbody", 1)[1]
    assert "15:30" in row
    assert "Japan time 16:30" in row
    again = client.get(f"/leads/{id}/edit").get_data(as_text=True)
    assert hidden(again, "captured_at") == "2015-10-29T15:30"
    send(
        client,
        f"/leads/{id}/edit",
        filled(at, activity_id=past, captured_zone=clock_of, captured_at="2015-10-29T11:00"),
    )
    assert "11:00 China" in client.get(f"/leads/{id}").get_data(as_text=True), "noon at home, and yet it was told"


def test_the_tally_of_a_fair_goes_by_the_days_of_its_place(app: Flask, client: FlaskClient, at: Scene) -> None:
    with app.app_context():
        with writing():
            fair = mission(at.place, name="商談会", start_on=date(2026, 6, 2), end_on=date(2026, 6, 3)).id
            db.session.commit()
        for hour, rank in ((1, "A"), (15, "B"), (17, "A")):  # the last at one in the morning of the third in Yanji
            fairs.keep(
                Lead(activity_id=fair, captured_at=datetime(2026, 6, 2, hour, tzinfo=UTC), raw_name="崔", rank=rank)
            )
        found = queries.tally(fair, user=user())
        assert [(each.day.day, dict(each.ranks)) for each in found] == [(2, {"A": 1, "B": 1}), (3, {"A": 1})]
        assert queries.tally(fair, user=user(Role.MISSION_LEADER)) == []
    sign_in(client)
    table = client.get(f"/leads/panels/activity/{fair}").get_data(as_text=True).split("<tbody>")[1].split("</tbody>")[0]
    assert re.findall(r">(\d+)</td>", table) == ["1", "1", "0", "2", "1", "0", "0", "1"]
