"""Who said no to photographs is named beside a report that shows pictures of a talk in which they sat."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.meetings import services as meetings
from crm.meetings.models import Attendee, Meeting
from tests import cast
from tests.cards.pictures import picture
from tests.documents.written import back_home, begun
from tests.missions.browser import text
from tests.privacy.asked import answered


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def test_whoever_said_no_to_photographs_is_named_beside_a_report_with_pictures_of_their_talk(
    mission: Activity, tmp_path: Path, client: FlaskClient
) -> None:
    held = db.session.scalars(select(Meeting).where(Meeting.activity_id == mission.id)).one()
    seat = db.session.scalars(select(Attendee).where(Attendee.meeting_id == held.id)).one()
    person = db.session.get_one(Person, seat.person_id)
    answered(person, photo="refused")
    report = begun(mission)
    cast.sign_in(client)
    assert 'id="unphotographed"' not in text(client, f"/documents/reports/{report.id}")
    with writing():
        [photo] = meetings.add_photos(held, [picture()], caption="", instance=tmp_path, by=cast.user())
        db.session.commit()
        meetings.change_photo(photo, caption="", in_report=True, by=cast.user())
        db.session.commit()
    told = text(client, f"/documents/reports/{report.id}").partition('id="unphotographed"')[2].partition("</p>")[0]
    assert seat.name_snapshot in told
