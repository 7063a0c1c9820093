"""What happens to outcomes: due, asked by a link, told, taken over. No answer ever moves a stage by itself."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.core import clock, here, keys
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor, Role
from crm.core.texts import Text
from crm.leads import services as leads
from crm.negotiations import services as negotiations
from crm.outcomes import queries, rules
from crm.outcomes.models import Outcome
from crm.tasks import services as tasks
from crm.tasks.models import Task
from crm.users import queries as users
from crm.users.models import Throttle

#: 32 bytes: nobody guesses one of 2^256.
TOKEN_BYTES = 32
NO_ANSWER = Text("There is no answer yet.")
#: Writes the reminder of one company: (activity, organisation id or None, months, language of who is reminded).
Phrase = Callable[[Activity, int | None, int, str], str]


@dataclass(frozen=True)
class Answer:
    """What a company says."""

    standing: str
    order: str
    amount: Decimal | None = None
    currency: str = ""  #: of the amount; "": the office's
    comment: str = ""
    name: str = ""


# ------------------------------------------------------------------ what is due


def prepare(*, today: date, phrase: Phrase, user: Actor | None, by: Actor | None) -> int:
    """Make the entries that are due by `today` for the activities `user` sees (None: all), and the reminders as tasks.

    Once each, however often it runs. A company with several cases is one task of who coordinates the activity.
    """
    found = queries.ended(user=user, today=today)
    return sum(prepare_activity(activity, today=today, phrase=phrase, by=by) for activity in found)


def prepare_activity(activity: Activity, *, today: date, phrase: Phrase, by: Actor | None) -> int:
    """The same for one activity, with names, coordinator and leader loaded. How many entries were made."""
    there, cases, made = queries.known(activity.id), queries.cases(activity), 0
    for months, due_on in rules.askable(activity.end_on, today):
        fresh = [case for case in cases if (*case.key, months) not in there]
        if fresh:
            _open(activity, fresh, months, due_on, phrase, by)
            made += len(fresh)
    return made


def _open(
    activity: Activity, cases: list[queries.OutcomeCase], months: int, due_on: date, phrase: Phrase, by: Actor | None
) -> None:
    reminders: dict[int | None, int | None] = {}
    for organisation_id in dict.fromkeys(case.organisation_id for case in cases):
        reminders[organisation_id] = _remind(activity, organisation_id, months, due_on, phrase, by)
    with action(rules.OPENED, by=by):
        for case in cases:
            db.session.add(
                Outcome(
                    activity_id=activity.id,
                    negotiation_id=case.negotiation_id,
                    lead_id=case.lead_id,
                    organisation_id=case.organisation_id,
                    months=months,
                    due_on=due_on,
                    task_id=reminders[case.organisation_id],
                )
            )


def _remind(
    activity: Activity, organisation_id: int | None, months: int, due_on: date, phrase: Phrase, by: Actor | None
) -> int | None:
    """A task for whoever coordinates the activity, else leads it; for the coordinator whose account is the oldest once
    both have left; its id."""
    owner = users.still_here(activity.coordinator_id, activity.leader_id)
    if owner is None and (activity.coordinator_id or activity.leader_id):
        owner = users.first_of(Role.COORDINATOR)
    if owner is None:
        return None
    task = tasks.add(
        text=phrase(activity, organisation_id, months, owner.language),
        due_on=due_on + rules.PATIENCE,
        owner_id=owner.id,
        record=(ACTIVITY, activity.id),
        activity_id=activity.id,
        internal=organisation_id in (None, contacts.our_organisation_id()),
        by=by,
    )
    return task.id


# ------------------------------------------------------------------ asking


def ask(outcome: Outcome, *, language: str, by: Actor | None) -> str:
    """A link by which the company answers, once; an earlier link, and a mail that still waits, end.

    The token, which is not kept. Refused once there is an answer. The first time counts as asking, every further
    time as a reminder.
    """
    check_askable(outcome, language)
    token = new_token()
    with action(rules.REMINDED if outcome.asked_at is not None else rules.SENT, by=by, record=outcome):
        open_link(outcome, token)
        outcome.language, outcome.mail_state = language, ""
    return token


def check_askable(outcome: Outcome, language: str) -> None:
    """Refused once there is an answer, and in a language that no page speaks."""
    if outcome.answered_at is not None:
        raise Refused(Text("There is an answer already."))
    if language not in LANGUAGE_LABELS:
        raise Refused(Text("Choose one."), "language")


def new_token() -> str:
    """What the address of a link ends with."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def open_link(outcome: Outcome, token: str) -> None:
    """From now on the company can answer by this token. The caller writes within an action."""
    now = clock.now()
    if outcome.asked_at is None:
        outcome.asked_at = now
    else:
        outcome.reminded_at = now
    outcome.token_hash, outcome.token_until = keys.digest(token), now + rules.LINK_LIVES


