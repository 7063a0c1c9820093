"""What a report still lacks before it may be approved: and where each of these things is mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.documents import rules
from crm.documents.contents.drafts import drafts
from crm.documents.contents.report import Report, report
from crm.office import queries as offices
from crm.reports import rules as report_rules
from crm.reports.models import MissionReport, ReportSection


@dataclass(frozen=True)
class Lack:
    """One thing, and where it is mended."""

    code: str  #: office | number | over | day | programme | unread | stale | foreign
    text: Text
    parts: Sequence[str] = ()  #: report_rules.PARTS, of those that people have to look at


def lacking(record: MissionReport, *, user: Actor) -> list[Lack]:
    """What keeps a report from its approval. An interim one says that it is one, and lacks only a complete office."""
    found = [Lack("office", text) for text in offices.current().gaps()[:1]]
    if record.stage != report_rules.FINAL:
        return found
    wish = rules.wish(record.activity_id, kind=rules.REPORT, language=record.language, report_id=record.id)
    content = report(wish, user=user, record=record)
    if not record.is_numbered:
        found.append(Lack("number", Text("The report has no document number, nor has the mission.")))
    return [*found, *_programme(content), *_chapters(content)]


def _programme(content: Report) -> list[Lack]:
    found = []
    if not content.over:
        found.append(Lack("over", Text("The mission is not over: an interim report can be approved now.")))
    record, activity = content.record, content.facts.activity
    if record is not None and record.reported_on < activity.end_on:
        found.append(Lack("day", Text("The date of the report lies before the end of the mission.")))
    number = sum(each.state == "open" for each in content.course.items)
    if number:
        text = Text("Items of the programme of which nobody said whether they took place: %(number)s.", number=number)
        found.append(Lack("programme", text))
    return found


def _chapters(content: Report) -> list[Lack]:
    drafted = [row for row in _sections(content) if row.drafted]
    fresh = drafts(content) if drafted else {}
    stale = [row.part for row in drafted if row.text.strip() != fresh[row.part].strip()]
    unread = [row.part for row in drafted if row.text.strip() and row.read_at is None and row.part not in stale]
    found = []
    if stale:
        text = Text("Chapters drafted before the records changed, to be drafted again: %(number)s.", number=len(stale))
        found.append(Lack("stale", text, stale))
    if unread:
        text = Text("Drafted chapters that nobody has ticked as read: %(number)s.", number=len(unread))
        found.append(Lack("unread", text, unread))
    return found


def _sections(content: Report) -> Sequence[ReportSection]:
    return content.record.sections if content.record is not None else ()
