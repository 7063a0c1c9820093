"""When there was contact last: what people did together, not what somebody edited. Of many records in one statement."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    Subquery,
    TableValuedAlias,
    bindparam,
    func,
    literal,
    select,
    union,
    union_all,
)

from crm.activities.kind import ACTIVITY
from crm.cards.models import CardExchange
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Affiliation
from crm.core import clock, here, reading
from crm.core.database import Moment
from crm.core.permissions import Actor, Shell
from crm.core.reading import each_id, of_ids, one_of
from crm.core.sight import sees_all
from crm.interactions import queries as interactions
from crm.letters import queries as letters
from crm.letters.models import Letter
from crm.meetings import queries as meetings
from crm.meetings.models import Attendee, Meeting
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Interaction, Negotiation, NegotiationMeeting
from crm.negotiations.rules import CONTACT_KINDS
from crm.threads.queries.scopes import RECORD, SIDES, in_post, reader_of

#: Statements of (id of the record, day or moment) of what a user sees; the latest of each counts.
Statements = list[Select[Any]]


class ContactParts(NamedTuple):
    """What counts as contact. `held` are the meetings that a record has itself: an index knows the latest of each."""

    held: Statements
    days: Statements
    moments: Statements

    @property
    def by_day(self) -> Statements:
        return self.held + self.days


#: Of a column with the id of the record: whether it is one of those that are asked for.
Among = Callable[[Any], ColumnElement[bool]]


def last_contacts(record_type: str, ids: Collection[int], *, user: Actor) -> dict[int, date]:
    """{id: the day, where our office is, of the last contact that the user sees}: a meeting that was held, a call, a
    mail or a chat, a letter sent, an exchange of cards; of an organisation also with its people and in its cases.

    A note is written down here, not said to anybody. Records without any contact are absent.
    """
    return last_contacts_of({record_type: ids}, user=user)[record_type]


def last_contacts_of(asked: Mapping[str, Collection[int]], *, user: Actor) -> dict[str, dict[int, date]]:
    """{kind: the same of its records}, of several kinds in one statement."""
    kinds = tuple(kind for kind, ids in asked.items() if ids)
    zone = here.zone()
    found: dict[str, dict[int, date]] = {kind: {} for kind in asked}
    ids = {f"ids_{kind}": list(asked[kind]) for kind in kinds}
    for row in reading.rows(_statement(kinds, reader_of(user)), **ids) if kinds else ():
        place, id, day, moment = tuple(row)
        if day is moment:  # neither is known: a record without meetings of its own
            continue
        last = day if moment is None else clock.local(moment, zone).date()
        known = found[kinds[place]]
        known[id] = max(known.get(id, last), last)
    return found


def contact_days(record_type: str, id: int, since: date, *, user: Actor) -> list[date]:
    """The days, from `since` on, on which there was contact with a record as `last_contacts` counts it.

    Each once: one meeting is a contact of the firm, of its people and of the case.
    """
    zone = here.zone()
    start = clock.from_wall(datetime.combine(since, time()), zone)
    found = reading.rows(_days(record_type, reader_of(user)), record_id=id, since=since, start=start)
    return sorted({day if moment is None else clock.local(moment, zone).date() for day, moment in map(tuple, found)})


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=256)
def _days(record_type: str, reader: Shell) -> CompoundSelect[Any]:
    """(day, moment) of what happened with a record since a day and since its `start`: made once as `_statement` is."""
    parts = PARTS[record_type](reader, lambda owner: owner == RECORD)
    since, start = bindparam("since", type_=Date()), bindparam("start", type_=Moment())
    return union(*[_since(part, since) for part in parts.by_day], *[_since(part, start) for part in parts.moments])


def _since(part: Select[Any], bound: BindParameter[Any]) -> Select[Any]:
    """(day, moment) of a part from the bound on, where one of the two is NULL."""
    _id, when = part.selected_columns
    both: list[Any] = [literal(None, Date()), when]
    if isinstance(bound.type, Date):
        both = [when, literal(None, Moment())]
    return part.where(when >= bound).with_only_columns(*both, maintain_column_froms=True)


def latest(record_type: str, *, user: Actor) -> Subquery:
    """(id, day) of the last contact with every record of a kind that had one, as `last_contacts` tells it."""
    parts = PARTS[record_type](reader_of(user), _all)
    days = [*map(_last_held, parts.held), *map(_of_day, parts.days)]
    found = union_all(*days, *[_of_day(part, here.day_of) for part in parts.moments]).subquery()
    return select(found.c.id, func.max(found.c.day).label("day")).group_by(found.c.id).subquery("latest")


def contacted(record_type: str, since: date, *, user: Actor) -> Select[Any]:
    """The ids of the records of a kind with which there was contact on that day or later."""
    start = clock.from_wall(datetime.combine(since, time()), here.zone())
    parts = PARTS[record_type](reader_of(user), _since_then)
    bounds: list[tuple[Statements, date]] = [(parts.by_day, since), (parts.moments, start)]
    found = union(*[_ids(part, bound) for some, bound in bounds for part in some]).subquery()
    return select(found.c.id)


def _all(owner: Any) -> ColumnElement[bool]:
    """All records, without naming them."""
    found: ColumnElement[bool] = owner.is_not(None)
    return found


def _since_then(owner: Any) -> ColumnElement[bool]:
    """The same as what no index finds: else SQLite goes through the records one by one, past the index of days."""
    found: ColumnElement[bool] = (owner + 0).is_not(None)
    return found


def _of_day(part: Select[Any], of: Callable[[Any], Any] = lambda day: day) -> Select[Any]:
    """(id, day) of a part, of which each contact counts."""
    id, when = part.selected_columns
    return part.with_only_columns(id.label("id"), of(when).label("day"), maintain_column_froms=True)


def _last_held(part: Select[Any]) -> Select[Any]:
    """The same of meetings: the latest of each record, which the index has side by side."""
    id, when = part.selected_columns
    return part.with_only_columns(id.label("id"), func.max(when).label("day")).group_by(id)


def _ids(part: Select[Any], since: date) -> Select[Any]:
    id, when = part.selected_columns
    return part.where(when >= since).with_only_columns(id.label("id"), maintain_column_froms=True)


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=256)
def _statement(kinds: tuple[str, ...], reader: Shell) -> CompoundSelect[Any]:
    """(place of the kind, id, day, moment) of the latest of each part: made once for all who see everything, and for
    each leader."""
    found = []
    for place, kind in enumerate(kinds):
        asked = each_id(f"ids_{kind}")
        parts = PARTS[kind](reader, partial(of_ids, name=f"ids_{kind}"))
        found += [_looked_up(part, asked, place) for part in PARTS[kind](reader, partial(_is, asked)).held]
        found += [_latest(part, Date(), place) for part in parts.days]
        found += [_latest(part, Moment(), place) for part in parts.moments]
    return union_all(*found)


def _is(asked: TableValuedAlias, owner: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = owner == asked.c.value
    return found


def _looked_up(part: Select[Any], asked: TableValuedAlias, place: int) -> Select[Any]:
    """(place, id, day, moment) of the last meeting of each record, where the day may be NULL: from the index of one
    record after another, of whose thousands of meetings it takes the last."""
    _id, when = part.selected_columns
    last = part.with_only_columns(func.max(when)).correlate(asked).scalar_subquery()
    return select(literal(place), asked.c.value, last, literal(None, Moment()))


def _latest(part: Select[Any], kind: Any, place: int) -> Select[Any]:
    """(place, id, day, moment) of a part, where one of the last two is NULL."""
    id, when = part.selected_columns
    both: list[Any] = [literal(None, Date()), func.max(when)]
    if isinstance(kind, Date):
        both = [func.max(when), literal(None, Moment())]
    return part.with_only_columns(literal(place), id, *both, maintain_column_froms=True).group_by(id)


def _of_people(user: Actor, among: Among) -> ContactParts:
    days = [
        _held_with(user, Attendee.person_id, among).where(among(Attendee.person_id)),
        _exchanged(CardExchange.person_id).where(among(CardExchange.person_id)),
        _sent(user, Letter.person_id).where(among(Letter.person_id)),
    ]
    return ContactParts([], days, [_spoken(user, Interaction.person_id).where(among(Interaction.person_id))])


def _of_organisations(user: Actor, among: Among) -> ContactParts:
    of = Affiliation.organisation_id
    seats = _held_with(user, Attendee.organisation_id, among)
    if among not in (
        _all,
        _since_then,
    ):  # found by whoever ever had a post there: no index leads from an organisation to seats
        seats = seats.where(Attendee.person_id.in_(select(Affiliation.person_id).where(among(of))))
    held = [_held(user, side).where(among(side)) for side in (Meeting.organisation_id, Meeting.our_organisation_id)]
    days = [
        seats.where(among(Attendee.organisation_id)),
        in_post(_exchanged(of), CardExchange.person_id, CardExchange.exchanged_on, among(of)),
        in_post(_sent(user, of), Letter.person_id, Letter.sent_on, among(of)),
        _sent(user, Letter.organisation_id).where(among(Letter.organisation_id)),
    ]
    moments = [
        _spoken(user, Interaction.organisation_id).where(among(Interaction.organisation_id)),
        in_post(_spoken(user, of), Interaction.person_id, Interaction.at, among(of)).where(
            Interaction.organisation_id.is_(None)
        ),
        *(
            _spoken(user, side).join(Negotiation, Negotiation.id == Interaction.negotiation_id).where(among(side))
            for side in SIDES
        ),
    ]
    return ContactParts(held, days, moments)


def _of_activities(user: Actor, among: Among) -> ContactParts:
    held = _held(user, Meeting.activity_id).where(among(Meeting.activity_id))
    sent = _sent(user, Letter.activity_id).where(among(Letter.activity_id))
    of = Negotiation.activity_id
    spoken = _spoken(user, of).join(Negotiation, Negotiation.id == Interaction.negotiation_id).where(among(of))
    return ContactParts(
        [held], [sent], [spoken, _spoken(user, Interaction.activity_id).where(among(Interaction.activity_id))]
    )


def _of_cases(user: Actor, among: Among) -> ContactParts:
    of = NegotiationMeeting.negotiation_id
    met = _held_with(user, of, among).where(among(of))
    return ContactParts([], [met], [_spoken(user, Interaction.negotiation_id).where(among(Interaction.negotiation_id))])


#: {table of a kind: what counts as contact of some of its records, of what a user sees}.
PARTS: Final[dict[str, Callable[[Actor, Among], ContactParts]]] = {
    PERSON.table: _of_people,
    ORGANISATION.table: _of_organisations,
    ACTIVITY.table: _of_activities,
    NEGOTIATION.table: _of_cases,
}


def _held(user: Actor, of: Any) -> Select[Any]:
    """The meetings that took place."""
    seen = meetings.visible_to(user).where(Meeting.status == "held")
    return seen.with_only_columns(of, Meeting.held_on, maintain_column_froms=True)


def _held_with(user: Actor, of: Any, among: Among) -> Select[Any]:
    """The same of what hangs on meetings; of all there are row by row, since that of one meeting lies all over."""
    link = of.class_.meeting_id
    return _held(user, of).join(of.class_, (link + 0 if among is _all and sees_all(user) else link) == Meeting.id)


def _sent(user: Actor, of: Any) -> Select[Any]:
    seen = letters.visible_to(user).where(Letter.sent_on.is_not(None))
    return seen.with_only_columns(of, Letter.sent_on, maintain_column_froms=True)


def _exchanged(of: Any) -> Select[Any]:
    return select(of, CardExchange.exchanged_on).select_from(CardExchange).where(CardExchange.archived_at.is_(None))


def _spoken(user: Actor, of: Any) -> Select[Any]:
    seen = interactions.visible_to(user).where(one_of(Interaction.kind, CONTACT_KINDS))
    return seen.with_only_columns(of, Interaction.at, maintain_column_froms=True)
