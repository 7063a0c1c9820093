"""What the sheet of a visit tells: where one goes, and what went before with its host."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.rules import CHANGED
from crm.agreements.models import Agreement, AgreementParty, Obligation
from crm.audit.services import action
from crm.contacts.models import OrganisationAddress, Portrait
from crm.contacts.rules import AddressInput
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.documents import contents, rules
from crm.files.models import StoredFile
from crm.missions.models import ItineraryItem
from crm.missions.queries import fact
from crm.missions.services import VisitInput
from crm.wordings import services as wordings
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_packs import IMPRINT, html, pack
from tests.insights import fairs
from tests.missions import voyage

pytestmark = pytest.mark.once


def test_an_address_stands_as_readers_of_the_pack_read_it_or_is_told_as_a_gap(session: scoped_session[Session]) -> None:
    trip = journey.mission(visits=0)
    bureau, shop = book.organisation("延吉市商务局"), book.organisation("图们百货")
    with writing(), action(CHANGED, by=None):
        db.session.add(OrganisationAddress(organisation_id=bureau.id, language="zh-Hans", lines="延吉市光明街27号"))
        db.session.add(
            OrganisationAddress(organisation_id=bureau.id, language="en", lines="27 Guangming Street, Yanji")
        )
        db.session.add(OrganisationAddress(organisation_id=shop.id, language="zh-Hans", lines="图们市口岸大街3号"))
        db.session.commit()
    for hour, host in enumerate((bureau, shop), start=9):
        voyage.item(trip, title=f"Visit {hour}", start=time(hour), end=time(hour + 1), host=host)
    found = pack(voyage.fresh(trip), language="en", chosen=["itinerary", "addresses"])
    shown = contents.bare_html(found, IMPRINT)
    assert shown.count("27 Guangming Street") == 2
    for hour, venue in ((11, "敦化样板饭店 会议室"), (12, "二楼会议室")):
        voyage.item(trip, title=f"Visit {hour}", start=time(hour), end=time(hour + 1), host=shop, venue=venue)
    away, inside = (entry.address for entry in fact(voyage.fresh(trip)).entries[2:])
    assert (away, inside) == ("", "图们市口岸大街3号"), (
        "nobody meets in a hotel at the address of the guest's head office"
    )
    assert '<span lang="zh-Hans">图们市口岸大街3号</span>' in shown
    told = [str(text) for text in contents.blanks(found)]
    assert "Addresses to show a driver: No address in English: Visit 10" in told


def test_a_driver_is_shown_every_house_also_two_at_one_address(session: scoped_session[Session]) -> None:
    """The dinner in the hotel had no card; then the hotel and the restaurant stood on one card over one address."""
    trip = journey.mission(visits=0)
    at: dict[str, Any] = {"address": "延吉市样板街88号"}
    voyage.item(trip, kind="hotel", title="投宿", start=time(16), end=time(17), venue="延吉样板大酒店", **at)
    voyage.item(trip, kind="meal", title="夕食会", start=time(18), end=time(19), venue="样板饭店 三楼", **at)
    voyage.item(trip, kind="meal", title="朝食会", start=time(7), end=time(8), venue="样板饭店 三楼", **at)
    voyage.item(trip, kind="meal", title="昼食会", start=time(12), end=time(13), venue="图们饭店", address="图们市3号")
    bureau = book.organisation("延吉市商务局", addresses=[AddressInput("延吉市光明街27号", "zh-Hans")])
    for hour, venue in ((9, ""), (10, "二楼会议室")):
        voyage.item(trip, title="訪問", start=time(hour), end=time(hour + 1), host=bureau, venue=venue)
    dinner, host, lunch, hotel = html(voyage.fresh(trip), chosen=["addresses"]).split('class="stop keep"')[1:]
    assert [text in dinner for text in ("样板饭店 三楼", "7:00", "18:00", "朝食会", "大酒店")] == [True] * 4 + [False]
    assert [text in hotel for text in ("延吉样板大酒店", "样板街88号", "16:00", "饭店")] == [True] * 3 + [False]
    assert [text in host for text in ("延吉市商务局", "9:00", "10:00")] == [True] * 3, "a room is no house of its own"
    assert "样板" not in lunch


def test_a_gift_against_which_the_pack_itself_advises_is_told_before_printing(
    session: scoped_session[Session],
) -> None:
    trip = journey.mission(visits=0)
    host = book.organisation("图们百货")
    for hour, gift in ((9, "ハンカチ"), (10, "ニットマフラー"), (11, "湯のみ（4個セット）")):
        plan = VisitInput(gifts=gift)
        voyage.item(trip, title=f"訪問{hour}", start=time(hour), end=time(hour + 1), host=host, visit=plan)
    told = [str(gap) for gap in contents.blanks(pack(voyage.fresh(trip), chosen=["visits"])) if "advises" in str(gap)]
    assert [text.split("against this gift: ")[1] for text in told] == ["ハンカチ", "湯のみ（4個セット）"]
    assert rules.is_unwelcome("湯のみ（4個セット）", "KR")
    assert not rules.is_unwelcome("ハンカチ", "KR")
    assert not rules.is_unwelcome("時計", "JP")


def test_a_host_gets_a_print_of_its_own_visits_and_reads_of_no_other(session: scoped_session[Session]) -> None:
    trip = journey.mission(visits=0)
    mine, other = book.organisation("图们百货"), book.organisation("延吉商场")
    items = [
        voyage.item(trip, title=f"訪問{hour}", start=time(hour), end=time(hour + 1), host=host, visit=plan).id
        for hour, host in ((9, mine), (11, other), (14, mine))
        for plan in [VisitInput(purpose=f"目的{hour}", gifts=f"マフラー{hour}")]
    ]
    wish = {"language": "zh-Hans", "audience": "host"}
    shown = html(voyage.fresh(trip), layout=rules.Layout(visits=(items[0], items[2])), **wish)
    assert shown.count("图们百货") > 2
    assert not re.search("延吉商场|目的|マフラー", shown)
    assert re.findall(r'<section class="[^"]*" id="(\w+)">', shown) == ["delegation", "visit_list"]
    whole = html(voyage.fresh(trip), **wish)
    assert "延吉商场" in whole
    assert not re.search("目的(?!地)|マフラー", whole)
    with pytest.raises(Refused, match="several hosts"):
        pack(voyage.fresh(trip), layout=rules.Layout(visits=tuple(items[:2])), **wish)


def test_readers_are_told_how_a_host_and_our_own_people_are_said_wherever_these_stand(
    session: scoped_session[Session],
) -> None:
    """Programme, list of hosts and who speaks for us stood in characters alone in Korean packs."""
    bureau = book.organisation("图们百货", reading="Túmén Bǎihuò")
    trip = journey.mission(visits=0)
    part = voyage.delegate(trip, book.person("山田 花", "ja", reading="やまだ はな"))
    host = book.person("孙浩", at=bureau, title="经理", forms=[("pinyin", "zh-Hans", "Sūn Hào")])
    voyage.item(trip, title="商談", kind="meeting", host=bureau, hosts=[host.id], people=[part.id])
    shown = html(voyage.fresh(trip), language="ko", chosen=["itinerary", "visits", "names", "delegation"])
    for name, reading in (("图们百货", "Túmén Bǎihuò"), ("山田 花", "야마다 하나")):
        for place in re.finditer(rf">{name}</span>(?P<next>.{{0,40}})", shown):
            assert "reading" in place["next"], place[0]
        assert reading in shown
    assert "Túmén" not in html(voyage.fresh(trip), language="ja", chosen=["itinerary", "names"])


def test_no_pack_calls_the_first_meeting_with_whom_something_took_place_or_was_signed(
    session: scoped_session[Session],
) -> None:
    """A courtesy call and a memorandum with the bureau were stored, and the pack said that nobody had met it."""
    bureau, new = book.organisation("延吉市商务局"), book.organisation("图们百货")
    before = voyage.mission(start_on=date(2025, 10, 20), end_on=date(2025, 10, 24))
    day = date(2025, 10, 21)
    voyage.item(before, kind="courtesy_call", title="商務局を表敬", day=day, host=bureau, status="done")
    trip = journey.mission(visits=0)
    for hour, host in enumerate((bureau, new), start=9):
        voyage.item(trip, title=f"訪問{hour}", start=time(hour), end=time(hour + 1), host=host, purpose="挨拶")
    known, unknown = html(voyage.fresh(trip), chosen=["visits"]).split('id="visit-')[1:]
    assert "初めての面談" not in known
    assert "商務局を表敬" in known
    assert "初めての面談" in unknown
    signing = ItineraryItem(kind="signing", title="調印式", wall_start="2025-10-23T17:00")
    told = Agreement(type="distributorship", signed_on=date(2025, 10, 23), activity_id=before.id)
    later = Agreement(type="mou", signed_on=date(2026, 3, 5))
    sheet = pack(voyage.fresh(trip), chosen=["visits"]).sheets[0]
    sheet = replace(sheet, received=[(signing, before)], signed=[told, later])
    assert [(event.item, event.agreement) for event in sheet.earlier] == [(None, later), (signing, told)]


def test_the_leader_reads_what_is_in_force_and_performed_with_a_host_and_how_many_talks_went_before(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A running contract stood there as "signed" alone, its negotiation not at all, and three talks as if all."""
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-11-28T03:00:00+00:00"))
    trip = journey.mission(visits=0)
    host, other, maker = (
        book.organisation("図們百貨店", "ja"),
        book.organisation("敦化商場", "ja"),
        fairs.organisation(),
    )
    for hour, body in enumerate((host, other), start=9):
        voyage.item(trip, title=f"訪問{hour}", start=time(hour), end=time(hour + 1), host=body, purpose="挨拶")
    person = book.person("孙浩", at=host)
    earlier = voyage.mission(start_on=date(2025, 10, 20), end_on=date(2025, 10, 24))
    for day in (1, 2, 3, 4):
        journey.talk(host, person, starts=datetime(2025, 9, day, 2))
    told = voyage.item(earlier, title="もう数えた商談", day=date(2025, 10, 21), host=host, status="done")
    journey.talk(host, person, starts=datetime(2025, 8, 1, 2), itinerary_item_id=told.id)
    running = fairs.case("lead signed executing", ours=maker, theirs=host, title="カーディガンの委託")
    fairs.case("lead lost", ours=maker, theirs=host, title="流れた話")
    rest: dict[str, Any] = {"on_hold": True, "on_hold_until": date(2027, 1, 15), "next_step_due": date(2026, 11, 1)}
    fairs.case("lead talk", ours=maker, theirs=host, on_hold_reason="現地パートナーの決算を待つ", **rest)
    for day, status, until in (
        (3, "in_force", date(2027, 1, 31)),
        (4, "in_force", date(2026, 3, 31)),
        (5, "terminated", None),
        (6, "in_force", date(2027, 6, 30)),
    ):
        deed = fairs.agreement(
            running, date(2025, 12, day), status=status, expires_on=until, auto_renewal=day == 3, notice_days=90,
            value=Decimal(120_000 + day), currency="CNY", value_period="annual",
        )  # fmt: skip
        fairs.keep(*(AgreementParty(agreement_id=deed.id, organisation_id=body.id) for body in (maker, host)))
        done = {"done_on": date(2026, 6, 1)} if day == 6 else {}
        due = {"text": f"在庫表を毎月送る{day}", "due_on": date(2026, 11, 15)}
        fairs.keep(Obligation(agreement_id=deed.id, organisation_id=maker.id, **due, **done))
    mine, others = html(voyage.fresh(trip), chosen=["visits"]).split('id="visit-')[1:]
    [line] = re.findall(r"<li>.*?</li>", mine.split("2025年12月4日")[1], re.DOTALL)
    words = re.sub(r"<[^>]*>", "", line)
    assert "在庫表を毎月送る3" in words.split("未履行：")[1], "whoever leads was not told what is owed"
    assert "在庫表を毎月送る6" not in mine
    assert "在庫表" not in html(voyage.fresh(trip), audience="member", chosen=["visits"])
    for word in (
        "有効",
        "延边大洋商贸集团",
        "120,003",
        "／年",
        "2027年1月31日まで",
        "自動更新",
        "2026年11月2日",
        "経過",
    ):
        assert word in words
    told_words = re.sub(r"<[^>]*>", "", mine)
    assert ("2027年6月30日まで" in told_words, "2027年4月1日" in told_words) == (True, False), (
        "it ends, and nobody gives notice"
    )
    assert "120,004" not in mine
    assert "120,005" not in mine
    assert "カーディガンの委託" in mine
    assert "流れた話" in mine.split("不成立")[1], "what was lost stands apart"
    assert "2027年1月15日まで保留" in re.sub(r"<[^>]*>", "", mine)
    assert "現地パートナーの決算を待つ" in mine
    assert "現地パートナーの決算を待つ" in contents.untranslated(pack(trip, language="ko"), IMPRINT).met
    assert "直近3件、ほか2件" in mine
    assert "もう数えた商談" not in mine
    assert "120,003" not in others
    assert "ほか" not in others
    member = html(voyage.fresh(trip), chosen=["visits"], audience="member")
    assert "120,003" not in member
    assert "カーディガンの委託" not in member


