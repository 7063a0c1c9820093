"""Packs by reader, pocket size, single visits, two languages, and the pages changed since an edition."""

import io
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.contacts.models import ContactPoint, OrganisationName
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.documents import contents, queries, rules
from crm.documents.contents import Briefing, Imprint, layout
from crm.documents.rules import Layout
from crm.missions import services as missions
from crm.missions.queries import fact
from crm.missions.services import VisitInput
from crm.office import queries as office
from crm.office.services import change
from crm.places import services as places
from crm.places.models import Place
from crm.places.queries import calls_at
from crm.places.services import ContactPlan
from tests import cast
from tests.contacts import book
from tests.counterparts.test_links import made
from tests.documents import journey
from tests.matching import tables
from tests.missions import voyage
from tests.pdf import paper
from tests.products import test_parts as parts
from tests.products import test_products as goods
from tests.rivals.test_rivals import rival, signal

pytestmark = [pytest.mark.once, pytest.mark.printed]
IMPRINT = Imprint("見商国第26-118号-B-JA-3", 3, date(2026, 11, 24), "小林 里美")


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return journey.mission(visits=2)


def pack(mission: Activity, **wish: object) -> Briefing:
    wanted: dict[str, object] = {"kind": rules.BRIEFING, "language": "ja"} | wish
    found = contents.filled(rules.wish(mission.id, **wanted), user=cast.user())  # type: ignore[arg-type]  # a dict
    assert isinstance(found, Briefing)
    return found


def html(mission: Activity, **wish: object) -> str:
    return contents.bare_html(pack(mission, **wish), IMPRINT)


def parts_in(shown: str) -> set[str]:
    return {part for part in rules.BRIEFING_PARTS if f'id="{part}"' in shown}


def test_rivals_and_demand_stand_in_the_packs_of_our_own_people_alone(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-11-28T03:00:00+00:00"))
    rival(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 3), title="秘密の物産展")
    rival(starts_on=date(2024, 11, 26), ends_on=date(2024, 11, 28), title="昔の物産展")
    signal(statement="贈答用によく売れる")
    for audience in ("leader", "member"):
        shown = html(mission, audience=audience)
        assert "秘密の物産展" in shown
        assert "贈答用によく売れる" in shown
        assert "昔の物産展" not in shown
        assert "これから開催" in shown, "nobody was there on a day that is still to come"
    for audience in ("interpreter", "host"):
        shown = html(mission, audience=audience)
        assert "秘密の物産展" not in shown
        assert "贈答用によく売れる" not in shown


@pytest.mark.parametrize("language", list(rules.LANGUAGES))
def test_leader_and_member_packs_differ_by_the_withheld_parts_alone(mission: Activity, language: str) -> None:
    journey.cost(mission, "1000")
    leader, member = html(mission, language=language), html(mission, language=language, audience="member")
    assert parts_in(leader) - parts_in(member) == {"budget"}, "nobody told rooms or travel details, no case is open"
    assert parts_in(member) <= parts_in(leader)


def test_budget_against_actual_is_the_leaders_alone(mission: Activity) -> None:
    journey.cost(mission, "123456")
    assert "123,456" in html(mission)
    for audience in ("member", "interpreter", "host"):
        assert "123,456" not in html(mission, audience=audience)


def test_the_timetable_of_the_matching_stands_in_the_pack_of_a_mission_that_has_one(mission: Activity) -> None:
    assert 'id="matching"' not in html(mission)
    id = tables.opened(activity=mission)
    tables.interpreter(id)
    ours = tables.joined(id, "maker", book.organisation("丸屋ニット株式会社", "ja", country="JP"))[0]
    theirs = tables.joined(id, "counterpart", book.organisation("延吉百货大楼"))[0]
    tables.talk(id, ours, theirs)
    shown = layout.digests(html(mission, audience="member"))
    assert "matching" in shown
    part = html(mission, audience="member", chosen=["matching"])
    assert "丸屋ニット株式会社" in part
    assert "延吉百货大楼" in part
    assert "matching" in layout.digests(html(mission, layout=Layout(second="zh-Hans")))


