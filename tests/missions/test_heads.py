"""What the head of a mission's page counts is what the programme tells."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.rules import AHEAD
from crm.audit.services import action
from crm.core.database import db, writing
from crm.meetings import queries as meetings
from crm.missions import queries
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.statements import sent


@pytest.mark.both
def test_the_head_of_every_mission_counts_what_its_programme_tells(sampled: Flask) -> None:
    with sampled.app_context():
        user = cast.user()
        ids = db.session.scalars(select(Activity.id).where(Activity.archived_at.is_(None)))
        told, ahead = {}, set()
        for id in ids.all():
            facts = queries.whole(queries.facts(id, user=user), user=user)
            logged = meetings.logged_items([e.item.id for e in facts.entries if e.table_id is None], user=user)
            told[id] = queries.headed(facts, logged=logged)
            head = queries.counted_head(activities.one(id, user=user), user=user)
            if facts.activity.status in AHEAD:
                ahead.add(id)
                assert head == replace(told[id], gaps=None), id
            else:
                assert head == replace(told[id], gaps=()), id
        assert ahead < set(told)
        for part in ("head", "delegates", "entries", "asked", "confirmed", "hosts", "received"):
            assert any(getattr(head, part) for head in told.values()), f"the sample says nothing of {part}"


@pytest.mark.once
def test_the_leads_of_a_mission_ask_nothing_for_its_gaps(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        trip = voyage.mission(objectives="視察")
        bureau = book.organisation("延吉市商務局")
        voyage.item(trip, title="訪問", host=bureau, hosts=[book.person("李明淑", at=bureau).id])
        id = trip.id
    cast.sign_in(client)
    only_for_gaps = ("FROM entry_rules", "FROM holidays", "FROM certificates")

    def asked(path: str) -> set[str]:
        with sent(app) as statements:
            assert client.get(path).status_code == 200
        return {table for table in only_for_gaps for statement in statements if table in statement}

    assert asked(f"/missions/{id}/gaps") == set(only_for_gaps)
    assert asked(f"/leads/?activity={id}") == set()
    assert f'hx-get="/missions/{id}/gaps"' in client.get(f"/leads/?activity={id}").text
    with app.app_context(), writing(), action(cast.SET_UP, by=None):
        db.session.get_one(Activity, id).status = "closed"
        db.session.commit()
    assert asked(f"/leads/?activity={id}") == set()
    assert f"/missions/{id}/gaps" not in client.get(f"/leads/?activity={id}").text
