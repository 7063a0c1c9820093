"""The pages of places, holidays and exchange rates, in more than one language."""

import re
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.places import queries, services
from tests import cast
from tests.contacts import book
from tests.places.table import holiday_on


@pytest.fixture
def yanji(app: Flask) -> int:
    """The id of Yanji, with all places loaded."""
    with app.app_context():
        book.load_places()
        return book.place("222401").id


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def form_of(client: FlaskClient, path: str) -> dict[str, str]:
    found = text(client, path)
    return {name: cast.hidden(found, name) for name in ("csrf_token", "form_id")}


@pytest.mark.parametrize(
    ("language", "name"), [("ja", "延吉市"), ("ko", "연길시"), ("en", "Yanji"), ("zh-Hans", "延吉市")]
)
def test_the_tree_names_places_in_the_readers_language(
    client: FlaskClient, yanji: int, language: str, name: str
) -> None:
    cast.sign_in(client, language=language)
    page = text(client, "/places/")
    assert f">{name}<" in page
    assert "depth-3" in page


def test_the_page_of_an_archived_place_offers_and_loads_nothing_that_it_does_not_have(
    app: Flask, client: FlaskClient, yanji: int
) -> None:
    cast.sign_in(client)
    before = text(client, f"/places/{yanji}")
    with app.app_context(), writing():
        services.archive(queries.named(yanji), by=None)
        db.session.commit()
    page = text(client, f"/places/{yanji}")
    assert 'hx-trigger="load"' in before
    assert 'hx-trigger="load"' not in page, "its panels are not there"
    for offered in ("Log…", "Add a tier", 'href="#tasks"', 'href="#files"', f"/threads/places/{yanji}"):
        assert (offered in before, offered in page) == (True, False), offered
    assert "Restore" in page
    for there in re.findall(r'hx-get="([^"]+)"', page):
        assert client.get(there, headers={"HX-Request": "true"}).status_code == 200, there


def test_the_page_of_a_place_begins_with_its_timeline_and_what_we_did_there(client: FlaskClient, yanji: int) -> None:
    cast.sign_in(client)
    page = text(client, f"/places/{yanji}")
    parts = [page.index(part) for part in ('id="thread"', "What we did there", 'id="names"', 'id="tiers"')]
    assert parts == sorted(parts)


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("q=연길", "Yanji", "Tumen"),
        ("q=延邊", "Yanbian", "Beijing"),
        ("tier=major", "Beijing", "Yanji"),
        ("tier=regional", "Yanji", "Beijing"),
        ("country=JP&level=province", "Akita Pref.", ">Akita<"),
        ("country=XX", "Yanji", "Nothing matches"),
    ],
)
def test_the_tree_is_filtered_by_its_address(
    client: FlaskClient, yanji: int, query: str, found: str, missing: str
) -> None:
    cast.sign_in(client)
    page = text(client, f"/places/?{query}")
    assert found in page
    assert missing not in page


def test_no_match_and_no_places_are_different(client: FlaskClient, yanji: int) -> None:
    cast.sign_in(client)
    assert "Nothing matches" in text(client, "/places/?q=Atlantis")
    assert "Nothing matches" in text(client, "/places/?q=%E2%80%A6")


def test_an_empty_tree_says_how_to_load_it(client: FlaskClient) -> None:
    cast.sign_in(client)
    assert "No places yet" in text(client, "/places/")


def test_a_place_shows_every_name_with_its_reading_and_language(client: FlaskClient, yanji: int) -> None:
    cast.sign_in(client)
    page = text(client, f"/places/{yanji}")
    for marked in (
        '<bdi lang="ja">延吉市</bdi>',
        '<bdi lang="ja">えんきつ</bdi>',
        '<bdi lang="zh-Latn">Yánjí</bdi>',
        '<bdi lang="ko">연길시</bdi>',
    ):
        assert marked in page
    assert re.search(r"China</a>.*Jilin Province</a>.*Yanbian", page, re.DOTALL)
    assert "Regional city" in page


def test_a_tier_is_added_with_its_first_day(client: FlaskClient, yanji: int) -> None:
    cast.sign_in(client)
    hidden = form_of(client, f"/places/{yanji}")
    answer = client.post(
        f"/places/{yanji}/tiers/new", data=hidden | {"tier": "major", "valid_from": "2026-11-01", "basis": "council"}
    )
    assert answer.status_code == 303
    page = text(client, f"/places/{yanji}")
    assert "Major city" in page
    assert "council" in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"tier": "major", "valid_from": ""}, "Fill in this field."),
        ({"tier": "major", "valid_from": "2026-02-30"}, "There is no such day."),
        ({"tier": "huge", "valid_from": "2026-01-01"}, "Not a valid choice"),
        ({"tier": "major", "valid_from": "2026-01-01", "basis": "x" * 10_000}, "at most 200 characters"),
        ({"tier": "major", "valid_from": "2026-01-01", "basis": "a\0b"}, "cannot be printed"),
    ],
)
def test_a_bad_tier_is_told_beside_its_field_and_kept(
    client: FlaskClient, yanji: int, values: dict[str, str], message: str
) -> None:
    cast.sign_in(client)
    answer = client.post(f"/places/{yanji}/tiers/new", data=form_of(client, f"/places/{yanji}") | values)
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)


