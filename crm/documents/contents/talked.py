"""The talks of a report, with the next steps agreed at them and the photos chosen for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from crm.agreements.models import Agreement
from crm.contacts.models import Organisation
from crm.core.folding import fold_characters, strip_legal_forms
from crm.files import queries as files
from crm.files.models import StoredFile
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.meetings.rules import is_talk, talk_key
from crm.missions.queries import Facts, VisitFact
from crm.tasks.models import Task

#: Kinds of items of which somebody writes down what was said.
MINUTED: Final = frozenset({"visit", "meeting", "courtesy_call", "leaders_talks"})
SIGNING: Final = frozenset({"signing", "ceremony"})


@dataclass(frozen=True)
class Shot:
    """A photo that somebody chose for the report."""

    file: StoredFile
    caption: str


@dataclass(frozen=True)
class Talk:
    """A meeting of the mission with the next steps that were agreed at it."""

    number: int  #: from 1
    meeting: Meeting
    next_steps: Sequence[Task]
    photos: Sequence[Shot]  #: those ticked for the report, the first taken first; none in the public edition


@dataclass(frozen=True)
class TalkedWith:
    """One of their organisations, and what we talked about with it."""

    organisation: Organisation
    talks: list[Meeting] = field(default_factory=list)

    @property
    def days(self) -> list[date]:
        """The days of the talks, each once."""
        return list(dict.fromkeys(held.held_on for held in self.talks))

    @property
    def business(self) -> int:
        """How many of them count as talks, as everywhere: a courtesy call does not."""
        return len({talk_key(held) for held in self.talks if is_talk(held)})


def is_logged(visit: VisitFact, held: Sequence[Meeting]) -> bool:
    """Whether a talk is logged of a visit: from its item, or with its host on that day."""
    items = {row.itinerary_item_id for row in held}
    talked = {(row.organisation_id, row.held_on) for row in held}
    body, entry = visit.organisation, visit.entry
    return entry.item.id in items or (body is not None and (body.id, entry.start.date()) in talked)


def visits_alone(facts: Facts, held: Sequence[Meeting]) -> list[VisitFact]:
    """The visits that took place and of which no talk is logged, neither from the item nor with the host that day.

    One of which nothing was noted stands in the programme alone.
    A ceremony is told where something came of it beside the agreement that was signed.
    """
    return [
        visit
        for visit in facts.visits
        if not is_logged(visit, held)
        and (visit.entry.item.kind not in ("signing", "ceremony") or visit.result)
        and (visit.purpose.strip() or visit.result.strip() or visit.gifts_received.strip())
    ]


def unminuted(facts: Facts, held: Sequence[Meeting], agreements: Sequence[Agreement]) -> list[VisitFact]:
    """The appointments that took place and of which nothing was written down: no talk, and no result of the visit.

    Of a signing the agreements tell.
    """
    return [
        visit
        for visit in facts.appointments
        if visit.entry.item.kind in (MINUTED if agreements else MINUTED | SIGNING)
        and not is_logged(visit, held)
        and not any(_is_of(talk, visit) for talk in held)
        and not visit.result.strip()
    ]


def _is_of(talk: Meeting, visit: VisitFact) -> bool:
    """Whether a talk of the day was with one of the hosts of a visit, or with a firm that its title names."""
    entry = visit.entry
    if talk.held_on != entry.start.date():
        return False
    if not {host.person.id for host in visit.hosts}.isdisjoint(each.person_id for each in talk.attendees):
        return True
    title = _bare(entry.item.title)
    names = (_bare(strip_legal_forms(fold_characters(name.text), groups=True)) for name in talk.organisation.names)
    return any(len(name) > 1 and name in title for name in names)


def _bare(text: str) -> str:
    return "".join(fold_characters(text).split())


def photos_of(held: Sequence[Meeting]) -> dict[int, list[Shot]]:
    """{meeting: its photos for the report}; two queries for all."""
    chosen = meetings.report_photos([row.id for row in held])
    kept = files.some({photo.file_id for photos in chosen.values() for photo in photos})
    return {
        id: [Shot(kept[photo.file_id], photo.caption) for photo in photos if photo.file_id in kept]
        for id, photos in chosen.items()
    }


def steps_of(meeting: Meeting, all_tasks: Sequence[Task]) -> list[Task]:
    """Those of the tasks that were agreed at a meeting, but for what was called off."""
    there = ("meetings", meeting.id)
    return [task for task in all_tasks if (task.record_type, task.record_id) == there and task.status != "cancelled"]
