"""The funnel over a cohort small enough to count by hand."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.insights.queries import FunnelFigures, Group, cohort, funnel_figures, leads_behind
from crm.insights.queries.flags import flags
from crm.insights.rules import Selection, wilson
from crm.merging import services as merging
from crm.merging.services import Choices
from crm.negotiations.models import StageEvent
from crm.partners import queries as partners
from crm.partners.models import RouteCoverage, RouteEvidence, SalesRoute
from crm.places import queries as places
from tests import cast
from tests.insights import fairs
from tests.kept import kept

pytestmark = pytest.mark.both

AS_OF = date(2026, 11, 24)
FY_2025 = Selection(since=date(2025, 4, 1), until=date(2026, 3, 31))


@dataclass
class World:
    regional: Activity
    major: Activity
    ours: Organisation
    theirs: Organisation


@pytest.fixture
def world(session: scoped_session[Session]) -> World:
    """Ten leads: six at a mission to a regional city, four at a fair in a major one.

    Furthest stages: 1 1 1 2 2 3 4 5 7 8, one of them lost after terms (5) and one that skipped from 1 to 4.
    """
    regional, major, ours, theirs = _ten_leads()
    return World(
        db.session.get_one(Activity, regional),
        db.session.get_one(Activity, major),
        db.session.get_one(Organisation, ours),
        db.session.get_one(Organisation, theirs),
    )


@kept
def _ten_leads() -> tuple[int, int, int, int]:
    """The ids of the two activities, of our firm and of theirs."""
    yanji, beijing = fairs.place("222401", "regional"), fairs.place("110000", "major")
    regional = fairs.activity(yanji)
    major = fairs.activity(beijing, name="北京 消費財展", type="trade_fair")
    ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
    talk: dict[str, Any] = {"ours": ours, "theirs": theirs, "talked": date(2025, 7, 1)}
    fairs.lead(regional)
    fairs.lead(regional, status="disqualified")
    fairs.lead(regional, status="qualified")
    early = fairs.lead(regional, status="converted")
    fairs.case("lead", ours=ours, theirs=theirs, leads=[early])
    skipped = fairs.lead(regional)
    fairs.case("lead sample_quote", leads=[skipped], tier="regional", partner=True, type="trade_mission", **talk)
    signed = fairs.lead(regional)
    made = fairs.case(
        "lead qualified talk signed executing",
        leads=[signed],
        tier="regional",
        partner=True,
        type="trade_mission",
        **talk,
    )
    fairs.agreement(made, date(2025, 12, 1))
    fairs.lead(major)
    fairs.lead(major, on=date(2025, 6, 4))
    lost = fairs.lead(major)
    fairs.case("lead qualified talk terms lost", leads=[lost], tier="major", partner=False, type="trade_fair", **talk)
    # One lead with two cases counts by the further one, and under the flags of the earlier talk.
    twice = fairs.lead(major)
    fairs.case("lead qualified talk", leads=[twice], tier="regional", partner=True, type="trade_fair", **talk)
    later = talk | {"talked": date(2025, 9, 1)}
    further = fairs.case("lead signed", leads=[twice], tier="major", partner=False, type="trade_fair", **later)
    fairs.agreement(further, date(2026, 1, 10))
    return regional.id, major.id, ours.id, theirs.id


def figures(wanted: Selection = FY_2025, as_of: date = AS_OF) -> FunnelFigures:
    return funnel_figures(wanted, as_of=as_of)


def test_the_counts_are_those_counted_by_hand(world: World) -> None:
    found = figures()
    assert found.leads == 10
    assert [step.reached for step in found.steps] == [10, 6, 4, 4, 3, 2, 2, 1]


def test_reach_and_step_are_wilson_of_the_counts(world: World) -> None:
    found = figures()
    assert found.steps[2].share == wilson(4, 10)
    assert found.steps[2].step == wilson(4, 6)
    assert found.steps[0].step is None


def test_counts_never_increase_in_any_group(world: World) -> None:
    found = figures()
    for steps in (found.steps, *(row.steps for rows in found.splits.values() for row in rows)):
        counts = [step.reached for step in steps]
        assert counts == sorted(counts, reverse=True)


def test_a_split_adds_up_to_the_whole(world: World) -> None:
    found = figures()
    for rows in found.splits.values():
        for stage in range(8):
            assert sum(row.steps[stage].reached for row in rows) == found.steps[stage].reached


def test_tier_is_the_snapshot_of_the_first_talk_else_the_tier_of_the_place(world: World) -> None:
    rows = {row.code: [step.reached for step in row.steps] for row in figures().splits["tier"]}
    assert rows == {"major": [3, 1, 1, 1, 1, 0, 0, 0], "regional": [7, 5, 3, 3, 2, 2, 2, 1]}


def test_partner_is_the_snapshot_of_the_first_talk_and_unknown_of_whom_nobody_identified(world: World) -> None:
    rows = {row.code: [step.reached for step in row.steps] for row in figures().splits["partner"]}
    assert rows == {"yes": [3, 3, 3, 3, 2, 2, 2, 1], "no": [1, 1, 1, 1, 1, 0, 0, 0], "": [6, 2, 0, 0, 0, 0, 0, 0]}


def test_activity_type_is_that_of_the_source(world: World) -> None:
    rows = {row.code: row.leads for row in figures().splits["type"]}
    assert rows == {"trade_mission": 6, "trade_fair": 4}


def test_a_move_that_was_taken_back_was_never_reached(session: scoped_session[Session], world: World) -> None:
    lead = fairs.lead(world.major)
    case = fairs.case("lead qualified talk", ours=world.ours, theirs=world.theirs, leads=[lead])
    before = figures().steps[2].reached
    mistake = session.scalars(select(StageEvent).where(StageEvent.negotiation_id == case.id)).all()[-1]
    fairs.keep(
        StageEvent(negotiation_id=case.id, from_stage="talk", to_stage="qualified", at=mistake.at, undoes_id=mistake.id)
    )
    assert figures().steps[2].reached == before - 1


def test_the_period_includes_both_ends_on_the_clock_of_the_office(world: World) -> None:
    assert figures(Selection(since=date(2025, 6, 4), until=date(2025, 6, 4))).leads == 1
    assert figures(Selection(since=date(2025, 6, 5))).leads == 0
    assert figures(Selection(until=date(2025, 6, 1))).leads == 0


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        (Selection(types=("trade_fair",)), 4),
        (Selection(tier="major"), 3),
        (Selection(partner="yes"), 3),
        (Selection(partner="no"), 1),
        (Selection(direction="inbound"), 0),
        (Selection(category="knitwear"), 0),
        (Selection(tier="regional", types=("trade_fair",)), 1),
    ],
)
def test_conditions_narrow_the_cohort(world: World, wanted: Selection, leads: int) -> None:
    assert figures(wanted).leads == leads


def test_talk_to_agreement_counts_matured_talks_and_names_the_young_ones(world: World) -> None:
    fairs.case("lead talk", ours=world.ours, theirs=world.theirs, talked=date(2026, 3, 1))
    found = figures()
    assert found.agreements.share == wilson(2, 5)
    assert found.agreements.immature == 1


def test_a_framework_agreement_is_no_agreement(world: World) -> None:
    case = fairs.case("lead talk", ours=world.ours, theirs=world.theirs, talked=date(2025, 7, 2))
    fairs.agreement(case, date(2025, 8, 1), kind="framework")
    assert figures().agreements.share == wilson(2, 6)


def test_a_draft_is_no_agreement(world: World) -> None:
    case = fairs.case("lead talk", ours=world.ours, theirs=world.theirs, talked=date(2025, 7, 2))
    fairs.agreement(case, date(2025, 8, 1), status="draft")
    assert figures().agreements.share == wilson(2, 6)


def test_the_win_rate_is_over_those_closed_in_the_period(world: World) -> None:
    found = figures()
    assert (found.won, found.lost, found.win_rate) == (2, 1, wilson(2, 3))
    only_2026 = figures(Selection(since=date(2026, 1, 1)))
    assert (only_2026.won, only_2026.lost) == (1, 0)


def test_an_empty_cohort_divides_by_nothing(session: scoped_session[Session]) -> None:
    found = figures()
    assert found.leads == 0
    assert all(step.share is None and step.step is None for step in found.steps)
    assert found.win_rate is None


def test_whoever_reads_gets_the_same_funnel_and_sees_in_its_lists_what_is_theirs(world: World) -> None:
    leader = cast.user(Role.MISSION_LEADER)
    mine = fairs.lead(world.regional, owner_id=leader.id)
    sides: dict[str, Any] = {"ours": world.ours, "theirs": world.theirs, "talked": date(2025, 7, 1)}
    fairs.case("lead qualified talk", leads=[mine], owner_id=leader.id, **sides)
    hidden = fairs.case("lead qualified talk terms", leads=[mine], **sides)
    counted = figures().leads
    asked: dict[str, Any] = {"stage": "", "group": Group(), "as_of": AS_OF}
    shown = leads_behind(FY_2025, user=leader, **asked)
    assert [row.lead.id for row in shown.rows] == [mine.id]
    assert (shown.total + shown.hidden, shown.hidden) == (counted, counted - 1)
    assert hidden.id not in [case.id for case in shown.rows[0].cases]
    everything = leads_behind(FY_2025, user=cast.user(), **asked)
    assert (everything.total, everything.hidden) == (counted, 0)


# ------------------------------------------------------------------ flags as of a day


def test_a_tier_of_a_day_is_what_places_says(session: scoped_session[Session]) -> None:
    jilin = fairs.place("220000", "regional")
    yanbian = fairs.place("222400", parent=jilin)
    yanji = fairs.place("222401", "major", parent=yanbian, since=date(2025, 7, 1))
    nowhere = fairs.place("999999")
    ids = [jilin.id, yanbian.id, yanji.id, nowhere.id]
    known = flags(ids, [])
    for id in ids:
        for day in (date(1999, 1, 1), date(2025, 6, 30), date(2025, 7, 1)):
            assert known.tier(id, day) == (places.tier_on(id, day) or "")


@pytest.mark.parametrize(
    ("changes", "grade", "elsewhere"),
    [
        ({}, "documented", True),
        ({}, "claimed", True),
        ({}, "proven_sales", False),
        ({"status": "suspended"}, "proven_sales", True),
        ({"valid_to": date(2025, 6, 1), "category": "knitwear"}, "documented", None),
        ({"category": "knitwear"}, "documented", True),
        ({"valid_from": date(2025, 6, 1)}, "documented", True),
        ({"valid_to": date(2025, 6, 1)}, "documented", True),
    ],
)
def test_routes_of_a_day_are_what_partners_says(
    session: scoped_session[Session], changes: dict[str, object], grade: str, elsewhere: bool | None
) -> None:
    home, away = fairs.place("222401"), fairs.place("220200")
    firm = fairs.organisation(place_id=None if elsewhere is None else home.id)
    route = SalesRoute(organisation_id=firm.id, name="百貨店", channel="own_store", **({"status": "active"} | changes))
    route.coverage = [RouteCoverage(place_id=(away if elsewhere else home).id)]
    route.evidence = [RouteEvidence(grade=grade, on=date(2025, 5, 1))]
    fairs.keep(route)
    known = flags([], [firm.id])
    for day in (date(2025, 4, 30), date(2025, 5, 1), date(2025, 6, 1), date(2025, 6, 2)):
        for category in ("", "knitwear", "tableware"):
            assert known.has_routes(firm.id, day, category) is partners.has_routes(firm.id, day, category)


def test_a_lead_without_a_talk_counts_under_its_organisations_routes(world: World) -> None:
    home, away = fairs.place("222403"), fairs.place("220200")
    firm = fairs.organisation(place_id=home.id)
    route = SalesRoute(organisation_id=firm.id, name="百貨店", channel="own_store", status="active")
    route.coverage = [RouteCoverage(place_id=away.id)]
    route.evidence = [RouteEvidence(grade="documented", on=date(2025, 6, 10))]
    fairs.keep(route)
    before = fairs.lead(world.regional, firm=firm, on=date(2025, 6, 9))
    after = fairs.lead(world.regional, firm=firm, on=date(2025, 6, 10))
    nobody = fairs.lead(world.regional, on=date(2025, 6, 10))
    found = {lead.lead_id: lead.partner for lead in cohort(FY_2025)}
    assert [found[lead.id] for lead in (before, after, nobody)] == [False, True, None]


def test_whoever_merges_two_firms_says_that_their_routes_are_of_one(world: World) -> None:
    """A lead without a talk goes by the routes on record; a case keeps what its first talk saw."""
    home, away = fairs.place("222403"), fairs.place("220200")
    twins = fairs.organisation(place_id=home.id), fairs.organisation(place_id=home.id)
    route = SalesRoute(organisation_id=twins[1].id, name="百貨店", channel="own_store", status="active")
    route.coverage = [RouteCoverage(place_id=away.id)]
    route.evidence = [RouteEvidence(grade="documented", on=date(2025, 4, 10))]
    fairs.keep(route)
    asking = fairs.lead(world.regional, firm=twins[0], on=date(2025, 6, 9))
    talking = fairs.lead(world.regional, firm=twins[0], on=date(2025, 6, 9))
    fairs.case("lead talk", ours=world.ours, theirs=twins[0], leads=[talking], talked=date(2025, 6, 9), partner=False)
    with writing():
        merging.merge("organisations", twins[0].id, twins[1].id, Choices(), by=cast.user())
        db.session.commit()
    found = {lead.lead_id: lead.partner for lead in cohort(FY_2025)}
    assert (found[asking.id], found[talking.id]) == (True, False)


def test_a_maker_narrows_to_its_negotiations_and_the_leads_behind_them(world: World) -> None:
    own, other = figures(), fairs.organisation("燕カトラリー")
    lead = fairs.lead(world.regional, category="tableware")
    fairs.case(
        "lead talk", ours=other, theirs=world.theirs, leads=[lead], talked=date(2025, 7, 2), category="tableware"
    )
    found = figures(replace(FY_2025, maker_id=other.id))
    assert (found.leads, found.agreements.share and found.agreements.share.n) == (1, 1)
    ours = figures(replace(FY_2025, maker_id=world.ours.id))
    assert ours.agreements == own.agreements
    [row] = [row for row in found.splits["category"] if row.leads]
    assert (row.code, row.leads, row.agreements.share and row.agreements.share.n) == ("tableware", 1, 1)
