"""For which missions an agreement counts, and what is left to do of the negotiation that it ends."""

import re
from datetime import timedelta
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.agreements import queries
from crm.agreements.models import Agreement
from crm.agreements.rules.attribution import FIRST
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.documents.contents.by_day import state_by
from crm.documents.queries import outcome
from crm.insights.queries import population
from crm.leads import services as leads
from crm.leads.kind import LEAD
from crm.leads.services import LeadInput
from crm.negotiations import services as cases
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Negotiation
from crm.reports.rules import STEP_LATE, STEP_SIGNED
from crm.tasks import queries as task_queries
from crm.tasks import services as tasks
from crm.tasks.models import Task
from crm.tasks.queries import Filter
from tests.agreements.deals import signed
from tests.cast import hidden, sign_in, user
from tests.contacts import book
from tests.meetings.scene import mission, scene
from tests.negotiations.cases import case as case_between
from tests.negotiations.cases import days, held
from tests.statements import sent


def test_of_a_mission_without_agreements_only_that_is_asked(app: Flask) -> None:
    with app.app_context(), sent() as asked:
        queries.came_from([7])
    assert len(asked) == 1


def test_an_agreement_counts_for_one_mission_the_same_in_report_tab_and_figures(
    app: Flask, client: FlaskClient
) -> None:
    """A signed contract was printed as a failure: "target 1, actual 0", because nobody had named the activity."""
    with app.app_context():
        book.load_rates()
        at = scene()
        with writing():
            trips = [mission(at.place, start_on=days(-9), end_on=days(-2)).id for _ in range(3)]
            db.session.commit()
        captured, talked, neither = trips
        with writing():
            lead = leads.capture(LeadInput(captured, raw_name="王", organisation_id=at.commerce_bureau), by=user())
            case = cases.open_case(case_between(at), leads=[lead], by=user())
            db.session.commit()
        met = held(at, activity_id=talked)
        with writing():
            cases.link_meeting(case, met, by=user())
            db.session.commit()
        agreement = signed(at, negotiation_ids=[case.id])
        id, number = agreement.id, case.id
        counted = [[row.id for row in outcome.agreements_of(trip, as_of=days(0))] for trip in trips]
        assert counted == [[id], [], []]  # of the first lead: once
        assert outcome.agreements_of(captured, as_of=days(-1)) == []
        named = signed(at, negotiation_ids=[case.id], activity_id=neither).id
        counted = [[row.id for row in outcome.agreements_of(trip, as_of=days(0))] for trip in trips]
        assert counted == [[id], [], [named]]  # what somebody said comes before the lead
        figures = population.attributed_agreements(days(0), FIRST)
        assert {row.agreement_id: row.parts for row in figures} == {id: {captured: 1}, named: {neither: 1}}
        assert {trip: [row.id for row in rows] for trip, rows in queries.commercial_of(trips).items()} == dict(
            zip(trips, counted, strict=True)
        )
    sign_in(client)
    listed = [f'href="/agreements/{id}"' in client.get(f"/agreements/panels/activity/{trip}").text for trip in trips]
    assert listed == [True, False, False]
    blank = client.get(f"/agreements/new?negotiation={number}").text
    field = blank.split('id="activity_id"', 1)[1].split("</select>")[0]
    assert not re.search(r'<option selected value="\d+"', field), "a contract is seldom signed on the mission itself"
    offered = f"/agreements/new?negotiation={number}&amp;activity={captured}"
    assert f'href="{offered}"' in blank
    assert f'<option selected value="{captured}"' in client.get(unescape(offered)).text
    assert blank.index('name="activity_id"') < blank.index("More details")
    assert "Signed during “" not in client.get(f"/agreements/new?negotiation={number}&activity={neither}").text


def test_papers_count_what_is_archived_and_leave_out_what_is_not_counted_as_the_figures_do(app: Flask) -> None:
    with app.app_context():
        book.load_rates()
        at = scene()
        with writing():
            trip, before = (mission(at.place, start_on=days(-9), end_on=days(-2)).id for _ in range(2))
            kept, mistaken = (cases.open_case(case_between(at), leads=[], by=user()) for _ in range(2))
            db.session.commit()
        one = signed(at, negotiation_ids=[kept.id], activity_id=trip)
        other = signed(at, negotiation_ids=[mistaken.id], activity_id=trip)

        def told() -> tuple[list[int], list[int], list[int]]:
            return (
                [row.id for row in outcome.agreements_of(trip, as_of=days(0))],
                [row.id for row in queries.commercial_of([trip])[trip]],
                sorted(row.agreement_id for row in population.attributed_agreements(days(0), FIRST)),
            )

        assert told() == ([one.id, other.id],) * 3
        with writing(), action(CHANGED, by=None):
            db.session.get_one(Agreement, one.id).archived_at = clock.now()
            db.session.get_one(Negotiation, mistaken.id).not_counted = "二重に入力した"
            db.session.commit()
        assert told() == ([one.id],) * 3
        late = activities.one(trip, user=user())
        with writing(), action(CHANGED, by=None):
            late.start_on, late.end_on = days(-1), days(-1)
            db.session.commit()
        last = outcome.last_time(late, as_of=days(0), user=user())
        assert last is not None
        assert last.activity.id == before
        with writing(), action(CHANGED, by=None):
            db.session.get_one(Activity, before).not_counted = "試し入力"
            db.session.commit()
        assert outcome.last_time(late, as_of=days(0), user=user()) is None


