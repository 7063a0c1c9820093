"""Which meetings a user sees, one with all it holds, which of them are talks, and who may sit in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    inspect,
    not_,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core import conditions, reading
from crm.core.conditions import Conditions, Own
from crm.core.database import Moment, db
from crm.core.paging import OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import seen, sees_all
from crm.fields import queries as fields
from crm.lookup import queries as lookup
from crm.meetings import rules
from crm.meetings.models import Attendee, Enclosure, Meeting, MinuteItem, TalkFact
from crm.places.models import Place

SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-date": (OrderColumn(Meeting.starts_at, descending=True), OrderColumn(Meeting.id, descending=True)),
    "date": (OrderColumn(Meeting.starts_at), OrderColumn(Meeting.id)),
}
#: What a line of a list shows.
LISTED: Final[tuple[Any, ...]] = (
    joinedload(Meeting.organisation).selectinload(Organisation.names),
    joinedload(Meeting.our_organisation).selectinload(Organisation.names),
    joinedload(Meeting.activity).selectinload(Activity.names),
    selectinload(Meeting.attendees),
    selectinload(Meeting.minutes),
)
#: What a line of the list shows of the meeting itself.
_LINE: Final[tuple[Any, ...]] = (
    Meeting.id,
    Meeting.kind,
    Meeting.status,
    Meeting.subject,
    Meeting.activity_id,
    Meeting.organisation_id,
    Meeting.our_organisation_id,
    Meeting.starts_at,
    Meeting.timezone,
    Meeting.held_on,
    Meeting.venue,
    Meeting.result,
)
#: And of its minutes.
_MINUTES: Final = (
    select(MinuteItem.meeting_id, MinuteItem.discussed, MinuteItem.theirs, MinuteItem.decision)
    .where(reading.of_ids(MinuteItem.meeting_id), MinuteItem.archived_at.is_(None))
    .order_by(MinuteItem.order, MinuteItem.id)
)
#: What a column shows beside what every line has.
ATTENDEES: Final = "attendees"
#: What a record's page and the reports show.
LOADED: Final[tuple[Any, ...]] = (
    *LISTED,
    joinedload(Meeting.place).selectinload(Place.names),
    joinedload(Meeting.interpreter).selectinload(Person.names),
    selectinload(Meeting.attendees).options(
        joinedload(Attendee.person).selectinload(Person.names),
        joinedload(Attendee.organisation).selectinload(Organisation.names),
    ),
    selectinload(Meeting.photos),
    selectinload(Meeting.enclosures).joinedload(Enclosure.file),
)
PANEL_SIZE: Final = 8
#: How long it is asked whether a planned meeting was held, and of how many at once.
ASKED_FOR: Final = timedelta(days=60)
MOST_ASKED: Final = 6


def visible_to(user: Actor, *, archived: bool | None = False) -> Select[Meeting]:
    """The meetings a user sees: a mission leader those of activities they see and their own, others all."""
    return seen(select(Meeting).where(stands(Meeting, archived=archived)), user, _followed)


def _followed(user: Actor, meeting: type[Meeting] = Meeting) -> ColumnElement[bool]:
    return or_(meeting.activity_id.in_(activities.visible_ids(user)), meeting.created_by_id == user.id)


def visible_ids(user: Actor) -> Select[int]:
    """The ids of `visible_to`, for the visibility of what hangs on meetings."""
    return visible_to(user).with_only_columns(Meeting.id)


def activity_of(id: int) -> int | None:
    """The activity a meeting was held at, if any; the caller has seen that the meeting is visible."""
    return db.session.scalar(select(Meeting.activity_id).where(Meeting.id == id))


def complete(meeting: Meeting) -> Meeting:
    """The same meeting with attendees and minutes loaded, even after a rollback emptied it."""
    if {"attendees", "minutes"} & inspect(meeting).unloaded:
        statement = select(Meeting).where(Meeting.id == meeting.id).options(*LOADED)
        db.session.scalars(statement.execution_options(populate_existing=True)).unique().one()
    return meeting


def one(id: int, *, user: Actor, archived: bool = False) -> Meeting:
    """The meeting with everything its page shows; NotVisible when there is none for this user."""
    return only(visible_to(user, archived=archived), id, *LOADED)


def how_manieth(meeting: Meeting, *, user: Actor) -> int:
    """The how-manieth meeting held between its two sides it is; 0 when it was not held or the user may not know. Who
    speaks for no firm of ours meets the counterpart for all of them.
    """
    if meeting.status != "held" or not sees_all(user):
        return 0
    statement = visible_to(user).where(
        Meeting.organisation_id == meeting.organisation_id,
        Meeting.status == "held",
        Meeting.starts_at <= meeting.starts_at,
        Meeting.our_organisation_id == meeting.our_organisation_id if meeting.our_organisation_id else true(),
    )
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 1


def unanswered(*, user: Actor, moment: datetime, activity_id: int | None = None) -> list[Meeting]:
    """Planned meetings of the last two months whose time has passed, the latest first, with the counterpart's names."""
    asked = reading.by(user, since=moment - ASKED_FOR, until=moment, activity=activity_id)
    return list(db.session.scalars(_unanswered(user, activity_id is not None), asked).unique())


