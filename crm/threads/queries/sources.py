"""Where the things of a thread come from: of each source what a user sees, when it happened, what is shown of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, false, literal, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from crm.activities import queries as activities
from crm.activities.models import Activity, CostLine, Participant
from crm.activities.rules import GOING
from crm.cards.models import CardExchange
from crm.contacts.models import Organisation, Person, Portrait
from crm.core import clock, here
from crm.core.database import Moment
from crm.core.permissions import Actor
from crm.core.records import stands
from crm.files.models import StoredFile
from crm.interactions import queries as interactions
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.letters import queries as letters
from crm.letters.models import Letter
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations.models import Interaction, StageEvent
from crm.products.models import Certificate, Product, ProductPhoto
from crm.tasks.models import Task
from crm.threads import rules
from crm.threads.rules import ThreadPlace


@dataclass(frozen=True)
class ThreadSource:
    """One of rules.SOURCES. `at` is a moment, or with `by_day` a day."""

    model: Any
    at: InstrumentedAttribute[Any]
    #: What of it a user sees, and has happened by now. Moves, tasks, cards and files are narrowed by the scope:
    #: whoever sees a record sees all of them.
    happened: Callable[[Actor], Select[Any]]
    loaded: tuple[Any, ...] = ()
    #: Lists of children that are shown with it.
    lists: tuple[InstrumentedAttribute[Any], ...] = ()
    by_day: bool = False


#: The moment at which a kept statement is asked, and the day that it is then at our office.
NOW: Final = bindparam("now", type_=Moment())
TODAY: Final = bindparam("today", type_=Date())
#: What the keys of planned meetings say instead of a source.
AHEAD: Final = "ahead"
_NAMED: Final = (
    joinedload(Interaction.organisation).joinedload(Organisation.names),
    joinedload(Interaction.person).joinedload(Person.names),
)
#: A step tells of few leads: their names come with them.
_ASKED: Final = (
    joinedload(Lead.activity).joinedload(Activity.names),
    joinedload(Lead.activity).joinedload(Activity.place),
    joinedload(Lead.person).joinedload(Person.names),
    joinedload(Lead.organisation).joinedload(Organisation.names),
    joinedload(Lead.our_organisation).selectinload(Organisation.names),
    joinedload(Lead.owner),
    joinedload(Lead.booth),
)


def _met(user: Actor) -> Select[Any]:
    return meetings.visible_to(user).where(not_(is_ahead()))


def is_ahead() -> ColumnElement[bool]:
    """Whether a meeting is planned and still to come."""
    return and_(Meeting.status == "planned", Meeting.starts_at >= NOW)


def _sent(user: Actor) -> Select[Any]:
    return letters.visible_to(user).where(Letter.sent_on.is_not(None))


def _done(_user: Actor) -> Select[Any]:
    return select(Task).where(stands(Task), Task.status == "done", Task.done_on.is_not(None))


def _went(user: Actor) -> Select[Any]:
    return (
        activities.visible_to(user)
        .join(Participant, Participant.activity_id == Activity.id)
        .where(
            Activity.status != "cancelled",
            Activity.start_on <= TODAY,
            Participant.status.in_(GOING),
        )
        .with_only_columns(Participant, maintain_column_froms=True)
    )


def _attached(_user: Actor) -> Select[Any]:
    """Files that stand for themselves: no portrait, no receipt of a cost, no photo or certificate of a product."""
    portrait = exists().where(
        StoredFile.record_type == Person.__tablename__,
        Portrait.person_id == StoredFile.record_id,
        or_(Portrait.file_id == StoredFile.id, Portrait.thumbnail_id == StoredFile.id),
    )
    receipt = exists().where(
        StoredFile.record_type == Activity.__tablename__,
        CostLine.activity_id == StoredFile.record_id,
        CostLine.receipt_id == StoredFile.id,
    )
    photo = exists().where(
        StoredFile.record_type == Product.__tablename__,
        ProductPhoto.product_id == StoredFile.record_id,
        or_(ProductPhoto.file_id == StoredFile.id, ProductPhoto.thumbnail_id == StoredFile.id),
    )
    copy = exists().where(
        StoredFile.record_type == Product.__tablename__,
        Certificate.product_id == StoredFile.record_id,
        Certificate.file_id == StoredFile.id,
    )
    used = (portrait, receipt, photo, copy)
    return select(StoredFile).where(stands(StoredFile), *(not_(each.correlate(StoredFile)) for each in used))


SOURCES: Final[dict[str, ThreadSource]] = {
    rules.MEETING: ThreadSource(
        Meeting,
        Meeting.starts_at,
        _met,
        (joinedload(Meeting.organisation).joinedload(Organisation.names),),
        (Meeting.attendees, Meeting.minutes),
    ),
    rules.NOTE: ThreadSource(Interaction, Interaction.at, lambda user: interactions.visible_to(user), _NAMED),
    rules.LETTER: ThreadSource(
        Letter, Letter.sent_on, _sent, (joinedload(Letter.person).joinedload(Person.names),), by_day=True
    ),
    rules.LEAD: ThreadSource(Lead, Lead.captured_at, lambda user: leads.visible_to(user), _ASKED),
    rules.MOVE: ThreadSource(StageEvent, StageEvent.at, lambda _user: select(StageEvent)),
    rules.TASK: ThreadSource(Task, Task.done_on, _done, (joinedload(Task.owner),), by_day=True),
    rules.TRIP: ThreadSource(
        Participant,
        Activity.start_on,
        _went,
        (joinedload(Participant.person).joinedload(Person.names),),
        by_day=True,
    ),
    rules.CARD: ThreadSource(
        CardExchange,
        CardExchange.exchanged_on,
        lambda _user: select(CardExchange).where(stands(CardExchange)),
        (joinedload(CardExchange.person).joinedload(Person.names),),
        by_day=True,
    ),
    rules.FILE: ThreadSource(StoredFile, StoredFile.created_at, _attached),
}


def keys(code: str, scope: ColumnElement[bool], user: Actor, *, beyond: ThreadPlace | None, most: int) -> Select[Any]:
    """(source, id, moment, day) of the latest things of a source, beyond a place; one of moment and day is NULL."""
    source = SOURCES[code]
    found = source.happened(user).where(scope)
    if beyond is not None:
        found = found.where(_beyond(code, source, beyond))
    moment: Any = literal(None, Moment())
    day: Any = literal(None, Date())
    if source.by_day:
        day = source.at
    else:
        moment = source.at
    columns = (literal(code).label("source"), source.model.id.label("id"), moment.label("moment"), day.label("day"))
    return (
        found.with_only_columns(*columns, maintain_column_froms=True)
        .order_by(source.at.desc(), source.model.id.desc())
        .limit(most)
    )


def keys_ahead(scope: ColumnElement[bool], user: Actor) -> Select[Any]:
    """The same of the next planned meetings."""
    found = meetings.visible_to(user).where(is_ahead(), scope).order_by(Meeting.starts_at, Meeting.id)
    day: Any = literal(None, Date())
    columns: tuple[Any, ...] = (literal(AHEAD).label("source"), Meeting.id, Meeting.starts_at, day.label("day"))
    return found.with_only_columns(*columns).limit(rules.MOST_AHEAD)


def _beyond(code: str, source: ThreadSource, place: ThreadPlace) -> ColumnElement[bool]:
    """Whether a thing stands below a place."""
    bound: Any = place.at
    at_place = True
    before = source.at < bound
    if source.by_day:
        bound = clock.local(place.at, here.zone()).date()
        noon = here.noon(bound)
        at_place = noon == place.at
        before = source.at <= bound if noon < place.at else source.at < bound
    order = list(rules.SOURCES)
    beside: ColumnElement[bool] = false()
    if at_place and code == place.source:
        beside = and_(source.at == bound, source.model.id < place.id)
    elif at_place and order.index(code) > order.index(place.source):
        beside = source.at == bound
    return or_(before, beside)
