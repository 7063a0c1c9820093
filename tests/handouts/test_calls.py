"""The call for participants tells what the plan, the budget and the countdown say, in the reader's language."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities import services as activities_services
from crm.activities.models import Activity
from crm.activities.services import BudgetInput, CallInput, ParticipantTerms
from crm.audit.models import AuditEntry
from crm.checklists import services as checklists
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.handouts import contents, queries, rules
from crm.handouts.queries.papers import CLOSING_STEP, Call
from crm.matching import queries as matching
from crm.pdf import fonts
from crm.tasks import services as tasks
from crm.tasks.models import Task
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened
from tests.kept import kept
from tests.matching import tables
from tests.missions import voyage
from tests.pdf import paper
from tests.trust import world

ADDRESS = "https://crm.example.jp/applications/apply"
SAID: dict[str, Any] = {
    "number": 15, "fee": Decimal(90000), "apply_by": date(2026, 9, 3),
    "texts": {"ja": {"purpose": "参加企業の販路を開く", "contact": "見附商工会\n0258-00-0000"},
              "zh-Hans": {"who": "见附市内企业"}},
}  # fmt: skip


@pytest.fixture
def mission(app: Flask) -> Activity:
    """A visit on the second day, which a host with a Chinese name alone receives; airfare in the fee, hotel not."""
    with app.app_context():
        return activities.one(_planned(), user=cast.user())


@kept
def _planned() -> int:
    made = voyage.mission(objectives="販路の開拓", coordinator_id=cast.user().id)
    voyage.item(made, host=book.organisation("延边海岳商贸有限公司"), title="海岳商貿を訪問")
    voyage.item(voyage.fresh(made), title="取りやめた見学", kind="free", status="cancelled")
    with writing():
        lines = [
            BudgetInput("airfare", "member_fee", Decimal(900000), "JPY"),
            BudgetInput("hotel", "participant_self_pay", Decimal(300000), "JPY"),
            BudgetInput("gifts", "own", Decimal(50000), "JPY"),
        ]
        activities_services.write_budget(voyage.fresh_in(made.id), lines, by=None)
        db.session.commit()
    return made.id


def known(mission: Activity) -> Call:
    return queries.call(voyage.fresh(mission), "ja", user=cast.user())


def write(mission: Activity, **said: Any) -> None:
    with writing():
        activities_services.write_call(voyage.fresh_in(mission.id), CallInput(**SAID | said), by=cast.user())
        db.session.commit()


def html(mission: Activity, language: str) -> str:
    return contents.html(rules.CALL, voyage.fresh(mission), language, call=known(mission), address=ADDRESS)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", ["参加者募集要項", "15名", "含まれるもの：航空運賃", "別途各自の負担：宿泊費", "海岳商貿を訪問"]),
        ("zh-Hans", ["组团通知", "15人", "报名截止日期", "延边海岳商贸有限公司"]),
        ("ko", ["참가자 모집 요강", "15명", "신청 마감일", "延边海岳商贸有限公司"]),
        ("en", ["Call for participants", "15 people", "It covers: Airfare", "Thu 3 Sep 2026", "延边海岳商贸有限公司"]),
    ],
)  # fmt: skip
def test_the_call_is_written_in_the_language_of_its_readers(
    app: Flask, mission: Activity, language: str, told: list[str]
) -> None:
    with app.app_context():
        write(mission)
        shown = html(mission, language)
    assert f'<html lang="{language}">' in shown
    assert [text for text in [*told, "企業の販路を開く", "0258-00-0000", ADDRESS] if text not in shown] == []
    assert not any(ours in shown for ours in ("取りやめた見学", "販路の開拓")), "the objectives are our own"


def test_a_day_gone_by_and_what_one_language_lacks_are_told_before_printing_and_the_paper_says_so(
    app: Flask, client: FlaskClient, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = {"who": "会員でない方も可", "remarks": "11月20日までにお振込みください。11月21日以降の取消しは全額です。"}
    english = {"remarks": "Please pay by 20 November."}
    monkeypatch.setattr("crm.core.here.today", lambda: date(2026, 11, 28))
    with app.app_context():
        write(mission, issued_on=date(2026, 8, 1), texts={"ja": terms, "en": english})
        told = [str(doubt) for doubt in known(mission).doubts(mission, date(2026, 11, 28), ADDRESS)]
        assert told == [
            "The last day to apply has passed: 2026-09-03. The call keeps its date of issue and does not mention this.",
            "The purpose has not been written for companies: the call states none.",
            "The texts mention days that have passed: Fri 20 Nov, Sat 21 Nov",
            "Remarks: 21 is in the text in Japanese, but not in the text in English.",
            "Nobody entered who pays for this, so the call leaves it open: Local transport.",
            "Nobody entered who pays for this, so the call leaves it open: Meals.",
        ]
        assert len(known(mission).doubts(mission, date(2026, 9, 3), ADDRESS)) == 4, "no day has passed"
        dinner: dict[str, Any] = {"kind": "meal", "status": "tentative", "start": time(18), "end": time(19)}
        voyage.item(voyage.fresh(mission), title="夕食会", **dinner)
        shown = html(mission, "ja")
        assert "受付終了" not in shown, "a dated call tells of its own day"
        head = shown.split('class="issuer"')[1].split("</p>")[0]
        assert ("2026年8月1日" in head, "2026年11月28日" in head) == (True, False), "nobody revised it that day"
        assert "2026年11月28日</span>現在" in shown.split("<h2>")[1].split("</h2>")[0], "its programme is that of today"
        assert "夕食会（仮）" in shown
        monkeypatch.setattr("crm.core.here.today", lambda: date(2026, 8, 1))
        assert "現在" not in html(mission, "ja")
    cast.sign_in(client)
    page = client.get(f"/handouts/missions/{mission.id}/call").text
    assert [text for text in ("not in the text in English", "会員でない方も可", "kind=call") if text not in page] == []
    assert "会員でない方も可" not in client.get(f"/handouts/missions/{mission.id}/untold?kind=call&language=ja").text
    words = client.get(f"/handouts/missions/{mission.id}/words?kind=call&language=ko").text
    assert ("会員でない方も可" in words, f"/handouts/missions/{mission.id}/call" in words) == (True, True)


def test_a_day_without_a_year_is_the_last_such_day_before_the_mission_begins() -> None:
    texts = ["12月20日までにお申し込みください", "2月15日に出発します", "2月29日", "1月31日"]
    assert rules.past_days(texts, start=date(2027, 2, 10), today=date(2027, 1, 15)) == [
        date(2026, 2, 15), date(2026, 12, 20),
    ]  # fmt: skip


def test_a_call_bears_the_day_of_its_issue_and_none_after_its_last_day_to_apply(app: Flask, mission: Activity) -> None:
    """It was dated by each printing: 29 November over “apply by 15 October”."""
    early, late = date(2026, 8, 1), date(2026, 11, 29)
    with app.app_context():
        write(mission)
        assert (known(mission).issued_on(early), known(mission).issued_on(late)) == (early, None)
        told = [str(doubt) for doubt in known(mission).doubts(mission, late, ADDRESS)]
        assert "Nobody entered the date of issue: the call is printed without a date." in told
        assert "The last day to apply has passed: 2026-09-03. The call says so." in told
        with writing():
            activities_services.issue_call(voyage.fresh_in(mission.id), on=early, by=None)
            activities_services.issue_call(voyage.fresh_in(mission.id), on=date(2026, 8, 9), by=None)
            db.session.commit()
        assert known(mission).issued_on(late) == early
        assert "2026年8月1日" in html(mission, "ja")
        with writing(), pytest.raises(Refused, match="before its last day"):
            activities_services.write_call(
                voyage.fresh_in(mission.id), CallInput(apply_by=date(2026, 9, 3), issued_on=late), by=None
            )


def test_without_a_public_address_a_call_names_none_and_says_so_before_printing(app: Flask, mission: Activity) -> None:
    with app.app_context():
        shown = contents.html(rules.CALL, voyage.fresh(mission), "ja", call=known(mission), address="")
        told = [str(doubt) for doubt in known(mission).doubts(mission, date(2026, 8, 1), "")]
    assert 'class="qr"' not in shown
    assert "//" not in shown.split("申込方法")[1].split("</td>")[0]
    assert "No public address of Musubi is set (CRM_BASE_URL): the call gives no address for applications." in told


def test_what_is_not_settled_yet_is_announced_later(app: Flask, mission: Activity) -> None:
    with app.app_context():
        shown = html(mission, "en")
        assert "Will be announced." in shown
        assert "Number of places" not in shown
        write(mission, fee=Decimal(0))
        assert "Free of charge" in html(mission, "en")
        assert "The programme will be announced." in html(voyage.mission(), "en")
        board = matching.board(tables.opened(activity=voyage.fresh(mission)), user=cast.user())
        assert board.session.name not in shown
        assert board.session.name in html(mission, "ja"), "a matching table is part of the programme"


def test_the_fee_is_what_most_delegates_pay_and_the_deadline_a_step_of_the_countdown(
    app: Flask, mission: Activity
) -> None:
    with app.app_context():
        assert known(mission).fee == (None, "JPY")
        usual = known(mission)
        assert (usual.apply_by, usual.usual_deadline) == (None, date(2026, 9, 3)), "nobody said so"
        doubts = [str(doubt) for doubt in usual.doubts(mission, date(2026, 8, 1), ADDRESS)]
        assert "Nobody entered the last day to apply, so the call leaves it open. Usual: 2026-09-03." in doubts
        assert "9月3日" not in html(mission, "ja")
        assert known(mission).office[-1][0].text == cast.user().email
        for number, fee in enumerate((90000, 90000, 0, 0, 0, 45000)):
            voyage.delegate(voyage.fresh(mission), name=f"髙橋 直樹{number}", terms=ParticipantTerms(fee=Decimal(fee)))
        assert known(mission).fee == (Decimal(90000), "JPY")
        with writing():
            [step] = checklists.start(
                voyage.fresh_in(mission.id), keys=[CLOSING_STEP], texts={}, coordinator_id=cast.user().id,
                leader_id=cast.user().id, by=None,
            )  # fmt: skip
            tasks.postpone(db.session.get_one(Task, step.task_id), until=date(2026, 9, 30), by=None)
            db.session.commit()
        assert known(mission).deadline == date(2026, 9, 30)


def test_what_was_written_stands_in_its_language_and_what_was_not_as_it_is_in_another(
    app: Flask, mission: Activity
) -> None:
    with app.app_context():
        assert known(mission).told("who", "ja") is None
        assert "Companies and organisations in the area" in html(mission, "en")
        write(mission)
        assert known(mission).told("who", "zh-Hans") == ("见附市内企业", "zh-Hans")
        assert '<span lang="zh-Hans">见附市内企业</span>' in html(mission, "ko")
        write(mission, apply_by=None, fee=None, texts={"xx": {"who": "?"}})
        assert (known(mission).apply_by, known(mission).told("who", "ko")) == (None, None)
        with pytest.raises(Refused):
            write(mission, fee=Decimal(-1))


@pytest.mark.once
@pytest.mark.printed
def test_the_office_writes_the_call_once_and_prints_it_as_often_as_it_wants(
    app: Flask, client: FlaskClient, mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = replace(app.extensions["settings"], base_url="https://crm.example.jp")
    monkeypatch.setitem(app.extensions, "settings", public)
    assert fonts.unavailable() is None
    cast.sign_in(client)
    page = f"/handouts/missions/{mission.id}/call"
    assert client.get("/handouts/missions/99999/call").status_code == 404
    sent = world.plumbing(client, f"{page}/edit") | {"fee_currency": "JPY", "number": "12", "remarks_ja": "振込で"}
    refused = client.post(f"{page}/edit", data=sent | {"apply_by": "2027-01-01"})
    assert (refused.status_code, "Enter a date before the mission begins." in refused.text) == (422, True)
    assert "振込で" in refused.text
    assert client.post(f"{page}/edit", data=sent).status_code == 303
    stale = client.post(f"{page}/edit", data=sent | {"form_id": "another", "number": "13"})
    assert stale.status_code == 409
    assert "振込で" in client.get(page).text
    assert "12 places" in client.get(f"/applications/missions/{mission.id}").text
    printed = client.post(page, data=world.plumbing(client, page) | {"language": "ja"})
    text = paper.text(printed.data)
    assert paper.untold(printed.data) == []
    assert [told for told in ("参加者募集要項", ADDRESS, "振込で", "12名") if told not in text] == []
    with app.app_context():
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
        assert [(entry.verb, entry.record_id) for entry in last] == [
            ("handout.call_printed", mission.id), ("mission.call_written", mission.id),
        ]  # fmt: skip


def test_the_purpose_of_the_mission_is_offered_until_somebody_writes_one_for_companies(
    app: Flask, client: FlaskClient, mission: Activity
) -> None:
    """It had to be typed a second time; what nobody saved there stands on no call, since aims may be our own."""
    with app.app_context():
        assert "販路の開拓" not in html(mission, "ja")
    cast.sign_in(client)
    page = f"/handouts/missions/{mission.id}/call"
    form = opened(client, f"{page}/edit", "purpose_ja")
    assert (form["purpose_ja"], form["purpose_ko"]) == ("販路の開拓", "")
    assert client.post(f"{page}/edit", data=form).status_code == 303
    with app.app_context():
        assert "販路の開拓" in html(mission, "ja")
        write(mission)
    assert opened(client, f"{page}/edit", "purpose_ja")["purpose_ja"] == "参加企業の販路を開く"


def test_whoever_only_prints_reads_the_call_and_prints_it(client: FlaskClient, mission: Activity) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    page = f"/handouts/missions/{mission.id}/call"
    assert "/call/edit" not in client.get(page).text
    assert client.get(f"{page}/edit").status_code == 403


def test_nobody_is_called_to_take_part_where_guests_come_to_us(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = voyage.mission(direction="inbound").id
    cast.sign_in(client)
    assert client.get(f"/handouts/missions/{id}/call").status_code == 404
    for page in (f"/handouts/missions/{id}", f"/applications/missions/{id}"):
        answer = client.get(page)
        assert (answer.status_code, f'href="/handouts/missions/{id}/call"' in answer.text) == (200, False)


@pytest.mark.parametrize("page", ["/handouts/missions/{id}", "/applications/missions/{id}"])
def test_the_call_is_offered_where_papers_and_applications_are(
    client: FlaskClient, mission: Activity, page: str
) -> None:
    cast.sign_in(client)
    assert f'href="/handouts/missions/{mission.id}/call"' in client.get(page.format(id=mission.id)).text


def test_who_pays_for_what_a_traveller_asks_is_told_or_asked_before_printing(app: Flask, mission: Activity) -> None:
    """The call told of the air fare alone: who pays hotel, bus and meals nobody could read."""
    with app.app_context():
        open_kinds = [text.params["kind"].msgid for text in known(mission).unpaid]
        assert open_kinds == ["Local transport", "Meals"]
        with writing():
            lines = [
                BudgetInput("airfare", "member_fee", Decimal(900000), "JPY"),
                BudgetInput("local_transport", "own", Decimal(80000), "JPY"),
                BudgetInput("gifts", "own", Decimal(50000), "JPY"),
            ]
            activities_services.write_budget(voyage.fresh_in(mission.id), lines, by=None)
            db.session.commit()
        write(mission, texts={"ja": {"remarks": "食事代は各自でご負担ください。"}})
        call = known(mission)
        assert [text.params["kind"].msgid for text in call.unpaid] == ["Accommodation"]
        assert [str(doubt) for doubt in call.doubts(mission, date(2026, 8, 1), ADDRESS)][-1].startswith(
            "Nobody entered who pays"
        )
        shown = html(mission, "ja")
    assert ("参加者の負担とならない費用：現地交通費" in shown, "土産" in shown) == (True, False)
