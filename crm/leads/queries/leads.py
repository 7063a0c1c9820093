"""Which leads a user sees, one with all its page shows, and what they are called."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from crm.activities import queries as activities
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity, ActivityName, Participant
from crm.activities.rules import ABSENT, FAIRS
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import guess_language
from crm.core import clock, conditions, here, reading
from crm.core.conditions import Conditions, Own
from crm.core.database import db
from crm.core.names import search_key
from crm.core.paging import OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import seen
from crm.fairs import queries as fairs
from crm.fairs.models import Booth
from crm.fields import queries as fields
from crm.initiatives.queries import title
from crm.leads import rules
from crm.leads.models import Lead
from crm.leads.queries import above
from crm.leads.queries.asked import about, products_of
from crm.leads.queries.whence import INBOUND
from crm.meetings import queries as meetings
from crm.meetings.models import Attendee
from crm.places.models import Place
from crm.places.rules import Shown
from crm.users import queries as users

#: In an order by rank those without one are the last.
unranked_last: Final = case((Lead.rank == "", 1), else_=0).label("unranked")
SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "-date": (OrderColumn(Lead.captured_at, descending=True), OrderColumn(Lead.id, descending=True)),
    "date": (OrderColumn(Lead.captured_at), OrderColumn(Lead.id)),
    "rank": (
        OrderColumn(unranked_last),
        OrderColumn(Lead.rank),
        OrderColumn(Lead.captured_at, descending=True),
        OrderColumn(Lead.id, descending=True),
    ),
}
#: What a line of a list and the record's page show.
LISTED: Final[tuple[Any, ...]] = (
    joinedload(Lead.activity).selectinload(Activity.names),
    joinedload(Lead.activity).joinedload(Activity.place),
    joinedload(Lead.person).selectinload(Person.names),
    joinedload(Lead.organisation).selectinload(Organisation.names),
    joinedload(Lead.our_organisation).selectinload(Organisation.names),
    joinedload(Lead.owner),
    joinedload(Lead.booth),
)
#: What a line of the list shows of the lead itself.
_LINE: Final = tuple(
    getattr(Lead, name)
    for name in (
        "id", "activity_id", "captured_at", "person_id", "organisation_id", "our_organisation_id", "booth_id",
        "raw_name", "raw_organisation", "raw_contact", "category", "interest", "rank", "again_rank", "inquiry",
        "language", "next_action", "owner_id", "first_followup_at", "status", "may_contact",
    )
)  # fmt: skip
#: What columns show beside what every line has.
PRODUCTS, EXHIBITS = "products", "exhibits"
PANEL_SIZE: Final = 8
MOST_WAITING: Final = 50


def visible_to(user: Actor, *, archived: bool | None = False) -> Select[Lead]:
    """The leads a user sees: a mission leader those of activities they see, their own and those they made."""
    return seen(select(Lead).where(stands(Lead, archived=archived)), user, _followed)


def _followed(user: Actor) -> ColumnElement[bool]:
    return or_(
        Lead.activity_id.in_(activities.visible_ids(user)),
        Lead.owner_id == user.id,
        Lead.created_by_id == user.id,
    )


def activity_of(id: int) -> int | None:
    """Where a lead was captured; the caller has seen that it is visible."""
    return db.session.scalar(select(Lead.activity_id).where(Lead.id == id))


def one(id: int, *, user: Actor, archived: bool = False) -> Lead:
    """The lead with everything its page shows; NotVisible when there is none for this user."""
    return only(visible_to(user, archived=archived), id, *LISTED)


def _of_firm(id: int) -> ColumnElement[bool]:
    return or_(Lead.organisation_id == id, Lead.our_organisation_id == id)


def _matching(text: str) -> ColumnElement[bool]:
    """In what was written down, or in any form of the matched person's or organisation's name."""
    written = (Lead.raw_name, Lead.raw_organisation, Lead.raw_contact, Lead.inquiry, Lead.interest)
    found = [column.icontains(text, autoescape=True) for column in written]
    if key := search_key(text):
        people = select(Person.id).where(Person.search_key.contains(key, autoescape=True))
        firms = select(Organisation.id).where(Organisation.search_key.contains(key, autoescape=True))
        found += [Lead.person_id.in_(people), Lead.organisation_id.in_(firms)]
    return or_(*found)


@dataclass(frozen=True)
class Filter(Conditions):
    """Conditions of the list."""

    q: str = conditions.text(_matching)
    only: Collection[int] = conditions.only(Lead.id)
    activity: int | None = conditions.record(Lead.activity_id)
    organisation: int | None = conditions.record(_of_firm)
    person: int | None = conditions.record(Lead.person_id)
    rank: Collection[str] = conditions.codes(Lead.rank)
    status: Collection[str] = conditions.codes(Lead.status)
    category: Collection[str] = conditions.codes(Lead.category)
    answer: Collection[str] = conditions.codes(lambda wanted: _answered_so(wanted))
    booth: int | None = conditions.record(Lead.booth_id)
    product: int | None = conditions.record(about)
    exhibit: int | None = conditions.record(above.of_exhibit)
    showroom: int | None = conditions.record(above.of_showroom)
    owner: int | None = conditions.record(Lead.owner_id)
    own: Collection[Own] = conditions.own(lambda asked: fields.fulfilling(Lead.id, "leads", asked))
    unmatched: bool = conditions.flag(lambda: Lead.person_id.is_(None) & Lead.organisation_id.is_(None))


def _answered_so(wanted: Collection[str]) -> ColumnElement[bool]:
    """By how far a first answer is (rules.ANSWERS); a lead that is closed or became a case waits for none, nor does who
    did not agree to be contacted or left nothing by which they can be."""
    unanswered, nowhere = Lead.first_followup_at.is_(None) & Lead.status.in_(rules.OPEN), unreachable()
    waits = unanswered & Lead.may_contact & ~nowhere
    late = Lead.captured_at <= clock.now() - rules.ANSWERED_WITHIN
    ways = {
        rules.OVERDUE: waits & late,
        rules.LATELY: waits & late & (Lead.captured_at > clock.now() - rules.ASKED_AFTER),
        rules.OPEN_STILL: waits & ~late,
        rules.BARRED: unanswered & ~Lead.may_contact & ~nowhere,
        rules.UNREACHABLE: unanswered & nowhere,
        rules.ANSWERED: Lead.first_followup_at.is_not(None),
    }
    return or_(*(way for code, way in ways.items() if code in wanted))


def unreachable() -> ColumnElement[bool]:
    """Leads that hold nothing by which somebody could be reached or found: neither a record nor a word, nor a card."""
    nothing = [text == "" for text in (Lead.raw_name, Lead.raw_organisation, Lead.raw_contact)]
    unknown = and_(Lead.person_id.is_(None), Lead.organisation_id.is_(None), *nothing)
    return unknown & Lead.id.not_in(above.with_card())


def unreachable_among(ids: Collection[int]) -> set[int]:
    """Those of some leads that are unreachable."""
    return set(db.session.scalars(select(Lead.id).where(Lead.id.in_(ids), unreachable()))) if ids else set()


def without_consent(activity_id: int, people: Collection[int]) -> set[int]:
    """Those of some people who left a lead at an activity and agreed to be contacted on none that they left there."""
    told = select(Lead.person_id, func.max(case((Lead.may_contact, 1), else_=0))).where(
        Lead.activity_id == activity_id, Lead.person_id.in_(people), Lead.archived_at.is_(None)
    )
    rows = db.session.execute(told.group_by(Lead.person_id)) if people else ()
    return {person for person, agreed in rows if person is not None and not agreed}


def filtered(wanted: Filter, *, user: Actor) -> Select[Lead]:
    """The visible leads that fulfil every condition."""
    return visible_to(user).where(*wanted.where())


def leads(
    wanted: Filter,
    *,
    user: Actor,
    sort: str = "-date",
    cursor: str | None = None,
    size: int = 50,
    parts: Collection[str] = (),
    language: str = "",
) -> Page[Any]:
    """A page of the list, the latest first unless `sort` is "date" or "rank"; `parts` (PRODUCTS, EXHIBITS) are what its
    columns show besides, in a language."""
    matching = filtered(wanted, user=user)
    found = fields.page_in_order("leads", sort, matching, Lead.id, cursor, size, columns=_LINE)
    if found is None:
        columns = (*_LINE, unranked_last) if sort == "rank" else _LINE
        order = SORTS.get(sort, SORTS["-date"])
        found = page(matching.with_only_columns(*columns), order, cursor, size, columns=True)
    return found.of(_lines(found.rows, _asked(found.rows, parts, user, language)))


def _asked(
    rows: Sequence[Any], parts: Collection[str], user: Actor, language: str
) -> tuple[Mapping[int, Sequence[Shown]], Mapping[int, Sequence[Shown]]]:
    """({lead: the products it asked about}, {lead: the exhibits}), as far as columns show them."""
    ids = [row.id for row in rows]
    return (
        products_of(ids, language) if PRODUCTS in parts else {},
        above.exhibits_of(ids, user=user, language=language) if EXHIBITS in parts else {},
    )


def _lines(
    rows: Sequence[Any], asked: tuple[Mapping[int, Sequence[Shown]], Mapping[int, Sequence[Shown]]]
) -> list[Any]:
    captured = reading.by_first(_CAPTURED, sorted({row.activity_id for row in rows}))
    at = {
        id: SimpleNamespace(names=[name for name in told if name.language], place=told[0])
        for id, told in captured.items()
    }
    owners = users.colleagues()
    booths = fairs.booth_labels([row.booth_id for row in rows if row.booth_id is not None])
    people = contacts.listed_people(row.person_id for row in rows)
    firms = contacts.listed_organisations(id for row in rows for id in (row.organisation_id, row.our_organisation_id))
    known = ("person_id", "organisation_id", "raw_name", "raw_organisation", "raw_contact")
    nowhere = unreachable_among([row.id for row in rows if not any(getattr(row, name) for name in known)])
    return [
        reading.listed(
            row,
            activity=at[row.activity_id],
            booth=booths.get(row.booth_id, ""),
            owner=owners.get(row.owner_id),
            person=people.get(row.person_id),
            organisation=firms.get(row.organisation_id),
            our_organisation=firms.get(row.our_organisation_id),
            products=asked[0].get(row.id, ()),
            exhibits=asked[1].get(row.id, ()),
            unreachable=row.id in nowhere,
            other_rank=rules.other_rank(row.again_rank, row.status),
        )
        for row in rows
    ]


#: What an activity is called, name by name, and where it takes place.
_CAPTURED: Final = (
    select(Activity.id, Place.country, Place.timezone, ActivityName.language, ActivityName.text)
    .join(Place, Place.id == Activity.place_id)
    .outerjoin(ActivityName, ActivityName.activity_id == Activity.id)
    .where(reading.of_ids(Activity.id))
    .order_by(ActivityName.id)
)


def unanswered(activity_id: int, *, user: Actor, most: int) -> Sequence[Lead]:
    """The leads of an activity that wait for a first answer, the one that is due first first."""
    waiting = Filter(activity=activity_id, answer=(rules.OVERDUE, rules.OPEN_STILL))
    ordered = filtered(waiting, user=user).options(*LISTED).order_by(Lead.captured_at, Lead.id)
    return db.session.scalars(ordered.limit(most)).unique().all()


def ranked_again(activity_id: int, *, user: Actor) -> Sequence[Lead]:
    """The leads of an activity that were captured again with another rank, which somebody has to decide; none that
    nobody pursues."""
    waits = Lead.again_rank.is_not(None), Lead.status != rules.DISQUALIFIED
    waiting = filtered(Filter(activity=activity_id), user=user).where(*waits)
    return db.session.scalars(waiting.options(*LISTED).order_by(Lead.again_at, Lead.id)).unique().all()


def not_to_answer(activity_id: int, *, user: Actor, most: int) -> list[tuple[Lead, str]]:
    """[(lead, rules.BARRED or rules.UNREACHABLE)] of the leads of an activity that nobody has answered and
    nobody may, or can; the first captured first."""
    wanted = Filter(activity=activity_id, answer=(rules.BARRED, rules.UNREACHABLE))
    ordered = filtered(wanted, user=user).options(*LISTED).order_by(Lead.captured_at, Lead.id)
    rows = db.session.scalars(ordered.limit(most)).unique().all()
    nowhere = unreachable_among([lead.id for lead in rows])
    return [(lead, rules.UNREACHABLE if lead.id in nowhere else rules.BARRED) for lead in rows]


def answers_due(*, user: Actor, activity_id: int | None = None) -> dict[str, int]:
    """{code of rules.ANSWERS: how many leads} of an activity, each as the list has it; of all activities those that are
    overdue without those captured long ago (rules.LATELY)."""
    codes = (
        (rules.LATELY, rules.OPEN_STILL)
        if activity_id is None
        else (rules.OVERDUE, rules.OPEN_STILL, rules.BARRED, rules.UNREACHABLE)
    )
    found = {}
    for code in codes:
        leads = filtered(Filter(activity=activity_id, answer=(code,)), user=user)
        found[code] = db.session.scalar(leads.with_only_columns(func.count(Lead.id))) or 0
    return found


def fair_days(activity_id: int) -> tuple[date, date] | None:
    """(first, last) day of a fair; None for any other activity."""
    found = select(Activity.start_on, Activity.end_on).where(Activity.id == activity_id, Activity.type.in_(FAIRS))
    row = db.session.execute(found).one_or_none()
    return (row.start_on, row.end_on) if row is not None else None


def booths(*, user: Actor, language: str) -> list[tuple[int, str]]:
    """[(id, hall and number with the fair)] of the booths at which leads were captured, the latest fair first."""
    told = select(Lead.booth_id).where(Lead.booth_id.is_not(None))
    found = fairs.visible_booths(user, archived=None).where(Booth.id.in_(told)).join(Booth.activity)
    ordered = found.order_by(Activity.start_on.desc(), Booth.hall, Booth.number, Booth.id)
    rows = db.session.scalars(ordered.options(joinedload(Booth.activity).selectinload(Activity.names)))
    return [(row.id, f"{row.label} · {title(row.activity.names, language)}") for row in rows]


@dataclass(frozen=True)
class Captured:
    """The leads of one day, by the calendar of the place: {rank: number}."""

    day: date
    ranks: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.ranks.values())

    @property
    def unranked(self) -> int:
        return self.ranks.get("", 0)


def tally(activity_id: int, *, user: Actor) -> list[Captured]:
    """What was captured at an activity, day by day; days without a lead are left out."""
    seen = visible_to(user).join(Activity, Activity.id == Lead.activity_id).join(Place, Place.id == Activity.place_id)
    rows = db.session.execute(
        seen.where(Lead.activity_id == activity_id).with_only_columns(Lead.captured_at, Lead.rank, Place.timezone)
    )
    days: dict[date, Counter[str]] = {}
    for captured_at, rank, timezone in rows:
        days.setdefault(clock.local(captured_at, timezone).date(), Counter())[rank] += 1
    return [Captured(day, days[day]) for day in sorted(days)]


# ------------------------------------------------------------------ who it is


def asking(activity_id: int | None, *, user: Actor) -> Sequence[Participant | Attendee]:
    """Of whom a lead may be begun: the delegation that comes to us, in the order of protocol; elsewhere those of the
    other side whom its talks met.
    """
    if activity_id is None or not ACTIVITY.is_visible(activity_id, user):
        return []
    activity = activities.one(activity_id, user=user)
    if activity.direction != INBOUND:
        return meetings.met(activity_id, user=user)
    there = activities.participants(activity_id)
    return [part for part in there if part.status not in ("cancelled", ABSENT) and part.role != "interpreter"]


def who(lead: Lead, reader: str = "") -> Shown | None:
    """The person's name as a reader's documents write it, without a reader in its own script, matched or as written;
    None when no name was taken. Needs `LISTED`."""
    return contacts.display_name(lead.person, reader) if lead.person is not None else _written(lead, lead.raw_name)


def firm(lead: Lead, reader: str = "") -> Shown | None:
    """The organisation's name as `who` has the person's. Needs `LISTED`."""
    if lead.organisation is not None:
        return contacts.display_name(lead.organisation, reader)
    return _written(lead, lead.raw_organisation)


def _written(lead: Lead, text: str) -> Shown | None:
    """A written text with its likely language: characters alone are read by where it was captured."""
    return Shown(text, guess_language(text, lead.activity.place.country)) if text else None


def heading(lead: Lead, reader: str = "", *, spoken: str = "") -> Shown:
    """What a lead is called: the person, else the organisation, else how they can be reached; for a reader as `who`.

    Without any of them it is the card, or the visitor, of its moment, in words of the reader's language: `spoken` where
    names stand in their own script.
    """
    return called(lead, reader) or _of_moment(lead, reader or spoken or here.language())


def called(lead: Lead, reader: str = "") -> Shown | None:
    """The same of a lead of which anything was taken; else None."""
    named = who(lead, reader) or firm(lead, reader)
    return named or (Shown(lead.raw_contact, "en") if lead.raw_contact else None)


def _of_moment(lead: Lead, language: str) -> Shown:
    """On the clock of the place; what was sent without a note is the picture of a card."""
    there = clock.local(lead.captured_at, lead.activity.place.timezone)
    time = "" if here.day_alone(lead.captured_at) is not None else f"{there:%H:%M}"
    on = here.day_alone(lead.captured_at) or there.date()
    return Shown(*rules.unnamed(on, time, noted=bool(lead.inquiry), year=here.today().year, language=language))
