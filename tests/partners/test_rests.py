"""The state of a route holds from a day on: what it was before stays true, whatever is done with it later (INV-P1)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.audit import services as audit
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.insights.queries.flags import flags
from crm.partners import queries, rules, services
from crm.partners.models import SalesRoute
from crm.partners.services import Proof, RouteInput
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened

pytestmark = pytest.mark.both
LONG_AGO = date(2024, 4, 1)


@pytest.fixture
def dayang(session: scoped_session[Session]) -> Organisation:
    book.load_places()
    return book.organisation("延边大洋", place_id=book.place("222401").id)


def told(owner: Organisation, **changes: Any) -> RouteInput:
    """An active route to Beijing, documented in January 2024."""
    proof = Proof("documented", date(2024, 1, 1))
    content = RouteInput(owner.id, "百貨店網", "wholesale_market", status="active", proofs=[proof],
                         place_ids=[book.place("110000").id])  # fmt: skip
    return replace(content, **changes)


def recorded(owner: Organisation, **changes: Any) -> SalesRoute:
    with writing():
        made = services.record(told(owner, **changes), by=cast.user())
        db.session.commit()
    return made


def change(owner: Organisation, route: SalesRoute, **changes: Any) -> None:
    with writing():
        services.change(queries.one(route.id, user=cast.user()), told(owner, **changes), by=cast.user())
        db.session.commit()


def had(owner: Organisation, *days: date) -> list[bool | None]:
    """By figures and by what the next first talk would freeze, which say the same of a route that is not put away."""
    known = flags([], [owner.id])
    found = [known.has_routes(owner.id, day, "") for day in days]
    assert [queries.has_routes(owner.id, day) for day in days] == found
    return found


@pytest.mark.parametrize("state", ["closed", "suspended"])
def test_a_route_that_is_used_no_more_was_used_before(dayang: Organisation, state: str) -> None:
    today = here.today()
    route = recorded(dayang)
    change(dayang, route, status=state)
    assert had(dayang, LONG_AGO, today - timedelta(days=1), today) == [True, True, False]
    change(dayang, route, status=state, state_on=date(2025, 4, 1))
    assert had(dayang, LONG_AGO, date(2025, 3, 31), date(2025, 4, 1), today) == [True, True, False, False]
    change(dayang, route, status=state, name="別の名")
    assert had(dayang, date(2025, 3, 31), date(2025, 4, 1)) == [True, False]


def test_a_route_that_is_suspended_and_then_closed_is_out_of_use_since_the_first_day(dayang: Organisation) -> None:
    route = recorded(dayang, status="suspended", state_on=date(2025, 1, 1))
    change(dayang, route, status="closed", state_on=date(2025, 6, 1))
    days = [date(2024, 10, 31), date(2024, 12, 31), date(2025, 1, 1), date(2025, 5, 31)]
    assert had(dayang, *days) == [True, True, False, False]
    change(dayang, route, status="suspended", state_on=date(2024, 11, 1))
    assert had(dayang, *days) == [True, False, False, False]
    change(dayang, route, status="suspended", state_on=date(2025, 6, 1))
    assert had(dayang, *days) == [True, True, True, True], "the day of the same state was mended"


def test_a_route_that_is_used_again_was_not_used_in_between(dayang: Organisation) -> None:
    route = recorded(dayang, status="suspended", state_on=date(2025, 4, 1))
    change(dayang, route, state_on=date(2025, 10, 1))
    days = [date(2025, 3, 31), date(2025, 4, 1), date(2025, 9, 30), date(2025, 10, 1), here.today()]
    assert had(dayang, *days) == [True, False, False, True, True]
    change(dayang, route, status="closed")
    change(dayang, route)  # on the same day: it was a mistake
    assert had(dayang, *days) == [True, False, False, True, True]
    change(dayang, route, status="claimed")
    assert had(dayang, *days) == [False] * 5, "what was a claim alone counted never"


def test_a_route_that_was_never_in_use_on_record_counts_on_no_day_unless_one_is_told(dayang: Organisation) -> None:
    route = recorded(dayang, status="closed")
    change(dayang, route, status="suspended")
    assert had(dayang, LONG_AGO, here.today()) == [False, False]
    change(dayang, route, status="closed", state_on=date(2025, 4, 1))
    assert had(dayang, LONG_AGO, date(2025, 4, 1)) == [True, False]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": "closed", "state_on": date(2099, 1, 1)}, "This date is in the future."),
        ({"status": "closed", "state_on": date(1900, 1, 1)}, "Check the year."),
        ({"status": "closed", "state_on": date(2025, 9, 30)}, "The state changed later than that before"),
        ({"state_on": date(2025, 9, 30)}, "Enter this day only for a route"),
    ],
)
def test_a_day_that_cannot_be_is_refused(dayang: Organisation, changes: dict[str, Any], said: str) -> None:
    route = recorded(dayang, status="suspended", state_on=date(2025, 4, 1))
    change(dayang, route, state_on=date(2025, 10, 1))
    with pytest.raises(Refused, match=said) as refused:
        change(dayang, route, **changes)
    assert refused.value.field == "state_on"


def test_to_put_a_route_away_moves_no_figure(dayang: Organisation) -> None:
    route = recorded(dayang)
    with writing():
        audit.archive(queries.one(route.id, user=cast.user()), rules.ARCHIVED, by=cast.user())
        db.session.commit()
    assert flags([], [dayang.id]).has_routes(dayang.id, LONG_AGO, "") is True


@pytest.mark.once
def test_the_form_takes_the_day_and_the_page_tells_it(dayang: Organisation, client: FlaskClient) -> None:
    route = recorded(dayang)
    cast.sign_in(client, Role.COORDINATOR)
    there = f"/partners/{route.id}/edit"
    form = opened(client, there, "channel") | {"state": "closed", "state_on": "2099-01-01"}
    refused = client.post(there, data=form).get_data(as_text=True)
    assert "This date is in the future." in refused
    assert 'value="2099-01-01"' in refused
    assert client.post(there, data=form | {"state_on": "2025-04-01"}).status_code == 303
    assert "Not used" in client.get(f"/partners/{route.id}").get_data(as_text=True)
    assert had(dayang, date(2025, 3, 31), date(2025, 4, 1)) == [True, False]