def test_hosts_see_no_portrait_since_nobody_consented_to_more_than_name_company_and_title(
    session: scoped_session[Session],
) -> None:
    trip = journey.mission(visits=0)
    found = pack(trip, chosen=["delegation"])
    someone = found.facts.delegation[0].person_id
    kept = Portrait(person_id=someone, thumbnail=StoredFile(id=1, storage_name="0"))
    facts = replace(found.facts)
    vars(facts)["portraits"] = {someone: kept}
    for audience, printed in (("host", False), ("leader", True)):
        told = replace(found, facts=facts, wish=replace(found.wish, audience=audience))
        assert ('class="portrait"' in contents.bare_html(told, IMPRINT)) == printed


def test_what_a_driver_reads_is_never_put_into_the_language_of_the_pack(session: scoped_session[Session]) -> None:
    trip = journey.mission(visits=0)
    voyage.item(trip, kind="fair", title="展示商談会", venue="大宇饭店 2楼")
    voyage.item(trip, kind="meal", title="夕食会", venue="延吉 金達莱飯店 2階", start=time(18), end=time(19))
    with writing():
        wordings.give("大宇饭店 2楼", language="ko", text="대우호텔 2층", version=0, by=cast.user())
        wordings.give("延吉 金達莱飯店 2階", language="zh-Hans", text="延吉 金达莱饭店 二楼", version=0, by=cast.user())
        db.session.commit()
    card, dinner = html(voyage.fresh(trip), language="ko", chosen=["addresses"]).split('class="stop keep"')[1:]
    assert "延吉 金达莱饭店 二楼" in dinner, "a driver there does not read 飯店 2階"
    assert "大宇饭店 2楼" in card
    assert "대우호텔" not in card


