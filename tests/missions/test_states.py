"""An item has one state: what the page of an item, the list of visits and the papers say of it is the same."""

import re
from collections.abc import Iterator
from importlib import util
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, text

from tests import cast
from tests.missions import voyage
from tests.missions.browser import activity_of
from tests.missions.browser import text as shown

MIGRATION = Path(__file__).parents[2] / "migrations/versions/20261127_one_state.py"


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("unasked", "仮 · これから依頼"),
        ("tentative", "仮 · 打診中"),
        ("informal_yes", "仮 · 内諾"),
        ("confirmed", "確定"),
        ("done", "完了"),
    ],
)
def test_every_page_says_the_same_of_an_appointment(app: Flask, client: FlaskClient, state: str, word: str) -> None:
    cast.sign_in(client, language="ja")
    with app.app_context():
        mission = voyage.mission().id
        item = voyage.item(activity_of(mission), status=state).id
    for path in (f"/missions/items/{item}", f"/missions/{mission}/visits", f"/missions/{mission}/itinerary"):
        chips = {chip.strip() for chip in re.findall(r'class="chip[^"]*">([^<]*)<', shown(client, path))}
        assert word in chips, path
        assert not chips & {"仮", "確定", "これから依頼", "打診中", "内諾", "完了"} - {word}, path


@pytest.fixture
def earlier() -> Iterator[Connection]:
    """The two tables as they were, with what their step up reads."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        columns = "id, activity_id, kind, status, starts_at, ends_at, archived_at"
        connection.execute(text(f"CREATE TABLE itinerary_items ({columns})"))
        connection.execute(text("CREATE TABLE visits (item_id, appointment)"))
        yield connection
    engine.dispose()


@pytest.mark.once
def test_an_appointment_that_was_confirmed_confirms_its_item_unless_it_clashes(earlier: Connection) -> None:
    rows = [(1, "tentative", 9, 10), (2, "tentative", 9, 11), (3, "tentative", 11, 12), (4, "done", 11, 12)]
    for id, status, start, end in rows:
        values = {"id": id, "status": status, "start": start, "end": end}
        earlier.execute(
            text("INSERT INTO itinerary_items VALUES (:id, 1, 'visit', :status, :start, :end, NULL)"), values
        )
        earlier.execute(text("INSERT INTO visits VALUES (:id, 'confirmed')"), values)
    spec = util.spec_from_file_location("one_state", MIGRATION)
    assert spec is not None
    assert spec.loader is not None
    step = util.module_from_spec(spec)
    spec.loader.exec_module(step)
    step.confirm_one_by_one(earlier)
    states = earlier.execute(text("SELECT status FROM itinerary_items ORDER BY id")).scalars()
    assert list(states) == ["confirmed", "informal_yes", "informal_yes", "done"]
