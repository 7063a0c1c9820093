"""What is frozen at the first talk (INV-N5): tier, partner routes, kind of activity."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.negotiations import queries, services
from crm.negotiations.models import CaseFact, Negotiation
from crm.negotiations.rules import REFROZEN
from crm.partners.models import RouteCoverage, RouteEvidence, SalesRoute
from crm.places.models import PlaceTier
from tests.cast import SET_UP, user
from tests.meetings.scene import Scene, add_place, mission
from tests.negotiations.cases import case, days, held, opened, scene, step_by_step

pytestmark = pytest.mark.usefixtures("session")


def tier(place_id: int, value: str, valid_from: date = date(2000, 1, 1)) -> None:
    with writing(), action(SET_UP, by=None):
        db.session.add(PlaceTier(place_id=place_id, tier=value, valid_from=valid_from))
        db.session.flush()
        db.session.commit()


def route(owner_id: int, elsewhere_id: int, *, category: str = "", proven: int = 400) -> None:
    """A sales route of an organisation that covers another place, documented so many days ago."""
    with writing(), action(SET_UP, by=None):
        db.session.add(
            SalesRoute(
                organisation_id=owner_id, name="市内百貨店", channel="department_store_counter", category=category,
                status="active", coverage=[RouteCoverage(place_id=elsewhere_id)],
                evidence=[RouteEvidence(grade="documented", on=days(-proven))],
            )
        )  # fmt: skip
        db.session.flush()
        db.session.commit()


def seat(organisation_id: int, place_id: int | None) -> None:
    """Where an organisation is, or that nobody told."""
    with writing():
        with action(SET_UP, by=None):
            db.session.get_one(Organisation, organisation_id).place_id = place_id
        db.session.commit()


def talked(at: Scene, *, activity: bool = True, **changes: Any) -> Negotiation:
    """A case whose first talk was held yesterday, at the scene's mission if `activity`."""
    negotiation = opened(at, **changes)
    talk = held(at, activity_id=at.mission if activity else None)
    with writing():
        services.link_meeting(negotiation, talk, by=user())
        db.session.commit()
    return negotiation


def test_the_first_talk_freezes_tier_routes_and_activity_type() -> None:
    at = scene()
    with writing():
        elsewhere = add_place("222404")
        db.session.commit()
    tier(at.place, "regional")
    route(at.commerce_bureau, elsewhere.id)
    negotiation = talked(at)
    assert negotiation.first_talk_at is not None
    assert negotiation.tier_snapshot == "regional"
    assert negotiation.partner_routes_snapshot is True
    assert negotiation.activity_type_snapshot == "inspection_mission"
    assert negotiation.place_snapshot_id == negotiation.place_id == at.place


def test_what_is_recorded_late_counts_once_somebody_computes_it_anew() -> None:
    at = scene()
    with writing():
        elsewhere = add_place("222404")
        with pytest.raises(Refused):
            services.freeze_anew(opened(at), by=user())
        db.session.commit()
    negotiation = talked(at)
    before = negotiation.partner_routes_snapshot
    route(at.commerce_bureau, elsewhere.id)
    with writing():
        services.freeze_anew(negotiation, by=user())
        db.session.commit()
    assert (before, negotiation.partner_routes_snapshot) == (False, True)
    assert db.session.scalars(select(AuditEntry.record_id).where(AuditEntry.verb == REFROZEN.code)).all() == [
        negotiation.id
    ]


def test_what_becomes_known_later_does_not_change_it() -> None:
    at = scene()
    with writing():
        elsewhere = add_place("222404")
        db.session.commit()
    tier(at.place, "regional")
    negotiation = talked(at)
    first = negotiation.first_talk_at
    route(at.commerce_bureau, elsewhere.id)
    tier(at.place, "major", valid_from=date(2001, 1, 1))
    with writing():
        services.link_meeting(negotiation, held(at, days_ago=30), by=user())
        db.session.commit()
    assert (negotiation.first_talk_at, negotiation.tier_snapshot) == (first, "regional")
    assert negotiation.partner_routes_snapshot is False


def test_evidence_dated_after_the_talk_does_not_count() -> None:
    at = scene()
    with writing():
        elsewhere = add_place("222404")
        db.session.commit()
    route(at.commerce_bureau, elsewhere.id, proven=0)
    assert talked(at).partner_routes_snapshot is False


def test_a_route_for_other_goods_does_not_count() -> None:
    at = scene()
    with writing():
        elsewhere = add_place("222404")
        db.session.commit()
    route(at.commerce_bureau, elsewhere.id, category="food")
    assert talked(at, category="knitwear").partner_routes_snapshot is False


