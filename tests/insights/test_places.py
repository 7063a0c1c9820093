"""Places by what we did there: each row is what the costs say of it; two side by side; on paper and on its page."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core import here
from crm.core.database import db
from crm.core.permissions import Role
from crm.insights import queries
from crm.insights.queries.places import PlaceFigures
from crm.insights.rules import Selection
from crm.partners import queries as partners
from crm.places.models import Place
from crm.places.queries import by_ids
from crm.rivals import queries as rivals
from crm.rivals.models import RivalActivity
from crm.users.models import User
from tests.cast import sign_in
from tests.contacts.pages import text

HTMX = {"HX-Request": "true"}
ALL_YEARS = Selection()


@pytest.fixture
def reader(sampled: Flask) -> Iterator[User]:
    with sampled.app_context():
        yield db.session.scalars(select(User).where(User.email == "yoshihara@example.jp")).one()


def found(reader: User, wanted: Selection = ALL_YEARS, **how: Any) -> list[PlaceFigures]:
    return list(queries.places_figures(wanted, user=reader, as_of=here.today(), **how).page.rows)


def test_each_row_is_what_the_costs_say_of_the_place_and_the_last_what_they_say_of_all(reader: User) -> None:
    today = here.today()
    every = queries.places_figures(ALL_YEARS, user=reader, as_of=today)
    assert every.total == queries.cost_figures(ALL_YEARS, as_of=today).total
    done = [each for each in every.page.rows if each.row.activities]
    assert len(done) > 5
    for each in done:
        own = queries.cost_figures(Selection(place_id=each.place.id), as_of=today)
        assert each.row == own.total, each.place.code
        assert own.unattributed is None, "what is put down to nothing lies in no place"
    yanji = next(each for each in done if each.place.code == "222401")
    prefecture = next(each for each in done if each.place.code == "222400")
    assert prefecture.row.activities >= yanji.row.activities > 0, "a place holds what lies in it"


def test_what_stands_beside_it_is_as_long_as_the_lists_that_it_leads_to(reader: User) -> None:
    today = here.today()
    for each in found(reader):
        wanted = partners.Filter(place=each.place.id, counts=True, on=today)
        assert each.routes == partners.routes(wanted, user=reader).total
        assert each.tally.activities == rivals.count_at(each.place.id, user=reader)
        assert each.tally.demand == rivals.count_signals(each.place.id, user=reader)
        assert each.tally.index == rivals.competition(each.place.id, today, user=reader).index
        assert each.tally.rivals <= each.tally.activities
    assert any(each.tally.rivals < each.tally.activities for each in found(reader)), "one that came twice is one"


def test_places_of_which_nothing_is_on_record_are_shown_at_a_press_and_all_can_be_sorted(reader: User) -> None:
    some, every = found(reader), found(reader, everything=True)
    told = queries.places_figures(ALL_YEARS, user=reader, as_of=here.today())
    assert len(every) - len(some) == told.empty > 0
    assert not any(each.is_empty for each in some)
    keys = [place.tree_key for place in (each.place for each in some) if place.country == "CN"]
    assert keys == sorted(keys), "each below what it lies in"
    for key, value in queries.PLACE_SORTS.items():
        up, down = found(reader, sort=key), found(reader, sort=f"-{key}")
        assert [value(each) for each in up] == sorted(map(value, some)), key
        assert [value(each) for each in down] == sorted(map(value, some), reverse=True), key
    major = found(reader, tier="major")
    assert {each.tier for each in major} == {"major"}
    assert 0 < len(major) < len(some)


def test_an_activity_of_another_period_is_in_no_place(reader: User) -> None:
    long_ago = Selection(until=date(2010, 1, 1))
    assert sum(each.row.activities for each in found(reader, long_ago)) == 0
    assert found(reader, long_ago), "rivals and routes are still there"


def signed_in(sampled: Flask, role: Role = Role.MANAGEMENT, language: str = "en") -> FlaskClient:
    client = sampled.test_client()
    sign_in(client, role, email="yoshihara@example.jp", language=language)
    return client


def ids(sampled: Flask, *codes: str) -> list[int]:
    with sampled.app_context():
        known = {row.code: row.id for row in db.session.execute(select(Place.code, Place.id))}
        return [known[code] for code in codes]


def test_the_list_leads_to_two_places_and_from_one_to_another(sampled: Flask) -> None:
    client = signed_in(sampled)
    yanji, jilin = ids(sampled, "222401", "220200")
    page = text(client, "/insights/places?fy=all")
    assert f'name="place" value="{yanji}"' in page
    assert f'href="/partners/?place={yanji}&amp;counts=yes"' in page
    for path in ("/places/", "/missions/map"):
        assert 'href="/insights/places"' in text(client, path), path
    assert f'href="/insights/places/compare?place={yanji}"' in text(client, f"/places/{yanji}")
    both = text(client, f"/insights/places/compare?place={yanji}&place={jilin}&fy=all")
    chosen = text(client, f"/insights/places/compare?place={yanji}&with={jilin}&fy=all")
    assert both.split("<table")[1:] == chosen.split("<table")[1:], "ticked in the list or chosen one by one"
    for title in ("Partners who reach it", "Demand", "Rivals and their sources", "Sister links and what they rest on"):
        assert title in both
    assert "8th Yanji and Tumen River Area" in both
    assert 'href="https://niigata.stars.ne.jp/archives/996"' in both


def test_one_place_or_the_same_twice_is_asked_about_and_none_that_is_none(sampled: Flask) -> None:
    client = signed_in(sampled)
    [yanji] = ids(sampled, "222401")
    one = text(client, f"/insights/places/compare?place={yanji}")
    assert f'<option value="{yanji}" selected>' in one
    assert "Choose two different places." not in one, "nobody had a chance to choose yet"
    for query in (
        f"place={yanji}&with={yanji}",
        f"place={yanji}&with=",
        "place=x&with=y",
        f"place={yanji}&place={yanji}",
    ):
        page = text(client, f"/insights/places/compare?{query}")
        assert "Choose two different places." in page, query
        assert "Rivals and their sources" not in page
    assert client.get(f"/insights/places/compare?place={yanji}&with=99999").status_code == 404
    assert client.get(f"/insights/places/compare/paper?place={yanji}").status_code == 404
    assert client.get("/insights/costs/activities?place=99999").status_code == 404


def test_a_third_place_that_was_ticked_is_not_dropped_silently(sampled: Flask) -> None:
    client = signed_in(sampled)
    query = "&".join(f"place={id}" for id in ids(sampled, "222401", "220200", "230100"))
    said = "Two places are compared: 1 more ticked, left out."
    assert said in text(client, f"/insights/places/compare?{query}")
    assert "Two places are compared" not in text(client, f"/insights/places/compare?{query.rpartition('&')[0]}")


def test_the_conditions_keep_the_two_places(sampled: Flask) -> None:
    client = signed_in(sampled)
    form = text(client, "/insights/conditions?page=places_compared&place=3&with=4&fy=all")
    assert '<input type="hidden" name="place" value="3">' in form
    assert '<input type="hidden" name="with" value="4">' in form
    behind = text(client, "/insights/talks?of=costs&fy=all&place=9")
    assert re.search(r'class="filter">Place<b>[^<]+</b><a href="/insights/talks\?[^"]*"', behind)
    without = re.search(r'class="filter">Place<b>[^<]+</b><a href="([^"]*)"', behind)
    assert without
    assert "place=" not in unescape(without[1])


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko", "en"])
def test_the_paper_says_what_the_page_says_without_a_link(
    sampled: Flask, monkeypatch: pytest.MonkeyPatch, blank_page: bytes, language: str
) -> None:
    printed: list[str] = []

    def keep_it(order: Any, _progress: object) -> bytes:
        printed.append(order.html)
        return blank_page

    monkeypatch.setattr("crm.pdf.render.in_a_child", keep_it)
    client = signed_in(sampled, language="ko" if language == "ja" else "ja")
    yanji, jilin = ids(sampled, "222401", "220200")
    query = f"place={yanji}&with={jilin}&fy=all"
    answer = client.get(f"/insights/places/compare/paper?{query}&lang={language}")
    assert answer.mimetype == "application/pdf"
    [paper] = printed
    assert "<a " not in paper
    assert f'<html lang="{language}">' in paper
    assert "https://niigata.stars.ne.jp/archives/996" in paper, "a source is written out"
    page = text(signed_in(sampled, language=language), f"/insights/places/compare?{query}")
    rows = re.compile(r'<th scope="row"[^>]*>\s*([^<]+?)\s*</th>')
    assert rows.findall(paper) == rows.findall(page)
    assert client.get(f"/insights/places/compare/paper?{query}&lang=fr").status_code == 404
    with sampled.app_context():
        acts = db.session.scalars(select(RivalActivity).where(RivalActivity.place_id == yanji)).all()
    assert len(acts) > queries.MOST_NAMED
    assert len(re.findall(r"2012|2016", paper)) >= 8, "the oldest, too"
    demand = {"ja": "祝い事の酒器は", "zh-Hans": "办喜事用的酒具", "ko": "잔치용 술잔", "en": "For celebrations"}
    assert [words in paper for words in demand.values()] == [code == language for code in demand]


def panel(client: FlaskClient, id: int, query: str = "") -> str:
    return client.get(f"/insights/panels/place/{id}{query}", headers=HTMX).get_data(as_text=True)


def test_a_place_has_the_same_figures_on_its_page_as_in_the_list_and_all_years_at_a_press(
    sampled: Flask, reader: User
) -> None:
    client = signed_in(sampled)
    [yanji] = ids(sampled, "222401")
    listed = re.search(
        rf'href="/insights/talks\?of=costs&amp;place={yanji}">(\d+)</a>', text(client, "/insights/places")
    )
    assert listed
    part = panel(client, yanji)
    assert f'href="/insights/talks?of=costs&amp;place={yanji}">{listed[1]}</a>' in part
    assert "Fiscal years 2025–2026" in part
    assert f'href="/insights/panels/place/{yanji}?fy=all">All time</a>' in part
    row = next(each.row for each in found(reader) if each.place.id == yanji)
    every = panel(client, yanji, "?fy=all")
    assert f'href="/insights/talks?of=costs&amp;fy=all&amp;place={yanji}">{row.talks}</a>' in every
    assert "Competition over 24 months" in part
    [side] = queries.compared(ALL_YEARS, [yanji], user=reader, as_of=here.today(), language="en")
    assert len(side.quarters) == 8
    assert side.quarters[0].index == side.figures.tally.index
    around = {place.code for place in by_ids({line.here.id for line in side.links}).values()}
    assert around <= {"222401", "222400", "220000"}, "links of what it lies in, below the country"


def test_what_still_runs_in_a_place_is_told_and_leads_to_itself(sampled: Flask) -> None:
    client = signed_in(sampled)
    yanji, jilin = ids(sampled, "222401", "220200")
    path = f"/insights/costs/activities?set=running&place={yanji}"
    assert "Yanji Showroom" in text(client, path)
    told = re.compile(r'href="([^"]*set=running[^"]*)">\s*([^<]+?)\s*</a>')
    [(link, words)] = told.findall(panel(client, yanji))
    assert "still running and is not counted yet" in words
    assert "Yanji Showroom" in text(client, unescape(link))
    compared = text(client, f"/insights/places/compare?place={yanji}&with={jilin}")
    assert "Still running, not counted yet" in compared
    assert [number for _link, number in told.findall(compared)] == ["1"]


def test_as_many_negotiations_are_lost_to_named_rivals_as_the_list_behind_holds(sampled: Flask) -> None:
    client = signed_in(sampled)
    prefecture, jilin = ids(sampled, "222400", "220200")
    behind = re.compile(rf'href="(/negotiations/list[^"]*place={prefecture}[^"]*)">\s*(\d+)\s*</a>')
    for page in (
        text(client, f"/insights/places/compare?place={prefecture}&with={jilin}"),
        panel(client, prefecture),
    ):
        [(link, number)] = behind.findall(page)
        lines = set(re.findall(r'href="/negotiations/(\d+)"', text(client, unescape(link))))
        assert len(lines) == int(number) == 2
    lost = text(client, f"/negotiations/list?place={prefecture}&stage=lost")
    assert len(set(re.findall(r'href="/negotiations/(\d+)"', lost))) > 2, "others were lost to nobody who is named"


def test_a_place_without_records_in_the_period_is_not_said_to_have_none_at_all(sampled: Flask, reader: User) -> None:
    client = signed_in(sampled)
    [harbin] = ids(sampled, "230100")
    assert harbin in {each.place.id for each in found(reader)}, "in other years"
    page = text(client, "/insights/places")
    assert f'value="{harbin}"' not in page
    assert re.search(r"Also show \d+ places with nothing on record in this period", page)


def test_a_link_of_the_prefecture_stands_on_the_page_of_its_city_with_whose_it_is(sampled: Flask) -> None:
    client = signed_in(sampled)
    yanji, prefecture, jilin = ids(sampled, "222401", "222400", "220200")
    part = client.get(f"/counterparts/panels/places/{yanji}", headers=HTMX).get_data(as_text=True)
    assert f'href="/places/{prefecture}"' in part
    assert "Akita" in part
    assert "Akita" not in client.get(f"/counterparts/panels/places/{jilin}", headers=HTMX).get_data(as_text=True)


def test_the_page_of_a_reader_tells_demand_and_titles_in_their_language(sampled: Flask) -> None:
    yanji, jilin = ids(sampled, "222401", "220200")
    page = text(signed_in(sampled, language="en"), f"/insights/places/compare?place={yanji}&with={jilin}")
    for words in ("For celebrations there are customers who ask", "Sales floor staff of Yanbian Haiyue", "Sashu food"):
        assert words in page
    part = signed_in(sampled, Role.COORDINATOR).get(f"/rivals/panels/places/{yanji}", headers=HTMX)
    assert "Sashu food matching event" in part.get_data(as_text=True)


def test_insights_and_the_palette_lead_to_the_list_of_places(sampled: Flask) -> None:
    client = signed_in(sampled)
    assert 'href="/insights/places">Places</a>' in text(client, "/insights/")
    assert 'href="/insights/places"' in text(client, "/search/palette?q=places")
    assert 'href="/missions/map"' in text(client, "/search/palette?q=map of the")
    assert 'href="/insights/places"' not in text(client, "/search/palette?q=yanji")
    japanese = signed_in(sampled, language="ja")
    assert 'href="/insights/places/compare"' in text(japanese, "/search/palette?q=地域")


def test_on_paper_a_partner_of_whom_no_korean_name_is_kept_stands_with_how_it_is_read(
    sampled: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Koreans read 北京联合采购中心 alone; the list says, too, that it is cut."""
    monkeypatch.setattr("crm.insights.views.places.paper", lambda html, _name: html)
    monkeypatch.setattr("crm.insights.queries.MOST_PRINTED", 2)
    beijing, yanbian = ids(sampled, "110000", "222400")
    client = signed_in(sampled, language="ko")
    paper = text(client, f"/insights/places/compare/paper?place={beijing}&with={yanbian}&lang=ko")
    words = " ".join(re.sub("<[^>]+>", "", paper).split())
    assert re.search(r"北京联合采购中心 \([^)]*[A-Za-z][^)]*\)", words)
    assert "그 밖에 2건은 여기에 표시하지 않았습니다." in words
