"""The talks of activities and what they were about, as cells share the costs of activities by them (domain.md §3.9).

In which cells a case is, however cells are counted, is one small number: the database groups talks by it quickly.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core import reading
from crm.insights.rules import Selection
from crm.insights.rules.cells import ELSEWHERE, MAJOR, REGIONAL, CellKey
from crm.meetings import queries as meetings
from crm.meetings.models import TalkFact
from crm.negotiations import queries as negotiations
from crm.negotiations.models import CaseFact, Negotiation, NegotiationMeeting

#: Up to so many activities their talks are found one activity after the other.
_FEW: Final = 500
#: What makes the code of a case with known flags that the conditions hold: 1, and what is true of these. Of one with
#: unknown flags 0, and of one that the conditions do not hold, whatever its flags, _OTHER.
_HELD, _MAJOR, _PARTNER, _NAMED, _CODES = 1, 8, 4, 2, 16
_OTHER: Final = 2
#: What a row of the statement tells of: links to cases, those of talks with several, talks.
_EACH, _SEVERAL, _TALKS = 0, 1, 2


class TalkLinks(NamedTuple):
    """So many links of talks of an activity to cases that nobody tells apart; each of these talks has `of` links.

    `of` 0: so many talks that were about no case.
    """

    activity_id: int
    of: int
    code: int
    category: str
    number: int


def key_of(code: int, *, narrow: bool) -> CellKey | None:
    """The cell of a case with this code; ELSEWHERE of one that was not asked for, None of one with unknown flags."""
    if code == _OTHER:
        return ELSEWHERE
    if not code:
        return None
    return CellKey(MAJOR if code & (_NAMED if narrow else _MAJOR) else REGIONAL, bool(code & _PARTNER))


def each_link(wanted: Selection, named: Collection[int], *, loose: bool) -> tuple[Select[Any], ColumnElement[int]]:
    """Each talk with each case that it was about (`loose`: also those of none, once), and the code of the case; `named`
    are the places of the two cities that the paper names."""
    link = NegotiationMeeting
    counted = and_(link.meeting_id == TalkFact.meeting_id, link.negotiation_id.not_in(negotiations.left_out()))
    statement = (
        select(TalkFact)
        .join(link, counted, isouter=loose)
        .join(Negotiation, Negotiation.id == link.negotiation_id, isouter=loose)
        .where(meetings.first_that_counts(activities.left_out()))
    )
    return statement, _code(wanted, named)


def _code(wanted: Selection, named: Collection[int]) -> ColumnElement[int]:
    known = and_(Negotiation.tier_snapshot != "", Negotiation.partner_routes_snapshot.is_not(None))
    others = []
    if wanted.category:
        others.append(Negotiation.category != wanted.category)
    if wanted.maker_id is not None:
        others.append(Negotiation.our_organisation_id != wanted.maker_id)
    source = select(CaseFact.source_id).where(CaseFact.negotiation_id == Negotiation.id).correlate(Negotiation)
    there = select(Activity.id).where(Activity.place_id.in_(named))
    in_city = case(
        (Negotiation.place_id.is_not(None), Negotiation.place_id.in_(named)),
        else_=source.scalar_subquery().in_(there),
    )
    told = (
        (Negotiation.tier_snapshot == MAJOR, _MAJOR),
        (Negotiation.partner_routes_snapshot.is_(True), _PARTNER),
        (in_city, _NAMED),
    )
    parts = [case((is_so, number), else_=0) for is_so, number in told]
    asked = case((known, _HELD + parts[0] + parts[1] + parts[2]), else_=0)
    return case((or_(*others), _OTHER), else_=asked) if others else asked


def talks(wanted: Selection, ids: Collection[int], named: Collection[int], *, by_category: bool) -> list[TalkLinks]:
    """The talks of these activities, counted by the database."""
    linked = _linked(wanted, ids, named, by_category=by_category)
    several = _linked(wanted, ids, named, by_category=by_category, several=True)
    counts: defaultdict[tuple[int, int, str], int] = defaultdict(int)
    whole: dict[int, int] = {}
    rows: Any = reading.rows(union_all(linked, several, _all_talks(ids)))
    for kind, at, of, category, number in rows:
        if kind == _TALKS:
            whole[at] = number
            continue
        counts[at, of, category] += number
        if kind == _SEVERAL:
            counts[at, 1, category] -= number
    found: list[TalkLinks] = []
    talks: Counter[tuple[int, int]] = Counter()
    for (at, of, category), number in counts.items():
        if number:
            activity_id, code = divmod(at, _CODES)
            found.append(TalkLinks(activity_id, of, code, category, number))
            talks[activity_id, of] += number
    for (activity_id, of), number in talks.items():
        whole[activity_id] -= number // of
    return [*(TalkLinks(id, 0, 0, "", number) for id, number in whole.items() if number), *found]


def _linked(
    wanted: Selection, ids: Collection[int], named: Collection[int], *, by_category: bool, several: bool = False
) -> Select[Any]:
    """(which arm, activity and code of the case, how many cases the talk has, category, number of links): every link as
    if its talk had no other, or those of talks that have `several`. Few do, and to ask each talk takes a quarter of the
    time."""
    each, code = each_link(wanted, named, loose=False)
    link, other = NegotiationMeeting, aliased(NegotiationMeeting)
    # Of very many activities it is quicker to look at every talk with a case than at every talk.
    each = each.where(reading.among(TalkFact.activity_id if len(ids) <= _FEW else TalkFact.activity_id + 0, ids))
    of: Any = literal(1)
    if several:
        each = each.where(
            link.meeting_id.in_(select(other.meeting_id).group_by(other.meeting_id).having(func.count() > 1))
        )
        counted = other.meeting_id == link.meeting_id, other.negotiation_id.not_in(negotiations.left_out())
        of = select(func.count()).where(*counted).correlate(link).scalar_subquery()
    at = (TalkFact.activity_id * _CODES + code).label("at")
    told = [at, *([of.label("of")] if several else []), *([Negotiation.category] if by_category else [])]
    rows = each.with_only_columns(*told).subquery()
    category: Any = rows.c.category if by_category else literal("")
    kind = literal(_SEVERAL if several else _EACH)
    return select(kind, rows.c.at, rows.c.of if several else of, category, func.count()).group_by(*rows.c)


def _all_talks(ids: Collection[int]) -> Select[Any]:
    """The same of all talks of these activities, whatever they were about: of 0 cases."""
    counted = meetings.number_by_activity(ids, but=activities.left_out())
    activity_id, number = counted.selected_columns
    found: Select[Any] = counted.with_only_columns(literal(_TALKS), activity_id, literal(0), literal(""), number)
    return found
