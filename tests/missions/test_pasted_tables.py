"""A programme that is pasted as a table: its heading row tells what columns say, 同上 repeats the place."""

import re
from datetime import date, time
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.contacts import queries as contacts
from crm.contacts.models import OrganisationName
from crm.core.database import db
from crm.missions import queries
from crm.missions.forms.guessed import rows_of
from crm.missions.rules import hosts
from crm.missions.rules.pasted import Read, programme
from tests import cast
from tests.missions import voyage
from tests.missions.test_pasting import fields_in, read, save

OCTOBER = (date(2015, 10, 27), date(2015, 10, 31))
RULED = """| date | item | place | kind |
|---|---|---|---|
| Wed 28 Oct | economic exchange: speeches | 延辺白山ホテル, 延吉市 | conference |
| | business matching | same | matching |
| Thu 29 Oct | three bodies | 延辺白山ホテル | signing |
| Fri 30 Oct | 図們無形文化財展覧館; border bridge at 図們 | 図們市 | visits |
"""
TABBED = """日付\t時刻\t内容\t場所\t備考
10月28日(水)\t09:00～11:30\t経済交流会議\t延辺白山ホテル\t正装
\t13:00～15:30\tビジネスマッチング\t同上
10/30\t１６：００\t国境の橋 視察\t図們市
\t17:00\t延辺大山商貿 訪問
"""


def told(line: Read) -> tuple[int, str, str, str]:
    return line.day.day if line.day else 0, line.kind, line.title, line.venue


@pytest.mark.once
def test_the_columns_of_a_table_are_told_by_its_heading_row() -> None:
    assert [told(line) for line in programme(RULED, *OCTOBER, {})] == [
        (28, "conference", "economic exchange: speeches", "延辺白山ホテル, 延吉市"),
        (28, "matching", "business matching", "延辺白山ホテル, 延吉市"),
        (29, "signing", "three bodies", "延辺白山ホテル"),
        (30, "visit", "図們無形文化財展覧館; border bridge at 図們", "図們市"),
    ]
    lines = programme(TABBED, *OCTOBER, {})
    assert [told(line) for line in lines] == [
        (28, "conference", "経済交流会議 正装", "延辺白山ホテル"),  # a column of no known heading is not lost
        (28, "matching", "ビジネスマッチング", "延辺白山ホテル"),
        (30, "visit", "国境の橋 視察", "図們市"),
        (30, "visit", "延辺大山商貿 訪問", ""),
    ]
    assert [(line.start, line.end) for line in lines[1:3]] == [(time(13), time(15, 30)), (time(16), None)]


@pytest.mark.once
def test_the_same_place_is_that_of_the_line_above_without_a_heading_row_as_well() -> None:
    text = "10月29日\t9:00\t首脳会談\t延辺白山ホテル\n\t11:30\t三者経済交流協定 調印式\t同上\n13:00 記者会見\t〃"
    assert [told(line)[2:] for line in programme(text, *OCTOBER, {})] == [
        ("首脳会談", "延辺白山ホテル"), ("三者経済交流協定 調印式", "延辺白山ホテル"), ("記者会見", "延辺白山ホテル")
    ]  # fmt: skip


