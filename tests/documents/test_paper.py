"""What stands on paper: text that survives, languages that are marked, page numbers that are true."""

import io
import re
from datetime import date, datetime, time
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.core.languages import Language
from crm.documents import contents, rules
from crm.documents.contents import Imprint
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.missions import voyage
from tests.pdf.paper import sheets, text, untold
from tests.travel import luggage

pytestmark = [pytest.mark.once, pytest.mark.printed]
IMPRINT = Imprint("見商国第26-118号-B-JA-3", 3, date(2026, 11, 24), "小林 里美")


def html(mission: Activity, **wish: object) -> str:
    wanted: dict[str, Any] = {"kind": rules.BRIEFING, "language": "ja"} | wish
    return contents.bare_html(contents.filled(rules.wish(mission.id, **wanted), user=cast.user()), IMPRINT)


def printed(mission: Activity, **wish: object) -> bytes:
    wanted: dict[str, Any] = {"kind": rules.BRIEFING, "language": "ja"} | wish
    pdf = contents.pdf(contents.filled(rules.wish(mission.id, **wanted), user=cast.user()), IMPRINT)
    assert contents.count_pages(pdf) == len(PdfReader(io.BytesIO(pdf)).pages)
    return pdf


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return journey.mission(visits=2)


@pytest.mark.parametrize("language", list(Language))
def test_a_pack_prints_in_every_language_and_its_text_comes_back_unchanged(mission: Activity, language: str) -> None:
    pages = sheets(printed(mission, language=language))
    found = "\n".join(pages)
    assert journey.TRICKY in found
    assert "\N{REPLACEMENT CHARACTER}" not in found
    assert "延边大洋商贸集团1有限公司" in found
    assert "김성호" in found
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        assert IMPRINT.number in page


@pytest.mark.parametrize("language", list(Language))
def test_a_report_prints_in_every_language_with_the_parts_that_say_something(mission: Activity, language: str) -> None:
    pdf = printed(mission, kind=rules.REPORT, language=language)
    reader = PdfReader(io.BytesIO(pdf))
    outline = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    numbered = [str(title).split(".")[0] for title in outline if str(title)[0].isdigit() and ". " in str(title)]
    assert numbered == [str(n) for n in range(1, len(numbered) + 1)]
    assert 5 <= len(numbered) < len(rules.parts(rules.REPORT))
    assert journey.TRICKY in text(pdf)
    assert untold(pdf) == []
    mark = {"ja": "取扱注意", "zh-Hans": "注意保密", "ko": "대외비", "en": "Confidential"}[language]
    assert all(mark in page for page in sheets(pdf)), "a cover without it was handed out as if it had been approved"


def test_no_glyph_is_missing_and_nothing_is_untold_to_who_listens(mission: Activity) -> None:
    """A glyph that no font has is drawn as glyph 0 of the last one tried."""
    pdf = printed(mission)
    assert untold(pdf) == []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        found = page.get_contents()
        assert found is not None
        codes = re.findall(rb"<([0-9a-fA-F]+)>", found.get_data())
        assert codes
        assert not [code for code in codes if b"0000" in [code[i : i + 4] for i in range(0, len(code), 4)]]


def test_the_contents_tell_the_pages_that_are_true(mission: Activity) -> None:
    pdf = printed(mission, language="en")
    pages = sheets(pdf)
    contents_page = PdfReader(io.BytesIO(pdf)).pages[1].extract_text()  # a line each, with its dots
    listed = dict(re.findall(r"^(.+?)\s*[. ]{6,}\s*(\d+)$", contents_page, re.MULTILINE))
    whole = html(mission)
    there = [part for part in rules.BRIEFING_PARTS if part != "visits" and f'id="{part}"' in whole]
    assert len(listed) >= len(there)
    for label, number in listed.items():
        label = label.replace("Visit sheets", "Visit 1 of 2")
        wanted = re.sub(r"^\d+\. .*?\d\d:\d\d ", "", label).strip()
        assert wanted in pages[int(number) - 1], (label, number)


