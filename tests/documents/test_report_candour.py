"""A report tells no plan as a fact: who came, what it cost and whom one met stand in it as they are known."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity, Participant
from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core.database import db, writing
from crm.documents import contents, rules
from crm.documents import queries as documents
from crm.documents.contents import Report
from crm.documents.queries import outcome
from crm.meetings.models import Attendee, Meeting
from crm.missions.models import ItineraryItem
from crm.missions.services import VisitInput
from crm.office import queries as offices
from crm.pdf.styles import TIGHTER
from crm.reports import services
from crm.reports.models import MissionReport
from crm.tasks.models import Task
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_report_records import short_of
from tests.documents.written import approve, back_home, begun, content, html
from tests.fairs import stand
from tests.insights import fairs
from tests.missions import voyage
from tests.reports import writing as reports

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def change(mission: Activity, **values: object) -> None:
    with writing(), action(CHANGED, by=None):
        row = db.session.get_one(Activity, mission.id)
        for column, value in values.items():
            setattr(row, column, value)
        db.session.commit()


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    ("language", "told", "unknown"),
    [
        ("ja", "予定の人数で、出欠は未確認", "出欠の記録はない"),
        ("zh-Hans", "为计划人数，实到情况尚未确认", "没有实到记录"),
        ("ko", "예정 인원이며 참석 여부는 미확인", "참석 기록은 없음"),
        ("en", "as planned, attendance not confirmed yet", "no record of who came"),
    ],
)
def test_who_came_is_no_fact_until_somebody_said_so(mission: Activity, language: str, told: str, unknown: str) -> None:
    report = begun(mission, language)
    for page in (plain(html(report)), plain(html(report, "public"))):
        assert page.count(told) == 2, "on the cover and in the chapter"
    assert "attendance" in {lack.code for lack in contents.lacking(report, user=cast.user())}
    change(mission, attendance_unknown=True)
    page = plain(html(reports.fresh(report.id)))
    assert (page.count(told), page.count(unknown)) == (0, 2)
    with writing(), action(CHANGED, by=None):
        for part in db.session.scalars(select(Participant)):
            part.status = "attended"
        db.session.commit()
    page = plain(html(reports.fresh(report.id)))
    assert told not in page
    assert unknown not in page


def test_who_alone_is_not_confirmed_is_named(mission: Activity) -> None:
    report = short_of(mission)
    with writing(), action(CHANGED, by=None):
        first, *_others = db.session.scalars(select(Participant).order_by(Participant.id))
        first.status = "attended"
        db.session.commit()
    page = plain(html(reports.fresh(report.id)))
    assert "出欠は未確認：田邉 俊夫1" in re.sub(r"\s*([：(（])\s*", r"\1", page)
    assert "予定の人数" not in page


def test_the_sums_of_an_open_cost_book_are_told_as_open(mission: Activity) -> None:
    journey.cost(mission, "120500")
    long, short = begun(mission), short_of(mission)
    assert (long.stage, short.stage) == ("final", "final")
    assert "costs" in {lack.code for lack in contents.lacking(reports.fresh(long.id), user=cast.user())}
    for report in (long, short):
        page = plain(html(report))
        assert page.count("費用は未確定") == 1
        assert page.index("費用は未確定") < page.index("120,500")
    change(mission, costs_state="booked")
    for report in (long, short):
        assert "費用は未確定" not in html(reports.fresh(report.id))


def test_the_boxes_to_tick_are_those_that_are_counted(mission: Activity) -> None:
    steps = [
        Task(text=text, record_type="activities", record_id=mission.id, activity_id=mission.id, status=status,
             due_on=date(2026, 12, 18), done_on=date(2026, 12, 17) if status == "done" else None)
        for text, status in (("一", "done"), ("二", "done"), ("三", "open"))
    ]  # fmt: skip
    fairs.keep(*steps)
    report = begun(mission)
    told = content(report)
    assert isinstance(told, Report)
    counted = len(told.open_steps)
    told_so = {task.id: ("answered" if task.text == "二" else told.state_of(task)) for task in told.steps}
    assert "answered" in told_so.values()
    chapter = html(report).split('id="follow_up"')[1].split("</section>")[0]
    assert chapter.count('class="box"') == counted
    object.__setattr__(told, "unconfirmed", {task.id for task in told.steps if task.text == "二"})
    page = contents.bare_html(told, contents.imprint(told)).split('id="follow_up"')[1].split("</section>")[0]
    assert f"未了の対応 {counted}件" in page
    assert page.count('class="box"') == counted


def test_a_drafted_talk_tells_where_it_was_and_who_sat_on_both_sides(mission: Activity) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    for name, title, firm in (("佐野 奈緒", "係長", "見附商工会議所"), ("安角 恵", "部長", "燕製作所")):
        body = book.organisation(firm, "ja", country="JP")
        person = book.person(name, "ja", at=body, title=title)
        seat = Attendee(meeting_id=held.id, person_id=person.id, side="ours", organisation_id=body.id)
        seat.name_snapshot, seat.title_snapshot = name, title
        fairs.keep(seat)
    with writing(), action(CHANGED, by=None):
        db.session.get_one(Meeting, held.id).venue = "海岳ビル 会議室"
        db.session.commit()
    drafted = contents.drafted(mission.id, "ja", user=cast.user())["talks"]
    first, *lines = drafted.splitlines()
    assert "海岳ビル 会議室" in first
    assert "12月11日" in first
    sides = [line for line in lines if "方：" in line][:2]
    assert sides[0].strip().startswith("先方：")
    assert sides[1].strip().startswith("当方：")
    assert "佐野 奈緒（係長）" in sides[1]
    assert "燕製作所：安角 恵（部長）" in sides[1]


def test_who_was_only_planned_as_a_host_was_not_met(mission: Activity) -> None:
    office = book.organisation("延吉海关")
    planned = book.person("孙浩", at=office, title="科长")
    voyage.item(
        mission, title="税関を訪問", organisation_id=office.id, day=mission.end_on, start=time(9), end=time(10),
        visit=VisitInput(purpose="通関の実情", result="週二便まで増やせる。", hosts=[planned.id]),
    )  # fmt: skip
    report = begun(voyage.fresh(mission))
    told = content(report)
    assert isinstance(told, Report)
    assert planned.id not in {each.person.id for each in told.met}
    page = plain(html(report))
    assert re.search("応対予定者\\s*：\\s*孙浩", page), "in the table of visits as what was planned"
    assert "孙浩" not in page.split("面会者")[-1]


def test_what_every_reader_expects_is_told_as_not_recorded(mission: Activity) -> None:
    with writing(), action(CHANGED, by=None):
        trip = db.session.get_one(Activity, mission.id)
        for row in [*db.session.scalars(select(Participant)), *db.session.scalars(select(ItineraryItem))]:
            db.session.delete(row)
        trip.objectives = ""
        db.session.commit()
    said = ["参加者の記録はない。", "日程の記録はない。", "費用の記録はない。"]
    pages = [html(short_of(voyage.fresh(mission))), html(report := begun(voyage.fresh(mission)))]
    assert [[page.count(text) for text in said] for page in pages] == [[1, 1, 1]] * 2
    page = html(approve(reports.fresh(report.id)))
    assert [page.count(text) for text in said] == [0, 0, 1], "approved: a chapter in which nothing stands is left out"
    change(mission, costs_state="none")
    assert "費用はなかった。" in html(reports.fresh(short_of_id(mission)))
    told = content(begun(voyage.fresh(mission), "en"))
    assert isinstance(told, Report)
    assert {"period", "participants", "programme", "costs"} <= set(told.parts)
    assert not {"market", "roles", "challenges", "leads"} & set(told.parts)


def short_of_id(mission: Activity) -> int:
    return db.session.scalars(select(MissionReport.id).where(MissionReport.form == "short")).one()


def test_guests_stand_beside_those_whom_the_same_body_sent(mission: Activity) -> None:
    yanbian, jilin = book.organisation("延边商会"), book.organisation("吉林商会")

    def guests(back: int, sender: Organisation) -> Activity:
        first, last = (day - timedelta(days=back) for day in (date(2026, 4, 7), date(2026, 4, 9)))
        return fairs.activity(
            mission.place, direction="inbound", type="inbound_delegation", start_on=first, end_on=last,
            sender_organisation_id=sender.id,
        )  # fmt: skip

    same = guests(700, jilin)
    guests(300, yanbian)
    now = guests(0, jilin)
    found = outcome.last_time(voyage.fresh(now), as_of=now.end_on, user=cast.user())
    assert found is not None
    assert found.activity.id == same.id
    first = guests(-30, book.organisation("黒河商会"))
    assert outcome.last_time(voyage.fresh(first), as_of=first.end_on, user=cast.user()) is None


def test_a_fair_stands_beside_the_edition_before_it_and_without_a_series_beside_none(mission: Activity) -> None:
    """As on its page and in Insights: the same place and a like name make no edition."""
    before, now = (
        stand.fair("product_fair", names={"ja": f"第{number}回延吉物産展"}, start_on=day, end_on=day)
        for number, day in ((1, date(2025, 3, 2)), (2, date(2026, 3, 2)))
    )

    def last() -> outcome.LastTime | None:
        return outcome.last_time(voyage.fresh_in(now), as_of=date(2026, 3, 2), user=cast.user())

    assert last() is None
    series = stand.series().id
    for id in (before, now):
        stand.edition(id, series_id=series)
    found = last()
    assert found is not None
    assert found.activity.id == before
    stand.moved(before, "cancelled")
    assert last() is None


def test_one_reports_on_a_mission_in_every_form(mission: Activity) -> None:
    report = begun(mission)
    with writing(), action(CHANGED, by=None):
        db.session.get_one(MissionReport, report.id).reporter = "国際担当 小林 里美"
        db.session.commit()
    assert documents.reporter(voyage.fresh(mission), "ja") == "国際担当 小林 里美"
    bare = short_of(voyage.fresh(mission))
    with writing(), action(CHANGED, by=None):
        db.session.get_one(MissionReport, bare.id).reporter = ""
        db.session.commit()
    told = content(reports.fresh(bare.id))
    assert isinstance(told, Report)
    assert told.reporter == "国際担当 小林 里美"


def test_an_office_that_is_typed_before_who_reports_stands_once(mission: Activity) -> None:
    report = begun(mission)
    with writing(), action(CHANGED, by=None):
        office = offices.current().name("ja")
        db.session.get_one(MissionReport, report.id).reporter = f"{office} 国際担当 小林 里美"
        db.session.commit()
    told = content(reports.fresh(report.id))
    assert isinstance(told, Report)
    assert told.reporter == "国際担当 小林 里美"


def test_a_report_that_is_begun_later_than_another_form_is_drafted_as_of_its_own_day(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(begun(mission))
    late = Task(
        text="見本を送る", record_type="activities", record_id=mission.id, activity_id=mission.id, status="open",
        due_on=date(2027, 1, 5),
    )  # fmt: skip
    fairs.keep(late)
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2027-01-10T03:00:00+00:00"))
    texts, stage = contents.begun(mission.id, "ja", "short", user=cast.user())
    with writing():
        made = services.open_report(mission, language="ja", texts=texts, form="short", stage=stage, by=cast.user())
        db.session.commit()
    assert made.reported_on == date(2027, 1, 10)
    assert contents.standing(reports.fresh(made.id), user=cast.user()).changed == frozenset()
    assert "未了の対応 2件" in texts["follow_up"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", "令和8年12月12日〜（期限の定めなし）"),
        ("zh-Hans", "自2026年12月12日起（未约定期限）"),
        ("ko", "2026년 12월 12일부터(기한 없음)"),
        ("en", "from 12 Dec 2026, no end agreed"),
    ],
)
def test_an_agreement_without_an_end_says_so_in_words(mission: Activity, language: str, told: str) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    host, ours = db.session.get_one(Organisation, held.organisation_id), book.organisation("丸直", "ja", country="JP")
    day = date(2026, 12, 12)
    case = fairs.case("lead signed", ours=ours, theirs=host, on=day, activity_id=mission.id)
    fairs.agreement(case, day, effective_on=day, expires_on=None)
    chapter = html(begun(mission, language)).split('id="agreements"')[1].split("</table>")[0]
    assert told in re.sub(r"\u00a0", " ", re.sub(r"<[^>]+>", "", chapter))


def test_a_title_stands_apart_from_its_firm_in_english(mission: Activity) -> None:
    page = html(begun(mission, "en")).split('id="appendices"')[1]
    told = re.sub(r"<[^>]+>", "", page)
    assert re.search(r"1有限公司\S*, ", re.sub(r"\s+", " ", told)), told[:600]


def test_what_nobody_wrote_bears_no_number_of_the_register(mission: Activity) -> None:
    told = contents.told(rules.wish(mission.id, kind=rules.REPORT, language="ja"), user=cast.user())
    page = contents.bare_html(told, contents.Imprint("見商国第26-118号-R-JA-1", 1, date(2026, 12, 21), ""))
    assert "文書番号" not in plain(page).split("目次")[0]
    assert 'data-no="見商国第26-118号-R-JA-1"' in page
    assert "文書番号" in plain(html(begun(mission))).split("目次")[0]


@pytest.mark.parametrize("form", ["full", "short"])
def test_a_draft_says_of_which_day_it_tells_whenever_it_is_printed(
    mission: Activity, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One drafted on 7 September said on 29 November, without a word of its day, that three steps were open."""
    report = reports.begun(mission, form=form, purpose="視察")
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2027-02-01T03:00:00+00:00"))
    assert "現在" in html(report).split("<h1")[0]
    assert "現在" not in html(approve(report)).split("<h1")[0]


