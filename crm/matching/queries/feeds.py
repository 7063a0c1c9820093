"""The tables in calendars: to each delegate the talks of their firm, with table and counterpart; to all the days."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities.models import Activity, Participant
from crm.activities.rules import ABSENT, WITHDREW
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.contacts.queries import consents
from crm.core.database import db
from crm.matching import rules
from crm.matching.models import (
    MatchingCompany,
    MatchingInterpreter,
    MatchingMeeting,
    MatchingSession,
    MatchingSlot,
    MatchingTable,
)
from crm.matching.queries.programme import KIND
from crm.missions.models import ItineraryItem
from crm.missions.queries import PlannedElsewhere


def appointments(activity: Activity, part: Participant | None, language: str) -> Iterator[PlannedElsewhere]:
    """What a calendar tells of the matching tables of an activity: of one delegate, or (None) of the whole.

    Talks that stand in the programme already are left out, and to the whole a day for which the programme has an item.
    """
    of_activity = select(MatchingSession).where(
        MatchingSession.activity_id == activity.id, MatchingSession.archived_at.is_(None)
    )
    held = {row.id: row for row in db.session.scalars(of_activity)}
    if not held:
        return
    in_order = select(MatchingSlot).where(MatchingSlot.session_id.in_(held)).order_by(MatchingSlot.starts_at)
    slots = {row.id: row for row in db.session.scalars(in_order)}
    days: dict[tuple[int, str], list[MatchingSlot]] = defaultdict(list)
    for slot in slots.values():
        days[slot.session_id, slot.wall_start[:10]].append(slot)
    if part is None:
        days = {key: rounds for key, rounds in days.items() if not _in_programme(activity.id, rounds)}
    else:
        companies = _companies(held, part)
        talks = _talks(held, companies, part)
        words = _words(activity.id, talks, language)
        for talk in talks:
            slot = slots[talk.slot_id]
            days.pop((talk.session_id, slot.wall_start[:10]), None)
            if not talk.entered:
                yield _of_talk(held[talk.session_id], slot, talk, companies, words)
        days = {key: rounds for key, rounds in days.items() if key[0] in {row.session_id for row in companies.values()}}
    for (session_id, day), rounds in days.items():
        yield _of_day(held[session_id], day, rounds)


def _in_programme(activity_id: int, rounds: Sequence[MatchingSlot]) -> bool:
    """Whether the programme itself has a matching at the time of some rounds, or on their day without a clock."""
    own = select(ItineraryItem).where(
        ItineraryItem.activity_id == activity_id, ItineraryItem.kind == KIND,
        ItineraryItem.archived_at.is_(None), ItineraryItem.status != "cancelled",
    )  # fmt: skip
    first, last = rounds[0], rounds[-1]
    return any(
        item.day == first.day if item.untimed else item.starts_at < last.ends_at and first.starts_at < item.ends_at
        for item in db.session.scalars(own)
    )


def _companies(held: Mapping[int, MatchingSession], part: Participant) -> dict[int, MatchingCompany]:
    """The firms at the tables for which a delegate comes: their own, or one that they represent."""
    if part.status in (ABSENT, WITHDREW):
        return {}
    firm = MatchingCompany.representative_id == part.person_id
    if part.organisation_id is not None:
        firm |= MatchingCompany.organisation_id == part.organisation_id
    at_table = select(MatchingCompany).where(
        MatchingCompany.session_id.in_(held), MatchingCompany.cancelled_at.is_(None), firm
    )
    return {row.id: row for row in db.session.scalars(at_table)}


def _talks(
    held: Mapping[int, MatchingSession], companies: Mapping[int, MatchingCompany], part: Participant
) -> Sequence[MatchingMeeting]:
    """The talks of these firms, and those at which the delegate interprets."""
    interprets = select(MatchingInterpreter.id).where(
        MatchingInterpreter.session_id.in_(held), MatchingInterpreter.person_id == part.person_id
    )
    mine = (
        MatchingMeeting.maker_id.in_(companies)
        | MatchingMeeting.counterpart_id.in_(companies)
        | MatchingMeeting.interpreter_id.in_(interprets)
    )
    found = select(MatchingMeeting).where(MatchingMeeting.session_id.in_(held), mine).order_by(MatchingMeeting.id)
    return db.session.scalars(found.options(joinedload(MatchingMeeting.item))).all()


@dataclass(frozen=True)
class _Words:
    """What talks are told with, for readers of a language."""

    firms: Mapping[int, str]  #: {company: name}
    tables: Mapping[int, str]
    interpreters: Mapping[int, str]


def _words(activity_id: int, talks: Sequence[MatchingMeeting], language: str) -> _Words:
    sides = {id for talk in talks for id in (talk.maker_id, talk.counterpart_id)}
    named = joinedload(MatchingCompany.organisation).options(selectinload(Organisation.names))
    firms = select(MatchingCompany).where(MatchingCompany.id.in_(sides)).options(named)
    tables = select(MatchingTable).where(MatchingTable.id.in_({talk.table_id for talk in talks}))
    spoken = select(MatchingInterpreter).where(
        MatchingInterpreter.id.in_({talk.interpreter_id for talk in talks if talk.interpreter_id is not None})
    )
    spoken = spoken.options(joinedload(MatchingInterpreter.person).selectinload(Person.names))
    silent = consents.waiting(activity_id) if talks else ()
    return _Words(
        {row.id: contacts.display_name(row.organisation, language).text for row in db.session.scalars(firms).unique()},
        {row.id: rules.table_in_words(row.name, language) for row in db.session.scalars(tables)},
        {
            row.id: rules.UNNAMED[language] if row.person_id in silent else contacts.snapshot_name(row.person)
            for row in db.session.scalars(spoken).unique()
        },
    )


def _of_talk(
    session: MatchingSession,
    slot: MatchingSlot,
    talk: MatchingMeeting,
    mine: Mapping[int, MatchingCompany],
    words: _Words,
) -> PlannedElsewhere:
    sides = (talk.maker_id, talk.counterpart_id)
    others = [id for id in sides if id not in mine] or sides
    table = words.tables[talk.table_id]
    interpreter = words.interpreters[talk.interpreter_id] if talk.interpreter_id is not None else ""
    return PlannedElsewhere(
        uid=f"matching-talk-{talk.id}@musubi",
        version=talk.version,
        changed_at=talk.updated_at,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        timezone=session.timezone,
        summary=f"{table} · {' × '.join(words.firms[id] for id in others)}",
        where=f"{session.venue} {table}".strip(),
        what=[session.name, *([interpreter] if interpreter else [])],
    )


def _of_day(session: MatchingSession, day: str, rounds: Sequence[MatchingSlot]) -> PlannedElsewhere:
    return PlannedElsewhere(
        uid=f"matching-{session.id}-{day}@musubi",
        version=session.version,
        changed_at=session.updated_at,
        starts_at=rounds[0].starts_at,
        ends_at=rounds[-1].ends_at,
        timezone=session.timezone,
        summary=session.name,
        where=session.venue,
    )
