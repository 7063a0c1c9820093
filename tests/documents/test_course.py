"""What a report says of the programme and of what came of it: only what somebody recorded."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities import queries as activities
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity, ActivityApproval
from crm.activities.rules import CHANGED
from crm.agreements import queries as agreements
from crm.audit.services import action
from crm.contacts.models import Affiliation
from crm.core import clock, here
from crm.core.database import db, writing
from crm.documents import contents, rules
from crm.documents.contents import Report
from crm.documents.contents.matched import matched
from crm.missions import services as missions
from crm.reports import services
from crm.tasks import services as tasks
from crm.wordings import services as wordings
from tests import cast
from tests.agreements import deals
from tests.contacts import book
from tests.documents import journey
from tests.documents.written import back_home, begun, content, html
from tests.insights import fairs
from tests.matching import tables
from tests.meetings.scene import scene
from tests.missions import voyage
from tests.negotiations import cases
from tests.reports import writing as reports

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def test_nothing_is_said_to_have_gone_to_plan_before_somebody_says_that_it_took_place(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drafted(at: str) -> str:
        monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat(at))
        return contents.drafted(mission.id, "en", user=cast.user())["programme"]

    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-01T03:00:00+00:00"))
    later = voyage.item(voyage.fresh(mission), title="工場視察", day=mission.end_on, start=time(14), end=time(15))
    assert drafted("2026-06-01T03:00:00+00:00") == "Still to come: 2."
    assert drafted("2026-12-13T03:00:00+00:00") == "Held as planned: 1.\nStill to come: 1."
    assert drafted("2026-12-21T03:00:00+00:00") == "Held as planned: 1.\nNot yet confirmed whether it took place: 1."
    with writing():
        missions.move_item(voyage.anew(later), status="done", by=None)
        db.session.commit()
    assert drafted("2026-12-21T03:00:00+00:00") == "The programme was carried out as planned."


def test_before_the_end_no_target_is_missed_nobody_is_met_and_no_chapter_is_empty(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-01T03:00:00+00:00"))
    planned = voyage.mission(start_on=mission.start_on, end_on=mission.end_on, target_talks=3)
    host = book.organisation("珲春海关")
    voyage.item(planned, organisation_id=host.id, hosts=[book.person("南哲", at=host).id], title="訪問")
    told = content(begun(voyage.fresh(planned)))
    assert isinstance(told, Report)
    assert (told.over, told.met, told.visits, told.as_of) == (False, [], [], date(2026, 12, 1))
    assert [line.reached for line in told.results] == [None] * 4
    assert told.parts == ["period", "participants", "programme", "results", "costs"], (
        "any reader expects who and how much"
    )


@pytest.mark.usefixtures("session")
def test_an_agreement_out_of_a_negotiation_counts_for_the_mission_and_a_framework_for_a_target_of_its_own() -> None:
    at = scene()
    case = cases.opened(at, opened_days_ago=9, activity_id=at.mission)
    with writing(), action(CHANGED, by=None):
        db.session.scalars(select(Affiliation).where(Affiliation.person_id == at.li)).one().titles = {"ja": "課長"}
        db.session.commit()
    deal = deals.signed(at, days_ago=2, negotiation_ids=[case.id])
    framework = deals.signed(at, days_ago=1, type="mou", activity_id=at.mission)
    with writing(), action(CHANGED, by=None):
        # What was signed before it began came from no mission.
        voyage.fresh_in(at.mission).start_on = here.today() - timedelta(days=5)
        voyage.fresh_in(at.mission).target_agreements = 2
        voyage.fresh_in(at.mission).target_frameworks = 1
        db.session.commit()
    told = contents.filled(rules.wish(at.mission, kind=rules.REPORT, language="ja"), user=cast.user())
    assert isinstance(told, Report)
    assert {row.id for row in told.agreements} == {deal.id, framework.id}
    shown = contents.bare_html(told, contents.Imprint("", 0, date(2026, 12, 1), ""))
    assert "課長" in shown
    assert "科长" not in shown, "who signed is called as in the rest of the report"
    assert [(line.target, line.actual, line.reached) for line in told.results[2:]] == [(2, 1, None), (1, 1, True)]
    assert {row.id for row in agreements.of_activity(at.mission, user=cast.user())} == {deal.id, framework.id}


@pytest.mark.usefixtures("session")
def test_a_title_that_the_table_of_posts_guesses_stands_beside_that_on_the_card_until_somebody_gives_it() -> None:
    at = scene()
    deals.signed(at, type="mou", activity_id=at.mission)
    wish = rules.wish(at.mission, kind=rules.REPORT, language="ja")
    told = contents.filled(wish, user=cast.user())
    imprint = contents.Imprint("", 0, date(2026, 12, 1), "")
    assert '課長［<span lang="zh-Hans">科长</span>］' in contents.bare_html(told, imprint)
    assert "科长" in contents.untranslated(told, imprint).met, "named before it is printed"
    with writing():
        wordings.give("科长", language="ja", text="科長", version=0, by=cast.user())
        db.session.commit()
    shown = contents.bare_html(contents.filled(wish, user=cast.user()), imprint)
    assert "科長" in shown
    assert "科长" not in shown


def test_a_report_tells_the_matching_table_of_its_mission_and_none_that_is_still_to_come(mission: Activity) -> None:
    id = tables.opened(activity=mission)
    [knit] = tables.joined(id, "maker", book.organisation("見附ニット", "ja"))
    store, _silent = tables.joined(id, "counterpart", book.organisation("延吉百货"), book.organisation("图们商场"))
    tables.talk(id, knit, store)
    report = content(begun(mission))
    assert isinstance(report, Report)
    assert [(each.first, each.makers, each.counterparts, each.talks) for each in report.matched] == [
        (date(2026, 12, 11), 1, 2, 1)
    ]
    assert "商談会" in html(reports.fresh(report.record.id)) if report.record else False
    assert not matched(mission.id, until=date(2026, 12, 10), user=cast.user())


def test_the_days_at_a_table_stand_in_the_programme_and_are_held_once_one_of_their_talks_is_logged(
    mission: Activity,
) -> None:
    empty, id = tables.opened(activity=mission, rounds=1), tables.opened(activity=mission)
    [knit] = tables.joined(id, "maker", book.organisation("見附ニット", "ja"))
    [store] = tables.joined(id, "counterpart", book.organisation("延吉百货"))
    talk = tables.talk(id, knit, store)

    def at_tables(language: str) -> list[tuple[int | None, str]]:
        report = content(begun(mission, language))
        assert isinstance(report, Report)
        entries = [entry for day in report.facts.days for entry in day.entries if entry.table_id is not None]
        return [(entry.table_id, report.course.of(entry).state) for entry in entries]

    assert at_tables("ja") == [(id, "open")], f"nobody sat at table {empty}"
    live = content(begun(mission, "ko"))
    assert isinstance(live, Report)
    with writing(), action(CHANGED, by=None):
        db.session.get_one(type(talk), talk.id).meeting_id = live.talks[0].meeting.id
        db.session.commit()
    assert at_tables("en") == [(id, "as_planned")]


def test_a_programme_written_down_afterwards_was_not_changed_on_the_way_where_one_item_was_called_off(
    mission: Activity,
) -> None:
    later = voyage.mission(start_on=mission.start_on, end_on=mission.start_on)
    for hour, status, why in ((9, "done", ""), (11, "done", ""), (14, "cancelled", "雨")):
        made = voyage.item(later, day=later.start_on, start=time(hour), end=time(hour + 1))
        with writing():
            missions.move_item(voyage.anew(made), status=status, reason=why, by=None)
            db.session.commit()
    voyage.item(later, kind="free", day=later.start_on, start=time(18), end=time(19))
    told = contents.drafted(later.id, "en", user=cast.user())["programme"].splitlines()
    assert told[:2] == [
        "Held: 2 (not compared: no programme was on record before the departure).",
        "Did not take place: 1.",
    ]
    assert told[2] == "Changes on record:", "there is no plan that it could differ from"
    assert [line.count("雨") for line in told[2:]] == [0, 1]


def test_a_programme_written_down_afterwards_is_compared_with_the_one_that_was_approved(mission: Activity) -> None:
    later = voyage.mission(start_on=mission.start_on, end_on=mission.start_on)
    for hour, title in ((9, "表敬訪問"), (11, "商談"), (14, "視察")):
        made = voyage.item(later, day=later.start_on, start=time(hour), end=time(hour + 1), title=title)
        with writing():
            missions.move_item(voyage.anew(made), status="done", by=None)
            db.session.commit()
    plan = activities.kept(later.id)
    asked = clock.from_wall(datetime(2026, 11, 1, 9), here.zone())
    fairs.keep(round := ActivityApproval(
        activity_id=later.id, request="伺う", asked_at=asked, decision="approved", decided_at=asked, plan=plan
    ))  # fmt: skip

    def told() -> list[str]:
        return contents.drafted(later.id, "en", user=cast.user())["programme"].splitlines()

    assert told() == ["The programme was carried out as planned."]
    first, second, _third = plan["programme"]
    with writing():
        changed = plan | {"programme": [first, second | {"start": "10:30"}, second | {"title": "市場の見学"}]}
        with action(CHANGED, by=None):
            db.session.get_one(ActivityApproval, round.id).plan = changed
        db.session.commit()
    lines = told()
    assert lines[:4] == [
        "Held as planned: 1.", "Held, but changed: 1.", "Added during the mission: 1.", "Did not take place: 1.",
    ]  # fmt: skip
    assert [sum(word in line for line in lines) for word in ("planned for Thu 10 Dec 10:30", "市場の見学")] == [1, 1]


def test_nights_stand_in_the_table_and_in_no_number_and_the_text_says_so(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven held were told above eight rows that had all been held."""
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-01T03:00:00+00:00"))
    night: dict[str, Any] = {
        "kind": "hotel",
        "title": "延吉賓館",
        "day": mission.start_on,
        "start": time(20),
        "end": time(21),
    }
    voyage.item(voyage.fresh(mission), **night, status="done")
    voyage.item(voyage.fresh(mission), title="工場視察", day=mission.end_on, start=time(14), end=time(15))
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-21T03:00:00+00:00"))
    told = contents.drafted(mission.id, "en", user=cast.user())["programme"].splitlines()
    assert told[2:] == ["Not in these numbers: Hotel."]