def test_a_driver_has_a_line_for_each_address_that_nobody_told(session: scoped_session[Session]) -> None:
    """The fair of the fullest half day and the airport of the flight home were in no list, and nothing said so."""
    trip = journey.mission(visits=0)
    voyage.item(trip, kind="fair", title="展示商談会", start=time(13), end=time(17), venue="大宇饭店")
    home: dict[str, Any] = {"origin": "延吉朝阳川机场", "destination": "新潟空港", "flight_number": "OZ352"}
    voyage.item(trip, kind="flight", title="帰国", start=time(18), end=time(19), **home)
    voyage.item(trip, kind="flight", title="出発", start=time(7), end=time(8), timezone="Asia/Tokyo", origin="新潟空港")
    found = pack(voyage.fresh(trip), chosen=["addresses"])
    shown = contents.bare_html(found, IMPRINT)
    first, second = shown.split('class="stop keep"')[1:]
    assert "大宇饭店" in first
    assert "延吉朝阳川机场" in second
    assert shown.count("住所未確認") == 2
    assert "展示商談会" in first, "in the words of the pack what it is"
    supper: dict[str, Any] = {"kind": "meal", "start": time(19), "end": time(20), "status": "tentative"}
    voyage.item(trip, title="歓迎夕食会", **supper)
    assert "歓迎夕食会" not in html(voyage.fresh(trip), chosen=["addresses"]), "what it is called helps no driver"
    voyage.item(trip, title="答礼夕食会", venue="金达莱饭店", **supper)
    last = html(voyage.fresh(trip), chosen=["addresses"]).split('class="stop keep"')[-1]
    assert ("金达莱饭店" in last, "（仮）" in last) == (True, True)
    assert any("No address is known for: 延吉朝阳川机场" in str(text) for text in contents.blanks(found))


