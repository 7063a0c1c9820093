"""Files of a meeting: what was handed over, shown or written down, kept as it came."""

from collections.abc import Sequence
from pathlib import Path

from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.files import services as files
from crm.files.rules import PAPERS
from crm.meetings import queries, rules
from crm.meetings.kind import MEETING
from crm.meetings.models import Enclosure, Meeting


def add_files(
    meeting: Meeting, sent: Sequence[tuple[str, bytes]], *, note: str, instance: Path, by: Actor | None
) -> list[Enclosure]:
    """Keep files, given as (name, content), on a meeting. Refused for none, for too many, and for a bad one."""
    if not sent:
        raise Refused(Text("Choose a file."), "sent")
    if queries.enclosure_count(meeting.id) + len(sent) > rules.MOST_FILES:
        raise Refused(Text("A meeting can have at most %(most)s files.", most=rules.MOST_FILES), "sent")
    made, record = [], (MEETING, meeting.id)
    with action(rules.FILES_ADDED, by=by):
        for name, content in sent:
            try:
                kept = files.store(content, name=name, record=record, instance=instance, by=by, kinds=PAPERS)
            except Refused as refusal:
                told = Text("%(name)s: %(reason)s", name=name, reason=refusal.text) if len(sent) > 1 else refusal.text
                raise Refused(told, "sent") from refusal
            made.append(Enclosure(meeting_id=meeting.id, file=kept, note=note))
        db.session.add_all(made)
    return made


def change_file(enclosure: Enclosure, *, note: str, by: Actor | None) -> None:
    """Say anew what a file is."""
    with action(rules.FILE_CHANGED, by=by):
        enclosure.note = note


def remove_file(enclosure: Enclosure, *, by: Actor | None) -> None:
    """Take a file out: nobody gets it any more; it can be put back."""
    with action(rules.FILE_REMOVED, by=by):
        enclosure.archived_at = clock.now()
        files.remove(enclosure.file, by=by)


def restore_file(enclosure: Enclosure, *, by: Actor | None) -> None:
    """Put a file back."""
    with action(rules.FILE_RESTORED, by=by):
        enclosure.archived_at = None
        files.restore(enclosure.file, by=by)
