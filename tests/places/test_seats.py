"""Where our office is, by its own address: what its region comes first in, and which town is added with it."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.contacts.models import Organisation
from crm.contacts.queries import our_organisation_id
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.home.queries import first_steps
from crm.office import queries as offices
from crm.office import services as office_services
from crm.places import queries
from crm.places.models import Place
from crm.places.queries.seats import named_by
from tests.cast import sign_in, user


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("〒010-0923\n秋田県秋田市旭北錦町1-47", ["05000", "05201"]),
        ("０１０－０５１１　秋田県男鹿市船川港", ["05000", "05206"]),
        ("秋田市旭北錦町1-47", ["05000", "05201"]),
        ("新潟県南蒲原郡田上町1", ["15000", "15361"]),
        ("三重県四日市市諏訪町2-5", ["24000", "24202"]),
        ("府中市宮西町1", []),  # there are two
        ("邮编：133000 吉林省延边朝鲜族自治州延吉市", ["220000", "222400", "222401"]),
        ("(우)24825 강원특별자치도 속초시 중앙로 1", ["51", ""]),
        ("北京市朝阳区", ["110000"]),
        ("〒000-0000 〇〇県〇〇市1-1", []),
        ("1-47 Asahikita, Akita", []),
    ],
)
def test_an_address_names_its_region_and_its_town(address: str, named: list[str]) -> None:
    assert [fact.spec.code for fact in named_by(address)] == named


def _settle(address: str) -> None:
    row = offices.record()
    assert row is not None
    office_services.change(row, replace(offices.current(), addresses={"ja": address}), by=user(Role.ADMIN))
    db.session.commit()


def test_the_town_of_the_office_is_added_with_its_address_and_stands_first_in_choosers(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["places", "load", "--if-empty"]).exit_code == 0
    with app.app_context(), writing():
        assert db.session.scalars(select(Place.code).where(Place.country == "JP")).all() == ["00000"]
        _settle("〒010-0511 秋田県男鹿市船川港1")
        reader = user(Role.ADMIN)
        names = [name for _id, name in queries.options(language="ja", user=reader, first={"05000"})]
        assert names[:3] == ["秋田県 · 日本", "男鹿市 · 秋田県", "中国"]
        ours = db.session.get_one(Organisation, our_organisation_id())
        assert queries.named(ours.place_id or 0).code == "05206"
        steps = {step.code: step.done for step in first_steps(reader).steps}
        assert steps["places"] is False, "one's own town is no place that one travels to"


def test_towns_of_the_own_region_are_found_before_others(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing():
        _settle("〒010-0923 秋田県秋田市旭北錦町1-47")
    sign_in(client, Role.COORDINATOR)
    page = client.get("/places/new?q=大").get_data(as_text=True)
    first, second, third, *_others = page.partition('id="found"')[2].split("</li>")
    assert [name in line for name, line in (("大館市", first), ("大仙市", second), ("大潟村", third))] == [True] * 3
    top = page.partition('<header class="top">')[2].partition("</header>")[0]
    assert 'value="大"' not in top, "the search on top of the page is another one"
