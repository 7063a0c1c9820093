"""Each request for the approval of a plan has a paper of its own."""

import re
from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries, rules, services
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from tests import cast
from tests.activities.test_approvals import asked, decided, planned
from tests.contacts import book
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
    assert re.search(r"In effect from 1 December 2026", told), told[:600]
    assert "もう一つ" not in paper_of(round=foreign), "a request of another plan is none of this one"


def test_a_request_tells_its_programme_who_comes_and_who_drafted_it_with_their_post(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        own = book.organisation("見附商工会", country="JP")
        monkeypatch.setattr("crm.contacts.queries.ours.our_organisation_id", lambda id=own.id: id)
        ours = book.organisation("見附の会社", country="JP")
        name = cast.user().display_name
        book.person(name, "ja", at=own, title="経営指導員")
        trip = voyage.mission(coordinator_id=cast.user().id)
        id = trip.id
        voyage.delegate(trip, name="髙橋 直樹", organisation_id=ours.id, title="代表取締役", status="accepted")
        voyage.delegate(trip, name="佐野 奈緒", organisation_id=ours.id, status="cancelled")
        host = book.organisation("延边海岳商贸有限公司")
        voyage.item(trip, title="工場を見学", host=host, place_id=book.place(voyage.TUMEN).id)
        voyage.item(trip, title="延吉ホテルに宿泊", kind="hotel", start=time(21), end=time(23))
        voyage.item(
            trip, title="防川を見る", kind="free", place_id=book.place(voyage.MITSUKE).id, start=time(14), end=time(16)
        )
        voyage.item(trip, title="自由時間", kind="free", start=None, end=None)
    monkeypatch.setattr("crm.activities.views.approvals.paper", lambda html, _name: html)
    cast.sign_in(client, language="ja")

    def told() -> str:
        shown = client.get(f"/activities/{id}/approval.pdf").get_data(as_text=True)
        return " ".join(re.sub(r"<[^>]+>", " ", shown).split())

    before = told()
    drafter = f"経営指導員 {name}"
    for words in ("09:00–10:00", "工場を見学", "髙橋 直樹", "代表取締役", "図們市", drafter):
        assert words in before, words
    assert "目的 （記載なし）" in before
    assert "佐野 奈緒" not in before, "who withdrew does not come"
    assert "延吉ホテルに宿泊" in before
    assert "21:00–23:00 延吉ホテルに宿泊" in before, "and when one is expected where one sleeps"
    assert "14:00–16:00 防川を見る（仮）" in before, "the day of an outing is not empty"
    assert "自由時間" not in before
    assert "図們市、見附市" not in before, "where one has time off is no place of the plan"
    for head in ("現地時間", "氏名", "12月11日（金）"):
        assert head in before, head
    with app.app_context():
        asked(voyage.fresh_in(id))
        voyage.item(voyage.fresh_in(id), title="後から入れた訪問")
        decided(voyage.fresh_in(id), approved=True)
        voyage.item(voyage.fresh_in(id), title="決裁の後の訪問")
    after = told()
    assert ("後から入れた訪問" in after, "決裁の後の訪問" in after) == (True, False), "what was approved was kept"
    with app.app_context(), writing(), action(rules.CHANGED, by=None):
        voyage.fresh_in(id).status = "cancelled"
        db.session.commit()
    assert "この活動は中止となりました。" in told()


def test_the_paper_of_a_plan_that_nobody_approved_has_nothing_to_fill_in(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        trip = voyage.mission(start_on=date(2024, 1, 10), end_on=date(2024, 1, 12))
        with writing(), action(rules.CHANGED, by=None):
            voyage.fresh_in(trip.id).status = "cancelled"
            db.session.commit()
        id = trip.id
    monkeypatch.setattr("crm.activities.views.approvals.paper", lambda html, _name: html)
    cast.sign_in(client)
    told = client.get(f"/activities/{id}/approval.pdf").get_data(as_text=True)
    assert "The activity was cancelled." in told
    for empty in ("Retention period", "Drafted on", "Decided on", 'class="stamps"'):
        assert empty not in told


def test_costs_that_no_line_of_the_budget_has_are_told_before_approval_is_asked_for(
    app: Flask, client: FlaskClient
) -> None:
    """Four nights and talks in Chinese were approved with flights and an insurance alone."""
    with app.app_context():
        trip = voyage.mission(objectives="三社と会う")
        voyage.item(trip, host=book.organisation())
        voyage.item(trip, kind="transfer", title="移動", start=time(11), end=time(12))
        planned(trip.id, category="airfare")
        id = trip.id
    cast.sign_in(client)
    told = " ".join(client.get(f"/activities/{id}/approval").get_data(as_text=True).split())
    assert "no line for: Accommodation, Local transport, Interpreting fees." in told
    with app.app_context():
        for category in ("hotel", "local_transport"):
            planned(id, category=category)
        voyage.delegate(voyage.fresh_in(id), role="interpreter")
        assert queries.plan(queries.kept(id)).unbudgeted == []


def test_what_the_paper_says_is_not_entered_is_listed_before_approval_is_asked_for(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The paper said "(not entered)" and "no costs", and whoever handed it in read neither before."""
    with app.app_context():
        id = voyage.mission(objectives="").id
        bare, told = (queries.plan(queries.kept(row)) for row in (id, voyage.mission(objectives="三社と会う").id))
        assert [str(text) for text in bare.lacking] == [
            "No objectives are entered.", "Nobody is named who leads or coordinates.", "No costs are planned.",
        ]  # fmt: skip
        assert "No objectives are entered." not in map(str, told.lacking)
        planned(id, currency="CNY", book_amount=None)
    monkeypatch.setattr("crm.activities.views.approvals.paper", lambda html, _name: html)
    cast.sign_in(client)
    assert "(not entered)" in client.get(f"/activities/{id}/approval.pdf").get_data(as_text=True)
    shown = (
        client.get(f"/activities/{id}/approval").get_data(as_text=True).split('id="lacking"')[1].split("</section>")[0]
    )
    assert "No objectives are entered." in shown
    assert "without a rate are not counted: 1." in shown
    assert "No costs are planned." not in shown
