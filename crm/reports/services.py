"""Writing a report, handing it on, approving or returning it; the last approval freezes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Actor
from crm.core.texts import N_, Text, sentences
from crm.files import services as files
from crm.files.services import SentFile
from crm.office import queries as office_queries
from crm.office import services as offices
from crm.reports import queries, rules
from crm.reports.kind import MISSION_REPORT
from crm.reports.models import MissionReport, ReportEvent, ReportSection, ReportStep, ReportText
from crm.users import queries as users
from crm.users.models import User
from crm.wordings import services as wordings

OWN_REPORT: Final = N_(
    "%(name)s reports and cannot approve the same report. Name someone else; who has no account decides on paper."
)
#: Makes the content to freeze: called once, when the last approver has approved.
Freeze = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Objections:
    """What speaks against an approval, whoever decides it and wherever: see `documents.contents.objections`."""

    lacking: Sequence[Text] = ()
    foreign: int = 0  #: texts in another language than the report: asks for a word, why it is approved so


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
    form: str = rules.FULL,
    stage: str = rules.FINAL,
    order_number: str | None = None,
) -> MissionReport:
    """Begin a report with drafted texts by part. After an approved edition what people wrote in it is taken over, and
    from whom to whom it goes where these are None; what nobody touched is drafted anew. The first in a further language
    takes over what people wrote in the approved one, for them to translate, and its day; the first of a form, what they
    wrote in the approved one of the other form.

    Refused while an earlier edition in this language is not approved yet.
    """
    if language not in rules.LANGUAGES:
        raise Refused(Text("Documents are not printed in this language."), "language")
    if form not in rules.FORMS or stage not in rules.STAGES:
        raise Refused(Text("Choose one."), "form")
    edition = queries.next_edition(activity.id, language, form)
    before = _newest(activity.id, language, form)
    if before is not None and before.status != "approved":
        raise Refused(Text("There is a report in this language that is not approved yet."), "language")
    model = before or queries.approved_in_another(activity.id, language, form)
    reported_on = reported_on or queries.begins_on(activity.id, language, form)
    model = model or _approved(activity.id, language)
    made = MissionReport(
        activity_id=activity.id,
        language=language,
        edition=edition,
        form=form,
        stage=stage,
        order_number=(before.order_number if before else "") if order_number is None else order_number,
        number=_number(activity, form, language, edition, reported_on, by_itself=by is None),
        addressee=(before.addressee if before else "") if addressee is None else addressee,
        reporter=(before.reporter if before else "") if reporter is None else reporter,
        reported_on=reported_on,
        thousands=before.thousands if before else thousands,
        status="draft",
        activity=activity,
        steps=[],
        events=[],
    )
    made.sections = [_taken(part, model, texts) for part in rules.parts_of(form)]
    with action(rules.OPENED, by=by):
        db.session.add(made)
    return made


def _number(activity: Activity, form: str, language: str, edition: int, day: date, *, by_itself: bool = False) -> str:
    """The next of the office's numbers; without a form of its own, that of the mission and what the report is.

    One report in several languages has one number: those after the first add their language. What the product drafts
    `by_itself` may never be handed in, and takes none of the register until it is.
    """
    if office_queries.current().number_form:
        if by_itself:
            return rules.number_of("", activity.id, form, language, edition)
        same = select(MissionReport.number).where(
            MissionReport.activity_id == activity.id, MissionReport.form == form, MissionReport.edition == edition,
            MissionReport.language != language, MissionReport.number != "",
        )  # fmt: skip
        others = db.session.scalars(same.order_by(MissionReport.id)).all()
        first = next((number for number in others if not rules.is_of_language(number)), None)
        if first is not None:
            return rules.of_language(first, language)
        return office_queries.next_number(day, for_writing=True)
    return rules.number_of(activity.document_number, activity.id, form, language, edition)


def _newest(activity_id: int, language: str, form: str) -> MissionReport | None:
    return _latest(activity_id, language, MissionReport.form == form)


def _approved(activity_id: int, language: str) -> MissionReport | None:
    return _latest(activity_id, language, MissionReport.status == "approved")


def _latest(activity_id: int, language: str, condition: ColumnElement[bool]) -> MissionReport | None:
    statement = select(MissionReport).where(
        MissionReport.activity_id == activity_id, MissionReport.language == language, condition
    )
    ordered = statement.options(*queries.LOADED).order_by(MissionReport.edition.desc(), MissionReport.id.desc())
    return db.session.scalars(ordered.limit(1)).unique().one_or_none()


def _taken(part: str, before: MissionReport | None, texts: Mapping[str, str]) -> ReportSection:
    old = next((row for row in before.sections if row.part == part), None) if before else None
    if old is None or old.drafted:
        text = texts.get(part, "")
        section = ReportSection(part=part, text=text, texts=[ReportText(text=text)] if text else [])
        if old is not None:
            section.public_text, section.withheld = old.public_text, old.withheld
        return section
    return ReportSection(
        part=part, text=old.text, public_text=old.public_text, withheld=old.withheld, drafted=old.drafted,
        texts=_carried(queries.earlier_texts(old.id)),
    )  # fmt: skip


def _carried(texts: Sequence[ReportText]) -> list[ReportText]:
    """What was drafted last and what somebody made of it, as it was and when: the next edition goes on from there."""
    drafted = [row for row in texts if row.author_id is None][-1:]
    written = [row for row in texts if row.author_id is not None][-1:]
    return [ReportText(text=row.text, at=row.at, author_id=row.author_id) for row in (*drafted, *written)]


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
        section.read_at = None


def tick_read(section: ReportSection, *, version: int, by: Actor) -> None:
    """Say that somebody read what was drafted, as it stood at `version`. Refused when it changed meanwhile."""
    _check_open(section.report)
    if section.version != version:
        raise Refused(Text("This part has been changed in the meantime. Read it again."))
    with action(rules.READ, by=by):
        section.read_at = clock.now()


def head(
    report: MissionReport,
    *,
    addressee: str,
    reporter: str,
    reported_on: date,
    thousands: bool,
    by: Actor | None,
    stage: str = rules.FINAL,
    order_number: str = "",
    number: str = "",
) -> None:
    """Change to whom, by whom and of which day the report is, whether it is final, and in what it tells amounts.

    `number` "" leaves the number as it is, or takes that of the mission where there was none yet.
    """
    _check_open(report)
    if stage not in rules.STAGES:
        raise Refused(Text("Choose one."), "stage")
    with action(rules.HEADED, by=by):
        report.addressee, report.reporter, report.reported_on = addressee, reporter, reported_on
        report.thousands, report.stage, report.order_number = thousands, stage, order_number
        report.number = number or report.number
        _take_number(report, reported_on)


def _take_number(report: MissionReport, day: date) -> None:
    if not report.is_numbered:
        report.number = _number(report.activity, report.form, report.language, report.edition, day)


def name_chain(report: MissionReport, approvers: Mapping[str, int | str], *, by: Actor | None) -> None:
    """Name who approves, the first to decide first: {post: user id, or the name of somebody without an account}.

    Refused for someone who cannot sign in or does not see the activity; for who reports, but in the box of who drafts.
    """
    _check_open(report)
    wanted = {post: who for post, who in approvers.items() if who}
    for post, who in wanted.items():
        if len(post) > rules.POST:
            raise Refused(Text("At most %(number)s characters.", number=rules.POST), post)
        account = users.one(who) if isinstance(who, int) else None
        if account is not None:
            _check_approver(report, post, account)
        name = account.display_name if account is not None else str(who)
        if rules.is_own(post, name, report.reporter):
            raise Refused(Text(OWN_REPORT, name=name), post)
    with action(rules.CHAINED, by=by):
        kept = {step.post: step for step in report.steps}
        report.steps = [_step(kept.get(post), place, post, who) for place, (post, who) in enumerate(wanted.items())]
        touch(report)


def _step(kept: ReportStep | None, place: int, post: str, who: int | str) -> ReportStep:
    step = kept or ReportStep(post=post)
    step.place = place
    step.user_id, step.holder = (who, "") if isinstance(who, int) else (None, who.strip()[: rules.HOLDER])
    _undecided(step)
    return step


def _undecided(step: ReportStep) -> None:
    step.decision, step.decided_at, step.name_snapshot = "waiting", None, ""
    step.paper_on = step.paper_file_id = step.entered_by_id = None


def _check_approver(report: MissionReport, post: str, user: User) -> None:
    if not user.active or user.archived_at is not None:
        raise Refused(Text("This account is closed."), post)
    if not ACTIVITY.is_visible(report.activity_id, user):
        raise Refused(Text("%(name)s cannot see this mission.", name=user.display_name), post)


def submit(
    report: MissionReport, *, lacking: Sequence[Text], by: Actor, comment: str = "", at: datetime | None = None
) -> None:
    """Hand the report to its approvers: each decides again from the first on. `at` is when, now unless given.

    `lacking` is what the records say against it, see `documents.contents.lacking`; Refused while there is any.
    """
    _check_open(report)
    if all(step.post in rules.DRAFTED_IN for step in report.steps):
        raise Refused(Text("Name who approves the report first."))
    _check_others(report, by)
    _check_complete(lacking)
    with action(rules.SUBMITTED, by=by, record=report):
        for step in report.steps:
            _undecided(step)
        _take_number(report, report.reported_on)
        report.status, report.submitted_at = "submitted", at or clock.now()
        _tell(report, "submitted", by, comment, at=at)


def _check_others(report: MissionReport, by: Actor) -> None:
    """Two pairs of eyes: who reports or hands it in approves nothing of it."""
    for step in report.steps:
        if rules.is_own(step.post, step.name, report.reporter):
            raise Refused(Text(OWN_REPORT, name=step.name))
        if step.user_id == by.id and step.post not in rules.DRAFTED_IN:
            raise Refused(Text("You are one of its approvers. Someone else must submit the report."))


def _check_complete(lacking: Sequence[Text]) -> None:
    if lacking:
        raise Refused(Text("It cannot be approved yet: %(first)s", first=sentences(lacking)))


def take_back(report: MissionReport, *, by: Actor) -> None:
    """Take a submitted report back to write on; what was decided is decided again later."""
    if report.status != "submitted":
        raise Refused(Text("The report is not submitted."))
    with action(rules.TAKEN_BACK, by=by):
        report.status = "draft"
        _tell(report, "taken_back", by, "")


def decide(
    report: MissionReport,
    *,
    approve: bool,
    comment: str,
    by: Actor,
    freeze: Freeze,
    objections: Objections = Objections(),
    at: datetime | None = None,
) -> None:
    """Approve or return a report as the one whose turn it is, `at` or now; the last approval freezes it for good.

    Refused when it is not submitted, when returning without a word, when approving what lacks something or, without
    a word, what has texts in another language; Forbidden when it is someone else's turn.
    """
    step = _turn(report)
    if step.user_id != by.id:
        raise Forbidden
    _check_decision(approve=approve, comment=comment, objections=objections)
    with action(rules.APPROVED if approve else rules.RETURNED, by=by):
        step.decided_at = at or clock.now()
        _decide(report, step, approve=approve, comment=comment, by=by, freeze=freeze)


def decide_on_paper(
    report: MissionReport,
    *,
    approve: bool,
    decided_on: date,
    scan: SentFile | None,
    comment: str,
    by: Actor,
    freeze: Freeze,
    objections: Objections = Objections(),
) -> None:
    """Enter what the one whose turn it is decided on paper, with the day of the stamp and a scan of it.

    Refused without a scan, for a day to come or before the report was submitted, and as `decide` refuses.
    """
    step = _turn(report)
    if decided_on > here.today():
        raise Refused(Text("This date is in the future."), "decided_on")
    if report.submitted_at is not None and decided_on < clock.local(report.submitted_at, here.zone()).date():
        raise Refused(Text("The report was not submitted yet on this day."), "decided_on")
    if scan is None:
        raise Refused(Text("Add a scan or a photo of the stamped page."), "scan")
    _check_decision(approve=approve, comment=comment, objections=objections)
    with action(rules.ENTERED, by=by):
        kept = files.store_sent(scan, "scan", record=(MISSION_REPORT, report.id), by=by)
        step.paper_on, step.paper_file_id, step.entered_by_id = decided_on, kept.id, by.id
        step.decided_at = clock.now()
        _decide(report, step, approve=approve, comment=comment, by=by, freeze=freeze)


def _turn(report: MissionReport) -> ReportStep:
    step = queries.turn(report)
    if step is None:
        raise Refused(Text("The report is not submitted."))
    return step


def _check_decision(*, approve: bool, comment: str, objections: Objections) -> None:
    if approve:
        offices.refuse_unless_complete()
        _check_complete(objections.lacking)
        wordings.refuse_unread(objections.foreign, comment, "comment")
    elif not comment.strip():
        raise Refused(Text("Say what is to be changed."), "comment")


def _decide(report: MissionReport, step: ReportStep, *, approve: bool, comment: str, by: Actor, freeze: Freeze) -> None:
    step.decision = "approved" if approve else "returned"
    step.name_snapshot = step.name
    _tell(report, step.decision, by, comment, step.post, step.decided_at)
    if not approve:
        report.status = "returned"
    elif queries.turn(report) is None:
        report.approved_at = step.decided_at
        _close(report, freeze)


def _close(report: MissionReport, freeze: Freeze) -> None:
    report.addressee = report.addressee or office_queries.current().addressee(report.language).text
    report.frozen = freeze()
    report.digest = rules.digest_of(report.frozen)
    report.status = "approved"


def _tell(
    report: MissionReport, kind: str, by: Actor, comment: str, post: str = "", at: datetime | None = None
) -> None:
    name = users.name_of(by.id)
    told = ReportEvent(kind=kind, user_id=by.id, name_snapshot=name, comment=comment, post=post, at=at or clock.now())
    report.events.append(told)
    touch(report)  # two who decide at once: the second is told


def _check_open(report: MissionReport) -> None:
    if report.status not in rules.OPEN:
        raise Refused(Text("The report has been submitted or approved and can no longer be changed."))