def test_the_emergency_page_leaves_a_line_for_a_number_that_is_not_known_and_tells_the_gap(mission: Activity) -> None:
    told = [str(gap) for gap in contents.blanks(pack(mission, chosen=["emergency"]))]
    assert "Emergency contacts: “Nearest hospital” has no number." in told
    assert "Emergency contacts: The head of the delegation has no mobile number and no WeChat." in told
    gaps = [str(gap.text) for gap in fact(voyage.fresh(mission)).gaps if gap.kind == "emergency"]
    assert told == [f"Emergency contacts: {gap}" for gap in gaps], "the mission's page tells the same"
    page = html(mission, chosen=["emergency"])
    assert "警察" in page
    assert "最寄りの病院" in page, "with a line to write the number on"
    assert "番号未確認" in page
    assert 'class="blank"' not in page
    assert office.current().phone in page


def test_each_product_carried_has_a_sheet_in_the_language_of_the_pack_and_of_the_hosts(mission: Activity) -> None:
    assert 'id="products"' not in html(mission)
    assert any("Product sheets" in str(gap) for gap in contents.blanks(pack(mission, chosen=["products"])))
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    product = goods.made(maker, moq=60, lead_time_days=45, price_tier="premium", storage="dry", notes="社内のみ")
    goods.carry(mission.id, product.id)
    parts.price(product.id, amount=Decimal(7_777), on_sheet=True, valid_from=voyage.FIRST)
    parts.price(product.id, amount=Decimal(6_666), kind="ex_works")
    parts.price(product.id, amount=Decimal(5_555), on_sheet=True, valid_to=voyage.FIRST - timedelta(1))
    parts.certificate(product.id, number="FC-7", expires_on=voyage.FIRST)
    parts.certificate(product.id, number="OLD-1", expires_on=voyage.FIRST - timedelta(1))
    for audience in ("leader", "member", "interpreter", "host"):
        shown = html(mission, language="en", audience=audience, chosen=["products"])
        for told in ("羊绒混纺毛衣", "Premium", "60 pieces", "45 days", "Dry", "丸直ニット株式会社", "FC-7"):
            assert told in shown, (audience, told)
        assert ("7,777" in shown) is (audience != "host")
        for kept in ("社内のみ", "6,666", "5,555", "OLD-1"):
            assert kept not in shown, (audience, kept)
    assert "カシミヤ混セーター" in html(mission, language="zh-Hans", chosen=["products"])
    goods.carry(mission.id, goods.made(maker, moq=60).id)
    shown = html(mission, language="en", chosen=["products"])
    rows = (shown.count("Storage"), shown.count("Shelf life"))
    assert rows == (1, 0), "of what neither goes off nor has to be kept cool, nothing is told"


def test_a_visit_lists_its_sheets_by_number_and_brings_them_along_when_printed_alone(mission: Activity) -> None:
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    sweater, vest = (goods.made(maker, names={"ja": name}).id for name in ("セーター", "ベスト"))
    goods.carry(mission.id, sweater, vest)
    plan = voyage.item_plan(visit=VisitInput(products=[vest]), organisation_id=maker)
    with writing():
        item = missions.add_item(voyage.fresh_in(mission.id), plan, by=cast.user())
        db.session.commit()
    sheet = html(mission).split("丸直ニット株式会社</h1>")[1].split("</section>")[0]
    assert "<b>2</b> ベスト" in sheet
    assert "セーター" not in sheet
    alone = html(mission, layout=Layout(visits=(item.id,)))
    assert "1. ベスト" in alone
    assert "／3 · " in alone, "of the three visits of the mission, though it is printed alone"
    assert "セーター" not in alone


def test_readers_of_another_language_read_whom_an_item_leads_to_instead_of_a_foreign_title(mission: Activity) -> None:
    own, foreign, chinese = (html(mission, language=code, chosen=["itinerary"]) for code in ("ja", "ko", "zh-Hans"))
    assert "<b>商談</b>" in own
    assert "<b>商談</b>" not in foreign
    assert re.search(r"<b><span[^>]*>延边大洋商贸集团1有限公司</span> 방문</b>", foreign)
    assert "<b>访问 延边大洋商贸集团1有限公司</b>" in chinese


