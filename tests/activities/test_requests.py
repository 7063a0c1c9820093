"""Each request for the approval of a plan has a paper of its own."""

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries, rules, services
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from tests import cast
from tests.activities.test_approvals import asked, decided
from tests.missions import voyage


def test_each_request_keeps_its_own_paper_with_what_was_asked_for_then(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        trip = voyage.mission(objectives="三社と会う")
        other = voyage.mission(names={"ja": "もう一つ"})
        asked(trip, "一度目の伺い")
        decided(trip, approved=False, remark="訪問先を絞ること")
        with writing(), action(rules.CHANGED, by=None):
            voyage.fresh_in(trip.id).objectives = "二社と会う"
            db.session.commit()
        with writing():
            services.ask_approval(voyage.fresh(trip), request="二度目の伺い", retention="y10", by=cast.user())
            db.session.commit()
        with writing():
            services.decide(
                voyage.fresh(trip), approved=True, remark="", effective_on=date(2026, 12, 1),
                by=cast.user(Role.MANAGEMENT),
            )  # fmt: skip
            db.session.commit()
        asked(other)
        second, first = queries.approvals(trip.id)
        assert queries.usual_retention() == "y10"
        id, foreign = trip.id, queries.approvals(other.id)[0].id
    monkeypatch.setattr("crm.activities.views.approvals.paper", lambda html, _name: html)
    cast.sign_in(client)

    def paper_of(**wanted: int) -> str:
        shown = client.get(f"/activities/{id}/approval.pdf", query_string=wanted).get_data(as_text=True)
        return " ".join(re.sub(r"<[^>]+>", " ", shown).split())

    told = paper_of(round=first.id)
    assert ("一度目の伺い" in told, "三社と会う" in told, "二社と会う" in told) == (True, True, False)
    assert "returned by 酒井 正" in told
    assert "10 years" not in told
    told = paper_of()
    assert ("二度目の伺い" in told, "二社と会う" in told, "三社と会う" in told) == (True, True, False)
    assert "Retention period 10 years" in told
    assert re.search(r"Implemented on 1 December 2026", told), told[:600]
    assert "もう一つ" not in paper_of(round=foreign), "a request of another plan is none of this one"
