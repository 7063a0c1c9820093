"""What travellers need at borders and whom to call: kept by the office, dated, checked."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.missions import queries as missions
from crm.places import queries, rules, services
from crm.places.models import EntryRule
from crm.places.queries.borders import CallNumber
from crm.places.services import ContactPlan, EntryPlan
from crm.web.forms import translate
from tests import cast
from tests.contacts import book
from tests.missions import voyage

WAIVER = EntryRule(rule="visa_free", days=30, valid_from=date(2024, 11, 30), valid_to=date(2026, 12, 31))
#: Nobody wrote since when it holds.
LOOKED_UP = EntryRule(rule="visa_free", days=30, valid_to=date(2026, 12, 31), checked_on=date(2026, 11, 24))


@pytest.mark.once
@pytest.mark.parametrize(
    ("entry", "first", "last", "words"),
    [
        (WAIVER, date(2026, 12, 10), date(2026, 12, 14), ""),
        (WAIVER, date(2026, 12, 28), date(2027, 1, 1), "only until 2026-12-31"),
        (WAIVER, date(2024, 11, 29), date(2024, 12, 3), "only from 2024-11-30"),
        (WAIVER, date(2015, 10, 27), date(2015, 10, 31), "rule for these days is not known"),
        (LOOKED_UP, date(2015, 10, 27), date(2015, 10, 31), "rule for these days is not known"),
        (LOOKED_UP, date(2026, 12, 10), date(2026, 12, 14), ""),
        (WAIVER, date(2026, 11, 1), date(2026, 11, 30), ""),
        (WAIVER, date(2026, 11, 1), date(2026, 12, 1), "longer than the 30 days"),
        (EntryRule(rule="visa_needed"), date(2027, 1, 1), date(2027, 6, 1), ""),
        (None, date(2026, 12, 10), date(2026, 12, 14), "No entry rule is known"),
    ],
)
def test_a_rule_is_doubted_after_its_last_day_before_its_first_for_a_long_stay_and_when_there_is_none(
    entry: EntryRule | None, first: date, last: date, words: str
) -> None:
    found = list(rules.entry_doubts(entry, first, last))
    assert (len(found), words in str(found[0])) == (1, True) if words else found == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (EntryRule(rule="visa_needed", days=30), "A visa is needed."),
        (EntryRule(rule="registration"), "Register electronically before departure."),
        (EntryRule(rule="registration", days=90),
         "Register electronically before departure; stays of up to 90 days."),
        (EntryRule(rule="visa_free"), "No visa is needed."),
        (EntryRule(rule="visa_free", days=30), "No visa is needed for stays of up to 30 days."),
    ],
)  # fmt: skip
def test_a_rule_is_told_in_a_sentence(entry: EntryRule, words: str) -> None:
    assert str(rules.entry_text(entry)) == words


@pytest.mark.once
def test_our_own_data_is_of_known_codes_and_translated_names() -> None:
    for row in queries.own_data("entry_rules"):
        assert row["rule"] in rules.ENTRY_RULES
        assert {row["source"], row["note"]} - {""} <= rules.ENTRY_REMARKS
    for row in queries.own_data("emergency"):
        assert row["kind"] in rules.EMERGENCY_KINDS
        assert row["name"] in rules.EMERGENCY_NAMES


def test_a_mission_is_warned_when_it_outlasts_the_rule_and_reads_the_one_that_follows(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission(start_on=date(2026, 12, 28), end_on=date(2027, 1, 3), objectives="市場調査")
        voyage.delegate(mission)
        (gap,) = (row for row in missions.facts(mission.id, user=cast.user()).gaps if row.kind == "entry")
        assert "Japan → China" in str(gap.text)
        again = EntryPlan("JP", "CN", "visa_free", 30, date(2026, 12, 31), date(2027, 12, 31))
        with writing(), pytest.raises(Refused, match="applies on some of these days"):
            services.add_entry_rule(again, by=None)
        with writing():
            services.add_entry_rule(EntryPlan("JP", "CN", "visa_needed", valid_from=date(2027, 1, 1)), by=None)
            db.session.commit()
        chosen = queries.entering(["CN"], date(2027, 1, 2), date(2027, 1, 5))
        assert chosen["JP", "CN"].rule == "visa_needed"
        assert queries.entering(["CN"], date(2026, 5, 2), date(2026, 5, 5))["JP", "CN"].rule == "visa_free"


def test_guests_need_what_their_own_country_needs_and_nobody_a_visa_at_home(app: Flask) -> None:
    with app.app_context():
        voyage.load_places()
        guests = voyage.mission(direction="inbound", place_id=book.place(voyage.MITSUKE).id)
        bureau = book.organisation()
        voyage.delegate(guests, book.person("李明淑", at=bureau), organisation_id=bureau.id)
        (border,) = missions.facts(guests.id, user=cast.user()).borders
        assert (border.nationality, border.country, border.rule and border.rule.rule) == ("CN", "JP", "visa_needed")
        for name, country in (("속초상공회의소", "KR"), ("Aloha Foods LLC", "US")):
            firm = book.organisation(name, country=country)
            voyage.delegate(voyage.fresh(guests), book.person(f"{country} 1", at=firm), organisation_id=firm.id)
        way_home = voyage.fresh(guests)
        voyage.item(way_home, kind="flight", title="CA182", place_id=book.place(voyage.YANJI).id, day=way_home.end_on)
        found = missions.facts(guests.id, user=cast.user()).borders
        told = [(each.nationality, each.country, each.rule is not None) for each in found]
        assert told == [("CN", "JP", True), ("KR", "JP", True), ("US", "JP", False)]
        with app.test_request_context("/"), force_locale("ja"):
            assert "アメリカ合衆国" in translate(found[2].label)


def test_the_region_decides_who_is_called(app: Flask) -> None:
    with app.app_context():
        voyage.load_places()
        yanbian = book.place("222400")
        with writing():
            wanted = ContactPlan("medical", "延边大学附属医院", "CN", yanbian.id, "0433-266-0000")
            services.add_emergency(wanted, by=None)
            db.session.commit()
        names = [row.name for row in queries.emergency_at(book.place(voyage.YANJI))]
        assert names[:2] == ["Police", "Ambulance"]
        assert names.index("延边大学附属医院") < names.index("Our office")
        assert any("Shenyang" in name for name in names), "the consulate of the north-east"
        elsewhere = [row.name for row in queries.emergency_at(book.place("110000"))]
        assert "延边大学附属医院" not in elsewhere
        assert [name for name in elsewhere if "Japan" in name] == ["Embassy of Japan in China"]
        with writing(), pytest.raises(Refused) as refusal:
            services.add_emergency(ContactPlan("medical", "病院", "JP", yanbian.id), by=None)
        assert refusal.value.field == "place_id"


def test_only_our_own_office_under_no_name_of_its_own_is_called_as_the_paper_calls_it() -> None:
    rows = [("office", "Our office"), ("office", "夜間の当番"), ("agency", "Our office")]
    assert [CallNumber(kind, name, "110").is_ours for kind, name in rows] == [True, False, False]


@pytest.fixture
def loaded(app: Flask, client: FlaskClient) -> FlaskClient:
    """The pages with our own data, for whoever keeps it."""
    with app.app_context():
        voyage.load_places()
    cast.sign_in(client)
    return client


def _sent(client: FlaskClient, path: str) -> dict[str, str]:
    page = client.get(path).get_data(as_text=True)
    return {name: cast.hidden(page, name) for name in ("csrf_token", "form_id", "version", "as_opened")}


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        (
            "/places/entry-rules",
            {"nationality": "MN", "country": "KR", "rule": "visa_needed", "note": "Group visas only"},
            {"nationality": "CN", "country": "CN", "rule": "visa_needed"},
        ),
        (
            "/places/emergency",
            {"country": "CN", "kind": "mission", "name": "在瀋陽日本国総領事館", "phone": "024-2322-7490"},
            {"country": "CN", "kind": "mission", "name": "総領事館", "phone": "?"},
        ),
    ],
)
def test_the_tables_are_kept_by_forms(
    app: Flask, loaded: FlaskClient, path: str, good: dict[str, str], bad: dict[str, str]
) -> None:
    new = f"{path}/new"
    assert loaded.post(new, data=_sent(loaded, new) | bad).status_code == 422
    assert loaded.post(new, data=_sent(loaded, new) | good).status_code == 303
    told = good.get("note") or good["name"]
    assert told in loaded.get(path).get_data(as_text=True)
    with app.app_context():
        rows = [*queries.entry_rules()] if "entry" in path else [*queries.emergency_contacts()]
        id = max(row.id for row in rows)
    changed = _sent(loaded, f"{path}/{id}") | good | {"note": "Checked by telephone", "checked_on": "2026-11-26"}
    assert loaded.post(f"{path}/{id}", data=changed).status_code == 303
    assert loaded.post(f"{path}/{id}", data=changed | {"form_id": "stale", "note": "x"}).status_code == 409
    assert "Checked by telephone" in loaded.get(path).get_data(as_text=True)
    assert loaded.post(f"{path}/{id}/remove", data=_sent(loaded, new)).status_code == 303
    assert loaded.get(f"{path}/{id}").status_code == 404
