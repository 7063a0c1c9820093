"""Which activities a user sees, and one with all that hangs on it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.activities.models import Activity, ActivityName, Participant, ParticipantCall
from crm.activities.rules import OVER
from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.queries.display import ListedPerson, current_affiliation, title_of
from crm.contacts.rules import NO_RANK, TITLE_LIMIT
from crm.core import conditions, reading
from crm.core.conditions import Conditions, Own
from crm.core.database import db
from crm.core.days import plain_date
from crm.core.errors import or_not_visible
from crm.core.languages import Language
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import seen
from crm.fields import queries as fields
from crm.initiatives.models import Initiative
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.places import queries as places
from crm.places.models import Place, PlaceTier
from crm.users import queries as users

#: What a line of a list shows of an activity itself.
LINE: tuple[Any, ...] = (
    Activity.id,
    Activity.type,
    Activity.direction,
    Activity.status,
    Activity.start_on,
    Activity.end_on,
    Activity.place_id,
    Activity.leader_id,
)
#: What a line of records shows, but for the names: `named` asks for those at once.
LISTED: tuple[Any, ...] = (joinedload(Activity.place), joinedload(Activity.leader))
_PEOPLE = selectinload(Activity.participants).joinedload(Participant.person)
#: What a record's page shows, but for the names of place and organisations: `one` asks for those at once.
_LOADED: tuple[Any, ...] = (
    joinedload(Activity.names),
    joinedload(Activity.place),
    joinedload(Activity.leader),
    joinedload(Activity.coordinator),
    joinedload(Activity.initiative).selectinload(Initiative.names),
    joinedload(Activity.host_organisation),
    joinedload(Activity.sender_organisation),
    selectinload(Activity.costs),
    _PEOPLE.joinedload(Person.names),
    _PEOPLE.selectinload(Person.contact_points),
    selectinload(Activity.participants).joinedload(Participant.organisation),
)
SORTS: dict[str, tuple[OrderColumn, ...]] = {
    "-date": (OrderColumn(Activity.start_on, descending=True), OrderColumn(Activity.id, descending=True)),
    "date": (OrderColumn(Activity.start_on), OrderColumn(Activity.id)),
}


def visible_to(user: Actor, *, archived: bool | None = False) -> Select[Activity]:
    """The activities a user sees: a mission leader their own (leading, coordinating, made by them), others all."""
    return seen(select(Activity).where(stands(Activity, archived=archived)), user, _own)


def _own(user: Actor) -> Any:
    return or_(Activity.leader_id == user.id, Activity.coordinator_id == user.id, Activity.created_by_id == user.id)


def left_out(*, but: Any = None) -> Select[int]:
    """The activities that are in no figure (domain.md §3), whoever asks; `but` one that is asked of itself."""
    found = select(Activity.id).where(Activity.not_counted != "")
    return found if but is None else found.where(Activity.id != but)


def visible_ids(user: Actor) -> Select[int]:
    """The ids of `visible_to`, for the visibility of what hangs on activities."""
    return visible_to(user).with_only_columns(Activity.id)


def one(id: int, *, user: Actor, archived: bool = False) -> Activity:
    """The activity with everything its page shows; NotVisible when there is none for this user."""
    found = db.session.scalars(_whole(user, archived), reading.by(user, id=id))
    return _filled(or_not_visible(found.unique().one_or_none()))


@reading.kept
def _whole(user: Actor, archived: bool) -> Select[Activity]:
    found = visible_to(user, archived=archived).where(Activity.id == bindparam("id", type_=Integer))
    return found.options(*_LOADED)


def headed(id: int, *, user: Actor) -> Activity:
    """The activity with what the head of its pages tells. NotVisible when there is none for this user."""
    found = or_not_visible(db.session.scalars(_headed(user), reading.by(user, id=id)).unique().one_or_none())
    reading.fill([found], Activity.participants, Activity.costs)
    reading.fill([found.place], Place.names)
    return found


@reading.kept
def _headed(user: Actor) -> Select[Activity]:
    told = (joinedload(each) for each in (Activity.names, Activity.place, Activity.leader, Activity.coordinator))
    return visible_to(user).where(Activity.id == bindparam("id", type_=Integer)).options(*told)


def whole(id: int) -> Activity:
    """The same whoever sees it: for what somebody gave out of their sight. NotVisible when it is archived."""
    return _filled(only(select(Activity).where(stands(Activity)), id, *_LOADED))


def _filled(found: Activity) -> Activity:
    sent_by = [part.organisation for part in found.participants]
    reading.fill([found.place], Place.names)
    reading.fill([found.host_organisation, found.sender_organisation, *sent_by], Organisation.names)
    return found


def one_kept(id: int, *, user: Actor) -> Activity:
    """The activity with its names, of the archive as well; NotVisible when there is none for this user."""
    return only(visible_to(user, archived=None), id, selectinload(Activity.names))


def for_feed(id: int) -> Activity:
    """The activity behind a secret address, which stands for a user; NotVisible when it is archived."""
    return only(select(Activity).where(stands(Activity)), id, selectinload(Activity.names))


def _began_in_tiers(tiers: Collection[str]) -> ColumnElement[bool]:
    """Whether the place had one of the tiers when the activity began: its own, else that of the nearest above."""
    begun = (Activity.id.label("activity_id"), Activity.start_on.label("on"), Place.id.label("at_id"))
    climb = (
        select(*begun, Place.parent_id.label("next_id"), literal(0).label("n"))
        .join(Place, Place.id == Activity.place_id)
        .cte(recursive=True)
    )
    above = aliased(Place)
    climb = climb.union_all(
        select(climb.c.activity_id, climb.c.on, above.id, above.parent_id, climb.c.n + 1).where(
            above.id == climb.c.next_id
        )
    )
    nearest = func.row_number().over(
        partition_by=climb.c.activity_id, order_by=(climb.c.n, PlaceTier.valid_from.desc())
    )
    known = and_(PlaceTier.place_id == climb.c.at_id, PlaceTier.valid_from <= climb.c.on)
    ranked = select(climb.c.activity_id, PlaceTier.tier, nearest.label("rank")).join(PlaceTier, known).subquery()
    told = select(ranked.c.activity_id).where(ranked.c.rank == 1)
    conditions = [Activity.id.in_(told.where(ranked.c.tier.in_([tier for tier in tiers if tier])))]
    return or_(*conditions, *([Activity.id.not_in(told)] if "" in tiers else []))


def _inside(place_ids: Collection[int]) -> ColumnElement[bool]:
    """At one of the places, or at one below it."""
    return or_(*(Activity.place_id.in_(places.within(id)) for id in place_ids))


def _ended(bound: ColumnElement[bool]) -> ColumnElement[bool]:
    """What was cancelled never ended."""
    return and_(bound, Activity.status != "cancelled")


@dataclass(frozen=True)
class Filter(Conditions):
    """Conditions of the list. `ended_from`, `ended_until`: ended within these days, both included."""

    q: str = conditions.text(lambda words: Activity.names.any(ActivityName.text.icontains(words, autoescape=True)))
    only: Collection[int] = conditions.only(Activity.id)
    type: Collection[str] = conditions.codes(Activity.type)
    direction: Collection[str] = conditions.codes(Activity.direction)
    status: Collection[str] = conditions.codes(Activity.status)
    fiscal_year: int | None = conditions.record(
        lambda year: Activity.start_on.between(*offices.current().fiscal_year_dates(year))
    )
    place: Collection[int] = conditions.records(_inside)
    initiative: int | None = conditions.record(Activity.initiative_id)
    leader: int | None = conditions.record(Activity.leader_id)
    coordinator: int | None = conditions.record(Activity.coordinator_id)
    tiers: Collection[str] = conditions.codes(_began_in_tiers)  #: "" is a place without one
    own: Collection[Own] = conditions.own(lambda asked: fields.fulfilling(Activity.id, "activities", asked))
    ended_from: date | None = conditions.day(lambda day: _ended(Activity.end_on >= day))
    ended_until: date | None = conditions.day(lambda day: _ended(Activity.end_on <= day))


def filtered(wanted: Filter, *, user: Actor) -> Select[Activity]:
    """The visible activities that fulfil every condition."""
    return visible_to(user).where(*wanted.where())


def activities(
    wanted: Filter, *, user: Actor, sort: str = "-date", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Any]:
    """A page of the list, the latest first unless `sort` is "date"."""
    order = SORTS.get(sort, SORTS["-date"])
    statement = filtered(wanted, user=user).with_only_columns(*LINE)
    found = page(statement, order, cursor, size, columns=True)
    return found.of(told(found.rows))


def told(rows: Sequence[Any]) -> list[Any]:
    """Rows of LINE with their names, where they are, and who leads them."""
    names = names_of(row.id for row in rows)
    there = places.listed(row.place_id for row in rows)
    leaders = users.colleagues()
    return [
        reading.listed(row, names=names.get(row.id, ()), place=there[row.place_id], leader=leaders.get(row.leader_id))
        for row in rows
    ]


def named(rows: Collection[Activity]) -> None:
    """Load the names of activities, and of the places that are loaded with them."""
    reading.fill(rows, Activity.names)
    reading.fill([row.place for row in rows], Place.names)


def names_of(ids: Iterable[int | None]) -> dict[int, list[Row[Any]]]:
    """{id: the names of an activity as plain rows, in their order}, for `title`."""
    wanted = sorted({id for id in ids if id is not None})
    return reading.children(ActivityName.activity_id, wanted, ActivityName.language, ActivityName.text)


def fiscal_years(*, user: Actor) -> list[int]:
    """The fiscal years in which a visible activity starts, latest first."""
    span = select(func.min(Activity.start_on), func.max(Activity.start_on)).where(Activity.id.in_(visible_ids(user)))
    found = db.session.execute(span).one()
    dates: tuple[date | None, date | None] = (found[0], found[1])
    if dates[0] is None or dates[1] is None:
        return []
    return offices.current().fiscal_years(dates[0], dates[1])[::-1]


def options(*, user: Actor, language: str = Language.JA) -> list[tuple[int, str]]:
    """[(id, "name · start")] of the visible activities, latest first, for choices in forms."""
    rows = db.session.scalars(
        visible_to(user).options(joinedload(Activity.names)).order_by(Activity.start_on.desc(), Activity.id.desc())
    )
    return [(row.id, f"{title(row.names, language)} · {plain_date(language, row.start_on)}") for row in rows.unique()]


def labels(ids: Collection[int], *, language: str = Language.JA) -> dict[int, str]:
    """{id: name} of activities that the caller already found to be visible."""
    return {id: title(names, language) for id, names in names_of(ids).items()}


def participants(activity_id: int) -> list[Participant]:
    """The delegation in the order of protocol, with names and organisations."""
    statement = select(Participant).where(Participant.activity_id == activity_id)
    statement = statement.order_by(Participant.order, Participant.id).options(
        joinedload(Participant.person).selectinload(Person.names),
        joinedload(Participant.organisation).selectinload(Organisation.names),
    )
    return list(db.session.scalars(statement).unique())


def call(activity_id: int) -> ParticipantCall | None:
    """What was written for the call for participants of an activity that the caller found to be visible."""
    return db.session.scalar(select(ParticipantCall).where(ParticipantCall.activity_id == activity_id))


def of_person(person_id: int, *, user: Actor) -> list[tuple[Participant, Activity]]:
    """A person's parts in visible activities, the latest first."""
    statement = (
        visible_to(user)
        .join(Participant, Participant.activity_id == Activity.id)
        .where(Participant.person_id == person_id)
        .with_only_columns(Participant, Activity, maintain_column_froms=True)
        .options(joinedload(Participant.person))
        .options(selectinload(Activity.names), joinedload(Activity.place).selectinload(Place.names))
        .order_by(Activity.start_on.desc(), Activity.id.desc())
    )
    return [(part, activity) for part, activity in db.session.execute(statement).unique()]


