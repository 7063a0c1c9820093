"""Plans handed in, approved or returned by somebody else; document numbers that count on within a fiscal year."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities import queries, rules, services
from crm.activities.models import Activity, BudgetLine
from crm.audit.services import action
from crm.config import Settings
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.office import queries as offices
from crm.office import services as office_services
from crm.places.models import EntryRule
from tests import cast
from tests.contacts import book
from tests.insights import fairs
from tests.missions import voyage
from tests.missions.browser import pressed, text
from tests.pdf import paper


@pytest.fixture
def activity(session: Any) -> Activity:
    return voyage.mission()


def asked(activity: Activity, request: str = "実施してよろしいか伺います") -> None:
    with writing():
        services.ask_approval(voyage.fresh(activity), request=request, by=cast.user())
        db.session.commit()


def decided(
    activity: Activity,
    *,
    approved: bool,
    remark: str = "",
    by: Role = Role.MANAGEMENT,
    passed: Mapping[str, str] | None = None,
) -> None:
    with writing():
        services.decide(voyage.fresh(activity), approved=approved, remark=remark, passed=passed or {}, by=cast.user(by))
        db.session.commit()


@pytest.mark.once
@pytest.mark.parametrize(
    ("numbers", "year", "after"),
    [
        ([], 2026, "R8-001"),
        ([], 2019, "R1-001"),
        ([], 2018, "2018-001"),
        (["見商工第106号", "見商工第99号"], 2026, "見商工第107号"),
        (["R8-009"], 2026, "R8-010"),
        (["なし"], 2026, "R8-001"),
        (["2026-1-19"], 2026, "2026-1-20"),
    ],
)
def test_a_number_follows_the_highest_in_its_own_pattern(numbers: list[str], year: int, after: str) -> None:
    assert rules.number_after(numbers, year) == after


def test_a_document_number_is_proposed_and_taken_once_in_a_fiscal_year(activity: Activity) -> None:
    assert queries.next_number(date(2026, 12, 1)) == "R8-001"
    voyage.mission(names={"ja": "一"}, document_number="見商工第7号")
    assert queries.next_number(date(2027, 3, 31)) == "見商工第8号"
    assert queries.next_number(date(2027, 4, 1)) == "R9-001"
    with writing(), pytest.raises(Refused, match="next free one is 見商工第8号") as refusal:
        services.plan(voyage.plan(document_number="見商工第7号"), by=None)
    assert refusal.value.field == "document_number"
    voyage.mission(
        names={"ja": "来年度"}, document_number="見商工第7号", start_on=date(2027, 4, 1), end_on=date(2027, 4, 2)
    )


def test_a_plan_is_approved_by_somebody_else_and_who_and_when_stays(activity: Activity) -> None:
    asked(activity)
    assert voyage.fresh(activity).document_number == "R8-001"
    with pytest.raises(Refused, match="Someone else must decide"):
        decided(activity, approved=True, by=Role.COORDINATOR)
    with pytest.raises(Refused, match="is already waiting for a decision"):
        asked(activity)
    decided(activity, approved=True)
    (round,) = queries.approvals(activity.id)
    assert voyage.fresh(activity).status == "approved"
    assert (round.asked_by_id, round.decided_by_id) == (cast.user().id, cast.user(Role.MANAGEMENT).id)
    assert round.decided_at is not None
    with pytest.raises(Refused, match="is not waiting"):
        decided(activity, approved=True)
    with pytest.raises(Refused, match="Only a draft"):
        asked(activity)


def test_a_plan_is_returned_with_a_reason_and_handed_in_again(activity: Activity) -> None:
    asked(activity)
    with pytest.raises(Refused, match="Enter why") as refusal:
        decided(activity, approved=False)
    assert refusal.value.field == "remark"
    decided(activity, approved=False, remark="予算を見直すこと")
    assert voyage.fresh(activity).status == "draft"
    asked(activity)
    assert [round.decision for round in queries.approvals(activity.id)] == ["waiting", "returned"]
    assert [row.id for _, row in queries.all_waiting(user=cast.user(Role.MANAGEMENT))] == [activity.id]
    assert queries.all_waiting(user=cast.user(Role.MISSION_LEADER)) == []


def test_a_plan_that_was_cancelled_meanwhile_waits_for_no_decision(activity: Activity) -> None:
    asked(activity)
    with writing():
        services.move(voyage.fresh(activity), status="cancelled", by=cast.user())
        db.session.commit()
    assert queries.all_waiting(user=cast.user(Role.MANAGEMENT)) == []


def test_where_plans_need_an_approval_nothing_else_leads_out_of_a_draft(activity: Activity) -> None:
    for status in ("approved", "recruiting"):
        with writing(), pytest.raises(Refused, match="needs approval"):
            services.move(voyage.fresh(activity), status=status, by=cast.user(), needs_approval=True)
    with writing():
        services.move(voyage.fresh(activity), status="cancelled", by=cast.user(), needs_approval=True)


def test_who_moved_a_plan_on_where_none_is_needed_is_kept_too(activity: Activity) -> None:
    with writing():
        services.move(voyage.fresh(activity), status="approved", by=cast.user())
        db.session.commit()
    assert [(r.decision, r.decided_by_id) for r in queries.approvals(activity.id)] == [("approved", cast.user().id)]


@pytest.mark.once
def test_the_setting_says_whether_plans_need_an_approval(tmp_path: Path) -> None:
    environ = {"CRM_INSTANCE": str(tmp_path / "data")}
    assert not Settings.from_environment(environ).plan_approval
    assert Settings.from_environment(environ | {"CRM_PLAN_APPROVAL": "1"}).plan_approval


def test_the_pages_lead_from_the_draft_to_the_decision(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = voyage.mission().id
    page = f"/activities/{id}/approval"
    cast.sign_in(client)
    assert "R8-001" in text(client, page)
    assert pressed(client, f"{page}/ask", page, request="よろしいか伺います").status_code == 303
    assert pressed(client, f"{page}/decide", page, decision="approved").status_code == 403
    manager = app.test_client()
    cast.sign_in(manager, Role.MANAGEMENT)
    assert "第7回 延辺視察団" in text(manager, "/activities/approvals")
    answer = pressed(manager, f"{page}/decide", page, decision="returned")
    assert answer.status_code == 422
    assert 'id="remark-err"' in answer.get_data(as_text=True)
    silent = pressed(manager, f"{page}/decide", page, decision="approved")
    assert (silent.status_code, "Say why they stay" in silent.text) == (422, True), "the request is Japanese"
    assert 'lang="ja">よろしいか伺います' in text(manager, page)
    why = {"decision": "approved", "remark": "伺いは原文のままとする"}
    assert pressed(manager, f"{page}/decide", page, **why).status_code == 303
    assert "酒井 正" in text(manager, page)
    assert "伺いは原文のままとする" in text(manager, page)
    assert "No plans to approve" in text(manager, "/activities/approvals")


def planned(id: int, **line: Any) -> None:
    """A line of the budget that stands there by itself: of 900 yen for flights unless it says otherwise."""
    values: dict[str, Any] = {"category": "airfare", "amount": 900, "currency": "JPY", "book_amount": 900} | line
    with writing():
        with action(rules.CHANGED, by=None):
            db.session.add(BudgetLine(activity_id=id, **values))
        db.session.commit()


def approved_plan() -> int:
    """A plan with a budget of 900 yen for flights that was handed in and approved."""
    trip = voyage.mission(objectives="三社と会う")
    planned(trip.id)
    asked(trip)
    decided(trip, approved=True)
    return trip.id


@pytest.fixture
def paper_of(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The paper of a plan as text in one line, and its two tables of money."""
    monkeypatch.setattr("crm.activities.views.approvals.paper", lambda html, _name: html)
    cast.sign_in(client)
    return lambda id: " ".join(re.sub(r"<[^>]+>", " ", text(client, f"/activities/{id}/approval.pdf")).split())