def test_the_routes_of_a_local_partner_count_too() -> None:
    at = scene()
    with writing():
        elsewhere = add_place("222404")
        db.session.commit()
    seat(at.association, at.place)
    route(at.association, elsewhere.id)
    negotiation = talked(at, our_organisation_id=at.commerce_bureau, counterpart_id=at.association)
    assert negotiation.partner_routes_snapshot is True
    other = talked(at, local_partner_id=at.association)
    assert other.partner_routes_snapshot is True


def test_without_a_target_place_the_activity_gives_the_tier() -> None:
    at = scene()
    tier(at.place, "regional")
    assert talked(at, place_id=None).tier_snapshot == "regional"


def test_a_talk_outside_any_activity_freezes_no_type() -> None:
    assert talked(scene(), activity=False).activity_type_snapshot == ""


def test_a_talk_counts_for_the_activity_of_the_case_when_it_has_none() -> None:
    at = scene()
    assert talked(at, activity=False, activity_id=at.mission).activity_type_snapshot == "inspection_mission"


def test_a_talk_counts_for_the_activity_of_the_first_lead_of_its_own_case() -> None:
    at = scene()

    def led(source: int, ago: int) -> Lead:
        sheet = LeadInput(source, raw_name="王", captured_at=clock.now() - timedelta(days=ago))
        return leads.capture(sheet, by=user())

    with writing():
        fair = mission(at.place, name="交易会", type="trade_fair", start_on=days(-30), end_on=days(-1))
        seminar = mission(at.place, name="説明会", type="seminar", start_on=days(-30), end_on=days(-1))
        db.session.flush()
        late, first, of_another = led(seminar.id, 2), led(fair.id, 3), led(seminar.id, 9)
        services.open_case(case(at), leads=[of_another], by=user())
        made = services.open_case(case(at), leads=[late, first], by=user())
        db.session.commit()
        services.link_meeting(made, held(at, activity_id=None), by=user())
        db.session.commit()
    assert made.activity_type_snapshot == "trade_fair"


def test_minutes_written_after_linking_are_noticed_at_the_next_move() -> None:
    at = scene()
    negotiation = opened(at)
    step_by_step(negotiation, "talk", at)
    assert negotiation.first_talk_at is not None


def test_of_a_counterpart_without_a_place_it_stays_unknown_until_somebody_computes_it_anew() -> None:
    at = scene()
    with writing():
        elsewhere = add_place("222404")
        db.session.commit()
    seat(at.commerce_bureau, None)
    route(at.commerce_bureau, elsewhere.id)
    negotiation = talked(at)
    assert (negotiation.first_talk_at is None, negotiation.partner_routes_snapshot) == (False, None)
    found = [
        [row.id for row in queries.negotiations(queries.CaseFilter(partner=code), user=user()).rows]
        for code in ("yes", "no", "unknown")
    ]
    assert found == [[], [], [negotiation.id]]
    seat(at.commerce_bureau, at.place)
    assert negotiation.partner_routes_snapshot is None
    with writing():
        services.freeze_anew(negotiation, by=user())
        db.session.commit()
    assert negotiation.partner_routes_snapshot is True


def test_a_first_talk_that_was_linked_by_mistake_is_taken_back_by_computing_anew() -> None:
    at = scene()
    negotiation = talked(at)
    meeting = queries.first_talk_meeting(negotiation.id)
    assert meeting is not None
    with writing():
        services.unlink_meeting(negotiation, meeting, by=user())
        db.session.commit()
    assert (negotiation.first_talk_at, negotiation.activity_type_snapshot) == (None, "inspection_mission")
    with writing():
        services.freeze_anew(negotiation, by=user())
        db.session.commit()
    kept = select(Negotiation.first_talk_at, Negotiation.tier_snapshot, Negotiation.partner_routes_snapshot)
    assert not any(db.session.execute(kept.where(Negotiation.id == negotiation.id)).one())
    assert db.session.scalar(select(CaseFact.first_talk_on).where(CaseFact.negotiation_id == negotiation.id)) is None


def test_of_two_records_of_a_day_the_first_is_frozen_on_whichever_the_case_hangs() -> None:
    at = scene()
    with writing():
        elsewhere = add_place("222404")
        fair, day = mission(elsewhere.id), days(-1)
        db.session.commit()
    tier(at.place, "major")
    tier(elsewhere.id, "regional")
    held(at, activity_id=fair.id)
    later = held(at, starts=datetime(day.year, day.month, day.day, 15, 0), activity_id=at.mission)
    negotiation = opened(at, place_id=None)
    with writing():
        services.link_meeting(negotiation, later, by=user())
        db.session.commit()
    assert (negotiation.tier_snapshot, negotiation.place_snapshot_id) == ("regional", elsewhere.id)
