"""What a report says stands in the records as they are: claimed is not confirmed, and signed is not expected."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.contents import subsidy_report
from crm.activities.models import Activity, CostLine, ParticipantShare
from crm.audit.services import action
from crm.contacts.models import Organisation, OrganisationName
from crm.contacts.rules import ORGANISATION_CHANGED
from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.documents import contents, rules
from crm.documents.contents import Report
from crm.documents.contents.brought import brought
from crm.initiatives.models import InitiativeFunding
from crm.meetings.models import Attendee, Meeting
from crm.negotiations.models import NegotiationMeeting
from crm.partners.models import RouteEvidence, SalesRoute
from crm.reports import queries, services
from crm.reports.models import MissionReport
from crm.tasks.models import Task
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.written import approve, back_home, begun, content, html
from tests.insights import fairs
from tests.missions import voyage
from tests.reports import writing as reports

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def host_of(mission: Activity) -> Organisation:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    return db.session.get_one(Organisation, held.organisation_id)


def test_a_route_of_which_there_is_only_a_word_is_told_as_claimed(mission: Activity) -> None:
    host = host_of(mission)
    for name, status, grade in (
        ("直営十四店", "active", "site_verified"),
        ("百貨店の棚", "suspended", "documented"),
        ("口頭の卸網", "claimed", "claimed"),
        ("話だけの通販", "active", "claimed"),
    ):
        route = SalesRoute(organisation_id=host.id, name=name, channel="own_store", status=status)
        route.evidence = [RouteEvidence(grade=grade, on=mission.start_on)]
        fairs.keep(route)
    report = begun(mission)
    told = content(report)
    assert isinstance(told, Report)
    assert [seen.confirmed for seen in told.market.routes] == [True, True, False, False]
    confirmed, claimed = html(report).split("確認した販売ルート")[1].split("確認が済んでいない販売ルート")
    assert "直営十四店" in confirmed
    assert "百貨店の棚" in confirmed
    assert "一時停止" in confirmed
    assert "口頭の卸網" in claimed
    assert "話だけの通販" in claimed
    assert "卸網" not in confirmed


def test_what_was_signed_in_a_negotiation_stands_with_it_and_never_as_expected_alone(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, ours = host_of(mission), book.organisation("丸直ニット", "ja", country="JP")
    earlier = fairs.activity(mission.place, start_on=date(2026, 1, 5), end_on=date(2026, 1, 8))
    day = date(2026, 12, 12)
    cases = [
        fairs.case(
            "lead signed", ours=ours, theirs=host, on=day, talked=None, title=title, activity_id=origin.id,
            value=Decimal(value), currency="CNY",
        )
        for title, origin, value in (("前回からの商談", earlier, 150_000), ("今回の商談", mission, 90_000))
    ]  # fmt: skip
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    fairs.keep(*(NegotiationMeeting(negotiation_id=case.id, meeting_id=held.id) for case in cases[:1]))
    fairs.agreement(cases[0], day, value=Decimal(150_000), currency="CNY")
    fairs.agreement(cases[1], date(2027, 5, 20), value=Decimal(88_000), currency="CNY")
    report = begun(mission)
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2027-07-01T03:00:00+00:00"))
    told = content(report)
    assert isinstance(told, Report)
    assert {move.negotiation.title: [row.value for row in move.signed] for move in told.moves} == {
        "前回からの商談": [Decimal(150_000)],
        "今回の商談": [Decimal(88_000)],
    }
    page = html(report)
    table = page.split('id="negotiations"')[1].split("</table>")[0]
    assert "その後締結（" in table
    assert "88,000" in table
    assert table.replace("その後締結（", "").count("締結（") == 1
    listed = [row.value for row in told.signed]
    assert listed == [Decimal(150_000)], "counted by the mission that began it, and listed here all the same"
    assert not told.agreements
    assert all(each in page.split('id="agreements"')[1] for each in ("活動でも話し合った", "<td>＊")), "and is marked"
    fairs.agreement(cases[0], date(2026, 11, 2), value=Decimal(70_000), currency="CNY")
    for kind, values in ((mission.type, [150_000]), ("showroom_operation", [70_000, 150_000])):
        with writing(), action(ORGANISATION_CHANGED, by=None):
            db.session.get_one(Activity, mission.id).type = kind
            db.session.commit()
        told = content(reports.fresh(report.id))
        assert isinstance(told, Report)
        assert [row.value for row in told.signed] == values, "a showroom stands on what was signed before it opened"


def short_of(mission: Activity) -> MissionReport:
    texts = contents.drafted(mission.id, "ja", user=cast.user())
    with writing():
        made = services.open_report(mission, language="ja", texts=texts, form="short", by=cast.user())
        db.session.commit()
    return reports.fresh(made.id)


def test_what_was_signed_is_counted_beside_what_somebody_wrote_of_it(mission: Activity) -> None:
    host, ours = host_of(mission), book.organisation("丸直ニット", "ja", country="JP")
    day = date(2026, 12, 12)
    for value, currency, period in ((900_000, "CNY", "annual"), (150_000, "CNY", "total"), (60_000, "JPY", "annual")):
        case = fairs.case("lead signed", ours=ours, theirs=host, on=day, activity_id=mission.id)
        fairs.agreement(case, day, value=Decimal(value), currency=currency, value_period=period)
    fairs.agreement(fairs.case("lead", ours=ours, theirs=host, on=day, activity_id=mission.id), day, kind="framework")
    assert brought(mission, "en", here.today()) == [
        "Leads: 0",
        "Business talks: 1",
        "Commercial agreements signed: 3 (CNY 150,000, CNY 900,000 per year, JPY 60,000 per year)",
        "Framework agreements signed: 1",
    ]


def test_where_one_talked_was_visited_and_where_one_had_time_off_was_not(mission: Activity) -> None:
    talked, online, free = (book.place(code) for code in ("222402", "15000", "15211"))
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    for place, mode in ((talked, "in_person"), (online, "online")):
        fairs.keep(
            Meeting(
                organisation_id=held.organisation_id, activity_id=mission.id, place_id=place.id, mode=mode,
                status="held", starts_at=held.starts_at, timezone=held.timezone, kind=held.kind,
            )
        )  # fmt: skip
    voyage.item(mission, kind="free", day=mission.start_on, place_id=free.id)
    told = content(begun(mission))
    assert isinstance(told, Report)
    visited = {place.id for place in told.places}
    assert talked.id in visited
    assert not visited & {online.id, free.id}


def test_next_steps_stand_with_who_and_when_and_what_became_of_them(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    agreed = {"record_type": "meetings", "record_id": held.id, "activity_id": mission.id}
    fairs.keep(
        Task(text="見積を送った", due_on=date(2026, 12, 18), status="done", done_on=date(2026, 12, 17), **agreed),
        Task(text="試料が遅れている", due_on=date(2026, 12, 19), external_owner="金", **agreed),
        Task(text="来春また訪ねる", due_on=date(2027, 3, 31), **agreed),
        Task(text="取りやめた", due_on=date(2027, 3, 31), status="cancelled", **agreed),
    )
    page = html(short_of(mission))
    drafted, table = page.split(". フォローアップ</h2>", 1)
    for line in ("見積を送った 12月17日", "来春また訪ねる"):
        assert line.split()[0] in drafted
    assert "済（12月17日" in drafted
    assert "取りやめた" not in page
    assert "期限超過" in drafted.split("試料が遅れている")[1].split("来春")[0]
    row = table.split("試料が遅れている")[1].split("</tr>")[0]
    assert "金" in row
    assert "期限超過" in row
    assert "完了" in table.split("見積を送った")[1].split("</tr>")[0]


def test_a_host_whom_the_title_of_a_visit_names_stands_in_the_programme_once(mission: Activity) -> None:
    host = book.organisation("吉林衆鑫有機米グループ", "ja", country="CN")
    for title in ("企業訪問：吉林衆鑫有機米グループ", "工場の視察"):
        voyage.item(voyage.fresh(mission), title=title, host=host, day=mission.start_on)
    told = html(begun(mission)).split("<th>実施</th>")[1].split("</table>")[0]
    assert told.count("吉林衆鑫有機米グループ") == 2


def test_what_is_counted_nowhere_is_said_once_under_the_programme(mission: Activity) -> None:
    for hour, ride in ((16, "貸切バス"), (18, ""), (20, "")):
        voyage.item(mission, kind="free", start=time(hour), end=time(hour + 1), status="done", transport=ride)
    short = short_of(mission)
    for page in (html(short), html(begun(mission))):
        assert page.count("見学、自由時間）。") == 1, "as their rows call them"
        assert page.index("</table>") < page.index("「—」は")


def test_leads_that_nobody_pursues_are_told_so_and_counted_in_no_rank(mission: Activity) -> None:
    for rank, status in (("A", "new"), ("A", "disqualified"), ("B", "disqualified"), ("C", "qualified")):
        fairs.lead(mission, on=mission.start_on, rank=rank, status=status, raw_name=f"{rank}{status}")
    fairs.lead(mission, on=mission.start_on, raw_name="未ランク")
    report = begun(mission)
    page = html(report)
    assert "引合：5件（A 1、B 0、C 1）" in page.replace("引合件数", "引合") or "A 1、B 0、C 1" in page
    chapter = page.split('id="leads"')[1].split("</section>")[0]
    assert chapter.count("対応終了の2件") == 1, "in the text alone"
    assert chapter.count("<small>対応終了</small>") == 2
    assert chapter.count("確度なし：1件") == 1
    assert chapter.count("<td>—</td>") >= 1


def test_an_approved_report_in_a_further_language_names_who_signed_and_bears_its_day(mission: Activity) -> None:
    report = begun(mission)
    with writing(), fairs.action(fairs.OPENED, by=None):
        db.session.get_one(MissionReport, report.id).reporter = "渡辺 一"
        db.session.commit()
    approve(reports.fresh(report.id))
    wish = rules.wish(mission.id, kind=rules.REPORT, language="en")
    told = contents.told(wish, user=cast.user())
    assert isinstance(told, Report)
    assert (told.record, told.reporter) == (None, "渡辺 一")
    page = contents.bare_html(told, contents.Imprint("1", 1, told.as_of, ""))
    assert "渡辺" in page.split('class="sum"')[1].split("</table>")[0]
    head = page.split('class="meta"')[1].split("</div>")[0]
    assert "21 Dec 2026" in head
    assert "as of" not in head


def test_guests_and_a_programme_that_nobody_recorded_are_told_so(mission: Activity) -> None:
    bare = fairs.activity(mission.place, direction="inbound", type="inbound_delegation")
    short = short_of(bare)
    assert [lack.code for lack in contents.advised(short, user=cast.user())][-2:] == ["travellers", "programme"]
    page = html(short)
    assert "訪問団員の記録はない。" in page
    assert "日程の記録はない。" in page
    journey.cost(mission)
    assert "の記録はない。" not in html(short_of(mission))


def test_who_was_paid_is_written_as_on_the_receipt(mission: Activity) -> None:
    hotel = book.organisation("图们百货")
    with writing():
        with action(ORGANISATION_CHANGED, by=None):
            db.session.add(OrganisationName(organisation_id=hotel.id, kind="legal", language="ja", text="図們百貨店"))
        db.session.commit()
    for payee in ("图们百货", "図們の屋台"):
        fairs.keep(
            CostLine(
                activity_id=mission.id, category="hotel", paid_on=mission.end_on, amount=Decimal(900), currency="JPY",
                book_amount=Decimal(900), payee=payee,
            )
        )  # fmt: skip
    told = subsidy_report(mission, "own", "ja")
    assert [told.paid_to(line) for line in told.budget.costs] == [("图们百货", "zh-Hans"), ("図們の屋台", "ja")]


def test_the_report_on_a_subsidy_refers_to_the_decision_of_its_year_and_goes_to_who_granted_it(
    mission: Activity,
) -> None:
    plan = fairs.initiative()
    with writing():
        with action(ORGANISATION_CHANGED, by=None):
            db.session.get_one(Activity, mission.id).initiative_id = plan.id
        for year, source, number in (
            (2026, "prefecture_subsidy", "産商第187号"), (2025, "prefecture_subsidy", "産商第9号"), (2026, "own", "x"),
        ):  # fmt: skip
            fairs.keep(
                InitiativeFunding(
                    initiative_id=plan.id, fiscal_year=year, funding_source=source, amount=Decimal(3_000_000),
                    granted_by="新潟県知事 様", decision_number=number, granted_on=date(year, 4, 17),
                )
            )  # fmt: skip
    told = subsidy_report(voyage.fresh(mission), "prefecture_subsidy", "ja")
    assert told.addressee == "新潟県知事 様"
    assert told.decision.startswith("令和8年4月17日 · 産商第187号 · ")
    bare = subsidy_report(voyage.fresh(mission), "municipal_subsidy", "ja")
    assert (bare.decision, bare.addressee) == ("", "")
    assert any("grant decision" in gap for gap in bare.gaps)
    assert not any("grant decision" in gap for gap in told.gaps)


def test_totals_of_income_say_which_sources_they_leave_out(mission: Activity) -> None:
    for source in ("own", "prefecture_subsidy", "member_fee"):
        line = {"category": "hotel", "paid_on": mission.start_on, "amount": Decimal(90_000), "currency": "JPY"}
        fairs.keep(CostLine(activity_id=mission.id, funding_source=source, book_amount=Decimal(90_000), **line))
    report = subsidy_report(mission, "prefecture_subsidy", "en")
    assert report.unrecorded == "", "nobody was asked for money: there are no totals"
    fairs.keep(
        ParticipantShare(
            activity_id=mission.id, organisation_id=host_of(mission).id, funding_source="member_fee",
            due=Decimal(90_000), paid=Decimal(50_000),
        )
    )  # fmt: skip
    said = subsidy_report(mission, "prefecture_subsidy", "en").unrecorded
    assert said.startswith("No payment is recorded of these")
    for source in ("Own budget", "Prefectural subsidy"):
        assert f"{source} (JPY 90,000)" in said.replace("\xa0", " "), "by how much the totals fall short"


def test_whom_we_met_is_drafted_by_rank(mission: Activity) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    for name, title in (("朴春花", "经理"), ("刘新春", "总经理")):
        person = book.person(name, at=host_of(mission), title=title)
        fairs.keep(
            Attendee(
                meeting_id=held.id, person_id=person.id, side="theirs", name_snapshot=name, title_snapshot=title
            )
        )  # fmt: skip
    db.session.expire_all()
    said = contents.drafted(mission.id, "zh-Hans", user=cast.user())["talks"]
    assert said.index("刘新春") < said.index("副总经理") < said.index("朴春花")


def test_who_decided_for_several_posts_stands_for_the_others_in_their_boxes(mission: Activity) -> None:
    report, writer = begun(mission), cast.user()
    with writing():
        row = reports.fresh(report.id)
        services.name_chain(row, dict.fromkeys(("係", "課長", "会長"), writer.id), by=writer)
        services.submit(row, lacking=(), by=cast.user(Role.ADMIN))
        for _post in range(3):
            services.decide(row, approve=True, comment="", by=writer, freeze=partial(contents.frozen, row, user=writer))
        db.session.commit()
    boxes = html(report).partition('<table class="stamps">')[2].partition("</table>")[0].split("<td>")[1:]
    assert ["代決" in box for box in boxes] == [True, True, False], "the one who decides first decided for two above"
    assert all(writer.display_name in box for box in boxes)


def test_what_several_say_of_the_market_and_a_profile_stand_once(mission: Activity) -> None:
    host, other = host_of(mission), book.organisation("图们百货")
    with writing():
        with action(ORGANISATION_CHANGED, by=None):
            db.session.get_one(Organisation, host.id).profile = "直営十四店を持つ卸。"
        db.session.commit()
    for at, hour, said in (
        (host, 14, "韓国製が三割安い"),
        (other, 15, "韓国製が三割安い"),
        (other, 16, "価格は横並び"),
    ):
        person = book.person(f"王{hour}", at=at)
        journey.talk(at, person, starts=datetime(2026, 12, 12, hour), activity=mission, competitors=said)
    told = html(begun(mission))
    assert told.count("直営十四店を持つ卸。") == 1, "with the first of two talks with them"
    market = told.partition('id="market">')[2].partition("</section>")[0]
    assert market.count("韓国製が三割安い") == market.count("横並び") == 1
    written = market.partition("韓国製が三割安い")[2].partition("横並び")[0]
    assert "図們百貨" in written or "图们百货" in written, "both stand behind it"


def test_a_further_language_keeps_the_chapters_the_reporter_and_the_day_of_the_approved_one(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    voyage.delegate(mission, name="佐野 奈緒", title="営業部 部長")
    report = begun(voyage.fresh(mission))
    with writing():
        row = reports.fresh(report.id)
        services.head(
            row, addressee="", reporter="営業部 部長 佐野 奈緒", reported_on=date(2026, 12, 18), thousands=False,
            by=cast.user(),
        )  # fmt: skip
        for part, text, withheld in (("impressions", "次は冬に行く。", False), ("results", "内輪の話。", True)):
            section = queries.section(row, part)
            services.write(section, text=text, public_text="", withheld=withheld, by=cast.user())
        db.session.commit()
    approve(reports.fresh(report.id))
    wish = rules.wish(mission.id, kind=rules.REPORT, language="en")
    told = contents.told(wish, user=cast.user())
    assert isinstance(told, Report)
    assert told.as_of == date(2026, 12, 18)
    assert told.reporter == "佐野 奈緒", "without a post that nobody said in English"
    page = contents.bare_html(told, contents.Imprint("1", 1, told.as_of, ""))
    assert re.search(r"<th>Reported by</th>\s*<td>.*?Takahashi Naoki", page, re.DOTALL), "in letters that are read"
    assert "次は冬に行く。" in page
    assert "<th>Addressee</th><td>To " not in page.replace("<td>\n", "<td>"), "the heading says it"
    assert "次は冬に行く。" in contents.untranslated(told, contents.Imprint("1", 1, told.as_of, "")).met
    outside = contents.told(replace(wish, audience="public"), user=cast.user())
    assert "内輪の話" not in contents.bare_html(outside, contents.Imprint("1", 1, told.as_of, ""))
    further = begun(mission, "en")
    texts = {row.part: row.text for row in further.sections}
    assert further.reported_on == date(2026, 12, 18)
    assert (texts["impressions"], texts["results"]) == ("次は冬に行く。", "内輪の話。")
