"""What belongs to the thread of a record: of each source the rows of this record and of those below it.

Each is one list of ids: with several conditions side by side both databases go through the whole table.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, column, or_, select, table, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from crm.activities import queries as activities
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity, Participant
from crm.agreements.models import AgreementNegotiation
from crm.cards.models import CardExchange
from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Affiliation, Person
from crm.core.permissions import Actor, Role, Shell
from crm.core.sight import sees_all
from crm.files.models import StoredFile
from crm.leads.models import Lead
from crm.letters.models import Letter
from crm.meetings import queries as meetings
from crm.meetings.kind import MEETING
from crm.meetings.models import Attendee, Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Interaction, Negotiation, NegotiationMeeting, StageEvent
from crm.tasks.models import Task
from crm.threads import rules

#: The record in a statement that is made once for all records of a kind.
RECORD: Final = bindparam("record_id", type_=Integer())
#: {source: the condition on its rows}; a source that is missing tells nothing of such a record.
Scope = Mapping[str, ColumnElement[bool]]

INITIATIVES: Final = "initiatives"
#: Showrooms lie a storey above: of them the name of the table is known.
SHOWROOMS: Final = table("showrooms", column("id", Integer), column("operator_id", Integer))

#: How a case hangs on an organisation.
SIDES: Final = (Negotiation.counterpart_id, Negotiation.local_partner_id, Negotiation.our_organisation_id)


def _of_organisation(id: Any, user: Actor) -> Scope:
    """What happened with an organisation, with its people while they were there, and in its cases."""
    at = Affiliation.organisation_id.in_([id])
    met, told, wrote, card = aliased(Meeting), aliased(Interaction), aliased(Letter), aliased(CardExchange)
    cases = _cases(user, *SIDES, id=id)
    people = contacts.visible_people(user).join(Affiliation, Affiliation.person_id == Person.id)
    people = people.where(Affiliation.organisation_id == id).with_only_columns(Person.id)
    below = {PERSON.table: people, NEGOTIATION.table: cases}
    return {
        rules.MEETING: Meeting.id.in_(
            union(
                select(met.id).where(met.organisation_id == id),
                select(met.id).where(met.our_organisation_id == id),
                select(Attendee.meeting_id).where(Attendee.person_id.in_(people), Attendee.organisation_id == id),
            )
        ),
        rules.NOTE: Interaction.id.in_(
            union(
                select(told.id).where(told.organisation_id == id),
                select(told.id).where(told.negotiation_id.in_(cases)),
                in_post(select(told.id), told.person_id, told.at, at).where(told.organisation_id.is_(None)),
            )
        ),
        rules.LETTER: Letter.id.in_(
            union(
                in_post(select(wrote.id), wrote.person_id, wrote.sent_on, at),
                select(wrote.id).where(wrote.organisation_id == id),
            )
        ),
        rules.LEAD: Lead.organisation_id == id,
        rules.MOVE: StageEvent.negotiation_id.in_(cases),
        rules.CASE: Negotiation.id.in_(cases),
        rules.TASK: _hangs_on(Task, id, ORGANISATION.table, below),
        rules.FILE: _hangs_on(StoredFile, id, ORGANISATION.table, below),
        rules.TRIP: and_(Participant.person_id.in_(people), Participant.organisation_id == id),
        rules.CARD: CardExchange.id.in_(in_post(select(card.id), card.person_id, card.exchanged_on, at)),
    }


def _of_person(id: Any, _user: Actor) -> Scope:
    met = aliased(Meeting)
    return {
        rules.MEETING: Meeting.id.in_(
            union(
                select(Attendee.meeting_id).where(Attendee.person_id == id),
                select(met.id).where(met.interpreter_id == id),
            )
        ),
        rules.NOTE: Interaction.person_id == id,
        rules.LETTER: Letter.person_id == id,
        rules.LEAD: Lead.person_id == id,
        rules.TASK: _hangs_on(Task, id, PERSON.table),
        rules.FILE: _hangs_on(StoredFile, id, PERSON.table),
        rules.TRIP: Participant.person_id == id,
        rules.CARD: CardExchange.person_id == id,
    }


def _of_activity(id: Any, user: Actor) -> Scope:
    """What happened at a mission and in the cases that came of it. Its leads, hundreds at a fair, have a tab."""
    cases, told = _cases(user, Negotiation.activity_id, id=id), aliased(Interaction)
    return {
        rules.MEETING: Meeting.activity_id == id,
        rules.NOTE: Interaction.id.in_(
            union(
                select(told.id).where(told.activity_id == id),
                select(told.id).where(told.negotiation_id.in_(cases)),
            )
        ),
        rules.LETTER: Letter.activity_id == id,
        rules.MOVE: StageEvent.negotiation_id.in_(cases),
        rules.CASE: Negotiation.id.in_(cases),
        rules.TASK: or_(Task.activity_id == id, _hangs_on(Task, id, ACTIVITY.table)),
        rules.FILE: _hangs_on(StoredFile, id, ACTIVITY.table, {NEGOTIATION.table: cases}),
    }


def _of_case(id: Any, user: Actor) -> Scope:
    linked = select(NegotiationMeeting.meeting_id).where(NegotiationMeeting.negotiation_id == id)
    talks = meetings.visible_ids(user).where(Meeting.id.in_(linked))
    return {
        rules.MEETING: Meeting.id.in_(linked),
        rules.NOTE: Interaction.negotiation_id == id,
        rules.MOVE: StageEvent.negotiation_id == id,
        rules.TASK: _hangs_on(Task, id, NEGOTIATION.table, {MEETING.table: talks}),
        rules.FILE: _hangs_on(StoredFile, id, NEGOTIATION.table),
    }


def _of_other(table: str) -> Callable[[Any, Actor], Scope]:
    """What was logged on a record itself."""

    def scope(id: Any, _user: Actor) -> Scope:
        told = aliased(Interaction)
        return {
            rules.NOTE: Interaction.id.in_(select(told.id).where(told.record_type == table, told.record_id == id)),
            rules.TASK: _hangs_on(Task, id, table),
            rules.FILE: _hangs_on(StoredFile, id, table),
        }

    return scope


def _of_lead(id: Any, user: Actor) -> Scope:
    """The talks with its firm at the same fair are told with it."""
    lead, met = aliased(Lead), aliased(Meeting)
    same = select(met.id).join(
        lead, and_(lead.activity_id == met.activity_id, lead.organisation_id == met.organisation_id)
    )
    return {**_of_other("leads")(id, user), rules.MEETING: Meeting.id.in_(same.where(lead.id == id))}


def _of_agreement(id: Any, user: Actor) -> Scope:
    """With the talks and the moves of the cases that it concludes."""
    cases = negotiations.visible_ids(user).where(
        Negotiation.id.in_(select(AgreementNegotiation.negotiation_id).where(AgreementNegotiation.agreement_id == id))
    )
    talks = select(NegotiationMeeting.meeting_id).where(NegotiationMeeting.negotiation_id.in_(cases))
    own = _of_other("agreements")(id, user)
    return {**own, rules.MEETING: Meeting.id.in_(talks), rules.MOVE: StageEvent.negotiation_id.in_(cases)}


def _of_initiative(id: Any, user: Actor) -> Scope:
    """With the talks logged for it, those of its missions and of its cases, and how its cases moved."""
    cases, met, trip = _cases(user, Negotiation.initiative_id, id=id), aliased(Meeting), aliased(Activity)
    trips = activities.visible_ids(user).where(Activity.id.in_(select(trip.id).where(trip.initiative_id == id)))
    return {
        **_of_other(INITIATIVES)(id, user),
        rules.MEETING: Meeting.id.in_(
            union(
                select(met.id).where(met.initiative_id == id),
                select(met.id).where(met.activity_id.in_(trips)),
                select(NegotiationMeeting.meeting_id).where(NegotiationMeeting.negotiation_id.in_(cases)),
            )
        ),
        rules.MOVE: StageEvent.negotiation_id.in_(cases),
    }


def _of_showroom(id: Any, user: Actor) -> Scope:
    """With the talks that its operator was asked to."""
    operator = select(SHOWROOMS.c.operator_id).where(SHOWROOMS.c.id == id)
    return {**_of_other(SHOWROOMS.name)(id, user), rules.MEETING: Meeting.organisation_id.in_(operator)}


#: {table of a kind: its scope}; these kinds of records have a thread. The caller has seen that the record is visible.
SCOPES: Final[dict[str, Callable[[Any, Actor], Scope]]] = {
    ORGANISATION.table: _of_organisation,
    PERSON.table: _of_person,
    ACTIVITY.table: _of_activity,
    NEGOTIATION.table: _of_case,
    **{table: _of_other(table) for table in rules.NOTED_BESIDE},
    "leads": _of_lead,
    "agreements": _of_agreement,
    INITIATIVES: _of_initiative,
    SHOWROOMS.name: _of_showroom,
}


def reader_of(user: Actor) -> Shell:
    """Whom a statement is made for and kept: one for each who sees their own, one for all of a role who see all."""
    return Shell(0 if sees_all(user) else user.id, Role(user.role))


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=256)
def scope_of(record_type: str, reader: Shell) -> Scope:
    """The scope of any record of a kind, RECORD: made once for all who see everything, and for each leader."""
    return SCOPES[record_type](RECORD, reader)


def _cases(user: Actor, *links: InstrumentedAttribute[Any], id: Any) -> Select[Any]:
    """The ids of the visible cases that one of the columns links to a record."""
    found = union(*(select(Negotiation.id).where(link == id) for link in links))
    return negotiations.visible_ids(user).where(Negotiation.id.in_(found))


def in_post(statement: Select[Any], person_id: Any, day: Any, at: ColumnElement[bool]) -> Select[Any]:
    """Of what people did, what they did while they held a post there (`at`): an old colleague's card says nothing."""
    return statement.join(Affiliation, Affiliation.person_id == person_id).where(
        at,
        or_(Affiliation.from_date.is_(None), Affiliation.from_date <= day),
        or_(Affiliation.to_date.is_(None), Affiliation.to_date >= day),
    )


def of_itself(model: type[Task] | type[StoredFile], table: str) -> ColumnElement[bool]:
    """The tasks or files on the record itself, as its panels list them."""
    return and_(model.record_type == table, model.record_id == RECORD)


def _hangs_on(
    model: type[Task] | type[StoredFile], id: Any, table: str, below: Mapping[str, Select[Any]] | None = None
) -> ColumnElement[bool]:
    """The tasks or files on a record, and on those below it: {their table: their ids}."""
    row = aliased(model)
    on = [select(row.id).where(row.record_type == table, row.record_id == id)]
    on += [select(row.id).where(row.record_type == each, row.record_id.in_(ids)) for each, ids in (below or {}).items()]
    return model.id.in_(union(*on))
