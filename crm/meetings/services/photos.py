"""Photos of a meeting: kept without what hides in them, with a caption, some of them for the report."""

from collections.abc import Sequence
from pathlib import Path

from crm.audit.services import action
from crm.core import clock, pictures
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.files import services as files
from crm.meetings import queries, rules
from crm.meetings.kind import MEETING
from crm.meetings.models import Meeting, Photo


def add_photos(
    meeting: Meeting, contents: Sequence[bytes], *, caption: str, instance: Path, by: Actor | None
) -> list[Photo]:
    """Keep photos on a meeting. Refused for none, for too many, and for what is no picture."""
    if not contents:
        raise Refused(Text("Take or choose a picture."), "pictures")
    if queries.photo_count(meeting.id) + len(contents) > rules.MOST_PHOTOS:
        raise Refused(Text("A meeting can have at most %(most)s photos.", most=rules.MOST_PHOTOS), "pictures")
    ready = [pictures.prepared(content, "pictures") for content in contents]
    made = []
    with action(rules.PHOTOS_ADDED, by=by):
        for images in ready:
            kept, small = (
                files.store(content, name="photo.jpg", record=(MEETING, meeting.id), instance=instance, by=by)
                for content in images
            )
            db.session.flush()
            made.append(Photo(meeting_id=meeting.id, file_id=kept.id, thumbnail_id=small.id, caption=caption))
        db.session.add_all(made)
    return made


def change_photo(photo: Photo, *, caption: str, in_report: bool, by: Actor | None) -> None:
    """Its caption, and whether the report shows it. Refused when the report has its photos of this meeting."""
    if in_report and not photo.in_report:
        _check_room(photo.meeting_id)
    with action(rules.PHOTO_CHANGED, by=by):
        photo.caption, photo.in_report = caption, in_report


def remove_photo(photo: Photo, *, by: Actor | None) -> None:
    """Take a photo out; it can be put back."""
    with action(rules.PHOTO_REMOVED, by=by):
        photo.archived_at, photo.in_report = clock.now(), False


def _check_room(meeting_id: int) -> None:
    if len(queries.report_photos([meeting_id]).get(meeting_id, ())) >= rules.MOST_IN_REPORT:
        most = rules.MOST_IN_REPORT
        raise Refused(Text("The report shows at most %(most)s photos of a meeting.", most=most), "in_report")
