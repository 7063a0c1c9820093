"""The talks of activities and what they were about, as cells share the costs of activities by them (domain.md §3.9)."""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from crm.activities import queries as activities
from crm.core import reading
from crm.insights.rules import Selection
from crm.insights.rules.cells import ELSEWHERE, MAJOR, REGIONAL, CellKey
from crm.meetings import queries as meetings
from crm.meetings.models import TalkFact
from crm.negotiations import queries as negotiations
from crm.negotiations.models import CaseTalk
from crm.negotiations.rules import cells as codes

#: Up to so many activities their talks are found one activity after the other.
_FEW: Final = 500
#: What a row of the statement tells of: links to cases, those that do not count, those of talks with several, talks.
_EACH, _OUT, _SEVERAL, _TALKS = 0, 1, 2, 3


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
    if code == codes.OTHER:
        return ELSEWHERE
    if not code:
        return None
    is_major = code & codes.MAJOR and (code & codes.NAMED or not narrow)
    return CellKey(MAJOR if is_major else REGIONAL, bool(code & codes.PARTNER))


def code_of(wanted: Selection) -> ColumnElement[int] | InstrumentedAttribute[int]:
    """The code of the case of a `CaseTalk` under the conditions."""
    others = []
    if wanted.category:
        others.append(CaseTalk.category != wanted.category)
    if wanted.maker_id is not None:
        others.append(CaseTalk.our_organisation_id != wanted.maker_id)
    return case((or_(*others), codes.OTHER), else_=CaseTalk.cell) if others else CaseTalk.cell


def talks(wanted: Selection, ids: Collection[int], *, by_category: bool) -> list[TalkLinks]:
    """The talks of these activities, all of which count, counted by the database."""
    rows: Any = reading.rows(union_all(*_counted(wanted, ids, by_category=by_category), _all_talks(ids)))
    counts: defaultdict[tuple[int, int, int, str], int] = defaultdict(int)
    whole: defaultdict[int, int] = defaultdict(int)
    for kind, activity_id, of, code, category, number in rows:
        if kind == _TALKS:
            whole[activity_id] = number
            continue
        counts[activity_id, of, code, category] += -number if kind == _OUT else number
        if kind == _SEVERAL:
            counts[activity_id, 1, code, category] -= number
    found: list[TalkLinks] = []
    for told, number in counts.items():
        if number:
            activity_id, of, code, category = told
            found.append(TalkLinks(activity_id, of, code, category, number))
            if of == 1:
                whole[activity_id] -= number
    talks: Counter[tuple[int, int]] = Counter()
    for link in found:
        if link.of > 1:
            talks[link.activity_id, link.of] += link.number
    for (activity_id, of), number in talks.items():
        whole[activity_id] -= number // of
    return [*(TalkLinks(id, 0, 0, "", number) for id, number in whole.items() if number > 0), *found]


def _counted(wanted: Selection, ids: Collection[int], *, by_category: bool) -> list[Select[Any]]:
    """(which arm, activity, how many cases the talk has, code of the case, category, number of links), of each arm:
    every link as if its talk counted and had no other; those that do not count; and those of talks with several. Both
    are few, and looked for by themselves: to ask it of each link takes four times as long."""
    talk, other = CaseTalk, aliased(CaseTalk)
    left_out = negotiations.left_out()
    uncounted = select(TalkFact.meeting_id).where(
        not_(TalkFact.is_first), not_(meetings.first_that_counts(activities.left_out()))
    )
    out = or_(talk.negotiation_id.in_(left_out), talk.meeting_id.in_(uncounted))
    several = talk.meeting_id.in_(select(other.meeting_id).group_by(other.meeting_id).having(func.count() > 1))
    # Of very many activities all links are read in the order of their index, which need not be sorted.
    mine = reading.among(talk.activity_id if len(ids) <= _FEW else talk.activity_id + 0, ids)
    code, category = code_of(wanted), [talk.category] if by_category else []
    alike = [talk.activity_id, code, *category]
    named_so: Any = talk.category if by_category else literal("")
    told = code, named_so, func.count()
    arms = [
        select(literal(kind), talk.activity_id, literal(1), *told).where(mine, *conditions).group_by(*alike)
        for kind, conditions in ((_EACH, ()), (_OUT, (out,)))
    ]
    beside = select(func.count()).where(other.meeting_id == talk.meeting_id, other.negotiation_id.not_in(left_out))
    each = select(talk.activity_id, beside.correlate(talk).scalar_subquery().label("of"), code.label("code"),
                  talk.category).where(mine, several, not_(out)).subquery()  # fmt: skip
    named = [each.c.activity_id, each.c.of, each.c.code, *([each.c.category] if by_category else [])]
    last = [] if by_category else [literal("")]
    return [*arms, select(literal(_SEVERAL), *named, *last, func.count()).group_by(*named)]


def _all_talks(ids: Collection[int]) -> Select[Any]:
    """The same of all talks of these activities, whatever they were about."""
    counted = meetings.number_by_activity(ids, but=activities.left_out())
    activity_id, number = counted.selected_columns
    found: Select[Any] = counted.with_only_columns(
        literal(_TALKS), activity_id, literal(0), literal(0), literal(""), number
    )
    return found
