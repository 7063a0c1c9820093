"""What is read of negotiations: stalled in SQL as in Python, the pipeline in yen, what is due, who is around."""

import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import NotVisible
from crm.core.money import Money, Worth
from crm.core.permissions import Role
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.negotiations import queries, rules, services
from crm.negotiations.models import Negotiation
from crm.negotiations.queries import CaseFilter, ageing
from crm.places.models import FxRate
from tests.cast import SET_UP, user
from tests.negotiations.cases import case, days, held, lose, opened, scene, step_by_step

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.both]


def changed(negotiation: Negotiation, **columns: Any) -> None:
    """Set columns as an import would: past the services."""
    with writing(), action(SET_UP, by=None):
        for name, value in columns.items():
            setattr(negotiation, name, value)
        db.session.flush()
        db.session.commit()


@pytest.mark.parametrize(
    ("opened_days_ago", "columns"),
    [
        (0, {}), (7, {}), (8, {}), (60, {}), (61, {}),
        (3, {"next_step_due": -14}), (3, {"next_step_due": -15}), (3, {"next_step": ""}),
        (3, {"next_step": "", "next_step_due": None}), (3, {"next_step_due": None}),
        (30, {"on_hold": True, "on_hold_until": 0}), (30, {"on_hold": True, "on_hold_until": -1}),
        (30, {"on_hold": True, "on_hold_until": None}), (30, {"on_hold": False, "on_hold_until": 20}),
        (90, {"stage": "lost"}), (90, {"stage": "executing"}), (90, {"stage": "terms"}),
    ],
)  # fmt: skip
def test_stalled_means_the_same_in_sql_and_in_python(opened_days_ago: int, columns: dict[str, Any]) -> None:
    negotiation = opened(scene(), opened_days_ago=opened_days_ago)
    changed(
        negotiation, **{k: days(v) if k.endswith(("due", "until")) and v is not None else v for k, v in columns.items()}
    )
    for ahead in (0, 1, 30, 60, 61):
        as_of = days(ahead)
        found = db.session.scalars(select(Negotiation).where(queries.stalled_condition(as_of))).all()
        standing = queries.standings([negotiation], as_of)[negotiation.id]
        assert bool(found) is bool(standing.reasons), (ahead, standing)


def test_an_interaction_breaks_the_silence_and_a_note_does_not() -> None:
    at = scene()
    silent, noted, called, met = (opened(at, opened_days_ago=100, title=t) for t in "甲乙丙丁")
    talk = held(at, days_ago=5)
    with writing():
        services.log(noted, kind="note", summary="考え", by=user())
        services.log(called, kind="call", summary="電話", by=user())
        services.link_meeting(met, talk, by=user())
        db.session.commit()
    reasons = {
        case.title: rules.StallReason.SILENT in standing.reasons
        for case in (silent, noted, called, met)
        for standing in [queries.standings([case], days(0))[case.id]]
    }
    assert reasons == {"甲": True, "乙": True, "丙": False, "丁": False}


def test_the_stalled_list_has_the_longest_stay_first_and_filters_agree() -> None:
    at = scene()
    opened(at, title="動いている")
    opened(at, title="少し古い", opened_days_ago=20)
    opened(at, title="とても古い", opened_days_ago=40)
    shown, number = queries.stalled(user(), days(0), most=5)
    assert ([row.title for row in shown], number) == (["とても古い", "少し古い"], 2)
    shown, number = queries.stalled(user(), days(0), most=1)
    assert ([row.title for row in shown], number) == (["とても古い"], 2)
    result = queries.negotiations(CaseFilter(stalled_on=days(0)), user=user())
    assert {row.title for row in result.rows} == {"少し古い", "とても古い"}


def test_more_cases_than_one_question_takes_are_asked_for_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    at = scene()
    ids = [opened(at, title=f"案件{number}").id for number in range(3)]
    at_once = queries.last_contacts(ids)
    monkeypatch.setattr(ageing, "MOST_ASKED", 2)
    assert at_once == queries.last_contacts(ids)
    assert set(at_once) == set(ids)


