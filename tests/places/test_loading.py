"""Our own places arrive with names, tree and tiers, once."""

import json
from datetime import date

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from crm.audit.models import AuditEntry
from crm.core.database import writing
from crm.places import queries, services
from crm.places.models import PlaceTier
from tests import cast
from tests.contacts.book import place

YANBIAN, YANJI, JILIN_CITY, BEIJING, MITSUKE = "222400", "222401", "220200", "110000", "15211"


def loaded(session: scoped_session[Session]) -> None:
    with writing():
        services.load(queries.own_data("places"), by=None)
        session.commit()


def test_loading_twice_changes_nothing(session: scoped_session[Session]) -> None:
    with writing():
        first = services.load(queries.own_data("places"), by=None)
        second = services.load(queries.own_data("places"), by=None)
        session.commit()
    assert first.created == len(queries.own_data("places"))
    assert second == services.Loaded(0, 0)


def test_a_name_that_is_new_in_our_data_is_added_and_found(session: scoped_session[Session]) -> None:
    loaded(session)
    row = next(row for row in queries.own_data("places") if row["code"] == YANJI)
    with writing():
        again = services.load([row | {"other": "zh-Hans:old:局子街"}], by=None)
        session.commit()
    assert again == services.Loaded(0, 1)
    assert "局子街" in place(YANJI).search_key


def test_an_unknown_parent_stops_the_load(session: scoped_session[Session]) -> None:
    row = next(row for row in queries.own_data("places") if row["code"] == YANJI)
    with writing(), pytest.raises(ValueError, match="222400"):
        services.load([row], by=None)


def test_each_place_has_its_history(session: scoped_session[Session]) -> None:
    loaded(session)
    entries = select(func.count()).where(AuditEntry.record_type == "places", AuditEntry.record_id == place(YANJI).id)
    assert (session.scalar(entries) or 0) >= 5


def test_yanji_inherits_the_tier_of_yanbian(session: scoped_session[Session]) -> None:
    loaded(session)
    assert queries.tier_on(place(YANJI).id, date(2026, 11, 24)) == "regional"
    assert queries.tier_on(place(BEIJING).id, date(2026, 11, 24)) == "major"
    assert queries.tier_on(place(MITSUKE).id, date(2026, 11, 24)) is None


def test_before_its_first_day_a_tier_does_not_count(session: scoped_session[Session]) -> None:
    loaded(session)
    assert queries.tier_on(place(YANJI).id, date(1999, 12, 31)) is None


def test_the_latest_own_tier_wins_over_the_inherited_one(session: scoped_session[Session]) -> None:
    loaded(session)
    user = cast.user()
    with writing():
        yanji = queries.one(place(YANJI).id, user=user)
        services.add_tier(yanji, tier="major", valid_from=date(2025, 1, 1), basis="council", by=None)
        services.add_tier(yanji, tier="regional", valid_from=date(2026, 1, 1), basis="council", by=None)
        session.commit()
    tiers = [queries.tier_on(yanji.id, date(year, 6, 1)) for year in (2024, 2025, 2026)]
    assert tiers == ["regional", "major", "regional"]
    assert session.scalar(select(func.count()).select_from(PlaceTier).where(PlaceTier.place_id == yanji.id)) == 2


@pytest.mark.both
def test_the_tree_knows_what_is_above_and_below(session: scoped_session[Session]) -> None:
    loaded(session)
    above = [queries.display_name(p, "en").text for p in queries.ancestors(place(YANJI))]
    assert above == ["China", "Jilin Province", "Yanbian Korean Autonomous Prefecture"]
    below = set(session.scalars(queries.within(place(YANBIAN).id)))
    assert place(YANJI).id in below
    assert place(YANBIAN).id in below
    assert place(JILIN_CITY).id not in below


def test_the_command_loads_once_and_says_how_much(runner: FlaskCliRunner) -> None:
    first = json.loads(runner.invoke(args=["places", "load", "--json", "--sample-rates"]).output)
    assert first["places"] == len(queries.own_data("places"))
    assert first["holidays"] == len(queries.own_data("holidays"))
    assert first["rates"] == len(queries.own_data("rates"))
    assert first["entry_rules"] == len(queries.own_data("entry_rules"))
    assert first["emergency"] == len(queries.own_data("emergency"))
    kept = json.loads(runner.invoke(args=["places", "load", "--json", "--if-empty"]).output)
    assert set(kept.values()) == {0}
    again = runner.invoke(args=["places", "load"])
    assert again.exit_code == 0
    assert again.output.startswith("0 places and 0 holidays")