@reading.kept
def _unanswered(user: Actor, of_one: bool) -> Select[Meeting]:
    since, until = bindparam("since", type_=Moment), bindparam("until", type_=Moment)
    statement = visible_to(user).where(
        Meeting.status == "planned",
        Meeting.starts_at.between(since, until),
        func.coalesce(Meeting.ends_at, Meeting.starts_at) <= until,
    )
    if of_one:
        statement = statement.where(Meeting.activity_id == bindparam("activity"))
    statement = statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(MOST_ASKED)
    return statement.options(joinedload(Meeting.organisation).joinedload(Organisation.names))


# ------------------------------------------------------------------ lists


def _between(organisation_id: int) -> ColumnElement[bool]:
    """Meetings with an organisation on either side; ours also where no firm of ours is named."""
    sides = (Meeting.organisation_id, Meeting.our_organisation_id)
    held = [side == organisation_id for side in sides]
    if organisation_id == contacts.our_organisation_id():
        held.append(Meeting.our_organisation_id.is_(None))
    return or_(*held)


def _matching(text: str) -> ColumnElement[bool]:
    """In the subject or the minutes, as the search finds them, or in any form of the counterpart's name."""
    met = aliased(Meeting)
    with_them = select(met.id).where(met.organisation_id.in_(lookup.matching("organisations", text)))
    return Meeting.id.in_(union(lookup.matching("meetings", text), lookup.mentioning("meetings", text), with_them))


def _with_person(person_id: int) -> ColumnElement[bool]:
    """One list of ids: with two conditions side by side both databases go through all meetings."""
    seated = select(Attendee.meeting_id).where(Attendee.person_id == person_id)
    interpreted = aliased(Meeting)
    return Meeting.id.in_(union(seated, select(interpreted.id).where(interpreted.interpreter_id == person_id)))


@dataclass(frozen=True)
class Filter(Conditions):
    """Conditions of the list. `since` and `until` are days of the place, both included."""

    q: str = conditions.text(_matching)
    only: Collection[int] = conditions.only(Meeting.id)
    activity: int | None = conditions.record(Meeting.activity_id)
    organisation: int | None = conditions.record(_between)
    person: int | None = conditions.record(_with_person)
    kind: Collection[str] = conditions.codes(Meeting.kind)
    result: Collection[str] = conditions.codes(Meeting.result)
    status: str = conditions.code(Meeting.status)
    since: date | None = conditions.day(lambda day: Meeting.held_on >= day)
    until: date | None = conditions.day(lambda day: Meeting.held_on <= day)
    made_by: int | None = conditions.record(Meeting.created_by_id)
    own: Collection[Own] = conditions.own(lambda asked: fields.fulfilling(Meeting.id, "meetings", asked))
    talks_only: bool = False  #: what the figures count: of several on one day between the same two, the first


def filtered(wanted: Filter, *, user: Actor) -> Select[Meeting]:
    """The visible meetings that fulfil every condition."""
    statement = visible_to(user).where(*wanted.where())
    if wanted.talks_only:
        statement = statement.where(Meeting.id.in_(talks(user=user).with_only_columns(Meeting.id)))
    return statement


def meetings(
    wanted: Filter,
    *,
    user: Actor,
    sort: str = "-date",
    cursor: str | None = None,
    size: int = 50,
    parts: Collection[str] = (),
) -> Page[Any]:
    """A page of the list, the latest first unless `sort` is "date"; `parts` are what its columns show besides."""
    matching = filtered(wanted, user=user)
    found = fields.page_in_order("meetings", sort, matching, Meeting.id, cursor, size, columns=_LINE)
    if found is None:
        order = SORTS.get(sort, SORTS["-date"])
        found = page(matching.with_only_columns(*_LINE), order, cursor, size, columns=True)
    return found.of(_lines(found.rows, parts))


def _lines(rows: Sequence[Any], parts: Collection[str]) -> list[Any]:
    ids = [row.id for row in rows]
    sides = contacts.listed_organisations(id for row in rows for id in (row.organisation_id, row.our_organisation_id))
    names = activities.names_of(row.activity_id for row in rows)
    minutes = reading.by_first(_MINUTES, ids)
    seated = reading.children(Attendee.meeting_id, ids) if ATTENDEES in parts else {}
    return [
        reading.listed(
            row,
            organisation=sides[row.organisation_id],
            our_organisation=sides.get(row.our_organisation_id),
            activity=names.get(row.activity_id),
            minutes=minutes.get(row.id, ()),
            attendees=seated.get(row.id, ()),
        )
        for row in rows
    ]


