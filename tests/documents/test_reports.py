"""A written report: drafted from the log, frozen against later changes, without private matters in public, as DOCX."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity, Participant
from crm.activities.rules import CHANGED
from crm.agreements import services as agreements
from crm.agreements.services import AgreementInput, PartyTerms, Signer, VersionText
from crm.audit import services as audit
from crm.audit.services import action
from crm.cards import services as cards
from crm.cards.services import Exchange
from crm.contacts.models import Organisation, OrganisationName, Person, PersonName
from crm.core.database import db, writing
from crm.documents import contents, rules
from crm.documents.contents import FrozenReport, Report, tree
from crm.documents.contents.tree import ForeignNode
from crm.documents.queries import outcome
from crm.initiatives import services as initiatives
from crm.meetings import services as meetings
from crm.meetings.models import Attendee, Meeting
from crm.missions import rules as missions_rules
from crm.missions import services as missions
from crm.missions.services import VisitInput
from crm.office import queries as offices
from crm.partners.models import RouteEvidence, SalesRoute
from crm.reports import queries, services
from crm.reports.models import MissionReport
from crm.reports.rules import digest_of
from crm.rivals import services as rivals
from crm.rivals.services import RivalInput, SignalInput
from tests import cast
from tests.cards.pictures import picture
from tests.contacts import book
from tests.documents import journey
from tests.documents.written import approve, back_home, begun, content, html
from tests.missions import voyage
from tests.reports import writing as reports

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def test_the_talks_are_drafted_with_what_was_agreed_and_who_does_what_next(mission: Activity) -> None:
    texts = contents.drafted(mission.id, "ja", user=cast.user())
    [talk] = [line for line in texts["talks"].splitlines() if line.startswith("(1)")]
    assert "延边大洋商贸集团1有限公司" in talk
    assert talk.endswith("：条件 · 関心あり"), "its topic and its result are told"
    for told in ("見本の品質証明書を送る", "話した内容：［先方］枠を二十点へ広げたい。", "当方の提案：FOB 1,980円"):
        assert told in texts["talks"], "what was said and offered is told, beside what came of it"
    assert texts["impressions"] == ""
    assert "令和8年12月1日" in texts["follow_up"]
    assert "1. " in texts["purpose"]


def test_changes_after_the_departure_stand_beside_the_plan(mission: Activity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-01T03:00:00+00:00"))
    kept = voyage.item(mission, title="工場視察", start=time(14), end=time(15))
    gone = voyage.item(mission, title="夕食会", start=time(18), end=time(20))
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-11T03:00:00+00:00"))
    with writing():
        later = voyage.item_plan(title="工場視察", start=time(16), end=time(17), notes="道路凍結のため")
        missions.change_item(voyage.fresh(mission), voyage.anew(kept), later, by=None)
        audit.archive(voyage.anew(gone), missions_rules.ITEM_ARCHIVED, by=None)
        db.session.commit()
    added = voyage.item(mission, title="市場見学", start=time(8), end=time(9))
    found = contents.filled(rules.wish(mission.id, kind=rules.REPORT, language="ja"), user=cast.user())
    assert isinstance(found, Report)
    told = {change.item_id: (change.kind, change.planned_start) for change in found.changes}
    assert told == {
        kept.id: ("moved", datetime(2026, 12, 11, 14)), gone.id: ("dropped", None), added.id: ("added", None),
    }  # fmt: skip
    assert "道路凍結のため" in contents.drafted(mission.id, "ja", user=cast.user())["programme"]


def test_the_report_shows_the_photos_ticked_for_it_with_their_captions(mission: Activity, tmp_path: Path) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    with writing():
        shown, gone = meetings.add_photos(held, [picture()] * 2, caption="", instance=tmp_path, by=cast.user())
        meetings.add_photos(held, [picture()], caption="控室", instance=tmp_path, by=cast.user())
        db.session.commit()
        for photo, caption in ((shown, "調印の様子"), (gone, "裏返し")):
            meetings.change_photo(photo, caption=caption, in_report=True, by=cast.user())
        meetings.remove_photo(gone, by=cast.user())
        db.session.commit()
    told = html(begun(mission))
    assert told.count("<figure>") == 1
    assert "調印の様子" in told
    assert "<figure>" not in html(reports.fresh(db.session.scalars(select(MissionReport.id)).one()), "public")


def test_the_report_lists_whom_we_met_and_what_the_office_saw_of_the_market(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-20T03:00:00+00:00"))
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    seat = db.session.scalars(select(Attendee).where(Attendee.meeting_id == held.id)).one()
    third = book.person("崔海岳", at=book.organisation("延边海岳商贸有限公司"), title="董事长")
    ours = book.organisation("丸直ニット株式会社", "ja", country="JP")
    maker, host = book.person("髙橋 直樹", at=ours), db.session.get_one(Organisation, held.organisation_id)
    signer = book.person("孙丽娜", at=host, title="总经理")
    place, day = mission.place_id, mission.start_on
    with writing():
        for id in (seat.person_id, third.id):
            met = db.session.get_one(Person, id)
            cards.exchange(met, Exchange(day, user_id=cast.user().id, activity_id=mission.id), by=cast.user())
        signed = agreements.draft(
            AgreementInput(
                "distributorship", title="販売店契約",
                parties=[PartyTerms(ours.id, "甲"), PartyTerms(held.organisation_id, "乙")],
                signers=[Signer("甲", maker.id), Signer("乙", signer.id)],
                versions=[VersionText("ja", prevailing=True)],
                activity_id=mission.id,
            ),
            by=cast.user(),
        )  # fmt: skip
        agreements.sign(signed, signed_on=day, all_the_same="試験", by=cast.user())
        rivals.record_rival(
            RivalInput(place, "trade_fair", day, day, title="北海の味覚展", body_place_id=book.place("15000").id),
            by=None,
        )
        for said, on in (("一着千二百元でも売れる", day), ("去年の話", day - timedelta(days=1))):
            rivals.record_signal(SignalInput(place, "knitwear", said, "person", "売場担当", on, 4), by=None)
        for grade, on in (("proven_sales", day - timedelta(days=1)), ("site_verified", day)):
            route = SalesRoute(organisation_id=held.organisation_id, name="直営十四店", channel="own_store")
            route.evidence = [RouteEvidence(grade=grade, on=on)]
            with action(CHANGED, by=None):
                db.session.add(route)
        db.session.commit()
    report = begun(mission)
    told = content(report)
    assert isinstance(told, Report)
    assert [(each.title, each.cards, each.by_card) for each in told.met] == [
        ("总经理", [], False), ("副总经理", [day], False), ("董事长", [day], True),
    ], "who signed was met; a host who was planned and sat in no talk of that visit was not"  # fmt: skip
    inside, outside = html(report), html(report, "public")
    for known in ("延边海岳商贸有限公司", "北海の味覚展", "一着千二百元でも売れる", "直営十四店"):
        assert (known in inside, known in outside) == (True, False)
    assert "去年の話" not in inside
    assert "崔海岳" in inside.split("<h2>面会者</h2>")[1].split("<h2>面談・訪問のほかに名刺を交換した人</h2>")[1]
    assert inside.count("直営十四店") == 1
    foreign = contents.untranslated(told, contents.imprint(told)).met
    assert not {"副总经理", "财务科长", "董事长"} & set(foreign), "a job title is no sentence to be translated"


def test_a_visit_without_a_record_of_talks_is_reported_with_what_came_of_it(mission: Activity) -> None:
    office = book.organisation("延吉海关")
    visit = VisitInput(purpose="通関の実情", result="週二便まで増やせる。", gifts_received="人参茶")
    voyage.item(
        mission,
        title="税関を訪問",
        organisation_id=office.id,
        visit=visit,
        day=mission.end_on,
        start=time(9),
        end=time(10),
    )
    refuser = book.person("宋海波", at=office)
    voyage.item(
        voyage.fresh(mission), title="断られた訪問", start=time(11), end=time(12), status="cancelled",
        hosts=[refuser.id],
    )  # fmt: skip
    report = begun(voyage.fresh(mission))
    live = content(report)
    assert isinstance(live, Report)
    assert refuser.id not in {each.person.id for each in live.met}
    inside, outside = html(report), html(report, "public")
    part = inside.split('id="talks"')[1].split("</section>")[0]
    for told in ("延吉海关", "通関の実情", "週二便まで増やせる。", "人参茶"):
        assert told in part
    assert "断られた訪問" not in part
    assert "人参茶" not in outside
    drafted = contents.drafted(mission.id, "ja", user=cast.user())["talks"]
    assert "12月14日（月） 延吉海关：週二便まで増やせる。" in drafted


def test_results_stand_beside_those_of_the_last_mission_of_the_kind_as_long_after_it(mission: Activity) -> None:
    assert content(begun(mission)).last_time is None  # type: ignore[union-attr]  # a draft
    back = timedelta(days=365)
    before = voyage.mission(start_on=mission.start_on - back, end_on=mission.end_on - back)
    voyage.mission(start_on=mission.start_on - back, end_on=mission.end_on - back, type="trade_fair")
    day, tumen = mission.start_on - back / 2, book.place(voyage.TUMEN).id
    elsewhere = voyage.mission(start_on=day, end_on=day, place_id=tumen, names={"ja": "図們 視察団"})
    with writing(), action(CHANGED, by=None):
        effort = initiatives.plan(names={"ja": "延辺展開"}, by=None)
        for each in (mission, elsewhere):
            voyage.fresh_in(each.id).initiative = effort
        db.session.commit()
    host = book.organisation("延吉百货")
    seller = book.person("朴春花", at=host, title="经理")
    journey.talk(host, seller, starts=datetime(2025, 12, 11, 9), activity=before)
    found = contents.filled(rules.wish(mission.id, kind=rules.REPORT, language="ja"), user=cast.user())
    assert isinstance(found, Report)
    assert found.last_time is not None
    assert found.last_time.activity.id == before.id
    assert [line.before for line in found.results] == [0, 1, 0, 0]
    with writing(), action(CHANGED, by=None):
        voyage.fresh_in(elsewhere.id).names[0].text = "第6回延辺視察団"
        db.session.commit()
    moved = outcome.last_time(voyage.fresh(mission), as_of=mission.end_on, user=cast.user())
    assert moved.activity.id == elsewhere.id, "one event by its name, wherever it is held"  # type: ignore[union-attr]  # it moved


def test_an_approved_report_stays_when_names_titles_and_figures_change(mission: Activity) -> None:
    draft = begun(mission, purpose="販路を広げる")
    ticked = html(draft)
    report = approve(draft)
    before = html(report), html(report, "public")
    assert ('class="box"' in ticked, 'class="box"' in before[0]) == (True, False), "nobody ticks what is approved"
    other = contents.told(rules.wish(mission.id, kind=rules.REPORT, language="zh-Hans"), user=cast.user())
    later = contents.Imprint("", 1, report.reported_on + timedelta(days=300), "")
    assert contents.own_imprint(other, later).printed_on == report.reported_on, "one day of the report in one paper"
    assert "小林 里美" in before[0]
    with writing(), action(CHANGED, by=None):
        for name in db.session.scalars(select(OrganisationName)):
            name.text = "改名商会"
        for person in db.session.scalars(select(PersonName)):
            person.full = "改名 太郎"
        for seat in db.session.scalars(select(Participant)):
            seat.title_snapshot = "新役職"
        cast.user().display_name = "別人"
        db.session.commit()
    journey.cost(voyage.fresh(mission))
    frozen = reports.fresh(report.id)
    assert (html(frozen), html(frozen, "public")) == before
    assert frozen.frozen is not None
    assert frozen.digest == digest_of(frozen.frozen)
    assert "改名商会" in html(reports.fresh(second(mission).id))


def second(mission: Activity) -> MissionReport:
    with writing():
        made = services.open_report(voyage.fresh(mission), language="ja", texts={}, by=cast.user())
        db.session.commit()
        return made


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko", "en"])
def test_the_public_edition_tells_no_names_contact_data_prices_or_values(mission: Activity, language: str) -> None:
    secret = "田邉俊夫が 0433-251-8888 と wang@example.cn へ、卸値は1,980円と連絡。手数料は28%"
    journey.cost(mission, "123456")
    report = begun(voyage.fresh(mission), language, results=secret, purpose="内部のみ", impressions="全体に好感触")
    with writing():
        row = queries.one(report.id, user=cast.user())
        services.write(queries.section(row, "purpose"), text="内部のみ", public_text="", withheld=True, by=cast.user())
        services.head(
            row, addressee="会長 本多 一平 殿", reporter="八木 節子", reported_on=row.reported_on, thousands=False,
            by=cast.user(),
        )  # fmt: skip
        db.session.commit()
    internal, public = html(reports.fresh(report.id)), html(reports.fresh(report.id), "public")
    for word in (
        "田邉俊夫",
        "0433-251-8888",
        "wang@example.cn",
        "1,980円",
        "28%",
        "内部のみ",
        "金成浩",
        "김성호",
        "FOB",
        "枠を二十点へ広げたい。",
        "手数料を持ち帰る",
        "通関費",
        "見本の品質証明書を送る",
        "本多 一平",
        "八木 節子",
        "一平",
        cast.user().display_name,
    ):
        assert word in internal or word == "김성호", word
        assert word not in public, word
    assert "田邉 俊夫" not in public.replace("小林", "")
    assert internal.count("123,456") == public.count("123,456") + 1, "what the one talk cost"
    assert "全体に好感触" in public
    assert "延边大洋商贸集团1有限公司" in public


def test_the_public_edition_covers_whoever_sat_at_a_talk_or_stands_in_a_title_of_the_programme(
    mission: Activity,
) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    host = db.session.get_one(Organisation, held.organisation_id)
    guest = book.person("全哲珠", family="全", at=host, title="总经理", forms=[("hangul_yanbian", "ko", "전철주")])
    journey.talk(host, guest, starts=datetime(2026, 12, 12, 9), activity=mission, pending="전철주 확인")
    voyage.item(mission, title="田邉 俊夫 団長 主催の夕食会", start=time(18), end=time(20))
    report = begun(voyage.fresh(mission), impressions="全社長は前向き。")
    inside, outside = html(report), html(report, "public")
    for name in ("전철주 확인", "全社長は前向き", "田邉 俊夫 団長 主催"):
        assert name in inside
        assert name not in outside
    assert "主催の夕食会" in outside


def test_a_meeting_that_nobody_says_was_held_is_no_talk_of_the_report(mission: Activity) -> None:
    host = book.organisation("延吉未定商贸有限公司")
    journey.talk(
        host, book.person("韩东", at=host), starts=datetime(2026, 12, 30, 9), activity=mission, status="planned"
    )
    assert "延吉未定商贸有限公司" not in html(begun(voyage.fresh(mission)))


def test_who_did_not_accept_took_no_part_and_stays_covered(mission: Activity) -> None:
    voyage.delegate(mission, name="佐野 奈緒", status="applied")
    report = begun(voyage.fresh(mission), impressions="佐野 奈緒は欠席。")
    inside, outside = html(report), html(report, "public")
    part = inside.split('id="participants"')[1].split("</section>")[0]
    assert "佐野 奈緒" not in part
    assert "2名" in inside.split('id="participants"')[0], "on the cover"
    assert "佐野 奈緒は欠席。" in inside
    assert "佐野 奈緒" not in outside


def test_who_reports_stands_with_the_post_in_which_they_travelled(mission: Activity) -> None:
    voyage.delegate(mission, name="佐野 奈緒", title="営業部 部長")
    report = begun(voyage.fresh(mission))
    with writing(), action(CHANGED, by=None):
        reports.fresh(report.id).reporter = "佐野 奈緒"
        db.session.commit()
    assert "営業部 部長 佐野 奈緒" in html(reports.fresh(report.id)).partition("報告者</th>")[2].partition("</tr>")[0]


def test_the_stamps_tell_who_approved_and_when(mission: Activity) -> None:
    report = approve(begun(mission))
    found = content(report)
    assert isinstance(found, FrozenReport)
    shown = html(report)
    assert shown.index("酒井 正") < shown.index("小林 里美")  # the highest post stands first
    assert report.number in shown
    assert "酒井 正" not in html(report, "public")


@pytest.mark.parametrize(
    ("language", "face"), [("ja", "Yu Gothic"), ("zh-Hans", "Microsoft YaHei"), ("ko", "Malgun Gothic")]
)
def test_the_docx_opens_with_headings_tables_stamps_and_the_fonts_of_its_language(
    mission: Activity, language: str, face: str
) -> None:
    report = begun(mission, language, purpose="販路を広げる\n二行目")
    told = content(report)
    assert isinstance(told, Report)
    made = contents.as_word(told)
    opened = docx.Document(io.BytesIO(made))
    headings = [p.text for p in opened.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert len([text for text in headings if text.split(".")[0].isdigit()]) == len(told.parts)
    assert any("販路を広げる" in p.text for p in opened.paragraphs)
    if language == "zh-Hans":  # lines to sign, one below the other
        assert (len(reports.CHAIN), 2) in [(len(table.rows), len(table.columns)) for table in opened.tables]
    else:
        wide = [table for table in opened.tables if len(table.columns) == 1 + len(reports.CHAIN)]
        assert any(table.cell(0, 0)._tc is table.cell(len(table.rows) - 1, 0)._tc for table in wide)
    fonts = opened.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == face
    # The contents tell pages that Word counts when it opens the file, each of a heading that is marked.
    xml = opened.element.xml
    asked = set(re.findall(r"PAGEREF (part_\w+)", xml))
    assert asked
    assert asked <= set(re.findall(r'bookmarkStart [^>]*w:name="(part_\w+)"', xml))
    assert "updateFields" in opened.settings.element.xml
    assert not any(re.search(r"\t\d", p.text) for p in opened.paragraphs), "no page is told that nobody counted"
    header = opened.sections[0].header.paragraphs[0].text
    marked = re.search(r'data-mark="([^"]+)"', html(report))
    assert marked is not None
    assert header.endswith(marked[1]), "a draft says so on every page"
    assert not [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if "thumbnail" in name]
    told_clocks = [c.text for table in opened.tables for row in table.rows for c in row.cells if "09:00" in c.text]
    assert told_clocks
    assert not [text for text in told_clocks if re.search(r"\d\d:\d\d[^\W\d]", text)], "glued to what follows"
    assert opened.core_properties.author == offices.current().name(language)
    assert opened.core_properties.language.startswith(language[:2])
    assert opened.core_properties.created is not None
    assert opened.core_properties.created.date() == date.fromisoformat(str(reports.fresh(1).reported_on))


def test_a_tree_takes_nothing_that_no_template_of_ours_writes() -> None:
    for foreign in (
        "<script>1</script>",
        '<p onclick="x">1</p>',
        '<a href="http://x.example">1</a>',
        '<img src="x.png">',
    ):
        with pytest.raises(ForeignNode):
            tree.read(f"<body>{foreign}</body>")
    nodes = tree.read('<body><p class="pre">1 &lt; 2<br>&amp;</p></body>')
    assert str(tree.markup(nodes)) == '<p class="pre">1 &lt; 2<br>&amp;</p>'
