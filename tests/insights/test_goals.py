"""Goals counted from the records: what was held, captured, talked about and signed by their day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm.activities import services as activities_services
from crm.activities.services import CostInput
from crm.core.database import db, writing
from crm.initiatives import queries as initiatives_queries
from crm.initiatives import services as initiatives
from crm.initiatives.rules import FundingInput, GoalInput
from crm.insights import queries
from crm.insights.queries import goals
from tests import cast
from tests.missions import voyage


def test_goals_and_money_are_counted_from_the_activities_of_the_initiative(session: Any) -> None:
    voyage.load_places()
    with writing():
        row = initiatives.plan(names={"ja": "事業"}, by=None)
        db.session.commit()
    measures = ("activities", "leads", "talks", "agreements", "own")
    with writing():
        anew = initiatives_queries.one(row.id, user=cast.user())
        wanted = [GoalInput(measure, measure, Decimal(2), date(2027, 3, 31), Decimal(1)) for measure in measures]
        initiatives.write_goals(anew, wanted, by=None)
        initiatives.write_funding(anew, [FundingInput(2026, "own", Decimal(500_000))], by=None)
        db.session.commit()
    held = voyage.mission(initiative_id=row.id)
    voyage.mission(initiative_id=row.id, names={"ja": "下書き"})
    voyage.mission(names={"ja": "別の事業"})
    with writing():
        activity = voyage.fresh(held)
        activities_services.move(activity, status="approved", by=None)
        cost = CostInput("hotel", date(2026, 12, 11), Decimal(120_000), "JPY")
        activities_services.book_cost(activity, cost, by=None)
        db.session.commit()
    now = queries.progress(row.id, today=date(2027, 1, 10))
    achieved = {figure.goal.measure: int(figure.achieved) for figure in now.goals}
    assert achieved == {"activities": 1, "leads": 0, "talks": 0, "agreements": 0, "own": 1}
    assert [figure.reached for figure in now.goals] == [False] * 5
    assert now.goals[0].share == 0.5
    assert (int(now.promised), int(now.spent)) == (500_000, 120_000)
    before = queries.progress(row.id, today=date(2026, 12, 13))
    assert int(before.goals[0].achieved) == 0


@pytest.mark.parametrize(
    ("since", "due", "passed"),
    [
        (date(2026, 4, 1), date(2027, 4, 1), 0.25), (date(2026, 7, 1), date(2026, 7, 1), None),
        (None, date(2027, 4, 1), None), (date(2026, 4, 1), None, None), (date(2025, 4, 1), date(2026, 4, 1), 1.0),
        (date(2027, 1, 1), date(2027, 4, 1), 0.0),
    ],
)  # fmt: skip
def test_the_pace_of_a_goal_is_the_time_that_has_passed(since: date | None, due: date | None, passed: float) -> None:
    assert goals.pace(since, due, date(2026, 7, 1)) == (pytest.approx(passed, abs=0.002) if passed else passed)
