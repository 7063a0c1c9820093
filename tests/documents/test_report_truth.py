"""A report tells nothing as confirmed or final that is not, hides names alone, and says whose lead a promise is for."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.contents import subsidy_report
from crm.activities.models import Activity, Participant
from crm.audit.services import action
from crm.contacts.models import Organisation, OrganisationName
from crm.contacts.rules import AffiliationInput
from crm.core.database import db, writing
from crm.documents import contents, rules
from crm.documents.contents import Imprint, Report
from crm.documents.contents.mentioned import mentioned
from crm.missions import services as missions
from crm.office import queries as offices
from crm.outcomes.models import Outcome
from crm.reports.models import MissionReport
from crm.reports.rules import HEADED, hidden
from crm.tasks.models import Task
from crm.wordings import services as wordings
from tests import cast
from tests.cast import SET_UP
from tests.contacts import book
from tests.documents.test_report_records import host_of
from tests.documents.written import approve, back_home, begun, content, html, seen_items
from tests.insights import fairs
from tests.missions import voyage
from tests.reports import writing as reports

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def test_an_answer_that_nobody_looked_at_is_told_as_such_and_a_promise_names_its_lead(mission: Activity) -> None:
    lead = fairs.lead(mission, raw_organisation="延边龙井百货")
    done = {"status": "done", "done_on": date(2026, 12, 17), "due_on": date(2026, 12, 18), "activity_id": mission.id}
    asked = [Task(text=text, record_type="activities", record_id=mission.id, **done) for text in ("一", "二")]
    fairs.keep(*asked, Task(text="見積を送付", record_type="leads", record_id=lead.id, **done))
    answered = datetime(2026, 12, 17, 3, tzinfo=UTC)
    looked_at: tuple[dict[str, Any], ...] = ({}, {"decision": "accepted", "decided_at": answered})
    fairs.keep(
        *(
            Outcome(
                activity_id=mission.id, lead_id=lead.id, months=months, due_on=date(2026, 12, 18), task_id=task.id,
                answered_at=answered, **seen,
            )
            for months, (task, seen) in enumerate(zip(asked, looked_at, strict=True), 1)
        )
    )  # fmt: skip
    report = begun(mission)
    told = content(report)
    assert isinstance(told, Report)
    assert [told.state_of(task) for task in told.steps if task in asked] == ["answered", "done"]
    page = html(report)
    assert page.count("回答済み・確認待ち") == 1
    assert "延边龙井百货" in page.rsplit("見積を送付", 1)[1].split("</tr>")[0]


def test_the_report_on_a_subsidy_says_that_the_cost_book_is_open(mission: Activity) -> None:
    said = "Not all costs are in yet: further ones may be added."
    assert subsidy_report(voyage.fresh(mission), "prefecture_subsidy", "en").cautions == [said]
    with writing(), action(HEADED, by=None):
        db.session.get_one(Activity, mission.id).costs_state = "complete"
        db.session.commit()
    assert subsidy_report(voyage.fresh(mission), "prefecture_subsidy", "en").cautions == []


def test_a_post_beside_a_name_is_no_name(mission: Activity) -> None:
    delegate = mission.participants[0].id
    report = begun(mission)
    with writing(), action(HEADED, by=None):
        db.session.get_one(MissionReport, report.id).reporter = "国際担当 小林 里美"
        db.session.get_one(Participant, delegate).title_snapshot = "国際担当 経営指導員"
        db.session.commit()
    told = content(db.session.get_one(MissionReport, report.id))
    assert isinstance(told, Report)
    who = mentioned(told)
    covers = (who.names, who.families, who.titles)
    assert hidden("国際担当 経営指導員", *covers) == "国際担当 経営指導員"
    assert "小林" not in hidden("小林里美が記した。小林課長も同席。", *covers)


def test_a_translation_drops_nothing_of_what_was_approved(mission: Activity) -> None:
    with writing(), action(HEADED, by=None):
        trip = db.session.get_one(Activity, mission.id)
        trip.objectives, trip.outcome = "販路を調べる", "引合を3件得た"
        db.session.commit()
    approve(begun(mission))
    wish = rules.wish(mission.id, kind=rules.REPORT, language="zh-Hans")

    def translation() -> tuple[str, set[str]]:
        told = contents.told(wish, user=cast.user())
        imprint = Imprint("", 1, date(2026, 12, 21), "")
        return contents.bare_html(told, imprint), set(contents.untranslated(told, imprint).met)

    page, gaps = translation()
    assert "日程按计划执行" in page, "what was drafted is drafted again in the language"
    assert '<span lang="ja">販路を調べる</span>' in page
    assert {"販路を調べる", "引合を3件得た"} <= gaps
    with writing(), action(HEADED, by=None):
        db.session.get_one(Activity, mission.id).outcome = "後から書き換えた"
        db.session.commit()
    page, gaps = translation()
    assert '<span lang="ja">引合を3件得た</span>' in page, (
        "where the records say something else by now, the approved words stand"
    )
    assert "後から書き換えた" not in page
    assert "引合を3件得た" in gaps


def test_a_name_on_no_card_is_read_in_the_letters_of_the_others_and_its_guess_is_said_once(mission: Activity) -> None:
    for name in ("蒋春燕", "钱志强"):
        fairs.lead(mission, raw_name=name, raw_organisation="北京百川礼品公司")
    page = html(begun(mission, "en"))
    for told in ("(JIANG Chunyan)", "(QIAN Zhiqiang)"):
        assert told in page
    assert "Jiǎng" not in page
    chapter = page.partition("Leads captured: 2")[2].partition("</section>")[0]
    assert chapter.count("have not been confirmed") == 1
    assert chapter.count("Běi jīng") == 2, "an organisation that stands on no card can be said, too"
    page = html(begun(mission))
    assert "Běi jīng" not in page, "kana or nothing"
    assert page.count("読みの記録がない") == 1
    assert "order or visit within a month" not in chapter, "the text above tells the ranks"


def test_the_draft_on_a_cancelled_mission_says_nowhere_that_it_was_carried_out(mission: Activity) -> None:
    initiative = fairs.initiative()
    with writing(), action(HEADED, by=None):
        trip = db.session.get_one(Activity, mission.id)
        trip.initiative_id = initiative.id
        db.session.commit()
    assert "実施した。" in contents.drafted(mission.id, "ja", user=cast.user())["purpose"]
    with writing(), action(HEADED, by=None):
        db.session.get_one(Activity, mission.id).status = "cancelled"
        db.session.commit()
    assert "計画していた。" in contents.drafted(mission.id, "ja", user=cast.user())["purpose"]


def test_the_title_and_the_reason_of_what_was_dropped_are_gaps_in_another_language_like_others(
    mission: Activity,
) -> None:
    """It stands in no table of a short report: one in Korean told it in Japanese, and asked for nothing."""
    item, reason = seen_items(mission)[0], "先方の都合による"
    title = item.title
    with writing():
        missions.drop_item(voyage.anew(item), reason=reason, by=None)
        db.session.commit()
    texts = contents.drafted(mission.id, "ko", user=cast.user())
    report = reports.begun(voyage.fresh(mission), language="ko", form="short", **texts)
    assert title in next(row.text for row in report.sections if row.part == "programme")
    told = content(report)
    assert isinstance(told, Report)
    assert {title, reason} <= set(contents.untranslated(told, contents.imprint(told)).met)
    with writing():
        for text, korean in ((title, "상담회"), (reason, "상대방 사정")):
            wordings.give(text, language="ko", text=korean, version=0, by=cast.user())
        db.session.commit()
    again = contents.redrafted(reports.fresh(report.id), user=cast.user())["programme"]
    assert [text in again for text in ("상담회", "상대방 사정", title, reason)] == [True, True, False, False]


def test_the_head_of_a_talk_reads_its_firm_once(mission: Activity) -> None:
    """Korean readers read the pinyin in the head, and alone in grey below it once more."""
    host = host_of(mission)
    with writing(), action(SET_UP, by=None):
        name = select(OrganisationName).where(OrganisationName.organisation_id == host.id, OrganisationName.is_primary)
        db.session.scalars(name).one().reading = "Yánbiān Dàyáng"
        db.session.commit()
    db.session.expire_all()
    head = html(begun(mission, "ko")).partition('<article class="talk"')[2].partition("<table")[0]
    assert head.count("Yánbiān Dàyáng") == 1


@pytest.mark.parametrize(
    ("language", "signed", "post", "name"),
    [("en", "国際担当 小林 里美", "Secretary", "KOBAYASHI Satomi"),
     ("ja", "KOBAYASHI Satomi, Secretary", "事務局員", "小林 里美"),
     ("ko", "事務局員 小林 里美 (こばやし さとみ)", "사무국 직원", "고바야시 사토미"),
     ("ko", "小林 里美", "사무국 직원", "고바야시 사토미")],
)  # fmt: skip
def test_who_reports_and_to_whom_stands_in_the_language_of_the_report(
    mission: Activity, language: str, signed: str, post: str, name: str
) -> None:
    """An English report came from 国際担当 小林 里美 to 会長 吉原 健一 様, a Korean one from TANABE Toshio."""
    titles = {"en": "Secretary", "ko": "사무국 직원"}
    ours = db.session.get_one(Organisation, mission.sender_organisation_id or book.organisation("見附商工会").id)
    satomi = book.person(
        "小林 里美", "ja", reading="こばやし さとみ",
        forms=[("latin_passport", "en", "KOBAYASHI SATOMI")],
        affiliations=[AffiliationInput(ours.id, "事務局員", titles=titles)],
    )  # fmt: skip
    voyage.delegate(mission, satomi, organisation_id=ours.id)
    report = begun(mission, language)
    office = offices.current()
    with writing(), action(HEADED, by=None):
        row = db.session.get_one(MissionReport, report.id)
        row.reporter, row.addressee = signed, office.addressee("ja").text
        db.session.commit()
    page = html(reports.fresh(report.id))
    head = re.sub(r"<[^>]+>", "", page.partition('class="sum"')[2].partition('id="')[0])
    assert (post in head, name in head) == (True, True), head
    assert "国際担当" not in head
    assert ("様" in head) is (language == "ja")
