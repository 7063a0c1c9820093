"""The 72-hour queue: who waits for a first answer, by the hours left; one press notes it, and takes it back."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import queries as activities
from crm.contacts.models import Person
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.leads import queries, rules, services
from crm.leads.models import Lead
from crm.leads.queries import Filter
from crm.leads.services import LeadInput
from tests.booths import stall
from tests.cards.pictures import photograph
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.privacy.asked import answered

NOW = datetime(2026, 12, 12, 6, tzinfo=UTC)


def lead(
    activity_id: int, name: str, *, hours: float, person_id: int | None = None, agreed: bool = True, company: str = ""
) -> int:
    """A lead that was captured so many hours ago."""
    with writing():
        sheet = LeadInput(
            activity_id, raw_name=name, person_id=person_id, captured_at=clock.now() - timedelta(hours=hours),
            may_contact=agreed, raw_organisation=company,
        )  # fmt: skip
        made = services.capture(sheet, by=user())
        db.session.commit()
        return made.id


def anonymous(activity_id: int, picture: bytes = b"") -> int:
    """A note of the booth on somebody who told nothing of themselves."""
    phone, _key = stall.phone(stall.code(activities.one(activity_id, user=user()))[0])
    sent = stall.send(phone, f"k{len(picture)}", at=clock.now(), note="要样品", may_store=True, picture=picture)
    assert sent.lead_id is not None
    return sent.lead_id


@pytest.mark.parametrize(
    ("ago", "left"),
    [
        (timedelta(), 72),
        (timedelta(hours=71, minutes=59), 0),
        (timedelta(hours=72), 0),
        (timedelta(hours=72, seconds=1), -1),
    ],
)
def test_the_hours_left_are_whole_ones(ago: timedelta, left: int) -> None:
    assert rules.hours_left(NOW - ago, NOW) == left


def test_the_queue_has_those_who_wait_in_the_order_in_which_they_are_due(app: Flask) -> None:
    with app.app_context():
        fair, other = stall.fair().id, stall.fair().id
        late, soon = lead(fair, "王伟", hours=80), lead(fair, "金成浩", hours=2)
        elsewhere = lead(other, "李明淑", hours=1)
        silent, nobody = lead(fair, "林", hours=90, agreed=False), anonymous(fair)
        done, dropped = lead(fair, "朴美玉", hours=90), lead(fair, "崔", hours=90)
        with writing():
            services.follow_up(db.session.get_one(Lead, done), by=user())
            services.disqualify(db.session.get_one(Lead, dropped), reason="a student", by=user())
            db.session.commit()
        assert [each.id for each in queries.unanswered(fair, user=user(), most=9)] == [late, soon]
        assert queries.answers_due(user=user(), activity_id=fair) == {
            "overdue": 1, "waiting": 1, "barred": 1, "unreachable": 1,
        }  # fmt: skip
        found = {
            code: {each.id for each in queries.leads(Filter(answer=(code,)), user=user()).rows}
            for code in rules.ANSWERS
        }
        assert found == {
            "overdue": {late}, "lately": {late}, "waiting": {soon, elsewhere}, "answered": {done},
            "barred": {silent}, "unreachable": {nobody},
        }  # fmt: skip
        assert [(each.id, why) for each, why in queries.not_to_answer(fair, user=user(), most=9)] == [
            (silent, "barred"), (nobody, "unreachable"),
        ]  # fmt: skip
        assert {each.id for each in queries.leads(Filter(answer=("overdue", "answered")), user=user()).rows} == {
            late,
            done,
        }


def test_home_counts_what_is_late_and_no_more_what_is_a_month_old(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair().id
        lead(fair, "王伟", hours=80)
        lead(fair, "金成浩", hours=24 * 31)
        assert queries.answers_due(user=user()) == {"lately": 1, "waiting": 0}
        assert len(queries.leads(Filter(answer=("lately",)), user=user()).rows) == 1
    sign_in(client)
    page = client.get("/home/panels/answers").get_data(as_text=True)
    assert 'href="/leads/?answer=lately' in page


def test_one_press_notes_the_answer_and_undo_takes_it_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair().id
        id = lead(fair, "王伟", hours=80)
    sign_in(client)
    queue = f"/leads/answers/{fair}"
    page = client.get(queue).get_data(as_text=True)
    assert "王伟" in page
    assert "8 hours late" in page
    assert f'/leads/{id}#match">Match it first' in page
    data = {"csrf_token": csrf_token(client, queue)}
    assert client.post(f"/leads/{id}/answered", data=data).headers["Location"] == queue
    assert "王伟" not in client.get(queue).get_data(as_text=True)
    undo = "/lists/runs/1/undo?alone=1"
    assert client.post(undo, data=data).status_code == 303
    assert "王伟" in client.get(queue).get_data(as_text=True)
    with app.app_context():
        assert db.session.get_one(Lead, id).first_followup_at is None


def test_the_list_tells_the_hours_and_narrows_by_them(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair().id
        lead(fair, "王伟", hours=24 * 5)
        lead(fair, "金成浩", hours=1)
    sign_in(client)
    page = unescape(client.get("/leads/?answer=overdue&col=name&col=answer").get_data(as_text=True))
    assert "王伟" in page
    assert "金成浩" not in page


def test_a_leader_answers_no_lead_of_a_fair_that_they_do_not_see(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair().id
        id = lead(fair, "王伟", hours=80)
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/leads/answers/{fair}").status_code == 404
    data = {"csrf_token": csrf_token(client, "/leads/new")}
    assert client.post(f"/leads/{id}/answered", data=data).status_code == 404


def test_whoever_came_to_the_booth_is_thanked_for_that_in_their_language(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair = stall.fair()
        known = book.person("王伟", at=book.organisation("大洋商贸")).id
        lead(fair.id, "王伟", hours=5, person_id=known)
        fair_id = fair.id
    sign_in(client)
    queue = unescape(client.get(f"/leads/answers/{fair_id}").get_data(as_text=True))
    there = f"/letters/missions/{fair_id}/new?kind=thanks&person_id={known}"
    assert there in queue
    assert "王伟" in client.get(there).get_data(as_text=True)


def test_the_picture_of_a_card_says_who_it_is(app: Flask) -> None:
    with app.app_context():
        fair = stall.fair().id
        anonymous(fair, photograph())
        assert queries.answers_due(user=user(), activity_id=fair)["unreachable"] == 0


def test_who_did_not_agree_is_marked_apart_and_their_answer_is_noted_only_on_purpose(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        fair = stall.fair().id
        id = lead(fair, "王伟", hours=80, agreed=False)
    sign_in(client)
    queue = client.get(f"/leads/answers/{fair}").get_data(as_text=True)
    below = queue.split('id="not-to-answer"')[1]
    assert "王伟" in below
    assert "No consent to contact" in below
    assert f"/leads/{id}/answered" not in queue
    listed = client.get("/leads/?col=name&col=answer").get_data(as_text=True)
    assert "No consent to contact" in listed.split("<tbody")[1]
    assert "hours late" not in listed
    data = {"csrf_token": csrf_token(client, "/leads/new")}
    assert client.post(f"/leads/{id}/follow-up", data=data).status_code == 409
    assert client.post(f"/leads/{id}/answered", data=data).status_code == 409
    page = client.get(f"/leads/{id}").get_data(as_text=True)
    assert "did not agree to be contacted" in page
    assert 'name="anyway" value="1"' in page
    assert client.post(f"/leads/{id}/follow-up", data=data | {"anyway": "1"}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Lead, id).first_followup_at is not None


def test_who_agreed_on_one_of_two_leads_is_not_without_consent(app: Flask) -> None:
    with app.app_context():
        fair, other = stall.fair().id, stall.fair().id
        firm = book.organisation("大洋商贸")
        silent, agreed = (book.person(name, at=firm).id for name in ("王伟", "李娜"))
        lead(fair, "王伟", hours=5, person_id=silent, agreed=False)
        lead(other, "王伟", hours=5, person_id=silent)
        for once in (False, True):
            lead(fair, "李娜", hours=5, person_id=agreed, agreed=once)
        assert queries.without_consent(fair, [silent, agreed]) == {silent}
        assert queries.without_consent(fair, [agreed]) == set()


def test_a_letter_to_them_says_that_they_did_not_agree(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair, firm = stall.fair().id, book.organisation("大洋商贸")
        silent, agreed = (book.person(name, at=firm).id for name in ("王伟", "李娜"))
        lead(fair, "王伟", hours=5, person_id=silent, agreed=False)
        lead(fair, "李娜", hours=5, person_id=agreed)
    sign_in(client)

    def told() -> str:
        page = client.get(f"/letters/missions/{fair}/new?kind=thanks").get_data(as_text=True)
        return page.partition('id="no-consent"')[2].partition("</p>")[0]

    assert "王伟" in told()
    assert "李娜" not in told()
    with app.app_context():
        answered(db.session.get_one(Person, agreed), newsletter="withdrawn")
        answered(db.session.get_one(Person, silent), newsletter="given")
    assert "王伟" not in told()
    assert "李娜" in told()


@pytest.mark.searched
def test_the_evening_tells_which_leads_wait_for_somebody_to_say_who_it_is(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        fair, other = stall.fair().id, stall.fair().id
        known = book.person("金美花", "zh-Hans").id
        maybe = lead(fair, "金美花", hours=4)
        first, second = lead(fair, "王强", hours=3), lead(fair, "王强", hours=2)
        matched, stranger = lead(fair, "李明淑", hours=1, person_id=known), lead(fair, "李小龙", hours=1)
        elsewhere = lead(other, "金美花", hours=1)
        found = {each.lead.id: (each.known, each.twice) for each in queries.to_match(fair, user=user())}
        firm = book.organisation("延边大洋商贸有限公司", "zh-Hans").id
        works, nowhere = (
            lead(fair, name, hours=1, company=company)
            for name, company in (("赵伟", "延边大洋商贸有限公司"), ("孙伟", "样板公司"))
        )
        assert found == {maybe: (True, False), second: (False, True)}, (first, matched, stranger, elsewhere)
        found = {each.lead.id: (each.known, each.twice) for each in queries.to_match(fair, user=user())}
        assert found.pop(works) == (True, False), firm
        assert nowhere not in found
        with writing():
            services.disqualify(queries.one(second, user=user()), reason="Twice", by=user())
            db.session.commit()
        assert [each.lead.id for each in queries.to_match(fair, user=user())] == [maybe, works]
    sign_in(client)
    shown = client.get(f"/leads/answers/{fair}").get_data(as_text=True)
    part = shown.partition('id="to-match"')[2].partition("</section>")[0]
    assert f"/leads/{maybe}#match" in part
    assert f"/leads/{stranger}" not in part
