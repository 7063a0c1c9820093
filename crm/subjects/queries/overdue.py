"""What is over its term, and what of that a legal hold keeps (DP-6)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import func, or_, select

from crm.cards.models import BusinessCard, CardSide
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.contacts.queries import holding
from crm.core import clock, here
from crm.core.database import db
from crm.core.permissions import Actor
from crm.leads.models import Lead
from crm.leads.rules import DISQUALIFIED
from crm.office import queries as offices
from crm.office.rules import TERMS
from crm.places.rules import Shown
from crm.showrooms import queries as showrooms
from crm.subjects.rules.retention import CLEARED, MOST_SHOWN
from crm.threads import queries as threads
from crm.travel import queries as travel


@dataclass(frozen=True)
class OverTerm:
    """A record that is over its term: since when it counts, and whether a legal hold keeps it."""

    id: int  #: of the record that the page leads to
    name: Shown | None  #: of those that are shown; None: nobody is known
    since: date
    held: bool
    person_id: int | None = None


@dataclass(frozen=True)
class Due:
    """All records of a kind that are over their term: those that go first, the longest first."""

    code: str
    rows: Sequence[OverTerm]

    @property
    def going(self) -> list[OverTerm]:
        """Those that nothing keeps."""
        return [row for row in self.rows if not row.held]

    @property
    def held(self) -> int:
        return len(self.rows) - len(self.going)

    @property
    def shown(self) -> list[OverTerm]:
        """What somebody sees at once, and what goes when they confirm: the rest is next."""
        return list(self.rows[:MOST_SHOWN])

    @property
    def confirmed(self) -> list[OverTerm]:
        """Those of the shown that nothing keeps."""
        return [row for row in self.shown if not row.held]

    @property
    def digest(self) -> str:
        """Which rows a confirmation was given for."""
        return sha256(" ".join(str(row.id) for row in self.confirmed).encode()).hexdigest()


def due(code: str, *, user: Actor) -> Due:
    """What of a kind is over its term today; what a hold keeps stands last, so that it is never all that is shown."""
    rows = sorted(_FOUND[code](user), key=lambda row: (row.held, row.since, row.id))
    names = contacts.shown_names(sorted({row.person_id for row in rows[:MOST_SHOWN] if row.person_id is not None}))
    shown = [replace(row, name=names.get(row.person_id or 0) or row.name) for row in rows[:MOST_SHOWN]]
    return Due(code, [*shown, *rows[MOST_SHOWN:]])


def before(code: str) -> date:
    """The day on which what is over its term must have begun to count at the latest."""
    number, today = offices.term(code), here.today()
    if not TERMS[code].in_years:
        return today - timedelta(days=number)
    leap = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - number, day=28 if leap else today.day)


def _travel(_user: Actor) -> list[OverTerm]:
    held = travel.held()
    found = travel.overdue(clock.now() - timedelta(days=offices.term("travel")))
    return [
        OverTerm(line.detail.activity_id, None, line.closed_at.date(), line.detail.participant_id in held)
        for line in found
    ]


def _inquiries(_user: Actor) -> list[OverTerm]:
    found = showrooms.discarded_before(clock.now() - timedelta(days=offices.term("inquiries")))
    held = holding.held_among({each.id: (each.name, each.contact) for each in found})
    return [
        OverTerm(each.id, Shown(each.name, ""), each.decided_at.date(), each.id in held)
        for each in found if each.decided_at is not None
    ]  # fmt: skip


def _cards(user: Actor) -> list[OverTerm]:
    """Cards with pictures, by the last contact with their person; of nobody's, by when the card came."""
    table, day = BusinessCard, before("cards")
    pictured = select(CardSide.card_id).distinct()
    rows = db.session.execute(select(table.id, table.person_id, table.received_on, table.created_at).where(
        table.id.in_(pictured)
    )).all()  # fmt: skip
    old = [row for row in rows if (row.received_on or row.created_at.date()) < day]
    people = sorted({row.person_id for row in old if row.person_id is not None})
    last = threads.last_contacts("people", people, user=user) if people else {}
    held = holding.held_people()
    unknown = bool(held)  # whose a card of nobody is, nobody has said: while any hold stands, it may be theirs
    found = []
    for row in old:
        since = max(row.received_on or row.created_at.date(), last.get(row.person_id, date.min))
        if since < day:
            kept = row.person_id in held if row.person_id is not None else unknown
            found.append(OverTerm(row.id, None, since, kept, row.person_id))
    return found


def _leads(_user: Actor) -> list[OverTerm]:
    """Leads that are not pursued and still tell of somebody."""
    told = or_(Lead.raw_name.not_in(("", CLEARED)), Lead.raw_contact != "", Lead.inquiry != "", Lead.next_action != "")
    moment = clock.from_wall(datetime.combine(before("leads"), time()), here.zone())
    rows = db.session.scalars(
        select(Lead).where(Lead.status == DISQUALIFIED, Lead.updated_at < moment, told).order_by(Lead.id)
    ).all()
    stopped = holding.held_people()
    typed = holding.held_among({row.id: (row.raw_name, row.raw_contact) for row in rows})
    return [
        OverTerm(
            row.id, Shown(row.raw_name, "") if row.raw_name else None, row.updated_at.date(),
            row.id in typed or row.person_id in stopped, row.person_id,
        )
        for row in rows
    ]  # fmt: skip


def _contacts(user: Actor) -> list[OverTerm]:
    """People without any contact for so long: nothing is deleted by itself, somebody looks at each."""
    last, day = threads.latest("people", user=user), before("contacts")
    moment = clock.from_wall(datetime.combine(day, time()), here.zone())
    rows = select(Person.id, Person.created_at, last.c.day).outerjoin(last, last.c.id == Person.id).where(
        Person.erased_at.is_(None), Person.merged_into_id.is_(None), Person.created_at < moment,
        or_(last.c.day.is_(None), last.c.day < day),
    )  # fmt: skip
    found = db.session.execute(rows.order_by(func.coalesce(last.c.day, date(1, 1, 1)), Person.id)).all()
    held = holding.held_people()
    return [OverTerm(row.id, None, row.day or row.created_at.date(), row.id in held, row.id) for row in found]


_FOUND: Final[Mapping[str, Callable[[Actor], list[OverTerm]]]] = {
    "travel": _travel,
    "inquiries": _inquiries,
    "cards": _cards,
    "leads": _leads,
    "contacts": _contacts,
}
