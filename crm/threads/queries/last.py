"""When there was contact last: what people did together, not what somebody edited. Of many records in one statement."""

from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import CompoundSelect, Date, Select, func, literal, select, union_all

from crm.activities.kind import ACTIVITY
from crm.cards.models import CardExchange
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Affiliation
from crm.contacts.queries import parts
from crm.core import clock, here, reading
from crm.core.database import Moment
from crm.core.permissions import Actor, Shell
from crm.core.reading import IDS
from crm.interactions import queries as interactions
from crm.letters import queries as letters
from crm.letters.models import Letter
from crm.meetings import queries as meetings
from crm.meetings.models import Attendee, Meeting
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Interaction, Negotiation, NegotiationMeeting
from crm.negotiations.rules import CONTACT_KINDS
from crm.threads.queries.scopes import SIDES, in_post, reader_of

#: Statements of (id of the record, day or moment) of what a user sees; the latest of each counts.
Parts = list[Select[Any]]


def last_contacts(record_type: str, ids: Collection[int], *, user: Actor) -> dict[int, date]:
    """{id: the day, where our office is, of the last contact that the user sees}: a meeting that was held, a call, a
    mail or a chat, a letter sent, an exchange of cards; of an organisation also with its people and in its cases.

    A note is written down here, not said to anybody. Records without any contact are absent.
    """
    if not ids:
        return {}
    statement = _statement(record_type, reader_of(user))
    zone = here.zone()
    found: dict[int, date] = {}
    for row in reading.rows(statement, ids=list(ids)):
        id, day, moment = tuple(row)
        last = day if moment is None else clock.local(moment, zone).date()
        found[id] = max(found.get(id, last), last)
    return found


# The lists of people and of organisations have a column of it.
parts.last_contacts_by(last_contacts)


@lru_cache(maxsize=256)
def _statement(record_type: str, reader: Shell) -> CompoundSelect[Any]:
    """(id, day, moment) of the latest of each part: made once for all who see everything, and for each leader."""
    days, moments = PARTS[record_type](reader)
    return union_all(*[_latest(part, Date()) for part in days], *[_latest(part, Moment()) for part in moments])


def _latest(part: Select[Any], kind: Any) -> Select[Any]:
    """(id, day, moment) of a part, where one of the two is NULL."""
    id, when = part.selected_columns
    both: list[Any] = [literal(None, Date()), func.max(when)]
    if isinstance(kind, Date):
        both = [func.max(when), literal(None, Moment())]
    return part.with_only_columns(id, *both, maintain_column_froms=True).group_by(id)


def _of_people(user: Actor) -> tuple[Parts, Parts]:
    met = _held(user, Attendee.person_id).join(Attendee, Attendee.meeting_id == Meeting.id)
    days = [
        met.where(Attendee.person_id.in_(IDS)),
        _exchanged(CardExchange.person_id).where(CardExchange.person_id.in_(IDS)),
        _sent(user, Letter.person_id).where(Letter.person_id.in_(IDS)),
    ]
    return days, [_spoken(user, Interaction.person_id).where(Interaction.person_id.in_(IDS))]


def _of_organisations(user: Actor) -> tuple[Parts, Parts]:
    of = Affiliation.organisation_id
    seats = _held(user, Attendee.organisation_id).join(Attendee, Attendee.meeting_id == Meeting.id)
    people = select(Affiliation.person_id).where(of.in_(IDS))
    days = [_held(user, side).where(side.in_(IDS)) for side in (Meeting.organisation_id, Meeting.our_organisation_id)]
    days += [
        seats.where(Attendee.person_id.in_(people), Attendee.organisation_id.in_(IDS)),
        in_post(_exchanged(of), CardExchange.person_id, CardExchange.exchanged_on, IDS),
        in_post(_sent(user, of), Letter.person_id, Letter.sent_on, IDS),
    ]
    moments = [
        _spoken(user, Interaction.organisation_id).where(Interaction.organisation_id.in_(IDS)),
        in_post(_spoken(user, of), Interaction.person_id, Interaction.at, IDS).where(
            Interaction.organisation_id.is_(None)
        ),
        *(
            _spoken(user, side).join(Negotiation, Negotiation.id == Interaction.negotiation_id).where(side.in_(IDS))
            for side in SIDES
        ),
    ]
    return days, moments


def _of_activities(user: Actor) -> tuple[Parts, Parts]:
    days = [
        _held(user, Meeting.activity_id).where(Meeting.activity_id.in_(IDS)),
        _sent(user, Letter.activity_id).where(Letter.activity_id.in_(IDS)),
    ]
    of = Negotiation.activity_id
    spoken = _spoken(user, of).join(Negotiation, Negotiation.id == Interaction.negotiation_id).where(of.in_(IDS))
    return days, [spoken]


def _of_cases(user: Actor) -> tuple[Parts, Parts]:
    of = NegotiationMeeting.negotiation_id
    met = _held(user, of).join(NegotiationMeeting, NegotiationMeeting.meeting_id == Meeting.id).where(of.in_(IDS))
    return [met], [_spoken(user, Interaction.negotiation_id).where(Interaction.negotiation_id.in_(IDS))]


#: {table of a kind: (statements of days, statements of moments)}.
PARTS: Final[dict[str, Callable[[Actor], tuple[Parts, Parts]]]] = {
    PERSON.table: _of_people,
    ORGANISATION.table: _of_organisations,
    ACTIVITY.table: _of_activities,
    NEGOTIATION.table: _of_cases,
}


def _held(user: Actor, of: Any) -> Select[Any]:
    """The meetings that took place."""
    seen = meetings.visible_to(user).where(Meeting.status == "held")
    return seen.with_only_columns(of, Meeting.held_on, maintain_column_froms=True)


def _sent(user: Actor, of: Any) -> Select[Any]:
    seen = letters.visible_to(user).where(Letter.sent_on.is_not(None))
    return seen.with_only_columns(of, Letter.sent_on, maintain_column_froms=True)


def _exchanged(of: Any) -> Select[Any]:
    return select(of, CardExchange.exchanged_on).select_from(CardExchange).where(CardExchange.archived_at.is_(None))


def _spoken(user: Actor, of: Any) -> Select[Any]:
    seen = interactions.visible_to(user).where(Interaction.kind.in_(CONTACT_KINDS))
    return seen.with_only_columns(of, Interaction.at, maintain_column_froms=True)
