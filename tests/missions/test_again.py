"""A mission after an earlier one: what comes along, what is asked anew, what stays behind."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from crm.activities import queries as activities
from crm.activities import services as activities_services
from crm.activities.models import Activity
from crm.activities.services import BudgetInput, CallInput, CostInput
from crm.audit import services as audit
from crm.contacts import queries as contacts
from crm.contacts import rules as contacts_rules
from crm.contacts import services as contacts_services
from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.initiatives import rules as initiatives_rules
from crm.initiatives import services as initiatives
from crm.missions import queries, rules, services
from tests import cast
from tests.contacts import book
from tests.missions import voyage

NEXT = date(2027, 12, 9)


def made_again(earlier: Activity, **changes: Any) -> Activity:
    given: dict[str, Any] = {"names": {"ja": "第8回"}, "start_on": NEXT, "programme": True, "delegation": True}
    with writing():
        made = services.again(activities.one(earlier.id, user=cast.user()), **given | changes, by=cast.user())
        db.session.commit()
    db.session.expire_all()
    return activities.one(made.id, user=cast.user())


def silence(person: Person) -> None:
    with writing():
        audit.archive(contacts.person(person.id, user=cast.user()), contacts_rules.PERSON_ARCHIVED, by=None)
        db.session.commit()


@pytest.fixture
def earlier(session: Any) -> Activity:
    """A mission with a visit to two hosts and two delegates, reported on."""
    activity = voyage.mission(objectives="三社と会う", outcome="二社と合意", document_number="見商工第7号")
    bureau = book.organisation()
    stays, leaves = book.person("李明淑", at=bureau, title="科长"), book.person("孙浩")
    voyage.delegate(activity, name="髙橋 直樹", role="head")
    voyage.delegate(activity, name="佐野 奈緒", status="cancelled")
    voyage.item(
        activity, host=bureau, hosts=[stays.id, leaves.id], status="confirmed",
        agenda="近況", questions="来年の会場は", notes="電話で確認済み", interpreter_id=leaves.id,
        transport="貸切バス", texts={"zh-Hans": {"transport": "包车"}},
    )  # fmt: skip
    return activity


def test_days_move_and_everything_is_asked_anew(earlier: Activity) -> None:
    made = made_again(earlier)
    assert (made.status, made.start_on, made.end_on) == ("draft", NEXT, NEXT + timedelta(days=4))
    (item,) = queries.items(made.id)
    assert (item.wall_start, item.status, item.notes) == ("2027-12-10T09:00", "unasked", "")
    assert item.interpreter_id is None
    assert item.worded("transport", "zh-Hans") == ("包车", "zh-Hans")
    assert item.visit is not None
    assert (item.appointment, item.visit.agenda, item.visit.questions) == ("to_ask", "近況", "来年の会場は")


def test_the_call_for_participants_comes_along_with_its_last_day_moved(earlier: Activity) -> None:
    with writing():
        said = CallInput(
            12, Decimal(90000), apply_by=earlier.start_on - timedelta(days=60), texts={"ja": {"who": "会員"}}
        )
        activities_services.write_call(activities.one(earlier.id, user=cast.user()), said, by=None)
        db.session.commit()
    call = activities.call(made_again(earlier).id)
    assert call is not None
    assert (call.number, call.fee, call.texts) == (12, Decimal(90000), {"ja": {"who": "会員"}})
    assert call.apply_by == NEXT - timedelta(days=60)


def test_a_host_without_a_post_there_and_a_delegate_who_cancelled_stay_behind(earlier: Activity) -> None:
    made = made_again(earlier)
    (item,) = queries.items(made.id)
    assert item.visit is not None
    assert [contacts.own_name(host.person).text for host in item.visit.hosts] == ["李明淑"]
    assert [(p.name_snapshot, p.role, p.status) for p in made.participants] == [("髙橋 直樹", "head", "invited")]


def test_whoever_left_the_book_is_not_asked_again(earlier: Activity) -> None:
    silence(activities.one(earlier.id, user=cast.user()).participants[0].person)
    assert made_again(earlier).participants == []


def test_what_was_archived_since_stays_behind_and_so_does_a_last_day_after_the_departure(session: Any) -> None:
    host, sender = book.organisation(), book.organisation("見附商工会", "ja", country="JP")
    with writing():
        aim = initiatives.plan(names={"ja": "延辺ニット事業"}, by=None)
        db.session.commit()
    linked: dict[str, Any] = {
        "host_organisation_id": host.id,
        "sender_organisation_id": sender.id,
        "initiative_id": aim.id,
    }
    earlier = voyage.mission(**linked)
    with writing():
        activities_services.write_call(earlier, CallInput(12, apply_by=voyage.FIRST), by=None)
        sooner = voyage.plan(start_on=voyage.FIRST - timedelta(days=1), place_id=earlier.place_id, **linked)
        services.change(earlier, sooner, by=None)
        contacts_services.archive_organisation(host, by=None)
        audit.archive(aim, initiatives_rules.ARCHIVED, by=None)
        db.session.commit()
    made, call = (found := made_again(earlier)), activities.call(found.id)
    assert (made.host_organisation_id, made.sender_organisation_id, made.initiative_id) == (None, sender.id, None)
    assert call is not None
    assert (call.number, call.apply_by) == (12, None)


def test_what_was_written_afterwards_stays_behind(earlier: Activity) -> None:
    made = made_again(earlier, programme=False, delegation=False)
    assert (made.objectives, made.outcome, made.document_number) == ("三社と会う", "", "")
    assert (queries.items(made.id), made.participants) == ([], [])


@pytest.mark.parametrize("day", [None, date(9999, 12, 31)])
def test_without_a_first_day_within_reason_it_is_refused(earlier: Activity, day: date | None) -> None:
    with pytest.raises(Refused) as refusal:
        made_again(earlier, start_on=day)
    assert refusal.value.field == "start_on"


def test_years_later_is_the_same_day_of_the_week_and_still_to_come() -> None:
    assert rules.years_later(date(2026, 12, 10), date(2026, 11, 27)) == date(2027, 12, 9)
    assert rules.years_later(date(2025, 10, 20), date(2026, 11, 27)) == date(2027, 10, 18)


def test_the_page_offers_the_next_year_and_plans_it(client: FlaskClient, earlier: Activity) -> None:
    cast.sign_in(client)
    address = f"/missions/{earlier.id}/again"
    opened = client.get(address).get_data(as_text=True)
    assert 'value="2027-12-09"' in opened
    token = {name: cast.hidden(opened, name) for name in ("csrf_token", "form_id")}
    assert client.post(address, data=token | {"name_ja": "", "start_on": "2027-12-09"}).status_code == 422
    sent = client.post(address, data=token | {"name_ja": "第8回", "start_on": "2027-12-09", "programme": "1"})
    assert sent.status_code == 303
    shown = client.get(sent.location).get_data(as_text=True)
    assert "第8回" in shown


def test_management_may_not(client: FlaskClient, earlier: Activity) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    assert client.get(f"/missions/{earlier.id}/again").status_code == 403


def test_planned_costs_come_along_without_what_was_paid(earlier: Activity) -> None:
    with writing():
        row = voyage.fresh(earlier)
        activities_services.write_budget(row, [BudgetInput("hotel", "own", Decimal(90_000), note="4泊")], by=None)
        activities_services.book_cost(row, CostInput("hotel", date(2026, 12, 1), Decimal(80_000), "JPY"), by=None)
        db.session.commit()
    made = activities.budget(made_again(voyage.fresh(earlier), budget=True).id)
    assert [(line.category, line.amount, line.note) for line in made.lines] == [("hotel", Decimal(90_000), "4泊")]
    assert made.costs == []
    assert activities.budget(made_again(voyage.fresh(earlier)).id).lines == []
