"""What is done with the registers: requests noted and answered, breaches with their reports, assessments."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm.audit import services as audit
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts.kind import PERSON
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.kinds import Kind
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.records import assign
from crm.core.texts import Text
from crm.files import services as files
from crm.files.services import SentFile
from crm.privacy.rules import REGIMES, WAYS
from crm.registers import rules
from crm.registers.kind import BREACH, DATA_REQUEST, PRIVACY_ASSESSMENT
from crm.registers.models import Breach, BreachStep, DataRequest, PrivacyAssessment
from crm.tasks import services as tasks
from crm.tasks.models import Task
from crm.users.models import User

#: What the task of a request says to whoever is in charge; that of a report, by its code (`contents.py`).
Words = Callable[[User], str]
ReportWords = Callable[[User, str], str]


@dataclass(frozen=True)
class RequestInput:
    """What somebody asked; `due_on` None: as long as the law gives."""

    received_on: date | None
    asked: str
    owner_id: int | None
    person_id: int | None = None
    requester: str = ""
    regime: str = ""
    way: str = ""
    details: str = ""
    due_on: date | None = None
    identity: str = ""
    identity_note: str = ""


@dataclass(frozen=True)
class RequestAnswerInput:
    """What became of a request."""

    outcome: str
    answered_on: date | None
    identity: str = ""
    identity_note: str = ""
    answer: str = ""


@dataclass(frozen=True)
class BreachInput:
    """What happened; `laws` are those of the people concerned."""

    title: str
    kind: str
    noticed_at: datetime | None
    laws: Collection[str]
    purpose: str
    owner_id: int | None
    happened_on: date | None = None
    people_count: int | None = None
    items: str = ""
    cause: str = ""
    measures: str = ""
    closed_on: date | None = None


@dataclass(frozen=True)
class BreachReportInput:
    """What became of a report."""

    state: str
    sent_at: datetime | None = None
    told: str = ""
    reason: str = ""


@dataclass(frozen=True)
class AssessedInput:
    """What was assessed, and the result."""

    title: str
    assessed_on: date | None
    assessor_id: int | None
    scope: str
    result: str
    measures: str = ""
    file: SentFile | None = None


# ------------------------------------------------------------------ requests


def note_request(said: RequestInput, *, words: Words, by: Actor) -> DataRequest:
    """A new request, with a task for whoever is in charge until its day. Refused, beside the field, for a day to come,
    for nobody who asks, and for somebody in charge who keeps no registers."""
    return _write_request(DataRequest(), said, rules.REQUEST_NOTED, words, by)


def change_request(row: DataRequest, said: RequestInput, *, words: Words, by: Actor) -> None:
    """Write it anew, and its task; refusals as for `note_request`."""
    _write_request(row, said, rules.REQUEST_CHANGED, words, by)


def _write_request(row: DataRequest, said: RequestInput, verb: Verb, words: Words, by: Actor) -> DataRequest:
    _known(said, {"asked": rules.ASKED, "identity": rules.IDENTITIES, "regime": REGIMES, "way": {"": "", **WAYS}})
    received_on = _past(said.received_on, "received_on")
    if row.answered_on is not None and received_on > row.answered_on:
        raise Refused(Text("It was answered before this day."), "received_on")
    due_on = said.due_on or rules.request_due(received_on)
    if due_on < received_on:
        raise Refused(Text("This is before the day on which it came."), "due_on")
    if said.person_id is None and not said.requester:
        raise Refused(Text("Choose the person, or write down who asked."), "requester")
    if said.person_id not in (None, row.person_id) and not PERSON.is_visible(said.person_id or 0, by):
        raise Refused(Text("Choose one from the list."), "person_id")
    owner = _keeper(said.owner_id, row.owner_id, "owner_id")
    with action(verb, by=by):
        assign(row, vars(said) | {"due_on": due_on})
        db.session.add(row)
        db.session.flush()
        if row.outcome == rules.OPEN:
            row.task = _ask(row.task if row.task_id else None, (DATA_REQUEST, row.id), words(owner), due_on, owner, by)
    return row


def answer(row: DataRequest, said: RequestAnswerInput, *, by: Actor) -> None:
    """End a request: its task is done. Refused without the outcome, before the day on which it came or on a day to
    come, without a check of who asked where something was handed out or done, and without the reason of a no."""
    if said.outcome not in rules.ENDS:
        raise Refused(Text("Choose one."), "outcome")
    _known(said, {"identity": rules.IDENTITIES})
    answered_on = _past(said.answered_on, "answered_on")
    if answered_on < row.received_on:
        raise Refused(Text("This is before the day on which it came."), "answered_on")
    if said.outcome in (rules.DONE, rules.PARTLY) and said.identity == rules.UNCHECKED:
        raise Refused(Text("Say how you made sure who asked."), "identity")
    if said.outcome in rules.NEEDS_REASON and not said.answer:
        raise Refused(Text("Write down what the person was told, with the reason."), "answer")
    with action(rules.REQUEST_ANSWERED, by=by):
        assign(row, vars(said))
        touch(row)
        _end(row.task, on=None if said.outcome == rules.WITHDRAWN else answered_on, by=by)


def reopen_request(row: DataRequest, *, reason: str, by: Actor) -> None:
    """Open a request that was answered: its task is there again, with its day. What was answered stays to be read.
    Refused without a reason, and for one that is open."""
    if row.outcome == rules.OPEN:
        raise Refused(Text("This request is open."))
    if not reason.strip():
        raise Refused(Text("Enter the reason."), "reason")
    with action(rules.REQUEST_REOPENED, by=by):
        row.outcome, row.answered_on, row.reopened = rules.OPEN, None, reason.strip()
        touch(row)
        _again(row.task, by=by)


def archive_request(row: DataRequest, *, by: Actor) -> None:
    """Put a request away that was noted by mistake; nobody is reminded of it."""
    with action(rules.REQUEST_ARCHIVED, by=by):
        audit.archive(row, rules.REQUEST_ARCHIVED, by=by)
        _end(row.task, by=by)


def restore_request(row: DataRequest, *, by: Actor) -> None:
    """Bring it back, and its task where it is open."""
    with action(rules.REQUEST_RESTORED, by=by):
        audit.restore(row, rules.REQUEST_RESTORED, by=by)
        if row.outcome == rules.OPEN:
            _again(row.task, by=by)


# ------------------------------------------------------------------ breaches


def note_breach(said: BreachInput, *, words: ReportWords, by: Actor) -> Breach:
    """A new breach with the reports that the laws of the people concerned ask for, each with a task until its term.

    `words` are what the task of a report says, for (in charge, its code). Refused, beside the field, without a moment
    at which it was noticed, for one to come, and where nobody's law is chosen.
    """
    return _write_breach(Breach(steps=[]), said, rules.BREACH_NOTED, words, by)


def change_breach(row: Breach, said: BreachInput, *, words: ReportWords, by: Actor) -> None:
    """Write it anew; open reports of a law that is chosen no longer go, and those of another come. Refused as
    `note_breach`, and to be closed while a report is open."""
    _write_breach(row, said, rules.BREACH_CHANGED, words, by)


def _write_breach(
    row: Breach, said: BreachInput, verb: Verb, words: ReportWords, by: Actor
) -> Breach:  # fmt: skip
    _known(said, {"kind": rules.BREACH_KINDS, "purpose": rules.PURPOSE})
    if said.noticed_at is None:
        raise Refused(Text("Enter when the office knew of it: the terms begin then."), "noticed_at")
    if said.noticed_at > clock.now():
        raise Refused(Text("This is in the future."), "noticed_at")
    fresh = verb is rules.BREACH_NOTED
    noticed_on = clock.local(said.noticed_at, here.zone()).date()
    if said.happened_on is not None and said.happened_on > noticed_on:
        raise Refused(Text("It cannot have been noticed before it happened."), "happened_on")
    chosen = [law for law in rules.LAWS if law in said.laws]
    if not chosen:
        raise Refused(Text("Choose at least one: it says which reports are due."), "laws")
    if said.closed_on is not None:
        if not noticed_on <= said.closed_on <= here.today():
            raise Refused(Text("It is closed after it was noticed, and not in the future."), "closed_on")
        stays = set(rules.clocks_of(",".join(chosen)))
        known = {each.code: each.state for each in row.steps}
        if any(known.get(code, rules.OPEN) == rules.OPEN for code in stays):
            raise Refused(Text("A report is still open: say that it was sent, or why it is not needed."), "closed_on")
    owner = _keeper(said.owner_id, row.owner_id, "owner_id")
    with action(verb, by=by):
        assign(row, vars(said) | {"laws": ",".join(chosen)})
        db.session.add(row)
        if not fresh:
            touch(row)
        db.session.flush()
        _keep_steps(row, owner, words, by)
    return row


def _keep_steps(row: Breach, owner: User, words: ReportWords, by: Actor) -> None:
    """One row for each report that is asked for; what was sent stays whatever is chosen later."""
    known = {each.code: each for each in row.steps}
    wanted = rules.clocks_of(row.laws)
    for code, each in known.items():
        if code not in wanted and each.state == rules.OPEN:
            _end(each.task, by=by)
            row.steps.remove(each)
    for code in wanted:
        if code not in known:
            known[code] = BreachStep(code=code, state=rules.OPEN, task=None)
            row.steps.append(known[code])
        if (step := known[code]).state == rules.OPEN:
            text, due = words(owner, code), row.due_day(code)
            step.task = _ask(step.task, (BREACH, row.id), text, due, owner, by)


def settle(step: BreachStep, said: BreachReportInput, *, by: Actor) -> None:
    """A report was sent, or is not needed. Refused without the moment or the reason, and for a moment to come."""
    if said.state not in rules.STEP_ENDS:
        raise Refused(Text("Choose one."), "state")
    sent = said.state == rules.STEP_DONE
    if sent and said.sent_at is None:
        raise Refused(Text("Enter when it was sent."), "sent_at")
    if sent and said.sent_at is not None and not step.breach.noticed_at <= said.sent_at <= clock.now():
        raise Refused(Text("It was sent after the breach was noticed, and not in the future."), "sent_at")
    if not sent and not said.reason:
        raise Refused(Text("Enter the reason."), "reason")
    with action(rules.STEP_SETTLED, by=by):
        kept = {"sent_at": said.sent_at, "told": said.told, "reason": ""} if sent else {
            "sent_at": None, "told": "", "reason": said.reason
        }  # fmt: skip
        assign(step, {"state": said.state} | kept)
        _end(step.task, on=clock.local(said.sent_at, here.zone()).date() if sent and said.sent_at else None, by=by)


def archive_breach(row: Breach, *, by: Actor) -> None:
    """Put a breach away that was none; nobody is reminded of its reports."""
    with action(rules.BREACH_ARCHIVED, by=by):
        audit.archive(row, rules.BREACH_ARCHIVED, by=by)
        for each in row.steps:
            _end(each.task, by=by)


def restore_breach(row: Breach, *, by: Actor) -> None:
    """Bring it back with the tasks of its open reports."""
    with action(rules.BREACH_RESTORED, by=by):
        audit.restore(row, rules.BREACH_RESTORED, by=by)
        for each in row.steps:
            if each.state == rules.OPEN:
                _again(each.task, by=by)


# ------------------------------------------------------------------ assessments


def note_assessment(said: AssessedInput, *, by: Actor) -> PrivacyAssessment:
    """A new assessment. Refused, beside the field, for a day to come, and without the measures on which it rests."""
    return _write_assessment(PrivacyAssessment(), said, rules.ASSESSMENT_NOTED, by)


def change_assessment(row: PrivacyAssessment, said: AssessedInput, *, by: Actor) -> None:
    """Write it anew; its paper stays unless another one comes. Refusals as for `note_assessment`."""
    _write_assessment(row, said, rules.ASSESSMENT_CHANGED, by)


def _write_assessment(row: PrivacyAssessment, said: AssessedInput, verb: Verb, by: Actor) -> PrivacyAssessment:
    _known(said, {"result": rules.RESULTS})
    _past(said.assessed_on, "assessed_on")
    if said.result == "measures" and not said.measures:
        raise Refused(Text("Say which measures make it acceptable."), "measures")
    _keeper(said.assessor_id, row.assessor_id, "assessor_id")
    with action(verb, by=by):
        assign(row, {name: value for name, value in vars(said).items() if name != "file"})
        db.session.add(row)
        db.session.flush()
        if said.file is not None:
            kept = files.store_sent(said.file, "file", record=(PRIVACY_ASSESSMENT, row.id), by=by)
            row.file_id = kept.id
    return row


# ------------------------------------------------------------------ what they share


def _known(said: Any, tables: dict[str, Any]) -> None:
    for field, table in tables.items():
        if getattr(said, field) not in table:
            raise Refused(Text("Choose one."), field)


def _past(day: date | None, field: str) -> date:
    if day is None:
        raise Refused(Text("Fill in this field."), field)
    if day > here.today():
        raise Refused(Text("This date is in the future."), field)
    return day


def _keeper(id: int | None, before: int | None, field: str) -> User:
    """Who is in charge: somebody who keeps the registers, or who stands there already."""
    user = db.session.get(User, id) if id is not None else None
    if user is None:
        raise Refused(Text("Choose one from the list."), field)
    able = user.active and user.archived_at is None and allows(Role(user.role), Permission.REGISTERS_WRITE)
    if user.id != before and not able:
        text = Text("%(name)s does not keep the registers: choose somebody else.", name=user.display_name)
        raise Refused(text, field)
    return user


def _ask(
    task: Task | None, record: tuple[Kind, int], text: str, due_on: date, owner: User, by: Actor
) -> Task:  # fmt: skip
    """The task of an entry, for whoever is in charge until its day; a task that somebody ended is opened again."""
    if task is None:
        made = tasks.add(
            text=text, due_on=due_on, owner_id=owner.id, record=record, internal=True, priority="high", by=by
        )
        db.session.flush()
        return made
    _again(task, by=by)
    tasks.change(
        task, text=text, due_on=due_on, owner_id=owner.id, internal=True, priority=task.priority, by=by
    )  # fmt: skip
    return task


def _again(task: Task | None, *, by: Actor) -> None:
    if task is not None and task.status != "open":
        tasks.reopen(task, by=by)


def _end(task: Task | None, *, on: date | None = None, by: Actor) -> None:
    """The task was done `on` that day; without one nobody has to do it any more."""
    if task is not None and task.status == "open":
        tasks.complete(task, by=by, on=on) if on else tasks.cancel(task, by=by)
