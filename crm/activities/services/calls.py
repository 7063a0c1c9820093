"""The call for participants: what was written for it, and taking it along to another activity."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from crm.activities import queries, rules
from crm.activities.models import Activity, ParticipantCall
from crm.activities.services.participants import check_fee
from crm.audit.services import action
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.languages import given_texts
from crm.core.permissions import Actor
from crm.core.texts import Text


@dataclass(frozen=True)
class CallInput:
    """A call as typed; what is empty follows the plan, the budget and the countdown."""

    number: int | None = None
    fee: Decimal | None = None
    fee_currency: str = field(default_factory=here.currency)
    apply_by: date | None = None
    issued_on: date | None = None
    texts: Mapping[str, Mapping[str, str]] | None = None  #: {language: {one of rules.CALL_TEXTS: text}}


def write_call(activity: Activity, wanted: CallInput, *, by: Actor | None) -> None:
    """Keep the call of an activity. Refused for a day after the departure, for one after the last day to apply on
    which it was issued, and for a fee out of reason.
    """
    _check(activity, wanted)
    texts = given_texts(wanted.texts, rules.CALL_TEXTS)
    with action(rules.CALL_WRITTEN, by=by):
        call = queries.call(activity.id) or ParticipantCall(activity_id=activity.id)
        call.number, call.apply_by, call.texts = wanted.number, wanted.apply_by, texts
        call.fee, call.fee_currency, call.issued_on = wanted.fee, wanted.fee_currency, wanted.issued_on
        db.session.add(call)
        touch(activity)


def issue_call(activity: Activity, *, on: date, by: Actor | None) -> None:
    """The call of an activity bears a day from its first print on, unless somebody entered one before."""
    call = queries.call(activity.id) or ParticipantCall(activity_id=activity.id, texts={})
    if call.issued_on is not None:
        return
    with action(rules.CALL_WRITTEN, by=by):
        call.issued_on = on
        db.session.add(call)
        touch(activity)


def _check(activity: Activity, wanted: CallInput) -> None:
    if wanted.apply_by is not None and wanted.apply_by > activity.start_on:
        raise Refused(Text("Enter a date before the mission begins."), "apply_by")
    if wanted.issued_on is not None and wanted.apply_by is not None and wanted.issued_on > wanted.apply_by:
        raise Refused(Text("A call must be issued before its last day to apply."), "issued_on")
    check_fee(wanted.fee, wanted.fee_currency)


def copy_call(earlier_id: int, made: Activity, *, moved: timedelta, by: Actor | None) -> None:
    """Write the same call for another activity; its last day moves along, unless it had come to lie after the start."""
    earlier = queries.call(earlier_id)
    if earlier is None:
        return
    wanted = CallInput(earlier.number, earlier.fee, earlier.fee_currency, earlier.apply_by, texts=earlier.texts)
    if wanted.apply_by is not None:
        last = wanted.apply_by + moved
        wanted = replace(wanted, apply_by=last if last <= made.start_on else None)
    write_call(made, wanted, by=by)
