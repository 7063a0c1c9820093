"""What somebody who leaves is in charge of goes to a colleague in one act; what is over stays theirs."""

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads.models import Lead
from crm.negotiations.models import Negotiation
from crm.showrooms.models import Showroom
from crm.tasks import queries as due
from crm.tasks import services as tasks
from crm.tasks.models import Task
from crm.users import queries as users
from crm.users.models import User
from tests.cast import hidden, left, sign_in, user
from tests.contacts.pages import filled_form, text
from tests.insights import fairs
from tests.missions import voyage
from tests.showrooms import shop
from tests.showrooms.partner import put

SOON = clock.today("Asia/Tokyo") + timedelta(days=40)


@pytest.fixture
def staff(app: Flask) -> dict[str, int]:
    """Whoever leaves with two of everything, one open and one over (two missions ahead), and the others."""
    with app.app_context():
        voyage.load_places()
        leaver, stays, boss = user().id, user(email="nam@example.jp").id, user(Role.ADMIN).id
        days: dict[str, Any] = {"start_on": SOON, "end_on": SOON, "status": "reporting"}
        ahead = fairs.activity(fairs.place("T1"), leader_id=leaver, coordinator_id=leaver, **days)
        fairs.activity(fairs.place("T2"), name="もう一つ", coordinator_id=stays, **days)
        fairs.activity(fairs.place("T3"), name="終わった団", leader_id=leaver, coordinator_id=leaver)
        for status, owner in (("new", leaver), ("disqualified", leaver), ("new", stays)):
            fairs.lead(ahead, status=status, owner_id=owner)
        ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation()
        for path, owner in (("lead talk", leaver), ("lead lost", leaver), ("lead talk", stays)):
            fairs.case(path, ours=ours, theirs=theirs, owner_id=owner)
        with writing():
            for number, owner in enumerate((leaver, leaver, stays)):
                made = tasks.add(text=f"仕事 {number}", due_on=SOON, owner_id=owner, by=None)
                if number == 1:
                    tasks.complete(made, by=None)
            db.session.commit()
        return {"leaver": leaver, "stays": stays, "boss": boss}


def held(app: Flask, by: int) -> dict[str, int]:
    """How much somebody is in charge of, open and over."""
    columns = {
        "tasks": Task.owner_id, "leads": Lead.owner_id, "cases": Negotiation.owner_id,
        "led": Activity.leader_id, "coordinated": Activity.coordinator_id,
    }  # fmt: skip
    with app.app_context():
        return {
            name: db.session.scalar(db.select(db.func.count()).where(column == by)) or 0
            for name, column in columns.items()
        }


def hand_over(client: FlaskClient, staff: dict[str, int], to: str) -> str:
    path = f"/lists/leaving/{staff['leaver']}"
    sent = filled_form(text(client, path), "colleague_id") | {"colleague_id": to}
    return client.post(path, data=sent, follow_redirects=True).get_data(as_text=True)


def test_all_that_is_open_goes_to_the_colleague_and_each_line_can_be_undone(
    app: Flask, client: FlaskClient, staff: dict[str, int]
) -> None:
    sign_in(client, Role.ADMIN)
    page = hand_over(client, staff, str(staff["stays"]))
    assert "Nothing to hand over" in page
    assert page.count("Undo") >= 5
    assert held(app, staff["leaver"]) == {"tasks": 1, "leads": 1, "cases": 1, "led": 1, "coordinated": 1}
    assert held(app, staff["stays"]) == {"tasks": 2, "leads": 2, "cases": 2, "led": 1, "coordinated": 2}


def take_back(client: FlaskClient, page: str, *, turned: bool = False) -> str:
    """Undo each line of a page, the last first where it is `turned`; what the last answer says."""
    addresses = list(dict.fromkeys(re.findall(r"/lists/runs/[0-9]+/undo", page)))
    assert len(addresses) == 5
    told = ""
    for address in reversed(addresses) if turned else addresses:
        answer = client.post(address, data={"csrf_token": hidden(page, "csrf_token")}, follow_redirects=True)
        told += answer.get_data(as_text=True)
    return told


@pytest.mark.parametrize("turned", [False, True])
def test_the_lines_are_undone_in_any_order_also_two_of_one_mission(
    app: Flask, client: FlaskClient, staff: dict[str, int], turned: bool
) -> None:
    sign_in(client, Role.ADMIN)
    before = held(app, staff["leaver"]), held(app, staff["stays"])
    told = take_back(client, hand_over(client, staff, str(staff["stays"])), turned=turned)
    assert "Somebody has changed it" not in told
    assert (held(app, staff["leaver"]), held(app, staff["stays"])) == before


