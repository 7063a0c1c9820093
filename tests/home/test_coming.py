"""What is coming up: the appointments of the next fortnight on the home page."""

from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock
from tests.cast import sign_in
from tests.home.test_home import firms, meeting, page_of


def test_an_appointment_tells_the_clock_of_its_place_first(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        _ours, theirs = firms()
        planned = meeting(theirs, days=2, status="planned", subject="一つ目")
        there, here = (f"{clock.local(planned.starts_at, zone):%H:%M}" for zone in ("Asia/Shanghai", "Asia/Tokyo"))
    sign_in(client)
    line = page_of(client).partition("一つ目")
    assert line[0].rpartition("<br>")[2].strip().startswith(f"<b>{there}</b>")
    assert f"Japan {here}" in line[2].partition("</li>")[0]
