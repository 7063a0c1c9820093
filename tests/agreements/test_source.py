"""For which missions an agreement counts, and what is left to do of the negotiation that it ends."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from crm.agreements import queries
from crm.agreements.rules.attribution import FIRST
from crm.core.database import db, writing
from crm.documents.queries import outcome
from crm.insights.queries import population
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.negotiations import services as cases
from crm.negotiations.kind import NEGOTIATION
from crm.tasks import services as tasks
from tests.agreements.deals import signed
from tests.cast import hidden, sign_in, user
from tests.contacts import book
from tests.meetings.scene import mission, scene
from tests.negotiations.cases import case as case_between
from tests.negotiations.cases import days, held


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


def test_the_page_of_a_signed_agreement_asks_what_is_left_to_do_of_its_negotiation(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        book.load_rates()
        at = scene()
        with writing():
            case = cases.open_case(case_between(at), by=user())
            step = tasks.add(text="見積を出す", due_on=days(9), owner_id=1, record=(NEGOTIATION, case.id), by=user()).id
            db.session.commit()
        number, page = case.id, f"/agreements/{signed(at, negotiation_ids=[case.id]).id}"
    sign_in(client)
    asked = client.get(page).text.split('id="lingering"')[1].split("</form>")[0]
    assert "見積を出す" in asked
    data = {name: hidden(asked, name) for name in ("csrf_token", "form_id", "version", "next")} | {"task": step}
    answer = client.post(f"/negotiations/{number}/close-steps", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert 'id="lingering"' not in client.get(page).text