def test_the_page_of_contacts_knows_the_partner_its_number_and_the_hotel(mission: Activity) -> None:
    partner = book.organisation("延边海岳商贸有限公司")
    with writing(), action(CHANGED, by=None):
        db.session.add(ContactPoint(organisation_id=partner.id, kind="tel", value="0433-200-0000", normalised="0"))
        db.session.add(ContactPoint(organisation_id=partner.id, kind="mobile", value="139-0000-0000", normalised="1"))
        voyage.fresh_in(mission.id).host_organisation_id = partner.id
        db.session.commit()
    voyage.item(voyage.fresh(mission), title="投宿", kind="hotel", venue="延吉見本大酒店", start=time(20), end=time(21))
    told = html(mission, chosen=["use"])
    for known in ("延边海岳商贸有限公司", "139-0000-0000", "延吉見本大酒店"):
        assert known in told


def test_the_driver_and_the_page_of_contacts_read_the_hotel_in_the_words_of_its_place(mission: Activity) -> None:
    voyage.item(
        voyage.fresh(mission), title="投宿", kind="hotel", venue="延吉見本大酒店", address="延吉市样板街88号",
        texts={"zh-Hans": {"venue": "延吉样板大酒店"}}, start=time(20), end=time(21),
    )  # fmt: skip
    assert "延吉样板大酒店" in html(mission, chosen=["addresses"])
    assert "延吉見本大酒店" in html(mission, chosen=["use"])
    assert "延吉样板大酒店" in html(mission, language="zh-Hans", chosen=["use"])


