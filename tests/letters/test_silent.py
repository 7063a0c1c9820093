"""Who left a lead and did not agree to be contacted gets no letter that is written to all."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts.models import Person
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.leads.models import Lead
from crm.letters import services
from tests import cast
from tests.booths import stall
from tests.contacts import book
from tests.insights import fairs
from tests.letters.post import IMPRINT, facts_of, visited
from tests.missions import voyage
from tests.missions.browser import pressed, text
from tests.privacy.asked import stop


@pytest.mark.usefixtures("over")
def test_a_letter_to_all_leaves_out_who_left_a_lead_and_agreed_to_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission, bureau = visited(), book.organisation("龙井市商务局")
        silent = book.person("孙浩", at=bureau)
        voyage.item(mission, host=bureau, hosts=[silent.id], title="別の訪問", day=date(2026, 12, 12))
        fairs.keep(Lead(activity_id=mission.id, captured_at=clock.now(), raw_name="孙浩", person_id=silent.id))
        id = mission.id
    cast.sign_in(client)
    page = client.get(f"/letters/missions/{id}/thanks").get_data(as_text=True)
    assert "Get no letter here" in page
    assert "孙浩" in page
    with app.app_context():
        with writing():
            made = services.thank_everyone(facts_of(mission), imprint=IMPRINT, by=None)
            db.session.commit()
        assert [letter.recipient for letter in made] == ["李明淑局长"]
        with writing(), pytest.raises(Refused, match="Whoever is left did not agree to be contacted"):
            services.thank_everyone(facts_of(mission), imprint=IMPRINT, by=None)


@pytest.mark.usefixtures("over")
def test_a_letter_to_somebody_who_did_not_agree_is_sent_with_a_reason_alone(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = visited()
        with writing():
            [letter] = services.thank_everyone(facts_of(mission), imprint=IMPRINT, by=None)
            db.session.commit()
            id, person = letter.id, letter.person_id
        fairs.keep(Lead(activity_id=mission.id, captured_at=clock.now(), raw_name="李明淑", person_id=person))
    cast.sign_in(client)
    there = f"/letters/{id}"
    assert "Why it goes all the same" in text(client, there)
    answer = pressed(client, f"{there}/sent", there)
    assert answer.status_code == 422
    assert 'id="reason-err"' in answer.get_data(as_text=True)
    assert pressed(client, f"{there}/sent", there, reason="本人の依頼").status_code == 303


@pytest.mark.usefixtures("over")
def test_a_letter_stays_here_once_its_recipient_does_not_want_to_be_contacted(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = visited()
        with writing():
            [letter] = services.thank_everyone(facts_of(mission), imprint=IMPRINT, by=None)
            db.session.commit()
        id, person = letter.id, db.session.get_one(Person, letter.person_id)
        stop(person)
    cast.sign_in(client)
    there = f"/letters/{id}"
    for answer in (client.get(f"{there}/pdf"), client.get(f"{there}/word"), pressed(client, f"{there}/sent", there)):
        assert answer.status_code == 409 or answer.status_code == 422
        assert "李明淑" in answer.get_data(as_text=True)


def test_the_page_of_letters_to_all_names_the_visitors_of_the_booth_whom_it_leaves_out(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        fair = stall.fair(type="trade_fair")
        silent = book.person("李强", at=book.organisation("大洋商贸")).id
        at = clock.now() - timedelta(hours=3)
        fairs.keep(Lead(activity_id=fair.id, captured_at=at, raw_name="李强", person_id=silent))
        id = fair.id
    cast.sign_in(client)
    page = text(client, f"/letters/missions/{id}/thanks")
    assert "李强" in page.partition('id="left-out"')[2].partition("</p>")[0]