def test_the_cover_counts_what_is_not_confirmed_apart_and_an_outing_is_no_free_time(
    session: scoped_session[Session],
) -> None:
    trip = journey.mission(visits=2)
    voyage.item(trip, title="打診中の訪問", host=book.organisation("图们百货"), start=time(15), end=time(16))
    voyage.item(trip, kind="free", title="展望台を見学", start=time(17), end=time(18), transport="貸切バス")
    voyage.item(trip, kind="free", title="自由行動", start=time(18), end=time(19))
    shown = html(voyage.fresh(trip), chosen=["itinerary", "visit_list"])
    assert "3件（未確定1件）" in re.sub(r"\s+", "", shown)
    assert "名（団長を含む）" in re.sub(r"\s+", "", shown), "who counts the head apart counts one too many"
    assert shown.count("<td>見学</td>") == 1
    assert shown.count("<td>自由時間</td>") == 1


def test_a_title_and_a_name_that_readers_do_not_have_are_gaps_whatever_the_document(
    session: scoped_session[Session],
) -> None:
    """技术总监 of somebody entered as Japanese stood unmarked in Japanese papers; a firm in Yanji in kana."""
    firm = book.organisation("シンポー情報技術延辺", "zh-Hans")
    trip = journey.mission(visits=0)
    wang = book.person("王志強", "ja", at=firm, title="技术总监")
    voyage.item(trip, title="商談", kind="meeting", host=firm, hosts=[wang.id])
    found = pack(voyage.fresh(trip), chosen=["visits", "names"])
    assert '<span lang="zh-Hans">技术总监</span>' in contents.bare_html(found, IMPRINT)
    assert "技术总监" in contents.untranslated(found, IMPRINT).met
    assert firm.id in {body.id for body in contents.nameless(pack(trip, language="zh-Hans", chosen=["visits"]))}
    assert firm.id not in {body.id for body in contents.nameless(found)}


