"""The sample's talks leave nothing on their records empty."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.meetings.models import Meeting
from crm.sample.services.scenes import drawn


def test_every_talk_has_its_record_filled_in(sample: Flask) -> None:
    for meeting in db.session.scalars(select(Meeting)):
        for column in ("purpose", "counterpart_requests", "our_offer", "reaction", "competitors"):
            assert getattr(meeting, column), (meeting.id, column)
            assert "{" not in getattr(meeting, column)


def test_who_has_a_place_has_a_telephone_and_chinese_contacts_a_form_of_address(sample: Flask) -> None:
    for organisation in db.session.scalars(select(Organisation).options(selectinload(Organisation.contact_points))):
        assert (organisation.place_id is None) or [point.kind for point in organisation.contact_points] == ["tel"]
    chinese = select(Person.salutation).where(Person.primary_language == "zh-Hans", Person.notes == "")
    assert "" not in db.session.scalars(chinese).all()


def test_the_photos_of_the_talks_are_the_same_at_every_load() -> None:
    assert drawn("talk", goods=False) == drawn("talk", goods=False) != drawn("talk", goods=True)