def for_report(activity_id: int, *, user: Actor) -> list[Meeting]:
    """The meetings of an activity that were held, with all they hold, in order; also those that were put away
    (domain.md §3)."""
    of_it = Meeting.activity_id == activity_id, Meeting.status == "held"
    statement = visible_to(user, archived=None).where(*of_it)
    statement = statement.options(*LOADED).order_by(Meeting.starts_at, Meeting.id)
    return list(db.session.scalars(statement).unique())


# ------------------------------------------------------------------ talks


def is_talk(meeting: type[Meeting] = Meeting, *, archived: bool = False) -> ColumnElement[bool]:
    """The same as `rules.is_talk`, in SQL, for a statement over Meeting or an alias of it.

    With `archived`, also one in the archive: figures do not move when something is put away (§3.1). That is on record.
    """
    if archived:
        return exists().where(TalkFact.meeting_id == meeting.id).correlate(meeting)
    return and_(stands(meeting, archived=False), is_minuted(meeting))


def is_minuted(meeting: type[Meeting] = Meeting) -> ColumnElement[bool]:
    """What makes a meeting a talk, looked up in the minutes: what `TalkFact` keeps."""
    told = [getattr(meeting, name) != "" for name in rules.TOLD]
    written = or_(*(getattr(MinuteItem, name) != "" for name in rules.WRITTEN))
    return and_(
        meeting.kind == rules.BUSINESS_TALK,
        meeting.status == "held",
        or_(
            *told,
            exists()
            .where(MinuteItem.meeting_id == meeting.id, MinuteItem.archived_at.is_(None), written)
            .correlate(meeting),
        ),
        exists().where(Attendee.meeting_id == meeting.id, Attendee.side == rules.THEIRS).correlate(meeting),
    )


def first_that_counts(but: Select[int]) -> ColumnElement[bool]:
    """Whether a `TalkFact` is counted: of those of two sides on a day the one that began first, at none of the
    activities `but`, which do not count."""
    earlier = aliased(TalkFact)
    counted_already = exists().where(
        same_talk(earlier, TalkFact),
        _began_before(earlier.starts_at, earlier.meeting_id, TalkFact.starts_at, TalkFact.meeting_id),
        or_(earlier.activity_id.is_(None), earlier.activity_id.not_in(but)),
    )
    outside = or_(TalkFact.activity_id.is_(None), TalkFact.activity_id.not_in(but))
    other = aliased(TalkFact)
    # On no other day does a later one stand for the first.
    days = select(other.held_on).where(other.activity_id.in_(but))
    later = and_(TalkFact.held_on.in_(days), not_(counted_already.correlate(TalkFact)))
    return and_(outside, or_(TalkFact.is_first, later))


def counted_talks(*, but: Select[int]) -> Select[Any]:
    """The meetings that are counted as talks, those of the archive among them, whoever asks: on record as such."""
    return select(Meeting).join(TalkFact, TalkFact.meeting_id == Meeting.id).where(first_that_counts(but))


def talks(*, user: Actor | None = None) -> Select[Meeting]:
    """One meeting for each talk: of several of the same two sides on one day, the one that began first (§3.1).

    Counts the rows of this and nothing else; `user` None counts everything. The
    earlier talk is looked for from each meeting, so that conditions put on this one (an activity, a period) are asked
    first: not of all talks ever held.
    """
    earlier = aliased(Meeting)
    counted_already = exists().where(
        earlier.organisation_id == Meeting.organisation_id,
        our_side(earlier).is_not_distinct_from(our_side(Meeting)),
        earlier.held_on == Meeting.held_on,
        _began_before(earlier.starts_at, earlier.id, Meeting.starts_at, Meeting.id),
        is_talk(earlier),
        *([_followed(user, earlier)] if user is not None and not sees_all(user) else []),
    )
    visible = select(Meeting) if user is None else visible_to(user)
    return visible.where(is_talk(), not_(counted_already.correlate(Meeting)))


def our_side(meeting: Any) -> Any:  # None for our office, which a merge may have named
    return func.nullif(meeting.our_organisation_id, contacts.our_organisation_id() or 0)


def _began_before(start: Any, id: Any, than: Any, than_id: Any) -> ColumnElement[bool]:
    """Whether one of two talks is the one that counts: in which order they were written down is no fact of them."""
    return or_(start < than, and_(start == than, id < than_id))


def same_talk(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two `TalkFact` are of the same two sides on the same day: they are one talk (§3.1)."""
    ours = one.our_organisation_id.is_not_distinct_from(other.our_organisation_id)
    return and_(one.organisation_id == other.organisation_id, ours, one.held_on == other.held_on)