UNAPPROVED_CHANGE = "The plan was changed after this approval, and the changes are not approved:"


def test_the_paper_of_an_approval_prints_the_budget_that_was_approved_and_names_what_changed(
    app: Flask, paper_of: Any
) -> None:
    with app.app_context():
        id = approved_plan()
    before = paper_of(id)
    assert UNAPPROVED_CHANGE not in before
    with app.app_context():  # the sum stays: 400 of it are moved to hotels
        with writing():
            with action(rules.CHANGED, by=None):
                line = db.session.scalars(select(BudgetLine)).one()
                line.amount = line.book_amount = Decimal(500)
            db.session.commit()
        planned(id, category="hotel", amount=400, book_amount=400)
    after = paper_of(id)
    assert f"{UNAPPROVED_CHANGE} Budget" in after.partition(" Type ")[0], "beside the stamp, above the plan"
    assert "Airfare JPY 900 JPY 500" in after, "what was approved stands first, what is planned today beside it"
    assert "Accommodation JPY 0 JPY 400" in after
    assert "Total JPY 900 JPY 900" in after


def test_money_kept_apart_and_who_bears_it_are_compared_with_what_was_approved(app: Flask, paper_of: Any) -> None:
    with app.app_context():
        id = approved_plan()
        planned(id, amount=50, currency="TWD", book_amount=None)
    assert f"{UNAPPROVED_CHANGE} Budget" in paper_of(id), (
        "what no rate converts changes no sum, and is told all the same"
    )
    with app.app_context():
        with writing():
            with action(rules.CHANGED, by=None):
                for line in db.session.scalars(select(BudgetLine).where(BudgetLine.currency == "TWD")):
                    db.session.delete(line)
            db.session.commit()
        assert UNAPPROVED_CHANGE not in paper_of(id)
        with writing():
            with action(rules.CHANGED, by=None):
                db.session.scalars(select(BudgetLine)).one().funding_source = "prefecture_subsidy"
            db.session.commit()
    told = paper_of(id)
    assert f"{UNAPPROVED_CHANGE} Budget" in told
    assert "Own budget JPY 900 JPY 0" in told


