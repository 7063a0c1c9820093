"""A programme that arrives as a text is pasted, looked at, saved at once and taken back at once."""

import html
import re
from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.permissions import Role
from crm.missions import queries
from tests import cast
from tests.contacts import book
from tests.journeys.guests import PROGRAMME as AKITA
from tests.missions import voyage
from tests.missions.browser import activity_of, text

#: (day, clocks, kind, title, venue, number, from, to)
SAVED = [
    (10, "–14:05", "flight", "秋田空港着（仁川から KE769便）", "", "KE769", "仁川", "秋田空港"),
    (10, "15:30–16:00", "courtesy_call", "秋田県庁 表敬訪問（産業労働部長）", "", "", "", ""),
    (10, "16:30–17:00", "courtesy_call", "秋田市役所 表敬訪問（副市長）", "", "", "", ""),
    (10, "18:30–20:30", "reception", "歓迎レセプション", "秋田キャッスルホテル", "", "", ""),
    (11, "09:30–11:30", "conference", "経済交流会", "秋田商工会議所ホール", "", "", ""),
    (11, "13:00–14:30", "seminar", "貿易・観光セミナー", "", "", "", ""),
    (11, "15:00–17:00", "matching", "個別商談会 9社×秋田側14社（30分×4回、7卓）", "", "", "", ""),
    (12, "09:00–10:00", "visit", "秋田港国際コンテナターミナル視察", "", "", "", ""),
    (12, "10:30–11:30", "visit", "秋田県立の工芸品展示施設 見学", "", "", "", ""),
    (12, "14:55–", "flight", "秋田空港発（仁川へ KE770便）", "", "KE770", "秋田空港", "仁川"),
]


@pytest.fixture
def inbound(app: Flask) -> int:
    """Guests from Yanji at home, in December 2013; the office has nothing else."""
    with app.app_context():
        voyage.load_places()
        bureau = book.organisation("延边朝鲜族自治州商务局", place_id=book.place(voyage.YANJI).id)
        home = book.place(voyage.MITSUKE).id
        return voyage.mission(
            type="inbound_delegation", direction="inbound", names={"ja": "延辺訪問団"}, place_id=home,
            start_on=date(2013, 12, 10), end_on=date(2013, 12, 12), sender_organisation_id=bureau.id,
        ).id  # fmt: skip


def fields_in(shown: str) -> MultiDict[str, str]:
    """What a browser would send of the form on a page."""
    found: MultiDict[str, str] = MultiDict()
    form = shown.split('<form class="panel"')[1].split("</form>")[0]
    for tag in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in told and (told.get("type") != "checkbox" or " checked" in tag):
            found.add(told["name"], html.unescape(told.get("value", "")))
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', inside) or re.search(r'<option value="([^"]*)"', inside)
        found.add(name, html.unescape(chosen[1]) if chosen else "")
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found.add(name, html.unescape(inside).lstrip("\r\n"))
    return found


def read(client: FlaskClient, mission: int, pasted: str) -> str:
    """The page after the first click: the lines as they were understood."""
    path = f"/missions/{mission}/programme"
    sent = fields_in(text(client, path))
    sent["text"], sent["read"] = pasted, "1"
    answer = client.post(path, data=sent)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def save(client: FlaskClient, mission: int, shown: str, **changes: str) -> TestResponse:
    """The second click."""
    data = fields_in(shown)
    for name, value in changes.items():
        data[name.replace("__", "-")] = value
    return client.post(f"/missions/{mission}/programme", data=data)


def test_the_programme_of_a_mail_takes_one_paste_and_two_clicks(app: Flask, client: FlaskClient, inbound: int) -> None:
    cast.sign_in(client)
    shown = read(client, inbound, AKITA)
    assert len([name for name in fields_in(shown) if name.endswith("-take")]) == len(SAVED), "all are ticked"
    assert "15:30–16:00" in shown
    assert "14:30–15:00" in shown, "the clock of the guests stands beside the local one"
    assert "85 minutes between" in shown, "landing and the first call are tight"
    assert save(client, inbound, shown).status_code == 303
    with app.app_context():
        items = queries.items(inbound)
        found = [
            (i.day.day, i.clocks, i.kind, i.title, i.venue, i.flight_number, i.origin, i.destination) for i in items
        ]
        assert sorted(found) == sorted(SAVED)
        assert {(item.status, item.timezone, item.title_language) for item in items if item.kind != "flight"} == {
            ("unasked", "Asia/Tokyo", "ja")
        }
        facts = queries.fact(activity_of(inbound))
        gaps = facts.gaps
        assert [gap.kind for gap in gaps].count("clock") == 2
        assert "tight" in {gap.kind for gap in facts.mendable()}, (
            "it may be a clock typed wrong, also of days long past"
        )
        assert [str(gap.text) for gap in gaps if gap.kind in ("tight", "night")] == [
            "Tue 10 Dec: 85 minutes between “秋田空港着（仁川から KE769便）” and “秋田県庁 表敬訪問（産業労働部長）”. "
            "With a flight, a group of this size usually needs 90.",
            "No hotel for the night of: Tue 10 Dec, Wed 11 Dec",
        ]
    again = read(client, inbound, AKITA)
    assert again.count("This is already in the programme.") == 10
    assert save(client, inbound, again).status_code == 409, "nothing is ticked"
    otherwise = "12月10日 12:00 ソウル仁川国際空港発 14:15 秋田着 KE 769\n"
    assert "This is already in the programme." in read(client, inbound, otherwise)
    twice = "12月11日 9:00 仁川発 11:00 成田着 NH 961\n12月11日 9:10 ソウル発 11:10 東京着 NH961\n"
    assert read(client, inbound, twice).count("The list has this flight twice.") == 1


