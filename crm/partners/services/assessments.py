"""What is done with assessments of partners: made, changed, archived, restored; the task to assess one anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crm.audit import services as audit
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.partners import queries, rules
from crm.partners.models import PartnerAssessment
from crm.tasks import services as tasks
from crm.tasks.models import Task
from crm.users import queries as users

EARLIEST = date(1950, 1, 1)


@dataclass(frozen=True)
class AssessmentInput:
    """What somebody thinks of a partner. `scores` is {criterion: 1 to 5} of those that were looked at."""

    organisation_id: int | None
    assessed_on: date | None
    assessor_id: int | None
    judgement: str
    scores: Mapping[str, int | None] = field(default_factory=dict)
    next_review: date | None = None
    notes: str = ""

    def columns(self) -> dict[str, object]:
        """{column: value}."""
        told = {name: value for name, value in vars(self).items() if name != "scores"}
        return told | {name: self.scores.get(name) for name in rules.CRITERIA}


def assess(content: AssessmentInput, *, text: str, by: Actor) -> PartnerAssessment:
    """A new assessment; a task with this `text` asks whoever made it to do so again on the day of the next review.

    Refused for unknown codes, without any score, for days out of order or to come, and for what `by` does not see.
    """
    return _write(PartnerAssessment(), content, rules.ASSESSED, text, by)


def check_assessment(content: AssessmentInput, *, by: Actor) -> None:
    """Whether `assess` would refuse it. Nothing is written."""
    _check(content, PartnerAssessment(), by)


def change_assessment(row: PartnerAssessment, content: AssessmentInput, *, text: str, by: Actor) -> None:
    """Write an assessment (from `queries.assessment`) anew; refusals as for `assess`."""
    _write(row, content, rules.ASSESSMENT_CHANGED, text, by)


def archive_assessment(row: PartnerAssessment, *, by: Actor) -> None:
    """Put an assessment away: nobody is asked to repeat it. What it was the answer to is asked again."""
    with action(rules.ASSESSMENT_ARCHIVED, by=by):
        audit.archive(row, rules.ASSESSMENT_ARCHIVED, by=by)
        if row.task is not None and row.task.status == "open":
            tasks.cancel(row.task, by=by)
        db.session.flush()
        left = queries.assessments_of(row.organisation_id, user=None)
        if left and left[0].task is not None and _settled_by(row, left[0], left[0].task):
            tasks.reopen(left[0].task, by=by)


def _settled_by(row: PartnerAssessment, earlier: PartnerAssessment, task: Task) -> bool:
    """Whether the task of an earlier assessment was done when another one was made, or after it."""
    after = (row.assessed_on, row.id) > (earlier.assessed_on, earlier.id)
    return after and task.status == "done" and task.updated_at >= row.created_at


def restore_assessment(row: PartnerAssessment, *, text: str, by: Actor) -> None:
    """Bring an assessment back, and its task, unless the partner was assessed again since."""
    with action(rules.ASSESSMENT_RESTORED, by=by):
        audit.restore(row, rules.ASSESSMENT_RESTORED, by=by)
        db.session.flush()
        _remind(row.organisation_id, text, by)


def _write(row: PartnerAssessment, content: AssessmentInput, verb: Verb, text: str, by: Actor) -> PartnerAssessment:
    _check(content, row, by)
    fresh, before = row.id is None, row.organisation_id
    with action(verb, by=by):
        assign(row, content.columns())
        db.session.add(row)
        if not fresh:
            touch(row)
        db.session.flush()
        for organisation_id in {row.organisation_id, before} - {None}:
            _remind(organisation_id, text, by)
    return row


def _remind(organisation_id: int, text: str, by: Actor) -> None:
    """Of the assessments of an organisation the latest alone asks for another one, on its day; the tasks of earlier
    ones are done with it."""
    for number, row in enumerate(queries.assessments_of(organisation_id, user=None)):
        assessor = users.still_here(row.assessor_id)
        if number or row.next_review is None:
            _settle(row, done=bool(number), by=by)
        elif row.task is None or (assessor and row.task.status == "open" and row.task.owner_id != assessor.id):
            _settle(row, done=False, by=by)
            owner_id = assessor.id if assessor is not None else by.id
            row.task = tasks.add(
                text=text, due_on=row.next_review, owner_id=owner_id, record=(ORGANISATION, organisation_id),
                internal=True, by=by,
            )  # fmt: skip
        else:
            if row.task.due_on != row.next_review or row.task.status == "cancelled":
                tasks.reopen(row.task, by=by)
            if row.task.status == "open":
                tasks.put_at(row.task, due_on=row.next_review, by=by)


def _settle(row: PartnerAssessment, *, done: bool, by: Actor) -> None:
    if row.task is not None and row.task.status == "open":
        tasks.complete(row.task, by=by) if done else tasks.cancel(row.task, by=by)


# ------------------------------------------------------------------ checks


def _check(content: AssessmentInput, before: PartnerAssessment, by: Actor) -> None:
    if content.organisation_id is None:
        raise Refused(Text("Choose one."), "organisation_id")
    seen = contacts.visible_organisations(by).where(Organisation.id == content.organisation_id)
    if (
        content.organisation_id != before.organisation_id
        and db.session.scalar(seen.with_only_columns(Organisation.id)) is None
    ):
        raise Refused(Text("Choose one from the list."), "organisation_id")
    if content.assessed_on is None or not EARLIEST <= content.assessed_on <= here.today():
        raise Refused(Text("Enter the day of the assessment. It must not be in the future."), "assessed_on")
    if content.assessor_id is None:
        raise Refused(Text("Choose one from the list."), "assessor_id")
    if content.assessor_id != before.assessor_id:
        users.check_in_charge(content.assessor_id, "assessor_id")
    if content.judgement not in rules.DECISIONS:
        raise Refused(Text("Choose one."), "judgement")
    told = {name: score for name, score in content.scores.items() if score is not None}
    if wrong := next((name for name, score in told.items() if not 1 <= score <= rules.BEST), None):
        raise Refused(Text("Choose one."), wrong)
    if not told:
        raise Refused(Text("Give a score for one criterion at least."), next(iter(rules.CRITERIA)))
    if content.next_review is not None and content.next_review <= content.assessed_on:
        raise Refused(Text("The next review comes after the assessment."), "next_review")
