"""What a report knows ends with the day of its last approval, whenever it is frozen or put into another language."""

import re
from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.contents import subsidy_report
from crm.activities.models import Activity
from crm.contacts.models import Organisation, OurOrganisation, Person
from crm.core import clock, here
from crm.core.database import db, writing
from crm.documents import contents, rules
from crm.documents.contents import Report, by_day
from crm.documents.contents.brought import brought
from crm.initiatives.models import Challenge
from crm.leads.models import Lead
from crm.reports import queries, services
from crm.reports.models import MissionReport
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_report_records import host_of, short_of
from tests.documents.written import approve, back_home, begun, content, html
from tests.insights import fairs
from tests.missions import voyage
from tests.reports import writing as reports

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def at(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat(f"{day}T03:00:00+00:00"))


def profiled(host: Organisation, text: str) -> None:
    with writing(), fairs.action(fairs.OPENED, by=None):
        row = db.session.get_one(Organisation, host.id)
        row.profile, row.updated_at = text, clock.now()
        db.session.commit()


def test_a_report_frozen_long_after_its_last_approval_knows_nothing_of_what_came_since(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, other, ours = (
        host_of(mission),
        book.organisation("图们百货"),
        book.organisation("丸直ニット", "ja", country="JP"),
    )
    journey.talk(other, book.person("王海", at=other), starts=datetime(2026, 12, 12, 14), activity=mission)
    profiled(host, "当時の紹介。")
    made = begun(mission)
    for day in (date(2026, 12, 23), date(2027, 5, 20)):
        case = fairs.case("lead signed", ours=ours, theirs=host, on=date(2026, 12, 12), activity_id=mission.id)
        fairs.agreement(case, day)
    at(monkeypatch, "2027-07-01")
    journey.talk(other, book.person("李后来", at=other), starts=datetime(2027, 6, 1, 14), activity=mission)
    profiled(other, "今の紹介。")
    with writing():
        services.submit(queries.one(made.id, user=cast.user()), lacking=(), by=cast.user())
        db.session.commit()
    for role in reports.CHAIN.values():
        with writing():
            row, user = queries.one(made.id, user=cast.user(role)), cast.user(role)
            services.decide(
                row, approve=True, comment="", by=user, freeze=partial(contents.frozen, row, user=user),
                at=datetime.fromisoformat("2026-12-25T02:00:00+00:00"),
            )  # fmt: skip
            db.session.commit()
    page = html(reports.fresh(made.id))
    assert page.count("その後締結（") == 1
    assert "12月23日" in page.partition("その後締結（")[2][:80]
    assert "当時の紹介。" in page
    assert "今の紹介。" not in page
    assert "李后来" not in page
    told = contents.told(rules.wish(mission.id, kind=rules.REPORT, language="en"), user=cast.user())
    assert isinstance(told, Report)
    assert [row.signed_on for move in told.moves for row in move.signed] == [date(2026, 12, 23)]


def test_a_lead_that_was_given_up_after_the_report_is_told_as_pursued(mission: Activity) -> None:
    for rank, followed in (("A", "2026-12-20"), ("B", "2026-12-23")):
        fairs.lead(
            mission, on=mission.start_on, rank=rank, status="disqualified",
            first_followup_at=datetime.fromisoformat(f"{followed}T03:00:00+00:00"),
        )  # fmt: skip
    later = fairs.lead(mission, on=mission.start_on, rank="C", status="new")
    report = begun(mission)
    with pytest.MonkeyPatch.context() as patch:
        at(patch, "2026-12-24")
        with writing():
            with fairs.action(fairs.OPENED, by=None):
                db.session.get_one(Lead, later.id).status = "disqualified"
            db.session.commit()
    told = content(reports.fresh(report.id))
    assert isinstance(told, Report)
    assert [lead.rank for lead in told.pursued] == ["B", "C"]
    assert html(reports.fresh(report.id)).partition('id="leads"')[2].count("<small>対応終了</small>") == 1


def test_an_approved_report_printed_in_another_language_is_its_translation_and_no_draft(mission: Activity) -> None:
    hosts = [host_of(mission), book.organisation("图们百货")]
    for hour, host in enumerate([*hosts, hosts[0]], 13):
        journey.talk(
            host, book.person(f"王{hour}", at=host), starts=datetime(2026, 12, 12, hour), activity=mission,
            competitors="韩国产品便宜三成。",
        )  # fmt: skip
    approve(begun(mission))
    for language, draft, signed in (("zh-Hans", "草稿", "register signing"), ("en", "Draft version", "stamps")):
        wish = rules.wish(mission.id, kind=rules.REPORT, language=language)
        told = contents.told(wish, user=cast.user())
        db.session.expunge_all()
        db.session.rollback()
        page = contents.bare_html(told, contents.Imprint("1", 1, date(2026, 12, 21), ""))
        assert draft not in page
        boxes = page.partition(f'<table class="{signed}">')[2].partition("</table>")[0]
        assert boxes.count("<b>") == len(reports.CHAIN), "who approved it stands in the boxes"
        market = page.partition('id="market">')[2].partition("</section>")[0]
        assert market.count("韩国产品便宜三成。") == 1, "once, with both who said it"


def test_what_changed_after_the_approval_is_no_translation_of_what_was_approved(mission: Activity) -> None:
    """A talk was changed, and its translation stood below the names of those who had approved something else."""
    approve(begun(mission))
    voyage.delegate(voyage.fresh(mission), name="渡邊 浩")
    told = contents.told(rules.wish(mission.id, kind=rules.REPORT, language="en"), user=cast.user())
    db.session.expunge_all()
    db.session.rollback()
    page = contents.bare_html(told, contents.Imprint("1", 1, date(2026, 12, 21), ""))
    assert "Translation of the approved report" not in page
    assert "From records changed since the approval" in page
    dated = re.sub(r"<[^>]+>", "", page.partition('<p class="r">')[2].partition("</p>")[0])
    assert dated.startswith("as of "), "contents of today stood under the day of the approval"
    assert '<table class="stamps">' not in page
    assert "have changed since the report was approved" in page
    assert "Participants" in page.partition("since the report was approved:")[2][:40]


def received(mission: Activity) -> Activity:
    """A delegation that was received, with nothing of it recorded but two talks, and a third one over the wire."""
    made = fairs.activity(
        mission.place, direction="inbound", type="inbound_delegation",
        start_on=date(2026, 12, 7), end_on=date(2026, 12, 12),
    )  # fmt: skip
    for name, more in (("王海", {}), ("朴春花", {}), ("刘新春", {"mode": "online"})):
        host = book.organisation(f"{name}贸易")
        person = book.person(name, at=host, title="总经理")
        journey.talk(host, person, starts=datetime(2026, 12, 10, 14), activity=made, **more)
    return made


def test_guests_of_whom_there_is_no_list_are_told_from_the_talks_in_both_reports(mission: Activity) -> None:
    made = received(mission)
    for page in (html(begun(made)), html(short_of(made))):
        listed = page.partition("訪問団の名簿の記録はない。")[2].partition("</table>")[0]
        assert "商談における先方の出席者は次のとおり。" in listed
        assert "訪問団員" not in page, "no record says that who sat in a talk was a member"
        assert "王海" in listed
        assert "朴春花" in listed
        assert "刘新春" not in listed, "was not in the room"
        assert "日程の記録はない。" in page, "any reader expects it, whatever the talks tell"
    outside = html(begun(fairs.activity(mission.place, direction="inbound", type="inbound_delegation")), "public")
    assert "訪問団員の記録はない。" in outside


def test_what_was_signed_after_the_end_is_said_with_the_count_for_whoever_paid(mission: Activity) -> None:
    host, ours = host_of(mission), book.organisation("丸直ニット", "ja", country="JP")
    for day in (date(2026, 12, 12), date(2026, 12, 20), date(2026, 12, 21)):
        fairs.agreement(fairs.case("lead signed", ours=ours, theirs=host, on=day, activity_id=mission.id), day)
    lines = brought(mission, "en", here.today())
    assert "Commercial agreements signed: 3" in lines
    counted = next(told for label, told in subsidy_report(mission, "own", "en").facts if label.startswith("Counted"))
    assert len(counted) == len(lines), "a sentence does not hang on a row of figures"
    assert lines[-1] == "2 of the agreements were signed after the end, and are counted up to 21 December 2026."


@pytest.mark.parametrize(("language", "told"), [("ja", "国際係長 小林 里美"), ("zh-Hans", "国际科长 小林 里美")])
def test_who_reports_and_did_not_travel_stands_with_the_post_that_they_have_with_us(
    mission: Activity, language: str, told: str
) -> None:
    us = book.organisation("見附商工会", "ja", country="JP")
    who = book.person("小林 里美", "ja", at=us, title="国際係長")
    with writing(), fairs.action(fairs.OPENED, by=None):
        db.session.add(OurOrganisation(organisation_id=us.id))
        db.session.get_one(Person, who.id).affiliations[0].titles = {"zh-Hans": "国际科长"}
        plan = db.session.get_one(Activity, mission.id)
        plan.leader_id, plan.coordinator_id, plan.sender_organisation_id = None, cast.user().id, us.id
        db.session.commit()
    head = html(begun(voyage.fresh(mission), language)).partition('class="sum"')[2].partition("</table>")[0]
    assert told in re.sub("<[^>]+>", "", head)


def test_an_old_report_tells_neither_the_challenges_nor_the_profile_of_today(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = fairs.initiative()
    host = host_of(mission)
    with writing(), fairs.action(fairs.OPENED, by=None):
        db.session.get_one(Activity, mission.id).initiative_id = plan.id
        db.session.get_one(Organisation, host.id).profile = "社員四百人"
        db.session.commit()
    known = Challenge(
        initiative_id=plan.id, category="logistics", statement="当時の課題", side="both", severity=3, likelihood=3
    )
    fairs.keep(known)
    solved = Challenge(
        initiative_id=plan.id, category="logistics", statement="後で解決した課題", side="both", severity=4, likelihood=4
    )
    fairs.keep(solved)
    report = begun(mission)
    assert "現在" not in html(report).split("社員四百人")[0][-200:]
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2027-07-01T03:00:00+00:00"))
    fairs.keep(
        Challenge(
            initiative_id=plan.id, category="logistics", statement="今の課題", side="both", severity=5, likelihood=5
        )
    )
    with writing(), fairs.action(fairs.OPENED, by=None):
        db.session.get_one(Organisation, host.id).profile = "社員五百人"
        db.session.get_one(Organisation, host.id).updated_at = datetime.fromisoformat("2027-07-01T03:00:00+00:00")
        db.session.commit()
    with writing():
        with fairs.action(fairs.OPENED, by=None):
            db.session.get_one(Challenge, solved.id).status = "solved"
        db.session.commit()
    page = html(report)
    assert "当時の課題" in page
    assert "今の課題" not in page
    assert "後で解決した課題" in page, "it was open on the day of the report"
    assert "7月1日</span>現在" in page.split("社員五百人")[0][-200:]


def test_challenges_that_name_other_places_alone_and_the_table_of_roles_stand_with_the_initiative(
    mission: Activity,
) -> None:
    plan, elsewhere = fairs.initiative(), book.place(voyage.TUMEN)
    with writing(), fairs.action(fairs.OPENED, by=None):
        db.session.get_one(Activity, mission.id).initiative_id = plan.id
        db.session.commit()
    assert voyage.fresh(mission).place_id != elsewhere.id
    for text in ("延吉で名が知られていない", "図們の通関に幅がある", "品質表示が毎回直される"):
        fairs.keep(
            Challenge(initiative_id=plan.id, category="brand", statement=text, side="both", severity=3, likelihood=3)
        )
    report = content(begun(mission))
    assert isinstance(report, Report)
    told = [row.statement for row in report.challenges]
    assert told == ["延吉で名が知られていない", "品質表示が毎回直される"]
    page = html(reports.fresh(report.record.id)) if report.record else ""
    assert "図們の通関" not in page
    assert "ほかの地域のみに関する1件は省略した" in page


def test_a_report_on_what_still_went_on_is_of_its_own_day(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The June report of a showroom that ran until the end of November told the next steps of December."""
    room = Activity(start_on=date(2026, 1, 5), end_on=date(2026, 11, 30))
    june = date(2026, 6, 30)
    interim, final = (MissionReport(reported_on=june, stage=stage) for stage in ("interim", "final"))
    for today, record, day in (
        ("2026-10-01", interim, june), ("2026-10-01", final, june), ("2026-06-01", interim, date(2026, 6, 1)),
        ("2026-12-20", interim, june), ("2026-12-20", final, room.end_on),
    ):  # fmt: skip
        at(monkeypatch, today)
        assert by_day.day_of(room, record, None) == day
    at(monkeypatch, "2026-10-01")
    assert by_day.day_of(room, None, june) == june