def test_a_paste_is_taken_back_at_once_until_something_of_it_was_changed(
    app: Flask, client: FlaskClient, inbound: int
) -> None:
    cast.sign_in(client)
    save(client, inbound, read(client, inbound, AKITA))
    page = text(client, f"/missions/{inbound}/itinerary")
    (undo,) = set(re.findall(rf"/missions/{inbound}/programme/undo\?made=[\d.~]+", page))
    token = {"csrf_token": cast.hidden(page, "csrf_token")}
    assert client.post(undo, data=token).status_code == 303
    with app.app_context():
        assert queries.items(inbound) == []
    assert client.post(undo, data=token).status_code == 409


def test_a_weekday_that_is_not_that_of_the_date_has_to_be_decided(
    app: Flask, client: FlaskClient, inbound: int
) -> None:
    cast.sign_in(client)
    shown = read(client, inbound, "12月11日(木) 9:00 視察\n10:30-11:30 見学\n12日 9時 訪問\n会食\n")
    assert shown.count("does not fall on that weekday") == 2
    assert "The text gives no time" in shown
    answer = save(client, inbound, shown, items__0__take="y", items__0__day="2013-12-20")
    assert answer.status_code == 422
    assert "is outside" in answer.get_data(as_text=True)
    with app.app_context():
        assert queries.items(inbound) == []
    chosen = {"items__0__take": "y", "items__0__day": "2013-12-12", "items__0__kind": "meeting", "items__3__take": "y"}
    save(client, inbound, shown, **chosen)
    with app.app_context():
        items = queries.items(inbound)
        found = [(item.day.day, item.clocks, item.kind) for item in items]
        gaps = [str(gap.text) for gap in queries.fact(activity_of(inbound)).gaps if gap.kind == "clock"]
    assert found == [(12, "09:00–", "meeting"), (12, "09:00–", "visit"), (12, "–", "meal")], (
        "a line without a clock too"
    )
    assert gaps[-1] == "Thu 12 Dec 会食: no time yet."


HOSTS = """12月11日 10:00-11:00 企業訪問：東北精米グループ（農業） 見附市
13:00-14:00 企業訪問：東北精米グループ（農業）
15:00-16:00 経済交流会 秋田キャッスルホテル
18:00-19:00 夕食会
"""


def test_a_programme_that_the_hosts_agreed_to_is_confirmed_and_brings_its_new_hosts(
    app: Flask, client: FlaskClient, inbound: int
) -> None:
    cast.sign_in(client)
    shown = read(client, inbound, HOSTS)
    sent = fields_in(shown)
    assert [sent.get(f"items-{n}-new_host", "") for n in range(4)] == ["東北精米グループ", "東北精米グループ", "", ""]
    assert "items-0-adds_host" not in sent, "nothing is added unless somebody ticks it"
    ticked = {"agreed": "confirmed", "items__0__adds_host": "y", "items__1__adds_host": "y"}
    assert save(client, inbound, shown, **ticked).status_code == 303
    with app.app_context():
        items = queries.items(inbound)
        told = [(item.title, item.venue, item.status) for item in items]
        hosts = [item.organisation_id for item in items]
        made = db.session.get_one(Organisation, hosts[0] or 0)
        assert sent["items-1-new_host_at"] == str(made.place_id), "of a line without a place it is a guess, asked for"
        assert (made.country, made.place_id) == ("JP", book.place(voyage.MITSUKE).id)
    assert hosts[0] == hosts[1] is not None
    assert hosts[2:] == [None, None]
    assert told == [
        ("企業訪問：東北精米グループ（農業）", "", "confirmed"),
        ("企業訪問：東北精米グループ（農業）", "", "confirmed"),
        ("経済交流会", "秋田キャッスルホテル", "confirmed"),
        ("夕食会", "", "confirmed"),
    ], "town and house have left the titles"


