"""The talks of activities and what they were about, as cells share the costs of activities by them (domain.md §3.9)."""

from collections import Counter, defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, and_, case, func, literal, null, select, true, union_all
from sqlalchemy.orm import aliased

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core import reading
from crm.core.database import db
from crm.insights.rules import Selection
from crm.meetings import queries as meetings
from crm.meetings.models import TalkFact
from crm.negotiations import queries as negotiations
from crm.negotiations.models import CaseFact, Negotiation, NegotiationMeeting

#: Up to so many activities their talks are found one activity after the other.
_FEW: Final = 500


class TalkedCase(NamedTuple):
    """A case as a talk about it sees it; `asked`: whether the conditions hold."""

    tier: str
    partner: bool | None
    category: str
    named: bool  #: whether its place is in one of the two cities that the paper names
    asked: bool


class Talks(NamedTuple):
    """So many talks of an activity, each about cases like these; of none, where there are none."""

    activity_id: int
    number: int
    cases: tuple[TalkedCase, ...]


def each_talk(wanted: Selection, named: Collection[int], *, loose: bool = True) -> tuple[Select[Any], dict[str, Any]]:
    """Of each talk, each case that it was about (none: one row of nulls, unless `loose` ones are left out), and what is
    asked of it: `named` says whether its place is one of the two cities, `link` which case it is where the talk has
    several."""
    link, other = NegotiationMeeting, aliased(NegotiationMeeting)
    left_out = negotiations.left_out()
    where = func.coalesce(Negotiation.place_id, Activity.place_id)
    asked = and_(
        *([Negotiation.category == wanted.category] if wanted.category else ()),
        *([Negotiation.our_organisation_id == wanted.maker_id] if wanted.maker_id is not None else ()),
        true(),
    )
    several = link.meeting_id.in_(select(other.meeting_id).group_by(other.meeting_id).having(func.count() > 1))
    columns = {
        "activity": TalkFact.activity_id,
        "tier": Negotiation.tier_snapshot,
        "partner": Negotiation.partner_routes_snapshot,
        "named": case((where.in_(named), 1), else_=0),
        "asked": case((asked, 1), else_=0),
        "case": link.negotiation_id,
        "link": case((several, link.id)),
    }
    statement = (
        select(TalkFact)
        .join(link, and_(link.meeting_id == TalkFact.meeting_id, link.negotiation_id.not_in(left_out)), isouter=loose)
        .join(Negotiation, Negotiation.id == link.negotiation_id, isouter=loose)
        .join(CaseFact, CaseFact.negotiation_id == link.negotiation_id, isouter=loose)
        .outerjoin(Activity, Activity.id == CaseFact.source_id)
        .where(meetings.first_that_counts(activities.left_out()))
    )
    return statement, columns


def talks(wanted: Selection, ids: Collection[int], named: Collection[int], *, by_category: bool) -> list[Talks]:
    """The talks of these activities; those of one case or none are counted by the database."""
    rows = db.session.execute(union_all(_linked(wanted, ids, named, by_category=by_category), _all_talks(ids)))
    found: list[Talks] = []
    whole: dict[int, int] = {}
    linked: Counter[int] = Counter()
    several: defaultdict[tuple[int, int], list[TalkedCase]] = defaultdict(list)

    # Kept: for this one answer; many talks are about cases that nobody tells apart.
    @cache
    def one(tier: str, partner: bool | None, kind: str, at: int, fits: int) -> tuple[TalkedCase, ...]:
        return (TalkedCase(tier, partner, kind, bool(at), bool(fits)),)

    for activity_id, tier, partner, at, fits, apart, kind, number, meeting_id in rows:
        if meeting_id is None:
            whole[activity_id] = number
        elif apart is None:
            found.append(Talks(activity_id, number, one(tier, partner, kind, at, fits)))
            linked[activity_id] += number
        else:
            several[activity_id, meeting_id].extend(one(tier, partner, kind, at, fits))
    for (activity_id, _), mine in several.items():
        found.append(Talks(activity_id, 1, tuple(mine)))
        linked[activity_id] += 1
    loose = (Talks(id, number - linked[id], ()) for id, number in whole.items() if number > linked[id])
    return [*loose, *found]


def _linked(wanted: Selection, ids: Collection[int], named: Collection[int], *, by_category: bool) -> Select[Any]:
    """(activity, what is asked of the case, number of talks, one of them): of those that were about a case, counted
    where there is but one."""
    each, columns = each_talk(wanted, named, loose=False)
    parts = [columns[name].label(name) for name in ("activity", "tier", "partner", "named", "asked", "link")]
    category = (Negotiation.category if by_category else literal("")).label("category")
    # Of very many activities it is quicker to look at every talk with a case than at every talk.
    held = reading.among(TalkFact.activity_id if len(ids) <= _FEW else TalkFact.activity_id + 0, ids)
    rows = each.where(held).with_only_columns(*parts, category, TalkFact.meeting_id).subquery()
    alike = [column for column in rows.c if column.key != "meeting_id"]
    return select(*alike, func.count(), func.min(rows.c.meeting_id)).group_by(*alike)


def _all_talks(ids: Collection[int]) -> Select[Any]:
    """The same of all talks of these activities, whatever they were about; the last is null."""
    counted = meetings.number_by_activity(ids, but=activities.left_out())
    activity_id, number = counted.selected_columns
    found: Select[Any] = counted.with_only_columns(
        activity_id, null(), null(), literal(0), literal(0), null(), literal(""), number, null()
    )
    return found
