"""DP-15: where data of people lie is told to whoever works here, and to whoever asks what is kept about them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.config import Backup
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.office import queries as offices
from crm.office import services as office
from crm.office.rules import Location
from crm.subjects import contents, queries
from crm.web.locale import speak
from tests import cast
from tests.contacts import book
from tests.missions.browser import posted, text

THERE = "/subjects/locations"


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        with writing():
            office.begin(name="見附商工会議所", by=None)
            db.session.commit()
        yield


def with_backups(app: Flask, folder: Path) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], backup=Backup(folder, 14))


def test_only_places_that_the_installation_has_stand_there_and_none_is_guessed(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    cast.sign_in(client, Role.MISSION_LEADER)
    assert "Backups of everything" not in text(client, THERE)
    with_backups(app, tmp_path)
    shown = text(client, THERE)
    assert "Backups of everything" in shown
    assert shown.count("not said") == 3
    assert "Say where they lie" not in shown


def test_what_the_administrator_says_stands_there_for_all(client: FlaskClient) -> None:
    cast.sign_in(client, Role.ADMIN)
    told = {"records_country": "JP", "records_keeper": "新潟データセンター", "files_country": "KR"}
    assert posted(client, f"{THERE}/edit", told).status_code == 303
    shown = text(client, THERE)
    assert "Japan" in shown
    assert "Korea" in shown
    assert '<bdi lang="ja">新潟データセンター</bdi>' in shown
    assert "not said" not in shown


def test_a_country_that_is_none_is_refused_beside_its_field_and_the_rest_stays(client: FlaskClient) -> None:
    cast.sign_in(client, Role.ADMIN)
    answer = posted(client, f"{THERE}/edit", {"records_country": "ZZ", "files_keeper": "当所"})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="records_country-err"' in shown
    assert 'value="当所"' in shown
    assert offices.locations()["files"] == Location()


def test_what_was_said_of_backups_stays_while_none_are_made(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    kept = app.extensions["settings"]
    with_backups(app, tmp_path)
    cast.sign_in(client, Role.ADMIN)
    assert posted(client, f"{THERE}/edit", {"backups_country": "JP"}).status_code == 303
    app.extensions["settings"] = kept
    assert posted(client, f"{THERE}/edit", {"records_country": "CN"}).status_code == 303
    db.session.expire_all()
    assert [offices.locations()[code].country for code in ("records", "backups")] == ["CN", "JP"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGEMENT, Role.MISSION_LEADER])
def test_only_the_administrator_says_it(client: FlaskClient, role: Role) -> None:
    cast.sign_in(client, role)
    assert client.get(THERE).status_code == 200
    assert client.get(f"{THERE}/edit").status_code == 403


def test_the_paper_about_a_person_says_it_in_its_language(app: Flask) -> None:
    with writing():
        row = offices.record()
        assert row is not None
        office.keep_locations(row, {"records": Location("JP", "当所")}, by=None)
        db.session.commit()
    id = book.person("甲").id
    db.session.expunge_all()
    with app.test_request_context("/"):
        speak("zh-Hans")
        told = contents.to_json(contents.answer(queries.subject(id), user=cast.user(Role.ADMIN)))
    assert '"country": "日本"' in told
    assert '"run_by": "当所"' in told
