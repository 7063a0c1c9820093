"""Places are found among the facts, added from there or by hand, corrected, confirmed, archived."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.places import queries, services
from crm.places.models import Place
from crm.places.services import NameInput, PlaceInput
from tests import cast
from tests.contacts import book


def taken(fact: str, typed: str = "", language: str = "ja") -> Place:
    with writing():
        place = services.take(fact, typed=typed, language=language, by=None)
        db.session.commit()
    return queries.named(place.id)


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "fact"),
    [
        ("ソウル", "KR-11"), ("서울", "KR-11"), ("仁川", "KR-28"), ("黒龍江省", "CN-230000"), ("男鹿", "JP-05206"),
        ("おがし", "JP-05206"), ("Oga", "JP-05206"), ("프랑스", "FR-FR"), ("广岛市", "JP-34100"), ("북구", None),
    ],
)  # fmt: skip
def test_a_place_is_found_by_typing_in_any_script(typed: str, fact: str | None) -> None:
    found = queries.find_facts(typed, limit=8)
    assert (found[0].id if found else None) == fact


@pytest.mark.once
def test_the_facts_hold_all_of_japan_once() -> None:
    japan = [fact.spec for fact in queries.facts().values() if fact.spec.country == "JP"]
    assert sum(spec.level == "province" for spec in japan) == 47
    assert sum(spec.level == "municipality" for spec in japan) == 1741
    assert all(queries.facts()[fact.parent_id] for fact in queries.facts().values() if fact.parent_id)


@pytest.mark.once
def test_the_cities_that_stand_directly_under_china_are_of_the_level_of_a_province() -> None:
    china = {fact.spec.code: fact.spec for fact in queries.facts().values() if fact.spec.country == "CN"}
    assert {code for code, spec in china.items() if spec.level == "province" and spec.tier} == {
        "110000", "120000", "310000", "500000",
    }  # fmt: skip
    assert sum(spec.level == "province" for spec in china.values()) == 31
    assert {spec.level for code, spec in china.items() if code.endswith("0000")} == {"country", "province"}


def test_a_taken_fact_comes_with_what_is_above_it_and_says_what_is_derived(session: scoped_session[Session]) -> None:
    place = taken("JP-05206")
    assert [queries.display_name(above, "ja").text for above in queries.ancestors(place)] == ["日本", "秋田県"]
    assert place.timezone == "Asia/Tokyo"
    assert {name.language: (name.text, name.is_guess) for name in place.names} == {
        "ja": ("男鹿市", False), "zh-Hans": ("男鹿市", True), "ko": ("오가시", True), "en": ("Oga", False),
    }  # fmt: skip
    assert not queries.shows_guess(place, "ja")
    assert queries.shows_guess(place, "ko")
    assert taken("JP-05206").id == place.id


def test_what_was_typed_to_find_it_is_how_the_office_writes_it(session: scoped_session[Session]) -> None:
    place = taken("CN-230000", "黒龍江省")
    assert ("黒龍江省", False) in {(name.text, name.is_guess) for name in place.names}


def test_a_province_takes_in_its_cities(session: scoped_session[Session]) -> None:
    book.load_places()
    harbin, province = book.place("230100").id, taken("CN-230000")
    assert queries.named(harbin).parent_id == province.id
    assert queries.named(harbin).tree_key == "000000/230000/230100"


def names(*texts: str) -> list[NameInput]:
    return [NameInput("ja", text) for text in texts]


def test_a_place_by_hand_lies_below_another_and_moves_with_all_below_it(session: scoped_session[Session]) -> None:
    france, yonne = taken("FR-FR"), names("ヨンヌ県")
    with writing():
        region = services.add(PlaceInput(france.id, "province", "Europe/Paris", yonne), by=None)
        city = services.add(PlaceInput(region.id, "municipality", "Europe/Paris", names("オセール")), by=None)
        other = services.add(PlaceInput(france.id, "province", "Europe/Paris", names("ニエーヴル県")), by=None)
        services.change(
            queries.named(city.id), PlaceInput(other.id, "municipality", "Europe/Paris", names("オセール")), by=None
        )
        session.commit()
    assert queries.named(city.id).tree_key == f"FR/~{other.id:08d}/~{city.id:08d}"
    assert city.country == "FR"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"names": []}, "names"),
        ({"names": names("秋田市")}, "names"),
        ({"level": "country"}, "level"),
        ({"parent_id": 999_999}, "parent_id"),
        ({"code": "15211"}, "code"),
        ({"lat": 91.0}, "lat"),
    ],
)
def test_what_is_wrong_with_a_place_is_told(
    session: scoped_session[Session], changes: dict[str, object], field: str
) -> None:
    book.load_places()
    good = {
        "parent_id": book.place("05000").id,
        "level": "municipality",
        "timezone": "Asia/Tokyo",
        "names": names("男鹿市"),
    }
    with writing(), pytest.raises(Refused) as refusal:
        services.add(PlaceInput(**(good | changes)), by=None)  # type: ignore[arg-type]  # one of them is wrong
    assert refusal.value.field == field


def test_a_place_with_others_below_stays(session: scoped_session[Session]) -> None:
    place = taken("JP-05206")
    above = queries.named(place.parent_id or 0)
    with writing(), pytest.raises(Refused, match="below"):
        services.archive(above, by=None)
    with writing():
        services.archive(place, by=None)
        session.commit()
    assert taken("JP-05206").archived_at is None


def test_from_typing_to_a_record_that_is_confirmed(client: FlaskClient, app: Flask) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    page = client.get("/places/new?q=男鹿").get_data(as_text=True)
    assert "おがし" in page
    hidden = {name: cast.hidden(page, name) for name in ("csrf_token", "form_id")}
    answer = client.post("/places/take", data=hidden | {"fact": "JP-05206", "q": "男鹿"})
    assert answer.status_code == 303
    record = client.get(answer.location).get_data(as_text=True)
    assert "guess" in record
    hidden = {name: cast.hidden(record, name) for name in ("csrf_token", "form_id")}
    client.post(f"{answer.location}/confirm", data=hidden)
    assert "guess" not in client.get(answer.location).get_data(as_text=True)
    edit = client.get(f"{answer.location}/edit").get_data(as_text=True)
    assert 'value="오가시"' in edit


def test_a_form_gets_the_option_of_what_it_added(client: FlaskClient, app: Flask) -> None:
    cast.sign_in(client, Role.COORDINATOR)
    listed = client.get("/places/found?q=仁川&list=place_id-places").get_data(as_text=True)
    assert 'data-id="KR-28"' in listed
    form = client.get("/missions/new").get_data(as_text=True)
    assert 'data-places="place_id"' in form
    data = {"csrf_token": cast.hidden(form, "csrf_token"), "fact": "KR-28", "option": "1", "q": "仁川"}
    answer = client.post("/places/take", data=data, follow_redirects=True)
    assert "<option" in answer.get_data(as_text=True)
    assert "Incheon" in answer.get_data(as_text=True)


def test_who_may_not_change_places_is_offered_none(client: FlaskClient, app: Flask) -> None:
    cast.sign_in(client, Role.MISSION_LEADER)
    assert "data-places" not in client.get("/contacts/organisations/new").get_data(as_text=True)
    assert client.get("/places/found?q=仁川").status_code == 403
