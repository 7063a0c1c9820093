"""The budget: planned against spent, in yen at dated rates; receipts, approval, shares, hours, the book closed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities import queries, rules, services
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.activities.services import BudgetInput, CostInput, HoursInput, ParticipantTerms, ShareInput
from crm.activities.services.costs import MOST
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.files import queries as files
from crm.files.services import SentFile
from crm.places import services as places
from tests import cast
from tests.contacts import book
from tests.missions import voyage

DAY = date(2026, 11, 20)
HOTEL = CostInput("hotel", DAY, Decimal(300), "JPY")
PDF = b"%PDF-1.7 a receipt"


@pytest.fixture
def activity(session: scoped_session[Session]) -> Activity:
    return voyage.mission()


def refused(field: str | None = None) -> Any:
    return pytest.raises(Refused, check=lambda refusal: refusal.field == field)


def rate(day: date = DAY, value: str = "21.5") -> None:
    with writing():
        places.add_rate(day=day, base="CNY", quote="JPY", rate=Decimal(value), source="bank", by=None)
        db.session.commit()


def booked(activity: Activity, *costs: CostInput) -> None:
    with writing():
        row = voyage.fresh(activity)
        for cost in costs:
            services.book_cost(row, cost, by=None)
        db.session.commit()


def planned(activity: Activity, *lines: BudgetInput) -> None:
    with writing():
        services.write_budget(voyage.fresh(activity), lines, by=None)
        db.session.commit()


def told(value: Any) -> Any:
    """The same: a Decimal equals the whole number it holds, which the types do not know."""
    return value


def in_status(activity: Activity, status: str) -> None:
    with writing():
        row = voyage.fresh(activity)
        with action(rules.MOVED, by=None):
            row.status = status
        db.session.commit()


def test_costs_count_in_yen_at_the_rate_of_the_day_and_apart_without_one(activity: Activity) -> None:
    rate()
    booked(
        activity,
        replace(HOTEL, amount=Decimal("1000.5"), currency="CNY"),
        HOTEL,
        replace(HOTEL, amount=Decimal(7), currency="CNY", paid_on=date(2020, 1, 1)),
    )
    costs = queries.counted_costs(voyage.fresh(activity).costs)
    assert costs.total.amount == Decimal("21511") + 300
    assert {k: v.amount for k, v in costs.by_category.items()} == {"hotel": Decimal(21811)}
    assert [line.amount for line in costs.unconverted] == [Decimal(7)]
    assert queries.cost_totals([activity.id]) == {activity.id: Decimal(21811)}
    assert queries.cost_totals([]) == {}
    assert {line.fx_day for line in queries.budget(activity.id).costs if line.currency == "CNY"} == {DAY, None}
    assert [(used.currency, used.day) for used in queries.budget(activity.id).rates] == [("CNY", DAY)]


def test_a_rate_that_comes_later_converts_what_waited_for_it(activity: Activity) -> None:
    booked(activity, replace(HOTEL, amount=Decimal(10), currency="CNY"))
    planned(activity, BudgetInput("gifts", "own", Decimal(100), "CNY"))
    now = queries.budget(activity.id)
    assert told((len(now.unconverted), len(now.unplannable), now.total.actual)) == (1, 1, 0)
    rate(date(2026, 11, 1))
    with writing():
        assert services.convert_again(voyage.fresh(activity), by=None) == 2
        db.session.commit()
    now = queries.budget(activity.id)
    assert told((now.total.actual, now.total.planned, now.unconverted)) == (215, 2150, [])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": "bribe"}, "category"),
        ({"funding_source": "lottery"}, "funding_source"),
        ({"currency": "XXX"}, "currency"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(10) ** 11}, "amount"),
        ({"paid_on": date(9999, 1, 1)}, "paid_on"),
        ({"budget_line_id": 999_999}, "budget_line_id"),
    ],
)
def test_a_cost_that_makes_no_sense_is_refused(activity: Activity, change: dict[str, Any], field: str) -> None:
    with writing(), refused(field):
        services.book_cost(voyage.fresh(activity), replace(HOTEL, **change), by=None)


def test_planned_stands_against_spent_by_kind_and_by_who_bears_it(activity: Activity) -> None:
    planned(
        activity,
        BudgetInput("airfare", "participant_self_pay", Decimal(400_000)),
        BudgetInput("hotel", "prefecture_subsidy", Decimal(200_000)),
        BudgetInput("hotel", "own", Decimal(100_000)),
    )
    booked(
        activity,
        CostInput("hotel", DAY, Decimal(150_000), "JPY", funding_source="prefecture_subsidy"),
        CostInput("gifts", DAY, Decimal(20_000), "JPY"),
    )
    now = queries.budget(activity.id)
    assert told([(row.code, row.planned, row.actual, row.execution) for row in now.by_category]) == [
        ("airfare", 400_000, 0, 0.0),
        ("hotel", 300_000, 150_000, 0.5),
        ("gifts", 0, 20_000, None),
    ]
    assert told([(row.code, row.left) for row in now.by_source]) == [
        ("own", 80_000),
        ("prefecture_subsidy", 50_000),
        ("participant_self_pay", 400_000),
    ]
    assert told((now.total.planned, now.total.actual, now.net)) == (700_000, 170_000, 20_000)
    assert told([(row.code, row.actual) for row in now.of_source("prefecture_subsidy").by_category]) == [
        ("hotel", 150_000)
    ]


def test_a_planned_line_keeps_its_rate_until_its_amount_changes(activity: Activity) -> None:
    rate(date(2026, 1, 1), "20")
    planned(activity, BudgetInput("hotel", "own", Decimal(1000), "CNY"))
    line = queries.budget(activity.id).lines[0]
    booked(activity, replace(HOTEL, budget_line_id=line.id))
    rate(date(2026, 1, 2), "25")
    same = BudgetInput("hotel", "partner", Decimal(1000), "CNY", id=line.id)
    planned(activity, same)
    assert told([(row.id, row.book_amount) for row in queries.budget(activity.id).lines]) == [(line.id, 20_000)]
    planned(activity, replace(same, amount=Decimal(2000)))
    assert told([(row.id, row.book_amount) for row in queries.budget(activity.id).lines]) == [(line.id, 50_000)]
    planned(activity)
    now = queries.budget(activity.id)
    assert (list(now.lines), [cost.budget_line_id for cost in now.costs]) == ([], [None])


def test_a_budget_line_that_goes_lets_go_of_its_own_costs_alone(activity: Activity) -> None:
    other = voyage.mission(names={"ja": "別の視察団"})
    lines = {}
    for mission in (activity, other):
        planned(mission, BudgetInput("hotel", "own", Decimal(1000)), BudgetInput("interpreter", "own", Decimal(500)))
        lines[mission.id] = [row.id for row in queries.budget(mission.id).lines]
        booked(mission, *(replace(HOTEL, budget_line_id=id) for id in lines[mission.id]))
    planned(activity, BudgetInput("interpreter", "own", Decimal(500), id=lines[activity.id][1]))
    charged = {
        mission.id: {cost.budget_line_id for cost in queries.budget(mission.id).costs} for mission in (activity, other)
    }
    assert charged == {activity.id: {None, lines[activity.id][1]}, other.id: set(lines[other.id])}


def test_a_budget_of_nonsense_is_refused_on_the_table(activity: Activity) -> None:
    for line in (BudgetInput("bribe", "own", Decimal(1)), BudgetInput("hotel", "own", Decimal(-1))):
        with writing(), refused("lines"):
            services.write_budget(voyage.fresh(activity), [line], by=None)


def test_a_receipt_is_kept_and_a_change_takes_the_approval_back(activity: Activity, tmp_path: Path) -> None:
    manager = cast.user(Role.MANAGEMENT)
    with writing():
        services.book_cost(voyage.fresh(activity), HOTEL, receipt=SentFile("領収書.pdf", PDF, tmp_path), by=None)
        db.session.commit()
    with writing():
        assert services.approve_costs(voyage.fresh(activity), by=manager) == 1
        db.session.commit()
    line = queries.budget(activity.id).costs[0]
    assert line.approved_by is not None
    assert (line.approved_by.id, line.receipt.name if line.receipt else "") == (manager.id, "領収書.pdf")
    assert queries.budget(activity.id).unapproved == []
    with writing():
        row = voyage.fresh(activity)
        changed = replace(HOTEL, amount=Decimal(400))
        services.change_cost(row, queries.cost(row.id, line.id), changed, by=None)
        db.session.commit()
    line = queries.budget(activity.id).costs[0]
    assert told((line.book_amount, line.approved_by_id, line.receipt_id)) == (400, None, line.receipt_id)
    assert queries.budget(activity.id).unapproved == [line]
    assert len(files.of_record(ACTIVITY, activity.id)) == 1
    with writing(), refused("receipt"):
        services.book_cost(voyage.fresh(activity), HOTEL, receipt=SentFile("a.exe", b"MZ", tmp_path), by=None)
    with pytest.raises(NotVisible):
        queries.cost(voyage.mission().id, line.id)


def test_the_book_is_closed_only_when_it_is_true(activity: Activity) -> None:
    def settled(state: str) -> None:
        with writing():
            services.settle_costs(voyage.fresh(activity), state=state, by=None)
            db.session.commit()

    settled("none")
    with refused():
        settled("booked")
    booked(activity, HOTEL)
    assert voyage.fresh(activity).costs_state == "open"
    with refused():
        settled("none")
    settled("booked")
    booked(activity, replace(HOTEL, currency="KRW"))
    with refused():
        settled("booked")
    with refused():
        settled("whatever")


def test_the_money_of_a_closed_activity_is_not_touched(activity: Activity) -> None:
    in_status(activity, "closed")
    acts = (
        lambda row: services.book_cost(row, HOTEL, by=None),
        lambda row: services.write_budget(row, [], by=None),
        lambda row: services.write_shares(row, [], by=None),
        lambda row: services.write_hours(row, [], by=None),
        lambda row: services.convert_again(row, by=None),
        lambda row: services.settle_costs(row, state="none", by=None),
    )
    for act in acts:
        with writing(), refused():
            act(voyage.fresh(activity))


@pytest.mark.once
@pytest.mark.parametrize(
    ("total", "number", "each"), [(100, 3, [34, 33, 33]), (0, 2, [0, 0]), (5, 0, []), (2, 3, [1, 1, 0])]
)
def test_whole_yen_are_divided_without_a_rest(total: int, number: int, each: list[int]) -> None:
    assert rules.equal_shares(total, number) == each


def test_what_participants_bear_is_divided_among_the_accepted(activity: Activity) -> None:
    maker = book.organisation("見附ニット", "ja", country="JP")
    first, second = (voyage.delegate(voyage.fresh(activity), name=name) for name in ("髙橋 直樹", "佐野 奈緒"))
    voyage.delegate(voyage.fresh(activity), name="未定 太郎", status="invited")
    voyage.delegate(voyage.fresh(activity), name="通訳 花子", role="interpreter")
    with writing(), refused():
        services.divide(voyage.fresh(activity), by=None)
    booked(activity, CostInput("airfare", DAY, Decimal(100_001), "JPY", funding_source="participant_self_pay"))
    with writing():
        company = ShareInput(Decimal(20_000), organisation_id=maker.id)
        paid = ShareInput(Decimal(1), participant_id=first.id, paid=Decimal(30_000), paid_on=DAY)
        services.write_shares(voyage.fresh(activity), [company, paid], by=None)
        db.session.commit()
    with writing():
        assert services.divide(voyage.fresh(activity), by=None) == 2
        db.session.commit()
    now = queries.budget(activity.id)
    assert told({(row.participant_id, row.organisation_id): (row.due, row.paid) for row in now.shares}) == {
        (None, maker.id): (20_000, 0),
        (first.id, None): (40_001, 30_000),
        (second.id, None): (40_000, 0),
    }
    assert told((now.due, now.paid)) == (100_001, 30_000)


def test_agreed_fees_become_shares_and_are_not_divided_anew(activity: Activity) -> None:
    with writing(), refused():
        services.take_fees(voyage.fresh(activity), by=None)
    first = voyage.delegate(voyage.fresh(activity), name="髙橋 直樹", terms=ParticipantTerms(fee=Decimal(50_000)))
    second = voyage.delegate(voyage.fresh(activity), name="佐野 奈緒", terms=ParticipantTerms(fee=Decimal(30_000)))
    guest = voyage.delegate(
        voyage.fresh(activity), name="李 明", terms=ParticipantTerms(fee=Decimal(900), fee_currency="CNY")
    )
    planned(activity, BudgetInput("hotel", "member_fee", Decimal(90_000)))
    booked(activity, replace(HOTEL, amount=Decimal(90_001), funding_source="member_fee"))
    paid = ShareInput(
        Decimal(1), participant_id=first.id, funding_source="member_fee", paid=Decimal(50_000), paid_on=DAY
    )
    with writing():
        services.write_shares(voyage.fresh(activity), [paid], by=None)
        db.session.commit()
    before = queries.fees(voyage.fresh(activity), queries.budget(activity.id))
    assert told((before.agreed, before.due, before.planned)) == (80_000, 1, 90_000)
    assert [line.participant.id for line in before.differing] == [first.id, second.id, guest.id]
    with writing():
        assert services.take_fees(voyage.fresh(activity), by=None) == 2
        db.session.commit()
    with writing():
        assert services.divide(voyage.fresh(activity), by=None) == 3
        db.session.commit()
    now = queries.budget(activity.id)
    assert told({row.participant_id: (row.due, row.paid) for row in now.shares}) == {
        first.id: (50_000, 50_000),
        second.id: (30_000, 0),
    }
    after = queries.fees(voyage.fresh(activity), now)
    assert [(line.participant.id, line.in_book_currency) for line in after.differing] == [(guest.id, False)]


def test_a_share_that_makes_no_sense_is_refused(activity: Activity) -> None:
    maker = book.organisation("見附ニット", "ja", country="JP")
    stranger = voyage.delegate(voyage.mission(names={"ja": "別の団"}))
    one = ShareInput(Decimal(1), organisation_id=maker.id)
    for rows in (
        [ShareInput(Decimal(1))],
        [replace(one, participant_id=stranger.id)],
        [ShareInput(Decimal(1), participant_id=stranger.id)],
        [replace(one, organisation_id=999_999)],
        [replace(one, due=Decimal(-1))],
        [replace(one, due=MOST)],
        [replace(one, paid=MOST)],
        [replace(one, funding_source="own")],
        [replace(one, paid_on=date(9999, 1, 1))],
        [one, one],
    ):
        with writing(), refused("shares"):
            services.write_shares(voyage.fresh(activity), rows, by=cast.user())


def test_hours_of_staff_count_only_when_they_are_switched_on(activity: Activity) -> None:
    booked(activity, HOTEL)
    clerk = cast.user()
    with writing():
        hours = [HoursInput(clerk.id, Decimal("7.5"), Decimal(3_000))]
        services.write_hours(voyage.fresh(activity), hours, by=None)
        db.session.commit()
    without, counted = queries.budget(activity.id), queries.budget(activity.id, with_staff=True)
    assert told((without.total.actual, counted.total.actual)) == (300, 22_800)
    assert [row.code for row in counted.by_category] == ["hotel", "staff_time"]
    assert [row.code for row in without.by_category] == ["hotel"]
    assert told((without.net, counted.net)) == (300, 22_800)
    assert [len(counted.of_source(code).staff) for code in ("own", rules.FEE)] == [1, 0]
    assert queries.cost_totals([activity.id]) == {activity.id: Decimal(300)}
    assert queries.cost_totals([activity.id], with_staff=True) == {activity.id: Decimal(22_800)}
    with writing(), refused("hours"):
        services.write_hours(voyage.fresh(activity), [HoursInput(999_999, Decimal(1), Decimal(1))], by=None)
    with writing(), refused("hours"):
        services.write_hours(voyage.fresh(activity), [HoursInput(clerk.id, Decimal(0), Decimal(1))], by=None)


def test_the_money_of_another_mission_counts_in_none_of_the_sums(activity: Activity) -> None:
    other = voyage.mission(names={"ja": "別の視察団"})
    for mission, times in ((activity, 1), (other, 10)):
        planned(mission, BudgetInput("hotel", "own", Decimal(500 * times)))
        booked(mission, replace(HOTEL, amount=Decimal(300 * times)))
        part = voyage.delegate(mission, name=f"髙橋 {times}")
        share = ShareInput(Decimal(70 * times), participant_id=part.id, paid=Decimal(20 * times))
        with writing():
            hours = [HoursInput(cast.user().id, Decimal(1), Decimal(40 * times))]
            services.write_hours(voyage.fresh(mission), hours, by=None)
            db.session.commit()
        with writing():
            services.write_shares(voyage.fresh(mission), [share], by=None)
            db.session.commit()
    for mission, times in ((activity, 1), (other, 10)):
        sums = queries.budget(mission.id, with_staff=True)
        assert told((sums.total.planned, sums.total.actual)) == (500 * times, 340 * times)
        assert told((sums.staff_cost, sums.due, sums.paid)) == (40 * times, 70 * times, 20 * times)
        assert [row.activity_id for row in queries.budget_lines([mission.id])] == [mission.id]
        assert [len(sums.of_source(code).shares) for code in ("participant_self_pay", "partner")] == [1, 0]
    [cost] = queries.budget(other.id).costs
    assert queries.cost(other.id, cost.id) == cost
    with pytest.raises(NotVisible):
        queries.cost(activity.id, cost.id)


def test_who_has_paid_a_share_is_not_taken_out(activity: Activity) -> None:
    part = voyage.delegate(activity)
    paid = ShareInput(Decimal(50_000), participant_id=part.id, paid=Decimal(1))
    with writing():
        services.write_shares(voyage.fresh(activity), [paid], by=None)
        db.session.commit()
    with writing(), refused():
        services.remove_participant(voyage.fresh(activity), queries.participants(activity.id)[0], by=None)
    with writing():
        services.write_shares(voyage.fresh(activity), [], by=None)
        db.session.commit()
    with writing():
        services.remove_participant(voyage.fresh(activity), queries.participants(activity.id)[0], by=None)
