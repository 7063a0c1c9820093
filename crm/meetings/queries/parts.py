"""The parts of a meeting that are changed by themselves: items of the minutes, photos, files."""

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from crm.contacts import queries as contacts
from crm.core.database import db
from crm.core.records import only, stands
from crm.meetings.models import CalendarEntry, Enclosure, Meeting, MinuteItem, Photo


def minute_item(meeting: Meeting, id: int, *, archived: bool = False) -> MinuteItem:
    """An item of this meeting, which the caller found to be visible; NotVisible when it has none such."""
    mine = MinuteItem.meeting_id == meeting.id
    return only(select(MinuteItem).where(mine, stands(MinuteItem, archived=archived)), id)


def invited(uid: str) -> tuple[CalendarEntry, Meeting] | None:
    """The entry of an event and the meeting that was drafted from it, if its invitation came before."""
    statement = select(CalendarEntry, Meeting).join(Meeting, Meeting.id == CalendarEntry.meeting_id)
    found = db.session.execute(statement.where(CalendarEntry.uid == uid)).one_or_none()
    return (found[0], found[1]) if found is not None else None


def series(meeting_id: int) -> str:
    """The rule of the series that an invited meeting is the first of; "" of any other."""
    return db.session.scalar(select(CalendarEntry.repeats).where(CalendarEntry.meeting_id == meeting_id)) or ""


def next_order(meeting_id: int) -> int:
    """The place after the last item. Two who add at once may get the same: then the order of writing decides."""
    last = db.session.scalar(select(func.max(MinuteItem.order)).where(MinuteItem.meeting_id == meeting_id))
    return 0 if last is None else last + 1


def subject_beside(meeting: Meeting) -> str:
    """The subject beside the names of both sides; "" where it tells nothing but those. Needs the names loaded."""
    ours = meeting.our_organisation
    told = ours is not None and contacts.both_named(meeting.subject, ours, meeting.organisation)
    return "" if told else meeting.subject


def photo(meeting: Meeting, id: int, *, archived: bool = False) -> Photo:
    """A photo of this meeting, which the caller found to be visible; NotVisible when it has none such."""
    return only(select(Photo).where(Photo.meeting_id == meeting.id, stands(Photo, archived=archived)), id)


def photo_count(meeting_id: int) -> int:
    """How many photos a meeting keeps."""
    return db.session.scalar(_photos([meeting_id]).with_only_columns(func.count(Photo.id))) or 0


def report_photos(meeting_ids: Collection[int]) -> dict[int, list[Photo]]:
    """{meeting id: the photos that the report shows, in order}; meetings without any are absent.

    For meetings that the caller found to be visible. `file_id` names the picture in the files.
    """
    found: dict[int, list[Photo]] = {}
    for each in db.session.scalars(_photos(meeting_ids).where(Photo.in_report).order_by(Photo.id)):
        found.setdefault(each.meeting_id, []).append(each)
    return found


def _photos(meeting_ids: Collection[int]) -> Select[Photo]:
    return select(Photo).where(Photo.meeting_id.in_(meeting_ids), Photo.archived_at.is_(None))


def enclosure(meeting: Meeting, id: int, *, archived: bool = False) -> Enclosure:
    """A file of this meeting, which the caller found to be visible; NotVisible when it has none such."""
    mine = Enclosure.meeting_id == meeting.id
    return only(select(Enclosure).where(mine, stands(Enclosure, archived=archived)), id, joinedload(Enclosure.file))


def enclosure_count(meeting_id: int) -> int:
    """How many files a meeting keeps, beside its photos."""
    kept = select(func.count(Enclosure.id)).where(Enclosure.meeting_id == meeting_id, Enclosure.archived_at.is_(None))
    return db.session.scalar(kept) or 0
