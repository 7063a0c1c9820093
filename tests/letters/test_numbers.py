"""Numbers of letters: counted with those of all other documents, and never given twice."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities import services as activities
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.letters import queries, services
from crm.letters.models import Letter
from crm.letters.queries.letters import number_is_taken
from crm.missions import queries as missions
from crm.office import queries as offices
from crm.office import services as office_services
from tests import cast
from tests.contacts import book
from tests.letters import post
from tests.letters.post import IMPRINT, facts_of, visited
from tests.missions import voyage
from tests.missions.browser import posted, text

pytestmark = pytest.mark.both


def test_no_other_document_has_the_number_of_a_letter_and_the_next_one_is_proposed(app: Flask) -> None:
    with app.app_context():
        mission, day, numbered = visited(), date(2026, 12, 10), "〇商国第26-005号"
        with writing():
            row = offices.record()
            assert row is not None
            office_services.change(row, replace(offices.current(), number_form="〇商国第{yy}-{number}号"), by=None)
            db.session.commit()
        imprint = replace(IMPRINT, dated_on=day, number=numbered)
        mission_id = mission.id
        with writing():
            facts = facts_of(mission)
            person = next(iter(queries.recipients(facts).values()))
            person_id = person.id
            services.write(facts, kind="request", person=person, visit=None, imprint=imprint, by=None)
            db.session.commit()
        assert queries.number_for(mission, date(2026, 12, 1), "request") == "〇商国第26-006号"
        assert queries.number_for(mission, day, "request") == numbered, (
            "the same text to somebody else is no new document"
        )
        assert queries.number_for(mission, day, "thanks") == "〇商国第26-006号"
        with writing():
            facts = missions.facts(mission_id, user=cast.user())
            person = queries.recipients(facts)[person_id]
            again = services.write(facts, kind="request", person=person, visit=None, imprint=imprint, by=None)
            db.session.flush()
            assert queries.sharing_number(again, user=cast.user()) == 2, "copies of one text are one document"
            db.session.rollback()
        with writing():
            facts = missions.facts(mission_id, user=cast.user())
            person = queries.recipients(facts)[person_id]
            with pytest.raises(Refused, match="〇商国第26-006号") as refusal:
                services.write(facts, kind="invitation_request", person=person, visit=None, imprint=imprint, by=None)
        assert refusal.value.field == "number"
        with writing(), pytest.raises(Refused):
            activities.plan(voyage.plan(document_number=numbered), by=None)
        with writing():
            facts, free = missions.facts(mission_id, user=cast.user()), replace(imprint, number="〇商国第26-006号")
            person = queries.recipients(facts)[person_id]
            request = services.write(facts, kind="invitation_request", person=person, visit=None, imprint=free, by=None)
            db.session.flush()
            with pytest.raises(Refused, match="Another document"):
                services.change(request, {"number": numbered}, by=None)
            db.session.rollback()


def test_a_request_and_a_confirmation_are_two_documents_and_other_words_are_no_copy(app: Flask) -> None:
    """Both bore one number, and thanks for days of their own were called copies (同文)."""
    with app.app_context():
        with writing():
            row = offices.record()
            assert row is not None
            office_services.change(row, replace(offices.current(), number_form="〇商国第{yy}-{number}号"), by=None)
            db.session.commit()
        mission, number = voyage.mission(), "〇商国第26-005号"
        asked, copy, other = (
            post.kept(mission, book.person(name), number=number, recipient=f"{name} 様", body=f"{name} 様\n{words}")
            for name, words in (("李明淑", "10日に"), ("孙浩", "10日に"), ("金哲", "11日に"))
        )
        sharing = [queries.sharing_number(each, user=cast.user()) for each in (asked, copy, other)]
        assert sharing == [2, 2, 1]
        agreed = Letter(
            activity_id=mission.id,
            kind="request",
            language="ja",
            dated_on=asked.dated_on,
            subject="確認",
            number=number,
        )
        with writing():
            assert not number_is_taken(number, asked)
            assert number_is_taken(number, agreed)
            assert queries.number_of(agreed, mission) == "〇商国第26-006号"


@pytest.mark.usefixtures("over")
def test_a_number_is_of_the_year_of_the_letters_date_and_another_year_than_ours_is_told(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = visited()
        there, li = (
            f"/letters/missions/{mission.id}/new?kind=request",
            next(iter(queries.recipients(facts_of(mission)))),
        )
        with writing():
            row = offices.record()
            assert row is not None
            told = replace(offices.current(), number_form="〇商国第{yy}-{number}号", head_name="三浦 廣")
            office_services.change(row, told, by=None)
            db.session.commit()
    cast.sign_in(client, Role.COORDINATOR)
    shown = text(client, there)
    assert 'value="会長　三浦 廣"' in shown, "the head signs, whoever leads the mission"
    assert 'value="〇商国第26-001号"' in shown
    new = {"kind": "request", "person_id": str(li), "language": "", "dated_on": "2013-12-16"}
    answer = posted(client, there, new | {"number": "〇商国第26-001号"})
    record = text(client, answer.headers["Location"])
    assert "〇商国第13-001号" in record, "as the date says, since the number stayed as it was proposed"
    assert "The date is in fiscal year 2013" in record
    refused = posted(client, there, new | {"number": "〇商国第26-007号"})
    assert refused.status_code == 422
    assert "〇商国第13-002号" in refused.get_data(as_text=True)