def test_the_days_and_the_aims_that_were_approved_stay_on_the_paper(app: Flask, paper_of: Any) -> None:
    with app.app_context():
        id = approved_plan()
        with writing():
            plan = voyage.plan(
                start_on=date(2026, 12, 11),
                end_on=date(2026, 12, 14),
                objectives="五社と会う",
                document_number="R8-001",
            )
            services.change(voyage.fresh_in(id), plan, by=None)
            db.session.commit()
    told = paper_of(id)
    assert f"{UNAPPROVED_CHANGE} Period, Objectives" in told
    assert "Thursday, 10 December 2026 to Monday, 14 December 2026 Changed afterwards: Friday, 11 December 2026" in told
    assert "三社と会う Changed afterwards: 五社と会う" in told


def test_the_paper_of_an_approval_that_kept_nothing_says_so(app: Flask, paper_of: Any) -> None:
    with app.app_context():
        id = approved_plan()
        with writing():
            with action(rules.CHANGED, by=None):
                (round,) = queries.approvals(id)
                round.plan = None
            db.session.commit()
    told = paper_of(id)
    assert "What was approved was not kept: the plan and the budget below are those of today." in told
    assert "The approved budget was JPY 900" in told


def test_the_paper_tells_each_round_that_ended_with_a_return(app: Flask, paper_of: Any) -> None:
    with app.app_context():
        trip, other = voyage.mission(), voyage.mission(names={"ja": "もう一つ"})
        for each, remarks in ((trip, ("予算を見直すこと", "訪問先を絞ること")), (other, ())):
            for remark in remarks:
                asked(each)
                decided(each, approved=False, remark=remark)
            asked(each)
        rounds = queries.approvals(trip.id)
        assert [row.remark for row in queries.returned(rounds)] == ["予算を見直すこと", "訪問先を絞ること"]
        ids = trip.id, other.id
    told, once = (paper_of(id).partition(" Type ")[0] for id in ids)
    assert re.search(r"Submitted on [^,]+, returned by 酒井 正 on [^:]+: 予算を見直すこと", told)
    assert re.search(r"Submitted again on [^,]+, returned by 酒井 正 on [^:]+: 訪問先を絞ること", told)
    assert told.count("Submitted again on") == 2, "once returned, once handed in and waiting"
    assert "History of the request" not in once
    with app.app_context():
        alone = voyage.mission(names={"ja": "差し戻されて進めた"})
        asked(alone)
        decided(alone, approved=False, remark="別の日に")
        with writing():
            services.move(voyage.fresh(alone), status="approved", by=cast.user())
            db.session.commit()
        id = alone.id
    assert "Submitted again" not in paper_of(id), "nobody asked a second time"


