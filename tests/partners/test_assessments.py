"""A partner is assessed by criteria on a day; the latest assessment asks for the next one."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.partners import queries, services
from crm.partners.models import PartnerAssessment
from crm.partners.queries import AssessmentFilter
from crm.partners.services import AssessmentInput
from crm.tasks.models import Task
from tests.cast import csrf_token, left, sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, opened, text
from tests.lists.test_each import do, undo

pytestmark = pytest.mark.both

HELD = date(2026, 3, 2)


@pytest.fixture
def partner(app: Flask) -> int:
    with app.app_context():
        book.load_places()
        return book.organisation("延边大洋", place_id=book.place("222401").id).id


def content(partner: int, **changes: Any) -> AssessmentInput:
    given: dict[str, Any] = {
        "organisation_id": partner, "assessed_on": HELD, "assessor_id": user().id, "judgement": "watch",
        "scores": {"route_reach": 4, "payment_record": 2}, "next_review": HELD + timedelta(days=90),
    }  # fmt: skip
    return AssessmentInput(**given | changes)


def assessed(partner: int, **changes: Any) -> int:
    with writing():
        made = services.assess(content(partner, **changes), text="再評価", by=user())
        db.session.commit()
    return made.id


def asked() -> list[tuple[date, str]]:
    """The tasks: when, and how they stand."""
    db.session.expire_all()
    return [(row.due_on, row.status) for row in db.session.scalars(select(Task).order_by(Task.id))]


def test_a_partner_is_assessed_on_its_page_and_stands_in_the_list(
    app: Flask, client: FlaskClient, partner: int
) -> None:
    sign_in(client)
    path = f"/partners/assessments/new?organisation_id={partner}"
    form = opened(client, path, "route_reach")
    bare = client.post(path, data=form | {"judgement": "approach"})
    assert (bare.status_code, "one criterion at least" in bare.text) == (422, True)
    sent = form | {
        "judgement": "approach", "route_reach": "5", "tier_fit": "3", "assessed_on": HELD.isoformat(),
        "next_review": "2026-09-01", "notes": "帳簿を見た",
    }  # fmt: skip
    answer = client.post(path, data=sent)
    assert answer.status_code == 303
    there = answer.headers["Location"]
    page = text(client, there)
    for words in ("延边大洋", "8 of 10", "5 – very good", "not looked at", "帳簿を見た", "Approach them"):
        assert words in page
    panel = text(client, f"/partners/panels/organisation/{partner}")
    assert there in panel
    assert there in text(client, "/partners/assessments?judgement=approach")
    assert there not in text(client, "/partners/assessments?judgement=reject")
    edited = opened(client, f"{there}/edit", "route_reach") | {"route_reach": ""}
    assert client.post(f"{there}/edit", data=edited).status_code == 303
    assert "3 of 5" in text(client, there)
    with app.app_context():
        verbs = [row.verb for row in db.session.query(AuditEntry).filter_by(record_type="partner_assessments")]
        assert {"assessment.recorded", "assessment.changed"} <= set(verbs)
    assert "Reach of the sales routes" in text(client, f"/audit/partner_assessments/{there.rsplit('/', 1)[1]}")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organisation_id": None}, "organisation_id"), ({"organisation_id": 999}, "organisation_id"),
        ({"assessed_on": None}, "assessed_on"), ({"assessed_on": date(2099, 1, 1)}, "assessed_on"),
        ({"assessor_id": None}, "assessor_id"), ({"assessor_id": 999}, "assessor_id"),
        ({"judgement": "maybe"}, "judgement"), ({"scores": {}}, "route_reach"),
        ({"scores": {"tier_fit": 6}}, "tier_fit"), ({"scores": {"tier_fit": 0}}, "tier_fit"),
        ({"next_review": HELD}, "next_review"),
    ],
)  # fmt: skip
def test_what_is_no_assessment_is_refused_beside_its_field(
    app: Flask, partner: int, changes: dict[str, Any], field: str
) -> None:
    with app.app_context():
        with pytest.raises(Refused) as refusal, writing():
            services.assess(content(partner, **changes), text="x", by=user())
        assert refusal.value.field == field


def test_the_latest_assessment_alone_asks_for_the_next(app: Flask, partner: int) -> None:
    with app.app_context():
        other = book.organisation("延吉百货").id
        first, elsewhere = assessed(partner), assessed(other, next_review=HELD + timedelta(days=5))
        due = HELD + timedelta(days=90)
        assert asked() == [(due, "open"), (HELD + timedelta(days=5), "open")]
        second = assessed(partner, assessed_on=HELD + timedelta(days=30), next_review=HELD + timedelta(days=200))
        assert [state for _day, state in asked()] == ["done", "open", "open"]
        with writing():
            row = queries.assessment(second, user=user())
            services.change_assessment(row, content(partner, assessed_on=HELD + timedelta(days=30),
                next_review=HELD + timedelta(days=300)), text="x", by=user())  # fmt: skip
            db.session.commit()
        assert asked()[2] == (HELD + timedelta(days=300), "open")
        with writing():
            services.archive_assessment(queries.assessment(second, user=user()), by=user())
            db.session.commit()
        assert asked()[2][1] == "cancelled"
        with pytest.raises(NotVisible):
            queries.assessment(second, user=user())
        with writing():
            row = queries.assessment(second, user=user(), archived=True)
            services.restore_assessment(row, text="x", by=user())
            db.session.commit()
        assert asked()[2] == (HELD + timedelta(days=300), "open")
        assert [row.id for row in queries.assessments_of(partner, user=user())] == [second, first]
        assert [row.id for row in queries.assessments_of(other, user=user())] == [elsewhere]


def test_who_writes_is_asked_for_the_next_review_where_who_assessed_has_left(app: Flask, partner: int) -> None:
    with app.app_context():
        colleague = user(email="nam@example.jp").id
        kept = assessed(partner, assessor_id=colleague, next_review=None)
        assert asked() == []
    left("nam@example.jp", app)
    with app.app_context():
        with writing():
            row = queries.assessment(kept, user=user())
            services.change_assessment(row, content(partner, assessor_id=colleague), text="x", by=user())
            db.session.commit()
        assert (row.assessor_id, [task.owner_id for task in db.session.scalars(select(Task))]) == (
            colleague,
            [user().id],
        )
        with pytest.raises(Refused, match="has left, or sees no records"), writing():
            services.assess(content(partner, assessor_id=colleague), text="x", by=user())


def test_an_assessment_without_a_next_review_asks_nobody(app: Flask, partner: int) -> None:
    with app.app_context():
        id = assessed(partner, next_review=None)
        assert asked() == []
        with writing():
            services.change_assessment(queries.assessment(id, user=user()), content(partner), text="x", by=user())
            db.session.commit()
        assert [state for _day, state in asked()] == ["open"]
        with writing():
            row = queries.assessment(id, user=user())
            services.change_assessment(row, content(partner, next_review=None), text="x", by=user())
            db.session.commit()
        assert [state for _day, state in asked()] == ["cancelled"]


def test_due_is_the_latest_whose_review_has_come(app: Flask, partner: int) -> None:
    with app.app_context():
        other, third = book.organisation("延吉百货").id, book.organisation("珲春物流").id
        assessed(partner, next_review=HELD + timedelta(days=1))
        later = assessed(partner, assessed_on=HELD + timedelta(days=30), next_review=HELD + timedelta(days=60))
        assessed(other, next_review=None)
        sooner = assessed(third, next_review=HELD + timedelta(days=10))
        for day, expected in ((9, []), (10, [sooner]), (60, [later, sooner])):
            wanted = AssessmentFilter(due=True, on=HELD + timedelta(days=day))
            assert [row.id for row in queries.assessments(wanted, user=user()).rows] == expected
        assert len(queries.assessments(AssessmentFilter(on=HELD), user=user()).rows) == 4


def test_a_due_review_stands_among_the_tasks_of_who_assessed(app: Flask, client: FlaskClient, partner: int) -> None:
    sign_in(client)
    path = f"/partners/assessments/new?organisation_id={partner}"
    sent = opened(client, path, "route_reach") | {"judgement": "watch", "route_reach": "3", "assessed_on": "2026-01-15",
        "next_review": here_yesterday(app)}  # fmt: skip
    assert client.post(path, data=sent).status_code == 303
    assert "Assess 延边大洋 again" in text(client, "/tasks/")
    assert "Review due" in text(client, "/partners/assessments/1")
    assert "/partners/assessments/1" in text(client, "/partners/assessments?due=1")


def here_yesterday(app: Flask) -> str:
    with app.app_context():
        return (here.today() - timedelta(days=1)).isoformat()


def test_management_reads_and_assesses_nobody(app: Flask, client: FlaskClient, partner: int) -> None:
    with app.app_context():
        id = assessed(partner)
    sign_in(client, Role.MANAGEMENT)
    assert "/edit" not in text(client, f"/partners/assessments/{id}")
    token = {"csrf_token": csrf_token(client, f"/partners/assessments/{id}")}
    paths = ("new", f"{id}/edit", f"{id}/archive", f"{id}/restore")
    assert {client.post(f"/partners/assessments/{path}", data=token).status_code for path in paths} == {403}


def test_an_assessment_is_archived_and_brought_back(app: Flask, client: FlaskClient, partner: int) -> None:
    with app.app_context():
        id = assessed(partner)
    sign_in(client)
    token = {"csrf_token": csrf_token(client, f"/partners/assessments/{id}")}
    for verb, status in (("archive", 404), ("restore", 200)):
        assert client.post(f"/partners/assessments/{id}/{verb}", data=token).status_code == 303
        assert client.get(f"/partners/assessments/{id}").status_code in (status, 410 if status == 404 else status)
    with app.app_context():
        assert db.session.scalars(select(PartnerAssessment)).one().archived_at is None


def test_two_who_change_an_assessment_at_once_are_told(app: Flask, client: FlaskClient, partner: int) -> None:
    with app.app_context():
        id = assessed(partner)
    sign_in(client)
    path = f"/partners/assessments/{id}/edit"
    first, second = text(client, path), text(client, path)
    assert client.post(path, data=filled_form(first, "tier_fit") | {"tier_fit": "5"}).status_code == 303
    assert client.post(path, data=filled_form(second, "tier_fit") | {"tier_fit": "1"}).status_code == 409


def test_who_assessed_is_marked_with_the_language_of_the_name(app: Flask, client: FlaskClient, partner: int) -> None:
    with app.app_context():
        assessed(partner)
        name = user().display_name
    sign_in(client)
    assert f'<bdi lang="ja">{name}</bdi>' in text(client, "/partners/assessments")


def test_ticked_assessments_are_archived_with_their_tasks_and_brought_back(
    app: Flask, client: FlaskClient, partner: int
) -> None:
    with app.app_context():
        ids = [assessed(partner), assessed(partner, assessed_on=HELD + timedelta(days=1))]
        before = asked()
    sign_in(client)
    answer = do(client, "/lists/assessments/chosen/archive", ids)
    with app.app_context():
        assert None not in [row.archived_at for row in db.session.scalars(select(PartnerAssessment))]
        assert "open" not in [status for _due, status in asked()]
    assert undo(client, text(client, answer.headers["Location"])).status_code == 303
    with app.app_context():
        assert {row.archived_at for row in db.session.scalars(select(PartnerAssessment))} == {None}
        assert [status for _due, status in asked()].count("open") == [status for _due, status in before].count("open")