def test_the_title_of_a_host_that_no_table_knows_is_a_gap_in_a_pack_of_another_language(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def met() -> list[bool]:
        return [
            "副总经理" in contents.untranslated(pack(mission, language=code), IMPRINT).met for code in ("ja", "zh-Hans")
        ]

    assert met() == [False, False]
    monkeypatch.setattr("crm.core.posts.TITLES", ())
    monkeypatch.setattr("crm.core.posts._first_rows", dict)
    assert met() == [True, False]


def test_the_list_of_the_people_we_meet_says_where_each_belongs(mission: Activity) -> None:
    told = html(mission, chosen=["names"]).split('id="names"')[1].split("</section>")[0]
    assert told.count("延边大洋商贸集团1有限公司") == 2


def test_the_places_are_drawn_where_they_lie_once_there_are_two(mission: Activity) -> None:
    assert 'id="map"' not in html(mission)
    voyage.item(voyage.fresh(mission), title="図們", place_id=book.place(voyage.TUMEN).id, day=date(2026, 12, 13))
    assert "<svg" in html(mission, chosen=["map"])


def test_a_visit_shows_who_sits_where(mission: Activity) -> None:
    assert html(mission, audience="member", chosen=["visits"]).count("<svg") == 2
    assert "<svg" not in html(mission, audience="host")


def test_hosts_get_the_delegation_the_programme_and_the_visits_and_nothing_of_our_aims(mission: Activity) -> None:
    shown = html(mission, language="ko", audience="host")
    assert parts_in(shown) == {"delegation", "itinerary", "visit_list"}, "no flight is planned"
    assert ('data-mark=""' in shown, 'data-mark=""' in html(mission, audience="member")) == (True, False)
    for ours in ("見附ニットは一点から", "委託販売の契約", "手数料を持ち帰る", "返品の扱いは"):
        assert ours not in shown
    with pytest.raises(Refused):
        rules.wish(mission.id, kind=rules.BRIEFING, language="ko", audience="host", chosen=["objectives"])


def test_the_pocket_itinerary_is_a6_with_a_page_a_day(mission: Activity) -> None:
    content = pack(mission, kind=rules.POCKET)
    pdf = contents.pdf(content, IMPRINT)
    reader = PdfReader(io.BytesIO(pdf))
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (105, 148)
    assert "延吉市人民路1号" in paper.text(pdf)
    assert paper.untold(pdf) == []


def test_the_tables_stand_in_the_programme_and_the_pocket_tells_what_is_tentative(mission: Activity) -> None:
    """The day of the matching had a hole in the afternoon, and a dinner that was only asked for looked settled."""
    voyage.item(mission, kind="reception", title="答礼宴", start=time(18), end=time(20), status="tentative")
    tables.opened(activity=voyage.fresh(mission))
    pocket, programme = html(mission, kind=rules.POCKET), html(mission, chosen=["itinerary"])
    assert all("<b>商談会</b>" in shown and "大宇飯店" in shown for shown in (pocket, programme))
    assert "<b>答礼宴</b> <small>仮" in pocket
    for_hosts = html(mission, audience="host", chosen=["itinerary"])
    assert "<b>答礼宴</b> <small>仮</small>" in " ".join(for_hosts.split()), (
        "nobody told the hosts that it is not settled"
    )
    assert "打診中" not in for_hosts
    assert "答礼宴（仮）" in for_hosts
    for shown in (pocket, html(mission, audience="host")):
        assert "金成浩1" in shown, "who receives us stands in the short editions, too"
        assert "副総経理" in shown, "a title that the table of posts knows"
    voyage.item(mission, kind="matching", title="企業商談会", start=time(9), end=time(12))
    assert "商談会</b>" not in html(voyage.fresh(mission), kind=rules.POCKET).replace("企業商談会</b>", "")


def test_what_people_typed_names_a_host_as_the_rest_of_the_pack_does(mission: Activity) -> None:
    """丸直ニット × 延边海岳 stood above 延辺海岳商貿集団 in one table."""
    host = fact(mission).visits[0].organisation
    assert host is not None
    with writing(), action(CHANGED, by=None):
        name = OrganisationName(organisation_id=host.id, language="ja", text="延辺大洋商貿集団1有限公司", kind="legal")
        db.session.add(name)
        mission.objectives = "延边大洋商贸との契約"
        db.session.commit()
    assert "延辺大洋商貿との契約" in html(voyage.fresh(mission))


def test_a_form_without_content_and_what_concerns_other_places_are_left_out(mission: Activity) -> None:
    """Rooms of nobody, rates that nobody entered, sheets of receptions, a pact of other places, our own notes."""
    here, elsewhere = book.place(voyage.YANJI), book.place(voyage.TUMEN)
    made(kind="economic_memo", place_id=here.id, other_place_id=elsewhere.id)
    with writing(), action(CHANGED, by=None):
        db.session.get_one(Place, here.id).note = "port; mission of 2015"
        db.session.commit()
    voyage.item(mission, kind="reception", title="答礼宴", start=time(18), end=time(20))
    hall = book.organisation("延边州商务局")
    voyage.item(mission, kind="seminar", title="産業説明会", start=time(14), end=time(16), host=hall)
    shown = html(voyage.fresh(mission), audience="leader")
    assert parts_in(shown) & {"rooming", "money"} == set()
    assert (shown.count('id="visit-'), "2件" in shown) == (2, True), "a reception and a seminar are no visits"
    assert ("port; mission" in shown, "経済交流覚書" in shown, "競合指数" in shown) == (False, False, False)


def test_our_own_body_is_called_under_the_number_of_the_office(session: scoped_session[Session]) -> None:
    """Three numbers of one office stood in one pack."""
    ours = book.organisation("見附商工会", "ja", country="JP")
    with writing(), action(CHANGED, by=None):
        db.session.add(
            ContactPoint(organisation_id=ours.id, kind="tel", value="0258-00-0100", normalised="+81258000100")
        )
        db.session.commit()
    trip = journey.mission(visits=0, sender_organisation_id=ours.id)
    shown = html(trip, chosen=["use"])
    assert ("+81 258-00-0000</b>" in shown, "258-00-0100" in shown) == (True, False)


def test_numbers_in_a_pack_are_dialled_from_where_its_readers_are(session: scoped_session[Session]) -> None:
    """Readers abroad dialled 0258-… and reached nobody."""
    trip = journey.mission(visits=0)
    for kind, phone, country in (
        ("agency", "03-1234-5678", ""), ("medical", "0433-251-1111", "CN"), ("insurance", "0120-258-811", ""),
        ("public", "110", "CN"),
    ):  # fmt: skip
        with writing():
            places.add_emergency(ContactPlan(kind=kind, name=kind.title(), phone=phone, country=country), by=None)
            db.session.commit()
    told = {call.kind: call.phone for call in calls_at(trip.place).numbers}
    assert told == {
        "public": "110", "medical": "+86 433 251 1111", "insurance": "0120-258-811", "agency": "+81 3-1234-5678",
        "office": "+81 258-00-0000",
    }  # fmt: skip


def test_a_pack_about_guests_takes_our_side(session: scoped_session[Session]) -> None:
    guests = book.organisation("延边州商务局")
    with writing():
        row = office.record()
        assert row is not None
        change(row, replace(office.current(), head_name="角田 正義"), by=None)
        db.session.commit()
    visit = journey.mission(visits=1, direction="inbound", type="inbound_delegation", sender_organisation_id=guests.id)
    shown = html(visit, audience="leader", chosen=["visits", "speeches"])
    assert (
        '会長 角田 正義でございます。<span lang="zh-Hans">延边州商务局</span>の皆様を、心より歓迎申し上げます' in shown
    )
    assert ("<th>来訪側</th>" in shown, "<th>当方</th>" in shown, "お迎えいただき" in shown) == (True, False, False)


def test_a_duplex_pack_keeps_its_holes_at_the_inner_edge(mission: Activity) -> None:
    def note(places: list[float], text: str, _user: object, matrix: list[float], *_: object) -> None:
        if text.strip():
            places.append(matrix[4])

    def left_edges(single: bool) -> list[float]:
        content = pack(mission, chosen=["objectives", "names", "city"], layout=Layout(single=single))
        found: list[float] = []
        for page in PdfReader(io.BytesIO(contents.pdf(content, IMPRINT))).pages:
            places: list[float] = []
            page.extract_text(visitor_text=partial(note, places))
            found.append(round(min(places)))
        return found

    duplex, single = left_edges(single=False), left_edges(single=True)
    assert duplex[0] == single[0] == single[1]
    assert duplex[1] < duplex[0]


def test_the_sheet_of_one_visit_is_printed_alone(mission: Activity) -> None:
    first = pack(mission).sheets[0].fact.entry.item
    shown = html(mission, layout=Layout(visits=(first.id,)))
    assert "延边大洋商贸集团1有限公司" in shown
    assert "延边大洋商贸集团2有限公司" not in shown
    assert parts_in(shown) == set()
    assert contents.digests(pack(mission, layout=Layout(visits=(first.id,))), IMPRINT) is None


def test_two_languages_stand_side_by_side_and_no_id_twice(mission: Activity) -> None:
    shown = html(mission, audience="member", layout=Layout(second="zh-Hans"))
    assert "日程表" in shown or "行程" in shown
    assert '<td lang="zh-Hans">' in shown
    ids = [part.split('"')[0] for part in shown.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_only_the_pages_that_changed_since_an_edition_are_printed_with_a_mark_and_a_list(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents.digests(pack(mission), IMPRINT)
    assert before is not None
    assert before == contents.digests(pack(mission), Imprint("another", 4, date(2026, 11, 30), "x"))
    voyage.item(mission, kind="free", title="自由視察", start=time(20), end=time(21))
    monkeypatch.setattr(queries, "digests_of", lambda *_: before)
    shown = html(voyage.fresh(mission), layout=Layout(since=3))
    changed = {leaf.key for leaf in layout.leaves(shown)} - {""}
    assert changed == {"changes", "itinerary"}
    assert shown.count("▲ ") == 1
    monkeypatch.setattr(queries, "digests_of", lambda *_: None)
    with pytest.raises(Refused):
        html(mission, layout=Layout(since=9))
