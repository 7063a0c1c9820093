"""Organisations are made, changed, archived."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.contacts import queries, services
from crm.contacts.rules import AddressInput, ContactInput, OrganisationNameInput, RoleInput
from crm.core.database import writing
from crm.core.errors import NotVisible, Refused
from tests import cast
from tests.contacts import book


def test_everything_below_an_organisation_is_written(session: scoped_session[Session]) -> None:
    book.load_places()
    made = book.organisation(
        "延边大洋商贸集团有限公司",
        country="",
        place_id=book.place("222401").id,
        other_names=[OrganisationNameInput("연변대양", "ko")],
        roles=["wholesaler", RoleInput("distributor", date(2020, 1, 1), date(2021, 12, 31))],
        addresses=[AddressInput("延吉市光明街1号", "zh-Hans", "133000", "新時代デパートの隣")],
        contact_points=[ContactInput("tel", "0433-251-0000", "総務")],
        website="dayang.example.cn",
        identifier_type="uscc",
        identifier_value="91222401MA00000008",
        founded_year=1998,
        employees=240,
        profile="韓国商品の卸。",
    )
    found = queries.organisation(made.id, user=cast.user())
    assert found.country == "CN"
    assert found.website == "https://dayang.example.cn"
    assert [p.normalised for p in found.contact_points] == ["+864332510000"]
    assert [a.lines for a in found.addresses] == ["延吉市光明街1号"]
    assert [n.is_primary for n in found.names] == [True, False]
    assert queries.organisations(queries.OrganisationFilter(), user=cast.user(), language="ja", parts=["roles"]).rows[
        0
    ].roles == ["wholesaler"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"country": ""}, "country"),
        ({"country": "XX"}, "country"),
        ({"place_id": 999_999}, "place_id"),
        ({"status": "asleep"}, "status"),
        ({"roles": ["king"]}, "roles"),
        ({"roles": [RoleInput("bank", date(2026, 4, 1), date(2026, 3, 31))]}, "roles"),
        ({"other_names": [OrganisationNameInput("연변대양", "ko", "", "joke")]}, "other_names"),
        ({"addresses": [AddressInput("光明街1号", "tlh")]}, "addresses"),
        ({"identifier_value": "123"}, "identifier_value"),
        ({"identifier_type": "passport", "identifier_value": "123"}, "identifier_value"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "example.cn/" + "x" * 300}, "website"),
        ({"contact_points": [ContactInput("tel", "12")]}, "contact_points"),
    ],
)
def test_bad_input_is_refused_beside_its_field(
    session: scoped_session[Session], content: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        book.organisation("延边大洋", **content)
    assert refusal.value.field == field


def test_a_place_in_another_country_is_refused(session: scoped_session[Session]) -> None:
    book.load_places()
    with pytest.raises(Refused) as refusal:
        book.organisation("延边大洋", country="CN", place_id=book.place("15211").id)
    assert refusal.value.field == "place_id"


def test_a_name_of_signs_only_is_refused(session: scoped_session[Session]) -> None:
    with pytest.raises(Refused) as refusal:
        book.organisation("……")
    assert refusal.value.field == "text"


def test_a_change_replaces_the_rows_and_moves_the_version(session: scoped_session[Session]) -> None:
    user, made = cast.user(), book.organisation("延边大洋", roles=["importer"])
    version = made.version
    with writing():
        loaded = queries.organisation(made.id, user=user)
        services.change_organisation(
            loaded,
            name=OrganisationNameInput("延边大洋集团", "zh-Hans"),
            country="CN",
            roles=[RoleInput("wholesaler")],
            by=user,
        )
        session.commit()
    found = queries.organisation(made.id, user=user)
    assert ([n.text for n in found.names], [r.role for r in found.roles]) == (["延边大洋集团"], ["wholesaler"])
    assert found.version > version


def test_an_archived_organisation_is_gone_until_restored(session: scoped_session[Session]) -> None:
    user, made = cast.user(), book.organisation()
    with writing():
        services.archive_organisation(queries.organisation(made.id, user=user), by=user)
        session.commit()
    with pytest.raises(NotVisible):
        queries.organisation(made.id, user=user)
    with writing():
        services.restore_organisation(queries.organisation(made.id, user=user, archived=True), by=user)
        session.commit()
    assert queries.organisation(made.id, user=user).archived_at is None


def test_three_fields_make_an_organisation(session: scoped_session[Session]) -> None:
    book.load_places()
    user = cast.user()
    with writing():
        made = services.quick_organisation(text="延边大洋", place_id=book.place("222401").id, role="importer", by=user)
        session.commit()
    found = queries.organisation(made.id, user=user)
    assert (found.country, found.names[0].language, found.roles[0].role) == ("CN", "zh-Hans", "importer")