def test_flights_and_hotels_are_told_from_their_fields_and_sheets_are_numbered_without_gaps(
    session: scoped_session[Session],
) -> None:
    """A Chinese pack printed the Japanese line of a flight of which number and both ends are known; and 2／7, 4／7."""
    trip = journey.mission(visits=1)
    flight: dict[str, Any] = {"flight_number": "NH404", "origin": "秋田空港", "destination": "羽田空港"}
    voyage.item(trip, kind="flight", title="秋田空港発（NH404便）羽田空港着", start=time(6), end=time(7), **flight)
    voyage.item(trip, kind="hotel", title="宿泊する", venue="延吉样板大酒店", start=time(20), end=time(21))
    voyage.item(trip, title="市内の視察", start=time(7), end=time(8))
    shown = html(voyage.fresh(trip), language="zh-Hans", chosen=["flights", "itinerary", "visit_list", "visits"])
    assert "航班：NH404 秋田机场 → 羽田机场" in shown
    assert "秋田空港" not in shown
    assert "住宿：延吉样板大酒店" in shown
    assert "访问 1 / 1" in shown
    assert shown.count('id="visit-') == 1, "nobody is visited where the town is looked at"
    assert "<b>尚未安排</b>" in shown, "nobody interprets, and nobody of us speaks Chinese"


