"""What can be done to many, kind by kind: through the service of one, with its refusals, and taken back by it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.contacts.models import Organisation
from crm.core import clock
from crm.core.categories import PRICE_TIERS
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.core.upshots import Upshot
from crm.jobs import worker
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.lists import rules
from crm.lists import services as runs
from crm.lists.models import BulkRun
from crm.meetings.models import Meeting
from crm.negotiations import services as negotiations
from crm.negotiations.models import Negotiation
from crm.products import services as products
from crm.products.models import CarriedProduct, Product
from crm.products.services import ProductInput
from crm.tags import queries as tags
from crm.tags import services as tagging
from crm.tasks import services as tasks
from crm.tasks.models import Task
from crm.users import services as users
from crm.web.listings import Asked, Reader, acts_of
from tests.agreements import deals
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, text
from tests.contacts.test_ours import OFFICE, say
from tests.lists.test_each import do, undo
from tests.meetings.scene import Scene, scene
from tests.negotiations.cases import days, held, opened


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def leads_of(app: Flask, at: Scene) -> list[int]:
    with app.app_context(), writing():
        made = [leads.capture(LeadInput(at.mission, raw_name=name, rank="B"), by=user()) for name in ("朴", "金", "李")]
        db.session.commit()
        return [lead.id for lead in made]


def told(client: FlaskClient, answer: Any) -> str:
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return text(client, answer.headers["Location"])


def of(app: Flask, model: type[Any], column: str) -> list[Any]:
    with app.app_context():
        return [getattr(row, column) for row in db.session.query(model).order_by(model.id)]


def test_a_field_of_many_is_changed_and_comes_back(client: FlaskClient, app: Flask, leads_of: list[int]) -> None:
    sign_in(client)
    page = told(client, do(client, "/lists/leads/chosen/rank", leads_of[:2], rank="A"))
    assert of(app, Lead, "rank") == ["A", "A", "B"]
    assert undo(client, page).status_code == 303
    assert of(app, Lead, "rank") == ["B", "B", "B"]


def test_what_somebody_has_changed_since_stays_as_it_is_when_the_rest_is_undone(
    client: FlaskClient, app: Flask, leads_of: list[int]
) -> None:
    sign_in(client)
    page = told(client, do(client, "/lists/leads/chosen/next", leads_of[:2], next_action="カタログを送る"))
    with app.app_context(), writing():
        leads.give(db.session.get_one(Lead, leads_of[0]), owner_id=user().id, by=user())
        db.session.commit()
    answer = undo(client, page)
    assert "Somebody has changed it since you looked." in told(client, answer)
    assert of(app, Lead, "next_action") == ["カタログを送る", "", ""]


def test_what_was_changed_after_the_reader_looked_is_left_out(
    client: FlaskClient, app: Flask, leads_of: list[int]
) -> None:
    sign_in(client)
    path = "/lists/leads/chosen/rank"
    form = filled_form(text(client, f"{path}?id={leads_of[0]}&id={leads_of[1]}"), "expected")
    with app.app_context(), writing():
        leads.give(db.session.get_one(Lead, leads_of[0]), owner_id=user().id, by=user())
        db.session.commit()
    page = told(client, client.post(path, data=form | {"id": leads_of[:2], "rank": "A"}))
    assert "Change the rank: 1 done." in page
    assert "朴: Somebody has changed it since you looked." in page
    assert of(app, Lead, "rank") == ["B", "A", "B"]


def test_leads_get_a_status_where_the_path_leads_there(client: FlaskClient, app: Flask, leads_of: list[int]) -> None:
    sign_in(client)
    path = "/lists/leads/chosen/status"
    assert do(client, path, leads_of, standing="disqualified").status_code == 422, "no reason"
    page = told(client, do(client, path, leads_of, standing="qualified"))
    assert "Change the status: 0 done." in page
    assert "Enter what they are interested in before you qualify the lead." in page
    told(client, do(client, path, leads_of[:1], standing="disqualified", reason="間違い"))
    assert of(app, Lead, "status") == ["disqualified", "new", "new"]


def test_cases_get_a_step_rest_and_go_under_an_initiative(client: FlaskClient, app: Flask, at: Scene) -> None:
    with app.app_context():
        ids = [opened(at, title=title).id for title in ("一", "二")]
    sign_in(client)
    step = {"next_step": "価格表を送る", "next_step_due": days(9).isoformat()}
    page = told(client, do(client, "/lists/negotiations/chosen/step", ids, **step))
    assert of(app, Negotiation, "next_step") == ["価格表を送る"] * 2
    assert undo(client, page).status_code == 303
    assert of(app, Negotiation, "next_step") == ["見本を送る"] * 2
    page = told(client, do(client, "/lists/negotiations/chosen/week", ids))
    assert of(app, Negotiation, "next_step_due") == [days(14)] * 2
    assert undo(client, page).status_code == 303
    assert of(app, Negotiation, "next_step_due") == [days(7)] * 2
    with app.app_context(), writing():
        case = db.session.get_one(Negotiation, ids[0])
        negotiations.hold(case, on_hold_reason="春節", on_hold_until=days(20), by=user())
        db.session.commit()
    rest = {"on_hold_reason": "担当者の交代", "on_hold_until": days(30).isoformat()}
    page = told(client, do(client, "/lists/negotiations/chosen/hold", ids, **rest))
    assert of(app, Negotiation, "on_hold_reason") == ["担当者の交代"] * 2
    assert undo(client, page).status_code == 303
    assert of(app, Negotiation, "on_hold_reason") == ["春節", ""]
    assert of(app, Negotiation, "on_hold") == [True, False]


def test_the_next_step_of_a_case_is_put_off_from_the_list(client: FlaskClient, app: Flask, at: Scene) -> None:
    with app.app_context():
        id, other = opened(at, next_step_due=days(-3)).id, opened(at).id
    sign_in(client)
    page = text(client, "/negotiations/list")
    assert f'formaction="/negotiations/{id}/week"' in page
    token = filled_form(page, "csrf_token")["csrf_token"]
    sent = {"csrf_token": token, "next": "/negotiations/list"}
    answer = client.post(f"/negotiations/{id}/week", data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/negotiations/list")
    with app.app_context():
        assert db.session.get_one(Negotiation, id).next_step_due == days(7), "from today, its day is over"
        assert db.session.get_one(Negotiation, other).next_step_due == days(7)
    manager = app.test_client()
    sign_in(manager, Role.MANAGEMENT)
    assert "/week" not in text(manager, "/negotiations/list")


def test_a_task_that_was_done_before_stays_done(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), writing():
        made = [tasks.add(text=word, due_on=days(1), owner_id=user().id, by=user()) for word in ("一", "二")]
        tasks.complete(made[0], by=user())
        db.session.commit()
        ids = [task.id for task in made]
    sign_in(client)
    page = told(client, do(client, "/lists/tasks/chosen/done", ids))
    assert of(app, Task, "status") == ["done", "done"]
    undo(client, page)
    assert of(app, Task, "status") == ["done", "open"]
    page = told(client, do(client, "/lists/tasks/chosen/week", ids))
    assert of(app, Task, "due_on") == [days(1), days(8)]
    undo(client, page)
    assert of(app, Task, "due_on") == [days(1), days(1)]
    page = told(client, do(client, "/lists/tasks/chosen/priority", ids[1:], priority="high"))
    assert of(app, Task, "priority") == ["normal", "high"]
    undo(client, page)
    assert of(app, Task, "priority") == ["normal", "normal"]


def test_meetings_go_to_another_mission_unless_they_stand_in_a_programme(
    client: FlaskClient, app: Flask, at: Scene
) -> None:
    with app.app_context():
        first, second = held(at), held(at, days_ago=2)
        ids = [first.id, second.id]
        assert first.activity_id != at.mission
    sign_in(client)
    page = told(client, do(client, "/lists/meetings/chosen/mission", ids, activity_id=at.mission))
    assert of(app, Meeting, "activity_id") == [at.mission] * 2
    assert undo(client, page).status_code == 303
    assert of(app, Meeting, "activity_id") == [None] * 2
    page = told(client, do(client, "/lists/meetings/chosen/status", ids, standing="cancelled"))
    assert "Only a planned meeting whose time has passed can be marked in this way." in page


def test_missions_get_a_leader(client: FlaskClient, app: Flask, at: Scene) -> None:
    with app.app_context():
        leader = user(Role.MISSION_LEADER).id
        before = db.session.get_one(Activity, at.mission).leader_id
    sign_in(client)
    page = told(client, do(client, "/lists/missions/chosen/leader", [at.mission], leader_id=leader))
    assert of(app, Activity, "leader_id") == [leader]
    assert undo(client, page).status_code == 303
    assert of(app, Activity, "leader_id") == [before]


def test_products_change_and_are_carried(client: FlaskClient, app: Flask, at: Scene) -> None:
    with app.app_context(), writing():
        sheet: dict[str, Any] = {"maker_id": at.association, "category": "knitwear"}
        made = [products.make(ProductInput(names={"ja": name}, **sheet), by=user()) for name in ("襟巻", "手袋")]
        db.session.commit()
        ids = [product.id for product in made]
    sign_in(client)
    tier = next(iter(PRICE_TIERS))
    page = told(client, do(client, "/lists/products/chosen/tier", ids, price_tier=tier))
    assert of(app, Product, "price_tier") == [tier] * 2
    assert undo(client, page).status_code == 303
    assert of(app, Product, "price_tier") == [""] * 2
    told(client, do(client, "/lists/products/chosen/mission", ids[:1], activity_id=at.mission))
    page = told(client, do(client, "/lists/products/chosen/mission", ids, activity_id=at.mission))
    assert "襟巻: This product is carried already." in page
    assert of(app, CarriedProduct, "product_id") == ids
    assert undo(client, page).status_code == 303
    assert of(app, CarriedProduct, "product_id") == ids[:1]


@pytest.mark.both
def test_a_signed_agreement_is_left_out_with_its_reason(client: FlaskClient, app: Flask, at: Scene) -> None:
    with app.app_context():
        draft, signed = deals.drafted(at, title="草案").id, deals.signed(at, title="署名済み").id
    sign_in(client)
    page = told(client, do(client, "/lists/agreements/chosen/status", [draft, signed], standing="in_approval"))
    assert "署名済み: Its status is “Signed”. From there it can become: In force / Expired / Terminated" in page
    assert of(app, Agreement, "status")[0] == "in_approval"
    assert undo(client, page).status_code == 303
    assert of(app, Agreement, "status")[0] == "draft"


def test_undone_tags_leave_what_was_tagged_before(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        ids = [book.person(name, "ja").id for name in ("山田 一", "山田 二")]
        with writing():
            tagging.tag("people", ids[0], ["VIP"], by=user())
            db.session.commit()
    sign_in(client)
    page = told(client, do(client, "/lists/people/chosen/tag", ids, names="VIP、冬"))
    with app.app_context():
        assert {id: len(found) for id, found in tags.of_records("people", ids).items()} == {ids[0]: 2, ids[1]: 2}
    undo(client, page)
    with app.app_context():
        left = {id: [tag.name for tag in found] for id, found in tags.of_records("people", ids).items() if found}
    assert left == {ids[0]: ["VIP"]}


def test_our_own_office_is_not_archived_with_others(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        ours, other = say(OFFICE), book.organisation("商社", "ja").id
    sign_in(client)
    page = told(client, do(client, "/lists/organisations/chosen/archive", [ours, other]))
    assert "This is our own office." in page
    with app.app_context():
        assert db.session.get_one(Organisation, ours).archived_at is None
        assert db.session.get_one(Organisation, other).archived_at is not None


def test_only_the_ticked_rows_are_exported(client: FlaskClient, app: Flask, leads_of: list[int]) -> None:
    sign_in(client)
    asked = "&".join(f"id={id}" for id in leads_of[1:])
    path = f"/lists/leads/export?of=&{asked}"
    form = filled_form(text(client, path), "of")
    answer = client.post(path, data=form | {"format": "csv", "encoding": "utf-8-sig", "unwritable": "refuse"})
    written = client.get(answer.headers["Location"], buffered=True).get_data(as_text=True)
    assert "金" in written
    assert "李" in written
    assert "朴" not in written
    assert client.get("/lists/leads/export?of=").status_code == 409, "nothing ticked"
    path = "/lists/leads/export?of=&all=yes"
    form = filled_form(text(client, path), "of")
    answer = client.post(path, data=form | {"format": "csv", "encoding": "utf-8-sig", "unwritable": "refuse"})
    assert "朴" in client.get(answer.headers["Location"], buffered=True).get_data(as_text=True)


# ------------------------------------------------------------------ in the background


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are many."""
    monkeypatch.setattr(rules, "DIRECT_CHANGES", 1)
    monkeypatch.setattr(rules, "FIRST_ROWS", 1)
    monkeypatch.setattr(rules, "MOST_ROWS", 1)


