"""The registers in the browser: noted, answered, refused with a reason, reminded of; who may look."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core.database import db
from crm.core.permissions import Role
from crm.registers.models import Breach, BreachStep, DataRequest, PrivacyAssessment
from crm.tasks.models import Task
from tests import cast
from tests.contacts import book
from tests.missions.browser import posted, pressed, text

ASKED: dict[str, object] = {"received_on": "2026-11-20", "asked": "access", "requester": "李某", "details": "请告知"}
BROKEN: dict[str, object] = {
    "title": "名簿の誤送信", "kind": "sent", "noticed_at": "2026-11-20T10:00", "laws": ["JP", "KR"],
    "purpose": "unknown",
}  # fmt: skip


@pytest.fixture
def office(client: FlaskClient) -> FlaskClient:
    cast.sign_in(client)
    return client


def in_charge(client: FlaskClient, role: Role = Role.COORDINATOR) -> dict[str, object]:
    with client.application.app_context():
        return {"owner_id": str(cast.user(role).id)}


def noted(client: FlaskClient, path: str, told: dict[str, object], **more: object) -> str:
    """Where the page leads to after an entry was saved."""
    answer = posted(client, path, told | in_charge(client) | more)
    assert answer.status_code == 303, text(client, path)
    return str(answer.headers["Location"])


def refused(client: FlaskClient, path: str, told: dict[str, object], field: str, **more: object) -> str:
    """The page that says beside a field what is wrong."""
    answer = posted(client, path, told | in_charge(client) | more)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-err"' in page, field
    return page


def task_of(model: type[DataRequest | BreachStep]) -> list[Task]:
    ids = db.session.scalars(select(model.task_id).order_by(model.id)).all()
    return [db.session.get_one(Task, id) for id in ids if id is not None]


@pytest.mark.both
def test_a_request_has_ten_days_and_a_task_that_is_done_with_its_answer(app: Flask, office: FlaskClient) -> None:
    there = noted(office, "/registers/requests/new", ASKED)
    with app.app_context():
        [task] = task_of(DataRequest)
        assert (task.due_on.isoformat(), task.status, task.internal) == ("2026-11-30", "open", True)
        assert task.text == "Answer a request about personal data: What is kept about them"
    assert "李某" in text(office, "/registers/requests")
    answered = {"outcome": "done", "answered_on": "2026-11-24", "identity": "callback"}
    assert posted(office, f"{there}/answer", answered).status_code == 303
    with app.app_context():
        assert [each.status for each in task_of(DataRequest)] == ["done"]
    assert "Called back" in text(office, there)


def test_what_was_said_lies_in_the_log_under_a_key_of_its_entry(app: Flask, office: FlaskClient) -> None:
    noted(office, "/registers/requests/new", ASKED)
    noted(office, "/registers/breaches/new", BROKEN)
    with app.app_context():
        entries = [str(row.changes) for row in db.session.scalars(select(AuditEntry))]
        assert [text for text in entries if "李某" in text or "请告知" in text or "名簿の誤送信" in text] == []


def test_a_request_names_the_person_and_is_among_what_is_kept_about_them(app: Flask, office: FlaskClient) -> None:
    with app.app_context():
        li = book.person("李明淑", at=book.organisation("延吉市商务局"))
        id = li.id
    assert '<option selected value="CN">' in text(office, f"/registers/requests/new?person_id={id}")
    noted(office, "/registers/requests/new", ASKED, requester="", person_id=str(id))
    assert "李明淑" in text(office, f"/registers/requests?person={id}")
    cast.sign_in(office, Role.ADMIN)
    assert "Requests about personal data" in text(office, f"/subjects/people/{id}")


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("received_on", {"received_on": "2027-01-01"}),
        ("requester", {"requester": ""}),
        ("due_on", {"due_on": "2026-11-01"}),
        ("asked", {"asked": "everything"}),
    ],
)
def test_a_request_that_makes_no_sense_is_told_beside_its_field(
    app: Flask, office: FlaskClient, field: str, more: dict[str, object]
) -> None:
    assert "请告知" in refused(office, "/registers/requests/new", ASKED, field, **more)
    with app.app_context():
        assert db.session.query(DataRequest).count() == 0
        assert db.session.query(Task).count() == 0


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("identity", {"outcome": "done", "answered_on": "2026-11-24"}),
        ("answer", {"outcome": "refused", "answered_on": "2026-11-24"}),
        ("answered_on", {"outcome": "withdrawn", "answered_on": "2026-11-01"}),
        ("outcome", {"outcome": "open", "answered_on": "2026-11-24"}),
    ],
)
def test_an_answer_says_who_asked_was_checked_and_why_not(
    app: Flask, office: FlaskClient, field: str, told: dict[str, object]
) -> None:
    there = noted(office, "/registers/requests/new", ASKED)
    answer = posted(office, f"{there}/answer", told)
    assert answer.status_code == 422
    assert f'id="{field}-err"' in answer.get_data(as_text=True)
    with app.app_context():
        assert [row.outcome for row in db.session.query(DataRequest)] == ["open"]


@pytest.mark.both
def test_a_breach_starts_the_clocks_of_the_laws_concerned(app: Flask, office: FlaskClient) -> None:
    there = noted(office, "/registers/breaches/new", BROKEN)
    shown = text(office, there)
    assert "Korea: to the authority, within 72 hours" in shown
    assert "the shorter term of Japan" in shown
    assert "China" not in shown
    with app.app_context():
        assert [each.due_on.isoformat() for each in task_of(BreachStep)] == [
            "2026-11-23", "2026-11-23", "2026-11-25", "2026-11-25", "2026-12-20",
        ]  # fmt: skip
    edited = BROKEN | {"laws": ["JP"], "purpose": "yes"} | in_charge(office)
    assert posted(office, f"{there}/edit", edited).status_code == 303
    with app.app_context():
        assert [each.due_on.isoformat() for each in task_of(BreachStep)] == ["2026-11-25", "2026-11-25", "2027-01-19"]
        assert [task.status for task in db.session.query(Task)].count("cancelled") == 2


def test_a_breach_is_closed_when_every_report_is_settled(app: Flask, office: FlaskClient) -> None:
    there = noted(office, "/registers/breaches/new", BROKEN | {"laws": ["KR"]})
    closing = BROKEN | {"laws": ["KR"], "closed_on": "2026-11-24"}
    refused(office, f"{there}/edit", closing, "closed_on")
    with app.app_context():
        steps = [row.id for row in db.session.query(BreachStep).order_by(BreachStep.id)]
    assert posted(office, f"/registers/breaches/reports/{steps[0]}", {"state": "not_needed"}).status_code == 422
    assert posted(office, f"/registers/breaches/reports/{steps[0]}", {"state": "done"}).status_code == 422
    early = {"state": "done", "sent_at": "2026-11-19T10:00"}
    assert posted(office, f"/registers/breaches/reports/{steps[0]}", early).status_code == 422
    sent = {"state": "done", "sent_at": "2026-11-21T09:30", "told": "개인정보보호위원회 12-345"}
    assert posted(office, f"/registers/breaches/reports/{steps[0]}", sent).status_code == 303
    few = {"state": "not_needed", "reason": "1000人未満"}
    assert posted(office, f"/registers/breaches/reports/{steps[1]}", few).status_code == 303
    assert posted(office, f"{there}/edit", closing | in_charge(office)).status_code == 303
    with app.app_context():
        assert [task.status for task in task_of(BreachStep)] == ["done", "cancelled"]
        assert task_of(BreachStep)[0].done_on == date(2026, 11, 21)  # when it was sent, not when it was noted
        assert db.session.query(Breach).one().closed_on is not None


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("laws", {"laws": []}),
        ("noticed_at", {"noticed_at": "2027-01-01T10:00"}),
        ("noticed_at", {"noticed_at": ""}),
        ("happened_on", {"happened_on": "2026-11-22"}),
        ("purpose", {"purpose": ""}),
    ],
)
def test_a_breach_that_makes_no_sense_is_told_beside_its_field(
    app: Flask, office: FlaskClient, field: str, more: dict[str, object]
) -> None:
    assert "名簿の誤送信" in refused(office, "/registers/breaches/new", BROKEN, field, **more)
    with app.app_context():
        assert db.session.query(Breach).count() == 0


def test_an_assessment_keeps_its_measures_and_its_day(app: Flask, office: FlaskClient) -> None:
    told = {
        "title": "名簿の提供", "assessed_on": "2026-06-01", "scope": "氏名", "result": "measures",
        "assessor_id": in_charge(office)["owner_id"],
    }  # fmt: skip
    answer = posted(office, "/registers/assessments/new", told)
    assert answer.status_code == 422
    assert 'id="measures-err"' in answer.get_data(as_text=True)
    there = noted(office, "/registers/assessments/new", told, measures="同意を得る")
    assert "2029" in text(office, there)
    with app.app_context():
        assert db.session.query(PrivacyAssessment).one().measures == "同意を得る"


def test_what_was_noted_by_mistake_goes_with_its_task_and_comes_back(app: Flask, office: FlaskClient) -> None:
    there = noted(office, "/registers/requests/new", ASKED)
    assert pressed(office, f"{there}/archive", there).status_code == 303
    with app.app_context():
        assert [task.status for task in task_of(DataRequest)] == ["cancelled"]
    assert pressed(office, f"{there}/restore", "/registers/requests").status_code == 303
    with app.app_context():
        assert [task.status for task in task_of(DataRequest)] == ["open"]


@pytest.mark.parametrize(
    ("role", "reads"), [(Role.MANAGEMENT, True), (Role.MISSION_LEADER, False), (Role.AUDITOR, False)]
)
def test_the_office_alone_keeps_them_and_leaders_see_neither_entry_nor_task(
    app: Flask, office: FlaskClient, role: Role, reads: bool
) -> None:
    there = noted(office, "/registers/requests/new", ASKED)
    reader = app.test_client()
    cast.sign_in(reader, role)
    assert (reader.get(there).status_code == 200) is reads
    assert reader.get("/registers/requests/new").status_code == 403
    if role is not Role.AUDITOR:
        assert ("Answer a request about personal data" in text(reader, "/tasks/?scope=all")) is reads


def test_nobody_is_in_charge_who_keeps_no_registers(app: Flask, office: FlaskClient) -> None:
    leader = in_charge(office, Role.MISSION_LEADER)
    page = posted(office, "/registers/requests/new", ASKED | leader).get_data(as_text=True)
    assert "does not keep the registers" in page


@pytest.mark.both
def test_an_answered_request_is_opened_again_with_a_reason_and_its_task(app: Flask, office: FlaskClient) -> None:
    there = noted(office, "/registers/requests/new", ASKED)
    answer = {"outcome": "done", "answered_on": "2026-11-21", "identity": "known", "answer": "已告知"}
    assert posted(office, f"{there}/answer", answer).status_code == 303
    assert f'href="{there}/reopen"' in text(office, there)
    page = refused(office, f"{there}/reopen", {"reason": " "}, "reason")
    assert "already" not in page
    assert posted(office, f"{there}/reopen", {"reason": "本人から再度の照会"}).status_code == 303
    shown = text(office, there)
    assert ("本人から再度の照会" in shown, "已告知" in shown, f"{there}/answer" in shown) == (True, True, True)
    assert posted(office, f"{there}/reopen", {"reason": "二度目"}).status_code == 409
    with app.app_context():
        [row] = db.session.scalars(select(DataRequest))
        assert (row.outcome, row.answered_on) == ("open", None)
        assert [task.status for task in task_of(DataRequest)] == ["open"]
        assert "registers.request_reopened" in set(db.session.scalars(select(AuditEntry.verb)))