def post_of(person_id: int, organisation_id: int | None, day: date) -> Affiliation | None:
    """The post that a person holds on `day` at an organisation, or anywhere: of several, as `current_affiliation`."""
    statement = select(Affiliation).where(Affiliation.person_id == person_id)
    if organisation_id is not None:
        statement = statement.where(Affiliation.organisation_id == organisation_id)
    return current_affiliation(ListedPerson(person_id, (), db.session.scalars(statement).all()), day)


def organisation_on(person_id: int, day: date) -> int | None:
    """The organisation of the post a person holds on a day."""
    post = post_of(person_id, None, day)
    return post.organisation_id if post is not None else None


def title_held(person_id: int, organisation_id: int | None, day: date) -> tuple[str, dict[str, str]]:
    """(title, {language: title}) of the post that a person holds at an organisation on `day`; empty without one."""
    post = post_of(person_id, organisation_id, day) if organisation_id is not None else None
    return (title_of(post)[:TITLE_LIMIT], dict(post.titles)) if post is not None else ("", {})


def place_at(activity_id: int) -> int | None:
    """The id of the place of an activity; None where there is none such."""
    return db.session.scalar(select(Activity.place_id).where(Activity.id == activity_id))


def place_of(activity_id: int) -> Place:
    """The main place of an activity, with its clock."""
    return db.session.scalars(_PLACE_OF, {"activity": activity_id}).one()