def count_try(address: str) -> bool:
    """Count a link that led nowhere. Whether there were too many from this network address within ten minutes.

    A link that works is never asked about: behind one address sits a whole office, and 256 bits are not guessed.
    """
    now, key = clock.now(), _try_key(address)
    kept = db.session.get(Throttle, key, with_for_update=True)
    if kept is None:
        kept = Throttle(key=key, failures=0, updated_at=now)
        db.session.add(kept)
    if now - kept.updated_at > rules.TRIES_WITHIN:
        kept.failures = 0
    kept.failures, kept.updated_at = kept.failures + 1, now
    return kept.failures > rules.MOST_TRIES


def _try_key(address: str) -> str:
    return f"outcome:{keys.digest(address)[:40]}"


# ------------------------------------------------------------------ the answer


def answer(outcome: Outcome, told: Answer, *, source: str, by: Actor | None, at: datetime | None = None) -> None:
    """Write down what a company says: a proposal that somebody looks at. Its link ends. `at` is when, now unless given.

    Refused for unknown codes, an amount without an order, and when there is an answer already.
    """
    if outcome.answered_at is not None:
        raise Refused(Text("There is an answer already."))
    _check(told)
    with action(rules.TOLD, by=by):
        outcome.standing, outcome.order = told.standing, told.order
        outcome.amount, outcome.currency = told.amount, told.currency or here.currency()
        outcome.comment, outcome.answered_by = told.comment, told.name
        outcome.answered_at, outcome.source = at or clock.now(), source
        outcome.token_hash = outcome.token_until = None
    _close_reminder(outcome, by)


def _close_reminder(outcome: Outcome, by: Actor | None) -> None:
    """The task is done as soon as nothing is left to be asked under it: on the day of the last answer."""
    if outcome.task_id is None:
        return
    left = select(Outcome.id).where(Outcome.task_id == outcome.task_id, Outcome.answered_at.is_(None))
    task = db.session.get(Task, outcome.task_id)
    if task is not None and task.status == "open" and db.session.scalar(left.limit(1)) is None:
        latest = db.session.scalar(select(func.max(Outcome.answered_at)).where(Outcome.task_id == outcome.task_id))
        tasks.complete(task, by=by, on=clock.local(latest, here.zone()).date() if latest is not None else None)


def _check(told: Answer) -> None:
    if told.standing not in rules.STANDINGS:
        raise Refused(Text("Choose one."), "standing")
    if told.order not in rules.ORDERS:
        raise Refused(Text("Choose one."), "order")
    if told.currency and told.currency not in CURRENCIES:
        raise Refused(Text("Choose one."), "currency")
    if told.amount is not None and told.order == rules.NO:
        raise Refused(Text("Enter an amount only for an order or an expected order."), "amount")


def accept(outcome: Outcome, *, summary: str, by: Actor) -> None:
    """Take an answer over: it stands on the negotiation as a note from them, or counts as follow-up of the lead.

    `summary` is what the note says. The stage stays as it is: whoever looks at the note moves it.
    """
    _check_open(outcome)
    if outcome.negotiation is not None:
        negotiations.log(outcome.negotiation, kind="note", summary=summary, direction="in", by=by)
    elif outcome.lead is not None and outcome.lead.first_followup_at is None:
        leads.follow_up(outcome.lead, anyway=True, by=by)  # they told us themselves
    _decide(outcome, rules.ACCEPTED, "", by)


def decline(outcome: Outcome, *, note: str, by: Actor) -> None:
    """Do not take an answer over, with the reason. It stays on record and is not counted."""
    _check_open(outcome)
    if not note.strip():
        raise Refused(Text("Say why, in a few words."), "note")
    _decide(outcome, rules.DECLINED, note.strip(), by)


def _check_open(outcome: Outcome) -> None:
    if outcome.answered_at is None:
        raise Refused(NO_ANSWER)
    if outcome.decision != rules.WAITING:
        raise Refused(Text("Someone has already decided on this answer."))


def _decide(outcome: Outcome, decision: str, note: str, by: Actor) -> None:
    with action(rules.TAKEN_OVER if decision == rules.ACCEPTED else rules.REFUSED, by=by):
        outcome.decision, outcome.decision_note = decision, note
        outcome.decided_at, outcome.decided_by_id = clock.now(), by.id


def note_export(*, by: Actor) -> None:
    """Note that somebody took the summary out."""
    first = db.session.scalars(queries.visible_to(by).limit(1)).first()
    if first is not None:
        with action(rules.EXPORTED, by=by, record=first):
            pass
