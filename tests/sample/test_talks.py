"""The sample's talks leave nothing on their records empty."""

from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities.models import Participant
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.meetings.models import Meeting
from crm.missions.models import ItineraryItem
from crm.sample.services.scenes import drawn


def test_every_talk_has_its_record_filled_in(sample: Flask) -> None:
    for meeting in db.session.scalars(select(Meeting)):
        for column in ("purpose", "counterpart_requests", "our_offer", "reaction", "competitors"):
            assert getattr(meeting, column), (meeting.id, column)
            assert "{" not in getattr(meeting, column)


def test_who_has_a_place_has_a_telephone_and_chinese_contacts_a_form_of_address(sample: Flask) -> None:
    for organisation in db.session.scalars(select(Organisation).options(selectinload(Organisation.contact_points))):
        assert (organisation.place_id is None) or "tel" in [point.kind for point in organisation.contact_points]
    chinese = select(Person.salutation).where(Person.primary_language == "zh-Hans", Person.notes == "")
    assert "" not in db.session.scalars(chinese).all()


def test_the_photos_of_the_talks_are_the_same_at_every_load() -> None:
    assert drawn("talk", goods=False) == drawn("talk", goods=False) != drawn("talk", goods=True)


def test_whoever_held_a_talk_of_a_mission_travelled_and_sat_at_one_table_at_a_time(sample: Flask) -> None:
    members: dict[int | None, set[int]] = {}
    for part in db.session.scalars(select(Participant)):
        members.setdefault(part.activity_id, set()).add(part.person_id)
    talks = select(Meeting).where(Meeting.activity_id.in_(members)).options(selectinload(Meeting.attendees))
    busy: set[tuple[int, datetime]] = set()
    for meeting in db.session.scalars(talks).all():
        ours = {each.person_id for each in meeting.attendees if each.side == "ours"}
        assert ours <= members[meeting.activity_id], meeting.subject
        assert meeting.starts_at is not None
        sat = {(each.person_id, meeting.starts_at) for each in meeting.attendees}
        assert not sat & busy, meeting.subject
        busy |= sat
        if meeting.itinerary_item_id is not None:
            item = db.session.get_one(ItineraryItem, meeting.itinerary_item_id)
            assert (meeting.place_id, meeting.venue) == (item.place_id, item.venue)
            assert meeting.ends_at is not None
            assert item.ends_at is not None
            assert item.starts_at <= meeting.starts_at < meeting.ends_at <= item.ends_at, meeting.subject
