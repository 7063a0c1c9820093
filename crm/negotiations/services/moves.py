"""Moves between stages. Each adds a stage event; events are never changed, a mistaken move is taken back by another."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations import queries, rules
from crm.negotiations.models import Negotiation, NegotiationLead, StageEvent
from crm.negotiations.services.access import ManagementWord, check_access, check_together
from crm.negotiations.services.losing import check_rival
from crm.negotiations.services.moments import within
from crm.partners import queries as partners
from crm.partners.rules import any_side
from crm.places import queries as places

CHANGED_MEANWHILE = Text(
    "Someone else has changed this negotiation in the meantime. Reload the page to see its current stage before you "
    "move it."
)


def move(
    negotiation: Negotiation,
    stage: str,
    *,
    wish: rules.MoveWish | None = None,
    version: int | None = None,
    by: Actor | None,
    at: datetime | None = None,
    on: date | None = None,
    word: ManagementWord | None = None,
) -> StageEvent:
    """Move to another stage, also to `lost` and back; the rules are `rules.check_move`.

    `version` is what the user saw: another one is refused, nothing is lost. Into an open stage only with next step,
    due date and owner (INV-N2), to terms or beyond only if no product is barred, or with the management's `word`
    (INV-M1). `at` is when it happened, `on` the day where only that is known; now unless given. Refused for a day that
    is still to come.
    """
    if on is not None and on > here.today():
        raise Refused(Text("This date is in the future."), field="lost_on")
    if version is not None and version != negotiation.version:
        raise Refused(CHANGED_MEANWHILE)
    wish = wish or rules.MoveWish()
    rules.check_move(negotiation.stage, stage, wish, queries.evidence(negotiation.id))
    rules.check_next_step(stage, negotiation.next_step, negotiation.next_step_due, negotiation.owner_id)
    check_access(negotiation, stage, on=on or here.today(), by=by, word=word)
    lost = stage == rules.LOST
    if lost:
        check_rival(negotiation, wish.lost_to_place_id, wish.lost_to_organisation_id, by=by)
    with action(rules.MOVED, by=by):
        negotiation.loss_reason = wish.loss_reason if lost else ""
        negotiation.loss_note = wish.loss_note if lost else ""
        negotiation.lost_to_place_id = wish.lost_to_place_id if lost else None
        negotiation.lost_to_organisation_id = wish.lost_to_organisation_id if lost else None
        if lost:
            _end_hold(negotiation)
        happened = at or (within(on) if on is not None and on != here.today() else None)
        event = enter(negotiation, stage, at=happened, by=by, reason=wish.reason, criteria=wish.answer)
        note_first_talk(negotiation)
    return event


def undo_move(negotiation: Negotiation, event_id: int, *, by: Actor | None) -> StageEvent:
    """Take the latest move back: the case is where it was, since when it was, and the move counts nowhere.

    Refused for any but the latest move, for the opening, for a conclusion, which its agreement takes back, and for what
    leads on to terms or beyond with a barred product (INV-M1).
    """
    events = queries.effective_events([negotiation.id])[negotiation.id]
    last = events[-1]
    if last.id != event_id or not last.from_stage:
        raise Refused(Text("Only the latest move can be undone, and this is not the latest."))
    if rules.is_open(last.from_stage) and last.to_stage == rules.SIGNED:
        raise Refused(rules.UNSIGNED_BY_AGREEMENT)
    check_access(negotiation, last.from_stage, on=here.today(), by=by)
    with action(rules.UNDONE, by=by):
        return _take_back(negotiation, events, reason="", by=by)


def let_conclude(
    cases: Sequence[Negotiation], *, signed_on: date, field: str, word: ManagementWord | None, by: Actor | None
) -> None:
    """Before an agreement concludes these: refused where products are barred on that day, unless the management gives
    its `word` with the signing (INV-M1). Only `agreements` calls this."""
    check_together(cases, rules.SIGNED, on=signed_on, by=by, field=field, word=word)


def conclude(negotiation: Negotiation, *, signed_on: date, reason: str = "", by: Actor | None) -> StageEvent | None:
    """An agreement is signed, so the case is (INV-N3). Only `agreements` calls this; it checks the agreement.

    From any open stage, the ones between count as reached; None when it is signed already. Refused for a lost case,
    and where a product is barred on that day (INV-M1). `reason` names the agreement.
    """
    if negotiation.stage in (rules.SIGNED, rules.EXECUTING):
        return None
    if negotiation.stage == rules.LOST:
        raise Refused(
            Text(
                "The negotiation “%(title)s” is lost. Reopen it before its agreement is signed.",
                title=negotiation.title,
            )
        )
    check_access(negotiation, rules.SIGNED, on=signed_on, by=by, field="signed_on")
    with action(rules.CONCLUDED, by=by):
        _end_hold(negotiation)
        event = enter(negotiation, rules.SIGNED, at=within(signed_on), by=by, reason=reason)
        note_first_talk(negotiation)
    return event


def withdraw_conclusion(negotiation: Negotiation, *, reason: str, by: Actor | None) -> StageEvent | None:
    """The signing was a mistake: the case goes back to where it was before. Only `agreements` calls this.

    None when the case is not signed. Refused while it is being carried out.
    """
    if negotiation.stage == rules.EXECUTING:
        raise Refused(
            Text(
                "The negotiation “%(title)s” is being carried out. Move it back to signed before that.",
                title=negotiation.title,
            )
        )
    if negotiation.stage != rules.SIGNED:
        return None
    events = queries.effective_events([negotiation.id])[negotiation.id]
    signing = next(
        at
        for at in reversed(range(len(events)))
        if events[at].to_stage == rules.SIGNED and rules.is_open(events[at].from_stage)
    )
    taken_back = None
    with action(rules.WITHDRAWN, by=by):
        for last in range(len(events), signing, -1):  # it may have been carried out in between
            taken_back = _take_back(negotiation, events[:last], reason=reason, by=by)
    return taken_back


# ------------------------------------------------------------------ the first talk


def note_first_talk(negotiation: Negotiation) -> None:
    """Inside an action: the first talk freezes the snapshots, once (INV-N5); its moment follows the talk.

    A talk that becomes known later is no other first talk, as long as the one on record stands. Without any there is no
    first talk, and what was frozen is kept for the next one.
    """
    meeting = queries.first_talk_meeting(negotiation.id)
    if meeting is not None and not _is_frozen(negotiation):
        _freeze(negotiation, meeting)
    elif queries.lost_first_talk([negotiation.id]):
        negotiation.first_talk_at = meeting.starts_at if meeting is not None else None


def first_talk_follows(id: int, *, by: Actor | None) -> None:
    """The first talk of a case is one that stands, as an act of its own."""
    with action(rules.FIRST_TALK_NOTED, by=by):
        note_first_talk(db.session.get_one(Negotiation, id))


def freeze_anew(negotiation: Negotiation, *, by: Actor | None) -> None:
    """Compute the snapshots of the first talk again, from what is known by now about its day; the log keeps both.

    Where no linked meeting is a talk any more, there was no first talk. Refused where nothing was frozen either.
    """
    meeting = queries.first_talk_meeting(negotiation.id)
    if meeting is None and not _is_frozen(negotiation):
        raise Refused(Text("Link a business talk that is held and has minutes first."))
    with action(rules.REFROZEN, by=by):
        if meeting is None:
            _thaw(negotiation)
        else:
            _freeze(negotiation, meeting)


def _is_frozen(negotiation: Negotiation) -> bool:
    """Also of a first talk that was taken back, if anything was known at it."""
    known = negotiation.tier_snapshot or negotiation.activity_type_snapshot
    return bool(known) or negotiation.first_talk_at is not None or negotiation.partner_routes_snapshot is not None


def _thaw(negotiation: Negotiation) -> None:
    """The first talk was linked by mistake, or was none."""
    negotiation.first_talk_at = negotiation.partner_routes_snapshot = negotiation.place_snapshot_id = None
    negotiation.tier_snapshot = negotiation.activity_type_snapshot = ""


def _freeze(negotiation: Negotiation, meeting: Meeting) -> None:
    day = clock.local(meeting.starts_at, meeting.timezone).date()
    held = meetings.counted_for(meeting)
    activity = _source(negotiation, held)
    place_id = negotiation.place_id or (activity.place_id if activity else None) or held.place_id
    tier = (places.tier_on(place_id, day) or "") if place_id is not None else ""
    routes = any_side(partners.has_routes(id, day, negotiation.category) for id in queries.sides(negotiation))
    negotiation.first_talk_at, negotiation.tier_snapshot = meeting.starts_at, tier
    negotiation.place_snapshot_id, negotiation.partner_routes_snapshot = place_id, routes
    negotiation.activity_type_snapshot = activity.type if activity else ""


def _source(negotiation: Negotiation, meeting: Meeting) -> Activity | None:
    """The activity the first talk counts for: the meeting's own, the case's, or that of its earliest lead."""
    for id in (meeting.activity_id, negotiation.activity_id):
        if id is not None:
            return db.session.get(Activity, id)
    earliest = (
        select(Lead)
        .join(NegotiationLead, NegotiationLead.lead_id == Lead.id)
        .where(NegotiationLead.negotiation_id == negotiation.id)
        .options(joinedload(Lead.activity))
        .order_by(Lead.captured_at, Lead.id)
        .limit(1)
    )
    lead = db.session.scalars(earliest).first()
    return lead.activity if lead else None


# ------------------------------------------------------------------ the events themselves


def enter(
    negotiation: Negotiation, stage: str, *, at: datetime | None, by: Actor | None, reason: str = "", criteria: str = ""
) -> StageEvent:
    """Inside an action: the case is in another stage; whoever calls has seen that it may be."""
    event = StageEvent(
        negotiation_id=negotiation.id,
        from_stage=negotiation.stage,
        to_stage=stage,
        at=at or clock.now(),
        by_id=by.id if by else None,
        reason=reason,
        criteria=criteria,
    )
    db.session.add(event)
    negotiation.stage, negotiation.stage_entered_at = stage, event.at
    db.session.flush()
    return event


def _take_back(negotiation: Negotiation, events: list[StageEvent], *, reason: str, by: Actor | None) -> StageEvent:
    """Undo the last of `events` (the moves that stand, at least two)."""
    undone, before = events[-1], events[-2]
    event = StageEvent(
        negotiation_id=negotiation.id,
        from_stage=negotiation.stage,
        to_stage=undone.from_stage,
        at=clock.now(),
        by_id=by.id if by else None,
        reason=reason,
        undoes_id=undone.id,
    )
    db.session.add(event)
    negotiation.stage, negotiation.stage_entered_at = undone.from_stage, before.at
    if negotiation.stage != rules.LOST:
        negotiation.loss_reason, negotiation.loss_note = "", ""
        negotiation.lost_to_place_id = negotiation.lost_to_organisation_id = None
    db.session.flush()
    return event


def _end_hold(negotiation: Negotiation) -> None:
    negotiation.on_hold, negotiation.on_hold_reason, negotiation.on_hold_until = False, "", None
