"""Who left a lead and did not agree to be contacted gets no letter that is written to all."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.leads.models import Lead
from crm.letters import services
from tests import cast
from tests.contacts import book
from tests.insights import fairs
from tests.letters.post import IMPRINT, facts_of, visited
from tests.missions import voyage


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
