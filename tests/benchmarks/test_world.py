"""The made databases: as many records as asked for, with the keys that a person's typing would have given them."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session, selectinload

from benchmarks import world
from benchmarks.browser import FormReader, once, replaced
from benchmarks.load import Sample
from benchmarks.report import BARE, FLOOR, judged, table
from benchmarks.world import Size
from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.contacts import rules
from crm.contacts.models import Organisation, Person, PersonName
from crm.contacts.rules import OrganisationNameInput, PersonNameInput
from crm.core import here
from crm.core.names import Script, script_of
from crm.insights.queries import cost_figures
from crm.insights.rules import Selection
from crm.leads.models import Lead
from crm.lookup import queries as lookup
from crm.meetings import services as meetings
from crm.meetings.models import Meeting
from crm.negotiations import services as negotiations
from crm.negotiations.models import Negotiation
from crm.partners.models import SalesRoute
from tests import cast
from tests.contacts import book
from tests.missions import voyage

pytestmark = pytest.mark.both

SIZE = Size(
    "tiny", organisations=90, people=150, meetings=60, negotiations=30, activities=12, routes=10, leads=40, agreements=5
)


@pytest.fixture
def populated(session: scoped_session[Session]) -> scoped_session[Session]:
    book.load_places()
    cast.user()
    voyage.mission()
    world.populate(SIZE)
    return session


def number(session: scoped_session[Session], entity: Any) -> int:
    return session.scalar(select(func.count()).select_from(entity)) or 0


def test_there_are_as_many_records_as_the_size_says(populated: scoped_session[Session]) -> None:
    made = (Organisation, Person, Meeting, Negotiation, Activity, SalesRoute, Lead, Agreement)
    assert [number(populated, entity) for entity in made] == [90, 150, 60, 30, 12, 10, 40, 5]


def test_figures_find_what_hangs_together(populated: scoped_session[Session]) -> None:
    figures = cost_figures(Selection(), as_of=here.today())
    assert figures.total.cost > 0
    assert figures.total.talks > 0
    assert (meetings.settle_all_talks(), negotiations.settle_all_cases()) == (0, 0)


def test_keys_are_those_that_the_services_write(populated: scoped_session[Session]) -> None:
    firms = populated.scalars(select(Organisation).options(selectinload(Organisation.names))).all()
    for firm in firms:
        names = [OrganisationNameInput(n.text, n.language, n.reading, n.kind) for n in firm.names]
        keys = rules.organisation_keys(names[0], names[1:])
        assert keys == {column: getattr(firm, column) for column in keys}
    people = populated.scalars(select(Person).options(selectinload(Person.names))).all()
    for person in people:
        forms = [
            PersonNameInput(n.language, n.full, n.family, n.given, n.reading, n.kind, name_order=n.name_order)
            for n in person.names
        ]
        keys = rules.person_keys(forms[0], forms[1:])
        assert keys == {column: getattr(person, column) for column in keys}


def test_what_was_made_is_found(populated: scoped_session[Session]) -> None:
    person = populated.scalars(select(PersonName).order_by(PersonName.id.desc())).first()
    assert person is not None
    assert person.person_id in populated.scalars(lookup.matching("people", person.full)).all()


def test_names_stand_in_four_scripts(populated: scoped_session[Session]) -> None:
    people = populated.scalars(select(Person).options(selectinload(Person.names))).all()
    scripts = {script_of(name.full) for person in people for name in person.names}
    assert scripts >= {Script.HAN, Script.HANGUL, Script.LATIN}


def test_the_form_is_read_as_a_browser_would_send_it() -> None:
    reader = FormReader("said")
    reader.feed(
        "<form><input name='q' value='x'></form><form><input type='hidden' name='form_id' value='a'>"
        "<input type='checkbox' name='theirs' value='7'><input type='checkbox' name='ours' value='8' checked>"
        "<select name='kind'><option value='a'><option value='b' selected></select>"
        "<textarea name='said'></textarea></form>"
    )
    fields, boxes = reader.found()
    assert fields == [("form_id", "a"), ("ours", "8"), ("kind", "b"), ("said", "")]
    assert boxes == [("theirs", "7")]
    assert replaced(fields, said="yes")[-1] == ("said", "yes")
    assert once(fields) != once(fields)


def test_a_page_above_its_multiple_of_the_floor_is_named_as_missed() -> None:
    def run(page: float) -> dict[str, Any]:
        times = {BARE: 0.5, FLOOR: 2.0, "an organisation": page}
        samples = {name: Sample([time] * 20, [1_000]) for name, time in times.items()}
        return {"samples": {1: samples}, "queries": {"an organisation": 9}, "memory": {"product": []}}

    assert judged({"S": run(9.0), "L": run(9.8)}, "sqlite")["missed"] == []
    slow = judged({"S": run(6.0), "L": run(13.0)}, "sqlite")
    assert slow["missed"] == [
        "an organisation at L, 1 clients: 6.5 times the floor, wanted 6.0",
        "an organisation at L, 1 clients: grew 2.17 times from S, wanted 1.3",
    ]
    assert judged({"S": run(10.0), "L": run(11.0)}, "postgresql")["missed"] == []
    assert "6.50" in table(slow)