def test_a_mission_that_was_given_to_a_third_since_stays_with_them(
    app: Flask, client: FlaskClient, staff: dict[str, int]
) -> None:
    sign_in(client, Role.ADMIN)
    page = hand_over(client, staff, str(staff["stays"]))
    with app.app_context():
        mission = db.session.scalars(db.select(Activity).where(Activity.leader_id == staff["stays"])).one().id
        put(Activity, mission, leader_id=staff["boss"])
    assert "Somebody has changed it" in take_back(client, page)
    with app.app_context():
        found = db.session.get_one(Activity, mission)
        assert (found.leader_id, found.coordinator_id) == (staff["boss"], staff["leaver"])


def test_nothing_goes_back_to_an_account_that_was_closed_and_each_answer_says_so(
    app: Flask, client: FlaskClient, staff: dict[str, int]
) -> None:
    sign_in(client, Role.ADMIN)
    page = hand_over(client, staff, str(staff["stays"]))
    after = held(app, staff["stays"])
    left("kobayashi@example.jp", app)
    told = take_back(client, page)
    assert "小林 里美 has left, or sees no records." in told
    assert "Choose one from the list" not in told
    assert held(app, staff["stays"]) == after


def test_the_page_counts_what_is_open_and_leads_to_it(client: FlaskClient, staff: dict[str, int]) -> None:
    sign_in(client, Role.ADMIN)
    page = text(client, f"/lists/leaving/{staff['leaver']}")
    addresses = [part.split('"')[0] for part in page.split('<ul class="rows two">')[1].split('href="')[1:6]]
    assert len(addresses) == 5
    for address in addresses:
        assert "1 of 1" in text(client, address.replace("&amp;", "&")), address


def test_somebody_has_to_be_named_and_whoever_leaves_is_no_choice(
    app: Flask, client: FlaskClient, staff: dict[str, int]
) -> None:
    sign_in(client, Role.ADMIN)
    before = held(app, staff["leaver"])
    assert f'<option value="{staff["leaver"]}"' not in text(client, f"/lists/leaving/{staff['leaver']}")
    for nobody in ("", str(staff["leaver"]), "999999", f"{staff['stays']}x"):
        assert 'aria-invalid="true"' in hand_over(client, staff, nobody)
    assert held(app, staff["leaver"]) == before


def test_only_who_manages_accounts_hands_over_for_others(client: FlaskClient, staff: dict[str, int]) -> None:
    sign_in(client, Role.COORDINATOR, email="nam@example.jp")
    assert client.get(f"/lists/leaving/{staff['leaver']}").status_code == 403


def test_missions_are_found_by_who_leads_and_who_coordinates_them(client: FlaskClient, staff: dict[str, int]) -> None:
    sign_in(client, Role.ADMIN, language="ja")
    for code, number in (("leader", 2), ("coordinator", 2)):
        found = text(client, f"/missions/?{code}={staff['leaver']}")
        assert "終わった団" in found
        assert "もう一つ" not in found
        assert f"{number}件中" in found


def test_whoever_is_asked_by_the_product_itself_is_somebody_who_still_sees_records(app: Flask) -> None:
    """A night's work asks it; a person who left, or reads the log alone, is passed over."""
    with app.app_context():
        first, second, auditor = user().id, user(email="nam@example.jp").id, user(Role.AUDITOR).id
        found = users.still_here(None, auditor, first, second)
        assert found is not None
        assert found.id == first
    left("kobayashi@example.jp", app)
    with app.app_context():
        found = users.still_here(None, auditor, first, second)
        assert found is not None
        assert found.id == second
        assert users.still_here(None, auditor, first) is None


def test_what_is_changed_on_its_own_page_is_named(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = shop.shop()
        put(Showroom, at.showroom, inquiries_owner_id=user().id)
        leaver = user().id
    sign_in(client, Role.ADMIN)
    page = text(client, f"/lists/leaving/{leaver}")
    assert "To be changed on its own page" in page
    assert f'href="/showrooms/{at.showroom}/edit"' in page


def test_no_task_is_mailed_to_whoever_reads_the_log_alone(app: Flask) -> None:
    with app.app_context():
        leaver = user().id
        with writing():
            tasks.add(text="旅券の写しを集める", due_on=clock.today("Asia/Tokyo"), owner_id=leaver, by=None)
            db.session.commit()
        morning = clock.from_wall(datetime.combine(clock.today("Asia/Tokyo"), time(9)), "Asia/Tokyo")
        assert [each.user.id for each in due.digests(morning)] == [leaver]
        put(User, leaver, role=Role.AUDITOR)
        assert due.digests(morning) == []