def test_titles_in_english_are_told_as_english_and_an_unknown_host_can_be_added(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
    cast.sign_in(client)
    shown = read(client, mission, "Dec 11 9:00 conference at 会議場\n10:30 visit to the port\n13:00 lunch")
    assert fields_in(shown)["title_language"] == "en"
    refused = save(client, mission, shown, **{"items-1-organisation_id-typed": "延辺港務局"})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "“延辺港務局” was not found." in page
    assert "Add “延辺港務局” as new" in page


@pytest.mark.parametrize(
    ("line", "language", "hint"),
    [
        ("12月11日 9時 延吉市商務局 表敬訪問\n10時 羽田空港発 工場見学", "ja", "Guessed from the characters"),
        ("12月11日 9时 延吉市商务局 访问\n10时 参观工厂", "zh-Hans", "Guessed from the characters"),
        (
            "12月11日 9時 图们江国际物流集团 訪問\n10時 工場見学",
            "",
            "Chinese characters alone do not tell the language",
        ),
        ("12月11日 9:00 午餐\n10:00 散策", "", "Chinese characters alone do not tell the language"),
        ("12月11日 9時 图们江国际物流集团を訪問", "ja", "Guessed from the characters"),
    ],
)
def test_characters_that_several_languages_write_tell_no_language_of_the_titles(
    app: Flask, client: FlaskClient, line: str, language: str, hint: str
) -> None:
    """Eight Japanese titles without kana were Chinese ones in the Chinese pack, and nobody had been asked."""
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
    cast.sign_in(client)
    shown = read(client, mission, line)
    assert fields_in(shown).get("title_language", "") == language
    assert hint in shown
    if language:
        return
    refused = save(client, mission, shown)
    assert refused.status_code == 422
    assert "Choose one." in refused.get_data(as_text=True)
    assert save(client, mission, shown, title_language="ja").status_code == 303


def test_another_item_of_the_same_hour_is_asked_about_and_is_not_said_to_be_there(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        made = voyage.mission(objectives="視察")
        voyage.item(made, title="아키타항 시찰", day=date(2026, 12, 11), start=time(14), end=None)
        mission = made.id
    cast.sign_in(client)
    other = read(client, mission, "12月11日 14:00 間杉 工場 訪問")
    assert "This is already in the programme." not in other
    assert "At this time the programme has “아키타항 시찰”." in unescape(other)
    assert "items-0-take" not in fields_in(other), "a human decides"
    same = read(client, mission, "12월 11일 14:00 아키타항 시찰")
    assert "This is already in the programme." in same


VISITS = """| date | item | place | kind |
| Wed 9 Dec | business meeting | 延辺白山ホテル, 延吉市 | conference |
| Thu 10 Dec | seminar | 延辺白山ホテル | seminar |
| | 9:00-12:00 LISTED | 図們市 | visits |
| | 18:00 dinner with the foreign affairs office | 延吉市 | dinner |
""".replace(
    "LISTED", "company visits: 吉林衆鑫有機米グループ (farming), アイリトク米業 (rice), シンポー情報技術延辺 (software)"
)


def test_a_line_that_lists_several_hosts_offers_each_and_makes_an_item_of_each_that_is_ticked(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
    cast.sign_in(client)
    shown = read(client, mission, VISITS)
    names = ["吉林衆鑫有機米グループ", "アイリトク米業", "シンポー情報技術延辺"]
    boxes = re.findall(r'<input[^>]*name="items-2-several"[^>]*>', shown)
    assert [re.findall('value="([^"]*)"', box)[0] for box in boxes] == names
    assert not any("checked" in box for box in boxes), "none is ticked by itself"
    assert "items-2-new_host" not in fields_in(shown), "“company” is nobody's name"
    form = fields_in(shown)
    for name in names[::2]:
        form.add("items-2-several", name)
    form.add("items-2-several_new", names[0])
    form["agreed"] = "confirmed"
    answer = client.post(f"/missions/{mission}/programme", data=form)
    assert answer.status_code == 303
    with app.app_context():
        items = queries.items(mission)
        visits = [item for item in items if item.kind == "visit"]
        hosts = contacts.organisation_names([item.organisation_id for item in visits if item.organisation_id])
        told = [(item.title, item.clocks, hosts.get(item.organisation_id or 0)) for item in visits]
        states = {item.kind: item.status for item in items}
    assert sorted(told) == sorted([
        ("吉林衆鑫有機米グループ (farming)", "09:00–", "吉林衆鑫有機米グループ"),
        ("company visit: シンポー情報技術延辺 (software)", "–", None),
        ("company visit: アイリトク米業 (rice)", "–12:00", None),
    ]), "by its own name; that a visit without a host is one, its title says alone"  # fmt: skip
    assert states["meal"] == "confirmed", "who agreed to the programme agreed to the dinner"


def test_a_tick_that_splits_a_line_registers_nothing_and_a_bridge_is_offered_to_nobody(
    app: Flask, client: FlaskClient
) -> None:
    """Two ticks that promised items of their own registered a museum and a bridge as companies."""
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
    cast.sign_in(client)
    names = ["図們無形文化財展覧館", "border bridge at 図們"]
    line = f"| date | item | place | kind |\n| Fri 11 Dec | 9:00-12:00 visits: {'; '.join(names)} | 図們市 | visits |\n"
    shown = read(client, mission, line)
    offered = re.findall(r'<input[^>]*name="items-0-several_new"[^>]*>', shown)
    assert [re.findall('value="([^"]*)"', box)[0] for box in offered] == names[:1]
    assert not any("checked" in box for box in offered), "none is ticked by itself"
    form = fields_in(shown)
    for name in names:
        form.add("items-0-several", name)
    assert client.post(f"/missions/{mission}/programme", data=form).status_code == 303
    with app.app_context():
        made = [(item.title, item.organisation_id) for item in queries.items(mission)]
        assert made == [("visit: 図們無形文化財展覧館", None), ("border bridge at 図們", None)]
        assert db.session.scalars(select(OrganisationName.text).where(OrganisationName.text.in_(names))).all() == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "may"),
    [("border bridge at 図們", False),
     ("国境の橋", False), ("西市場", False), ("图们口岸", False), ("두만강대교", False),
     ("大橋商会", True), ("図們無形文化財展覧館", True), ("Bridge Foods Ltd.", True)],
)  # fmt: skip
def test_what_is_only_looked_at_is_no_organisation(name: str, may: bool) -> None:
    assert hosts.may_receive(name) == may


def test_a_kind_that_a_column_tells_is_no_guess_and_a_house_is_where_it_was_said_to_be(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
    cast.sign_in(client)
    shown = read(client, mission, VISITS)
    rows = shown.split('<tr id="items-')[1:]
    kinds = [row.split("<details")[0].split('class="t-s t-2"')[1].split(" · ")[0] for row in rows]
    assert not any("Guess" in text or "Not clear" in text for text in kinds[:2]), kinds[:2]
    form = fields_in(shown)
    assert form["items-0-place_id"] == form["items-1-place_id"] != ""


@pytest.mark.both
@pytest.mark.parametrize(
    ("place", "venue"),
    [
        ("延辺白山ホテル, 延吉市", "延辺白山ホテル"),
        ("延辺白山ホテル（延吉市）", "延辺白山ホテル"),
        ("延吉市　延辺白山ホテル", "延辺白山ホテル"),
        ("延辺白山ホテル, 2F", "延辺白山ホテル, 2F"),
        ("around 延吉市", ""),
        ("延吉市内", ""),
        ("延吉市周辺", ""),
        ("Yanji Hotel", "Yanji Hotel"),
        ("図們市", ""),
    ],
)
def test_a_town_is_where_a_house_is_and_no_part_of_its_name(app: Flask, place: str, venue: str) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察")
        text = f"| date | item | place |\n| Fri 11 Dec | seminar | {place} |\n"
        lines = queries.read(mission, text)
        [row] = rows_of(mission, lines)
    assert row["venue"] == venue
    assert row["place_guess"] or "2F" in place, "the place tells the town"


def test_two_addresses_of_one_venue_are_a_gap_and_are_not_passed_on(session: scoped_session[Session]) -> None:
    mission = voyage.mission(objectives="視察")
    hall: dict[str, Any] = {"kind": "conference", "venue": "延辺白山ホテル"}
    voyage.item(mission, title="会議", address="吉林省延吉市友谊路66号", **hall)
    voyage.item(mission, title="首脳会談", start=time(13), end=time(14), address="延吉市光明街88号", **hall)
    voyage.item(mission, title="調印式", start=time(15), end=time(16), **hall)
    fact = queries.fact(voyage.fresh(mission))
    assert [entry.address for entry in fact.entries] == ["吉林省延吉市友谊路66号", "延吉市光明街88号", ""]
    asked = [str(gap.text) for gap in fact.gaps if gap.kind == "address"]
    assert len(asked) == 1
    assert "“延辺白山ホテル” has different addresses in the programme" in asked[0]


@pytest.mark.once
def test_what_is_called_off_is_doubtful_and_words_of_a_clock_are_no_title() -> None:
    text = "10月29日 14:10着 ホテル チェックイン\n15:00 【中止】市場視察\n16:00 企業訪問（取消）\n17:00 到着ロビー集合"
    lines = programme(text, *OCTOBER, {})
    assert [line.title for line in lines] == [
        "ホテル チェックイン",
        "【中止】市場視察",
        "企業訪問（取消）",
        "到着ロビー集合",
    ]
    assert ["does not take place" in str(line.doubt or "") for line in lines] == [False, True, True, False]