def test_the_pipeline_is_weighted_in_yen_and_says_what_it_leaves_out() -> None:
    at = scene()
    with writing(), action(SET_UP, by=None):
        db.session.add(FxRate(day=date(2020, 1, 1), base="CNY", quote="JPY", rate=Decimal(20), source="test"))
        db.session.flush()
        db.session.commit()
    opened(at, value_period="total")  # CNY 420,000 as a lead: 0.03
    opened(at, value=Decimal(10_000), value_period="annual")
    opened(at, value=Decimal(1_000_000), currency="JPY", probability=Decimal("0.5"), probability_note="内諾")
    opened(at, value=Decimal(100), currency="USD")
    opened(at, value=None)
    lost = opened(at, value=Decimal(9_000_000), currency="JPY")
    with writing():
        lose(lost)
        db.session.commit()
    board = queries.board(CaseFilter(), user=user(), as_of=days(0))
    outlook = board.outlook
    assert board.closed_totals == {"signed": {}, "lost": {"JPY": Worth(Decimal(9_000_000))}}, "beside their counts"
    assert (outlook.count, outlook.without_value, outlook.unconverted) == (5, 1, 1)
    assert outlook.value == Worth(Decimal(8_400_000 + 1_000_000), Decimal(200_000))
    assert outlook.weighted == Worth(Decimal(252_000 + 500_000), Decimal(6_000))
    told = {currency: (rate.rate, rate.day) for currency, rate in outlook.rates.items()}
    assert told == {"CNY": (Decimal(20), date(2020, 1, 1))}, "said beside the sum"
    assert outlook.totals == {
        "CNY": Worth(Decimal(420_000), Decimal(10_000)), "JPY": Worth(Decimal(1_000_000)), "USD": Worth(Decimal(100))
    }  # fmt: skip
    assert queries.board(CaseFilter(), user=user(), as_of=days(0)).columns["lead"].totals == outlook.totals
    assert queries.value_totals(CaseFilter(), user=user()) == [
        (Money(Decimal(420_000), "CNY"), "expected"), (Money(Decimal(10_000), "CNY"), "expected, per year"),
        (Money(Decimal(1_000_000), "JPY"), "expected"), (Money(Decimal(9_000_000), "JPY"), "expected before"),
        (Money(Decimal(100), "USD"), "expected"),
    ]  # fmt: skip


def test_the_snapshots_filter_the_list() -> None:
    at = scene()
    talked, silent = opened(at, title="商談済"), opened(at, title="未商談")
    step_by_step(talked, "talk", at)
    for partner, expected in (("no", ["商談済"]), ("yes", []), ("", ["未商談", "商談済"])):
        result = queries.negotiations(CaseFilter(partner=partner), user=user())
        assert [row.title for row in result.rows] == expected
    assert silent.partner_routes_snapshot is None


def test_the_target_place_covers_what_lies_below_it() -> None:
    at = scene()
    opened(at)
    inside = queries.negotiations(CaseFilter(place=at.place), user=user())
    outside = queries.negotiations(CaseFilter(place=9999), user=user())
    assert (len(inside.rows), len(outside.rows)) == (1, 0)


def test_people_come_from_the_linked_meetings_theirs_first() -> None:
    at = scene()
    negotiation = opened(at)
    step_by_step(negotiation, "talk", at)
    case_ = queries.one(negotiation.id, user=user())
    around = queries.people(queries.linked_meetings(case_, user=user()), [])
    assert [(each.person.id, each.side, each.title) for each in around] == [
        (at.li, "theirs", "科长"), (at.tanabe, "ours", "事務局長")
    ]  # fmt: skip
    titles = [each.titled("ja") for each in around]
    assert titles == [("課長", "ja"), ("事務局長", "ja")], "in the words of the other pages"


def test_what_was_logged_is_counted_by_its_kind() -> None:
    at = scene()
    mine, other = opened(at), opened(at)
    with writing():
        for kind in ("call", "call", "sample"):
            services.log(mine, kind=kind, summary="電話", by=user())
        services.log(other, kind="quote", summary="見積", by=user())
        db.session.commit()
    counts, last = queries.logged(mine)
    assert counts == {"call": 2, "sample": 1}
    assert last == queries.last_contacts([mine.id])[mine.id]
    assert queries.logged(opened(at))[0] == {}


def test_only_unlinked_meetings_and_leads_of_the_counterpart_are_offered() -> None:
    at = scene()
    negotiation, talk = opened(at), held(at)
    held(at, organisation_id=at.association, our_organisation_id=at.commerce_bureau, theirs=[at.tanabe], ours=[at.li])
    assert queries.linkable_meetings(negotiation, user=user()) == [talk]
    with writing():
        services.link_meeting(negotiation, talk, by=user())
        db.session.commit()
    assert queries.linkable_meetings(negotiation, user=user()) == []