def test_an_airport_is_a_name_in_every_language_and_a_way_says_how_and_where_it_goes(mission: Activity) -> None:
    times: dict[str, Any] = {
        "start": time(20),
        "end": time(21),
        "timezone": "Asia/Tokyo",
        "place_id": book.place("00000").id,
    }
    voyage.item(voyage.fresh(mission), title="解団式", kind="ceremony", venue="成田空港", **times)
    times |= {"start": time(6), "end": time(7), "timezone": "Asia/Shanghai", "place_id": book.place(voyage.TUMEN).id}
    voyage.item(voyage.fresh(mission), title="朝市", kind="visit", **times)
    times |= {"place_id": None, "start": time(22), "end": time(23)}
    voyage.item(voyage.fresh(mission), title="帰途", kind="flight", flight_number="CZ6081", **times)
    wish = rules.wish(mission.id, kind=rules.BRIEFING, language="zh-Hans", chosen=["itinerary", "flights"])
    chinese = contents.filled(wish, user=cast.user())
    met = contents.untranslated(chinese, IMPRINT).met
    assert "解団式" in met
    assert "成田空港" not in met
    shown = " ".join(contents.bare_html(chinese, IMPRINT).split())
    assert re.search(r"<td>\s*CZ6081\s*</td>", shown)
    assert re.search(r"<td>\s*图们市\s*</td>", shown)


def test_foreign_words_carry_their_language(mission: Activity) -> None:
    shown = html(mission)
    assert '<html lang="ja">' in shown
    assert '<h1 lang="zh-Hans">延边大洋商贸集团1有限公司</h1>' in shown
    assert '<span lang="ko">김성호</span>' in shown
    assert '<span lang="zh-Hans">延吉市人民路1号 大洋大厦</span>' in shown
    assert '<span lang="ja">きん せいこう' not in shown
    assert '<span lang="ja">見附ニットは一点から</span>' in html(mission, language="ko")


def test_names_are_read_in_the_script_of_the_reader(mission: Activity) -> None:
    assert "きん せいこう" in html(mission, chosen=["names"])
    korean = html(mission, language="ko", chosen=["names"])
    assert re.search(r'<b lang="ko">김성호 님</b>.*?<span lang="zh-Hans">金成浩1</span>', korean)
    english = html(mission, language="en", chosen=["names"])
    assert re.search(r"<b[^>]*>Jin Chenghao</b>.*?金成浩1", english)


def test_hosts_are_written_as_one_addresses_them_and_our_own_side_is_not(mission: Activity) -> None:
    pack = html(mission)
    assert '<b lang="zh-Hans">金成浩1</b>' in pack, "the post stands beside it"
    delegation = re.search(r'id="delegation".*?</section>', pack, re.DOTALL)
    assert delegation is not None
    assert not re.search("様</b>|先生</b>|女士</b>", delegation[0])
    for of in (pack, html(mission, kind=rules.REPORT)):
        assert not re.search("先生/女士|様 様|先生様", of)