@pytest.mark.printed
def test_the_request_is_printed_with_boxes_for_stamps(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = voyage.mission(objectives="三社と会う").id
    cast.sign_in(client, language="ja")
    with client.get(f"/activities/{id}/approval.pdf") as answer:
        assert answer.data.startswith(b"%PDF-")
        assert "起案書" in unquote(answer.headers["Content-Disposition"])
    page = f"/activities/{id}/approval"
    assert pressed(client, f"{page}/ask", page, request="よろしいか伺います").status_code == 303
    cast.sign_in(manager := app.test_client(), Role.MANAGEMENT)
    assert pressed(manager, f"{page}/decide", page, decision="approved", remark="二社の見積で").status_code == 303
    with client.get(f"{page}.pdf") as answer:
        assert paper.untold(answer.data) == []
        told = "".join(paper.text(answer.data).split())
        assert "決裁承認済み·酒井正意見：二社の見積で" in told, (
            "who decided stands beside the condition, in nobody's box"
        )
        for label in (
            "文書番号",
            "起案日令和8年",
            "決裁日令和8年",
            "件名「",
            "の実施について（伺い）",
            "年度令和8年度",
            "令和8年12月",
            "施行日",
            "保存年限",
            "起案者（所属・職・氏名）",
        ):
            assert label in told, "what the register of documents asks for"
    with app.app_context(), writing():
        row = offices.record()
        assert row is not None
        office_services.change(row, replace(offices.current(), head_name="酒井 正"), by=None)
        db.session.commit()
    with client.get(f"{page}.pdf") as answer:
        told = "".join(paper.text(answer.data).split())
        assert told.count("酒井正") == 2, "as who is addressed, and in the head's own box"
        assert "承認済み" not in told, "the box says it"
        assert "代決" not in told, "nobody is on record as having stood in: the other boxes are empty"
    cast.sign_in(other := app.test_client(), Role.MISSION_LEADER)
    assert other.get(f"/activities/{id}/approval.pdf").status_code == 404
    assert other.get(f"/activities/{id}/approval").status_code == 404


def test_visa_fees_that_nobody_needs_are_named(activity: Activity) -> None:
    china, dates = activity.place.country, (activity.start_on, date(2099, 1, 1))
    ours, theirs = book.organisation("見附の会社", country="JP"), book.organisation("서울 회사", country="KR")
    for nation, rule in (("JP", "visa_free"), ("KR", "visa_needed")):
        fairs.keep(EntryRule(country=china, nationality=nation, rule=rule, valid_from=dates[0], valid_to=dates[1]))
    voyage.delegate(activity, organisation_id=ours.id, status="accepted")

    def named() -> bool:
        return queries.needless_visas(voyage.fresh(activity)) is not None

    planned(activity.id, category="hotel")
    assert not named(), "no visa is budgeted"
    planned(activity.id, category="visa")
    assert named()
    voyage.delegate(activity, name="김 철수", organisation_id=theirs.id)
    assert not named(), "one of them needs a visa"


def test_the_paper_of_a_plan_that_was_merely_moved_on_tells_that_nobody_asked(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.activities.views.approvals.paper", lambda html, name: html)
    with app.app_context():
        id = voyage.mission().id
    cast.sign_in(client)
    assert "Approval is requested" in text(client, f"/activities/{id}/approval.pdf")
    with app.app_context(), writing():
        services.move(queries.one(id, user=cast.user()), status="approved", by=cast.user())
        db.session.commit()
    told = text(client, f"/activities/{id}/approval.pdf")
    assert "No approval was asked for: " in told
    assert "0 people" not in told, "who comes is not entered yet"
    for claim in ("Approval is requested", ">Approved", "(request)", "Request for approval"):
        assert claim not in told
    page = text(client, f"/activities/{id}/approval")
    assert "Moved on without approval" in page
    assert "Submitted by" not in page


def test_boxes_for_stamps_run_as_an_office_of_each_language_lays_them_out(app: Flask) -> None:
    drawn = (
        '{% from "_macros/stamps.html" import stamps %}{% macro title(post) %}{{ post }}{% endmacro %}'
        '{% macro nothing(post) %}{% endmacro %}{{ stamps(["a", "b", "c"], title, nothing, language) }}'
    )
    with app.test_request_context():
        papers = {code: render_template_string(drawn, language=code) for code in ("ja", "ko", "zh-Hans")}
    order = {code: re.findall(r"<th>(\w)</th>", paper) for code, paper in papers.items()}
    assert order == {"ja": list("cba"), "ko": list("abc"), "zh-Hans": list("cba")}
    assert papers["zh-Hans"].count("<tr>") == 3, "a line for each"
    assert 'class="stamps"' not in papers["zh-Hans"]
