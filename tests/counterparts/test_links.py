"""Links between counterparts: the rules of their sides and kinds, and reading them from either side."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.audit import services as audit
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.counterparts import queries, rules, services
from crm.counterparts.models import SisterLink
from crm.counterparts.queries import Filter
from crm.counterparts.services import LinkInput
from tests.cast import user
from tests.contacts import book
from tests.tags.test_tags import statements

pytestmark = pytest.mark.both

TESTS = {"heads_signed": True, "broad": True, "approved": True}
SIGNED = {"signed_on": date(1996, 4, 12)}


def made(**content: Any) -> SisterLink:
    with writing():
        link = services.make(LinkInput(**content), by=user())
        db.session.commit()
    return link


def places() -> tuple[int, int]:
    """Joetsu and Hunchun."""
    return book.place("15222").id, book.place("222404").id


def sisters(**changes: Any) -> SisterLink:
    here, there = places()
    given = {"kind": "sister_city", "place_id": here, "other_place_id": there} | TESTS | SIGNED
    return made(**(given | changes))


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context():
        book.load_places()
    return app


def test_a_link_is_read_from_both_sides(world: Flask) -> None:
    with world.app_context():
        link, (here, there) = sisters(), places()
        for place_id, other in ((here, "琿春市"), (there, "上越市")):
            [line] = queries.of_place(place_id, user=user(), language="ja")
            assert (line.link.id, line.there.name.text) == (link.id, other)


def test_bodies_are_linked_as_places_are(world: Flask) -> None:
    with world.app_context():
        ours, theirs = book.organisation("見附商工会", "ja", country="JP"), book.organisation("延边国际商会")
        made(kind="chamber_agreement", organisation_id=ours.id, other_organisation_id=theirs.id, **SIGNED)
        [line] = queries.of_organisation(theirs.id, user=user(), language="zh-Hans")
        assert line.there.name.text == "見附商工会"
        assert line.there.endpoint == "contacts.organisation"


@pytest.mark.parametrize("missing", list(TESTS))
def test_a_sister_city_fulfils_all_three_tests(world: Flask, missing: str) -> None:
    with world.app_context():
        with pytest.raises(Refused) as refused:
            sisters(**{missing: False})
        assert refused.value.field == missing
        sisters(kind="friendship_memo", **{missing: False})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place_id": None}, "place_id"),
        ({"other_place_id": None}, "other_place_id"),
        ({"organisation_id": 1}, "place_id"),
        ({"other_place_id": "same"}, "other_place_id"),
        ({"place_id": 99999}, "place_id"),
        ({"place_id": None, "organisation_id": 99999}, "organisation_id"),
        ({"kind": "chamber_agreement"}, "kind"),
        ({"kind": "marriage"}, "kind"),
        ({"status": "lost"}, "link_status"),
        ({"signed_on": date(1899, 12, 31)}, "signed_on"),
        ({"signed_on": date(2199, 1, 1)}, "signed_on"),
    ],
)
def test_a_link_that_cannot_be_is_refused(world: Flask, changes: dict[str, Any], field: str) -> None:
    with world.app_context():
        if changes.get("other_place_id") == "same":
            changes = {"other_place_id": places()[0]}
        with pytest.raises(Refused) as refused:
            sisters(**changes)
        assert refused.value.field == field
        assert db.session.scalar(select(func.count()).select_from(SisterLink)) == 0


def test_links_whose_day_is_not_known_stand_last(world: Flask) -> None:
    with world.app_context():
        undated, dated = sisters(signed_on=None).id, sisters().id
        assert [line.link.id for line in queries.links(Filter(), user=user(), language="ja").rows] == [dated, undated]


def test_the_registry_is_narrowed_by_country_kind_and_status(world: Flask) -> None:
    with world.app_context():
        chinese = sisters().id
        vladivostok = book.place("05701000").id
        russian = sisters(kind="port_or_other", other_place_id=vladivostok, status="dormant", approved=False).id

        def found(**wanted: Any) -> set[int]:
            return {line.link.id for line in queries.links(Filter(**wanted), user=user(), language="ja").rows}

        assert found() == {chinese, russian}
        assert found(country=["JP"]) == {chinese, russian}
        assert found(country=["RU", "KR"]) == {russian}
        assert found(kind=["sister_city"]) == {chinese}
        assert found(status=["dormant"]) == {russian}
        assert found(sister=True) == {chinese}
        assert found(sister=False) == {russian}
        assert found(q="ウラジオストク") == {russian}
        assert found(q="誰も") == found(organisation=1) == set()
        assert set(queries.countries(user())) == {"JP", "CN", "RU"}
        with writing():
            audit.archive(queries.one(russian, user=user()), rules.ARCHIVED, by=user())
            db.session.commit()
        assert found() == {chinese}
        assert set(queries.countries(user())) == {"JP", "CN"}


@pytest.mark.once
def test_thirty_links_cost_as_many_queries_as_three(world: Flask) -> None:
    with world.app_context():
        ours = book.organisation("見附商工会", "ja", country="JP").id

        def add(numbers: range) -> None:
            for n in numbers:
                theirs = book.organisation(f"商会{n}").id
                made(kind="chamber_agreement", organisation_id=ours, other_organisation_id=theirs, **SIGNED)
                sisters()

        reader = user()

        def read() -> int:
            db.session.expunge_all()
            return statements(lambda: queries.links(Filter(), user=reader, language="ja"))

        add(range(2))
        few = read()
        add(range(2, 15))
        assert read() == few
