"""The figures on the home page of management: what they were beside what they are."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.insights import services as insights
from tests.cast import sign_in
from tests.insights import fairs

FIGURES = "/home/panels/figures"


def signed(days: int) -> None:
    """A case whose commercial agreement was signed so many days ago."""
    ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation("延吉百货大楼")
    today = clock.today("Asia/Tokyo")
    case = fairs.case("lead terms signed", ours=ours, theirs=theirs, talked=today - timedelta(days=days + 200))
    fairs.agreement(case, today - timedelta(days=days))


def test_what_is_counted_by_days_shows_its_months(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        signed(30)
    sign_in(client, Role.MANAGEMENT)
    page = client.get(FIGURES, headers={"HX-Request": "true"}).text
    assert re.findall(r'<svg class="strip"[^>]*aria-label="([^,"]+)', page) == ["Commercial agreements signed"]


def test_what_is_open_stands_beside_what_was_when_the_figures_were_kept_last(app: Flask, client: FlaskClient) -> None:
    today = clock.today("Asia/Tokyo")
    with app.app_context():
        signed(30)
        kept = []
        for days in (70, 31, 0):
            with writing():
                made = insights.keep(as_of=today - timedelta(days=days), by=None)
                db.session.commit()
                kept.append(made.id)
        id = kept[1]
    sign_in(client, Role.MANAGEMENT)
    page = client.get(FIGURES, headers={"HX-Request": "true"}).text
    assert re.findall(r'href="/insights/kept/(\d+)"', page) == [str(id)] * 3