def test_each_talk_of_a_short_report_is_a_paragraph_of_its_own(mission: Activity) -> None:
    text = "(1) 12月11日 甲 × 乙\n　先方：王\n(2) 12月12日 甲 × 丙\n　合意事項：(1) 見本"
    assert rules.by_talk(text) == ["(1) 12月11日 甲 × 乙\n　先方：王", "(2) 12月12日 甲 × 丙\n　合意事項：(1) 見本"]
    report = short_of(mission)
    with writing(), action(CHANGED, by=None):
        next(row for row in reports.fresh(report.id).sections if row.part == "talks").text = text
        db.session.commit()
    assert html(reports.fresh(report.id)).count('class="held"') == 2


def test_a_short_report_of_more_than_four_pages_is_set_tighter(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {b"wide": 5, b"tight": 4}
    at = "crm.documents.contents.paper"
    monkeypatch.setattr(f"{at}._set", lambda _html, _lang, page, *_more: b"tight" if TIGHTER in page else b"wide")
    monkeypatch.setattr(f"{at}.count_pages", lambda printed: pages[printed])

    def printed(report: MissionReport) -> bytes:
        told = content(report)
        return contents.pdf(told, contents.imprint(told))

    assert printed(short_of(mission)) == b"tight"
    assert printed(begun(mission)) == b"wide", "a long one may have as many as it needs"
    pages[b"wide"] = 4
    assert printed(reports.fresh(short_of_id(mission))) == b"wide"
