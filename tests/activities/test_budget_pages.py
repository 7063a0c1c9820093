"""The pages of the budget: what they show, take, refuse and keep; who may do what; the report to print and to open."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from crm.activities import queries, services
from crm.activities.services import BudgetInput, CostInput, HoursInput
from crm.audit.services import action
from crm.contacts.rules import OrganisationNameInput
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.users import services as accounts
from tests import cast
from tests.cast import SET_UP
from tests.contacts import book
from tests.contacts.pages import filled_form
from tests.missions import voyage
from tests.missions.browser import posted, pressed, text
from tests.statements import sent

COST = {
    "category": "hotel", "paid_on": "2026-12-01", "amount": "120,000", "currency": "JPY", "payee": "延吉酒店",
    "funding_source": "prefecture_subsidy", "note": "Kept",
}  # fmt: skip


@pytest.fixture
def mission(app: Flask) -> int:
    with app.app_context():
        return voyage.mission().id


@pytest.fixture
def money(mission: int) -> str:
    return f"/activities/{mission}"


def test_costs_are_booked_summed_in_yen_and_taken_back(
    app: Flask, client: FlaskClient, mission: int, money: str
) -> None:
    cast.sign_in(client)
    assert posted(client, f"{money}/costs/new", COST).status_code == 303
    unknown = {"amount": "800", "currency": "CNY", "currency-rate": "", "currency-rate-of": "CNY"}
    assert posted(client, f"{money}/costs/new", COST | unknown).status_code == 303
    shown = text(client, f"{money}/budget")
    assert "120,000" in shown
    assert "1 amount has no exchange rate" in shown
    beside = '120,000</span> + <span class="num"><span class="cur">CNY</span>800'
    assert shown.count(beside) == 5, "no rate tells the total, nor the head of the mission"
    assert "1 line without a rate is not counted" in text(client, f"/missions/{mission}")
    with app.app_context():
        line = queries.budget(mission).costs[0].id
    gone = f"{money}/costs/{line}/remove"
    assert pressed(client, gone, f"{money}/budget").status_code == 303
    shown = text(client, f"{money}/budget")
    assert ("120,000" in shown, shown.count('— (<span class="num"><span class="cur">CNY</span>800') == 5) == (
        False,
        True,
    )
    assert pressed(client, gone, f"{money}/budget").status_code == 404


def test_what_no_rate_converts_stands_beside_the_net_cost(client: FlaskClient, money: str) -> None:
    cast.sign_in(client)
    unknown = {"amount": "800", "currency": "CNY", "currency-rate": "", "currency-rate-of": "CNY"}
    assert posted(client, f"{money}/costs/new", COST | unknown | {"funding_source": "own"}).status_code == 303
    net = text(client, f"{money}/budget").partition("Net cost to our own organisation")[2].partition("</p>")[0]
    assert "CNY</span>800" in net


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "-1"), ("amount", "0"), ("amount", "9" * 15), ("amount", "1.000"), ("currency", "XXX"),
     ("category", "bribe"), ("funding_source", "x"), ("budget_line_id", "999"), ("paid_on", "9999-01-01"),
     ("note", "x" * 201)],
)  # fmt: skip
def test_a_bad_cost_is_told_beside_its_field(client: FlaskClient, money: str, field: str, value: str) -> None:
    cast.sign_in(client)
    answer = posted(client, f"{money}/costs/new", COST | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-err"' in answer.get_data(as_text=True)
    assert "延吉酒店" in answer.get_data(as_text=True)


def test_a_cost_of_a_mission_that_is_over_begins_with_its_last_day(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        past = voyage.mission(start_on=date(2013, 12, 10), end_on=date(2013, 12, 12)).id
    cast.sign_in(client)
    assert 'value="2013-12-12"' in text(client, f"/activities/{past}/costs/new")


def test_a_receipt_is_sent_with_its_cost_and_opened_again(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    page = f"/activities/{mission}/costs/new"
    wrong: dict[str, Any] = COST | {"receipt": (BytesIO(b"MZ"), "a.exe")}
    answer = posted(client, page, wrong)
    assert answer.status_code == 422
    assert 'id="receipt-err"' in answer.get_data(as_text=True)
    assert posted(client, page, COST | {"receipt": (BytesIO(b"%PDF-1.7 x"), "領収書.pdf")}).status_code == 303
    with app.app_context():
        line = queries.budget(mission).costs[0]
    with client.get(f"/files/{line.receipt_id}") as file:
        assert file.data == b"%PDF-1.7 x"
    edit = f"/activities/{mission}/costs/{line.id}/edit"
    assert posted(client, edit, COST | {"amount": "5"}).status_code == 303
    assert "領収書.pdf" in text(client, f"/activities/{mission}/budget")


def test_the_budget_is_written_as_a_table(app: Flask, client: FlaskClient, mission: int, money: str) -> None:
    cast.sign_in(client)
    row = {"lines-0-category": "hotel", "lines-0-funding_source": "own", "lines-0-currency": "JPY"}
    lacking = posted(client, f"{money}/budget/edit", row)
    assert lacking.status_code == 422
    assert 'id="lines-0-amount-err"' in lacking.get_data(as_text=True)
    assert posted(client, f"{money}/budget/edit", row | {"lines-0-amount": "250,000"}).status_code == 303
    assert "250,000" in text(client, f"{money}/budget")
    assert "250000" in text(client, f"{money}/budget/edit")
    with app.app_context():
        assert [line.book_amount for line in queries.budget(mission).lines] == [250_000]


def test_what_delegates_pay_is_reported_to_nobody(client: FlaskClient, money: str) -> None:
    cast.sign_in(client)
    row = {"lines-0-category": "hotel", "lines-0-currency": "JPY", "lines-0-amount": "250,000"}
    rows = row | {f"{name.replace('0', '1')}": value for name, value in row.items()}
    sources = {"lines-0-funding_source": "member_fee", "lines-1-funding_source": "partner"}
    assert posted(client, f"{money}/budget/edit", rows | sources).status_code == 303
    shown = text(client, f"{money}/budget")
    assert "source=partner" in shown
    assert "source=member_fee" not in shown


def test_shares_and_hours_are_written_as_tables(app: Flask, client: FlaskClient, mission: int, money: str) -> None:
    with app.app_context():
        delegate = voyage.delegate(voyage.mission()).id
        mine = voyage.delegate(queries.one(mission, user=cast.user()), name="佐野 奈緒").id
        clerk = cast.user().id
    cast.sign_in(client)
    share = {"shares-0-due": "50000", "shares-0-funding_source": "member_fee"}
    for who in ({}, {"shares-0-participant_id": str(delegate)}):
        assert posted(client, f"{money}/shares/edit", share | who).status_code == 422
    assert posted(client, f"{money}/shares/edit", share | {"shares-0-participant_id": str(mine)}).status_code == 303
    assert "Still to be paid in" in text(client, f"{money}/subsidy?source=prefecture_subsidy")
    hours = {"hours-0-user_id": str(clerk), "hours-0-hours": "8"}
    assert posted(client, f"{money}/hours/edit", hours).status_code == 422
    assert posted(client, f"{money}/hours/edit", hours | {"hours-0-unit_cost": "3000"}).status_code == 303
    assert "24,000" in text(client, f"{money}/budget")
    assert "Counted in the figures above." in text(client, f"{money}/budget?staff=1")
    assert pressed(client, f"{money}/shares/divide", f"{money}/budget").status_code == 409


def test_a_colleague_who_left_stays_in_a_row_when_another_row_is_taken_out_and_one_added(
    app: Flask, client: FlaskClient, mission: int, money: str
) -> None:
    with app.app_context(), writing():
        clerk, left = cast.user(), cast.user(Role.MANAGEMENT)
        hours = [HoursInput(user.id, Decimal(8), Decimal(3000)) for user in (clerk, left)]
        services.write_hours(queries.one(mission, user=clerk), hours, by=clerk)
        accounts.change(left, display_name=left.display_name, role=left.role, active=False, by=clerk)
        db.session.commit()
        clerk_id, left_id = clerk.id, left.id
    cast.sign_in(client)
    path = f"{money}/hours/edit"
    form = filled_form(text(client, path), "as_opened")
    for button in ("remove-hours", "add-hours"):
        form = filled_form(client.post(path, data=form | {button: "0"}).get_data(as_text=True), "as_opened")
    form |= {"hours-1-user_id": str(clerk_id), "hours-1-hours": "2", "hours-1-unit_cost": "3000"}
    assert client.post(path, data=form).status_code == 303
    with app.app_context():
        assert {line.user_id: line.hours for line in queries.budget(mission).staff} == {
            left_id: Decimal(8),
            clerk_id: Decimal(2),
        }


def test_management_approves_and_does_not_book(app: Flask, client: FlaskClient, money: str) -> None:
    cast.sign_in(client)
    posted(client, f"{money}/costs/new", COST)
    assert pressed(client, f"{money}/costs/approve", f"{money}/budget").status_code == 403
    manager = app.test_client()
    cast.sign_in(manager, Role.MANAGEMENT)
    assert manager.get(f"{money}/costs/new").status_code == 403
    assert pressed(manager, f"{money}/costs/approve", f"{money}/budget").status_code == 303
    assert "酒井 正" in text(manager, f"{money}/budget")


def test_the_book_is_marked_complete(client: FlaskClient, money: str) -> None:
    cast.sign_in(client)
    assert pressed(client, f"{money}/costs/settle", f"{money}/budget", state="none").status_code == 303
    assert "Reopen the cost book" in text(client, f"{money}/budget")
    assert pressed(client, f"{money}/costs/settle", f"{money}/budget", state="x").status_code == 409


def test_the_report_on_a_subsidy_is_printed_and_opened_as_a_workbook(
    app: Flask, client: FlaskClient, money: str
) -> None:
    cast.sign_in(client)
    posted(client, f"{money}/costs/new", COST)
    posted(client, f"{money}/costs/new", COST | {"funding_source": "own", "payee": "別の店"})
    shown = text(client, f"{money}/subsidy?source=prefecture_subsidy")
    assert "延吉酒店" in shown
    with app.app_context():
        begins = queries.one(int(money.rpartition("/")[2]), user=cast.user()).start_on
        assert ("The activity has not begun" in shown) is (begins > here.today())
    assert "別の店" not in shown
    assert "No addressee" in shown
    assert "Costs that it bears" in shown, "what was spent is no income"
    totals = shown.split('id="expenditure"')[1].split("<tfoot>")[1].split("</tfoot>")[0]
    sums = re.findall(r'data-label="([^"]*[Aa]ctual)"><span class="num"><span class="cur">JPY</span>([\d,]+)', totals)
    assert sums == [("Actual", "240,000"), ("This source: actual", "120,000")], "both stand beside each other"
    offered = text(client, f"{money}/budget").split("Subsidy report")[1].split("</details>")[0] + shown
    assert "source=own" not in offered, "nobody grants it"
    assert "source=participant_self_pay" not in offered
    rounded = text(client, f"{money}/subsidy?source=prefecture_subsidy&unit=thousands")
    assert "Unit: 1,000 JPY." in rounded
    assert '<span class="num">120</span>' in rounded
    assert "Unit: 1,000 JPY." not in shown
    answer = pressed(client, f"{money}/subsidy", f"{money}/budget", source="prefecture_subsidy")
    front, income, spent, paid = ([*sheet.values] for sheet in load_workbook(BytesIO(answer.data)))
    assert ("Place", "Yanji") in front, "the workbook says what the paper says"
    facts = front[[row[0] for row in front].index("Reported by") + 1 :]
    assert facts
    assert all(line in shown for row in facts for part in row for line in str(part).splitlines())
    assert [row[1:6] for row in spent[1:]] == [(0, 240_000, 0, 120_000, -120_000)] * 2, (
        "the whole, and this source of it"
    )
    assert [row[2] for row in income[1:]] == [120_000, 120_000, 240_000]
    assert [row[4:] for row in income[1:]] == [(None, None)] * 3, "nobody was asked to pay in"
    assert (paid[1][1], paid[1][4:6], paid[1][9:11]) == ("Accommodation", ("延吉酒店", 120_000), (120_000, "missing"))
    assert paid[2][9] == 120_000
    assert "Subsidy report exported" in text(client, f"/audit/activities/{money.rsplit('/', 1)[1]}")


def test_the_report_on_a_subsidy_is_a_paper_with_a_number_a_day_and_an_addressee_of_its_own(
    app: Flask, client: FlaskClient, money: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.activities.views.subsidy.paper", lambda html, _name, **_more: html)
    cast.sign_in(client)
    posted(client, f"{money}/costs/new", COST)
    paper, report = (f"{money}/{name}?source=prefecture_subsidy" for name in ("subsidy.pdf", "subsidy"))
    told = text(client, paper)
    assert told.count("＿＿＿＿＿＿＿＿") > 1, "room for a number and an addressee"
    assert "(seal)" in told.split("<h1")[0], "and for the seal"
    assert "延吉酒店" in told
    assert "<td>missing</td>" in told, "as on the page: who subsidises asks for every receipt"
    assert "No document number" in text(client, report)
    sent = {"source": "prefecture_subsidy", "addressee": "新潟県知事 様", "dated_on": "2027-03-31", "number": ""}
    assert 'name="sent_reason"' not in text(client, report), "nothing of it is in another language"
    posted(client, f"{money}/costs/new", COST | {"note": "通訳の宿泊"})
    assert 'lang="ja">通訳の宿泊' in text(client, report)
    silent = pressed(client, f"{money}/subsidy/hand-in", report, **sent)
    assert (silent.status_code, "Say why they stay as they are." in silent.text) == (422, True)
    sent |= {"sent_reason": "知事あてのため日本語のまま"}
    assert pressed(client, f"{money}/subsidy/hand-in", report, **sent).status_code == 303
    assert "知事あてのため日本語のまま" in text(client, report)
    told = text(client, paper)
    assert ("新潟県知事 様" in told, "31 March 2027" in told or "31 Mar 2027" in told) == (True, True)
    with app.app_context():
        id = int(money.rpartition("/")[2])
        kept = queries.subsidy_paper(id, "prefecture_subsidy")
        assert kept is not None
        assert kept.number in told
        assert kept.number != queries.one(id, user=cast.user()).document_number, "that of the plan is of another paper"
        assert queries.subsidy_paper(id, "own") is None
        taken = kept.number
    other = sent | {"source": "own", "number": taken}
    assert "Another document has this number" in pressed(client, f"{money}/subsidy/hand-in", report, **other).text
    assert pressed(client, f"{money}/subsidy/hand-in", report, **sent | {"dated_on": "2027-03-30"}).status_code == 303
    told = text(client, paper)
    assert taken in told, "it keeps its number"
    stale = pressed(client, f"{money}/subsidy/hand-in", report, **sent | {"version": "1", "addressee": "another"})
    assert (stale.status_code, "another" in text(client, paper)) == (409, False), "who opened it before is told"
    assert "No document number" not in text(client, report)
    cast.sign_in(client, Role.MISSION_LEADER)
    assert client.get(paper).status_code == 404
    assert pressed(client, f"{money}/subsidy/hand-in", "/missions/", **sent).status_code in (403, 404)


def test_who_was_paid_is_named_as_readers_call_them_and_as_on_the_receipt(
    app: Flask, client: FlaskClient, money: str
) -> None:
    """The paper had the Japanese form of a payee, the pages the Chinese one alone."""
    with app.app_context():
        book.organisation("延吉译林翻译社", other_names=[OrganisationNameInput("Yanji Yilin Translation", "en")])
    cast.sign_in(client)
    posted(client, f"{money}/costs/new", COST | {"payee": "延吉译林翻译社"})
    for page in (f"{money}/budget", f"{money}/subsidy?source=prefecture_subsidy"):
        shown = text(client, page)
        assert "Yanji Yilin Translation" in shown
        assert '<bdi lang="zh-Hans">延吉译林翻译社</bdi>' in shown


def test_the_report_on_a_subsidy_says_only_of_an_activity_that_is_over_that_it_was_carried_out(
    app: Flask, client: FlaskClient, money: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.activities.views.subsidy.paper", lambda html, _name, **_more: html)
    paper = f"{money}/subsidy.pdf?source=prefecture_subsidy"
    with app.app_context():
        row = queries.one(int(money.rpartition("/")[2]), user=cast.user())
        before, over = row.start_on - timedelta(days=1), row.end_on
        noon = {day: datetime.combine(day, time(3), UTC) for day in (before, row.start_on, over)}
    monkeypatch.setattr("crm.core.clock.now", lambda: noon[before])
    cast.sign_in(client)
    ahead = text(client, paper)
    assert "We report as follows on the preparation of the activity." in ahead
    assert "The activity has not begun" in ahead
    assert ("Interim report" in ahead, "how far the activity" in ahead) == (False, False)
    monkeypatch.setattr("crm.core.clock.now", lambda: noon[row.start_on])
    cast.sign_in(client)
    under_way = text(client, paper)
    assert ("Interim report" in under_way, "how far the activity has come" in under_way) == (True, True)
    assert "carried out" not in under_way.split("Outline of the activity")[0]
    monkeypatch.setattr("crm.core.clock.now", lambda: noon[over])
    cast.sign_in(client)
    assert "how far the activity has come" in text(client, paper), "its last day is not over yet"
    with app.app_context(), writing(), action(SET_UP, by=None):
        queries.one(row.id, user=cast.user()).status = "reporting"
        db.session.commit()
    assert "on the activity carried out." in text(client, paper)
    with app.app_context(), writing(), action(SET_UP, by=None):
        queries.one(row.id, user=cast.user()).status = "cancelled"
        db.session.commit()
    told = text(client, paper).split("Outline of the activity")[0]
    assert ("The activity was cancelled" in told, "carried out" in told) == (True, False)


def test_nobody_sees_the_money_of_a_mission_that_is_not_theirs(client: FlaskClient, money: str) -> None:
    cast.sign_in(client, Role.MISSION_LEADER)
    for path in ("budget", "budget/edit", "shares/edit", "hours/edit", "costs/new", "subsidy"):
        assert client.get(f"{money}/{path}").status_code == 404
    for path in ("shares/divide", "costs/convert", "costs/settle", "costs/1/remove"):
        assert pressed(client, f"{money}/{path}", "/missions/").status_code == 404


def test_the_budget_costs_the_same_with_thirty_rows(app: Flask, client: FlaskClient, mission: int, money: str) -> None:
    def grow(number: int) -> int:
        with app.app_context(), writing():
            row = queries.one(mission, user=cast.user())
            for day in range(number):
                cost = CostInput("hotel", date(2026, 12, 1 + day), Decimal(100 + day), "JPY")
                services.book_cost(row, cost, by=None)
            lines = [BudgetInput("gifts", "own", Decimal(day + 1)) for day in range(number)]
            services.write_budget(row, lines, by=None)
            db.session.commit()
        with sent(app) as statements:
            assert client.get(f"{money}/budget").status_code == 200
        return len(statements)

    cast.sign_in(client)
    assert grow(3) == grow(27)


def test_the_report_on_a_subsidy_of_an_online_event_names_no_place(
    app: Flask, client: FlaskClient, money: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.activities.views.subsidy.paper", lambda html, _name, **_more: html)
    cast.sign_in(client)

    def place() -> str:
        told = text(client, f"{money}/subsidy.pdf?source=prefecture_subsidy")
        return told.split("<th>Place</th>")[1].split("</tr>")[0]

    assert ("Yanji" in place(), "Online" in place()) == (True, False)
    with app.app_context(), writing(), action(SET_UP, by=None):
        queries.one(int(money.rpartition("/")[2]), user=cast.user()).direction = "online"
        db.session.commit()
    assert ("Yanji" in place(), "Online" in place()) == (False, True)
