"""The sample's talks leave nothing on their records empty."""

from flask import Flask
from sqlalchemy import select

from crm.core.database import db
from crm.meetings.models import Meeting


def test_every_talk_has_its_record_filled_in(sample: Flask) -> None:
    for meeting in db.session.scalars(select(Meeting)):
        for column in ("purpose", "counterpart_requests", "our_offer", "reaction", "competitors"):
            assert getattr(meeting, column), (meeting.id, column)
            assert "{" not in getattr(meeting, column)