@pytest.mark.searched
def test_each_condition_narrows_the_list() -> None:
    at = scene()
    other = user(Role.ADMIN)
    mine, theirs = opened(at, title="小林の案件"), opened(at, title="本田の案件", owner_id=other.id)
    step_by_step(mine, "talk", at)

    def titles(**conditions: Any) -> set[str]:
        found = queries.negotiations(CaseFilter(**conditions), user=user())
        return {row.title for row in found.rows}

    assert titles(owner=other.id) == {"本田の案件"}
    assert titles(stage=["talk", "terms"]) == {"小林の案件"}
    assert titles(q="本田") == {"本田の案件"}
    assert titles(q="！") == set(), "a mark folds to nothing and finds only itself"
    assert titles(tier="major") == titles(initiative=9) == titles(category="food") == set()
    leader = user(Role.MISSION_LEADER)
    both = (mine.id, theirs.id)
    assert queries.visible_labels(both, user=user(), language="ja")[theirs.id] == "本田の案件"
    assert queries.visible_labels(both, user=leader, language="ja") == {}


def test_a_mission_leader_brings_back_only_what_is_theirs() -> None:
    at = scene()
    leader = user(Role.MISSION_LEADER)
    theirs, other = opened(at, activity_id=at.mission), opened(at)
    with writing():
        services.archive(theirs, by=user())
        services.archive(other, by=user())
        db.session.commit()
    assert queries.one(theirs.id, user=leader, archived=True) == theirs
    with pytest.raises(NotVisible):
        queries.one(other.id, user=leader, archived=True)
    with pytest.raises(NotVisible):
        queries.one(opened(at).id, user=user(), archived=True)


def test_whoever_left_a_lead_is_around_the_case() -> None:
    at = scene()
    with writing():
        lead = leads.capture(
            LeadInput(activity_id=at.mission, person_id=at.sun, interest="子供服", owner_id=user().id), by=user()
        )
        made = services.open_case(case(at), leads=[lead], by=user())
        db.session.commit()
    [around] = queries.people([], queries.linked_leads(made, user=user()))
    assert (around.person.id, around.title, around.side, around.meetings) == (at.sun, "主任科员", "theirs", 0)


def lanes_by(by: str) -> list[tuple[Sequence[object], int]]:
    board = queries.board(CaseFilter(), user=user(), as_of=days(0), by=by)
    return [(lane.values, lane.count) for lane in board.lanes]


def test_lanes_hold_every_open_case_once_the_largest_lane_first() -> None:
    at, admin = scene(), user(Role.ADMIN)
    mine, other, nowhere = (
        opened(at),
        opened(at, title="手袋", owner_id=admin.id),
        opened(at, title="人参", place_id=None),
    )
    with writing():
        lose(opened(at, title="負け"))
        db.session.commit()
    assert lanes_by("owner") == [([user().id], 2), ([admin.id], 1)]
    assert lanes_by("place") == [([at.place], 2), ([None], 1)]
    assert lanes_by("partner") == [([None], 3)], "nobody has talked yet"
    assert lanes_by("") == lanes_by("nonsense") == []
    board = queries.board(CaseFilter(), user=user(), as_of=days(0), by="owner")
    cards = [[card.id for card in board.in_lane("lead", lane)] for lane in board.lanes]
    assert [sorted(ids) for ids in cards] == [sorted([mine.id, nowhere.id]), [other.id]]


def test_a_lane_of_partners_says_what_was_known_at_the_first_talk() -> None:
    at = scene()
    for answer in (True, False, None):
        changed(opened(at), first_talk_at=clock.now(), partner_routes_snapshot=answer)
    assert sorted(str(values[0]) for values, _ in lanes_by("partner")) == ["no", "unknown", "yes"]


def test_more_lanes_than_a_board_holds_end_in_one_for_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[queries.board.__module__], "MOST_LANES", 1)
    at = scene()
    owners = [user(role).id for role in (Role.COORDINATOR, Role.ADMIN, Role.MANAGEMENT)]
    for number, owner in enumerate(owners):
        for _ in range(3 - number):
            opened(at, owner_id=owner)
    assert lanes_by("owner") == [([owners[0]], 3), (owners[1:], 3)]
