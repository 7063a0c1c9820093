"""Logging calls, mails and conversations on people, organisations, negotiations and activities."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from crm.activities import queries as activities
from crm.activities.kind import ACTIVITY
from crm.audit.services import action
from crm.contacts.kind import ORGANISATION, PERSON
from crm.core import clock, here
from crm.core.database import db
from crm.core.errors import NotVisible, Refused
from crm.core.kinds import Kind
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.interactions import queries, rules
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Interaction
from crm.negotiations.rules import DIRECTIONS, LOGGED_KINDS

#: Clocks of telephones run ahead a little.
TOLERANCE: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class InteractionInput:
    """What is to be kept. `at` None: when the last message of the conversation was written, else now.

    `zone` is that of the telephone from which a conversation was copied.
    """

    kind: str
    summary: str
    direction: str = "out"
    at: datetime | None = None
    organisation_id: int | None = None
    person_id: int | None = None
    negotiation_id: int | None = None
    activity_id: int | None = None
    body: str = ""
    zone: str = field(default_factory=here.zone)


def log(entry: InteractionInput, *, on: tuple[Kind, int] | None = None, by: Actor | None) -> Interaction:
    """Keep an interaction; `on` is a record of another kind that the caller found to be visible.

    Refused for unknown codes, without text, for a moment to come, without a record it belongs to, and for records
    that `by` does not see. A conversation tells its program, its time and, among the people of the organisation, who.
    """
    told = _told(entry)
    _check(told, by, on=on is not None)
    row = Interaction(**_columns(told))
    if on is not None:
        row.record_type, row.record_id = on[0].table, on[1]
    with action(rules.LOGGED, by=by):
        db.session.add(row)
    return row


def change(row: Interaction, entry: InteractionInput, *, by: Actor | None) -> None:
    """Write an interaction anew. Refusals as for `log`; what it belongs to may stay, also in the archive."""
    told = _told(replace(entry, at=entry.at or row.at))
    _check(told, by, on=row.record_id is not None, before=row)
    with action(rules.CHANGED, by=by):
        for name, value in _columns(told).items():
            setattr(row, name, value)


def _told(entry: InteractionInput) -> InteractionInput:
    """The entry with what its conversation and its records tell."""
    # Who pastes a conversation and writes nothing else often leaves the kind as the form opens, at a call.
    pasted = entry.kind in rules.CHATS or (entry.kind == rules.FIRST_KIND and not entry.summary.strip())
    chat = rules.read_chat(entry.body) if entry.body and pasted else None
    if chat is not None:
        at = entry.at or (clock.from_wall(chat.last, entry.zone) if chat.last else None)
        entry = replace(entry, kind=chat.app, at=at, summary=entry.summary or chat.summary(here.language()))
    if entry.organisation_id is None and entry.person_id is not None:
        day = clock.local(entry.at or clock.now(), entry.zone).date()
        entry = replace(entry, organisation_id=activities.organisation_on(entry.person_id, day))
    if chat is not None and entry.person_id is None:
        met = queries.called(chat.names, entry.organisation_id)
        entry = replace(entry, person_id=met[0] if len(met) == 1 else None)
    return entry


def _check(entry: InteractionInput, by: Actor | None, *, on: bool, before: Interaction | None = None) -> None:
    if entry.kind not in LOGGED_KINDS:
        raise Refused(Text("Choose what it was."), "kind")
    if entry.direction not in DIRECTIONS:
        raise Refused(Text("Choose from whom it came."), "direction")
    if not entry.summary.strip():
        raise Refused(Text("Enter what was said or sent."), "summary")
    if len(entry.body) > rules.LONGEST_BODY:
        raise Refused(Text("The text is longer than %(most)s characters.", most=rules.LONGEST_BODY), "body")
    if entry.at is not None and entry.at > clock.now() + TOLERANCE:
        raise Refused(Text("This time is in the future. Plan it as the next step."), "at")
    if not any((on, entry.organisation_id, entry.person_id, entry.negotiation_id, entry.activity_id)):
        raise Refused(Text("Say to whom it belongs."), "organisation_id")
    if by is not None:
        _check_visible(entry, by, before)


def _check_visible(entry: InteractionInput, by: Actor, before: Interaction | None) -> None:
    known = {
        "organisation_id": ORGANISATION,
        "person_id": PERSON,
        "negotiation_id": NEGOTIATION,
        "activity_id": ACTIVITY,
    }
    for name, kind in known.items():
        id = getattr(entry, name)
        if id is not None and id != getattr(before, name, None) and not kind.is_visible(id, by):
            raise Refused(Text("Choose one from the list."), name)


def _columns(entry: InteractionInput) -> dict[str, object]:
    at = entry.at or clock.captured()
    organisation_id = entry.organisation_id
    if organisation_id is None and entry.negotiation_id is not None:
        case = queries.case_named(entry.negotiation_id)
        if case is None:
            raise NotVisible
        organisation_id = case.counterpart_id
    return {
        "kind": entry.kind, "direction": entry.direction, "at": at, "summary": entry.summary, "body": entry.body,
        "organisation_id": organisation_id, "person_id": entry.person_id, "negotiation_id": entry.negotiation_id,
        "activity_id": entry.activity_id,
    }  # fmt: skip