def test_the_short_report_tells_what_was_agreed_and_what_it_cost_and_promises_no_paper_that_is_not_there(
    mission: Activity,
) -> None:
    live = content(begun(mission))
    assert isinstance(live, Report)
    host = live.talks[0].meeting.organisation
    journey.cost(mission, "120500")
    journey.talk(
        host,
        live.talks[0].meeting.attendees[0].person,
        starts=datetime(2026, 12, 12, 9),
        activity=mission,
        conditions_agreed="三百箱、三月、CIF図們",
        pending="关于价格，下个月再谈。",
    )
    with writing():
        made = services.open_report(mission, language="ja", texts={}, form="short", by=cast.user())
        db.session.commit()
    short = reports.fresh(made.id)
    inside, outside = html(short), html(short, "public")
    assert "三百箱、三月、CIF図們" in inside
    assert "三百箱" not in outside
    for row in ("<td>航空運賃</td>", "<th>実績</th>"):
        assert row in inside
    assert "<th>予算額</th>" not in inside
    told = content(short)
    assert isinstance(told, Report)
    assert told.attached == []
    assert {place.id for place in told.places} >= {mission.place_id}
    told_before = contents.advised(short, user=cast.user())
    assert [[text.text for text in lack.foreign] for lack in told_before if lack.foreign] == [
        ["关于价格，下个月再谈。"]
    ]


