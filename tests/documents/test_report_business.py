"""What a report tells of the business of companies: each talk once, reminders in its language, totals in public."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.agreements.models import Agreement
from crm.audit.services import action
from crm.contacts.models import OurOrganisation
from crm.core.database import db, writing
from crm.core.wareki import wareki
from crm.documents import contents
from crm.documents import queries as document_queries
from crm.documents.contents import Report
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.meetings import queries as meeting_queries
from crm.meetings import services as meetings
from crm.meetings.models import Meeting
from crm.negotiations import services as negotiations
from crm.negotiations.services import CaseInput
from crm.office import queries as offices
from crm.outcomes.models import Outcome
from crm.reports import queries, rules, services
from crm.tasks import services as tasks
from tests import cast
from tests.contacts import book
from tests.documents.test_report_records import short_of
from tests.documents.written import back_home, begun, content, html
from tests.insights import fairs
from tests.missions import voyage
from tests.reports import writing as reports

pytestmark = pytest.mark.once


def test_who_reports_is_who_leads_else_who_coordinates_else_nobody_and_that_is_said(mission: Activity) -> None:
    report = begun(mission)
    assert not {lack.code for lack in contents.advised(report, user=cast.user())} & {"travellers", "reporter"}
    with writing(), action(CHANGED, by=None):
        plan = voyage.fresh_in(mission.id)
        plan.leader_id, plan.coordinator_id = None, cast.user().id
        for part in plan.participants:
            db.session.delete(part)
        db.session.commit()
    assert document_queries.reporter(voyage.fresh(mission), "ja") == cast.user().display_name
    assert "小林 里美" in html(reports.fresh(report.id)).split('class="from"')[-1]
    lacks = {lack.code: str(lack.text) for lack in contents.advised(reports.fresh(report.id), user=cast.user())}
    assert "travellers" in lacks
    assert lacks["post"] == "Who reports has no post on record: 小林 里美."
    with writing():
        services.head(
            reports.fresh(report.id), addressee="", reporter="国際担当 小林 里美", reported_on=report.reported_on,
            thousands=False, by=cast.user(),
        )  # fmt: skip
        db.session.commit()
    assert "post" not in {lack.code for lack in contents.advised(reports.fresh(report.id), user=cast.user())}
    with writing():
        services.head(
            reports.fresh(report.id), addressee="", reporter="", reported_on=report.reported_on, thousands=False,
            by=cast.user(),
        )  # fmt: skip
        db.session.commit()
    with writing(), action(CHANGED, by=None):
        voyage.fresh_in(mission.id).coordinator_id = None
        db.session.commit()
    assert document_queries.reporter(voyage.fresh(mission), "ja") == ""
    assert {lack.code for lack in contents.advised(reports.fresh(report.id), user=cast.user())} >= {"reporter"}


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def test_each_talk_is_told_once_and_headed_by_who_talked_with_whom(mission: Activity) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP")
    with writing(), action(CHANGED, by=None):
        held.our_organisation_id, held.conditions_agreed, held.pending = maker.id, "売れた分だけ精算", "独占の有無"
        mission.co_organisers = "見附市観光物産協会"
        db.session.commit()
    whole = html(begun(voyage.fresh(mission)))
    assert "見附市観光物産協会" in whole, "who organised it with us"
    long = whole.split('id="talks"')[1].split("</section>")[0]
    assert long.count("<h2>(1) 丸直ニット株式会社 × ") == 1
    for told in ("手数料を持ち帰る", "売れた分だけ精算", "独占の有無"):
        assert long.count(told) == 1, told
    with writing():
        texts = contents.drafted(mission.id, "ja", user=cast.user())
        made = services.open_report(voyage.fresh(mission), language="ja", texts=texts, by=cast.user(), form=rules.SHORT)
        db.session.commit()
    short = html(reports.fresh(made.id))
    for told in ("丸直ニット株式会社 × ", "手数料を持ち帰る、売れた分だけ精算", "独占の有無", "見附市観光物産協会"):
        assert short.count(told) == 1, told


def test_a_talk_of_another_year_than_the_mission_says_so(mission: Activity) -> None:
    """The form of a talk once began on today, and the report told a day without its year as one of the mission."""
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    with writing(), action(CHANGED, by=None):
        held.starts_at += timedelta(days=366)
        db.session.commit()
    text = html(begun(voyage.fresh(mission)))
    assert text.count("ミッションの期間外") == 2, "in the contents and above the talk"
    assert wareki(held.starts_at.date()) in text
    assert "ミッションの期間外" in contents.drafted(mission.id, "ja", user=cast.user())["talks"]


def test_an_online_event_of_a_day_took_place_online_and_has_one_date(mission: Activity) -> None:
    with writing(), action(CHANGED, by=None):
        row = voyage.fresh(mission)
        row.direction, row.start_on = "online", row.end_on
        held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
        held.mode, held.venue = "online", "延吉賓館"
        db.session.commit()
    whole = html(begun(voyage.fresh(mission)))
    told = whole.split('class="cover"')[1].split('id="participants"')[0]
    assert "オンライン" in told
    assert "期間・実施場所" in told
    for wrong in ("主な訪問地", "訪問先", "派遣団体", "〜"):
        assert wrong not in told, wrong
    assert "延吉賓館" not in whole.split('id="talk-1"')[1]


@pytest.mark.parametrize(("language", "told"), [("en", "KOBAYASHI Satomi"), ("ko", "小林 里美 (KOBAYASHI Satomi)")])
def test_an_account_is_named_as_whoever_is_called_so_and_every_day_is_written_alike(
    mission: Activity, language: str, told: str
) -> None:
    us = book.organisation("見附商工会", "ja", country="JP")
    book.person("小林 里美", "ja", at=us, forms=[("latin_passport", "en", "KOBAYASHI SATOMI")])
    with writing(), action(CHANGED, by=None):
        db.session.add(OurOrganisation(organisation_id=us.id))
        db.session.commit()
    shown = re.sub("<[^>]+>", "", html(begun(voyage.fresh(mission), language)))
    assert told in shown
    assert "小林 里美" not in shown.replace(told, "")
    assert {"en": "1 Dec 2026", "ko": "2026년 12월 1일"}[language] in shown
    assert not re.search(r"2026/12/1\b|\b1 December 2026|\b2026\. ?12\. ?1", shown)


def test_what_the_product_reminds_of_is_told_in_the_language_of_the_report_and_never_asks_us(mission: Activity) -> None:
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP")
    us = book.organisation(offices.current().name("ja"), "ja", country="JP")
    with writing(), action(CHANGED, by=None):
        for body in (maker, us):
            asked = tasks.add(
                text=f"{body.id}に成果を確認する", due_on=mission.end_on, owner_id=cast.user().id,
                record=(ACTIVITY, mission.id), activity_id=mission.id, internal=body is us, by=cast.user(),
            )  # fmt: skip
            lead = leads.capture(LeadInput(mission.id, raw_organisation="延吉引合商店"), by=cast.user())
            db.session.add(
                Outcome(
                    activity_id=mission.id, lead_id=lead.id, organisation_id=body.id, months=1,
                    due_on=mission.end_on, task_id=asked.id,
                )
            )  # fmt: skip
        db.session.commit()
    told = html(begun(voyage.fresh(mission), "en"))
    assert "成果を確認する" not in told
    assert told.count("for the outcomes 1 month after") == 1


def test_the_public_edition_counts_the_business_of_companies_and_tells_nothing_of_it(mission: Activity) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP")
    with writing():
        negotiations.open_case(
            CaseInput(
                "丸直 × 大洋", maker.id, held.organisation_id, "見積書の返事を催促する", mission.end_on, cast.user().id,
                activity_id=mission.id,
            ),
            by=cast.user(), on=mission.end_on,
        )  # fmt: skip
        leads.capture(LeadInput(mission.id, raw_organisation="延吉引合商店", interest="縮の夏掛け"), by=cast.user())
        meetings.confirm(meeting_queries.one(held.id, user=cast.user()), by=cast.user())
        db.session.commit()
    report = begun(voyage.fresh(mission), market="韓国製が3割安い", leads="前金3割を希望")
    inside, outside = html(report), html(report, "public")
    assert ('class="stamps"' in inside, 'class="stamps"' in outside) == (True, False), (
        "nobody decides on a public paper"
    )
    for told in (
        "丸直 × 大洋", "見積書の返事を催促する", "延吉引合商店", "縮の夏掛け", "韓国製が3割安い", "前金3割を希望",
        "先方が確認した議事録", "見本の品質証明書を送る",
    ):  # fmt: skip
        assert told in inside, told
        assert told not in outside, told
    with writing():
        row = queries.section(queries.one(report.id, user=cast.user()), "talks")
        services.write(row, text=row.text, public_text="全面談が友好的に行われた。", withheld=False, by=cast.user())
        db.session.commit()
    outside = html(reports.fresh(report.id), "public")
    assert "全面談が友好的に行われた。" in outside
    assert re.search(r"<td>0</td>\s*<td>1</td>\s*</tr>", outside), "how many negotiations are in a stage"
    assert "未了の対応" in outside
    assert "次の対応がある交渉案件：1件" in outside, "it is due later than the last of those that are counted"
    assert contents.drafted(mission.id, "en", user=cast.user())["follow_up"].endswith("negotiations are not counted.")


def test_a_report_without_open_steps_tells_of_those_of_negotiations_and_how_many_are_late(mission: Activity) -> None:
    """The chapter was left out, or listed what was done alone, while the next step of a negotiation was overdue."""
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP")
    for name, due in (("一", date(2026, 12, 18)), ("二", date(2027, 1, 8))):
        with writing():
            negotiations.open_case(
                CaseInput(
                    f"丸直 × {name}", maker.id, held.organisation_id, "返事を催促する", due, cast.user().id,
                    activity_id=mission.id,
                ),
                by=cast.user(), on=mission.end_on,
            )  # fmt: skip
            db.session.commit()
    for report in (reports.begun(voyage.fresh(mission)), short_of(voyage.fresh(mission))):
        told = content(report)
        assert isinstance(told, Report)
        object.__setattr__(told, "follow_up", [])
        page = contents.bare_html(told, contents.imprint(told))
        assert "次の対応がある交渉案件：2件（うち期限超過：1件）。" in page, report.form
        rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.S)]
        told_of = next(row for row in rows if "丸直 × 一" in row)
        assert ("返事を催促する" in told_of, cast.user().display_name in told_of) == (True, True), "what, and who"
        assert report.form == "full" or "12月18日" in told_of.replace("令和8年", "")


def test_the_public_edition_of_a_short_report_reports_to_nobody(mission: Activity) -> None:
    report = short_of(mission)
    inside, outside = html(report), html(report, "public")
    assert ("報告します。" in inside, "報告します。" in outside) == (True, False), "the office reported to the public"
    assert "本報告の内容を、下記のとおり公表します。" in outside


def test_a_signing_without_an_agreement_on_record_is_named_before_the_report_is_approved(mission: Activity) -> None:
    report = begun(voyage.fresh(mission))
    assert "unsigned" not in [lack.code for lack in contents.advised(report, user=cast.user())]
    voyage.item(voyage.fresh(mission), kind="signing", title="調印式", status="done")
    report = reports.fresh(report.id)
    assert "unsigned" in [lack.code for lack in contents.advised(report, user=cast.user())]
    assert "契約・協定の記録がない：" in html(report), "its chapter says so"
    assert "契約・協定の記録がない" not in html(report, "public")


def test_steps_of_a_case_that_is_over_stand_apart_below_those_that_are_counted(mission: Activity) -> None:
    found = content(begun(voyage.fresh(mission)))
    assert isinstance(found, Report)
    first, *others = found.open_steps
    told = replace(found, concluded={first.id})
    assert [step.id for step in told.open_steps] == [step.id for step in others]
    assert [[step.id for step in steps] for _apart, steps in told.listed_steps][1] == [first.id]
    rows = contents.bare_html(told, contents.imprint(told)).partition("終結した交渉案件の対応")[2].split("</table>")[0]
    assert "契約締結済み" in rows
    assert "終結した交渉案件の対応" not in contents.bare_html(found, contents.imprint(found))


@pytest.mark.parametrize(
    ("after", "type", "named"),
    [(1, "mou", True), (0, "sales_contract", True), (0, "mou", False)],
)
def test_a_signing_is_named_until_what_was_signed_at_it_is_on_record(
    mission: Activity, after: int, type: str, named: bool
) -> None:
    """A contract of the same mission, signed on another day, hid that the framework agreement was missing."""
    held = voyage.item(mission, kind="signing", title="三者経済交流協定 調印式", status="done")
    with writing(), action(CHANGED, by=None):
        kind = "framework" if type == "mou" else "commercial"
        db.session.add(
            Agreement(
                agreement_class=kind, type=type, status="in_force", title="協定", activity_id=mission.id,
                signed_on=held.day + timedelta(days=after),
            )
        )  # fmt: skip
        db.session.commit()
    report = begun(voyage.fresh(mission))
    lacks = [str(lack.text) for lack in contents.advised(report, user=cast.user()) if lack.code == "unsigned"]
    assert len(lacks) == named
    assert all("三者経済交流協定 調印式" in lack for lack in lacks)


def test_leads_that_may_be_one_visitor_are_named_before_the_report_is_approved(mission: Activity) -> None:
    """Six of six leads were reached with one that was saved twice; only the page of the lead knew."""
    report = begun(voyage.fresh(mission))
    for name in ("朴星宇", "崔美花", "崔美花 "):
        assert "twice" not in [lack.code for lack in contents.advised(reports.fresh(report.id), user=cast.user())]
        fairs.lead(mission, on=mission.start_on, raw_name=name, raw_organisation="延边大洋")
    [lack] = [lack for lack in contents.advised(reports.fresh(report.id), user=cast.user()) if lack.code == "twice"]
    assert ": 1." in str(lack.text)
