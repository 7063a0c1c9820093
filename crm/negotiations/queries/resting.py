"""Of which leads, talks and negotiations nothing is due any more: all their cases are lost (domain.md §1.6)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, case, func, select

from crm.core.database import db
from crm.core.records import stands
from crm.negotiations import rules
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting

#: What cases grew out of and was talked about at: {table: (its record, the case)}
GREW_FROM: Final[dict[str, tuple[Any, Any]]] = {
    "leads": (NegotiationLead.lead_id, NegotiationLead.negotiation_id),
    "meetings": (NegotiationMeeting.meeting_id, NegotiationMeeting.negotiation_id),
}


def given_up() -> dict[str, Select[Any]]:
    """{table: the ids of those records}, as the cases stand now; `given_up_of` asks the same of another day."""
    goes_on = func.sum(case((Negotiation.stage == rules.LOST, 0), else_=1))
    linked = {
        table: select(record).join(Negotiation, of == Negotiation.id).where(stands(Negotiation)).group_by(record)
        for table, (record, of) in GREW_FROM.items()
    }
    own = select(Negotiation.id).where(Negotiation.stage == rules.LOST)
    return {"negotiations": own} | {table: found.having(goes_on == 0) for table, found in linked.items()}


def given_up_of(stages: Mapping[int, str]) -> set[tuple[str, int]]:
    """(table, id) of those records, by the stage that each case was at."""
    return {record for record, ids in _records_of(stages).items() if rules.rests(stages[id] for id in ids)}


def signed_of(stages: Mapping[int, str], days: Mapping[int, date]) -> dict[tuple[str, int], date]:
    """{(table, id) of the leads, talks and negotiations all of whose cases are signed: the day of the last signing}, by
    the stage of each and the days on which they were signed.
    """
    signed = {
        record: [days[id] for id in ids if id in days]
        for record, ids in _records_of(stages).items()
        if {stages[id] for id in ids} <= rules.WON
    }
    return {record: max(found) for record, found in signed.items() if found}


def _records_of(stages: Collection[int]) -> dict[tuple[str, int], set[int]]:
    """{(table, id) of a record: its cases}, of some cases."""
    found: dict[tuple[str, int], set[int]] = {("negotiations", id): {id} for id in stages}
    for table, (record, of) in GREW_FROM.items() if stages else ():
        for id, case_id in db.session.execute(select(record, of).where(of.in_(stages))):
            found.setdefault((table, id), set()).add(case_id)
    return found