def test_the_report_is_dated_by_era_in_japanese_only(mission: Activity, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft has the day of which it tells, and not that of its print."""
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-16T03:00:00+00:00"))
    japanese, chinese = (html(mission, kind=rules.REPORT, language=language) for language in ("ja", "zh-Hans"))
    assert '<span class="num">令和8年12月16日</span>現在' in japanese
    assert "令和8年11月24日" not in japanese
    assert "令和" not in chinese
    assert "2026年12月16日" in chinese


def test_a_chapter_is_called_alike_for_the_leader_and_the_office(mission: Activity) -> None:
    pack = html(mission, audience="office")
    assert "責任者用" not in pack
    assert not [heading for heading in rules.HEADINGS.values() if "only" in heading]


def test_a_document_writes_its_days_in_one_style(mission: Activity) -> None:
    pack = html(mission)
    assert "2026年11月24日" in pack
    assert "令和" not in pack
    cell = pack.split("<th>訪問地</th>")[1].split("</td>")[0]
    main = re.sub(r"<[^>]+>", "", cell).strip()
    assert main.startswith("中国 吉林省 "), "the whole before its part, as addresses in Japanese are written"
    for paper in (pack, html(mission, kind=rules.REPORT)):
        told = re.sub(r"<[^>]+>", "", paper)
        assert not re.search(r"20\d\d[-/]\d{1,2}[-/]\d|\d/\d+（[月火水木金土日]）", told), "6/18 is no style of papers"


def test_a_past_meeting_and_its_promise_stand_on_the_sheet_of_the_visit(mission: Activity) -> None:
    shown = html(mission, chosen=["visits"])
    assert "手数料を持ち帰る" in shown
    assert "見本の品質証明書を送る" in shown


def test_a_pack_does_not_call_the_first_meeting_what_whoever_prints_it_may_not_see(mission: Activity) -> None:
    """The meetings of other activities are kept from a mission leader: “the first on record” was untrue."""
    wish = rules.wish(mission.id, kind=rules.BRIEFING, language="ja", audience="leader")
    assert mission.leader is not None
    leader = contents.bare_html(contents.filled(wish, user=mission.leader), IMPRINT)
    assert "手数料を持ち帰る" not in leader
    assert "初めての面談" not in leader
    assert "閲覧できる範囲に過去の面談はありません" in leader


def test_only_the_leader_reads_phone_numbers_and_targets(mission: Activity) -> None:
    assert "Phone</th>" not in html(mission, language="en"), "no column of which nothing is known"
    voyage.delegate(mission, book.person("三浦 廣巳", "ja", contacts=[("mobile", "090-0000-1100")]))
    trip = voyage.fresh(mission)
    leader, member = html(trip, language="en"), html(trip, language="en", audience="member")
    assert "Phone</th>" in leader
    assert "90-0000-1100" in leader
    assert "Phone</th>" not in member
    assert "90-0000-1100" not in member
    assert "Targets" in leader
    assert "Targets" not in member


def test_the_public_report_is_not_marked_and_tells_no_offer(mission: Activity) -> None:
    pack = contents.briefing(rules.wish(mission.id, kind=rules.BRIEFING, language="en"), user=cast.user())
    seen = pack.facts.visits[0]
    assert seen.organisation is not None
    person = seen.hosts[0].person
    starts = datetime(2026, 12, 11, 9)
    journey.talk(seen.organisation, person, starts=starts, activity=mission, our_offer="FOB 1,980円")
    internal = html(mission, kind=rules.REPORT, language="en")
    public = html(mission, kind=rules.REPORT, language="en", audience="public")
    marks = [re.findall(r'data-mark="([^"]*)"', report)[0] for report in (internal, public)]
    assert ["Confidential" in mark for mark in marks] == [True, False]
    assert "FOB 1,980円" in internal
    assert "FOB 1,980円" not in public


def test_only_chosen_parts_are_printed(mission: Activity) -> None:
    shown = html(mission, chosen=["objectives", "emergency"])
    assert [part for part in rules.BRIEFING_PARTS if f'id="{part}"' in shown] == ["objectives", "emergency"]
    assert ">110<" in shown
    assert "A visa" not in shown
    luggage.told(mission.participants[0])
    entry = html(voyage.fresh(mission), chosen=["entry"], language="en")
    assert "up to 30 days." in entry
    assert "31 Dec" in entry


def test_what_people_type_is_text_and_never_markup(session: scoped_session[Session]) -> None:
    evil = journey.mission(visits=0, outcome="<script>alert(1)</script>", impressions='<img src="http://x.example/">')
    shown = html(evil, kind=rules.REPORT)
    assert "<script>" not in shown
    assert "<img" not in shown