def test_cover_list_and_sheets_tell_of_the_same_visits_by_the_same_numbers(session: scoped_session[Session]) -> None:
    """西市場 and a signing were visits on the cover and none in the list, whose numbers nothing else had; a host who is
    met for the first time had no sheet."""
    trip = journey.mission(visits=1)
    shop = book.organisation("图们百货")
    voyage.item(trip, title="朝の商談", host=shop, start=time(6), end=time(7))
    voyage.item(trip, title="夜の商談", host=shop, start=time(20), end=time(21))
    voyage.item(trip, title="西市場 視察", start=time(7), end=time(8))
    voyage.item(trip, title="経済会議", kind="conference", start=time(13), end=time(14))
    voyage.item(trip, title="調印式", kind="signing", host=shop, start=time(15), end=time(16))
    shown = html(voyage.fresh(trip), chosen=["visit_list", "visits"])
    assert "3件（訪問先2か所）（未確定2件）" in re.sub(r"\s+", "", shown)
    assert re.findall(r'id="visit-(\d)"', shown) == ["1", "2", "3"]
    listed = shown.split('id="visit_list"')[1].split("</section>")[0]
    assert re.findall(r"<td>(\d|—)</td>\s*<td class=\"num\">", listed) == ["1", "2", "3"]
    assert [each in listed for each in ("西市場", "経済会議", "調印式")] == [False] * 3
    voyage.item(trip, title="大使館 訪問", start=time(16), end=time(17))
    guest = book.person("王志強", "zh-Hans", at=shop)
    voyage.item(trip, title="貿易会議", kind="conference", start=time(14), end=time(15), hosts=[guest.id])
    shown = html(voyage.fresh(trip), chosen=["visit_list"])
    assert "5件（訪問先2か所）（訪問先未入力2件）（未確定4件）" in re.sub(r"\s+", "", shown), (
        "one whose host is not told yet, and a prepared one"
    )


def test_the_leader_reads_on_paper_why_an_item_was_cancelled_and_nobody_else_reads_our_notes(
    session: scoped_session[Session],
) -> None:
    trip = journey.mission(visits=1)
    voyage.item(trip, title="工場の視察", status="cancelled", notes="先方都合", start=time(14), end=time(15))
    told = {reader: html(voyage.fresh(trip), audience=reader, chosen=["itinerary"]) for reader in ("leader", "host")}
    assert {reader: "先方都合" in shown for reader, shown in told.items()} == {"leader": True, "host": False}


def test_a_visit_of_which_nobody_entered_the_host_is_counted_and_listed_by_its_title_and_is_a_gap(
    session: scoped_session[Session],
) -> None:
    """Three firms in one title and a host that is not on file were a visit less, or had an empty cell."""
    trip = journey.mission(visits=1)
    titles = ("企業訪問：吉林衆鑫有機米、アイリトク米業、延辺情報", "図們市内の工場を訪問")
    for hour, title in enumerate(titles, start=15):
        voyage.item(trip, title=title, start=time(hour), end=time(hour + 1))
    found = pack(voyage.fresh(trip), chosen=["visit_list"])
    shown = re.sub(r"\s+", "", contents.bare_html(found, IMPRINT))
    assert "3件（訪問先1か所）（訪問先未入力2件）" in shown
    for title in titles:
        assert f"{title}<small>訪問先未入力</small>" in shown
    named = [str(gap.text) for gap in found.facts.gaps if gap.kind == "host"]
    assert [text.split(":00 ")[1] for text in named] == [f"{title}: no host." for title in titles]
