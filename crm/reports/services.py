"""Writing a report, handing it on, approving or returning it; the last approval freezes it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.office import services as offices
from crm.places.queries import HOME_ZONE
from crm.reports import queries, rules
from crm.reports.models import MissionReport, ReportEvent, ReportSection, ReportStep, ReportText
from crm.users import queries as users
from crm.users.models import User

#: Makes the content to freeze: called once, when the last approver has approved.
Freeze = Callable[[], dict[str, Any]]


def open_report(
    activity: Activity,
    *,
    language: str,
    texts: Mapping[str, str],
    by: Actor | None,
    reporter: str | None = None,
    addressee: str | None = None,
    reported_on: date | None = None,
    thousands: bool = False,
) -> MissionReport:
    """Begin a report with drafted texts by part. After an approved edition its texts are taken over instead, and from
    whom to whom it goes where these are None.

    Refused while an earlier edition in this language is not approved yet.
    """
    if language not in rules.LANGUAGES:
        raise Refused(Text("Documents are not printed in this language."), "language")
    edition = queries.next_edition(activity.id, language)
    before = _newest(activity.id, language)
    if before is not None and before.status != "approved":
        raise Refused(Text("There is a report in this language that is not approved yet."), "language")
    made = MissionReport(
        activity_id=activity.id,
        language=language,
        edition=edition,
        number=rules.number_of(activity.document_number, activity.id, language, edition),
        addressee=(before.addressee if before else "") if addressee is None else addressee,
        reporter=(before.reporter if before else "") if reporter is None else reporter,
        reported_on=reported_on or clock.today(HOME_ZONE),
        thousands=before.thousands if before else thousands,
        status="draft",
        activity=activity,
        steps=[],
        events=[],
    )
    made.sections = [_taken(part, before, texts) for part in rules.PARTS]
    with action(rules.OPENED, by=by):
        db.session.add(made)
    return made


def _newest(activity_id: int, language: str) -> MissionReport | None:
    statement = select(MissionReport).where(
        MissionReport.activity_id == activity_id, MissionReport.language == language
    )
    ordered = statement.options(*queries.LOADED).order_by(MissionReport.edition.desc()).limit(1)
    return db.session.scalars(ordered).unique().one_or_none()


def _taken(part: str, before: MissionReport | None, texts: Mapping[str, str]) -> ReportSection:
    old = next((row for row in before.sections if row.part == part), None) if before else None
    if old is None:
        text = texts.get(part, "")
        return ReportSection(part=part, text=text, texts=[ReportText(text=text)] if text else [])
    return ReportSection(
        part=part, text=old.text, public_text=old.public_text, withheld=old.withheld, drafted=old.drafted,
        texts=[ReportText(text=old.text)] if old.text else [],
    )  # fmt: skip


def write(
    section: ReportSection, *, text: str, public_text: str, withheld: bool, by: Actor | None, drafted: bool = False
) -> None:
    """Save the text of one part; the one before stays among its earlier texts."""
    _check_open(section.report)
    with action(rules.WRITTEN, by=by):
        if text != section.text:
            section.texts.append(ReportText(text=text, author_id=None if drafted or by is None else by.id))
        section.text, section.public_text, section.withheld = text, public_text, withheld
        section.drafted = drafted


def head(
    report: MissionReport, *, addressee: str, reporter: str, reported_on: date, thousands: bool, by: Actor | None
) -> None:
    """Change to whom, by whom and of which day the report is, and in what it tells amounts."""
    _check_open(report)
    with action(rules.HEADED, by=by):
        report.addressee, report.reporter, report.reported_on = addressee, reporter, reported_on
        report.thousands = thousands


def name_chain(report: MissionReport, approvers: Mapping[str, int], *, by: Actor | None) -> None:
    """Name who approves: {post: user id}. Refused for someone who cannot sign in or does not see the activity."""
    _check_open(report)
    wanted = {post: approvers[post] for post in rules.POSTS if approvers.get(post)}
    for post, user_id in wanted.items():
        _check_approver(report, post, users.one(user_id))
    with action(rules.CHAINED, by=by):
        kept = {step.post: step for step in report.steps}
        report.steps = [
            _step(kept.get(post), place, post, user_id) for place, (post, user_id) in enumerate(wanted.items())
        ]
        touch(report)


def _step(kept: ReportStep | None, place: int, post: str, user_id: int) -> ReportStep:
    step = kept or ReportStep(post=post)
    step.place, step.user_id = place, user_id
    step.decision, step.decided_at, step.name_snapshot = "waiting", None, ""
    return step


def _check_approver(report: MissionReport, post: str, user: User) -> None:
    if not user.active or user.archived_at is not None:
        raise Refused(Text("This account is closed."), post)
    if not activities.is_visible(report.activity_id, user):
        raise Refused(Text("%(name)s does not see this mission.", name=user.display_name), post)


def submit(report: MissionReport, *, by: Actor, comment: str = "", at: datetime | None = None) -> None:
    """Hand the report to its approvers: each decides again from the first on. `at` is when, now unless given."""
    _check_open(report)
    if not report.steps:
        raise Refused(Text("Name who approves the report first."))
    with action(rules.SUBMITTED, by=by, record=report):
        for step in report.steps:
            step.decision, step.decided_at, step.name_snapshot = "waiting", None, ""
        report.status, report.submitted_at = "submitted", at or clock.now()
        _tell(report, "submitted", by, comment, at=at)


def take_back(report: MissionReport, *, by: Actor) -> None:
    """Take a submitted report back to write on; what was decided is decided again later."""
    if report.status != "submitted":
        raise Refused(Text("The report is not submitted."))
    with action(rules.TAKEN_BACK, by=by):
        report.status = "draft"
        _tell(report, "taken_back", by, "")


def decide(
    report: MissionReport, *, approve: bool, comment: str, by: Actor, freeze: Freeze, at: datetime | None = None
) -> None:
    """Approve or return a report as the one whose turn it is, `at` or now; the last approval freezes it for good.

    Refused when it is not submitted, when returning without a word; Forbidden when it is someone else's turn.
    """
    step = queries.turn(report)
    if step is None:
        raise Refused(Text("The report is not submitted."))
    if step.user_id != by.id:
        raise Forbidden
    if not approve and not comment.strip():
        raise Refused(Text("Say what is to be changed."), "comment")
    if approve:
        offices.refuse_unless_complete()
    with action(rules.APPROVED if approve else rules.RETURNED, by=by):
        step.decision, step.decided_at = "approved" if approve else "returned", at or clock.now()
        step.name_snapshot = step.user.display_name
        _tell(report, step.decision, by, comment, step.post, at)
        if not approve:
            report.status = "returned"
        elif queries.turn(report) is None:
            report.approved_at = step.decided_at
            _close(report, freeze)


def _close(report: MissionReport, freeze: Freeze) -> None:
    report.frozen = freeze()
    report.digest = digest_of(report.frozen)
    report.status = "approved"


def digest_of(frozen: Mapping[str, Any]) -> str:
    """The SHA-256 of frozen content in canonical JSON."""
    plain = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _tell(
    report: MissionReport, kind: str, by: Actor, comment: str, post: str = "", at: datetime | None = None
) -> None:
    name = users.name_of(by.id)
    told = ReportEvent(kind=kind, user_id=by.id, name_snapshot=name, comment=comment, post=post, at=at or clock.now())
    report.events.append(told)
    touch(report)  # two who decide at once: the second is told


def _check_open(report: MissionReport) -> None:
    if report.status not in rules.OPEN:
        raise Refused(Text("The report is submitted or approved: it is no longer changed."))
