"""Where cases belong in the figures and how far they came, on record: settled after each act that moves one of them."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import delete, insert, select, union
from sqlalchemy.orm import aliased

from crm.activities.models import Activity
from crm.audit.services import Made
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting, TalkFact
from crm.negotiations.models import CaseFact, CaseTalk, Negotiation, NegotiationLead, NegotiationMeeting, StageVisit
from crm.negotiations.queries.counted import FACTS, TALKS, CaseRecord, facts_of, lost_first_talk, talked_again
from crm.negotiations.services.moves import first_talk_follows
from crm.places.models import Place

_CASES: Final = db.metadata.tables[CaseFact.__tablename__]
_VISITS: Final = db.metadata.tables[StageVisit.__tablename__]
_TALKS: Final = db.metadata.tables[CaseTalk.__tablename__]
_VISIT: Final = ("negotiation_id", "place", "stage", "entered_on", "left_on", "days")
#: So many cases at once where all are settled anew.
_AT_ONCE: Final = 2_000


def keep_cases(changed: Collection[tuple[str, int]], made: Made, _by: int | None) -> None:
    """After any act: the cases that it changed, and those of the talks, leads, activities and places that it changed.

    Leads, activities and places that were made just now belong to no other cases; a talk that was made just now may be
    one with another of its day.
    """
    by_table: dict[str, set[int]] = {}
    for table, id in changed:
        by_table.setdefault(table, set()).add(id)
    ids = by_table.get(Negotiation.__tablename__, set())
    talks = by_table.get(Meeting.__tablename__, set())
    firms = by_table.get(Organisation.__tablename__, set())
    if firms and contacts.our_organisation_id() in firms:
        talks = talks | set(db.session.scalars(select(Meeting.id).where(Meeting.our_organisation_id.in_(firms))))
    leads = by_table.get(Lead.__tablename__, set()) - {row.id for row in made.get(Lead, ())}
    linked: list[Any] = []
    if talks:
        link = NegotiationMeeting
        linked.append(select(link.negotiation_id).where(link.meeting_id.in_(talks)))
        # Those of the talks that it was one with before, and is one with now.
        itself, other = aliased(TalkFact), aliased(TalkFact)
        linked.append(select(CaseTalk.negotiation_id).where(CaseTalk.meeting_id.in_(talks)))
        linked.append(
            select(link.negotiation_id)
            .join(other, other.meeting_id == link.meeting_id)
            .join(itself, meetings.same_talk(itself, other))
            .where(itself.meeting_id.in_(talks))
        )
    if leads:
        linked.append(select(NegotiationLead.negotiation_id).where(NegotiationLead.lead_id.in_(leads)))
    if activities := by_table.get(Activity.__tablename__, set()) - {row.id for row in made.get(Activity, ())}:
        # One that counts no more lets another record of the day stand for the talk.
        itself, other = aliased(TalkFact), aliased(TalkFact)
        linked.append(
            select(CaseTalk.negotiation_id)
            .join(itself, itself.meeting_id == CaseTalk.meeting_id)
            .join(other, meetings.same_talk(itself, other))
            .where(CaseTalk.activity_id.in_(activities), other.meeting_id != itself.meeting_id)
        )
    if places := by_table.get(Place.__tablename__, set()) - {row.id for row in made.get(Place, ())}:
        linked.append(select(Negotiation.id).where(Negotiation.place_snapshot_id.in_(places)))
    if linked:
        ids = ids | set(db.session.scalars(union(*linked)))
    settle_cases(ids)


def settle_cases(ids: Collection[int]) -> int:
    """Bring what is on record of these cases up to date; of how many it was not true."""
    if not ids:
        return 0
    now = facts_of(ids)
    was = {row[0]: tuple(row) for row in _read(_CASES, FACTS, ids)}
    visits: dict[int, list[tuple[Any, ...]]] = {}
    for id, *visit in _read(_VISITS, _VISIT, ids):
        visits.setdefault(id, []).append(tuple(visit))
    talks: dict[int, list[tuple[Any, ...]]] = {}
    for id, *talk in _read(_TALKS, TALKS, ids):
        talks.setdefault(id, []).append(tuple(talk))
    kept = {id: CaseRecord(case, visits.get(id, []), talks.get(id, [])) for id, case in was.items()}
    other = {id for id, found in now.items() if kept.get(id) != found}
    other |= was.keys() - now.keys()
    if not other:
        return 0
    for table in (_CASES, _VISITS, _TALKS):
        if was.keys() & other:
            db.session.execute(delete(table).where(table.c.negotiation_id.in_(other)))
    fresh = {id: found for id, found in now.items() if id in other}
    _insert(_CASES, FACTS, [found.case for found in fresh.values()])
    _insert(_VISITS, _VISIT, [(id, *visit) for id, found in fresh.items() for visit in found.visits])
    _insert(_TALKS, TALKS, [(id, *talk) for id, found in fresh.items() for talk in found.talks])
    return len(other)


def settle_all_cases() -> int:
    """The same of every case, once its first talk is one that stands."""
    return settle_first_talks() + sum(settle_cases(ids) for ids in _all_ids())


def settle_first_talks() -> int:
    """Bring the first talk of every case in line with its talks, which the log tells, and the activity of those with a
    talk before it, or with several records of a day, in line with that; of how many one of them was not."""
    lost = [id for ids in _all_ids() for id in lost_first_talk(ids)]
    for id in lost:
        first_talk_follows(id, by=None)
    return len(lost) + sum(settle_cases(talked_again(ids)) for ids in _all_ids())


def _all_ids() -> Iterator[list[int]]:
    ids = list(db.session.scalars(select(Negotiation.id).order_by(Negotiation.id)))
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


def _read(table: Any, names: Collection[str], ids: Collection[int]) -> Any:
    order = table.primary_key.columns
    return db.session.execute(
        select(*(table.c[name] for name in names)).where(table.c.negotiation_id.in_(ids)).order_by(*order)
    )


def _insert(table: Any, names: Collection[str], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        db.session.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