def test_a_next_step_that_was_agreed_after_the_day_of_a_report_is_not_told_as_of_that_day(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = begun(mission)
    before = content(report)
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2027-01-10T03:00:00+00:00"))
    with writing(), action(CHANGED, by=None):
        step = tasks.add(
            text="見積を送り直す", due_on=date(2027, 1, 20), owner_id=cast.user().id,
            record=(ACTIVITY, mission.id), activity_id=mission.id, by=cast.user(),
        )  # fmt: skip
        step.created_at = clock.now()
        db.session.commit()
    after, later = content(reports.fresh(report.id)), contents.drafted(mission.id, "en", user=cast.user())["follow_up"]
    assert isinstance(before, Report)
    assert isinstance(after, Report)
    assert [task.text for task in after.follow_up] == [task.text for task in before.follow_up]
    assert "Open steps, without the office's own work: 2" in later


def test_both_reports_name_who_did_not_come_and_what_was_held_without_minutes(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-01T03:00:00+00:00"))
    talked = voyage.item(
        voyage.fresh(mission), kind="leaders_talks", title="首脳会談", day=mission.end_on, start=time(14), end=time(15)
    )
    dropped = voyage.item(
        voyage.fresh(mission), kind="courtesy_call", title="市長表敬", day=mission.end_on, start=time(16), end=time(17)
    )
    firm = book.organisation("秋田酒造", "ja", country="JP")
    rice, mill = (book.organisation(name, "ja") for name in ("アイリトク米業有限公司", "延辺製粉"))
    miller = book.person("李 明", "zh-Hans")
    named = voyage.item(
        voyage.fresh(mission), title="企業視察：アイリトク米業", day=mission.end_on, start=time(17), end=time(18)
    )
    met = voyage.item(
        voyage.fresh(mission), title="工場の見学", hosts=[miller.id], day=mission.end_on, start=time(18), end=time(19)
    )
    day = datetime.combine(mission.end_on, time(19))
    journey.talk(rice, book.person("朴 哲", "zh-Hans"), starts=day, activity=mission)
    journey.talk(mill, miller, starts=day, activity=mission)
    gone, there = (
        voyage.delegate(voyage.fresh(mission), book.person(name, "ja", at=firm)) for name in ("柴田 直樹", "加賀谷 進")
    )
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-21T03:00:00+00:00"))
    with writing(), action(CHANGED, by=None):
        for item in (talked, named, met):
            missions.move_item(voyage.anew(item), status="done", by=None)
        missions.move_item(voyage.anew(dropped), status="cancelled", reason="雪", by=None)
        for part in voyage.fresh_in(mission.id).participants:
            part.status = {gone.id: "absent", there.id: "attended"}.get(part.id, part.status)
        db.session.commit()
    for form in ("full", "short"):
        with writing():
            made = services.open_report(voyage.fresh(mission), language="ja", texts={}, form=form, by=cast.user())
            db.session.commit()
        inside, outside = html(reports.fresh(made.id)), html(reports.fresh(made.id), "public")
        missed = inside.split("予定していたが参加しなかった者：")[1].split("</p>")[0]
        assert ("柴田 直樹" in missed, "秋田酒造" in missed, "加賀谷" in missed) == (True, True, False)
        assert "加賀谷" in inside.split("予定していたが参加しなかった者：")[0], "who came is listed above"
        unheard = inside.split("実施したが議事録のない項目：")[1].split("</p>")[0]
        assert ("首脳会談" in unheard, "市長表敬" in unheard, "表敬訪問" in unheard) == (True, False, False)
        assert ("企業視察" in unheard, "工場の見学" in unheard) == (False, False), "a talk with the firm, with the host"
        assert "柴田" not in outside
