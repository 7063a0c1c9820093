"""Which cases count, and to which activity each belongs: one condition for figures and for papers (domain.md §3)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from crm.activities import queries as activities
from crm.core import clock, here
from crm.core.database import db
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting, TalkFact
from crm.negotiations import rules
from crm.negotiations.models import CaseFact, CaseTalk, Negotiation, NegotiationLead, NegotiationMeeting, StageEvent
from crm.negotiations.rules import cells
from crm.places.models import Place


def counts(*, but: Any = None) -> ColumnElement[bool]:
    """That nobody took a case out of the figures, neither itself nor with the activity that it belongs to; `but` the
    activity of whose own report it may be."""
    return and_(Negotiation.not_counted == "", func.coalesce(home(), 0).not_in(activities.left_out(but=but)))


def left_out(*, but: Any = None) -> CompoundSelect[int]:
    """The ids of the others, for a statement that asks of many rows of cases and nothing else of these: few, found by
    two indexes."""
    itself = select(Negotiation.id).where(Negotiation.not_counted != "")
    belongs = CaseFact.home_id.in_(activities.left_out(but=but))
    return union_all(itself, select(CaseFact.negotiation_id).where(belongs))


def home() -> Any:
    """The activity that a case belongs to, as it is on record."""
    return _on_record(CaseFact.home_id)


def heard_at() -> Any:
    """When a case was opened, opened again or met about last, as it is on record."""
    return _on_record(CaseFact.heard_at)


def _on_record(column: Any) -> Any:
    return select(column).where(CaseFact.negotiation_id == Negotiation.id).correlate(Negotiation).scalar_subquery()


# ------------------------------------------------------------------ whose first talk is to be looked at


def lost_first_talk(cases: Collection[int], *, talks: Collection[int] = ()) -> list[int]:
    """Those of `cases`, and of the cases of `talks`, by their ids, whose first talk on record is none of their talks,
    or that have none on record although they had a talk."""
    link, at, ids = NegotiationMeeting, Negotiation.first_talk_at, set(cases)
    if talks:
        ids.update(db.session.scalars(select(link.negotiation_id).where(link.meeting_id.in_(talks))))
    if not ids:
        return []
    had = exists().where(link.negotiation_id == Negotiation.id, Meeting.id == link.meeting_id, meetings.is_minuted())
    other = or_(and_(at.is_(None), had), and_(at.is_not(None), ~had.where(Meeting.starts_at == at)))
    statement = select(Negotiation.id).where(Negotiation.id.in_(ids), other)
    return list(db.session.scalars(statement.order_by(Negotiation.id)))


def talked_again(cases: Collection[int]) -> list[int]:
    """Those of `cases`, by their ids, one of whose talks was held before the first talk on record, or has several
    records of its day."""
    link = NegotiationMeeting
    earlier = exists().where(
        link.negotiation_id == Negotiation.id,
        Meeting.id == link.meeting_id,
        Meeting.starts_at < Negotiation.first_talk_at,
        meetings.is_talk(archived=True),
    )
    several = exists().where(
        CaseTalk.negotiation_id == Negotiation.id, TalkFact.meeting_id == CaseTalk.meeting_id, ~TalkFact.is_first
    )
    return list(db.session.scalars(select(Negotiation.id).where(Negotiation.id.in_(cases), or_(earlier, several))))


# ------------------------------------------------------------------ what is put on record


@dataclass(frozen=True)
class CaseRecord:
    """What `CaseFact`, `StageVisit` and `CaseTalk` keep of a case, as its links and moves tell it now."""

    case: tuple[Any, ...]  #: in the order of FACTS
    visits: list[tuple[Any, ...]]  #: (place, stage, entered, left, days)
    talks: list[tuple[Any, ...]]  #: in the order of TALKS, without the case


#: Opening and reopening a case is hearing of it.
STARTS: Final = ("", rules.LOST)
#: The columns of `CaseFact`.
FACTS: Final = ("negotiation_id", "home_id", "source_id", "reached", "first_talk_on", "lost_on", "heard_at")
#: The columns of `CaseTalk`.
TALKS: Final = ("negotiation_id", "meeting_id", "activity_id", "cell", "category", "our_organisation_id")


def facts_of(ids: Collection[int]) -> dict[int, CaseRecord]:
    """{negotiation: its facts}, in three queries."""
    moves: defaultdict[int, list[Any]] = defaultdict(list)
    columns = (
        StageEvent.id, StageEvent.undoes_id, StageEvent.negotiation_id, StageEvent.from_stage, StageEvent.to_stage,
        StageEvent.at,
    )  # fmt: skip
    statement = select(*columns)
    for row in db.session.execute(statement.where(StageEvent.negotiation_id.in_(ids)).order_by(StageEvent.id)):
        moves[row.negotiation_id].append(row)
    rows = db.session.execute(
        select(Negotiation.id, Negotiation.stage, Negotiation.first_talk_at, told_home(), told_source(), _met()).where(
            Negotiation.id.in_(ids)
        )
    )
    talks = _talks(ids)
    return {
        id: _facts(id, moves[id], home_id, source_id, _day(talked_at), stage, met_at, talks[id])
        for id, stage, talked_at, home_id, source_id, met_at in rows
    }


def _facts(
    id: int,
    moves: list[Any],
    home_id: int | None,
    source_id: int | None,
    talked_on: date | None,
    stage: str,
    met_at: datetime | None,
    talks: list[tuple[Any, ...]],
) -> CaseRecord:
    standing = rules.effective(moves)
    talk = 1 if talked_on is None else rules.number(rules.TALK)  # also of a case that was moved back from there
    reached = max([talk, *(rules.number(move.to_stage) for move in standing)])
    ends = [move.at for move in standing if move.to_stage == rules.LOST] if stage == rules.LOST else []
    begun = [move.at for move in standing if move.from_stage in STARTS]
    heard = max([*begun, *([] if met_at is None else [met_at])], default=None)
    return CaseRecord(
        (id, home_id, source_id, reached, talked_on, _day(max(ends, default=None)), heard), _visits(standing), talks
    )


def _talks(ids: Collection[int]) -> defaultdict[int, list[tuple[Any, ...]]]:
    """The meetings of one talk (§3.1) have its cases between them: whichever of them counts tells all of these."""
    link, linked = NegotiationMeeting, aliased(TalkFact)
    columns = TalkFact.meeting_id, TalkFact.activity_id, _cell(), Negotiation.category, Negotiation.our_organisation_id
    statement = (
        select(link.negotiation_id, *columns)
        .join(linked, linked.meeting_id == link.meeting_id)
        .join(TalkFact, meetings.same_talk(TalkFact, linked))
        .join(Negotiation, Negotiation.id == link.negotiation_id)
        .where(link.negotiation_id.in_(ids))
        .order_by(link.negotiation_id, TalkFact.meeting_id)
        .distinct()
    )
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for id, *talk in db.session.execute(statement):
        found[id].append(tuple(talk))
    return found


def _cell() -> ColumnElement[int]:
    """The code of a case, as rules.cells says."""
    known = and_(Negotiation.tier_snapshot != "", Negotiation.partner_routes_snapshot.is_not(None))
    named = or_(*(Place.code.startswith(code) for code in cells.NAMED_CITIES))
    in_city = Negotiation.place_snapshot_id.in_(select(Place.id).where(Place.country == "CN", named))
    told = (
        (Negotiation.tier_snapshot == cells.MAJOR_TIER, cells.MAJOR),
        (Negotiation.partner_routes_snapshot.is_(True), cells.PARTNER),
        (in_city, cells.NAMED),
    )
    parts = [case((is_so, number), else_=0) for is_so, number in told]
    return case((known, cells.HELD + parts[0] + parts[1] + parts[2]), else_=0)


def _met() -> Any:
    """When the latest meeting of a case was that was held."""
    held = select(func.max(Meeting.starts_at)).join(NegotiationMeeting, NegotiationMeeting.meeting_id == Meeting.id)
    held = held.where(
        NegotiationMeeting.negotiation_id == Negotiation.id, Meeting.status == "held", Meeting.archived_at.is_(None)
    )
    return held.correlate(Negotiation).scalar_subquery()


def _visits(standing: list[Any]) -> list[tuple[Any, ...]]:
    """No day is after that of the next move: a case entered late was in its first stages before that."""
    following: date | None = None
    found: list[tuple[Any, ...]] = []
    for place, move in reversed(list(enumerate(standing))):
        day = clock.local(move.at, here.zone()).date()
        entered = day if following is None else min(day, following)
        if move.to_stage in rules.STAGES:
            days = None if following is None else (following - entered).days
            found.append((place, move.to_stage, entered, following, days))
        following = entered
    return found[::-1]


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else clock.local(moment, here.zone()).date()


def told_source() -> Any:
    """The activity that a case came from: that of its earliest lead, else the one it was opened for."""
    first = (
        select(Lead.activity_id)
        .join(NegotiationLead, NegotiationLead.lead_id == Lead.id)
        .where(NegotiationLead.negotiation_id == Negotiation.id)
        .order_by(Lead.captured_at, Lead.id)
        .limit(1)
        .correlate(Negotiation)
        .scalar_subquery()
    )
    return func.coalesce(first, Negotiation.activity_id)


def told_home() -> Any:
    """The activity of a case: that at which its first talk counts (none, if that was held at none); without a talk, its
    source.

    The first talk is the one on record, whatever talk became known later (INV-N5), else the earliest; on whichever
    record of that day the case hangs.
    """
    linked = aliased(TalkFact)
    talked = (
        select(TalkFact.activity_id)
        .join(linked, meetings.same_talk(TalkFact, linked))
        .join(NegotiationMeeting, NegotiationMeeting.meeting_id == linked.meeting_id)
        .where(NegotiationMeeting.negotiation_id == Negotiation.id)
        .correlate(Negotiation)
    )
    order = linked.starts_at, linked.meeting_id, *meetings.counts_first(TalkFact, activities.left_out())
    known = [(found.exists(), found.order_by(*order).limit(1).scalar_subquery())
             for found in (talked.where(linked.starts_at == Negotiation.first_talk_at), talked)]  # fmt: skip
    return case(*known, else_=told_source())