@pytest.mark.both
def test_a_flight_lands_where_its_destination_is_and_nowhere_on_a_guess(app: Flask, inbound: int) -> None:
    with app.app_context():
        yanji, beijing = (book.place(code).id for code in (voyage.YANJI, "110000"))
        china, japan = "Asia/Shanghai", "Asia/Tokyo"
        told = [
            ("北京首都机场", china),
            ("大连", china),
            ("", china),
            ("羽田", japan),
            ("延吉空港", china),
            ("延吉空港", japan),
        ]
        assert [queries.landing(*each) for each in told] == [beijing, None, None, None, yanji, None]


DAYS = """12月10日 9:20 新潟空港発 NH402
18:00 延吉空港から ホテル着
12月11日 8:00-8:30 団内打合せ
10:00-11:00 図們無形文化財展覧館 視察
13:00-14:00 图们国境橋 視察
15:00-16:00 도문 시장 시찰
16:30-17:00 図們江公園 視察
17:30-18:00 延吉市商務局 訪問
21:00-22:00 二次会
"""


def test_a_line_stands_where_its_title_says_and_its_place_is_changed_before_it_is_saved(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
        yanji, tumen = (book.place(code).id for code in (voyage.YANJI, voyage.TUMEN))
    cast.sign_in(client)
    shown = read(client, mission, DAYS)
    assert [value for name, value in fields_in(shown).items() if name.endswith("-place_guess") and value] == (
        [str(yanji), *[str(tumen)] * 3, str(yanji)]
    )
    assert "Left empty, it is assumed to be " in shown, "of the three lines that name no place: 図們江 is a river"
    assert save(client, mission, shown, items__6__place_id=str(yanji)).status_code == 303
    with app.app_context():
        items = queries.items(mission)
        found = [(item.kind, item.open_clock, item.place_id, item.visit is not None) for item in items]
        flight = items[0]
        gaps = [
            str(gap.text) for gap in queries.fact(activity_of(mission)).gaps if gap.kind in ("clock", "appointment")
        ]
    assert (flight.timezone, flight.end_timezone) == ("Asia/Tokyo", None)
    assert found == [
        ("flight", "end", None, False),
        ("transfer", "start", yanji, False),
        ("internal", "", None, False),
        *[("visit", "", tumen, True)] * 3,
        *[("visit", "", yanji, True)] * 2,
        ("meal", "", None, False),
    ], "nobody wrote that the last meal is at the main place"
    itinerary = text(client, f"/missions/{mission}/itinerary").split('id="main"')[1]
    assert itinerary.count('<span class="chip warn">Guess</span>') == 1
    assert "Thu 10 Dec 09:20 新潟空港発 NH402: no end time yet." in gaps
    assert not [gap for gap in gaps if "団内" in gap or "二次会" in gap]
    assert "Japan → China" not in text(client, f"/missions/{mission}/itinerary")


@pytest.mark.parametrize("pasted", ["", "no day and no time here", "12:30\n" * 301, "9:00 x" * 11_000, "\x00"])
def test_a_text_that_is_no_programme_is_told(client: FlaskClient, inbound: int, pasted: str) -> None:
    cast.sign_in(client)
    assert 'class="err"' in read(client, inbound, pasted)


def test_who_may_not_plan_may_not_paste(client: FlaskClient, inbound: int) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    assert client.get(f"/missions/{inbound}/programme").status_code == 403


def test_an_arrival_shows_its_clock_alone_and_keeps_it_when_it_is_edited(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission(objectives="視察").id
        voyage.item(activity_of(mission), kind="flight", title="延吉着", start=None, end=time(0, 30),
                    day=date(2026, 12, 11), timezone="Asia/Seoul", end_timezone="Asia/Shanghai")  # fmt: skip
        (item,) = queries.items(mission)
        assert (item.day.day, item.clocks, item.clocks_at("Asia/Tokyo")) == (11, "–00:30", "–01:30")
    cast.sign_in(client)
    assert 'name="start" type="time" value=""' in text(client, f"/missions/items/{item.id}/edit")


def test_a_text_that_is_sent_without_its_button_is_read_and_one_clock_is_told_once(
    client: FlaskClient, inbound: int
) -> None:
    cast.sign_in(client)
    path = f"/missions/{inbound}/programme"
    sent = fields_in(text(client, path))
    sent["text"] = "12月12日 10:30 延吉空港発"
    shown = html.unescape(client.post(path, data=sent).get_data(as_text=True))
    assert "Save the ticked lines" in shown
    assert 'China <b class="num">from 10:30</b> · Japan <span class="num">from 11:30</span>' in shown, "no clock twice"
