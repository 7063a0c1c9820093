"""INV-P1: who has sales routes on a day is computed from routes, evidence and coverage."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core.clock import now
from crm.core.database import db, writing
from crm.insights.queries.flags import flags
from crm.partners import queries, rules
from crm.partners.kind import SALES_ROUTE
from crm.partners.models import RouteCoverage, RouteEvidence, SalesRoute
from crm.partners.queries import Filter
from tests import cast
from tests.cast import SET_UP
from tests.contacts import book

ON = date(2026, 11, 24)


@pytest.fixture
def dayang(session: scoped_session[Session]) -> Organisation:
    """A wholesaler in Yanji without any route."""
    book.load_places()
    return book.organisation("延边大洋", place_id=book.place("222401").id)


def route(owner: Organisation, **changes: Any) -> SalesRoute:
    """A route that counts, except for the `changes`."""
    covered = changes.pop("covered", ("110000",))
    evidence = changes.pop("evidence", (("documented", date(2026, 1, 1)),))
    row = SalesRoute(
        **(
            {"organisation_id": owner.id, "name": "百貨店網", "channel": "wholesale_market", "status": "active"}
            | changes
        ),
        coverage=[RouteCoverage(place_id=book.place(code).id) for code in covered],
        evidence=[RouteEvidence(grade=grade, on=on) for grade, on in evidence],
    )

    with writing():
        with action(SET_UP, by=None):
            db.session.add(row)
        db.session.commit()
    return row


def test_a_route_that_is_active_proven_and_reaches_elsewhere_counts(dayang: Organisation) -> None:
    assert not queries.has_routes(dayang.id, ON)
    route(dayang)
    assert queries.has_routes(dayang.id, ON)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "claimed"},
        {"status": "suspended"},
        {"status": "closed"},
        {"valid_from": date(2026, 11, 25)},
        {"valid_to": date(2026, 11, 23)},
        {"evidence": ()},
        {"evidence": (("claimed", date(2026, 1, 1)),)},
        {"evidence": (("proven_sales", date(2026, 11, 25)),)},
        {"covered": ()},
        {"covered": ("222401",)},
        {"archived_at": now()},
    ],
)
def test_anything_that_is_missing_makes_it_not_count(dayang: Organisation, changes: dict[str, Any]) -> None:
    route(dayang, **changes)
    assert not queries.has_routes(dayang.id, ON)


@pytest.mark.parametrize("grade", ["documented", "site_verified", "proven_sales"])
def test_evidence_counts_from_its_day_on(dayang: Organisation, grade: str) -> None:
    route(dayang, evidence=((grade, ON),))
    assert queries.has_routes(dayang.id, ON)
    assert not queries.has_routes(dayang.id, date(2026, 11, 23))


def test_a_route_carries_its_category_and_one_without_carries_all(dayang: Organisation) -> None:
    route(dayang, category="knitwear")
    assert queries.has_routes(dayang.id, ON, "knitwear")
    assert not queries.has_routes(dayang.id, ON, "tableware")
    assert queries.has_routes(dayang.id, ON)
    route(dayang, category="")
    assert queries.has_routes(dayang.id, ON, "tableware")


def test_what_one_route_lacks_another_does_not_lend(dayang: Organisation) -> None:
    route(dayang, covered=("222401",))
    route(dayang, evidence=())
    assert not queries.has_routes(dayang.id, ON)


def test_without_an_own_place_nobody_knows_whether_a_route_reaches_beyond(session: scoped_session[Session]) -> None:
    book.load_places()
    firm = book.organisation("大洋商贸")
    assert queries.has_routes(firm.id, ON) is None, "who does not know where it is knows of no route either"
    held = route(firm, covered=("222401",), category="knitwear")
    assert queries.has_routes(firm.id, ON) is None
    told = queries.gaps(queries.one(held.id, user=cast.user()), ON)
    assert told == ["The organisation's own place is not recorded, so the reach of the route is not known."]
    wide = route(firm, covered=("222401", "110000"), category="tableware")
    assert queries.has_routes(firm.id, ON) is True, "one of two places is another than its own"
    assert queries.gaps(queries.one(wide.id, user=cast.user()), ON) == []
    assert flags([], [firm.id]).has_routes(firm.id, ON, "") is True
    assert (queries.has_routes(firm.id, ON, "knitwear"), queries.has_routes(firm.id, ON, "sake")) == (None, None)
    assert [rules.any_side(each) for each in ([False, None], [None, True], [False], [])] == [None, True, False, False]


def test_the_grades_rise() -> None:
    assert rules.grades_from() == ("documented", "site_verified", "proven_sales")
    assert rules.grades_from("proven_sales") == ("proven_sales",)
    with pytest.raises(ValueError, match="not in tuple"):
        rules.grades_from("rumour")


def test_a_route_is_its_owners_alone(dayang: Organisation) -> None:
    other, unplaced = book.organisation("延吉百货", place_id=dayang.place_id), book.organisation("珲春物流")
    mine, theirs, gone = route(dayang), route(other, status="claimed"), route(other, archived_at=now())
    owners = (dayang, other, unplaced)
    assert [queries.has_routes(owner.id, ON) for owner in owners] == [True, False, None]
    user = cast.user()
    assert [queries.of_organisation(owner.id, user=user) for owner in owners] == [[mine], [theirs], []]
    found = [queries.routes(Filter(organisation=owner.id), user=user).rows for owner in owners]
    assert [[row.id for row in rows] for rows in found] == [[mine.id], [theirs.id], []]
    assert [SALES_ROUTE.is_visible(row.id, user) for row in (mine, theirs, gone)] == [True, True, False]
