"""Asking for the approval of a plan (起案) and deciding on it: two pairs of eyes, who and when kept."""

from collections.abc import Mapping
from datetime import date, datetime

from crm.activities import queries, rules
from crm.activities.models import Activity, ActivityApproval
from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.office import services as offices
from crm.wordings import services as wordings


def ask_approval(
    activity: Activity, *, request: str, by: Actor, retention: str = "", at: datetime | None = None
) -> ActivityApproval:
    """Hand in a draft for approval; one without a document number gets the next of its fiscal year.

    The round keeps the plan as it is now, for its paper. `at` is when, now unless given.
    Refused when it is no draft any more, or waits for a decision already.
    """
    if activity.status not in rules.UNAPPROVED:
        raise Refused(Text("Only a draft can be submitted for approval."))
    if queries.waiting(activity.id) is not None:
        raise Refused(Text("This plan is already waiting for a decision."))
    round = ActivityApproval(
        activity_id=activity.id, request=request, retention=retention, asked_by_id=by.id, asked_at=at or clock.now()
    )
    with action(rules.APPROVAL_ASKED, by=by):
        activity.document_number = activity.document_number or queries.next_number(activity.start_on)
        round.plan = queries.kept(activity.id)
        db.session.add(round)
        touch(activity)
    return round


def decide(
    activity: Activity,
    *,
    approved: bool,
    remark: str,
    by: Actor,
    foreign: int = 0,
    passed: Mapping[str, str] | None = None,
    effective_on: date | None = None,
    at: datetime | None = None,
) -> None:
    """Approve the plan, which then is no draft any more, or return it with a reason. `at` is when, now unless given.

    What is approved is carried out from `effective_on`, the day of the decision unless given. `foreign`: how many texts
    of its paper are in another language. `passed`: {post that does not decide: one of rules.PASSED}.
    Refused when nobody asked, when who asked would decide themselves, for a return without a reason, and for an
    approval before the office is filled in, without a word of what has texts in another language, or of a post whose
    box would stay empty.
    """
    round = queries.waiting(activity.id)
    if round is None or activity.status not in rules.UNAPPROVED:
        raise Refused(Text("This plan is not waiting for a decision."))
    if round.asked_by_id == by.id:
        raise Refused(Text("You asked for this approval yourself. Someone else must decide."))
    if not approved and not remark.strip():
        raise Refused(Text("Enter why the plan is returned."), "remark")
    over: dict[str, str] = {}
    if approved:
        offices.refuse_unless_complete()
        wordings.refuse_unread(foreign, remark, "remark")
        over = _passed_over(passed or {}, by)
    with action(rules.APPROVED if approved else rules.RETURNED, by=by):
        round.decision = "approved" if approved else "returned"
        moment = at or clock.now()
        round.decided_by_id, round.decided_at, round.remark = by.id, moment, remark
        if approved:
            activity.status = "approved"
            round.passed_over = over
            round.budgeted = queries.budget(activity.id).total.planned
            round.plan = queries.kept(activity.id)
            round.effective_on = effective_on or clock.local(moment, here.zone()).date()
        touch(activity)


def _passed_over(passed: Mapping[str, str], by: Actor) -> dict[str, str]:
    """What stands in each box that whoever decides passes over. Refused for one of which nothing is said."""
    posts = queries.passed_over(by)
    silent = [post for post in posts if passed.get(post) not in rules.PASSED]
    if silent:
        raise Refused(Text("Choose what stands in the box of each post that does not decide."), silent[0])
    return {post: passed[post] for post in posts}


def note_approval(activity: Activity, *, by: Actor | None) -> None:
    """Keep who moved a plan on by themselves where no approval is needed, with the plan, and end a round that waits."""
    round = queries.waiting(activity.id)
    if round is None:
        round = ActivityApproval(activity_id=activity.id, asked_by_id=by.id if by else None, asked_at=clock.now())
        db.session.add(round)
    round.decision, round.decided_by_id, round.decided_at = "approved", by.id if by else None, clock.now()
    round.plan = round.plan or queries.kept(activity.id)