@pytest.mark.usefixtures("few")
def test_what_is_much_is_done_in_the_background_and_undone_there(
    client: FlaskClient, app: Flask, leads_of: list[int]
) -> None:
    sign_in(client)
    answer = do(client, "/lists/leads/chosen/rank", leads_of, rank="A")
    page = told(client, answer)
    assert "Change the rank: 3 in the background." in page
    assert "Done so far: 0 of 3" in page
    assert of(app, Lead, "rank") == ["B"] * 3
    assert undo(client, page).status_code == 409, "not over yet"
    assert worker.run_pending(app) == 1
    page = text(client, answer.headers["Location"])
    assert of(app, Lead, "rank") == ["A"] * 3
    assert "3 records done" in page
    assert undo(client, page).status_code == 303
    assert worker.run_pending(app) == 1
    assert of(app, Lead, "rank") == ["B"] * 3


@pytest.mark.usefixtures("few")
def test_work_that_was_cut_off_goes_on_with_what_waits(client: FlaskClient, app: Flask, leads_of: list[int]) -> None:
    sign_in(client)
    do(client, "/lists/leads/chosen/archive", leads_of)
    with app.app_context(), writing():
        run = db.session.query(BulkRun).one()
        assert runs.advance(run, 2, lambda ids: Upshot({}, {})) == 2
        db.session.commit()
    assert worker.run_pending(app) == 1
    assert [at is None for at in of(app, Lead, "archived_at")] == [False] * 3


