"""What a report still lacks before it may be approved: and where each of these things is mended."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from crm.activities import queries as activities
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.documents import rules
from crm.documents.contents.drafts import drafts
from crm.documents.contents.gathered import report
from crm.documents.contents.report import Report
from crm.meetings import queries as meetings
from crm.office import queries as offices
from crm.reports import queries as reports
from crm.reports import rules as report_rules
from crm.reports.models import MissionReport, ReportSection
from crm.wordings.queries import ForeignText


@dataclass(frozen=True)
class Lack:
    """One thing, and where it is mended."""

    #: office, number, over, day, programme, attendance, seated, costs, rates, unsigned, unread, stale, foreign,
    #: reporter, post, travellers, twice
    code: str
    text: Text
    parts: Sequence[str] = ()  #: report_rules.PARTS, of those that people have to look at
    foreign: Sequence[ForeignText] = ()  #: the texts in another language than the report, in their order


@dataclass(frozen=True)
class ReportStanding:
    """How a report stands against the records."""

    content: Report  #: as it would be printed today
    lacks: Sequence[Lack]  #: what keeps it from its approval
    changed: Set[str]  #: the chapters whose records say something else by now than when they were drafted


def standing(record: MissionReport, *, user: Actor) -> ReportStanding:
    """What a report lacks, and which of its chapters were drafted before the records changed."""
    wish = rules.wish(record.activity_id, kind=rules.REPORT, language=record.language, report_id=record.id)
    content = report(wish, user=user, record=record)
    changed = _changed(content)
    return ReportStanding(content, _lacks(record, content, changed, user), changed)


def lacking(record: MissionReport, *, user: Actor) -> Sequence[Lack]:
    """What keeps a report from its approval. An interim one says that it is one, and lacks only a complete office."""
    return standing(record, user=user).lacks


def _lacks(record: MissionReport, content: Report, changed: Set[str], user: Actor) -> list[Lack]:
    found = [Lack("office", text) for text in offices.current().gaps()[:1]]
    if record.stage != report_rules.FINAL:
        return found
    if not record.is_numbered and not offices.current().number_form:  # else it gets one as it is handed in
        found.append(Lack("number", Text("The report has no document number, nor has the mission.")))
    return [*found, *_programme(content), *_facts(content), *_seated(content, user), *_chapters(content, changed)]


def _programme(content: Report) -> list[Lack]:
    found = []
    if not content.over:
        found.append(Lack("over", Text("The mission is not over yet: only an interim report can be approved now.")))
    record, activity = content.record, content.facts.activity
    if record is not None and record.reported_on < activity.end_on:
        found.append(Lack("day", Text("The date of the report is before the end of the mission.")))
    number = sum(each.state == "open" for each in content.course.items)
    if number:
        text = Text("Programme items not yet confirmed as held or not: %(number)s.", number=number)
        found.append(Lack("programme", text))
    return found


def _facts(content: Report) -> list[Lack]:
    """Facts that the report tells, and would freeze, before they are in: who was there, and all that was spent."""
    unfinished = activities.ending(content.facts.activity, reported=True).unfinished
    return [Lack(thing.code, thing.text) for thing in unfinished if thing.code in ("attendance", "costs", "rates")]


def _seated(content: Report, user: Actor) -> list[Lack]:
    """Who did not come, and stands in a talk all the same."""
    return [
        Lack("seated", Text("%(name)s: did not come, but is in the talk of %(day)s.", name=seat.name, day=seat.held_on))
        for seat in meetings.absent_in_talks(content.facts.activity.id, user=user)
    ]


def _changed(content: Report) -> Set[str]:
    """The chapters that would be drafted otherwise today, also those on whose draft somebody wrote since."""
    record = content.record
    if record is None:
        return frozenset()
    fresh, before = drafts(content), reports.drafted_texts(record.id)
    told = {row.part: row.text if row.drafted else before.get(row.part, "") for row in record.sections}
    return {part for part, text in told.items() if text.strip() != fresh[part].strip()}


def _chapters(content: Report, changed: Set[str]) -> list[Lack]:
    """Of the chapters that nobody touched. What people wrote is theirs to keep, whatever was drafted before."""
    drafted = [row for row in _sections(content) if row.drafted]
    stale = [row.part for row in drafted if row.part in changed]
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
