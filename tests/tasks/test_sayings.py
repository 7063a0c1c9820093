"""A task that the product made says in each reader's language what it asks, wherever it is read."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.contacts import queries as contacts
from crm.core import here
from crm.core.database import db, writing
from crm.fairs import contents as fairs
from crm.fairs import queries as fairs_queries
from crm.fairs import services as fairs_services
from crm.fairs.services import EditionInput
from crm.partners import contents as partners
from crm.partners import services as partners_services
from crm.partners.services import AssessmentInput
from crm.registers import contents as registers
from crm.registers import services as registers_services
from crm.registers.services import RequestInput
from crm.tasks import contents
from crm.tasks.models import Task
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import text
from tests.fairs import stand
from tests.showrooms.partner import Asked, answer, come_in
from tests.showrooms.partner import asked as asked  # the fixture

LANGUAGES = ("ja", "zh-Hans", "ko", "en")


def said() -> dict[str, str]:
    """{language: the only task}."""
    db.session.expire_all()
    [task] = db.session.scalars(select(Task)).all()
    told = {language: contents.told([task], language)[task.id] for language in LANGUAGES}
    assert len(set(told.values())) == len(LANGUAGES), told
    return told


def test_the_task_to_apply_for_a_fair(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.fair(names={"ja": "延吉商談会", "ko": "연길 상담회"})
        with writing():
            activity = fairs_queries.fair(at, user=user())
            content = EditionInput(apply_by=here.today() + timedelta(days=5))
            words = fairs.application(activity, "ja")
            fairs_services.write_edition(activity, content, task_text=words, by=user())
            db.session.commit()
        told = said()
        assert "延吉商談会" in told["ja"]
        assert "연길 상담회" in told["ko"]
    sign_in(client)
    assert "Apply for a place at the fair: " in text(client, "/tasks/?who=all"), "who reads English reads English"


def test_words_of_somebodys_own_stay_as_they_are(app: Flask) -> None:
    with app.app_context():
        stand.edition(stand.fair(), apply_by=here.today() + timedelta(days=5))
        [task] = db.session.scalars(select(Task)).all()
        assert {contents.told([task], language)[task.id] for language in LANGUAGES} == {"Apply"}


def test_the_task_of_the_next_assessment(app: Flask) -> None:
    with app.app_context():
        id = book.organisation("延边大洋").id
        with writing():
            words = partners.review(contacts.organisation(id, user=user()), "ko")
            content = AssessmentInput(
                organisation_id=id, assessed_on=here.today(), assessor_id=user().id, judgement="watch",
                scores={"route_reach": 4}, next_review=here.today() + timedelta(days=90),
            )  # fmt: skip
            partners_services.assess(content, text=words, by=user())
            db.session.commit()
        assert said()["en"] == "Assess 延边大洋 again"


def test_the_task_of_a_dispute(app: Flask, client: FlaskClient, asked: Asked) -> None:
    come_in(client, asked.code)
    assert answer(client, "disputed", note="数目不对").status_code == 303
    with app.app_context():
        assert said()["en"].startswith("Answer the dispute of the statement")


def test_the_task_of_a_request_about_personal_data(app: Flask) -> None:
    with app.app_context():
        with writing():
            content = RequestInput(asked="correction", received_on=here.today(), requester="王", owner_id=user().id)
            registers_services.note_request(content, words=registers.request_words("correction"), by=user())
            db.session.commit()
        assert said()["en"].startswith("Answer a request about personal data")