@pytest.mark.usefixtures("few")
def test_whoever_lost_the_right_meanwhile_changes_nothing(client: FlaskClient, app: Flask, leads_of: list[int]) -> None:
    sign_in(client)
    do(client, "/lists/leads/chosen/archive", leads_of)
    with app.app_context(), writing():
        users.change(user(), display_name="x", role=Role.MANAGEMENT, active=True, by=user(Role.ADMIN))
        db.session.commit()
    worker.run_pending(app)
    assert [at is None for at in of(app, Lead, "archived_at")] == [True] * 3


def test_what_others_do_to_many_is_not_shown(client: FlaskClient, app: Flask, leads_of: list[int]) -> None:
    sign_in(client)
    told(client, do(client, "/lists/leads/chosen/rank", leads_of, rank="A"))
    [id] = of(app, BulkRun, "id")
    assert client.get(f"/lists/runs/{id}").status_code == 200
    other = app.test_client()
    sign_in(other, Role.ADMIN)
    assert other.get(f"/lists/runs/{id}").status_code == 404
    token = filled_form(text(other, "/leads/"), "csrf_token")["csrf_token"]
    assert other.post(f"/lists/runs/{id}/undo", data={"csrf_token": token}).status_code == 404
    assert of(app, Lead, "rank") == ["A"] * 3