_PLACE_OF: Final = (
    select(Place).join(Activity, Activity.place_id == Place.id).where(Activity.id == bindparam("activity"))
)


def held_where(day: date, words: str, *, user: Actor) -> int | None:
    """The one visible activity of a day whose place, or one above it in its country, is named in a text; else None."""
    on_the_way = visible_to(user).where(Activity.start_on <= day, Activity.end_on >= day)
    running = dict(db.session.execute(on_the_way.with_only_columns(Activity.id, Activity.place_id)).all())
    lineages = places.lineages(running.values()) if running else {}
    named = places.named_in(words, {id for ids in lineages.values() for id in ids})
    found = [id for id, place_id in running.items() if lineages[place_id] & named]
    return found[0] if len(found) == 1 else None


def over(day: date) -> ColumnElement[bool]:
    """That an activity is over on a day (`rules.is_over`)."""
    return or_(Activity.end_on < day, Activity.status.in_(OVER))


def ends_on(activity_id: int) -> date | None:
    """The last day of an activity; None where there is none such."""
    return db.session.scalar(select(Activity.end_on).where(Activity.id == activity_id))


def days_of(activity_id: int) -> tuple[date, date] | None:
    """(first, last) day of an activity; None where there is none such."""
    found = db.session.execute(
        select(Activity.start_on, Activity.end_on).where(Activity.id == activity_id)
    ).one_or_none()
    return (found.start_on, found.end_on) if found is not None else None