def test_steps_of_a_case_that_is_signed_are_overdue_on_no_paper(app: Flask) -> None:
    with app.app_context():
        book.load_rates()
        at = scene()
        with writing():
            case, other = (cases.open_case(case_between(at, activity_id=at.mission), by=user()) for _ in range(2))
            ids = [
                tasks.add(text="契約書案", due_on=days(-3), owner_id=1, record=(NEGOTIATION, row.id), by=user()).id
                for row in (case, other)
            ]
            db.session.commit()
        signed(at, negotiation_ids=[case.id])
        db.session.expire_all()
        now = clock.now()
        moves = outcome.moves_of(at.mission, began=now, until=now + timedelta(1), known_on=days(0), user=user())
        steps = [db.session.get_one(Task, id) for id in ids]
        assert outcome.concluded(steps, moves, until=days(0)) == {ids[0]}
        assert outcome.concluded(steps, moves, until=days(-30)) == set()
        late = state_by(steps[1], days(0), unconfirmed=())
        told = state_by(steps[0], days(0), unconfirmed=(), signed={ids[0]})
        assert (late, told) == (STEP_LATE, STEP_SIGNED)


def test_the_page_of_a_signed_agreement_asks_what_is_left_to_do_of_its_negotiation(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        book.load_rates()
        at = scene()
        with writing():
            case = cases.open_case(case_between(at), by=user())
            told = [
                tasks.add(text=text, due_on=days(9), owner_id=1, record=(NEGOTIATION, case.id), by=user()).id
                for text in ("見積を出す", "見本を返す")
            ]
            db.session.commit()
        number, page = case.id, f"/agreements/{signed(at, negotiation_ids=[case.id]).id}"
    sign_in(client)
    asked = client.get(page).text.split('id="lingering"')[1].split("</form>")[0]
    assert ("見積を出す" in asked, "Done by this?" in asked) == (True, True)
    for step, settled in zip(told, ("done", ""), strict=True):
        asked = client.get(page).text.split('id="lingering"')[1].split("</form>")[0]
        data = {name: hidden(asked, name) for name in ("csrf_token", "form_id", "version", "next")} | {"task": step}
        answer = client.post(f"/negotiations/{number}/close-steps", data=data | {"outcome": settled})
        assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert 'id="lingering"' not in client.get(page).text
    with app.app_context():
        steps = [db.session.get_one(Task, step) for step in told]
        assert [(step.status, step.done_on is not None) for step in steps] == [("done", True), ("cancelled", False)]


def test_what_a_contract_overtook_is_late_neither_on_paper_nor_in_the_lists_of_tasks(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        book.load_rates()
        at = scene()
        with writing():
            case, other = (cases.open_case(case_between(at, activity_id=at.mission), by=user()) for _ in range(2))
            lead = leads.capture(LeadInput(at.mission, raw_name="王", organisation_id=at.commerce_bureau), by=user())
            cases.link_lead(case, lead, by=user())
            due = {
                "契約書案": (NEGOTIATION, case.id, -3), "資料の送付": (LEAD, lead.id, -3),
                "初回出荷": (NEGOTIATION, case.id, -1), "別件": (NEGOTIATION, other.id, -3),
            }  # fmt: skip
            for text, (kind, id, day) in due.items():
                tasks.add(text=text, due_on=days(day), owner_id=user().id, record=(kind, id), by=user())
            db.session.commit()
        signed(at, negotiation_ids=[case.id], days_ago=2)
        late = Filter(owner=user().id, overdue_on=days(0))
        assert {row.text for row in task_queries.tasks(late, user=user()).rows} == {"初回出荷", "別件"}
        assert {row.text for row in task_queries.due(user(), today=days(0))} == {"初回出荷", "別件"}
        assert task_queries.due_counts(user(), today=days(0)) == (0, 2)
    sign_in(client)
    rows = client.get("/tasks/").get_data(as_text=True).split("<main", 1)[1].split('<li id="task-')
    told = {text: next(row for row in rows if text in row) for text in due}
    assert {text: "Contract signed" in row for text, row in told.items()} == {
        "契約書案": True, "資料の送付": True, "初回出荷": False, "別件": False,
    }  # fmt: skip
    assert "t-bad" not in told["契約書案"]