def test_old_runs_are_forgotten(client: FlaskClient, app: Flask, leads_of: list[int]) -> None:
    sign_in(client)
    told(client, do(client, "/lists/leads/chosen/rank", leads_of, rank="A"))
    with app.app_context(), writing():
        assert runs.forget_runs(clock.now()) == 0
        assert runs.forget_runs(clock.now() + timedelta(days=31)) == 1
        db.session.commit()
    assert of(app, BulkRun, "id") == []


@pytest.mark.both
def test_each_act_of_each_list_asks_before(sampled: Flask) -> None:
    client = sampled.test_client()
    sign_in(client, Role.ADMIN, email="honda@example.jp")
    asked: list[str] = []
    with sampled.test_request_context():
        for name, listing in sampled.extensions["listings"].items():
            asked += [f"/lists/{name}/chosen/{act.code}" for act in acts_of(listing)]
    assert len(asked) > 35
    told_by = {path: client.get(f"{path}?all=yes").status_code for path in asked}
    assert {path: status for path, status in told_by.items() if status not in (200, 403, 409)} == {}


def test_every_list_knows_its_ticked_rows(sampled: Flask) -> None:
    """Else an export of the ticked rows would hold all of them."""
    client = sampled.test_client()
    sign_in(client, Role.ADMIN, email="honda@example.jp")
    for name, listing in sampled.extensions["listings"].items():
        with sampled.test_request_context():
            asked = Asked.of_query(listing, f"{listing.every}&only=1", Reader("en", "Asia/Tokyo"))
            wanted = listing.conditions(asked, user(Role.ADMIN, email="honda@example.jp"))
        assert getattr(wanted, "only", None) == (1,), name