def test_a_second_tier_of_one_day_is_refused_beside_the_day(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        book.load_places()
        beijing = book.place("110000").id
    cast.sign_in(client)
    values = {"tier": "regional", "valid_from": "2000-01-01"}
    answer = client.post(f"/places/{beijing}/tiers/new", data=form_of(client, f"/places/{beijing}") | values)
    assert answer.status_code == 422
    assert "already a tier from this day on" in answer.get_data(as_text=True)


def test_a_holiday_is_added_and_removed(client: FlaskClient, app: Flask) -> None:
    cast.sign_in(client)
    values = {"country": "CN", "day": "2027/10/9", "name": "国庆节调休", "kind": "makeup_workday"}
    answer = client.post("/places/holidays/new", data=form_of(client, "/places/holidays") | values)
    assert answer.status_code == 303
    page = text(client, answer.headers["Location"])
    assert "国庆节调休" in page
    assert "Make-up working day" in page
    with app.app_context():
        kept = holiday_on("CN", date(2027, 10, 9))
        assert kept is not None
        id = kept.id
    answer = client.post(f"/places/holidays/{id}/remove", data=form_of(client, "/places/holidays"))
    assert answer.status_code == 303
    assert "国庆节调休" not in text(client, "/places/holidays?year=2027")


def test_holidays_can_be_seen_by_year_and_country(client: FlaskClient, app: Flask) -> None:
    app.test_cli_runner().invoke(args=["places", "load"])
    cast.sign_in(client)
    china = text(client, "/places/holidays?year=2026&country=CN")
    assert "Spring Festival" in china
    assert "Culture Day" not in china
    assert "Culture Day" in text(client, "/places/holidays?year=2026")
    assert "2027" in text(client, "/places/holidays?year=1066")


def test_a_bad_holiday_is_told_beside_its_field(client: FlaskClient) -> None:
    cast.sign_in(client)
    values = {"country": "CN", "day": "2027-10-08", "name": "调休", "kind": "makeup_workday"}
    answer = client.post("/places/holidays/new", data=form_of(client, "/places/holidays") | values)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "a Saturday or a Sunday" in page
    assert "调休" in page
    assert "Fill in this field." in client.post(
        "/places/holidays/new", data=form_of(client, "/places/holidays") | {"country": "CN", "kind": "public"}
    ).get_data(as_text=True)


def test_a_rate_of_a_tenth_of_a_yen_is_kept_exactly(client: FlaskClient, app: Flask) -> None:
    cast.sign_in(client)
    values = {"day": "2026-11-24", "base": "KRW", "quote": "JPY", "rate": "０．１０７４５６", "source": "bank"}
    answer = client.post("/places/rates/new", data=form_of(client, "/places/rates") | values)
    assert answer.status_code == 303
    assert "0.107456" in text(client, "/places/rates")
    with app.app_context():
        kept = queries.rates().rows[0]
        assert kept.rate == Decimal("0.107456")
        id = kept.id
    assert client.post(f"/places/rates/{id}/remove", data=form_of(client, "/places/rates")).status_code == 303
    assert "No exchange rates yet" in text(client, "/places/rates")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"base": "XXX", "rate": "1"}, "The currency XXX is not known."),
        ({"base": "JPY", "rate": "1"}, "Choose two different currencies."),
        ({"base": "CNY", "rate": ""}, "Fill in this field."),
        ({"base": "CNY", "rate": "about 20"}, "Enter a number"),
        ({"base": "CNY", "rate": "0"}, "A rate must be above zero."),
    ],
)
def test_a_bad_rate_is_told_beside_its_field(client: FlaskClient, values: dict[str, str], message: str) -> None:
    cast.sign_in(client)
    hidden = form_of(client, "/places/rates")
    answer = client.post("/places/rates/new", data=hidden | {"day": "2026-11-24", "quote": "JPY"} | values)
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)


def test_who_may_only_read_sees_no_forms_and_cannot_write(client: FlaskClient, yanji: int) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    for path in (f"/places/{yanji}", "/places/holidays", "/places/rates"):
        page = text(client, path)
        assert "Add a" not in page
    token = cast.hidden(text(client, "/places/"), "csrf_token")
    assert client.post("/places/rates/new", data={"csrf_token": token}).status_code == 403


def test_an_unknown_place_is_not_found(client: FlaskClient) -> None:
    cast.sign_in(client)
    assert client.get("/places/999999").status_code == 404
    token = cast.hidden(text(client, "/places/rates"), "csrf_token")
    for kind in ("rates", "holidays"):
        assert client.post(f"/places/{kind}/999999/remove", data={"csrf_token": token}).status_code == 404
