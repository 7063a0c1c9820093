"""On whose clock a lead is captured, and on whose it is shown."""

from datetime import UTC, date, datetime

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from tests.cast import hidden, sign_in
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
    assert "16:30 at home" in row
    again = client.get(f"/leads/{id}/edit").get_data(as_text=True)
    assert hidden(again, "captured_at") == "2015-10-29T15:30"
    send(
        client,
        f"/leads/{id}/edit",
        filled(at, activity_id=past, captured_zone=clock_of, captured_at="2015-10-29T11:00"),
    )
    assert "11:00 China" in client.get(f"/leads/{id}").get_data(as_text=True), "noon at home, and yet it was told"