def day_at(activity_id: int | None, today: date) -> date:
    """The likely day of what happens at an activity: `today` where it is one of its days, else its first day.

    `today` also where there is no such activity.
    """
    days = days_of(activity_id) if activity_id is not None else None
    return days[0] if days is not None and not days[0] <= today <= days[1] else today


def of_organisation(organisation_id: int, *, user: Actor) -> list[Activity]:
    """The visible activities that an organisation hosts, sends or is represented in, the latest first."""
    represented = select(Participant.activity_id).where(Participant.organisation_id == organisation_id)
    statement = visible_to(user).where(
        or_(
            Activity.host_organisation_id == organisation_id,
            Activity.sender_organisation_id == organisation_id,
            Activity.id.in_(represented),
        )
    )
    ordered = statement.options(*LISTED).order_by(Activity.start_on.desc(), Activity.id.desc())
    found = list(db.session.scalars(ordered))
    named(found)
    return found


def title_ranks(parts: Collection[Participant], day: date) -> dict[int, int]:
    """{participant id: rank of the title held on `day` at the body represented}, 1 the highest, NO_RANK without one."""
    people = {part.person_id for part in parts}
    posts = db.session.scalars(
        select(Affiliation).where(
            Affiliation.person_id.in_(people),
            or_(Affiliation.from_date.is_(None), Affiliation.from_date <= day),
            or_(Affiliation.to_date.is_(None), Affiliation.to_date >= day),
        )
    ).all()
    found = {}
    for part in parts:
        own = [post for post in posts if post.person_id == part.person_id]
        there = [post for post in own if post.organisation_id == part.organisation_id] or own
        found[part.id] = min((post.rank for post in there), default=NO_RANK)
    return found
