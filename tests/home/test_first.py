"""The first steps of a new office: shown until they are done, to whom they are open."""

import re

from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import action
from crm.contacts.models import OurOrganisation
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.negotiations.rules import OPENED
from crm.users.models import User
from tests.cast import sign_in, user
from tests.fairs import stand as fair_stand
from tests.home.test_home import firms, page_of
from tests.insights import fairs

WAYS = ("/office/", "/users/new", "/places/new", "/interchange/new", "/missions/new")


def test_a_new_office_sees_its_first_steps_and_nothing_about_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours = fairs.organisation("見附商工会").id  # what the office's own page enters is no first organisation
        with writing():
            with action(OPENED, by=None):
                db.session.add(OurOrganisation(id=1, organisation_id=ours))
            db.session.commit()
    sign_in(client, Role.ADMIN)
    page = page_of(client)
    assert [f'href="{way}"' in page for way in WAYS] == [True] * 5
    assert "1 of 5 done" in page  # the office of the tests is filled in
    assert not any(
        text in page for text in ("Last hash of the audit log", "is due today", "tasks are due", "No mission")
    )
    with app.app_context():
        fairs.organisation("延吉百货大楼")
    later = page_of(client)
    assert "First steps" in later
    assert "due today" in later
    sign_in(client, Role.COORDINATOR)
    theirs = page_of(client)
    assert [f'href="{way}"' in theirs for way in WAYS[:2]] == [False, False]
    assert "First steps" in theirs


def test_the_first_steps_go_when_they_are_done(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        user(Role.ADMIN), user(Role.COORDINATOR)
        firms()
        fairs.activity(fairs.place("222401"))
    sign_in(client, Role.ADMIN)
    assert "First steps" not in page_of(client)


def test_a_colleague_whose_account_is_closed_is_none(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    with app.app_context():
        before = page_of(client)
        gone = user(Role.COORDINATOR, email="gone@example.jp")
        assert page_of(client) != before, "somebody is there beside the administrator"
        with writing():
            with action(OPENED, by=None):
                db.session.get_one(User, gone.id).active = False
            db.session.commit()
    steps = re.search(r"(\d) of 5 done", page_of(client))
    assert steps is not None
    assert steps[0] == re.findall(r"\d of 5 done", before)[0]


def test_fairs_and_a_showroom_are_offered_and_hold_nothing_up(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.COORDINATOR)
    page = page_of(client)
    assert 'href="/fairs/series/known"' in page
    assert 'href="/showrooms/new"' in page
    assert "0 of 3 done" in page, "an office without a fair and a showroom is done as well"
    with app.app_context():
        fair_stand.series()
    steps = page_of(client).partition('id="first"')[2].partition("</section>")[0]
    assert steps.partition("/fairs/series/known")[2].partition("</li>")[0].count("Done") == 1
